"""/customer: one page on a customer, for those who work with it."""

from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Command
from ledger.errors import Problem
from ledger.money import Money
from ledger.promise import Outcome
from storage import customers, effort
from storage.customers import Balance, Page, Touch
from storage.database import Tx
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

MOST = 3  # promises, disputes and touches on the page

OUTCOMES = {
    Outcome.OPEN: "open",
    Outcome.KEPT: "kept",
    Outcome.PARTIAL: "kept in part",
    Outcome.BROKEN: "not kept",
    Outcome.RESCHEDULED: "put off",
    Outcome.TOO_LATE: "recorded too late to count",
}


@dataclass(eq=False)
class WhichCustomer(Problem):
    """The command without a customer."""

    sentence = "Which customer? Name one, or an invoice: `/customer INV-1023`."


@dataclass(eq=False)
class NotYourCustomer(Problem):
    """A customer that the asker has nothing to do with."""

    sentence = (
        "Nothing was shown: {name} is looked after by others. Its owners, their teams, "
        "and finance can see it."
    )

    name: str


@dataclass(frozen=True, slots=True)
class Args:
    """The words as typed: a customer, or an invoice of it."""

    words: tuple[str, ...] = ()


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Cut the text into words."""
    return Args(tuple(text.split()))


def run(tx: Tx, ask: Ask[Args]) -> Page:
    """Read the page, for whoever works with the customer, or does the books."""
    if not ask.args.words:
        raise WhichCustomer
    company, person = ask.caller.company, ask.caller.person
    subject = effort.subject_of(tx, company, ask.args.words)
    if not effort.works_with(tx, company, person, subject):
        raise NotYourCustomer(subject.customer)
    return customers.page(tx, company, subject.customer_id, ask.today)


def view(page: Page, say: Say) -> Message:
    """Lay out what is owed, how the customer pays, and what was said last."""
    headline = dotted(page.name, *(_owed(one, say) for one in page.balances))
    parts = [blocks.header(_headline(page, say)), blocks.section(lines(*_ages(page, say)))]
    parts.append(blocks.section(lines(*_habits(page, say))))
    if said := [*_promises(page, say), *_disputes(page, say), *_touches(page, say)]:
        parts += [blocks.divider(), blocks.section(lines(*said))]
    small = footer(say("as of {day}", day=say.day(page.as_of)), say("only you can see this"))
    return Message(say("{headline}.", headline=headline), (*parts, small))


def _headline(page: Page, say: Say) -> Words:
    first = max(page.balances, key=lambda one: abs(one.outstanding))
    owes = say.money(Money(first.outstanding, first.currency))
    return say("{name} owes {amount}", name=page.name, amount=owes)


def _owed(balance: Balance, say: Say) -> str:
    return say.money(Money(balance.outstanding, balance.currency))


def _ages(page: Page, say: Say) -> list[Words]:
    found = []
    for one in page.balances:
        parts = [bold(one.currency)]
        for name, minor in one.buckets.items():
            if minor:
                amount = say.amount(Money(minor, one.currency))
                days = say("not due yet") if name == "current" else say("{days} days", days=name)
                parts.append(say("{days}: {amount}", days=days, amount=amount))
        if one.disputed:
            amount = say.amount(Money(one.disputed, one.currency))
            parts.append(say("disputed: {amount}", amount=amount))
        if one.unapplied:
            amount = say.amount(Money(one.unapplied, one.currency))
            parts.append(say("unapplied: {amount}", amount=amount))
        found.append(dotted(*parts))
    return found


def _habits(page: Page, say: Say) -> list[Words]:
    habits, said = page.behaviour, []
    if habits.average_days_late is not None:
        days = say.number(habits.average_days_late, 1)
        said.append(say("Pays {days} days late on average, in the last twelve months.", days=days))
    if habits.promises_kept is not None:
        kept = say.percent(habits.promises_kept)
        said.append(say("{share} of its promises were kept.", share=kept))
    if habits.last_paid_on is not None:
        said.append(say("Last paid on {day}.", day=say.day(habits.last_paid_on)))
    if page.credit_limit is not None:
        used, limit = say.money(page.credit_used), say.money(page.credit_limit)
        said.append(say("{used} of a credit of {limit} is used.", used=used, limit=limit))
    if page.terms_days is not None:
        said.append(say("Terms: {n} days.", n=page.terms_days))
    return said or [say("Nothing was paid in the last twelve months.")]


def _promises(page: Page, say: Say) -> list[Words]:
    return [
        say(
            "Promised {amount} for {day}: {outcome}",
            amount=say.money(one.amount),
            day=say.day(one.promised_on),
            outcome=say(OUTCOMES[one.outcome]),
        )
        for one in page.promises[:MOST]
    ]


def _disputes(page: Page, say: Say) -> list[Words]:
    open_ones = [one for one in page.disputes if one.to_on is None]
    return [
        say(
            "Disputes {amount} of {invoice} since {day}",
            amount=say.money(one.amount),
            invoice=one.invoice,
            day=say.day(one.from_on),
        )
        for one in open_ones[:MOST]
    ]


def _touches(page: Page, say: Say) -> list[Words]:
    real = [one for one in page.touches if not one.automatic]
    return [_touch(one, say) for one in real[:MOST]]


def _touch(touch: Touch, say: Say) -> Words:
    day = say.day(touch.at.date())
    return say("{person}, {day}: {note}", person=touch.person, day=day, note=touch.note)


COMMAND = Command(
    name="customer",
    summary="One page on a customer: what it owes, how it pays, what was said last",
    usage=("/customer INV-1023",),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)
