"""Curves: from attainment (1 is the target) to points (100 is the target)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Curve:
    """Straight lines between points, monotone; outside them the nearest point's value stands."""

    points: tuple[tuple[Fraction, Fraction], ...]

    def __post_init__(self) -> None:
        """More attainment never gives fewer points."""
        assert self.points
        for (x1, y1), (x2, y2) in pairwise(self.points):
            assert x1 < x2, self.points
            assert y1 <= y2, self.points

    @classmethod
    def of(cls, points: Sequence[Sequence[str]]) -> "Curve":
        """Read points written as pairs of decimals."""
        return cls(tuple((Fraction(x), Fraction(y)) for x, y in points))

    def __call__(self, attainment: Fraction) -> Fraction:
        """Read the points for an attainment."""
        first, last = self.points[0], self.points[-1]
        if attainment <= first[0]:
            return first[1]
        for (x1, y1), (x2, y2) in pairwise(self.points):
            if attainment < x2:
                return y1 + (y2 - y1) * (attainment - x1) / (x2 - x1)
        return last[1]


DEFAULT = Curve.of((("0", "0"), ("1", "100"), ("1.2", "120")))


def attainment(value: Fraction, target: Fraction, *, more_is_better: bool) -> Fraction | None:
    """How much of the target was reached; a target of 0 where more is better is not applicable.

    Where less is better it is 2 - value / target, not below 0 (逆向指标); a target of 0 gives 1
    for a value of 0, else 0.
    """
    if more_is_better:
        return value / target if target > 0 else None
    if target > 0:
        return max(Fraction(0), 2 - value / target)
    return Fraction(1) if value == 0 else Fraction(0)
