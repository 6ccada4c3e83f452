"""Cash collection effectiveness: cash over what could have been collected.

Cash allocated over opening plus billed, less credit notes, less what is open and not yet due at
the end; which is that cash, plus what is overdue, plus what was written off.
"""

from fractions import Fraction

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Missing, Part, Unit, ratio_of


def takes(figure: Figure) -> Part | None:
    """Cash counts above and below, what is overdue or written off below only."""
    if figure.exempt:
        return None
    if figure.kind is Kind.CASH:
        return Part(figure.amount, figure.amount)
    is_lost = figure.kind is Kind.WRITTEN_OFF
    is_overdue = figure.kind is Kind.OPEN and figure.overdue
    return Part(Fraction(0), figure.amount) if is_lost or is_overdue else None


def left_out(figure: Figure) -> str:
    """Say why a figure does not count."""
    if figure.exempt:
        return "exempt"
    if figure.kind is Kind.BOUNCE:
        return "taken back by the bank: it is open again"
    return "disputed" if figure.disputed else "not due yet"


KPI = Kpi(
    id="cash_cei",
    name="Collection effectiveness",
    sentence="{over} came in of the {under} that could have been collected.",
    measures="Cash ÷ that cash, what is overdue, and what was written off.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=ratio_of(takes, Missing.NOTHING_DUE),
    takes=takes,
    left_out=left_out,
    working="{over} came in ÷ {under} collectable = {exact}",
)
