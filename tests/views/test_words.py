"""Data cannot become markup: whatever stands in a blank shows as it is, or not at all."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from views.blocks import button, context, fields, header, section
from views.message import Message
from views.say import Say
from views.words import Words, bold, clean, code, cut, dotted, escape, filled, lines, mrkdwn, plain

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
MARKUP = st.text("<>&*_~`!@#|abc華 \n\u202e\u200b", max_size=30)
ENTITY = re.compile(r"&(?:amp|lt|gt);")


def texts_of(payload) -> list[str]:
    if isinstance(payload, dict):
        return [text for value in payload.values() for text in texts_of(value)]
    if isinstance(payload, list | tuple):
        return [text for value in payload for text in texts_of(value)]
    return [payload] if isinstance(payload, str) else []


def invisible(text: str) -> set[str]:
    found = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"}}
    return found - {"\n", "\u200c", "\u200d"}


def formats(text: str) -> str:
    """Give the signs that may format: every one but an underscore inside a word."""
    return re.sub(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|[^*_~`]", "", text)


@given(ANY_TEXT | MARKUP)
@example("<!channel> <@U1> <#C1> <http://x|y> &lt;!here&gt;")
@example("\ud800")
def test_no_text_in_any_blank_reaches_slack_as_markup(data: str) -> None:
    say = Say.of
    from datetime import date

    said = say("en", date(2026, 11, 23))("*{customer}* owes `{customer}` {customer}", customer=data)
    joined = lines(dotted(said, data), bold(f"x{data}"))
    payload = (
        Message(said, (header(f"x{data}"), section(joined), section(f"x{data}"))),
        context(said, joined),
        fields([said]),
        button(f"x{data}", "a.b"),
    )
    message, *blocks = payload
    for text in texts_of([message.text, message.blocks, blocks]):
        assert not set("<>") & set(text)
        assert not invisible(text)
        text.encode()
    ours = section(joined)["text"]["text"]
    assert formats(ours) == "**``**"
    assert "&" not in ENTITY.sub("", ours)


@given(ANY_TEXT | MARKUP)
def test_a_text_is_escaped_exactly_once(data: str) -> None:
    inner = filled("{name}", {"name": data})
    outer = filled("{name}", {"name": lines(dotted(inner))})
    assert outer.mrkdwn == escape(data)
    assert outer == clean(data)
    assert mrkdwn(Message(f"x{data}").text) == escape(f"x{data}")


@given(ANY_TEXT | MARKUP, st.integers(2, 40))
def test_cutting_stays_inside_the_limit_and_never_cuts_an_entity(data: str, limit: int) -> None:
    shown = cut(escape(data), limit)
    assert len(shown) <= limit
    assert "&" not in ENTITY.sub("", shown)
    assert shown == escape(data) or shown.endswith("…")


def test_a_document_number_keeps_its_underscore_and_a_name_its_own_writing() -> None:
    assert escape("INV_2026_01") == "INV_2026_01"
    assert escape("ana_b@example.com") == "ana_b@example.com"
    assert escape("华星科技 & Söhne") == "华星科技 &amp; Söhne"
    assert escape("👩\u200d👧 می\u200cشود") == "👩\u200d👧 می\u200cشود"


def test_signs_that_could_format_become_look_alikes() -> None:
    assert escape("*a* _b_ ~c~ `d`") == "∗a∗ ˍbˍ ∼c∼ ˋdˋ"


def test_a_line_break_in_data_is_a_space() -> None:
    assert clean("Acme\nLtd\u2028\tX\x00\u202e") == "Acme Ltd  X"


def test_our_own_sentence_keeps_its_markup_and_its_signs_are_escaped() -> None:
    said = filled("*{name}*: type `/paid` & <wait>", {"name": "A&B"})
    assert said == "*A&B*: type `/paid` & <wait>"
    assert said.mrkdwn == "*A&amp;B*: type `/paid` &amp; &lt;wait&gt;"


def test_bold_inside_a_sentence_is_bold_in_mrkdwn_only() -> None:
    said = filled("{kpi} · 86.0 %", {"kpi": bold("Collection rate")})
    assert said == "Collection rate · 86.0 %"
    assert said.mrkdwn == "*Collection rate* · 86.0 %"


def test_what_was_glued_is_data_again() -> None:
    glued = bold("a") + f" {bold('b')}"
    assert type(glued) is str
    assert mrkdwn(Words("x", "y")[:1]) == "x"


def test_plain_text_has_no_angle_brackets_that_slack_could_read() -> None:
    assert plain("<!channel> R&D") == "‹!channel› R&D"
    assert plain(filled("{who} wrote", {"who": "<b>\n"})) == "‹b›  wrote"


def test_what_can_be_typed_is_shown_as_code() -> None:
    assert code("/overdue `East`").mrkdwn == "`/overdue ˋEastˋ`"
