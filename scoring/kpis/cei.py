"""Collection effectiveness index, the textbook's: for comparison, never scored.

Opening plus billed less closing, over opening plus billed less what is open and current at the
end, with N = 1; credit notes and write-offs help it, so nobody is judged by it.
"""

from fractions import Fraction

from scoring.facts import Figure, Kind
from scoring.kpi import Kpi, Missing, Part, Unit, ratio_of

GONE = {Kind.CASH, Kind.BOUNCE, Kind.WRITTEN_OFF, Kind.CREDIT}


def takes(figure: Figure) -> Part | None:
    """Whatever changed the balance counts above and below, what is overdue below only."""
    if figure.kind in GONE:
        return Part(figure.amount, figure.amount)
    if figure.kind is Kind.OPEN and figure.overdue:
        return Part(Fraction(0), figure.amount)
    return None


KPI = Kpi(
    id="cei",
    name="Collection effectiveness index",
    sentence="{over} of {under} was settled, credit notes and write-offs included.",
    measures="Settled ÷ settled and overdue, where credit notes and write-offs settle too.",
    unit=Unit.RATIO,
    more_is_better=True,
    measure=ratio_of(takes, Missing.NOTHING_DUE),
    takes=takes,
    is_scored=False,
    working="{over} settled ÷ {under} = {exact}",
)
