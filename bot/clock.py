"""The clock: the only place that reads it. Everybody else is told now or today."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class Clock:
    """Now and today; with a fixed day, that day and its 00:00 in the company's zone."""

    fixed: date | None = None
    moved: "Moved | None" = None

    def now(self, zone: str = "UTC") -> datetime:
        """Give the moment that is recorded, aware, in UTC."""
        if self.fixed is None:
            return self.moved.now(self.really()) if self.moved else self.really()
        return datetime.combine(self.fixed, time(), ZoneInfo(zone)).astimezone(UTC)

    def today(self, zone: str) -> date:
        """Give the calendar date in a zone."""
        return self.fixed or self.now().astimezone(ZoneInfo(zone)).date()

    def really(self) -> datetime:
        """Give the machine's own time, whatever day is fixed."""
        return datetime.now(UTC)


class Moved:
    """A clock that starts at some instant and runs on; a new instant in its file moves it."""

    def __init__(self, written: str, really: datetime) -> None:
        self._written = written
        self._held = _content(written)
        self._ahead = instant(written) - really

    def now(self, really: datetime) -> datetime:
        """Give the moment, after another look into the file."""
        held = _content(self._written)
        if held != self._held:
            self._held = held
            with suppress(ValueError):  # half written: the next look finds it whole
                self._ahead = instant(self._written) - really
        return really + self._ahead


def instant(written: str) -> datetime:
    """Read an instant with its zone, or the file that holds one; raises ValueError."""
    found = datetime.fromisoformat(_content(written) or written)
    if found.tzinfo is None:
        raise ValueError(written)
    return found.astimezone(UTC)


def _content(written: str) -> str:
    """Read the file of that name; empty where there is none."""
    try:
        return Path(written).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def is_zone(name: str) -> bool:
    """Tell whether the zone database knows the name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_zone() -> str:
    """Name the machine's own time zone, or UTC where it has none of a known name."""
    return next(filter(is_zone, _local_names()), "UTC")


def _local_names() -> Iterator[str]:
    yield os.environ.get("TZ", "").removeprefix(":") or "-"
    yield str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    written = Path("/etc/timezone")
    yield written.read_text(encoding="utf-8").strip() if written.is_file() else "-"
