"""Periods: half-open ranges of days that scores, targets and reports are about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from ledger.errors import UnreadablePeriod

_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_PART = re.compile(r"(\d{4})(?:-(?:(\d\d)|[Qq]([1-4])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Hold only calendar dates, at least one day."""
        assert type(self.start) is date, self.start
        assert type(self.end) is date, self.end
        assert self.start < self.end, (self.start, self.end)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-10`, `2026-Q3`, `2026` or `2026-10-01..2026-11-15` (both days inside).

        It and the period before it must lie in the calendar, as every score is compared with that.
        """
        try:
            period = cls._read(text.strip())
            if period:
                period.before()
                return period
        except (ValueError, AssertionError, OverflowError):
            pass
        raise UnreadablePeriod(text)

    @classmethod
    def _read(cls, written: str) -> Self | None:
        if match := _RANGE.fullmatch(written):
            first, last = map(date.fromisoformat, match.groups())
            return cls(first, last + timedelta(days=1))
        if match := _PART.fullmatch(written):
            year, month, quarter = match.groups()
            return cls._part(int(year), month, quarter)
        return None

    @classmethod
    def _part(cls, year: int, month: str | None, quarter: str | None) -> Self:
        if month:
            return cls.months(year, int(month), 1)
        if quarter:
            return cls.months(year, int(quarter) * 3 - 2, 3)
        return cls.months(year, 1, 12)

    @classmethod
    def months(cls, year: int, month: int, count: int) -> Self:
        """Make the period of `count` calendar months from the first of `month`."""
        after = year * 12 + month - 1 + count
        return cls(date(year, month, 1), date(after // 12, after % 12 + 1, 1))

    @classmethod
    def month_of(cls, day: date) -> Self:
        """Make the calendar month that a day lies in."""
        return cls.months(day.year, day.month, 1)

    @staticmethod
    def first_outside(day: date, periods: "Iterable[Period]") -> date:
        """The first day from `day` on that is in none of these periods, which may overlap."""
        for period in sorted(periods):
            if day in period:
                day = period.end
        return day

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return self.start <= day < self.end

    def measured_on(self, today: date) -> date:
        """The day on which balances are taken: the last day, or today while the period runs."""
        return min(self.last, today)

    def before(self) -> "Period":
        """The period of the same kind just before: the last month, quarter, year or days."""
        months = _whole_months(self)
        if months is None:
            return Period(self.start - (self.end - self.start), self.start)
        index = self.start.year * 12 + self.start.month - 1 - months
        return Period.months(index // 12, index % 12 + 1, months)

    def __str__(self) -> str:
        """Write the period as `parse` reads it, in the shortest form."""
        months = _whole_months(self)
        if months == 1:
            return f"{self.start.year:04d}-{self.start.month:02d}"
        if months == 3 and self.start.month % 3 == 1:
            return f"{self.start.year:04d}-Q{self.start.month // 3 + 1}"
        if months == 12 and self.start.month == 1:
            return f"{self.start.year:04d}"
        return f"{self.start}..{self.last}"


def _whole_months(period: Period) -> int | None:
    if period.start.day != 1 or period.end.day != 1:
        return None
    years = period.end.year - period.start.year
    return years * 12 + period.end.month - period.start.month
