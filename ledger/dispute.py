"""Disputes: an amount lies on the oldest instalments; who is not credited confirms and decides.

One that was none, or was taken back, ends on its first day: from then on it never was disputed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ledger.appeal import DecidedBefore
from ledger.approval import NotDecider, OwnBenefit
from ledger.errors import Problem
from ledger.money import Money
from ledger.proposal import UNDO_WINDOW, Who

LATEST = timedelta(days=366)  # from today to the end of a dispute


class Outcome(StrEnum):
    """In whose favour a dispute was decided."""

    FOR_US = "for_us"
    FOR_CUSTOMER = "for_customer"


class State(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECIDED = "decided"
    NONE = "none"  # somebody said that it is no dispute
    TAKEN_BACK = "taken_back"  # by whoever opened it


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody said about a dispute, and when; `by` is None where an import said it."""

    by: Who | None
    at: datetime
    own_doing: bool = False
    outcome: Outcome | None = None
    to_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """An amount of an invoice that the customer contests from a day on."""

    id: int
    number: str
    document: str
    customer: str
    amount: Money
    from_on: date
    reason: str
    opened_by: Who | None
    opened_at: datetime
    confirmed: Step | None = None
    decided: Step | None = None

    @property
    def state(self) -> State:
        """Where it stands by its steps."""
        if self.decided is None:
            return State.OPEN if self.confirmed is None else State.CONFIRMED
        if self.decided.to_on != self.from_on:
            return State.DECIDED
        is_openers = self.opened_by is not None and self.opened_by == self.decided.by
        return State.TAKEN_BACK if is_openers else State.NONE


@dataclass(frozen=True, slots=True)
class Judges:
    """Who may say what a dispute is, and who is credited with its invoice: those never do."""

    approvers: frozenset[int]
    credited: frozenset[int]

    def of(self, dispute: Dispute) -> frozenset[int]:
        """Who is left to act on it now: whoever opened it may decide it, but not confirm it."""
        left = self.approvers - self.credited
        if dispute.state is State.OPEN and dispute.opened_by is not None:
            return left - {dispute.opened_by.id}
        return left if dispute.state in {State.OPEN, State.CONFIRMED} else frozenset()


@dataclass(eq=False)
class ConfirmedBefore(Problem):
    """Somebody else was first to confirm it."""

    sentence = "{name} confirmed this on {day}; nothing was done twice."

    name: str
    day: date


@dataclass(eq=False)
class ImportDecided(Problem):
    """A file said what became of it."""

    sentence = "An import said on {day} what became of this; nothing was done twice."

    day: date


@dataclass(eq=False)
class OwnDispute(Problem):
    """Whoever opened it wants to confirm it."""

    sentence = "Nothing was changed: you opened this dispute. Somebody else confirms it."


@dataclass(eq=False)
class NotOpener(Problem):
    """Somebody else wants to take it back."""

    sentence = "Nothing was changed: only whoever opened this dispute can take it back."


@dataclass(eq=False)
class TooLateToTakeBack(Problem):
    """The ten minutes are over."""

    sentence = (
        "Nothing was changed: a dispute is taken back within ten minutes. "
        "Ask somebody who may confirm it to say that it is none."
    )


@dataclass(eq=False)
class EndsTooEarly(Problem):
    """A decision that ends it before it began, or as it began."""

    sentence = (
        "Nothing was decided: it is disputed since {first}, so {day} cannot be "
        "the first day on which it is not. Name a later one."
    )

    first: date
    day: date


@dataclass(eq=False)
class EndsTooLate(Problem):
    """A decision that ends it in years to come: nobody could take it back in time."""

    sentence = "Nothing was decided: {day} is more than a year ahead. Name an earlier day."

    day: date


def place(amount_minor: int, free: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...] | None:
    """Lay an amount on the oldest instalments, each with what of it is free; None if too much."""
    left, parts = amount_minor, []
    for instalment, minor in free:
        if part := min(left, minor):
            left -= part
            parts.append((instalment, part))
    return None if left else tuple(parts)


def may_confirm(dispute: Dispute, who: Who, judges: Judges) -> None:
    """Refuse whoever is credited, opened it or has no say, and what is settled already."""
    _still_open(dispute)
    if dispute.confirmed is not None:
        assert dispute.confirmed.by is not None, "what an import brings is never to be confirmed"
        raise ConfirmedBefore(dispute.confirmed.by.name, dispute.confirmed.at.date())
    _may_say(who, judges)
    if dispute.opened_by is not None and who.id == dispute.opened_by.id:
        raise OwnDispute


def may_decide(dispute: Dispute, who: Who, judges: Judges) -> None:
    """Refuse whoever is credited or has no say, and what is decided already."""
    _still_open(dispute)
    assert dispute.confirmed is not None, "its card has no such button before"
    _may_say(who, judges)


def may_take_back(dispute: Dispute, who: Who, now: datetime) -> None:
    """Refuse everybody but who opened it, and them after ten minutes or once it is confirmed."""
    _still_open(dispute)
    if dispute.opened_by is None or who.id != dispute.opened_by.id:
        raise NotOpener
    if dispute.confirmed is not None:
        assert dispute.confirmed.by is not None, dispute
        raise ConfirmedBefore(dispute.confirmed.by.name, dispute.confirmed.at.date())
    if now >= dispute.opened_at + UNDO_WINDOW:
        raise TooLateToTakeBack


def check_end(dispute: Dispute, to_on: date, today: date) -> None:
    """Refuse a first day after the dispute that is not after its beginning, or years away."""
    if to_on <= dispute.from_on:
        raise EndsTooEarly(dispute.from_on, to_on)
    if to_on - today > LATEST:
        raise EndsTooLate(to_on)


def _may_say(who: Who, judges: Judges) -> None:
    if who.id in judges.credited:
        raise OwnBenefit
    if who.id not in judges.approvers:
        raise NotDecider


def _still_open(dispute: Dispute) -> None:
    decided = dispute.decided
    if decided is None:
        return
    if decided.by is None:
        raise ImportDecided(decided.at.date())
    raise DecidedBefore(decided.by.name, decided.at.date())
