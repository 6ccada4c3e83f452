"""Ways to go wrong on request: which fault, where, how often, by rule or by seeded dice."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from fnmatch import fnmatch
from typing import Any

CALL_FAULTS = frozenset(
    {"ratelimited", "error_before", "error_after", "lost_before", "lost_after", "revoked", "slow"}
)
DELIVERY_FAULTS = frozenset({"duplicate", "late", "reorder", "drop_socket", "lost_ack"})
FOREVER = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: on calls whose method, or deliveries whose name, fits the target."""

    kind: str
    target: str = "*"
    times: int = 1
    skip: int = 0
    chance: float = 1.0
    seconds: float = 1.0
    status: int = 503
    happened: int = 0

    def __post_init__(self) -> None:
        """Refuse a fault of no known kind."""
        assert self.kind in CALL_FAULTS | DELIVERY_FAULTS, f"unknown fault: {self.kind}"
        assert 0 <= self.chance <= 1, "a chance lies between 0 and 1"

    def to_json(self) -> dict[str, Any]:
        """Write the fault for the control API."""
        return asdict(self)


def fault(body: dict[str, Any]) -> Fault:
    """Read a fault; raises ValueError or TypeError on a wrong one."""
    unknown = set(body) - {f.name for f in fields(Fault)} | {"happened"} & set(body)
    if unknown:
        raise ValueError(f"unknown fault field: {', '.join(sorted(unknown))}")
    return Fault(**body)


class Misbehaviour:
    """Hold the faults that are asked for, and roll the dice."""

    def __init__(self, note: Callable[[str, str, str, Any], None]) -> None:
        self._note = note
        self._faults: list[Fault] = []
        self._dice = random.Random(0)  # noqa: S311 - faults that can be repeated, not secrets

    @property
    def faults(self) -> tuple[Fault, ...]:
        """List the faults."""
        return tuple(self._faults)

    def ask_for(self, faults: list[Fault]) -> None:
        """Add faults."""
        self._faults += faults

    def clear(self, seed: int = 0) -> None:
        """Behave again, with the dice as new."""
        self._faults.clear()
        self._dice = random.Random(seed)  # noqa: S311 - see above

    def strike(self, kinds: frozenset[str], name: str) -> Fault | None:
        """Give the fault that happens now, if one does."""
        for at, one in enumerate(self._faults):
            if one.kind not in kinds or one.times == 0 or not fnmatch(name, one.target):
                continue
            if one.skip > 0:
                self._faults[at] = replace(one, skip=one.skip - 1)
            elif self._dice.random() < one.chance:
                left = one.times if one.times == FOREVER else one.times - 1
                self._faults[at] = replace(one, times=left, happened=one.happened + 1)
                self._note("out", "fault", one.kind, {"target": name})
                return one
        return None
