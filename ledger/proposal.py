"""A proposed payment: who may confirm it, who must be a second person, and how it is taken back.

Only finance confirms, reverses or corrects money; above the limit two different people of finance
do, of whom a finance proposer is one. *Undo* in its ten minutes needs one. Nobody confirms money
that they are credited with.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ledger.calendar import Calendar
from ledger.errors import Problem
from ledger.money import Money

UNDO_WINDOW = timedelta(minutes=10)


class State(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    SECONDED = "seconded"  # one person of finance confirmed, another one is needed
    BOOKED = "booked"
    DISMISSED = "dismissed"
    UNDONE = "undone"
    BOUNCED = "bounced"
    CORRECTED = "corrected"


class Act(StrEnum):
    """What somebody wants to do with a proposal."""

    CONFIRM = "confirm"
    CHANGE = "change"
    DISMISS = "dismiss"
    UNDO = "undo"
    CORRECT = "correct"
    BOUNCE = "bounce"


BECOMES = {
    Act.CONFIRM: State.BOOKED,
    Act.DISMISS: State.DISMISSED,
    Act.UNDO: State.UNDONE,
    Act.CORRECT: State.CORRECTED,
    Act.BOUNCE: State.BOUNCED,
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who proposes or decides."""

    id: int
    name: str
    is_finance: bool = False


@dataclass(frozen=True, slots=True)
class Settles:
    """A line of the plan: how much goes to an instalment that had so much open."""

    instalment_id: int
    name: str
    amount: Money
    open_before: Money

    @property
    def left(self) -> Money:
        """What stays open."""
        return self.open_before - self.amount


@dataclass(frozen=True, slots=True)
class Plan:
    """What a payment would settle, and what would stay unapplied."""

    lines: tuple[Settles, ...]
    unapplied: Money
    credited: tuple[tuple[str, int], ...] = ()  # name and basis points, of the first line
    beneficiaries: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A payment as somebody reported it, with everything that was decided about it."""

    id: int
    version: int
    state: State
    customer: str
    amount: Money
    value_on: date
    reference: str
    proposed_by: Who
    proposed_at: datetime
    needs_two: bool
    confirmed_by: Who | None = None
    confirmed_at: datetime | None = None
    seconded_by: Who | None = None
    decided_by: Who | None = None
    decided_at: datetime | None = None
    wish: Act | None = None
    wished_on: date | None = None  # for a bounce that waits for a second person, its day
    reason: str = ""
    receipt: str | None = None
    bounced_on: date | None = None  # the bank took it back, as an import says, and nobody here


@dataclass(eq=False)
class NotFinance(Problem):
    """Somebody without the right wants to decide about money."""

    sentence = "Nothing was changed: only finance decides about payments. The card stays as it is."


@dataclass(eq=False)
class OwnCredit(Problem):
    """The person who would be credited wants to confirm."""

    sentence = "Nothing was booked: you would be credited with this money. Somebody else confirms."


@dataclass(eq=False)
class NeedsAnother(Problem):
    """The same person cannot be both of the two that are needed."""

    sentence = "Nothing was changed: a second person of finance is needed, and you are the first."


@dataclass(eq=False)
class AlreadyDecided(Problem):
    """Somebody else was first; the answer says who and when."""

    sentence = "{name} decided this at {at}; nothing was booked twice."

    name: str
    at: str


@dataclass(eq=False)
class TooLateToUndo(Problem):
    """The ten minutes are over."""

    sentence = "Nothing was changed: *Undo* ends after ten minutes. Press *Correct* instead."


@dataclass(eq=False)
class BouncedInBooks(Problem):
    """An import brought that the bank took the money back."""

    sentence = "Nothing was changed: the bank took this money back on {day}, as an import says."

    day: date


@dataclass(eq=False)
class NothingToTakeBack(Problem):
    """What is to be taken back is not booked."""

    sentence = "Nothing was changed: this payment is not booked."


def remind_at(proposed_at: datetime, calendar: Calendar) -> datetime:
    """When a proposal that nobody decided is repeated: a working day later, at the same hour.

    What is proposed on a day off counts from the next working day's beginning.
    """
    day, hour = proposed_at.date(), proposed_at.timetz()
    if not calendar.works_on(day):
        day, hour = calendar.next_working_day(day), time(tzinfo=proposed_at.tzinfo)
    return datetime.combine(calendar.next_working_day(day), hour)


def decide(proposal: Proposal, act: Act, who: Who, now: datetime, on: date | None = None) -> bool:
    """Say whether an act takes effect (True) or waits for a second person; refusals are raised.

    Of a bounce, `on` is the day: who agrees to it agrees to its day.
    """
    if proposal.bounced_on is not None:
        raise BouncedInBooks(proposal.bounced_on)
    if act in {Act.CONFIRM, Act.CHANGE, Act.DISMISS}:
        _still_open(proposal, act)
        return _decide_open(proposal, act, who)
    if not who.is_finance:
        raise NotFinance
    if proposal.state is not State.BOOKED:
        raise NothingToTakeBack
    if act is Act.UNDO:
        assert proposal.confirmed_at is not None, proposal
        if now - proposal.confirmed_at > UNDO_WINDOW:
            raise TooLateToUndo
        return True
    return _two_agree(proposal, act, who, on)


def _still_open(proposal: Proposal, act: Act) -> None:
    open_states = {State.OPEN} if act is Act.CHANGE else {State.OPEN, State.SECONDED}
    if proposal.state not in open_states:
        decider, at = proposal.decided_by, proposal.decided_at
        if proposal.state in {State.SECONDED, State.BOOKED}:  # decided is who wants it taken back
            decider, at = proposal.seconded_by or proposal.confirmed_by, proposal.confirmed_at
        assert decider is not None, proposal
        assert at is not None, proposal
        raise AlreadyDecided(decider.name, f"{at:%H:%M}")


def _decide_open(proposal: Proposal, act: Act, who: Who) -> bool:
    if act is not Act.CONFIRM:
        if not who.is_finance and who.id != proposal.proposed_by.id:
            raise NotFinance
        return True
    if not who.is_finance:
        raise NotFinance
    if not proposal.needs_two:
        return True
    first = proposal.confirmed_by
    if first is None and proposal.proposed_by.is_finance:
        first = proposal.proposed_by
    if first is not None and first.id == who.id:
        raise NeedsAnother
    return first is not None


def _two_agree(proposal: Proposal, act: Act, who: Who, on: date | None) -> bool:
    if not proposal.needs_two:
        return True
    asked = proposal.wish is act and proposal.decided_by is not None
    if asked and proposal.decided_by and proposal.decided_by.id == who.id:
        raise NeedsAnother
    return asked and (on is None or on == proposal.wished_on)
