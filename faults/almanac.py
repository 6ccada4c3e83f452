"""A calendar of the harness's own: which messages the clock owes to whom. Nothing of the bot's.

Every Monday and every first working day (Monday to Friday) of a month, at 08:30 in Shanghai,
which has no clock changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from faults import company

SHANGHAI = timezone(timedelta(hours=8))
AT = time(8, 30)
MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True)
class Owed:
    """A message that the clock owes: where, how it is known, and how many stand below it."""

    place: str  # a channel's name, or @somebody
    sign: str
    below: int = 0


def mondays(first: date, count: int) -> Iterator[date]:
    """List Mondays."""
    assert first.weekday() == 0, first
    return (first + timedelta(weeks=n) for n in range(count))


def at(day: date) -> datetime:
    """Give the instant at which a day's messages are due."""
    return datetime.combine(day, AT, SHANGHAI)


def owed(since: date, until: date) -> Iterator[Owed]:
    """List what is owed on the days after one day, up to another; at most one Monday among them."""
    days = [since + timedelta(days=n) for n in range(1, (until - since).days + 1)]
    for day in days:
        if day.weekday() == 0:
            yield from _weekly(day)
        if day == _first_working_day(day.year, day.month):
            yield from _monthly(day)


def _weekly(day: date) -> Iterator[Owed]:
    when = f"{day.day} {MONTHS.split()[day.month - 1][:3]}"
    for team in company.teams():
        for place in (f"@{team.people[0]}", team.channel):
            yield Owed(place, f"overdue of {team.name} as of {when}", company.PAGES)
        yield Owed(team.channel, f"ranking as of {when}")
    for person in company.reps():
        yield Owed(f"@{person}", f"place as of {when}")


def _monthly(day: date) -> Iterator[Owed]:
    month = MONTHS.split()[(day.replace(day=1) - timedelta(days=1)).month - 1]
    for team in company.teams():
        yield Owed(team.channel, f"ranking of {month}")
    for person in company.reps():
        yield Owed(f"@{person}", f"place of {month}")


def _first_working_day(year: int, month: int) -> date:
    return next(day for n in range(1, 4) if (day := date(year, month, n)).weekday() < 5)
