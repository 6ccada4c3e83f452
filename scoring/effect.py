"""Effect: what the company's figures were before a scheme's version and since, beside each other.

Nothing here says that one caused the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.period import Period

KPIS = ("collected_amount", "overdue_ratio", "sales_amount", "csat")


@dataclass(frozen=True, slots=True)
class Totals:
    """A closed period of the company: which version judged it, and its figures."""

    period: Period
    version: int
    is_since: bool
    values: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Effect:
    """The closed periods before a version, and those that it judged, the oldest first."""

    totals: tuple[Totals, ...]

    @property
    def before(self) -> tuple[Totals, ...]:
        """The periods that another version judged."""
        return tuple(one for one in self.totals if not one.is_since)

    @property
    def since(self) -> tuple[Totals, ...]:
        """The periods that the version judged."""
        return tuple(one for one in self.totals if one.is_since)


def average(totals: Sequence[Totals], kpi: str) -> Fraction | None:
    """The mean of a figure over the periods that have it; None where none has."""
    values = [one.values[kpi] for one in totals]
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None
