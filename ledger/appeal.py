"""Appeals: somebody questions their own score, somebody who had no part in it decides, once."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ledger.errors import Problem
from ledger.period import Period
from ledger.proposal import Who
from ledger.stages import State

ANSWER_DAYS = 5  # working days in which an appeal is decided
AFTER_CLOSE_DAYS = 30  # calendar days after the close in which a score is still questioned


class Outcome(StrEnum):
    """What was decided."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody decided, why and when."""

    outcome: Outcome
    words: str
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class Appeal:
    """What somebody questions; `kpi` is empty for the whole score."""

    id: int
    by: Who
    period: Period
    kpi: str
    words: str
    at: datetime
    due_on: date
    verdict: Verdict | None = None


@dataclass(eq=False)
class TooLate(Problem):
    """The time for questions is over."""

    sentence = "Nothing was asked: questions about {period} were taken until {until}."

    period: Period
    until: date


@dataclass(eq=False)
class NotWhileClosing(TooLate):
    """The days for questions are over, and those after the close have not begun."""

    sentence = (
        "Nothing was asked: questions about {period} were taken until {until}, "
        "and are taken again once it is closed."
    )


@dataclass(eq=False)
class NobodyCanDecide(Problem):
    """Everybody who might decide had a part in it."""

    sentence = (
        "Nothing was asked: nobody is left who had no part in it and could decide. "
        "Ask your administrator who should."
    )


@dataclass(eq=False)
class NotYoursToDecide(Problem):
    """Somebody who had a part in it, or has no right, wants to decide."""

    sentence = (
        "Nothing was decided: only somebody decides this who had no part in it, "
        "of HR or above the manager."
    )


@dataclass(eq=False)
class DecidedBefore(Problem):
    """Somebody else was first."""

    sentence = "{name} decided this on {day}; nothing was done twice."

    name: str
    day: date


@dataclass(eq=False)
class AskedBefore(Problem):
    """The same is open already."""

    sentence = "Nothing was asked: you questioned this already, and it is decided until {due}."

    due: date


def may_decide(appeal: Appeal, who: Who, deciders: frozenset[int]) -> None:
    """Refuse whoever had a part in it, and what is decided already."""
    if appeal.verdict is not None:
        raise DecidedBefore(appeal.verdict.by.name, appeal.verdict.at.date())
    if who.id not in deciders:
        raise NotYoursToDecide


def in_time(period: Period, state: State, until: date | None, today: date) -> None:
    """Refuse a question after the last day for it; an open period is questioned at any time."""
    if state is not State.OPEN and until is not None and today > until:
        raise (NotWhileClosing if state is State.CLOSING else TooLate)(period, until)
