"""Signals: what a person should look at, because it can be a way to look better than one was.

A signal is a question, not a finding about somebody: no rule weighs a person or adds anything up,
and nothing follows from one but that somebody else, who gains nothing from it, looks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ledger.errors import Problem
from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.signal_facts import Facts

Fact = str | int | date | Money | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: `facts` fill the blanks of its sentence, `subject` is the same again.

    `about` are those who may gain from it, `took_part` who signed it; neither reviews it.
    """

    subject: str
    facts: Mapping[str, Fact]
    about: tuple[Who, ...]
    took_part: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of signal: its words, whose it is to look at, and how it is found.

    `name`, `sentence` and `innocent` (what it may be instead) are English keys with a Chinese
    twin. `right` is that of whoever reviews it: finance where it is about money, else HR.
    """

    kind: str
    name: str
    sentence: str
    innocent: str
    right: str
    find: Callable[[Facts], Iterable[Finding]]


class Outcome(StrEnum):
    """What somebody made of a signal."""

    DISMISSED = "dismissed"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody made of a signal, why and when."""

    outcome: Outcome
    words: str
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal that was found and stored; `parts` are all who must not review it."""

    id: int
    kind: str
    period: Period
    facts: Mapping[str, Fact]
    batch: int
    at: datetime
    about: tuple[Who, ...] = ()
    parts: frozenset[int] = frozenset()
    review: Review | None = None


@dataclass(eq=False)
class NotYoursToReview(Problem):
    """Somebody whom it is about, or without the right, wants to look at a signal."""

    sentence = (
        "Nothing was changed: only somebody of HR or finance reviews this who had no part in it."
    )


@dataclass(eq=False)
class ReviewedBefore(Problem):
    """Somebody else was first."""

    sentence = "{name} reviewed this on {day}; nothing was done twice."

    name: str
    day: date


def may_review(signal: Signal, who: Who, reviewers: frozenset[int]) -> None:
    """Refuse whoever had a part in it, and what was reviewed already."""
    if who.id not in reviewers:
        raise NotYoursToReview
    if signal.review is not None:
        raise ReviewedBefore(signal.review.by.name, signal.review.at.date())


def together(*groups: Iterable[Who]) -> tuple[Who, ...]:
    """Name everybody of some groups once."""
    return tuple(dict.fromkeys(one for group in groups for one in group))
