"""What an allowance changed: the same rows judged again as if one sort of it were not made."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from scoring.facts import Duty, Family, Figure, Without
from scoring.fairness import Allowance, Allowances, Asked, Entry, allow

Row = tuple[int, Entry, Allowances]  # an instalment, a row of it, and what is allowed for on it


@dataclass(frozen=True, slots=True)
class Lifted:
    """A duty about some instalments as it counts, and as it would without a sort of allowance.

    None is where it does not count.
    """

    kind: Allowance
    family: Family
    instalments: frozenset[int]
    now: Duty | None
    then: Duty | None

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What would come on top."""
        now = () if self.now is None else (undone(self.now),)
        return now if self.then is None else (*now, self.then)


def without(rows: Iterable[Row], asked: Asked, duties: Iterable[Lifted] = ()) -> dict[str, Without]:
    """Say for each sort of allowance how many instalments it touches, and what it changed.

    What it changed are figures and duties on top: the ones that counted with their signs turned,
    and the ones that would have counted. A sort that changed nothing is not there.
    """
    judged = tuple(row for row in rows if row[1].rate is not None)
    changed = tuple(duties)
    found = {}
    for kind in Allowance:
        of_kind = [one for one in changed if one.kind is kind]
        touched = {instalment for one in of_kind for instalment in one.instalments}
        more: list[Figure] = []
        for instalment, entry, given in judged:
            now = _figures(entry, given, asked)
            then = _figures(entry, lifted(given, kind, asked.as_of), asked)
            if _sums(now) != _sums(then):
                touched.add(instalment)
                more += [*map(taken_away, now), *then]
        if touched:
            own = tuple(duty for one in of_kind for duty in one.duties)
            found[kind.value] = Without(len(touched), tuple(more), own)
    return found


def lifted(given: Allowances, kind: Allowance, on: date) -> Allowances:
    """The same without one sort of allowance; a dispute that is over excused its days."""
    match kind:
        case Allowance.EXEMPT:
            return replace(given, reliefs=tuple(one for one in given.reliefs if one.extends))
        case Allowance.EXTENDED:
            return replace(given, reliefs=tuple(one for one in given.reliefs if not one.extends))
        case Allowance.DISPUTED:
            return replace(given, claims=tuple(c for c in given.claims if not c.covers(on)))
        case Allowance.EXCUSED:
            return replace(given, claims=tuple(c for c in given.claims if c.covers(on)))
        case Allowance.HANDED_OVER:
            return replace(given, holds=())
    assert_never(kind)


def taken_away(figure: Figure) -> Figure:
    """The figure with its signs turned: added to what is measured, it is no longer part of it."""
    return replace(
        figure,
        amount_minor=-figure.amount_minor,
        amount_days=-figure.amount_days,
        items=-figure.items,
    )


def undone(duty: Duty) -> Duty:
    """The duty with its signs turned, likewise."""
    return replace(duty, amount_minor=-duty.amount_minor, items=-duty.items)


def _figures(entry: Entry, given: Allowances, asked: Asked) -> tuple[Figure, ...]:
    return tuple(one.figure for one in allow(entry, given, asked))


def _sums(figures: Iterable[Figure]) -> dict[Figure, tuple[int, int]]:
    sums: dict[Figure, tuple[int, int]] = {}
    for figure in figures:
        alike = replace(figure, amount_minor=0, amount_days=0, items=0)
        amount, days = sums.get(alike, (0, 0))
        sums[alike] = (amount + figure.amount_minor, days + figure.amount_days)
    return sums
