"""A calendar of its own for the harness of occasions: plain loops over instants, half an hour each.

It shares no line with the product's: an occasion is due at the first instant at which a clock on
the wall shows its day and time, or later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
MONDAY, SUNDAY = 0, 6


@dataclass(frozen=True, slots=True)
class Wall:
    """A clock on a wall: its zone, and the time of day at which messages are due."""

    zone: str
    at: time

    def __post_init__(self) -> None:
        """The walk goes in half hours."""
        assert self.at.minute in {0, 30}, self.at

    def shows(self, instant: datetime) -> datetime:
        """Read the clock."""
        return instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def due(self, first: date, last: date) -> dict[date, datetime]:
        """Walk from day to day, half an hour at a time, and note when each is due."""
        found: dict[date, datetime] = {}
        instant = datetime.combine(first, time(), UTC) - 2 * DAY
        while self.shows(instant) >= datetime.combine(first, self.at):
            instant -= DAY
        wanted = first
        while wanted <= last:
            if self.shows(instant) >= datetime.combine(wanted, self.at):
                found[wanted] = instant
                wanted += DAY
            else:
                instant += HALF_HOUR
        return found

    def changes(self, first: date, last: date) -> set[date]:
        """List the days on which the clock is moved."""
        days = ((first + DAY * n) for n in range((last - first).days + 1))
        return {day for day in days if self._off_at_noon(day) != self._off_at_noon(day - DAY)}

    def _off_at_noon(self, day: date) -> timedelta:
        noon = datetime.combine(day, time(12), ZoneInfo(self.zone))
        return noon.utcoffset() or timedelta()


@dataclass(frozen=True, slots=True, order=True)
class Occasion:
    """What should come: when, which message, and for which day."""

    due_at: datetime
    kind: str
    key: str
    on: date

    @property
    def words(self) -> str:
        """The message as the channel shows it."""
        return f"{self.kind} {self.key} {self.on}"


def occasions(wall: Wall, first: date, last: date) -> list[Occasion]:
    """List every occasion of the three messages in order."""
    due = wall.due(first, last)
    wanted = [*_weekly("sunday", SUNDAY, first, last), *_weekly("monday", MONDAY, first, last)]
    wanted += _monthly(first, last)
    return sorted(Occasion(due[on], kind, key, on) for kind, key, on in wanted)


def _weekly(kind: str, weekday: int, first: date, last: date) -> Iterator[tuple[str, str, date]]:
    day = first
    while day <= last:
        if day.weekday() == weekday:
            yield kind, day.isoformat(), day
        day += DAY


def _monthly(first: date, last: date) -> Iterator[tuple[str, str, date]]:
    """The first day of a month that is no Saturday and no Sunday."""
    day, month = first.replace(day=1), ""
    while day <= last:
        if day.isoformat()[:7] != month and day.weekday() < 5:
            month = day.isoformat()[:7]
            if day >= first:
                yield "month", month, day
        day += DAY
