"""The buttons of what waits for somebody else: approve, reject with a reason, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands import _approvals
from commands._access import members
from commands._approvals import Pressed, read_pressed
from commands._contract import Ask, Button, FieldProblem, Form
from commands._words import OldCard
from ledger.approval import Stand, may_decide, may_withdraw
from ledger.errors import Problem
from storage import approvals, wishes
from storage.approvals import Decision
from storage.database import Tx
from views.message import Message
from views.modal import Modal, text_field
from views.problems import say_problem
from views.say import Say

LONGEST = 500


@dataclass(eq=False)
class NoReason(Problem):
    """A rejection that says nothing."""

    sentence = "Say why, in up to 500 signs: whoever asked reads it."


@dataclass(frozen=True, slots=True)
class Rejected:
    """Which request is rejected, and why."""

    request: int
    answer: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A reason is asked for."""

    request: int


def approve(tx: Tx, ask: Ask[Pressed]) -> Problem | None:
    """Let a wish become a fact, once."""
    company, decider = ask.caller.company, _approvals.who(ask.caller)
    request = approvals.find(tx, company, ask.args.request)
    of = wishes.about(tx, company, request.wish, ask.today)
    may_decide(request, decider, of.deciders(request.asked_by.id))
    if request.version != ask.args.version:
        return OldCard()
    decided, shifts = wishes.approve(tx, company, of, request, decider)
    _approvals.show(tx, company, of, decided, shifts)
    return None


def ask_why(tx: Tx, ask: Ask[Pressed]) -> Asked:
    """Ask for the reason of a rejection."""
    company = ask.caller.company
    request = approvals.look(tx, company, ask.args.request)
    of = wishes.about(tx, company, request.wish, ask.today)
    may_decide(request, _approvals.who(ask.caller), of.deciders(request.asked_by.id))
    return Asked(request.id)


def form(asked: Asked, say: Say) -> Modal:
    """Ask for the reason."""
    return Modal(
        id="approval.rejected",
        title=say("Reject"),
        submit=say("Reject"),
        close=say("Cancel"),
        state=str(asked.request),
        blocks=(text_field("reason", say("Reason")),),
    )


def read_rejection(fields: Mapping[str, str], state: str, today: date) -> Rejected:  # noqa: ARG001 - every parse has all
    """Read why something is rejected."""
    answer = " ".join(fields.get("reason", "").split())
    if not 0 < len(answer) <= LONGEST:
        raise FieldProblem("reason", NoReason())
    return Rejected(int(state), answer)


def reject(tx: Tx, ask: Ask[Rejected]) -> None:
    """Say no to a wish, with the reason."""
    company, decider = ask.caller.company, _approvals.who(ask.caller)
    request = approvals.find(tx, company, ask.args.request)
    of = wishes.about(tx, company, request.wish, ask.today)
    may_decide(request, decider, of.deciders(request.asked_by.id))
    how = Decision(Stand.REJECTED, decider, ask.args.answer)
    _approvals.show(tx, company, of, approvals.decide(tx, company, request, how, frozenset()))


def withdraw(tx: Tx, ask: Ask[Pressed]) -> None:
    """Take back what one asked for."""
    company, asker = ask.caller.company, _approvals.who(ask.caller)
    request = approvals.find(tx, company, ask.args.request)
    may_withdraw(request, asker)
    of = wishes.about(tx, company, request.wish, ask.today)
    how = Decision(Stand.WITHDRAWN, asker)
    _approvals.show(tx, company, of, approvals.decide(tx, company, request, how, frozenset()))


def told(result: Problem | None, say: Say) -> Message | None:
    """Say nothing where the card itself changes."""
    return None if result is None else say_problem(result, say)


BUTTONS = (
    Button(
        id="approval.approve",
        parse=read_pressed,
        allow=members,
        run=approve,
        view=told,
        writes=True,
        replaces=False,
    ),
    Button(
        id="approval.withdraw",
        parse=read_pressed,
        allow=members,
        run=withdraw,
        view=told,
        writes=True,
        replaces=False,
    ),
    Button(
        id="approval.reject",
        parse=read_pressed,
        allow=members,
        run=ask_why,
        view=form,
        replaces=False,
        opens_form=True,
    ),
)

FORMS = (Form(id="approval.rejected", parse=read_rejection, allow=members, run=reject, view=told),)
