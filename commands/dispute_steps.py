"""The buttons of a dispute: confirm, own doing, not a dispute, decide; undo for who opened it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commands import _disputes
from commands._access import members
from commands._contract import Ask, Button, Caller, FieldProblem, Form
from commands._words import read_coming_day
from ledger.approval import NotDecider
from ledger.dispute import Dispute, EndsTooEarly, EndsTooLate, Outcome, may_confirm, may_decide
from ledger.errors import Problem
from ledger.proposal import Who
from storage import dispute_rows, disputes
from storage.database import Tx
from storage.disputes import About
from views import blocks
from views.message import Message
from views.modal import Modal, choice_field, date_field, text_field
from views.say import Say

LONGEST = 500


@dataclass(eq=False)
class NoGroundsGiven(Problem):
    """No reason why it is no dispute, or a novel."""

    sentence = "Say why, in up to 500 signs: whoever opened it reads it."


@dataclass(frozen=True, slots=True)
class Pressed:
    """A form is wanted: about which dispute, as of today."""

    dispute: Dispute
    today: date


@dataclass(frozen=True, slots=True)
class Answer:
    """Which dispute is none, and why; or for whom it was decided, and from when on."""

    dispute: int
    words: str
    outcome: Outcome = Outcome.FOR_US
    to_on: date = date.min


def read_pressed(value: str, today: date) -> int:  # noqa: ARG001 - every parse has both
    """Read which dispute the card is about."""
    return int(value)


def confirm(tx: Tx, ask: Ask[int]) -> None:
    """Say that it is a dispute which the owner did not bring about."""
    of, company = _locked(tx, ask, ask.args), ask.caller.company
    _show(tx, ask, disputes.confirm(tx, company, of, _who(ask.caller), own_doing=False))


def own(tx: Tx, ask: Ask[int]) -> None:
    """Say that it is a dispute which the owner brought about."""
    of, company = _locked(tx, ask, ask.args), ask.caller.company
    _show(tx, ask, disputes.confirm(tx, company, of, _who(ask.caller), own_doing=True))


def undo(tx: Tx, ask: Ask[int]) -> None:
    """Take back what one opened by mistake."""
    of, company = _locked(tx, ask, ask.args), ask.caller.company
    _show(tx, ask, disputes.take_back(tx, company, of, _who(ask.caller)))


def card(tx: Tx, ask: Ask[int]) -> None:
    """Let the card come once more to somebody who has a say."""
    of, reader = _locked(tx, ask, ask.args), ask.caller.person.id
    if reader not in of.judges.approvers:
        raise NotDecider
    _disputes.send(tx, ask.caller.company, of, reader, ask.request)


def sent(result: None, say: Say) -> Message:  # noqa: ARG001 - every view has both
    """Say where the card is."""
    words = say("The card is among your messages with me.")
    return Message(words, (blocks.section(words),))


def ask_why_none(tx: Tx, ask: Ask[int]) -> Pressed:
    """Ask why it is no dispute."""
    of = _about(tx, ask, dispute_rows.look(tx, ask.caller.company, ask.args))
    may_confirm(of.dispute, _who(ask.caller), of.judges)
    return Pressed(of.dispute, ask.today)


def none_form(pressed: Pressed, say: Say) -> Modal:
    """Ask for the reason."""
    return Modal(
        id="dispute.dismissed",
        title=say("Not a dispute"),
        submit=say("Not a dispute"),
        close=say("Cancel"),
        state=str(pressed.dispute.id),
        blocks=(text_field("words", say("Why, as whoever opened it will read it")),),
    )


def read_none(fields: Mapping[str, str], state: str, today: date) -> Answer:  # noqa: ARG001 - every parse has all
    """Read why it is none."""
    words = " ".join(fields.get("words", "").split())
    if not 0 < len(words) <= LONGEST:
        raise FieldProblem("words", NoGroundsGiven())
    return Answer(int(state), words)


def dismiss(tx: Tx, ask: Ask[Answer]) -> None:
    """Say that it is no dispute, with the reason."""
    said, of = ask.args, _locked(tx, ask, ask.args.dispute)
    _show(tx, ask, disputes.dismiss(tx, ask.caller.company, of, _who(ask.caller), said.words))


def ask_how_decided(tx: Tx, ask: Ask[int]) -> Pressed:
    """Ask for whom it was decided."""
    of = _about(tx, ask, dispute_rows.look(tx, ask.caller.company, ask.args))
    may_decide(of.dispute, _who(ask.caller), of.judges)
    return Pressed(of.dispute, ask.today)


def decision_form(pressed: Pressed, say: Say) -> Modal:
    """Ask for whom, and the first day on which it is not disputed any more."""
    dispute = pressed.dispute
    first = max(pressed.today, dispute.from_on + timedelta(days=1))
    sides = [
        (Outcome.FOR_US.value, say("for us")),
        (Outcome.FOR_CUSTOMER.value, say("for the customer")),
    ]
    why = say("Why, as whoever opened it will read it")
    return Modal(
        id="dispute.decided",
        title=say("Decide"),
        submit=say("Decide"),
        close=say("Cancel"),
        state=str(dispute.id),
        blocks=(
            choice_field("outcome", say("Decided"), sides),
            date_field("to", say("First day no longer disputed"), str(first)),
            text_field("words", why, optional=True),
        ),
    )


def read_decision(fields: Mapping[str, str], state: str, today: date) -> Answer:
    """Read for whom it was decided, and from when on."""
    to_on = read_coming_day(fields.get("to", ""), today)
    assert to_on is not None, "a date picker gives a day"
    words = " ".join(fields.get("words", "").split())
    if len(words) > LONGEST:
        raise FieldProblem("words", NoGroundsGiven())
    return Answer(int(state), words, Outcome(fields["outcome"]), to_on)


def decide(tx: Tx, ask: Ask[Answer]) -> None:
    """Say for whom it was decided."""
    said, of = ask.args, _locked(tx, ask, ask.args.dispute)
    verdict = (said.outcome, said.to_on, said.words)
    try:
        done = disputes.decide(tx, ask.caller.company, of, _who(ask.caller), verdict)
    except (EndsTooEarly, EndsTooLate) as wrong:
        raise FieldProblem("to", wrong) from None
    _show(tx, ask, done)


def told(result: None, say: Say) -> None:
    """Say nothing: the card itself changes."""


def _locked(tx: Tx, ask: Ask[Any], dispute: int) -> About:
    return _about(tx, ask, dispute_rows.find(tx, ask.caller.company, dispute))


def _about(tx: Tx, ask: Ask[Any], dispute: Dispute) -> About:
    return disputes.about(tx, ask.caller.company, dispute, ask.today)


def _show(tx: Tx, ask: Ask[Any], done: tuple[About, _disputes.Shifts]) -> None:
    _disputes.show(tx, ask.caller.company, *done)


def _who(caller: Caller) -> Who:
    return Who(caller.person.id, caller.person.name)


def _acts(name: str, run_: Any, view_: Any = told) -> Button[Any, Any]:
    """A button that writes; what it does stands on the card."""
    name = f"dispute.{name}"
    return Button(name, read_pressed, members, run_, view_, writes=True, replaces=False)


def _opens(name: str, run_: Any, form: Any) -> Button[Any, Any]:
    """A button that opens a form."""
    name = f"dispute.{name}"
    return Button(name, read_pressed, members, run_, form, replaces=False, opens_form=True)


BUTTONS = (
    _acts("confirm", confirm),
    _acts("own", own),
    _acts("undo", undo),
    _acts("card", card, sent),
    _opens("none", ask_why_none, none_form),
    _opens("decide", ask_how_decided, decision_form),
)

FORMS = (
    Form("dispute.dismissed", read_none, members, dismiss, told),
    Form("dispute.decided", read_decision, members, decide, told),
)
