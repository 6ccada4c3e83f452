"""/receivables sent: when an invoice was sent and its goods delivered, filled in once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from commands._access import members
from commands._contract import Ask, Command, FieldProblem, Form
from commands._words import A_YEAR, read_coming_day, take_coming_day
from ledger.errors import Problem
from storage import calendars, sending
from storage.database import Tx
from storage.sending import (
    DELIVERED,
    SENT,
    DeliveredAlready,
    NotTheirInvoice,
    OwnInvoice,
    Sent,
    SentAlready,
)
from storage.wish_documents import NearlyNamed, UnknownDocument
from views import blocks
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.parts import footer
from views.say import Say
from views.words import Words, bold, lines

_DELIVERED = {"delivered", "delivery", "交付", "交货"}
_SENT = {"sent", "寄出", "发出"}
_ON = {"on", "于"}  # says nothing of which day it is


@dataclass(eq=False)
class NotHappenedYet(Problem):
    """A day that is still to come."""

    sentence = "Nothing was recorded: {day} is still to come. Record it once it has happened."

    day: date


@dataclass(eq=False)
class NoDayNamed(Problem):
    """A form without any day."""

    sentence = "Name the day on which it was sent, or delivered."


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: an invoice, and days; `is_whole` tells whether all of it was understood."""

    document: str = ""
    sent_on: date | None = None
    delivered_on: date | None = None
    is_whole: bool = True

    @property
    def days(self) -> dict[str, date]:
        """The days that were named, by column."""
        named = {SENT: self.sent_on, DELIVERED: self.delivered_on}
        return {column: day for column, day in named.items() if day is not None}


@dataclass(frozen=True, slots=True)
class Asks:
    """Something is missing: a form asks for it, filled with what was understood."""

    args: Args


@dataclass(frozen=True, slots=True)
class Stored:
    """The days as the books have them now; how many working days lie between, with both known."""

    sent: Sent
    took: int | None


def parse(text: str, today: date) -> Args:
    """Read an invoice and days; one after `delivered` is that of delivery, else of sending.

    A day without a year is the latest that has begun.
    """
    words = text.split()
    args, words, is_delivery = Args("".join(words[:1])), words[1:], False
    while words:
        word = words[0].casefold()
        if word in _DELIVERED | _SENT | _ON:
            is_delivery = word in _DELIVERED or (is_delivery and word in _ON)
            words = words[1:]
            continue
        day, words = take_coming_day(words, today - A_YEAR)
        if day is None:
            return replace(args, is_whole=False)
        args = replace(args, delivered_on=day) if is_delivery else replace(args, sent_on=day)
    return args


def missing(tx: Tx, ask: Ask[Args]) -> Asks | None:  # noqa: ARG001 - every one has both
    """Tell whether a form is needed."""
    return None if ask.args.days and ask.args.is_whole else Asks(ask.args)


def run(tx: Tx, ask: Ask[Args]) -> Stored | Asks:
    """Record the days, or ask for what is missing."""
    return missing(tx, ask) or _record(tx, ask)


def _record(tx: Tx, ask: Ask[Args]) -> Stored:
    company, days = ask.caller.company, ask.args.days
    for day in days.values():
        if day > ask.today:
            raise NotHappenedYet(day)
    asked = (days, ask.today)
    done = sending.record(tx, company, ask.caller.person, ask.args.document, asked)
    if done.sent_on is None or done.delivered_on is None:
        return Stored(done, None)
    calendar = calendars.of(tx, company)
    return Stored(done, calendar.business_days_between(done.delivered_on, done.sent_on))


def view(result: Stored | Asks, say: Say) -> Message | Modal:
    """Say what is stored, or open the form."""
    return form(result, say) if isinstance(result, Asks) else told(result, say)


def told(stored: Stored, say: Say) -> Message:
    """Say the days that are in the books, and what scores make of them."""
    done = stored.sent
    named = say("{document} {customer}", document=done.number, customer=done.customer)
    headline = say("{name}: {days}", name=named, days=_days(done, say))
    said: list[Words] = []
    if not done.is_new:
        said.append(say("The books say so already; nothing was changed."))
    said.append(_counts(stored, say))
    if done.closed_until is not None:
        day = say.day(done.closed_until)
        said.append(say("What lies before {day} is closed; its results stay.", day=day))
    small = footer(say("filled in once, never changed"), say("only you can see this"))
    shown = blocks.section(lines(bold(headline), *said))
    return Message(say.sentences([say("{headline}.", headline=headline), *said]), (shown, small))


def _days(done: Sent, say: Say) -> Words:
    named = {"delivered": done.delivered_on, "sent": done.sent_on}
    known = {name: say.day(day) for name, day in named.items() if day is not None}
    if len(known) == len(named):
        return say("delivered on {delivered}, sent on {sent}", **known)
    if "sent" in known:
        return say("sent on {sent}", **known)
    return say("delivered on {delivered}", **known)


def _counts(stored: Stored, say: Say) -> Words:
    done = stored.sent
    if done.delivered_on is None:
        return say("No score asks how soon until the day of delivery is known.")
    if stored.took is None:
        return say("How soon it is sent counts from the day of delivery.")
    if stored.took <= 0:
        return say("It was sent by the day of delivery.")
    one, many = "It was sent 1 working day later.", "It was sent {n} working days later."
    return say.count(stored.took, one, many)


# --- the form ------------------------------------------------------------------------------------


def form(asks: Asks, say: Say) -> Modal:
    """Ask for the invoice and its days, of which one is enough."""
    args = asks.args
    delivered = say("Delivered on")
    return Modal(
        id="sent.form",
        title=say("Sent and delivered"),
        submit=say("Store"),
        close=say("Cancel"),
        blocks=(
            text_field("document", say("Invoice"), args.document),
            date_field("sent", say("Sent on"), str(args.sent_on or ""), optional=True),
            date_field("delivered", delivered, str(args.delivered_on or ""), optional=True),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Args:  # noqa: ARG001 - every parse has all
    """Read the fields."""
    document = " ".join(fields.get("document", "").split())
    sent, delivered = (read_coming_day(fields.get(one, ""), today) for one in ("sent", "delivered"))
    if sent is None and delivered is None:
        raise FieldProblem("sent", NoDayNamed())
    return Args(document, sent, delivered)


def run_form(tx: Tx, ask: Ask[Args]) -> Stored:
    """Record what the form says; what is wrong is said at its field."""
    try:
        return _record(tx, ask)
    except (UnknownDocument, NearlyNamed, OwnInvoice, NotTheirInvoice) as wrong:
        raise FieldProblem("document", wrong) from None
    except NotHappenedYet as wrong:
        is_sending = wrong.day == ask.args.sent_on
        raise FieldProblem("sent" if is_sending else "delivered", wrong) from None
    except SentAlready as wrong:
        raise FieldProblem("sent", wrong) from None
    except DeliveredAlready as wrong:
        raise FieldProblem("delivered", wrong) from None


COMMAND = Command(
    name="receivables sent",
    summary="When an invoice was sent and delivered: finance, HR or its owners' manager, once",
    usage=(
        "/receivables sent INV-1023 2026-11-03",
        "/receivables sent INV-1023 delivered 2026-11-01",
    ),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

FORMS = (Form("sent.form", read_form, members, run_form, told),)
