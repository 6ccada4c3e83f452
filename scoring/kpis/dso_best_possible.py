"""Best possible days sales outstanding: what is open and not yet due, in days of billing.

For comparison, never scored.
"""

from scoring.dso import days_of_billing
from scoring.facts import Facts
from scoring.kpi import Kpi, Measure, Unit


def measure(facts: Facts) -> Measure:
    """Count only what is not yet due."""
    return days_of_billing(facts, only_current=True)


KPI = Kpi(
    id="dso_best_possible",
    name="Best possible days sales outstanding",
    sentence="If nothing were overdue, what is open would be {value} days of billing.",
    measures="Open items that are not yet due ÷ billing × days.",
    unit=Unit.DAYS,
    more_is_better=False,
    measure=measure,
    is_scored=False,
)
