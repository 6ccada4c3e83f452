"""The card of a proposed payment: what it would settle, what became of it, what can be pressed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from ledger.money import Money
from ledger.proposal import UNDO_WINDOW, Act, Plan, Proposal, Settles, State
from views import blocks
from views.message import Message
from views.parts import footer, moment
from views.say import Say
from views.words import Words, bold, lines


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal with its plan, as of a local moment of the company."""

    proposal: Proposal
    plan: Plan
    now: datetime
    names: tuple[str, ...] = ()  # the documents that whoever proposed it named
    fee_minor: int = 0  # what the bank kept, in the currency of the amount

    @property
    def value(self) -> str:
        """What its buttons carry: which proposal, in which version."""
        return f"{self.proposal.id}:{self.proposal.version}"


def view(card: Card, say: Say) -> Message:
    """Lay out the card as it stands now; after an act the same card reads differently."""
    headline = _headline(card.proposal, say)
    parts = [blocks.section(_headline(card.proposal, say, strong=True)), *_body(card, say)]
    if buttons := _buttons(card, say):
        parts.append(blocks.actions(*buttons))
    return Message(headline, (*parts, footer(*_small_print(card, say))))


def thread_line(card: Card, say: Say) -> Message:
    """Say in the card's thread what a channel must know: booked, taken back, bounced."""
    said = _headline(card.proposal, say)
    if card.proposal.bounced_on is not None:
        return Message(said, (blocks.section(said),))
    who = card.proposal.decided_by or card.proposal.seconded_by or card.proposal.confirmed_by
    assert who is not None, card
    line = say("{what}, by {name}.", what=said, name=who.name)
    return Message(line, (blocks.section(line),))


def _headline(proposal: Proposal, say: Say, *, strong: bool = False) -> Words:
    told = {
        "amount": say.money(proposal.amount),
        "customer": proposal.customer,
        "receipt": proposal.receipt or "",
        "day": say.day(proposal.value_on),
    }
    sentence = {
        State.OPEN: "{amount} from {customer}, arrived {day}",
        State.SECONDED: "{amount} from {customer}, arrived {day}",
        State.BOOKED: "{amount} from {customer} is booked ({receipt})",
        State.DISMISSED: "Not a payment: {amount} from {customer}",
        State.UNDONE: "Taken back: {amount} from {customer} ({receipt})",
        State.CORRECTED: "Corrected, taken back: {amount} from {customer} ({receipt})",
        State.BOUNCED: "Bounced: {amount} from {customer} ({receipt})",
    }[proposal.state]
    said = say(sentence, **{name: told[name] for name in told if "{" + name + "}" in sentence})
    return bold(said) if strong else said


def _body(card: Card, say: Say) -> list[blocks.Block]:
    plan, state = card.plan, card.proposal.state
    if state is State.DISMISSED:
        return []
    if state in {State.UNDONE, State.CORRECTED, State.BOUNCED}:
        said = [_open_again(line, say) for line in plan.lines]
        return [blocks.section(lines(*said))] if said else []
    booked = state is State.BOOKED
    said = [_still_open(line, say) if booked else _settles(line, say) for line in plan.lines]
    if booked and plan.credited:
        said.append(_credited(plan, say))
    if not booked:
        said += _not_reached(card, say)
    if plan.unapplied.minor or not booked:
        said.append(_unapplied(card, say))
    return [blocks.section(lines(*said))]


def _settles(line: Settles, say: Say) -> Words:
    if not line.left.minor:
        amount = say.money(line.amount)
        return say("Settles {document}: {amount}, all of it", document=line.name, amount=amount)
    return say(
        "Settles {document}: {amount} of {whole}, {left} stay open",
        document=line.name,
        amount=say.money(line.amount),
        whole=say.amount(line.open_before),
        left=say.amount(line.left),
    )


def _not_reached(card: Card, say: Say) -> list[Words]:
    """Say which of the named documents get nothing: they are paid, or the money ends before."""
    reached = [line.name for line in card.plan.lines]
    left = [name for name in card.names if not _is_among(name.removesuffix("/1"), reached)]
    if not left:
        return []
    if card.plan.unapplied.minor:
        return [say("Paid already: {documents}", documents=say.join(left))]
    return [say("Nothing is left for {documents}", documents=say.join(left))]


def _is_among(document: str, reached: Iterable[str]) -> bool:
    return any(name == document or name.startswith(f"{document}/") for name in reached)


def _still_open(line: Settles, say: Say) -> Words:
    if not line.left.minor:
        return say("{document} is paid", document=line.name)
    return say(
        "{document}: {left} of {whole} still open",
        document=line.name,
        left=say.money(line.left),
        whole=say.amount(line.open_before),
    )


def _open_again(line: Settles, say: Say) -> Words:
    return say(
        "{document} is open with {amount} again",
        document=line.name,
        amount=say.money(line.open_before),
    )


def _credited(plan: Plan, say: Say) -> Words:
    shares = [
        say("{name} ({share})", name=name, share=say.percent(Fraction(weight, 10_000), trim=True))
        for name, weight in plan.credited
    ]
    return say("Credited to {people}", people=say.join(shares))


def _unapplied(card: Card, say: Say) -> Words:
    if not card.plan.unapplied.minor:
        return say("Unapplied: nothing")
    return say("Unapplied: {amount}", amount=say.money(card.plan.unapplied))


def _buttons(card: Card, say: Say) -> list[blocks.Block]:
    proposal, value = card.proposal, card.value
    if proposal.state is State.OPEN:
        return [
            blocks.button(say("Confirm"), "pay.confirm", value, "primary"),
            blocks.button(say("Change"), "pay.change", value),
            blocks.button(say("Not a payment"), "pay.dismiss", value),
        ]
    if proposal.state is State.SECONDED:
        return [
            blocks.button(say("Confirm"), "pay.confirm", value, "primary"),
            blocks.button(say("Not a payment"), "pay.dismiss", value),
        ]
    if proposal.state is State.BOOKED:
        return [_take_back(card, say), blocks.button(say("Bounced"), "pay.bounced", value)]
    return []


def _take_back(card: Card, say: Say) -> blocks.Block:
    """*Undo* for ten minutes, then *Correct*."""
    if _undo_is_open(card):
        return blocks.button(say("Undo"), "pay.undo", card.value)
    return blocks.button(say("Correct"), "pay.correct", card.value)


def _undo_is_open(card: Card) -> bool:
    booked_at = card.proposal.confirmed_at
    return booked_at is not None and card.now < booked_at + UNDO_WINDOW


def _small_print(card: Card, say: Say) -> list[Words]:
    proposal = card.proposal
    said = [say("Proposed by {name}", name=proposal.proposed_by.name)]
    if proposal.reference:
        said.append(say("reference {reference}", reference=proposal.reference))
    if card.fee_minor:
        fee = Money(card.fee_minor, proposal.amount.currency)
        said.append(say("bank fee {amount}", amount=say.money(fee)))
    said += _decisions(card, say)
    if proposal.reason:
        said.append(say("reason: {reason}", reason=proposal.reason))
    return said


def _decisions(card: Card, say: Say) -> list[Words]:
    proposal = card.proposal
    match proposal.state:
        case State.OPEN if proposal.needs_two and proposal.proposed_by.is_finance:
            return [say("needs one more person of finance"), say("nothing is booked yet")]
        case State.OPEN if proposal.needs_two:
            return [say("needs two people of finance"), say("nothing is booked yet")]
        case State.OPEN:
            return [say("nothing is booked yet")]
        case State.SECONDED:
            more = say("needs one more person of finance")
            return [_confirmed(card, say), more, say("nothing is booked yet")]
        case State.BOOKED:
            return [_confirmed(card, say), *_until(card, say), *_wished(card, say)]
        case _:
            return [_ended(card, say)]


def _ended(card: Card, say: Say) -> Words:
    proposal = card.proposal
    if proposal.bounced_on is not None:
        day = say.day(proposal.bounced_on)
        return say("the bank took it back on {day}, as an import says", day=day)
    assert proposal.decided_by is not None and proposal.decided_at is not None, card  # noqa: PT018
    at = moment(proposal.decided_at, card.now.date(), say)
    return _decided(proposal.state, proposal.decided_by.name, at, say)


def _decided(state: State, name: str, at: Words, say: Say) -> Words:
    if state is State.DISMISSED:
        return say("set aside by {name}, {at}", name=name, at=at)
    if state is State.BOUNCED:
        return say("recorded by {name}, {at}", name=name, at=at)
    return say("taken back by {name}, {at}", name=name, at=at)


def _confirmed(card: Card, say: Say) -> Words:
    proposal = card.proposal
    assert proposal.confirmed_by is not None and proposal.confirmed_at is not None, card  # noqa: PT018
    people = [who.name for who in (proposal.confirmed_by, proposal.seconded_by) if who]
    at = moment(proposal.confirmed_at, card.now.date(), say)
    return say("confirmed by {people}, {at}", people=say.join(people), at=at)


def _until(card: Card, say: Say) -> list[Words]:
    booked_at = card.proposal.confirmed_at
    if booked_at is None or not _undo_is_open(card):
        return []
    return [say("Undo until {time}", time=f"{booked_at + UNDO_WINDOW:%H:%M}")]


def _wished(card: Card, say: Say) -> list[Words]:
    proposal = card.proposal
    if proposal.wish not in {Act.CORRECT, Act.BOUNCE} or proposal.decided_by is None:
        return []
    name, on = proposal.decided_by.name, proposal.wished_on
    if proposal.wish is Act.CORRECT:
        return [say("{name} wants to correct it: one more person of finance is needed", name=name)]
    if on is None:  # it waits since before the day was kept
        return [say("{name} says it bounced: one more person of finance is needed", name=name)]
    sentence = "{name} says it bounced on {day}: one more person of finance is needed"
    return [say(sentence, name=name, day=say.day(on))]
