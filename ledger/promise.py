"""Promises: what became of a customer's word, told from the cash that came in.

A promise for a day off is one for the next working day; it falls due some business days of grace
later. Cash counts for it from one business day after it was recorded on, until it falls due: a
promise that is written down when the money is already there proves nothing. Cash on a document
goes to the promises that name it first, then to those of its customer that name none; among these
to the oldest, and each cent once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from ledger.calendar import Calendar


class Outcome(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    PARTIAL = "partial"
    BROKEN = "broken"
    RESCHEDULED = "rescheduled"
    TOO_LATE = "too_late"  # recorded when its money was there, or its day was over: it counts not


@dataclass(frozen=True, slots=True)
class Promise:
    """A customer's word; `document` is what it names, `replaces` the promise it reschedules.

    `recorded_on` is the day of `recorded_at` in the company's zone.
    """

    key: int
    number: str
    customer: int
    currency: str
    amount_minor: int
    promised_on: date
    recorded_on: date
    recorded_at: datetime
    document: int | None = None
    replaces: int | None = None

    @property
    def age(self) -> tuple[datetime, date, str]:
        """Sort the oldest first; two never tie."""
        return self.recorded_at, self.promised_on, self.number


@dataclass(frozen=True, slots=True)
class Cash:
    """A part of a receipt on one document, or on none, by a number of its own.

    `back_on` is the day on which it was taken back.
    """

    number: str
    customer: int
    currency: str
    value_on: date
    amount_minor: int
    document: int | None = None
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What keeps a promise: this share of it, so many business days after its day at the latest."""

    calendar: Calendar = field(default_factory=Calendar)
    threshold: Fraction = Fraction(9, 10)
    grace: int = 1

    def falls_due_on(self, promise: Promise) -> date:
        """The last day of grace."""
        day = self.calendar.rolled_forward(promise.promised_on)
        return self.calendar.add_business_days(day, self.grace)

    def counts_from(self, promise: Promise) -> date:
        """The first value date of money that the promise may count."""
        return self.calendar.add_business_days(promise.recorded_on, 1)

    def span(self, promise: Promise) -> tuple[date, date]:
        """The days on which money may matter to a promise, whether it counts or comes too early."""
        begin = self.calendar.add_business_days(promise.recorded_on, -1)
        return begin, max(begin, self.falls_due_on(promise))


@dataclass(frozen=True, slots=True)
class Judged:
    """A promise with its outcome, the day it falls due, and the cash that it was given."""

    promise: Promise
    falls_due_on: date
    outcome: Outcome
    given: Mapping[str, int] = field(default_factory=dict)

    @property
    def paid_minor(self) -> int:
        """How much came in for it in time."""
        return sum(self.given.values())


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of a day's end, `as_of`, looked at on a day, `today`, that is not over yet."""

    as_of: date
    today: date


def judge(
    promises: Iterable[Promise], cash: Iterable[Cash], terms: Terms, moment: Moment
) -> tuple[Judged, ...]:
    """Say what became of every promise, the oldest first; the order of what is given is idle."""
    by_debt: dict[tuple[int, str], tuple[list[_Claim], list[_Left]]] = defaultdict(lambda: ([], []))
    known = sorted(promises, key=lambda promise: promise.age)
    replaced_on = {p.replaces: p.recorded_on for p in known if p.replaces is not None}
    claims = [_Claim(p, terms, replaced_on.get(p.key)) for p in known]
    for claim in claims:
        by_debt[claim.promise.customer, claim.promise.currency][0].append(claim)
    for part in cash:
        gone = part.back_on is not None and part.back_on <= moment.as_of
        if part.value_on <= moment.as_of and not gone:
            by_debt[part.customer, part.currency][1].append(_Left(part, part.amount_minor))
    for own, left in by_debt.values():
        left.sort(key=lambda one: (one.cash.value_on, one.cash.number))
        _give(own, left, lambda claim: claim.window, lambda claim: claim.given)
        unkept = [claim for claim in own if not claim.is_kept]
        _give(unkept, left, lambda claim: claim.too_early, lambda claim: claim.known)
    return tuple(claim.judged(moment.today) for claim in claims)


def entangled(
    promises: Iterable[Promise], terms: Terms, is_asked: Callable[[Promise], bool]
) -> tuple[Promise, ...]:
    """Keep what must be known to judge those asked for: promises that may want the same cash.

    They are of one customer and currency, and their days meet, perhaps through others' days.
    """
    by_debt: dict[tuple[int, str], list[tuple[date, date, Promise]]] = defaultdict(list)
    for promise in promises:
        by_debt[promise.customer, promise.currency].append((*terms.span(promise), promise))
    kept: list[Promise] = []
    for spans in by_debt.values():
        for group in _meeting(sorted(spans, key=lambda span: span[0])):
            kept += group if any(map(is_asked, group)) else ()
    return tuple(kept)


def _meeting(spans: Iterable[tuple[date, date, Promise]]) -> Iterator[list[Promise]]:
    """Group promises whose days meet; they come in the order of their first days."""
    group: list[Promise] = []
    reached = date.min
    for begin, end, promise in spans:
        if begin > reached:
            yield group
            group = []
        group.append(promise)
        reached = max(reached, end)
    yield group


@dataclass(slots=True)
class _Left:
    """Cash, and how much of it no promise was given yet."""

    cash: Cash
    minor: int


class _Claim:
    """A promise while cash is handed out; `known` is money that was there too early to count."""

    def __init__(self, promise: Promise, terms: Terms, replaced_on: date | None) -> None:
        self.promise = promise
        self.falls_due_on = terms.falls_due_on(promise)
        self.is_replaced = replaced_on is not None and replaced_on <= self.falls_due_on
        self.needs = terms.threshold * promise.amount_minor
        begin = terms.counts_from(promise)
        self.window = begin, min(replaced_on or date.max, self.falls_due_on)
        self.too_early = terms.span(promise)[0], begin
        self.given: dict[str, int] = {}
        self.known: dict[str, int] = {}

    @property
    def is_kept(self) -> bool:
        return sum(self.given.values()) >= self.needs

    @property
    def wants(self) -> int:
        return self.promise.amount_minor - sum(self.given.values()) - sum(self.known.values())

    def judged(self, today: date) -> Judged:
        return Judged(self.promise, self.falls_due_on, self._outcome(today), self.given)

    def _outcome(self, today: date) -> Outcome:
        if self.is_kept:
            return Outcome.KEPT
        if self.is_replaced:
            return Outcome.RESCHEDULED
        was_there = sum(self.given.values()) + sum(self.known.values()) >= self.needs
        if was_there or self.window[0] > self.falls_due_on:
            return Outcome.TOO_LATE
        if today <= self.falls_due_on:
            return Outcome.OPEN
        return Outcome.PARTIAL if self.given else Outcome.BROKEN


_Window = Callable[[_Claim], tuple[date, date]]
_Purse = Callable[[_Claim], dict[str, int]]


def _give(claims: list[_Claim], left: list[_Left], window: _Window, purse: _Purse) -> None:
    """Hand out cash in the order of its value date, each cent to one claim that may count it."""
    for part in left:
        for claim in _in_turn(claims, part.cash):
            begin, end = window(claim)
            share = min(part.minor, claim.wants)
            if begin <= part.cash.value_on <= end and share > 0:
                part.minor -= share
                purse(claim)[part.cash.number] = share


def _in_turn(claims: list[_Claim], cash: Cash) -> Iterator[_Claim]:
    """Those that name the cash's document first, then those that name none."""
    if cash.document is not None:
        yield from (claim for claim in claims if claim.promise.document == cash.document)
    yield from (claim for claim in claims if claim.promise.document is None)
