"""Overdue share: what is overdue over all that is open, on the day of measurement.

What was written off in the period counts as if it were still open.
"""

from fractions import Fraction

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Missing, Part, Unit, ratio_of

STILL = {Kind.OPEN, Kind.WRITTEN_OFF}


def takes(figure: Figure) -> Part | None:
    """Open items count below the line, overdue ones above it too."""
    if figure.kind not in STILL or figure.exempt or figure.inherited:
        return None
    return Part(figure.amount if figure.overdue else Fraction(0), figure.amount)


def left_out(figure: Figure) -> str:
    """Say why a figure does not count."""
    if figure.exempt:
        return "exempt"
    if figure.inherited:
        return "overdue already when it was taken over"
    return "no longer open"


KPI = Kpi(
    id="overdue_ratio",
    name="Overdue share",
    sentence="{over} of the {under} that is open is overdue.",
    measures="What is overdue ÷ all that is open, at the end of the period.",
    unit=Unit.RATIO,
    more_is_better=False,
    measure=ratio_of(takes, Missing.NOTHING_OPEN),
    takes=takes,
    left_out=left_out,
    working="{over} overdue ÷ {under} open = {exact}",
)
