"""The card of a wish that waits for somebody else: what is asked, what it would change, by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import assert_never

from ledger.approval import Request, Stand
from ledger.currency import places
from ledger.money import Money
from ledger.shares import WHOLE
from ledger.wish import Aim, Exempt, GiveUp, Grant, Move, Use, Wish
from scoring.kpi import Unit
from scoring.kpis import catalogue
from scoring.shift import Shift
from views import blocks
from views.kpi import target_of
from views.message import Message
from views.parts import footer, moment
from views.say import Say
from views.words import Words, bold, dotted, lines

RIGHTS = {"admin": "administrator", "finance": "finance", "hr": "HR"}


@dataclass(frozen=True, slots=True)
class Card:
    """A request with what it is about, as one reader sees it at a local moment of the company.

    `whose` is the customer, person or team; `shifts` are the scores that the reader may see;
    a move has owners by name with their basis points, as they were and as they will be.
    """

    request: Request
    whose: str
    currency: str
    now: datetime
    open: Money | None = None
    left: Money | None = None
    before: str = ""
    owners: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    is_asker: bool = False
    before_move: tuple[tuple[str, int], ...] = ()
    moved: tuple[tuple[str, int], ...] = ()

    @property
    def value(self) -> str:
        """What its buttons carry: which request, in which version."""
        return f"{self.request.id}:{self.request.version}"


def view(card: Card, say: Say) -> Message:
    """Lay out the card as it stands now; after a decision the same card reads differently."""
    headline = _headline(card, say)
    parts = [blocks.section(bold(headline))]
    if said := _body(card, say):
        parts.append(blocks.section(lines(*said)))
    if buttons := _buttons(card, say):
        parts.append(blocks.actions(*buttons))
    return Message(headline, (*parts, footer(*_small_print(card, say))))


def _headline(card: Card, say: Say) -> Words:
    match card.request.state:
        case Stand.OPEN:
            return asked(card, say)
        case Stand.APPROVED:
            return _done(card, say)
        case Stand.REJECTED:
            return say("Rejected: {what}", what=asked(card, say))
        case Stand.WITHDRAWN:
            return say("Withdrawn: {what}", what=asked(card, say))
    assert_never(card.request.state)


def asked(card: Card, say: Say) -> Words:
    """Say who asks for what."""
    name, whose = card.request.asked_by.name, card.whose
    match card.request.wish:
        case Exempt() as wish:
            about = {"name": name, "document": wish.document, "customer": whose}
            day = say.day(wish.until_on)
            if wish.extends:
                sentence = "{name} asks to let {document} {customer} fall due on {day}"
                return say(sentence, day=day, **about)
            return say("{name} asks to exempt {document} {customer} until {day}", day=day, **about)
        case GiveUp() as wish:
            return say(
                "{name} asks to write off {amount} of {document} {customer}",
                name=name,
                amount=say.money(wish.amount),
                document=wish.document,
                customer=whose,
            )
        case Use() as wish:
            return say(
                "{name} asks to settle {document} {customer} with {amount} of {source}",
                name=name,
                document=wish.document,
                customer=whose,
                amount=say.money(wish.amount),
                source=wish.source,
            )
        case Aim() | Grant() | Move() as wish:
            return _asked_of_people(card, wish, say)
    assert_never(card.request.wish)


def _asked_of_people(card: Card, wish: Aim | Grant | Move, say: Say) -> Words:
    name, whose = card.request.asked_by.name, card.whose
    match wish:
        case Aim():
            sentence = "{name} asks for a target: {whose} should reach {value}, {kpi} in {period}"
            return say(sentence, name=name, **_aim(card, wish, say))
        case Grant():
            rights = _rights(wish.rights, say)
            return say(
                "{name} asks that {whose} has {rights}", name=name, whose=whose, rights=rights
            )
        case Move():
            sentence = "{name} asks to move {document} {customer} to {owners} from {day}"
            return say(sentence, name=name, **_move(card, wish, say))
    assert_never(wish)


def _done(card: Card, say: Say) -> Words:
    whose = card.whose
    match card.request.wish:
        case Exempt() as wish:
            about = {"document": wish.document, "customer": whose, "day": say.day(wish.until_on)}
            if wish.extends:
                return say("{document} {customer} falls due on {day}", **about)
            return say("{document} {customer} is exempt until {day}", **about)
        case GiveUp() as wish:
            return say(
                "{amount} of {document} {customer} is written off",
                amount=say.money(wish.amount),
                document=wish.document,
                customer=whose,
            )
        case Use() as wish:
            return say(
                "{document} {customer} is settled with {amount} of {source}",
                document=wish.document,
                customer=whose,
                amount=say.money(wish.amount),
                source=wish.source,
            )
        case Aim() | Grant() | Move() as wish:
            return _done_of_people(card, wish, say)
    assert_never(card.request.wish)


def _done_of_people(card: Card, wish: Aim | Grant | Move, say: Say) -> Words:
    whose = card.whose
    match wish:
        case Aim():
            return say("{whose} should reach {value}, {kpi} in {period}", **_aim(card, wish, say))
        case Grant():
            return say("{whose} has {rights}", whose=whose, rights=_rights(wish.rights, say))
        case Move():
            return say(
                "{document} {customer} is owned by {owners} from {day} on", **_move(card, wish, say)
            )
    assert_never(wish)


def _aim(card: Card, wish: Aim, say: Say) -> dict[str, str]:
    return {
        "whose": card.whose,
        "value": written_target(say, wish.kpi, wish.value, card.currency),
        "kpi": say(catalogue()[wish.kpi].name),
        "period": say.period(wish.period),
    }


def _move(card: Card, wish: Move, say: Say) -> dict[str, str]:
    about = {"document": wish.document, "customer": card.whose, "day": say.day(wish.from_on)}
    return about | {"owners": _owners(card.moved, say)}


def _owners(shares: Sequence[tuple[str, int]], say: Say) -> Words:
    """Say who owns how much; whoever owns all of it needs no number."""
    if len(shares) == 1:
        return say.join([shares[0][0]])
    each = [
        say("{name} {share}", name=name, share=say.percent(Fraction(weight, WHOLE), 2, trim=True))
        for name, weight in shares
    ]
    return say.join(each)


def written_target(say: Say, kpi_id: str, value: str, currency: str) -> str:
    """Say a target as it was written: amounts in major units."""
    kpi, target = catalogue()[kpi_id], Fraction(value)
    if kpi.unit is Unit.AMOUNT:
        target *= 10 ** places(currency)
    return target_of(say, kpi, target, currency)


def _rights(rights: tuple[str, ...], say: Say) -> str:
    named = [say(RIGHTS[right]) for right in rights]
    if not named:
        return say("no rights")
    return say.count(
        len(named), "the right {rights}", "the rights {rights}", rights=say.join(named)
    )


def _body(card: Card, say: Say) -> list[Words]:
    wish, is_open = card.request.wish, card.request.state is Stand.OPEN
    said = _facts(card, wish, say) if is_open else []
    if reason := getattr(wish, "reason", ""):
        said.append(say("Reason: {reason}", reason=reason))
    if card.request.answer:
        said.append(say("Answer: {reason}", reason=card.request.answer))
    return said + [_shift(shift, say, is_open=is_open) for shift in card.shifts]


def _facts(card: Card, wish: Wish, say: Say) -> list[Words]:
    """Say what stands against it and what it would change, for whoever decides."""
    said = [] if card.open is None else [_standing(card, card.open, say)]
    match wish:
        case Exempt(extends=False):
            sentence = "It is in no rate of a period that ends from {first} to {last}."
            first, last = say.day(wish.from_on), say.day(wish.until_on)
            said.append(say(sentence, first=first, last=last))
        case GiveUp():
            said.append(say("It never counts as collected, and raises nobody's score."))
        case Move():
            said.append(_when(wish, card, say))
        case Aim() if card.before:
            before = written_target(say, wish.kpi, card.before, card.currency)
            said.append(say("So far {before}", before=before))
        case Grant():
            now = tuple(filter(None, card.before.split(";")))
            said.append(say("So far {before}", before=_rights(now, say)))
        case _:
            pass
    return said


def _standing(card: Card, is_open: Money, say: Say) -> Words:
    parts = [say("{amount} open", amount=say.money(is_open))]
    if card.left is not None:
        parts.append(say("{amount} unapplied", amount=say.money(card.left)))
    if card.before_move:
        parts.append(say("so far {owners}", owners=_owners(card.before_move, say)))
    elif card.owners:
        parts.append(say("owned by {people}", people=say.join(card.owners)))
    return dotted(*parts)


def _when(wish: Move, card: Card, say: Say) -> Words:
    """Say what a move does to scores: none changes before its day."""
    if wish.from_on > card.now.date():
        return say("No score changes before {day}.", day=say.day(wish.from_on))
    sentence = "What came in since {day} is credited anew; closed periods stay."
    return say(sentence, day=say.day(wish.from_on))


def _shift(shift: Shift, say: Say, *, is_open: bool) -> Words:
    if is_open:
        sentence = "{name} in {period}: {before} → {after} points, once approved"
        return say(sentence, **blanks_of_shift(shift, say))
    return shifted(shift, say)


def shifted(shift: Shift, say: Say) -> Words:
    """Say what became of somebody's score."""
    sentence = "{name} in {period}: {before} → {after} points"
    return say(sentence, **blanks_of_shift(shift, say))


def blanks_of_shift(shift: Shift, say: Say) -> dict[str, str]:
    """Say whose score of which period it is, before and after."""
    told = {"name": shift.name, "period": say.period(shift.period)}
    return told | {"before": _points(shift.before, say), "after": _points(shift.after, say)}


def _points(score: Fraction | None, say: Say) -> str:
    return say("no score") if score is None else say.points(score)


def _buttons(card: Card, say: Say) -> list[blocks.Block]:
    if card.request.state is not Stand.OPEN:
        return []
    if card.is_asker:
        return [blocks.button(say("Withdraw"), "approval.withdraw", card.value)]
    return [
        blocks.button(say("Approve"), "approval.approve", card.value, "primary"),
        blocks.button(say("Reject"), "approval.reject", card.value),
    ]


def _small_print(card: Card, say: Say) -> list[Words]:
    request = card.request
    said = [say("asked for by {name}, {at}", name=request.asked_by.name,
                at=moment(request.asked_at, card.now.date(), say))]  # fmt: skip
    if request.state is Stand.OPEN:
        return [*said, say("nothing is changed yet")]
    assert request.decided_by is not None and request.decided_at is not None, request  # noqa: PT018
    told = {"name": request.decided_by.name, "at": moment(request.decided_at, card.now.date(), say)}
    if request.state is Stand.APPROVED:
        said.append(say("approved by {name}, {at}", **told))
    if request.state is Stand.REJECTED:
        said.append(say("rejected by {name}, {at}", **told))
    return said
