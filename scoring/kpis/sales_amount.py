"""Sales amount: what the person sold in the period, from an import."""

from scoring.kpi import Kpi, Unit, imported

KPI = Kpi(
    id="sales_amount",
    name="Sales amount",
    sentence="You sold {value}.",
    measures="What was sold in the period, as another system reports it.",
    unit=Unit.AMOUNT,
    more_is_better=True,
    measure=imported("sales_amount"),
    is_collections=False,
)
