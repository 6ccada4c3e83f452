"""The buttons of a payment's card: confirm, not a payment, undo, correct, bounced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands import _cards
from commands._access import members
from commands._cards import CardChanged
from commands._contract import Ask, Button, FieldProblem, Form
from commands._words import OldCard
from ledger.errors import Problem
from ledger.proposal import Act, OwnCredit, Proposal, decide
from storage import proposals
from storage.database import Tx
from storage.proposals import Decision, Found
from views import blocks
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.problems import say_problem
from views.say import Say


@dataclass(eq=False)
class BounceTooEarly(Problem):
    """A payment cannot bounce before it arrived, nor in the future."""

    sentence = "It arrived on {arrived}; it can have bounced from then until today."

    arrived: date


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which proposal, and in which version its card was read."""

    proposal: int
    version: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why booked money is taken back, and for a bounce on which day the bank did."""

    act: Act
    proposal: int
    reason: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A reason is asked for."""

    act: Act
    found: Found
    today: date


def read_pressed(value: str, today: date) -> Pressed:  # noqa: ARG001 - every parse has both
    """Read what a button carries."""
    proposal, version = value.split(":")
    return Pressed(int(proposal), int(version))


def confirm(tx: Tx, ask: Ask[Pressed]) -> Problem | None:
    """Book the money, or note the first of two; a card that is out of date is made new."""
    company, who = ask.caller.company, _cards.who(ask.caller)
    found = proposals.find(tx, company, ask.args.proposal)
    takes_effect = decide(found.proposal, Act.CONFIRM, who, tx.now)
    if who.id in found.plan.beneficiaries:
        raise OwnCredit
    if found.is_stale:
        _cards.show(tx, company, proposals.refresh(tx, company, found, who))
        return CardChanged()
    if found.proposal.version != ask.args.version:
        return CardChanged()
    if takes_effect:
        _cards.show(tx, company, proposals.confirm(tx, company, found, who))
    else:
        first = Decision(Act.CONFIRM, who)
        _cards.show(tx, company, proposals.wait(tx, company, found, first))
    return None


def dismiss(tx: Tx, ask: Ask[Pressed]) -> Problem | None:
    """Say that it was no payment, of what the card said that was pressed."""
    company, who = ask.caller.company, _cards.who(ask.caller)
    found = proposals.find(tx, company, ask.args.proposal)
    decide(found.proposal, Act.DISMISS, who, tx.now)
    if found.proposal.version != ask.args.version:
        return OldCard()
    _cards.show(tx, company, proposals.dismiss(tx, company, found, who))
    return None


def undo(tx: Tx, ask: Ask[Pressed]) -> None:
    """Take a mistake back within its ten minutes."""
    company, who = ask.caller.company, _cards.who(ask.caller)
    found = proposals.find(tx, company, ask.args.proposal)
    decide(found.proposal, Act.UNDO, who, tx.now)
    taken = proposals.take_back(tx, company, found, Decision(Act.UNDO, who))
    _cards.show(tx, company, taken)


def ask_to_correct(tx: Tx, ask: Ask[Pressed]) -> Asked:
    """Ask why a booking is a mistake."""
    return _asked(tx, ask, Act.CORRECT)


def ask_how_it_bounced(tx: Tx, ask: Ask[Pressed]) -> Asked:
    """Ask when and why the bank took the money back."""
    return _asked(tx, ask, Act.BOUNCE)


def _asked(tx: Tx, ask: Ask[Pressed], act: Act) -> Asked:
    found = proposals.look(tx, ask.caller.company, ask.args.proposal)
    decide(found.proposal, act, _cards.who(ask.caller), tx.now)
    return Asked(act, found, ask.today)


def form(asked: Asked, say: Say) -> Modal:
    """Ask for the reason, and for the day of a bounce; a second person approves the first's."""
    bounced, proposal = asked.act is Act.BOUNCE, asked.found.proposal
    seconds = proposal.wish is asked.act  # who is second reads what the first one said
    fields = [_about(proposal, say)]
    if bounced:
        on = (seconds and proposal.wished_on) or asked.today
        fields.append(date_field("day", say("Day the bank took it back"), str(on)))
    fields.append(text_field("reason", say("Reason"), proposal.reason if seconds else ""))
    return Modal(
        id=f"confirm.{asked.act}",
        title=say("Bounced") if bounced else say("Correct"),
        submit=say("Take back"),
        close=say("Cancel"),
        state=str(proposal.id),
        blocks=tuple(fields),
    )


def _about(proposal: Proposal, say: Say) -> blocks.Block:
    """Say which money the form is about."""
    return blocks.section(
        say(
            "{amount} from {customer} ({receipt})",
            amount=say.money(proposal.amount),
            customer=proposal.customer,
            receipt=proposal.receipt or "",
        )
    )


def read_correction(fields: Mapping[str, str], state: str, today: date) -> Reason:  # noqa: ARG001 - every parse has all
    """Read why a booking is a mistake."""
    return Reason(Act.CORRECT, int(state), fields["reason"])


def read_bounce(fields: Mapping[str, str], state: str, today: date) -> Reason:  # noqa: ARG001 - every parse has all
    """Read when and why the bank took the money back."""
    return Reason(Act.BOUNCE, int(state), fields["reason"], date.fromisoformat(fields["day"]))


def take_back(tx: Tx, ask: Ask[Reason]) -> None:
    """Take booked money back, or note the first of two."""
    company, who, wanted = ask.caller.company, _cards.who(ask.caller), ask.args
    found = proposals.find(tx, company, wanted.proposal)
    if wanted.on is not None and not found.payment.value_on <= wanted.on <= ask.today:
        raise FieldProblem("day", BounceTooEarly(found.payment.value_on))
    how = Decision(wanted.act, who, wanted.reason, wanted.on)
    if decide(found.proposal, wanted.act, who, tx.now, wanted.on):
        _cards.show(tx, company, proposals.take_back(tx, company, found, how))
    else:
        _cards.show(tx, company, proposals.wait(tx, company, found, how))


def told(result: Problem | None, say: Say) -> Message | None:
    """Say nothing where the card itself changes."""
    return None if result is None else say_problem(result, say)


BUTTONS = (
    *(
        Button(
            id=f"pay.{name}",
            parse=read_pressed,
            allow=members,
            run=run,
            view=told,
            writes=True,
            replaces=False,
        )
        for name, run in (("confirm", confirm), ("dismiss", dismiss), ("undo", undo))
    ),
    *(
        Button(
            id=f"pay.{name}",
            parse=read_pressed,
            allow=members,
            run=run,
            view=form,
            replaces=False,
            opens_form=True,
        )
        for name, run in (("correct", ask_to_correct), ("bounced", ask_how_it_bounced))
    ),
)

FORMS = tuple(
    Form(id=f"confirm.{act}", parse=parse, allow=members, run=take_back, view=told)
    for act, parse in ((Act.CORRECT, read_correction), (Act.BOUNCE, read_bounce))
)
