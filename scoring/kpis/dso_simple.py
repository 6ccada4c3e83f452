"""Days sales outstanding: open items over the period's billing, times its days.

For comparison, never scored.
"""

from scoring.dso import days_of_billing
from scoring.facts import Facts
from scoring.kpi import Kpi, Measure, Unit


def measure(facts: Facts) -> Measure:
    """Count all that is open."""
    return days_of_billing(facts)


KPI = Kpi(
    id="dso_simple",
    name="Days sales outstanding",
    sentence="What is open is {value} days of billing.",
    measures="Open items ÷ billing × days.",
    unit=Unit.DAYS,
    more_is_better=False,
    measure=measure,
    is_scored=False,
)
