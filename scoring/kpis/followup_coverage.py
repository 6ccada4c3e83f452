"""Follow-up coverage: newly overdue instalments that somebody followed up in time, over all.

In time is from the first overdue day on, within the scheme's business days. One touch counts a
person, customer and day, and an automatic message never; a scheme may weigh by amount.
"""

from scoring.facts import Family
from scoring.kpi import Kpi, Unit, share_of

KPI = Kpi(
    id="followup_coverage",
    name="Follow-up in time",
    sentence="{value} of what became overdue was followed up in time.",
    measures="Newly overdue items that somebody followed up in time ÷ all newly overdue items.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=share_of(Family.FOLLOWUP),
    family=Family.FOLLOWUP,
    working="followed up in time ÷ newly overdue = {exact}",
)
