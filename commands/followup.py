"""/followup: record that you were in touch with a customer."""

from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Command
from ledger.errors import Problem
from storage import effort
from storage.database import Tx
from storage.effort import Touched
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import bold, dotted, lines

LONGEST = 500


@dataclass(eq=False)
class NothingSaid(Problem):
    """A follow-up without a customer, or without what was said."""

    sentence = (
        "Nothing was recorded: say with whom you spoke, and about what, "
        "like `/followup INV-1023 promised to call back on Friday`."
    )


@dataclass(frozen=True, slots=True)
class Args:
    """The words as typed: an invoice or a customer first, then what was said."""

    words: tuple[str, ...] = ()


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Cut the text into words."""
    return Args(tuple(text.split()))


@dataclass(frozen=True, slots=True)
class Noted:
    """A touch, and whether who made it may read what the customer owes."""

    touched: Touched
    may_see: bool


def run(tx: Tx, ask: Ask[Args]) -> Noted:
    """Record the touch; it counts from now."""
    if not ask.args.words:
        raise NothingSaid
    subject = effort.subject_of(tx, ask.caller.company, ask.args.words)
    if not subject.rest or len(" ".join(subject.rest)) > LONGEST:
        raise NothingSaid
    person, company = ask.caller.person, ask.caller.company
    touched = effort.log_follow_up(tx, company, person, subject, ask.today)
    return Noted(touched, effort.works_with(tx, company, person, subject))


def view(noted: Noted, say: Say) -> Message:
    """Say what is recorded, and whether it counts."""
    touched = noted.touched
    subject = touched.subject
    about: list[str] = [bold(subject.customer)]
    if subject.document is not None:
        about.append(subject.document.number)
    if subject.document is not None and noted.may_see:
        about.append(say("{amount} open", amount=say.money(subject.document.open)))
    headline = say("Follow-up with {customer} is recorded", customer=subject.customer)
    counts = (
        say("It counts for what is newly overdue of this customer.")
        if touched.is_first
        else say("You were in touch with this customer today already; the first touch counts.")
    )
    shown = lines(bold(headline), dotted(*about), touched.note, counts)
    small = footer(say("dated today"), say("only you can see this"))
    aloud = say.sentences([say("{headline}.", headline=headline), counts])
    return Message(aloud, (blocks.section(shown), small))


COMMAND = Command(
    name="followup",
    summary="Record that you were in touch with a customer",
    usage=("/followup INV-1023 called, wants a copy",),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
)
