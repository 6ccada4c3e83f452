"""/receivables close: where a period stands; put into closing, closed, and reopened by two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands import _closing
from commands._contract import (
    AfterClose,
    Ask,
    Button,
    Caller,
    Command,
    Digest,
    FieldProblem,
    Form,
    Monthly,
    Occasion,
    Scope,
)
from commands._words import NoSuchPerson, read_period, read_scope
from ledger.errors import Problem
from ledger.period import Period
from ledger.stages import State
from storage import deliveries, period_moves
from storage.closing import AlreadyClosed, NotClosed, StillRunning
from storage.companies import Company
from storage.database import Tx
from storage.people import Member
from views import blocks, period_card
from views.modal import Modal, text_field
from views.period_card import Card, Standing
from views.say import Say
from views.words import lines

LONGEST = 500


@dataclass(eq=False)
class NoReasonToClose(Problem):
    """Closing now passes over somebody, and nothing says why."""

    sentence = "Say why it is closed all the same, in up to 500 signs."


@dataclass(eq=False)
class NoReasonToReopen(Problem):
    """Reopening without a reason."""

    sentence = "Say why it is reopened, in up to 500 signs: the second person reads it."


@dataclass(frozen=True, slots=True)
class Move:
    """Which period is to be closed or reopened, and why."""

    period: Period
    reason: str


def movers(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """Those who look after periods: HR, finance and who looks after the bot."""
    return bool(_closing.MOVERS & caller.person.rights)


def closers(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """HR puts a period into closing, and closes it."""
    return "hr" in caller.person.rights


def reopeners(caller: Caller, args: Any) -> bool:  # noqa: ARG001 - every predicate has both
    """HR and finance may ask for a period to be reopened."""
    return bool({"hr", "finance"} & caller.person.rights)


def parse(text: str, today: date) -> Period:
    """Read the period; nothing is the last month."""
    return read_period(text, today) if text.strip() else Period.month_of(today).before()


def run(tx: Tx, ask: Ask[Period]) -> Card:
    """Look at where the period stands; nothing is written."""
    if ask.today < ask.args.end:
        raise StillRunning(ask.args, ask.args.last)
    return _card(tx, ask, ask.args)


def begin(tx: Tx, ask: Ask[Period]) -> Card:
    """Put the period into closing, and tell everybody who is judged."""
    company, period = ask.caller.company, ask.args
    is_first = period_moves.begin(tx, company, period, ask.today, ask.caller.person.id)
    card = _card(tx, ask, period)
    if is_first:
        _closing.show(tx, company, card.standing)
        _closing.invite(tx, company, card.standing)
    return card


def ask_to_close(tx: Tx, ask: Ask[Period]) -> Card:
    """Show once more what is unsettled, and whether a reason is needed."""
    card = run(tx, ask)
    if card.standing.course.state is State.CLOSED:
        raise AlreadyClosed(ask.args)
    return card


def close_form(card: Card, say: Say) -> Modal:
    """Ask for a confirmation, and for a reason where somebody is passed over."""
    found = card.standing
    said = period_card.unsettled_lines(found, say)
    if found.until is not None and found.today <= found.until:
        day = say.day(found.until)
        said.insert(0, say("Everybody may question their result until {day}.", day=day))
    label = say("Why it is closed all the same") if found.needs_reason else say("Note")
    return Modal(
        id="close.form",
        title=say("Close the period"),
        submit=say("Close the period"),
        close=say("Cancel"),
        state=str(found.period),
        blocks=(
            blocks.section(lines(*said)),
            text_field("reason", label, optional=not found.needs_reason),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Move:  # noqa: ARG001 - every parse has all
    """Read which period, and the reason."""
    return Move(Period.parse(state), " ".join(fields.get("reason", "").split()))


def close(tx: Tx, ask: Ask[Move]) -> Card:
    """Have the worker close the period; nobody waits for the pack to be made."""
    company, move = ask.caller.company, ask.args
    before = _card(tx, ask, move.period).standing
    if len(move.reason) > LONGEST or (before.needs_reason and not move.reason):
        raise FieldProblem("reason", NoReasonToClose())
    period_moves.ask_to_close(tx, company, move.period, ask.caller.person.id, move.reason)
    card = _card(tx, ask, move.period)
    _closing.show(tx, company, card.standing)
    return card


def ask_to_reopen(tx: Tx, ask: Ask[Period]) -> Card:
    """Ask why a closed period should be opened again."""
    card = run(tx, ask)
    if card.standing.course.state is not State.CLOSED:
        raise NotClosed(ask.args)
    return card


def reopen_form(card: Card, say: Say) -> Modal:
    """Ask for the reason."""
    said = say(
        "A second person of HR, finance or administration has to agree. Its pack is kept, and "
        "what was booked late since the close stays in the period where it counted."
    )
    return Modal(
        id="close.reopened",
        title=say("Reopen"),
        submit=say("Ask"),
        close=say("Cancel"),
        state=str(card.standing.period),
        blocks=(blocks.section(said), text_field("reason", say("Reason"))),
    )


def reopen(tx: Tx, ask: Ask[Move]) -> Card:
    """Ask a second person; everybody who may agree gets the card."""
    company, move = ask.caller.company, ask.args
    if not 0 < len(move.reason) <= LONGEST:
        raise FieldProblem("reason", NoReasonToReopen())
    period_moves.ask_to_reopen(tx, company, move.period, ask.caller.person.id, move.reason)
    card = _card(tx, ask, move.period)
    _closing.show(tx, company, card.standing)
    _closing.call(tx, company, card.standing, _closing.movers(tx, company, ask.today))
    return card


def second(tx: Tx, ask: Ask[Period]) -> Card:
    """Agree, as the second of two."""
    company = ask.caller.company
    period_moves.agree_to_reopen(tx, company, ask.args, ask.caller.person.id)
    card = _card(tx, ask, ask.args)
    _closing.show(tx, company, card.standing)
    return card


def _card(tx: Tx, ask: Ask[Any], period: Period) -> Card:
    person = ask.caller.person
    found = _closing.standing(tx, ask.caller.company, period, ask.today)
    return Card(found, person.id, person.rights)


# --- what comes by the clock ---------------------------------------------------------------------


def late_scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
    """Everybody of HR, while the month that is over is not closed."""
    return tuple(scope for scope, _ in late_of_all(tx, company, occasion))


def late_of_all(tx: Tx, company: Company, occasion: Occasion) -> tuple[tuple[Scope, Card], ...]:
    """The card of the month that is over, for everybody of HR."""
    found = _closing.standing(tx, company, _period(occasion), occasion.on)
    if found.course.state is State.CLOSED:
        return ()
    hr = [one for one in _closing.movers(tx, company, occasion.on) if "hr" in one.rights]
    return tuple((_to(one), Card(found, one.id, one.rights)) for one in hr)


def late(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> Card:
    """The card for one person."""
    _, number = read_scope(scope.name)
    for one, card in late_of_all(tx, company, occasion):
        if one.name == scope.name:
            return card
    raise NoSuchPerson(number or scope.name)


def _to(one: Member) -> Scope:
    return Scope(f"person:{one.number}", (deliveries.person(one.id),))


def summary_scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
    """The channels of rankings, once a period is closed."""
    targets = _closing.channels(tx, company, occasion.on)
    return (Scope("company", targets),) if targets else ()


def summary(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> Standing:
    """The period that was closed."""
    read_scope(scope.name)
    found = _closing.standing(tx, company, _period(occasion), occasion.on)
    if found.course.newest("closed") is None:
        raise NotClosed(found.period)
    return found


def _period(occasion: Occasion) -> Period:
    return occasion.closed or Period.month_of(occasion.on).before()


COMMAND = Command(
    name="receivables close",
    summary="Close a period: what is unsettled, whom it is about, its hash; reopened by two",
    usage=("/receivables close", "/receivables close 2026-10"),
    parse=parse,
    allow=movers,
    run=run,
    view=period_card.view,
)


def _changes(name: str, run: Any, allow: Any) -> Button[Period, Card]:
    """A button that changes the period, and the card that it stands on."""
    return Button(f"close.{name}", parse, allow, run, period_card.view, writes=True)


def _opens(name: str, run: Any, form: Any, allow: Any) -> Button[Period, Card]:
    """A button that asks for a reason first."""
    return Button(f"close.{name}", parse, allow, run, form, replaces=False, opens_form=True)


BUTTONS = (
    _changes("begin", begin, closers),
    _changes("second", second, movers),
    _opens("ask", ask_to_close, close_form, closers),
    _opens("reopen", ask_to_reopen, reopen_form, reopeners),
)

FORMS = (
    Form("close.form", read_form, closers, close, period_card.view),
    Form("close.reopened", read_form, reopeners, reopen, period_card.view),
)

DIGESTS = (
    Digest(
        kind="close_reminder",
        when=(Monthly(),),
        audience="personal",
        scopes=late_scopes,
        compose=late,
        view=period_card.view,
        compose_all=late_of_all,
    ),
    Digest(
        kind="close_summary",
        when=(AfterClose(),),
        audience="team",
        scopes=summary_scopes,
        compose=summary,
        view=period_card.summary,
    ),
)
