"""Samples of how long something took, and what is said of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Sample:
    """Durations in milliseconds."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> "Sample":
        """Keep durations."""
        return cls(tuple(values))

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    @property
    def p95(self) -> float:
        """The one that nineteen of twenty do not exceed."""
        return self._not_exceeded_by(95)

    @property
    def p99(self) -> float:
        """The one that ninety-nine of a hundred do not exceed."""
        return self._not_exceeded_by(99)

    def _not_exceeded_by(self, percent: int) -> float:
        place = -(-len(self.values) * percent // 100) - 1
        return sorted(self.values)[place]

    def to_json(self) -> dict[str, float | int]:
        """Write what is said of the sample."""
        return {
            "count": len(self.values),
            "median_ms": round(self.median, 2),
            "p95_ms": round(self.p95, 2),
            "max_ms": round(max(self.values), 2),
        }


def timed(work: Callable[[], object]) -> float:
    """Do something; give the milliseconds that it took."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
