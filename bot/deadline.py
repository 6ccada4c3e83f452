"""The time that Slack leaves for one request: shared by everything that is asked on its behalf."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import Self

TOTAL_SECONDS = 2.5  # Slack waits three, for an answer and for a form alike
SPARE_SECONDS = 0.3  # of the rest, for a form that is opened last

_arrived: ContextVar[float | None] = ContextVar("arrived", default=None)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a request is answered, by the machine's monotonic clock."""

    at: float

    @classmethod
    def begin(cls) -> Self:
        """Count from when the request came in, or else from now."""
        return cls((_arrived.get() or monotonic()) + TOTAL_SECONDS)

    def left(self) -> float:
        """How many seconds are left; none, once it is over."""
        return max(0.0, self.at - monotonic())


@contextmanager
def arrived(moment: float) -> Iterator[None]:
    """Answer something that came in at this moment, and waited since."""
    before = _arrived.set(moment)
    try:
        yield
    finally:
        _arrived.reset(before)
