"""Average days delinquent: days sales outstanding less the best possible.

For comparison, never scored.
"""

from scoring.dso import days_of_billing
from scoring.facts import Facts
from scoring.kpi import Kpi, Measure, Unit


def measure(facts: Facts) -> Measure:
    """Count what is overdue, in days of billing."""
    whole, best = days_of_billing(facts), days_of_billing(facts, only_current=True)
    if whole.value is None or best.value is None:
        return whole
    return Measure(whole.value - best.value)


KPI = Kpi(
    id="add",
    name="Average days delinquent",
    sentence="What is overdue is {value} days of billing.",
    measures="Days sales outstanding less the best that is possible.",
    unit=Unit.DAYS,
    more_is_better=False,
    measure=measure,
    is_scored=False,
)
