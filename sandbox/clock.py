"""The workspace's clock: it can be set, moved forward and stopped."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Tell the time, and hand out message timestamps that never repeat.

    Who sets `tell` goes by this clock: the page then offers to move it.
    """

    def __init__(self) -> None:
        self.tell: Callable[[float], object] | None = None
        self.reset()

    def reset(self) -> None:
        """Go with this machine's clock again."""
        self._offset = 0.0
        self._stopped_at: float | None = None
        self._last_micros = 0
        self._told()

    def now(self) -> float:
        """Give the workspace's time as seconds since the epoch."""
        if self._stopped_at is not None:
            return self._stopped_at
        return time.time() + self._offset

    def set(self, seconds: float, *, stopped: bool = False) -> None:
        """Put the clock to an instant; a stopped clock stays there until it is moved."""
        self._offset = seconds - time.time()
        self._stopped_at = seconds if stopped else None
        self._told()

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._offset += seconds
        if self._stopped_at is not None:
            self._stopped_at += seconds
        self._told()

    def _told(self) -> None:
        if self.tell is not None:
            self.tell(self.now())

    def ts(self) -> str:
        """Make the next message timestamp: unique and increasing."""
        micros = max(int(self.now() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def iso(self) -> str:
        """Write the workspace's time as an ISO instant."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat(timespec="milliseconds")
