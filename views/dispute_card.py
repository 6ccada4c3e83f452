"""The card of a dispute: what is contested since when, who said what of it, what it does."""

from dataclasses import dataclass
from datetime import datetime

from ledger.dispute import Dispute, Outcome, State, Step
from ledger.money import Money
from scoring.shift import Shift
from views import blocks
from views.approval_card import blanks_of_shift, shifted
from views.message import Message
from views.parts import footer, moment
from views.say import Say
from views.words import Words, bold, dotted, lines


@dataclass(frozen=True, slots=True)
class Card:
    """A dispute as one reader sees it at a local moment of the company.

    `shifts` are the scores that the reader may see; `may_judge` and `may_undo` are what the reader
    may press.
    """

    dispute: Dispute
    now: datetime
    open: Money
    owners: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    may_judge: bool = False
    may_undo: bool = False


def view(card: Card, say: Say) -> Message:
    """Lay out the card as it stands now; after every step the same card reads differently."""
    headline = headline_of(card.dispute, say)
    parts = [blocks.section(lines(bold(headline), *_body(card, say)))]
    if buttons := _buttons(card, say):
        parts.append(blocks.actions(*buttons))
    return Message(headline, (*parts, footer(*_small_print(card, say))))


def headline_of(dispute: Dispute, say: Say) -> Words:
    """Say who contests what, or what became of it."""
    told = {"amount": say.money(dispute.amount), "document": dispute.document}
    told |= {"customer": dispute.customer}
    match dispute.state:
        case State.OPEN | State.CONFIRMED:
            return say("{customer} disputes {amount} of {document}", **told)
        case State.NONE:
            return say("Not a dispute: {amount} of {document} {customer}", **told)
        case State.TAKEN_BACK:
            return say("Dispute taken back: {amount} of {document} {customer}", **told)
        case _:
            assert dispute.decided is not None, dispute
            sentence = {
                Outcome.FOR_US: "Decided for us: {amount} of {document} {customer}",
                Outcome.FOR_CUSTOMER: "Decided for the customer: {amount} of {document} {customer}",
                None: "Not disputed any more: {amount} of {document} {customer}",
            }[dispute.decided.outcome]
            return say(sentence, **told)


def row(dispute: Dispute, owners: tuple[str, ...], say: Say) -> Words:
    """Say a dispute in a line of a list."""
    said: list[str] = [
        say("{document} {customer}", document=dispute.document, customer=dispute.customer),
        say.money(dispute.amount),
        say("since {day}", day=say.day(dispute.from_on)),
        *([say.join(owners)] if owners else []),
        *([dispute.reason] if dispute.reason else []),
    ]
    return dotted(*said, _stands(dispute, say))


def _stands(dispute: Dispute, say: Say) -> Words:
    if dispute.state is State.OPEN:
        return say("not confirmed yet")
    if dispute.decided is None:
        return say("not decided yet")
    if dispute.decided.to_on is None:
        return say("decided without an end")
    return say("until {day}", day=say.day(dispute.decided.to_on))


def _body(card: Card, say: Say) -> list[Words]:
    dispute = card.dispute
    said = [say("Reason: {reason}", reason=dispute.reason)] if dispute.reason else []
    if dispute.state in {State.OPEN, State.CONFIRMED}:
        said.append(dotted(*_facts(card, say)))
    said += _consequence(dispute, say)
    if dispute.decided is not None and dispute.decided.words:
        said.append(say("Answer: {reason}", reason=dispute.decided.words))
    if dispute.state is not State.OPEN:
        return said + [shifted(shift, say) for shift in card.shifts]
    sentence = "{name} in {period}: {before} → {after} points, once confirmed"
    return said + [say(sentence, **blanks_of_shift(shift, say)) for shift in card.shifts]


def _facts(card: Card, say: Say) -> list[Words]:
    said = [
        say("since {day}", day=say.day(card.dispute.from_on)),
        say("{amount} open", amount=say.money(card.open)),
    ]
    if card.owners:
        said.append(say("owned by {people}", people=say.join(card.owners)))
    return said


def _consequence(dispute: Dispute, say: Say) -> list[Words]:
    """Say what it does to ageing and to scores."""
    own_doing = dispute.confirmed is not None and dispute.confirmed.own_doing
    match dispute.state:
        case State.OPEN:
            return []
        case State.CONFIRMED if own_doing:
            return [say("The owner brought it about: in scores it stays overdue.")]
        case State.CONFIRMED:
            return [say("It is not overdue, and its days are charged to nobody.")]
        case State.DECIDED:
            assert dispute.decided is not None, dispute
            return [_ended(dispute.decided, say, own_doing=own_doing)]
        case _:
            return [say("It ages as if it had never been disputed.")]


def _ended(decided: Step, say: Say, *, own_doing: bool) -> Words:
    if decided.to_on is None:
        return say("It stays disputed until an import says when it ends.")
    day = say.day(decided.to_on)
    if decided.outcome is Outcome.FOR_CUSTOMER:
        return say("It ages again from {day} on, until the credit note comes.", day=day)
    if own_doing:
        return say("It ages again from {day} on.", day=day)
    return say("It ages again from {day} on; its disputed days are charged to nobody.", day=day)


def _buttons(card: Card, say: Say) -> list[blocks.Block]:
    value = str(card.dispute.id)
    if card.may_undo:
        return [blocks.button(say("Undo"), "dispute.undo", value)]
    if not card.may_judge:
        return []
    if card.dispute.state is State.CONFIRMED:
        return [blocks.button(say("Decide"), "dispute.decide", value, "primary")]
    return [
        blocks.button(say("Confirm"), "dispute.confirm", value, "primary"),
        blocks.button(say("Own doing"), "dispute.own", value),
        blocks.button(say("Not a dispute"), "dispute.none", value),
    ]


def _small_print(card: Card, say: Say) -> list[Words]:
    dispute, today, said = card.dispute, card.now.date(), []
    if dispute.opened_by is not None:
        at = moment(dispute.opened_at, today, say)
        said.append(say("opened by {name}, {at}", name=dispute.opened_by.name, at=at))
    if dispute.state is State.OPEN:
        return [*said, say("apart from overdue in ageing"), say("in scores once confirmed")]
    if dispute.confirmed is not None and dispute.confirmed.by is not None:
        at = moment(dispute.confirmed.at, today, say)
        said.append(say("confirmed by {people}, {at}", people=dispute.confirmed.by.name, at=at))
    if dispute.decided is not None:
        said.append(_decided_by(dispute, dispute.decided, card, say))
    return said or [say("as an import says")]


def _decided_by(dispute: Dispute, decided: Step, card: Card, say: Say) -> Words:
    at = moment(decided.at, card.now.date(), say)
    if decided.by is None:
        return say("decided by an import, {at}", at=at)
    if dispute.state is State.TAKEN_BACK:
        return say("taken back by {name}, {at}", name=decided.by.name, at=at)
    return say("decided by {name}, {at}", name=decided.by.name, at=at)
