"""/promise: record a customer's word to pay an amount by a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Command
from commands._payment import read_money
from commands._words import HALF_A_YEAR, read_coming_day
from ledger.errors import Problem
from ledger.money import Money
from scoring.rules import Rules
from storage import calendars, effort
from storage.database import Tx
from storage.effort import Word
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import bold, dotted, lines

SERVES_ALL = frozenset({"customer_service"})  # roles that speak with everybody's customers


@dataclass(eq=False)
class NoPromise(Problem):
    """A promise without a customer, an amount or a day."""

    sentence = (
        "Nothing was recorded: name the invoice or the customer, the amount and the day, "
        "like `/promise INV-1023 50,000 2026-12-15`."
    )


@dataclass(eq=False)
class DayIsOver(Problem):
    """A promise for a day that is over."""

    sentence = (
        "Nothing was recorded: {day} is over. Name the day by which the money will come, "
        "with its year if it is another."
    )

    day: date


@dataclass(eq=False)
class LookedAfterByOthers(Problem):
    """A promise of a customer that the asker has nothing to do with.

    Money keeps the oldest promise first, so a stranger's would take it from those who were told.
    """

    sentence = (
        "Nothing was recorded: {name} is looked after by others, who record what it promises. "
        "Write down what you heard with `/followup`."
    )

    name: str


@dataclass(frozen=True, slots=True)
class Args:
    """The words as typed: an invoice or a customer, then amount and day."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A promise with the day on which it falls due: rolled forward, and the days of grace."""

    word: Word
    falls_due_on: date


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Cut the text into words."""
    return Args(tuple(text.split()))


def run(tx: Tx, ask: Ask[Args]) -> Given:
    """Record the promise, and say when it falls due."""
    company, person, words = ask.caller.company, ask.caller.person, ask.args.words
    if not words:
        raise NoPromise
    subject = effort.subject_of(tx, company, words)
    read = _read(subject.rest, subject.currency, ask.today)
    if read is None:
        raise NoPromise
    amount, on = read
    if on < ask.today:
        raise DayIsOver(on)
    is_theirs = person.role in SERVES_ALL or effort.works_with(tx, company, person, subject)
    if not is_theirs and effort.owners_of(tx, company, subject):
        raise LookedAfterByOthers(subject.customer)
    calendar = calendars.of(tx, company)
    due = calendar.add_business_days(calendar.rolled_forward(on), Rules().promise_grace)
    word = effort.record_promise(tx, company, person, subject, (amount, on))
    return Given(word, due)


def _read(words: Sequence[str], currency: str, today: date) -> tuple[Money, date] | None:
    """Read an amount and a day, in either order.

    A day without a year is the one nearest to today: one that is just over is a slip to be told.
    """
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for money, day in ((first, second), (second, first)):
            amount = read_money(money, currency, today)
            on = read_coming_day(day, today - HALF_A_YEAR)
            if amount is not None and on is not None:
                return amount, on
    return None


def view(given: Given, say: Say) -> Message:
    """Say who promised what, and when it is kept or broken."""
    word = given.word
    headline = say(
        "{customer} promises {amount} for {day}",
        customer=word.subject.customer,
        amount=say.money(word.amount),
        day=say.day(word.promised_on),
    )
    about = [] if word.subject.document is None else [word.subject.document.number]
    until = say("It is kept when 90 % of it is here by {day}.", day=say.day(given.falls_due_on))
    said = [bold(headline), *([dotted(*about)] if about else []), until]
    if word.instead_of is not None:
        said.append(
            say("It takes the place of the promise for {day}.", day=say.day(word.instead_of))
        )
    small = footer(say("only you can see this"))
    aloud = say.sentences([say("{headline}.", headline=headline), until])
    return Message(aloud, (blocks.section(lines(*said)), small))


COMMAND = Command(
    name="promise",
    summary="Record what a customer promised to pay, and by when",
    usage=("/promise INV-1023 50,000 2026-12-15",),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
)
