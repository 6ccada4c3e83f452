"""Invoicing on time: invoices sent within the scheme's business days of delivery, over all.

An invoice belongs to the period of its delivery or acceptance. One that is not sent yet, and whose
days are not over, is left out.
"""

from scoring.facts import Family
from scoring.kpi import Kpi, Unit, share_of

KPI = Kpi(
    id="invoicing_on_time",
    name="Invoices sent in time",
    sentence="{value} of the invoices for what was delivered went out in time.",
    measures="Invoices sent in time after delivery or acceptance ÷ all that had to be sent.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=share_of(Family.INVOICING),
    family=Family.INVOICING,
    working="{done} sent in time ÷ {all} delivered = {exact}",
)
