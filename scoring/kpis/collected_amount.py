"""Collected amount: the cash allocated in the period, less what the bank took back in it.

Credit notes and write-offs never count.
"""

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Part, Unit, sum_of


def takes(figure: Figure) -> Part | None:
    """Cash counts, a bounce counts against it; nothing else does."""
    return Part(figure.amount) if figure.kind in {Kind.CASH, Kind.BOUNCE} else None


def left_out(figure: Figure) -> str:
    """Say why a figure does not count."""
    return "written off: no cash came in" if figure.kind is Kind.WRITTEN_OFF else "still open"


KPI = Kpi(
    id="collected_amount",
    name="Collected amount",
    sentence="{value} came in.",
    measures="Cash that settled invoices in the period, less what the bank took back.",
    unit=Unit.AMOUNT,
    more_is_better=True,
    measure=sum_of(takes),
    takes=takes,
    left_out=left_out,
    working="{over} came in, bounces taken off",
)
