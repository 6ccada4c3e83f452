"""Days late: amount times days late over amount, of what came in and what is still overdue.

Each part of a payment counts on its own value date, early ones as 0 days; open overdue items
count to the period's end (to today while it runs), and so does what was written off. A bounce
leaves only the reopened item.
"""

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Missing, Part, Unit, ratio_of

STILL = {Kind.OPEN, Kind.WRITTEN_OFF}


def takes(figure: Figure) -> Part | None:
    """Standing cash and overdue items count, weighted by their amount."""
    if figure.exempt or not figure.stands:
        return None
    counts = figure.kind is Kind.CASH or (figure.kind in STILL and figure.overdue)
    if not counts:
        return None
    return Part(figure.late, figure.amount)


def left_out(figure: Figure) -> str:
    """Say why a figure does not count."""
    if figure.exempt:
        return "exempt"
    if figure.disputed:
        return "disputed"
    if figure.kind in STILL:
        return "not due yet"
    return "taken back by the bank: only the reopened item counts"


KPI = Kpi(
    id="days_late",
    name="Days late",
    sentence="What came in, and what is still overdue, is {value} days late on average.",
    measures="Amount × days late ÷ amount, of what came in and of what is overdue.",
    unit=Unit.DAYS,
    more_is_better=False,
    measure=ratio_of(takes, Missing.NOTHING_PAID),
    takes=takes,
    left_out=left_out,
    working="{over} amount × days ÷ {under} = {exact} days",
)
