"""History: the own scores of the last months, as a chart and in words."""

from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Button
from ledger.period import Period
from scoring.card import ScoreCard
from storage import history, people, schemes
from storage.database import Tx
from storage.history import Month
from storage.rosters import Question
from storage.schemes import OfRole
from views import blocks
from views.chart import Point, line
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines


@dataclass(frozen=True, slots=True)
class Past:
    """The months, the schemes that judged them, and the card that the way back leads to."""

    months: tuple[Month, ...]
    versions: OfRole
    back: Period
    today: date


def parse(value: str, today: date) -> Period:  # noqa: ARG001 - every parse has both
    """Read the period of the card that the button stands on."""
    return Period.parse(value)


def run(tx: Tx, ask: Ask[Period]) -> Past:
    """Read the last months by the schemes of the role that the asker has now."""
    person, company = ask.caller.person, ask.caller.company
    role = people.role_in(tx, company, person, Question(Period.month_of(ask.today), ask.today))
    versions = schemes.of_role(tx, company, role or "")
    months = history.of_person(tx, company, person.id, versions, ask.today)
    return Past(months, versions, ask.args, ask.today)


def view(past: Past, say: Say) -> Message:
    """Lay out a line of scores, and the same in words."""
    scored = [month.card for month in past.months if month.card]
    headline = _headline(scored, past, say)
    shown = [blocks.header(headline)]
    points = [Point(say.period(c.period), c.score) for c in scored if c.score is not None]
    if len(points) > 1:
        shown.append(line(say("Points by month"), say("points"), points))
    shown.append(blocks.section(lines(*(_month(month, past, say) for month in past.months))))
    back = blocks.button(say("Back"), "score.back", str(past.back))
    small = footer(
        say("each month by the scheme in force for it"),
        say("as of {day}", day=say.day(past.today)),
        say("only you can see this"),
    )
    aloud = lines(headline, *(_month(month, past, say) for month in past.months))
    return Message(aloud, (*shown, blocks.actions(back), small))


def _headline(scored: list[ScoreCard], past: Past, say: Say) -> Words:
    told = [
        (say.points(card.score), say.period(card.period))
        for card in scored
        if card.score is not None
    ]
    if not told:
        return say("No score in the last {n} months", n=len(past.months))
    (before, first), (now, last) = told[0], told[-1]
    if len(told) == 1:
        return say("{points} points in {period}", points=now, period=last)
    return say(
        "From {before} points in {first} to {now} in {last}",
        before=before,
        first=first,
        now=now,
        last=last,
    )


def _month(month: Month, past: Past, say: Say) -> Words:
    period = bold(say.period(month.period))
    if month.card is None or month.card.score is None:
        unknown = say("still being worked out; look again in a minute")
        return dotted(period, say("no score") if month.is_known else unknown)
    points = say.points(month.card.score)
    version = past.versions.version_for(month.period)
    assert version is not None, "a card is made by a scheme"
    name = f"{version.scheme.name[say.language]} v{version.scheme.version}"
    if past.today in month.period:
        return dotted(period, say("a score of {points} so far", points=points), name)
    return dotted(period, say("a score of {points}", points=points), name)


BUTTONS = (Button(id="history.show", parse=parse, allow=members, run=run, view=view),)
