"""Bad debt share: what was written off over opening plus billed less credit notes.

That base is what came in, what is still open, and what was written off.
"""

from fractions import Fraction

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Missing, Part, Unit, ratio_of

BASE = {Kind.CASH, Kind.OPEN, Kind.WRITTEN_OFF}


def takes(figure: Figure) -> Part | None:
    """What was written off counts above the line, all that was owed below it."""
    if figure.exempt or figure.kind not in BASE:
        return None
    lost = figure.amount if figure.kind is Kind.WRITTEN_OFF else Fraction(0)
    return Part(lost, figure.amount)


def left_out(figure: Figure) -> str:
    """Say why a figure does not count."""
    return "exempt" if figure.exempt else "taken back by the bank: it is open again"


KPI = Kpi(
    id="bad_debt_ratio",
    name="Bad debt share",
    sentence="{over} of the {under} that was owed was written off.",
    measures="What was written off ÷ all that was owed.",
    unit=Unit.RATIO,
    more_is_better=False,
    measure=ratio_of(takes, Missing.NOTHING_DUE),
    takes=takes,
    left_out=left_out,
    working="{over} written off ÷ {under} owed = {exact}",
)
