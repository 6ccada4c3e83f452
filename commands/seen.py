"""/receivables seen: who saw one's own score, when, and by what; nobody reads that of others."""

from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Button, Command
from commands._words import read_period
from ledger.period import Period
from ledger.sight import Look, latest_of, lines_of
from storage import sight
from storage.database import Tx
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.seen import people_of, row
from views.words import Words, lines

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Args:
    """The score of which period, None being all; `back` where a card stood before."""

    period: Period | None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """Who saw the asker's own score."""

    looks: tuple[Look, ...]
    args: Args


def parse(text: str, today: date) -> Args:
    """Read the period; nothing is all of them."""
    return Args(read_period(text, today) if text.strip() else None)


def parse_button(value: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Read the period of the card that the button stands on."""
    return Args(Period.parse(value), back=True)


def run(tx: Tx, ask: Ask[Args]) -> Seen:
    """Read who saw it."""
    caller = ask.caller
    looks = sight.of_person(tx, caller.company, caller.person.id, ask.args.period)
    return Seen(looks, ask.args)


def view(seen: Seen, say: Say) -> Message:
    """Name who saw it, then a line a day, viewer and way."""
    headline = _headline(seen, say)
    shown = [blocks.header(headline)]
    of_one = seen.args.period is not None
    rows = [row(line, say, of_one=of_one) for line in lines_of(seen.looks)]
    if rows:
        left = len(rows) - SHOWN
        more = [say.count(left, "and 1 more entry", "and {n} more entries")] if left > 0 else []
        shown.append(blocks.section(lines(*rows[:SHOWN], *more)))
    if seen.args.back:
        back = blocks.button(say("Back"), "score.back", str(seen.args.period))
        shown.append(blocks.actions(back))
    open_to = say("your managers and HR may see it; the first places of rankings are public")
    return Message(headline, (*shown, footer(open_to, say("only you can see this"))))


def _headline(seen: Seen, say: Say) -> Words:
    latest, period = latest_of(seen.looks), seen.args.period
    if period is None:
        if not latest:
            return say("Nobody else has seen your score")
        return say("Your score was seen by {people}", people=people_of(latest, say))
    told = {"period": say.period(period)}
    if not latest:
        return say("Nobody else has seen your score of {period}", **told)
    people = people_of(latest, say)
    return say("Your score of {period} was seen by {people}", people=people, **told)


COMMAND = Command(
    name="receivables seen",
    summary="Who saw your score: when, and by what",
    usage=("/receivables seen", "/receivables seen october"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)

BUTTONS = (Button(id="seen.show", parse=parse_button, allow=members, run=run, view=view),)
