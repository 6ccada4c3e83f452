"""Occasions: when something that comes every week or month is due, in a zone's local time.

An occasion has a local date and a time of day. A time that a clock change skips is taken at the
first instant after the gap, one that comes twice at its first coming.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ledger.calendar import Calendar
from ledger.period import Period

_MARGIN = timedelta(days=2)  # more than any zone is off UTC, with a skipped day


@dataclass(frozen=True, slots=True)
class Coming:
    """One coming: its key, the local date it is about, and the instant from which it is due."""

    key: str
    on: date
    due_at: datetime


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A time of day in a zone, by the zone's name."""

    zone: str
    at: time

    def __post_init__(self) -> None:
        """Hold a plain time of day."""
        assert self.at.tzinfo is None, self.at

    def on(self, day: date) -> datetime:
        """Give the first instant at which the local clock reads this time of that day, or later."""
        wanted = datetime.combine(day, self.at)
        early, late = sorted(self._with(wanted, fold) for fold in (0, 1))
        if self._reads(early) == wanted:
            return early
        return self._first_after_gap(wanted, early, late)

    def _with(self, wanted: datetime, fold: int) -> datetime:
        return wanted.replace(tzinfo=ZoneInfo(self.zone), fold=fold).astimezone(UTC)

    def _reads(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None, fold=0)

    def _first_after_gap(self, wanted: datetime, before: datetime, after: datetime) -> datetime:
        """Halve the way between an instant before the gap and one after it, to the second."""
        while after - before > timedelta(seconds=1):
            middle = (before + (after - before) / 2).replace(microsecond=0)
            if self._reads(middle) < wanted:
                before = middle
            else:
                after = middle
        return after


def weekly(weekday: int, local: LocalTime, after: datetime, until: datetime) -> tuple[Coming, ...]:
    """List a weekday's comings (Monday is 0) that are due later than `after`, up to `until`."""
    assert 0 <= weekday <= 6, weekday
    days = (day for day in _days(after, until) if day.weekday() == weekday)
    return _due(((str(day), day) for day in days), local, after, until)


def monthly(
    calendar: Calendar, local: LocalTime, after: datetime, until: datetime
) -> tuple[Coming, ...]:
    """List the first working days of months that are due later than `after`, up to `until`.

    A month without a working day has none.
    """
    months = dict.fromkeys(Period.month_of(day) for day in _days(after, until))
    firsts = ((str(month), first_working_day(calendar, month)) for month in months)
    return _due(((key, day) for key, day in firsts if day is not None), local, after, until)


def first_working_day(calendar: Calendar, period: Period) -> date | None:
    """Give the first day of a period on which people work."""
    days = (period.start + timedelta(days=n) for n in range((period.end - period.start).days))
    return next((day for day in days if calendar.works_on(day)), None)


def _days(after: datetime, until: datetime) -> Iterator[date]:
    assert after.tzinfo is not None, after
    assert until.tzinfo is not None, until
    first, last = (after.astimezone(UTC) - _MARGIN).date(), (until.astimezone(UTC) + _MARGIN).date()
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _due(
    keyed: Iterator[tuple[str, date]], local: LocalTime, after: datetime, until: datetime
) -> tuple[Coming, ...]:
    found = (Coming(key, day, local.on(day)) for key, day in keyed)
    return tuple(coming for coming in found if after < coming.due_at <= until)
