"""Customer satisfaction: what customers answered in the period, from an import."""

from scoring.kpi import Kpi, Unit, imported

KPI = Kpi(
    id="csat",
    name="Customer satisfaction",
    sentence="Your customers gave {value} on average.",
    measures="How customers rate us on average, as another system reports it.",
    unit=Unit.NUMBER,
    more_is_better=True,
    measure=imported("csat"),
    is_collections=False,
)
