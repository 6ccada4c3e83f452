"""A component opened: the rows that counted in it and those left out, in the order to read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from scoring.duties import Task
from scoring.items import Item
from scoring.kpi import Kpi

Rows = tuple[Item, ...]  # of one instalment


@dataclass(frozen=True, slots=True)
class Imported:
    """What another system said, and when it came in."""

    metric: str
    value: Fraction
    came_in_on: date | None = None


Row = Rows | Task | Imported


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows behind a number: instalments, duties, or the imported figure."""

    counted: tuple[Row, ...]
    left_out: tuple[Row, ...]

    def page(self, first: int, size: int) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        """The rows of a page: those that counted come first."""
        last, counted = first + size, len(self.counted)
        return (
            self.counted[first:last],
            self.left_out[max(0, first - counted) : max(0, last - counted)],
        )

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.counted) + len(self.left_out)


def opened(
    kpi: Kpi, items: Iterable[Item], tasks: Iterable[Task], imported: Imported | None
) -> Opened:
    """Tell apart what counts in a KPI from what does not."""
    if kpi.family is not None:
        own = [task for task in tasks if task.family is kpi.family]
        in_order = sorted(own, key=lambda task: (task.begins_on, task.subject.name))
        return Opened(
            tuple(task for task in in_order if task.is_judged),
            tuple(task for task in in_order if not task.is_judged),
        )
    if not kpi.is_collections:
        return Opened(() if imported is None else (imported,), ())
    counts: list[Item] = []
    rest: list[Item] = []
    for item in items:
        (counts if kpi.counts(item.figure) else rest).append(item)
    return Opened(_by_instalment(counts), _by_instalment(rest))


def _by_instalment(items: Sequence[Item]) -> tuple[Rows, ...]:
    ordered = sorted(items, key=lambda item: (item.due_on, item.name, item.value_on or date.max))
    groups = groupby(ordered, key=lambda item: (item.due_on, item.name))
    return tuple(tuple(group) for _, group in groups)
