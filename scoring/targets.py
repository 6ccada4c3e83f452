"""Targets of people: amounts count for the working days that somebody was there, rates as they are.

Whoever joins, moves or is on leave is not asked for what the others do in a whole period.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from ledger.calendar import Calendar
from ledger.period import Period
from scoring.spans import adds_up, over

Given = Mapping[str, Mapping[Period, Fraction]]


@dataclass(frozen=True, slots=True)
class Presence:
    """The intervals in which somebody held a role, and those in which they were away."""

    held: tuple[Period, ...] = ()
    away: tuple[Period, ...] = ()

    def share_of(self, period: Period, calendar: Calendar) -> Fraction:
        """The share of a period's working days on which they were there.

        A period without a working day is not divided.
        """
        there, days = self.days_of(period, calendar)
        return Fraction(there, days) if days else Fraction(1)

    def days_of(self, period: Period, calendar: Calendar) -> tuple[int, int]:
        """On how many of a period's working days they were there."""
        if self._is_there_throughout(period):
            days = calendar.working_days(period)
            return days, days
        working = [day for day in _days(period) if calendar.works_on(day)]
        there = sum(_inside(day, self.held) and not _inside(day, self.away) for day in working)
        return there, len(working)

    def _is_there_throughout(self, period: Period) -> bool:
        covered = any(one.start <= period.start and period.end <= one.end for one in self.held)
        return covered and not any(
            one.start < period.end and period.start < one.end for one in self.away
        )


class Whose(StrEnum):
    """Whose target it is that somebody is judged by."""

    OWN = "own"
    TEAM = "team"
    SCHEME = "scheme"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a target comes from; an amount was cut to `there` of `days` working days."""

    whose: Whose
    there: int = 0
    days: int = 0

    @property
    def is_cut(self) -> bool:
        """Tell whether less is asked than of somebody who was there throughout."""
        return self.there < self.days


def targets_over(
    given: Given, period: Period, presence: Presence | None, calendar: Calendar
) -> dict[str, Fraction]:
    """The targets of a period, as given for it or for parts that fill it.

    Each part's amount is cut to the working days of that part; without a presence none is.
    """
    found = {}
    for kpi, parts in given.items():
        counted = parts
        if presence is not None and adds_up(kpi):
            counted = {
                part: value * presence.share_of(part, calendar) for part, value in parts.items()
            }
        value = over(counted, period, kpi)
        if value is not None:
            found[kpi] = value
    return found


def _days(period: Period) -> Iterable[date]:
    return (period.start + timedelta(days=n) for n in range((period.end - period.start).days))


def _inside(day: date, intervals: tuple[Period, ...]) -> bool:
    return any(day in one for one in intervals)
