"""Row ids: 63-bit numbers that rise with time, made by us, so that keys can begin with a workspace.

41 bits of milliseconds since 2024, 10 bits of this process, 12 bits of sequence. A burst of more
than 4,096 in one millisecond borrows from the next ones. A collision (two processes with the same
10 bits in the same millisecond) is refused by the primary key, and the transaction is undone.
"""

import itertools
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta

_EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00Z
_NODE = secrets.randbits(10)
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """Make an id that is larger than every id this process made before."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[int]:
    """Make `count` rising ids."""
    global _last  # noqa: PLW0603 - one sequence a process is the point
    with _lock:
        first = max(_last + 1, (time.time_ns() // 1_000_000 - _EPOCH_MS) << 12)
        _last = first + count - 1
    return [_with_node(tick) for tick in itertools.islice(itertools.count(first), count)]


def unordered_ids(count: int) -> list[int]:
    """Make ids that say neither when a row was made nor which came before it."""
    return [secrets.randbits(63) for _ in range(count)]


def made_at(row_id: int) -> datetime:
    """When an id was made, by the clock of the machine that made it."""
    return datetime.fromtimestamp(_EPOCH_MS / 1000, UTC) + timedelta(milliseconds=row_id >> 22)


def _with_node(tick: int) -> int:
    millisecond, sequence = tick >> 12, tick & 0xFFF
    return (millisecond << 22) | (_NODE << 12) | sequence
