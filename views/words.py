"""Words: a text beside its spelling in Slack's mrkdwn, in which nobody's data is markup.

A plain `str` is data: wherever it becomes mrkdwn it is escaped. Only `Words` carry markup, and only
`views` makes them: a sentence of ours with its blanks filled, or `bold`, `lines` and `dotted` of
others. Slicing, `+` and f-strings fall back to a plain `str`, so what is forgotten is escaped.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Self

# Slack has no way to write a literal "*": invisible characters beside it would travel into what
# people copy and search. So signs that could open or close a format become their look-alikes; an
# underscore inside a word formats nothing and stays, because document numbers have it.
_MARKS = re.compile(r"[*~`]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LOOK_ALIKES = {"*": "∗", "~": "∼", "`": "ˋ", "_": "ˍ"}
_JOINERS = "\u200c\u200d"  # emoji, Persian and Indic names are written with them
_CUT_ENTITY = re.compile(r"&[a-z]*\Z")


class Words(str):
    """A text, and the same in mrkdwn: escaped, with the markup of our own sentences."""

    __slots__ = ("mrkdwn",)
    mrkdwn: str

    def __new__(cls, text: str, mrkdwn: str) -> Self:
        """Put a text beside its spelling in mrkdwn."""
        words = super().__new__(cls, text)
        words.mrkdwn = mrkdwn
        return words


def clean(text: str) -> str:
    """Strip control, bidi and other invisible characters; what breaks a line becomes a space."""
    return text if text.isprintable() else "".join(map(_visible, text))


def escape(text: str) -> str:
    """Spell data in mrkdwn so that it shows as it is: no mention, no link, no format."""
    return entities(_MARKS.sub(lambda mark: _LOOK_ALIKES[mark.group()], clean(text)))


def entities(text: str) -> str:
    """Write the three characters that control mrkdwn as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str) -> str:
    """Spell any text in mrkdwn: Words as they are, data escaped."""
    return text.mrkdwn if isinstance(text, Words) else escape(text)


def plain(text: str) -> str:
    """Give the text without markup, for plain_text; Slack shows entities there, or may not."""
    shown = str(text) if isinstance(text, Words) else clean(text)
    return shown.replace("<", "‹").replace(">", "›")


def cut(text: str, limit: int) -> str:
    """Shorten an escaped text to a limit with "…", and never inside an entity."""
    if len(text) <= limit:
        return text
    return _CUT_ENTITY.sub("", text[: limit - 1]).rstrip() + "…"


def bold(text: str) -> Words:
    """Make one line bold."""
    marked = mrkdwn(text).strip()
    assert marked, "nothing to make bold"
    assert not set("*\n") & set(marked), f"cannot be bold as a whole: {marked}"
    return Words(_shown(text), f"*{marked}*")


def code(text: str) -> Words:
    """Show what can be typed as it is typed."""
    return filled("`{text}`", {"text": text})


def lines(*texts: str) -> Words:
    """Put texts under each other."""
    return _joined("\n", texts)


def dotted(*texts: str) -> Words:
    """Put texts beside each other: "86.0 % of 90 % · 29.8 of 31.3 points"."""
    return _joined(" · ", texts)


def run_on(between: str, texts: Iterable[str]) -> Words:
    """Put texts behind each other."""
    return _joined(between, texts)


def filled(sentence: str, blanks: dict[str, str]) -> Words:
    """Fill a sentence of ours; its markup stands, what fills the blanks cannot add any."""
    shown = {name: _shown(text) for name, text in blanks.items()}
    marked = {name: mrkdwn(text) for name, text in blanks.items()}
    return Words(sentence.format(**shown), entities(sentence).format(**marked))


def _joined(between: str, texts: Iterable[str]) -> Words:
    parts = tuple(texts)
    spelled: tuple[Callable[[str], str], ...] = (_shown, mrkdwn)
    return Words(*(between.join(map(spell, parts)) for spell in spelled))


def _shown(text: str) -> str:
    return str(text) if isinstance(text, Words) else clean(text)


def _visible(character: str) -> str:
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character not in _JOINERS:
        return ""
    return character
