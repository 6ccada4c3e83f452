"""Days sales outstanding: how many days of billing the open balance stands for.

For comparison, never scored: they move with sales as much as with collecting.
"""

from collections.abc import Callable
from fractions import Fraction

from scoring.facts import Facts, Figure, Kind
from scoring.kpi import Measure, Missing


def days_of_billing(facts: Facts, *, only_current: bool = False) -> Measure:
    """Measure open items (or those not yet due) over the period's billing, times its days."""
    billed = _sum(facts, lambda figure: figure.kind is Kind.BILLED)
    if billed == 0:
        return Measure(None, missing=Missing.NOTHING_BILLED)
    wanted = _sum(
        facts,
        lambda figure: figure.kind is Kind.OPEN and not (only_current and figure.overdue),
    )
    return Measure(wanted * facts.days / billed, wanted, billed)


def counted_back(facts: Facts) -> Measure:
    """Take months of billing off the open balance, the newest first, until it is exhausted.

    A month without billing, or a balance older than all billing, is not applicable.
    """
    left = _sum(facts, lambda figure: figure.kind is Kind.OPEN)
    days = Fraction(0)
    for length, billed in facts.billed_back:
        if left <= 0:
            break
        if billed <= 0:
            return Measure(None, missing=Missing.NOTHING_BILLED)
        days += length * min(Fraction(1), left / billed)
        left -= billed
    if left > 0:
        return Measure(None, missing=Missing.OLDER_THAN_BILLING)
    return Measure(days)


def _sum(facts: Facts, wanted: Callable[[Figure], bool]) -> Fraction:
    return sum((one.amount for one in facts.counted if wanted(one)), Fraction(0))
