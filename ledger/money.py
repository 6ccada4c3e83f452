"""Money: a whole number of a currency's minor units, never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Self

from ledger.currency import places
from ledger.errors import CurrencyMismatch, UnreadableAmount

_LONGEST = 30  # digits of an amount; "1e999999999" is none, and would take hours to count


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (cents, fen, yen) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse anything but whole minor units."""
        assert type(self.minor) is int, self.minor

    @classmethod
    def of(cls, major: str | Decimal, currency: str) -> Self:
        """Read an amount in major units, rounding half-up to the currency's places."""
        try:
            written = Decimal(major)
        except InvalidOperation:
            raise UnreadableAmount(str(major)) from None
        if not written.is_finite() or abs(written.adjusted()) > _LONGEST:
            raise UnreadableAmount(str(major))
        return cls(half_up(Fraction(written) * 10 ** places(currency)), currency)

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency."""
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Subtract an amount of the same currency."""
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        """Turn income into outgo and back."""
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        """Write the amount in major units with the currency's places, without the code."""
        return major(self.minor, self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Divide by weights so that the parts sum to the whole (largest remainder, then order)."""
        return tuple(Money(part, self.currency) for part in split(self.minor, weights))

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)


def major(minor: int, currency: str) -> str:
    """Write minor units as a decimal string in major units: 1234 CNY is "12.34"."""
    return _pointed(minor, places(currency))


def half_up(value: Fraction) -> int:
    """Round to a whole number, halves away from zero (the commercial rule, DIN 1333)."""
    doubled = abs(value) * 2 + 1
    rounded = doubled.numerator // (doubled.denominator * 2)
    return -rounded if value < 0 else rounded


def decimal(value: Fraction, digits: int) -> str:
    """Write an exact number with a fixed count of digits, half-up: 5/6 with 4 is "0.8333"."""
    return _pointed(half_up(value * 10**digits), digits)


def split(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide a whole number by weights with the largest remainder method (Hare quota).

    The parts sum to the whole; leftover units go to the largest remainders, ties in the order
    in which the weights are written. A negative whole is split like its opposite.
    """
    assert all(weight >= 0 for weight in weights), weights
    total = sum(weights)
    assert total > 0, weights
    if whole < 0:
        return tuple(-part for part in split(-whole, weights))
    parts = [whole * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(whole * weights[i] % total))
    for i in by_remainder[: whole - sum(parts)]:
        parts[i] += 1
    return tuple(parts)


def _pointed(count: int, digits: int) -> str:
    sign = "-" if count < 0 else ""
    if digits == 0:
        return f"{sign}{abs(count)}"
    whole, part = divmod(abs(count), 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"
