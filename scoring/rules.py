"""Rules of a scheme that decide which facts are read, and when a duty counts as done."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits in business days, and what keeps a promise."""

    invoicing_days: int = 3
    followup_days: int = 3
    followup_by_amount: bool = False
    promise_threshold: Fraction = Fraction(9, 10)
    promise_grace: int = 1
