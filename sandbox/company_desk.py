"""What both halves of the sample books share: numbers, instants and an agenda."""

from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Generic, TypeVar

from sandbox.company_plan import Calendar, Plan

Row = tuple[str, ...]
Write = Callable[[Row], object]
Entry = TypeVar("Entry")


class Desk:
    """One source of chance and of document numbers for the whole company."""

    def __init__(self, plan: Plan, calendar: Calendar) -> None:
        self.calendar, self.span = calendar, plan.span
        self.rng: Random = plan.random("books")
        self.numbers: dict[str, int] = defaultdict(int)

    def next_id(self, kind: str) -> str:
        """Return the next number of a kind of document."""
        self.numbers[kind] += 1
        return f"{kind}-{self.numbers[kind]:04d}"

    def at(self, day: int, first_hour: int, last_hour: int) -> str:
        """Return an instant of a day's working hours in Shanghai."""
        minute = self.rng.randrange(first_hour * 60, last_hour * 60 + 60)
        return f"{self.calendar.iso[day]}T{minute // 60:02d}:{minute % 60:02d}:00+08:00"


class Agenda(Generic[Entry]):
    """What is to happen, by working day; what lies after the eve of today is forgotten."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._days: dict[int, list[Entry]] = {}

    def add(self, day: int, entry: Entry) -> None:
        """Put an entry on the first working day from a day on."""
        day = self._calendar.next_working[day]
        if day < len(self._calendar.quota):
            self._days.setdefault(day, []).append(entry)

    def take(self, day: int) -> list[Entry]:
        """Take what is due on a day."""
        return self._days.pop(day, [])


def money(minor: int) -> str:
    """Write an amount of a currency with two places."""
    return f"{minor // 100}.{minor % 100:02d}"
