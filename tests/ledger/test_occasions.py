"""What comes by the clock is due once, at the right instant, whatever clocks do.

The oracle knows nothing of `fold`: it walks over the stretches of time in which a zone's offset
stays the same, and takes the first instant whose local clock reads the wanted time or later.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.calendar import Calendar
from ledger.occasions import LocalTime, first_working_day, monthly, weekly
from ledger.period import Period

ZONES = (
    "Asia/Shanghai",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "America/St_Johns",
)
SINCE, UNTIL = datetime(2009, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
TIMES = tuple(time(hour, 30 if hour % 3 else 0) for hour in range(24))


@cache
def stretches(zone: str) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Cut time where the zone's offset changes: begin, end, offset."""

    def offset(instant: datetime) -> timedelta:
        return instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()

    found, begin, at = [], SINCE, SINCE
    while at < UNTIL:
        if offset(at + timedelta(days=1)) != offset(at):
            change = at
            while offset(change) == offset(at):
                change += timedelta(minutes=1)
            found.append((begin, change, offset(at)))
            begin = change
        at += timedelta(days=1)
    return (*found, (begin, UNTIL, offset(begin)))


def expected(zone: str, wanted: datetime) -> datetime:
    wanted = wanted.replace(tzinfo=UTC)
    begin, offset = next((b, o) for b, end, o in stretches(zone) if end + o > wanted)
    return max(begin, wanted - offset)


@pytest.mark.parametrize("zone", ZONES)
def test_ten_years_of_days_come_at_the_instants_that_a_walk_over_the_clock_finds(
    zone: str,
) -> None:
    """Every day: clocks change on Sundays, Fridays, and where a day is left out."""
    days = [date(2011, 1, 1) + timedelta(days=n) for n in range(3653)]
    for at in TIMES:
        local, due = LocalTime(zone, at), walked(zone, days, at)
        wrong = [(day, at) for day in days if local.on(day) != due[day]]
        assert wrong == []


def walked(zone: str, days: list[date], at: time) -> dict[date, datetime]:
    """Go through the stretches and the days side by side."""
    found, ahead = {}, iter(stretches(zone))
    begin, end, offset = next(ahead)
    for day in days:
        wanted = datetime.combine(day, at, UTC)
        while end + offset <= wanted:
            begin, end, offset = next(ahead)
        found[day] = max(begin, wanted - offset)
    return found


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2009, 2, 1), date(2028, 11, 30)),
    at=st.times().map(lambda at: at.replace(microsecond=0)),
)
def test_any_day_and_time_come_at_their_first_instant(zone: str, day: date, at: time) -> None:
    assert LocalTime(zone, at).on(day) == expected(zone, datetime.combine(day, at))


@pytest.mark.parametrize(
    ("zone", "day", "at", "due_at"),
    [
        ("Asia/Shanghai", "2026-11-23", "08:30", "2026-11-23T00:30"),
        ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:00"),  # skipped
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),  # twice: the first
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),  # half an hour
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45"),
        ("Pacific/Apia", "2011-12-30", "08:30", "2011-12-30T10:00"),  # a day that never was
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00"),  # midnight is skipped
        ("Pacific/Kiritimati", "2026-11-23", "08:30", "2026-11-22T18:30"),
    ],
)
def test_a_local_time_is_due_at_this_instant(zone: str, day: str, at: str, due_at: str) -> None:
    found = LocalTime(zone, time.fromisoformat(at)).on(date.fromisoformat(day))
    assert found == datetime.fromisoformat(due_at).replace(tzinfo=UTC)


SHANGHAI = LocalTime("Asia/Shanghai", time(8, 30))


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def test_a_week_that_begins_in_the_old_year_has_its_own_monday() -> None:
    found = weekly(0, SHANGHAI, at("2026-12-27T00:00"), at("2027-01-11T00:30"))
    assert [coming.key for coming in found] == ["2026-12-28", "2027-01-04", "2027-01-11"]
    assert found[0].on == date(2026, 12, 28)
    assert found[0].due_at == at("2026-12-28T00:30")


def test_a_skipped_friday_keeps_its_key_and_comes_on_saturday() -> None:
    apia = LocalTime("Pacific/Apia", time(8, 30))
    found = weekly(4, apia, at("2011-12-22T00:00"), at("2012-01-07T00:00"))
    assert [coming.key for coming in found] == ["2011-12-23", "2011-12-30", "2012-01-06"]
    assert found[1].due_at.astimezone(ZoneInfo("Pacific/Apia")).date() == date(2011, 12, 31)


def test_the_first_instant_is_outside_and_the_last_one_inside() -> None:
    monday = at("2026-11-23T00:30")
    second = timedelta(seconds=1)
    assert not weekly(0, SHANGHAI, monday, monday + second)
    assert not weekly(0, SHANGHAI, monday - 2 * second, monday - second)
    assert [coming.key for coming in weekly(0, SHANGHAI, monday - second, monday)] == ["2026-11-23"]


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_week_has_seven_days(weekday: int) -> None:
    with pytest.raises(AssertionError):
        weekly(weekday, SHANGHAI, at("2026-11-23T00:00"), at("2026-11-30T00:00"))


def test_a_month_comes_on_its_first_working_day() -> None:
    found = monthly(Calendar(), SHANGHAI, at("2026-10-15T00:00"), at("2027-02-10T00:00"))
    assert [(coming.key, str(coming.on)) for coming in found] == [
        ("2026-11", "2026-11-02"),
        ("2026-12", "2026-12-01"),
        ("2027-01", "2027-01-01"),
        ("2027-02", "2027-02-01"),
    ]


def test_holidays_and_make_up_days_move_the_first_working_day() -> None:
    holidays = {date(2027, 1, 1): False, date(2027, 1, 2): True}
    (january,) = monthly(
        Calendar(holidays), SHANGHAI, at("2026-12-15T00:00"), at("2027-01-20T00:00")
    )
    assert january.on == date(2027, 1, 2)
    found = first_working_day(Calendar(holidays), Period.parse("2027-01"))
    assert found == january.on


def test_a_month_without_a_working_day_has_no_occasion() -> None:
    closed = Calendar({date(2027, 2, 1) + timedelta(days=n): False for n in range(28)})
    assert first_working_day(closed, Period.parse("2027-02")) is None
    found = monthly(closed, SHANGHAI, at("2027-01-15T00:00"), at("2027-03-15T00:00"))
    assert [coming.key for coming in found] == ["2027-03"]


instants = st.integers(0, 18 * 365 * 24 * 60).map(
    lambda minutes: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 24 * 60 - 1),
    weekday=st.integers(0, 6),
    cuts=st.lists(instants, min_size=3, max_size=3),
)
def test_time_cut_anywhere_gives_every_occasion_once(
    zone: str, minutes: int, weekday: int, cuts: list[datetime]
) -> None:
    local = LocalTime(zone, time(minutes // 60, minutes % 60))
    first, middle, last = sorted(cuts)
    last = min(last, first + timedelta(days=400))
    middle = min(middle, last)
    for list_of in (
        lambda after, until: weekly(weekday, local, after, until),
        lambda after, until: monthly(Calendar(), local, after, until),
    ):
        whole = list_of(first, last)
        assert (*list_of(first, middle), *list_of(middle, last)) == whole
        assert len({coming.key for coming in whole}) == len(whole)
        assert all(first < coming.due_at <= last for coming in whole)
        assert list(whole) == sorted(whole, key=lambda coming: coming.due_at)


@given(after=instants, weeks=st.integers(1, 60), zone=st.sampled_from(ZONES))
def test_every_week_has_one_occasion(after: datetime, weeks: int, zone: str) -> None:
    found = weekly(0, LocalTime(zone, time(8, 30)), after, after + timedelta(days=7 * weeks))
    assert abs(len(found) - weeks) <= 1
    assert {(b.on - a.on).days for a, b in pairwise(found)} <= {7}


@pytest.mark.parametrize("minute", range(60))
def test_any_minute_that_is_skipped_comes_at_the_very_second_after_the_gap(minute: int) -> None:
    """Berlin goes from 2 to 3 o'clock on 29 March 2026, at 1 o'clock UTC."""
    found = LocalTime("Europe/Berlin", time(2, minute)).on(date(2026, 3, 29))
    assert found == datetime(2026, 3, 29, 1, tzinfo=UTC)
