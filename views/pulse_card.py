"""The pulse: the question to everybody who was judged, its form, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.money import half_up
from ledger.period import Period
from ledger.pulse import LEAST, TOGETHER, Group, Said, Tally
from views import blocks
from views.message import Message
from views.modal import Modal, scale_field, text_field
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

FIRST = 5  # of what should change, on the card
PAGE = 20
TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Row:
    """A group on a day: what it is asked about, what it said, and what it said a period before.

    `name` is the scheme's in every language, `words` is there for who reads what should change.
    """

    group: Group
    today: date
    name: Mapping[str, str] | None = None
    said: Said | None = None
    before: Said | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """What HR sees of a period, with the periods before; `own` is what the reader may answer."""

    rows: tuple[Row, ...]
    earlier: tuple[Row, ...] = ()
    own: Group | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What should change, a page of it."""

    row: Row
    offset: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of an answer; `is_first` is off where the person had answered before."""

    group: Group
    is_first: bool


# --- asking --------------------------------------------------------------------------------------


def invitation(row: Row, say: Say) -> Message:
    """Ask one person: what it is, that it has no name on it, and how long it takes."""
    period, until = say.period(row.group.period), say.day(row.group.until)
    headline = say("{period}: two anonymous questions, one minute", period=period)
    said = lines(
        say("Was your score fair, was it clear, and what should change?"),
        say("Nothing stored ties an answer to you. So it can't be changed or taken back."),
    )
    parts = (
        blocks.header(headline),
        blocks.section(said),
        blocks.actions(_answer(row.group, say)),
        footer(
            say("about {scheme}", scheme=_scheme(row, say)), say("answers until {day}", day=until)
        ),
    )
    return Message(say.sentences([say("{headline}.", headline=headline), said]), parts)


def form(group: Group, say: Say) -> Modal:
    """Ask the two questions; nothing is chosen before somebody chooses."""
    period = say.period(group.period)
    about = lines(
        say("Your score of {period}: what do you think of it?", period=period),
        say("Anonymous and final. Write so that your wording does not give you away."),
    )
    return Modal(
        id="pulse.form",
        title=say("Anonymous pulse"),
        submit=say("Send"),
        close=say("Cancel"),
        state=str(group.period),
        blocks=(
            blocks.section(about),
            scale_field("fair", say("Was it fair?"), _scale(say)),
            scale_field("clear", say("Was it clear how it came about?"), _scale(say)),
            text_field("words", say("What should change?"), optional=True),
        ),
    )


def counted(done: Counted, say: Say) -> Message:
    """Say that it counts, and what becomes of it."""
    if not done.is_first:
        said = say("Your first answer counts. Nothing was counted twice, and nothing changed.")
        return Message(said, (blocks.section(said),))
    said = say("Counted, without your name.")
    then = say(
        "HR reads it after {day}, or once everybody has answered: figures of all and texts in no "
        "order, from {n} answers on.",
        day=say.day(done.group.until),
        n=LEAST,
    )
    return Message(say.sentences([said, then]), (blocks.section(lines(bold(said), then)),))


def _answer(group: Group, say: Say) -> blocks.Block:
    return blocks.button(say("Answer"), "pulse.open", str(group.period), "primary")


def _scale(say: Say) -> list[tuple[str, str]]:
    return [
        ("1", say("1: not at all")),
        ("2", say("2: hardly")),
        ("3", say("3: partly")),
        ("4", say("4: mostly")),
        ("5", say("5: fully")),
    ]


# --- reading -------------------------------------------------------------------------------------


def notice(own: Group | None, say: Say) -> Message:
    """Tell somebody who reads no pulse that there is one, and who sees what."""
    headline = say("After each close: two anonymous questions")
    said = [
        say("Everybody who was judged is asked if it was fair and clear, and what should change."),
        say(
            "HR sees averages and texts of each scheme, from {n} answers on, when no more can come."
            " Nobody sees who said what.",
            n=LEAST,
        ),
    ]
    parts = [blocks.header(headline), blocks.section(lines(*said)), *_own(own, say)]
    return Message(say.sentences([say("{headline}.", headline=headline), *said]), tuple(parts))


def view(board: Board, say: Say) -> Message:
    """Say how fair and clear people find their scores, beside the scheme that made them."""
    if not board.rows:
        headline = say("No pulse yet: it goes out after the next close")
        said = say(
            "It needs at least {n} people who are judged, or nothing could be shown.", n=LEAST
        )
        return Message(headline, (blocks.header(headline), blocks.section(said)))
    headline = headline_of(board.rows, say)
    parts = [blocks.header(headline)]
    for row in board.rows:
        parts += _group(row, say)
    if board.earlier:
        parts.append(blocks.section(lines(bold(say("Before")), *_earlier(board.earlier, say))))
    parts += _own(board.own, say)
    small = footer(
        say("shown from {n} answers on, when no more can come", n=LEAST),
        say("never ask who wrote what"),
        say("only you can see this"),
    )
    return Message(say("{headline}.", headline=headline), (*parts, small))


def headline_of(rows: Sequence[Row], say: Say) -> Words:
    """Give the two averages where one group speaks for the period, else how many answered."""
    period = say.period(rows[0].group.period)
    if len(rows) == 1 and (said := rows[0].said) is not None:
        fair, clear = _average(said.fair, say), _average(said.clear, say)
        return say(
            "{period}: fair {fair}, clear {clear} of 5", period=period, fair=fair, clear=clear
        )
    asked = sum(row.group.asked for row in rows)
    answered = sum(row.group.answered for row in rows)
    return say("{period}: {n} of {asked} answered", period=period, n=answered, asked=asked)


def brief(row: Row, say: Say) -> Words:
    """Say in one line what a group said, or why that is not shown."""
    if row.said is not None:
        return say.count(
            row.group.answered,
            "fair {fair}, clear {clear} of 5, 1 answer",
            "fair {fair}, clear {clear} of 5, {n} answers",
            fair=_average(row.said.fair, say),
            clear=_average(row.said.clear, say),
        )
    if row.group.is_over(row.today):
        return say("too few answers to show")
    return say("runs until {day}", day=say.day(row.group.until))


def beside(row: Row, say: Say) -> Words:
    """The line that stands beside a scheme."""
    period = say.period(row.group.period)
    return say("Pulse {period}: {said}", period=period, said=brief(row, say))


def texts(page: Texts, say: Say) -> Message:
    """Turn the pages of what should change."""
    found, group = page.row.words, page.row.group
    shown = found[page.offset : page.offset + PAGE]
    headline = say("{period}: what should change", period=say.period(group.period))
    first, last = page.offset + 1, page.offset + len(shown)
    count = say("{first} to {last} of {n}", first=first, last=last, n=len(found))
    parts = [blocks.header(headline), *(blocks.section(_quoted(one, say)) for one in shown)]
    buttons = [blocks.button(say("Back"), "pulse.back", str(group.period))]
    if last < len(found):
        left = min(PAGE, len(found) - last)
        more = f"{group.id} {last}"
        buttons.append(blocks.button(say("Next {n}", n=left), "pulse.texts", more))
    small = footer(_scheme(page.row, say), count, say("never ask who wrote what"))
    return Message(say("{headline}.", headline=headline), (*parts, blocks.actions(*buttons), small))


def _group(row: Row, say: Say) -> list[blocks.Block]:
    group = row.group
    told = say("{n} of {asked} answered", n=group.answered, asked=group.asked)
    title = dotted(bold(_scheme(row, say)), told)
    if row.said is None:
        return [blocks.section(lines(title, _waiting(row, say)))]
    before, of = row.before, (group.period, say)
    said = [
        *_question(say("Fair"), row.said.fair, before.fair if before else None, of),
        *_question(say("Clear"), row.said.clear, before.clear if before else None, of),
    ]
    parts = [blocks.section(lines(title, *said))]
    if row.words:
        quoted = [_quoted(one, say) for one in row.words[:FIRST]]
        parts.append(blocks.section(lines(bold(say("What should change")), *quoted)))
    if len(row.words) > FIRST:
        every = say("All {n} texts", n=len(row.words))
        parts.append(blocks.actions(blocks.button(every, "pulse.texts", f"{group.id} 0")))
    return parts


def _earlier(rows: Sequence[Row], say: Say) -> list[Words]:
    """A line for each group; the scheme is named where there are several."""
    several = len({(row.group.about.role, row.group.about.scheme) for row in rows}) > 1
    return [
        dotted(
            say.period(row.group.period), *([_scheme(row, say)] if several else []), brief(row, say)
        )
        for row in rows
    ]


def _waiting(row: Row, say: Say) -> Words:
    group = row.group
    if group.is_over(row.today):
        return say.count(
            group.missing,
            "Not shown: 1 more answer was needed.",
            "Not shown: {n} more answers were needed.",
        )
    day = say.day(group.until)
    if not group.missing:
        return say("Shown after {day}, or once everybody has answered.", day=day)
    return say.count(
        group.missing,
        "1 more answer is needed by {day} for anything to be shown.",
        "{n} more answers are needed by {day} for anything to be shown.",
        day=day,
    )


def _question(
    name: str, tally: Tally, before: Tally | None, of: tuple[Period, Say]
) -> tuple[Words, Words]:
    _, say = of
    said = say("{question}: {average} of 5", question=name, average=_average(tally, say))
    if before is not None:
        said = say("{said}, {change}", said=said, change=_change(tally, before, of))
    counts = dotted(*(str(count) for count in tally.counts))
    return said, say("How many chose 1 to 5: {counts}", counts=counts)


def _change(tally: Tally, before: Tally, of: tuple[Period, Say]) -> Words:
    """As shown: the difference of what is rounded."""
    period, say = of
    change = _rounded(tally) - _rounded(before)
    since = say.period(period.before())
    if not change:
        return say("as in {period}", period=since)
    by = say.number(abs(change), 1)
    if change > 0:
        return say("up {by} since {period}", by=by, period=since)
    return say("down {by} since {period}", by=by, period=since)


def _own(own: Group | None, say: Say) -> list[blocks.Block]:
    """Let the reader answer what they were asked themselves."""
    if own is None:
        return []
    asked = say(
        "You were asked about {period}, until {day}.",
        period=say.period(own.period),
        day=say.day(own.until),
    )
    return [blocks.section(asked), blocks.actions(_answer(own, say))]


def _scheme(row: Row, say: Say) -> Words:
    if row.group.about == TOGETHER:
        return say("schemes of a few people each")
    assert row.name is not None, row.group.about
    return say("{scheme}, version {n}", scheme=row.name[say.language], n=row.group.about.version)


def _quoted(text: str, say: Say) -> Words:
    return say("“{text}”", text=text)


def _average(tally: Tally, say: Say) -> str:
    return say.number(_rounded(tally), 1)


def _rounded(tally: Tally) -> Fraction:
    return half_up(tally.average / TENTH) * TENTH
