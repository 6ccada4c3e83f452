"""Duties: what was to be done in time, whether it was, and why it counts so or is left out.

An invoice is to be sent within some business days of delivery. What becomes overdue is to be
followed up from its first overdue day on: a touch that names an invoice is about that one, any
other about all of its customer's; of several of one person on one customer on one day the first
counts, and an automatic message never. A promise is kept by cash alone (`ledger.promise`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from ledger.calendar import Calendar
from ledger.promise import Judged, Outcome
from scoring.facts import Duty, Family
from scoring.fairness import Allowances, Asked, Claim, Hold
from scoring.rules import Rules

DAY = timedelta(days=1)


class Because(StrEnum):
    """Why a duty counts as done or not, or does not count."""

    IN_TIME = "in_time"
    TOO_LATE = "too_late"
    NEVER = "never"
    NOT_OVER = "not_over"  # left out: there is time left
    EXEMPT = "exempt"  # left out: an exemption
    KEPT = "kept"
    PARTIAL = "partial"
    BROKEN = "broken"
    RESCHEDULED = "rescheduled"
    RECORDED_LATE = "recorded_late"  # left out: the money was there, or the day was over


DONE = frozenset({Because.IN_TIME, Because.KEPT})
LEFT_OUT = frozenset({Because.NOT_OVER, Because.EXEMPT, Because.RECORDED_LATE})

_OUTCOMES = {
    Outcome.OPEN: Because.NOT_OVER,
    Outcome.KEPT: Because.KEPT,
    Outcome.PARTIAL: Because.PARTIAL,
    Outcome.BROKEN: Because.BROKEN,
    Outcome.RESCHEDULED: Because.RESCHEDULED,
    Outcome.TOO_LATE: Because.RECORDED_LATE,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a duty is about, as people call it, and how much of it there is."""

    key: int
    name: str
    customer: str
    amount_minor: int
    currency: str
    rate: Fraction | None = Fraction(1)


@dataclass(frozen=True, slots=True)
class Task:
    """One duty: about what, from which day, to which day, done on which, and why it counts so."""

    family: Family
    subject: Subject
    begins_on: date
    ends_on: date
    because: Because
    done_on: date | None = None
    by_amount: bool = False

    @property
    def counts(self) -> bool:
        """Tell whether it stands below the line."""
        return self.because not in LEFT_OUT

    @property
    def is_judged(self) -> bool:
        """Tell whether it counts in a score, where all have a rate."""
        return self.counts and self.subject.rate is not None

    @property
    def duty(self) -> Duty:
        """The duty as KPIs take it."""
        assert self.counts, self
        about = self.subject
        is_done = self.because in DONE
        return Duty(
            self.family,
            is_done,
            about.amount_minor,
            about.currency,
            about.rate,
            by_amount=self.by_amount,
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules, on a calendar, on a day that is not over yet."""

    rules: Rules
    calendar: Calendar
    today: date

    def task(
        self, family: Family, subject: Subject, span: tuple[date, date], on: date | None
    ) -> Task:
        """Judge a duty that was done on a day, or was not."""
        begins_on, ends_on = span
        done_on = on if on is not None and on <= self.today else None
        if done_on is not None:
            because = Because.IN_TIME if done_on <= ends_on else Because.TOO_LATE
        else:
            because = Because.NOT_OVER if self.today <= ends_on else Because.NEVER
        by_amount = family is Family.FOLLOWUP and self.rules.followup_by_amount
        return Task(family, subject, begins_on, ends_on, because, done_on, by_amount)


def invoicing(subject: Subject, delivered_on: date, sent_on: date | None, terms: Terms) -> Task:
    """Judge whether an invoice was sent in time; before the delivery is in time."""
    ends_on = terms.calendar.add_business_days(delivered_on, terms.rules.invoicing_days)
    return terms.task(Family.INVOICING, subject, (delivered_on, ends_on), sent_on)


def promise(judged: Judged, subject: Subject) -> Task:
    """Judge a promise by what became of it."""
    given = judged.promise
    because = _OUTCOMES[judged.outcome]
    return Task(Family.PROMISE, subject, given.recorded_on, judged.falls_due_on, because)


# --- follow-up -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Touch:
    """Somebody spoke to a customer, about one document or about everything."""

    number: str
    person: int
    customer: int
    on: date
    at: datetime
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """An instalment, who holds it when, and what was settled of it on which days."""

    subject: Subject
    document: int
    customer: int
    due_on: date
    holds: tuple[Hold, ...] = ()
    settled: tuple[tuple[date, int], ...] = ()

    def holders(self, on: date) -> frozenset[int]:
        """Who owns a share on a day."""
        return frozenset(one.person for one in self.holds if one.valid_from <= on < one.valid_to)

    def open_on(self, day: date) -> int:
        """What is open of it at the end of a day."""
        return self.subject.amount_minor - sum(size for on, size in self.settled if on <= day)


@dataclass(frozen=True, slots=True)
class Touches:
    """The touches that count, by customer."""

    by_customer: Mapping[int, tuple[Touch, ...]]

    @classmethod
    def of(cls, given: Iterable[Touch]) -> "Touches":
        """Keep one a person, customer and day: the first."""
        first: dict[tuple[int, int, date], Touch] = {}
        for touch in sorted(given, key=lambda one: (one.at, one.number)):
            first.setdefault((touch.person, touch.customer, touch.on), touch)
        by_customer: dict[int, list[Touch]] = defaultdict(list)
        for touch in first.values():
            by_customer[touch.customer].append(touch)
        return cls({customer: tuple(own) for customer, own in by_customer.items()})

    def first_on(self, owed: Owed, since: date, *, by_holders: bool) -> date | None:
        """The day of the first touch on an instalment since a day, by anybody or by who holds it.

        What nobody holds may be followed up by anybody.
        """
        return min(
            (
                touch.on
                for touch in self.by_customer.get(owed.customer, ())
                if touch.on >= since
                and touch.document in {None, owed.document}
                and (not by_holders or not owed.holds or touch.person in owed.holders(touch.on))
            ),
            default=None,
        )


def follow_up(
    owed: Owed, touches: Touches, terms: Terms, first_on: date, *, by_holders: bool
) -> Task:
    """Judge whether what became overdue on a day was followed up in time."""
    ends_on = terms.calendar.add_business_days(first_on, terms.rules.followup_days)
    touched_on = touches.first_on(owed, first_on, by_holders=by_holders)
    return terms.task(Family.FOLLOWUP, owed.subject, (first_on, ends_on), touched_on)


def exempt(task: Task) -> Task:
    """Leave a duty out, because an exemption says so."""
    return replace(task, because=Because.EXEMPT)


def is_excluded(given: Allowances, asked: Asked) -> bool:
    """Tell whether an instalment is in no rate of a score, on neither side (rules §5)."""
    return asked.is_score and any(
        not one.extends and one.covers(asked.as_of) for one in given.reliefs
    )


def newly_overdue(owed: Owed, given: Allowances, asked: Asked) -> tuple[date, Owed, bool] | None:
    """Give the first overdue day, what is overdue on it, and whether that is exempt.

    What is paid by the end of that day is never overdue; while all that is open is disputed it is
    not overdue yet.
    """
    due_on = owed.due_on
    for one in given.reliefs if asked.is_score else ():
        if one.extends and one.until_on is not None and one.from_on <= asked.as_of:
            due_on = max(due_on, one.until_on)
    claims = [one for one in given.claims if not asked.is_score or _excuses(one)]
    day: date | None = due_on + DAY
    while day is not None:
        covering = [one for one in claims if one.covers(day)]
        still = owed.open_on(day)
        overdue = still - sum(one.amount_minor for one in covering)
        if overdue > 0:
            subject = replace(owed.subject, amount_minor=overdue)
            return day, replace(owed, subject=subject), is_excluded(given, asked)
        ends = [one.to_on for one in covering if one.to_on is not None]
        day = min(ends, default=None) if still > 0 else None
    return None


def _excuses(claim: Claim) -> bool:
    return claim.is_confirmed and not claim.own_doing


def added_up(tasks: Iterable[Task]) -> tuple[Duty, ...]:
    """Add up the duties that count and are alike: a score takes as long as it has sorts of them."""
    sums: dict[Duty, list[int]] = defaultdict(lambda: [0, 0])
    for task in tasks:
        if task.counts:
            duty = task.duty
            total = sums[replace(duty, amount_minor=0)]
            total[0] += duty.amount_minor
            total[1] += 1
    return tuple(
        replace(alike, amount_minor=amount, items=items) for alike, (amount, items) in sums.items()
    )
