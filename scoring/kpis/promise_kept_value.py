"""Promised value kept: the amounts of promises that were kept, over all that fell due.

As promises kept, weighted by what was promised.
"""

from scoring.facts import Family
from scoring.kpi import Kpi, Unit, share_of

KPI = Kpi(
    id="promise_kept_value",
    name="Promised money kept",
    sentence="Promises over {over} were kept, of {under} that fell due.",
    measures="Promises that were kept ÷ promises that fell due, by their amount.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=share_of(Family.PROMISE, by_amount=True),
    family=Family.PROMISE,
    working="{over} kept ÷ {under} fallen due = {exact}",
)
