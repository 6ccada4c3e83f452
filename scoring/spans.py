"""Spans: a figure for a longer period, from those given for its parts."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from ledger.period import Period


def adds_up(figure_id: str) -> bool:
    """Amounts add up over time and people; all others average."""
    return figure_id.endswith("_amount")


def over(given: Mapping[Period, Fraction], period: Period, figure_id: str) -> Fraction | None:
    """The figure of a period: as given for it, or put together from parts that fill it exactly.

    None when a part is missing. The longest parts are taken first.
    """
    parts = parts_of(given, period)
    if parts is None:
        return None
    total = sum((given[part] for part in parts), Fraction(0))
    return total if adds_up(figure_id) else total / len(parts)


def parts_of(given: Mapping[Period, Fraction], period: Period) -> tuple[Period, ...] | None:
    """The periods whose figures make up a period's: itself, or parts that fill it exactly.

    It is filled from its end, so that every part is looked at once, the longer one first.
    """
    fills: dict[date, tuple[Period, ...]] = {period.end: ()}
    for part in sorted(given, reverse=True):
        if part.end in fills and part.start not in fills:
            fills[part.start] = (part, *fills[part.end])
    return fills.get(period.start)
