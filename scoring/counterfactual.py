"""The one change that would have made most of a score: paid, sent, followed up or kept in time.

What is exempt, disputed or was taken over late is not looked at. What would have been paid before
the period leaves it, with its follow-up; what would have been paid in it is cash in time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from heapq import nlargest
from itertools import groupby

from ledger.period import Period
from scoring.duties import DONE, Task
from scoring.engine import Again
from scoring.facts import Duty, Family, Figure, Kind
from scoring.items import Item
from scoring.kpi import Kpi
from scoring.without import taken_away, undone

LOOKED_AT = 30  # instalments by amount, and as many by amount times days


class Change(StrEnum):
    """What would have been otherwise."""

    PAID = "paid"
    SENT = "sent"
    FOLLOWED_UP = "followed_up"
    KEPT = "kept"


_OF_FAMILY = {
    Family.INVOICING: Change.SENT,
    Family.FOLLOWUP: Change.FOLLOWED_UP,
    Family.PROMISE: Change.KEPT,
}


@dataclass(frozen=True, slots=True)
class Had:
    """Had this been done by this day, the score would be that."""

    change: Change
    name: str
    by: date
    score: Fraction


@dataclass(frozen=True, slots=True)
class Rows:
    """The single rows of a card, or those that one KPI is about."""

    items: tuple[Item, ...]
    tasks: tuple[Task, ...] = ()

    def of(self, kpi: Kpi) -> "Rows":
        """Only the instalments and duties that count in a KPI, with all their rows."""
        counted = {item.instalment_id for item in self.items if kpi.counts(item.figure)}
        return Rows(
            tuple(item for item in self.items if item.instalment_id in counted),
            tuple(task for task in self.tasks if task.family is kpi.family),
        )


@dataclass(frozen=True, slots=True)
class _Instead:
    """Facts on top that undo what happened and put in its place what did not."""

    change: Change
    name: str
    by: date
    figures: tuple[Figure, ...] = ()
    duties: tuple[Duty, ...] = ()


def largest(again: Again, rows: Rows, tasks: Sequence[Task]) -> Had | None:
    """Find the change of these rows that would have added most; `tasks` are all there are.

    None where nothing would have added anything.
    """
    now = again.now.score
    if now is None:
        return None
    found = [
        Had(one.change, one.name, one.by, then)
        for one in (*_paid(again.facts.period, rows, tasks), *_done(rows))
        if (then := again.judged(one.figures, one.duties).score) is not None and then > now
    ]
    return max(found, key=lambda had: had.score, default=None)


def _paid(period: Period, rows: Rows, tasks: Sequence[Task]) -> Iterator[_Instead]:
    """What would have changed for each instalment that is late, were it paid by its due date."""
    for group in _late(rows.items):
        first = group[0]
        due_on = first.falls_due_on
        gone = [one.figure for one in group]
        paid = [
            replace(one, kind=Kind.CASH, overdue=False, amount_days=0)
            for one in gone
            if one.stands and one.kind is not Kind.BOUNCE and due_on >= period.start
        ]
        spared = (
            task.duty
            for task in tasks
            if task.is_judged
            and task.family is Family.FOLLOWUP
            and task.subject.key == first.instalment_id
        )
        figures = (*map(taken_away, gone), *paid)
        duties = tuple(map(undone, spared))
        yield _Instead(Change.PAID, first.short_name, due_on, figures, duties)


def _late(items: Sequence[Item]) -> Iterable[tuple[Item, ...]]:
    """Instalments of which something is late, and nothing is allowed for: the largest of them."""
    in_order = sorted(items, key=lambda item: item.instalment_id)
    groups = [tuple(group) for _, group in groupby(in_order, key=lambda item: item.instalment_id)]
    late = [group for group in groups if _is_plain(group) and _days(group) > 0]
    largest_ones = [
        *nlargest(LOOKED_AT, late, key=lambda g: sum(one.figure.amount for one in g)),
        *nlargest(LOOKED_AT, late, key=_days),
    ]
    return {group[0].instalment_id: group for group in largest_ones}.values()


def _is_plain(group: Sequence[Item]) -> bool:
    return all(
        one.figure.rate is not None
        and not one.figure.exempt
        and not one.figure.disputed
        and (one.allowed is None or one.allowed.case.since is None)
        for one in group
    )


def _days(group: Sequence[Item]) -> Fraction:
    return sum((one.figure.late for one in group), Fraction(0))


def _done(rows: Rows) -> Iterator[_Instead]:
    """What would have changed for each duty that was not done in time."""
    for task in rows.tasks:
        if task.is_judged and task.because not in DONE:
            duties = undone(task.duty), replace(task.duty, done=True)
            change = _OF_FAMILY[task.family]
            yield _Instead(change, task.subject.name, task.ends_on, duties=duties)
