"""Days sales outstanding by exhaustion: months of billing taken off the open balance.

For comparison, never scored.
"""

from scoring.dso import counted_back
from scoring.facts import Facts
from scoring.kpi import Kpi, Measure, Unit


def measure(facts: Facts) -> Measure:
    """Count calendar months back, the first one up to the day of measurement."""
    return counted_back(facts)


KPI = Kpi(
    id="dso_countback",
    name="Days sales outstanding, counted back",
    sentence="What is open was billed in the last {value} days.",
    measures="The days of billing that the open items make up, counted back month by month.",
    unit=Unit.DAYS,
    more_is_better=False,
    measure=measure,
    is_scored=False,
)
