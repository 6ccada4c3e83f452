"""Collection rate: cash on what is due by the period's end, over that cash and what is still open.

The base equals the opening balance due by the end, plus what was created in the period and due by
its end, less credit notes on it, plus what a bounce reopened; it cannot exceed 100 %. What is
written off in the period stays below the line.
"""

from fractions import Fraction

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Missing, Part, Unit, ratio_of

BASE = {Kind.CASH, Kind.OPEN, Kind.WRITTEN_OFF}


def takes(figure: Figure) -> Part | None:
    """Cash counts above and below, what is open or written off below only.

    What is due later, or exempt, does not count.
    """
    if not figure.due_in_period or figure.exempt or figure.kind not in BASE:
        return None
    paid = figure.amount if figure.kind is Kind.CASH else Fraction(0)
    return Part(paid, figure.amount)


def left_out(figure: Figure) -> str:
    """Say why a figure does not count."""
    if figure.exempt:
        return "exempt"
    if figure.kind is Kind.BOUNCE:
        return "taken back by the bank: it is open again"
    return "due after this period"


KPI = Kpi(
    id="collection_rate",
    name="Collection rate",
    sentence="You collected {over} of the {under} due by {last}.",
    measures="Cash on what was due by the period's end ÷ that cash and what is still open of it.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=ratio_of(takes, Missing.NOTHING_DUE),
    takes=takes,
    left_out=left_out,
    working="{over} collected ÷ {under} due by {last} = {exact}",
)
