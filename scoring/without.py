"""What an allowance changed: the same rows judged again as if one sort of it were not made."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import assert_never

from scoring.facts import Figure, Without
from scoring.fairness import Allowance, Allowances, Asked, Entry, allow

Row = tuple[int, Entry, Allowances]  # an instalment, a row of it, and what is allowed for on it


def without(rows: Iterable[Row], asked: Asked) -> dict[str, Without]:
    """Say for each sort of allowance how many instalments it touches, and what it changed.

    What it changed are figures on top: the ones that counted with their signs turned, and the
    ones that would have counted. A sort that changed nothing is not there.
    """
    judged = tuple(row for row in rows if row[1].rate is not None)
    found = {}
    for kind in Allowance:
        touched: set[int] = set()
        more: list[Figure] = []
        for instalment, entry, given in judged:
            now = _figures(entry, given, asked)
            then = _figures(entry, lifted(given, kind, asked.as_of), asked)
            if _sums(now) != _sums(then):
                touched.add(instalment)
                more += [*map(taken_away, now), *then]
        if touched:
            found[kind.value] = Without(len(touched), tuple(more))
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


def _figures(entry: Entry, given: Allowances, asked: Asked) -> tuple[Figure, ...]:
    return tuple(one.figure for one in allow(entry, given, asked))


def _sums(figures: Iterable[Figure]) -> dict[Figure, tuple[int, int]]:
    sums: dict[Figure, tuple[int, int]] = {}
    for figure in figures:
        alike = replace(figure, amount_minor=0, amount_days=0, items=0)
        amount, days = sums.get(alike, (0, 0))
        sums[alike] = (amount + figure.amount_minor, days + figure.amount_days)
    return sums
