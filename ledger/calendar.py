"""Business days: Monday to Friday, but for the days that a calendar says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.period import Period


@dataclass(frozen=True, slots=True)
class Calendar:
    """A company's working days; `exceptions` holds holidays (False) and make-up days (True)."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        """Tell whether people work on this day."""
        return self.exceptions.get(day, day.weekday() < 5)

    def working_days(self, period: Period) -> int:
        """Count the working days inside a period."""
        days = (period.end - period.start).days
        return sum(self.works_on(period.start + timedelta(days=n)) for n in range(days))

    def rolled_forward(self, day: date) -> date:
        """Give the day itself if people work on it, else the next day on which they do."""
        return day if self.works_on(day) else self.next_working_day(day)

    def next_working_day(self, day: date) -> date:
        """Give the first working day after a day."""
        return self.add_business_days(day, 1)

    def add_business_days(self, day: date, count: int) -> date:
        """Go so many working days on, or back where `count` is negative; 0 stays on the day."""
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.works_on(day):
                day += step
        return day

    def business_days_between(self, begin: date, end: date) -> int:
        """Count the working days after `begin` up to `end`; negative where `end` comes first."""
        if end < begin:
            return -self.business_days_between(end, begin)
        day = timedelta(days=1)
        return self.working_days(Period(begin + day, end + day)) if begin < end else 0
