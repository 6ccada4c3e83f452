"""Promises kept: promises that the money kept, over all that fell due in the period, by count.

A promise falls due on its last day of grace; part of the money, or a new date, is not kept. One
that was recorded when its money was already there is left out.
"""

from scoring.facts import Family
from scoring.kpi import Kpi, Unit, share_of

KPI = Kpi(
    id="promise_kept_rate",
    name="Promises kept",
    sentence="{value} of the promises that fell due were kept.",
    measures="Promises that were kept ÷ promises that fell due, by their number.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=share_of(Family.PROMISE),
    family=Family.PROMISE,
    working="{done} kept ÷ {all} fallen due = {exact}",
)
