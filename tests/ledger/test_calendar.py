"""Working days: Monday to Friday, but for holidays and make-up days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.calendar import Calendar
from ledger.period import Period
from tests.ledger.vectors import ids, vector


def test_without_exceptions_people_work_from_monday_to_friday() -> None:
    """19 January 2026 is a Monday."""
    monday = date(2026, 1, 19)
    week = [Calendar().works_on(monday + timedelta(days=n)) for n in range(7)]
    assert week == [True] * 5 + [False] * 2


def test_a_holiday_is_off_and_a_make_up_day_is_on() -> None:
    """Thursday 1 October 2026 is off, Saturday 10 October makes up for it."""
    calendar = Calendar({date(2026, 10, 1): False, date(2026, 10, 10): True})
    assert not calendar.works_on(date(2026, 10, 1))
    assert calendar.works_on(date(2026, 10, 10))
    assert calendar.working_days(Period.parse("2026-09-28..2026-10-02")) == 4
    assert calendar.working_days(Period.parse("2026-10-05..2026-10-11")) == 6


def test_both_ends_of_a_period_count_as_working_days() -> None:
    """Monday 19 to Friday 23 January 2026 are five; February 2026 has twenty."""
    assert Calendar().working_days(Period.parse("2026-01-19..2026-01-23")) == 5
    assert Calendar().working_days(Period.parse("2026-02")) == 20
    assert Calendar().working_days(Period.parse("2026-01-24..2026-01-25")) == 0


@pytest.fixture
def china(shared_data) -> Calendar:
    """China's 2025, as the State Council announced it."""
    _, expected = vector(shared_data, "business_days_cn", "BD-00")
    worked = {date.fromisoformat(day): True for day in expected["working_weekend_days"]}
    free = {date.fromisoformat(day): False for day in expected["holidays_on_weekdays"]}
    return Calendar(worked | free)


@pytest.mark.parametrize("vector_id", [f"BD-0{n}" for n in range(1, 8)])
def test_make_up_days_in_china_are_business_days(shared_data, china, vector_id) -> None:
    """One business day after Friday 24 January 2025 is Sunday 26 January."""
    asked, expected = vector(shared_data, "business_days_cn", vector_id)
    begin, end = date.fromisoformat(asked["from"]), date.fromisoformat(expected["date"])
    assert china.add_business_days(begin, asked["add_business_days"]) == end
    assert china.works_on(end)
    assert china.business_days_between(begin, end) == asked["add_business_days"]


def test_every_vector_of_business_days_is_tested(shared_data) -> None:
    assert ids(shared_data, "business_days_cn") == {f"BD-0{n}" for n in range(8)}


# --- arithmetic ----------------------------------------------------------------------------------

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 1, 16) + timedelta(days=n) for n in range(4))


def test_weekends_are_passed_over_on_the_way_there_and_back() -> None:
    calendar = Calendar()
    assert calendar.add_business_days(FRIDAY, 1) == MONDAY
    assert calendar.add_business_days(FRIDAY, 6) == date(2026, 1, 26)
    assert calendar.add_business_days(SATURDAY, 1) == MONDAY
    assert calendar.add_business_days(MONDAY, -1) == FRIDAY
    assert calendar.add_business_days(SUNDAY, -1) == FRIDAY
    assert calendar.add_business_days(SATURDAY, 0) == SATURDAY


def test_a_day_off_rolls_forward_and_a_working_day_stays() -> None:
    calendar = Calendar({MONDAY: False})
    assert calendar.rolled_forward(FRIDAY) == FRIDAY
    assert calendar.rolled_forward(SATURDAY) == date(2026, 1, 20)
    assert calendar.next_working_day(FRIDAY) == date(2026, 1, 20)
    assert calendar.next_working_day(date(2026, 1, 20)) == date(2026, 1, 21)


def test_between_two_days_the_first_is_not_counted_and_the_last_is() -> None:
    calendar = Calendar()
    assert calendar.business_days_between(FRIDAY, MONDAY) == 1
    assert calendar.business_days_between(FRIDAY, SUNDAY) == 0
    assert calendar.business_days_between(FRIDAY, FRIDAY) == 0
    assert calendar.business_days_between(MONDAY, FRIDAY) == -1


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(st.dictionaries(DAYS, st.booleans(), max_size=40), DAYS, st.integers(-60, 60))
def test_going_so_many_business_days_passes_exactly_so_many(exceptions, day, count) -> None:
    """Counted one day at a time: `count` working days lie on the way, the last is where it ends."""
    calendar = Calendar(exceptions)
    end = calendar.add_business_days(day, count)
    assert count == 0 or calendar.works_on(end)
    low, high = min(day, end), max(day, end)
    passed = [low + timedelta(days=n) for n in range((high - low).days + 1)]
    worked = sum(calendar.works_on(one) for one in passed if one != day)
    assert worked == abs(count)
