"""The cohort: the rates of everybody compared, which small books are drawn towards."""

from collections.abc import Iterable
from fractions import Fraction

from scoring.facts import Facts, Rate
from scoring.kpis import catalogue
from scoring.scheme import SHRUNK


def rates_of(everybody: Iterable[Facts]) -> dict[str, Rate]:
    """What is above the line of all together over what is below it, by KPI."""
    sums = {kpi: [Fraction(0), Fraction(0)] for kpi in sorted(SHRUNK)}
    for facts in everybody:
        for kpi, total in sums.items():
            measure = catalogue()[kpi].measure(facts)
            total[0] += measure.over
            total[1] += measure.under
    return {kpi: Rate(over, under) for kpi, (over, under) in sums.items()}
