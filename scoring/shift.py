"""A shift: one person's score of a period, before and after something is stored."""

from dataclasses import dataclass
from fractions import Fraction

from ledger.period import Period


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's score of a period, as it was and as it is or would be."""

    person_id: int
    name: str
    period: Period
    before: Fraction | None
    after: Fraction | None
