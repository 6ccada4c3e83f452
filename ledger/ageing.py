"""Ageing: how long each open instalment has been overdue, in buckets of days."""

from bisect import bisect_left
from datetime import date
from functools import cache
from itertools import pairwise

EDGES = (0, 30, 60, 90)


@cache
def names(edges: tuple[int, ...] = EDGES) -> tuple[str, ...]:
    """Name the buckets: current, 1-30, 31-60, 61-90, 90+ (the upper edge is inside)."""
    between = [f"{low + 1}-{high}" for low, high in pairwise(edges)]
    return ("current", *between, f"{edges[-1]}+")


def age(due_on: date, as_of: date) -> int:
    """Count the days from the due date; 0 or less is not overdue."""
    assert type(due_on) is date, due_on
    assert type(as_of) is date, as_of
    return (as_of - due_on).days


def bucket(days: int, edges: tuple[int, ...] = EDGES) -> str:
    """Name the bucket that an age in days falls into."""
    return names(edges)[bisect_left(edges, days)]
