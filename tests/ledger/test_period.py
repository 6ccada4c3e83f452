"""Periods: months, quarters, years and ranges of days; half-open, and written as they are read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import UnreadablePeriod
from ledger.period import Period

YEARS = st.integers(3, 9990)
MONTHS = st.builds(Period.months, YEARS, st.integers(1, 12), st.just(1))
QUARTERS = st.builds(Period.months, YEARS, st.sampled_from([1, 4, 7, 10]), st.just(3))
WHOLE_YEARS = st.builds(Period.months, YEARS, st.just(1), st.just(12))
SPANS = st.builds(Period.months, YEARS, st.integers(1, 12), st.integers(1, 24))
DAYS = st.builds(
    lambda start, count: Period(start, start + timedelta(days=count)),
    st.dates(date(3, 1, 1), date(9990, 1, 1)),
    st.integers(1, 700),
)
PERIODS = st.one_of(MONTHS, QUARTERS, WHOLE_YEARS, SPANS, DAYS)


@pytest.mark.parametrize(
    ("text", "start", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-10-05..2026-11-15", date(2026, 10, 5), date(2026, 11, 15)),
        ("2026-10-05..2026-10-05", date(2026, 10, 5), date(2026, 10, 5)),
        ("  2026-10 ", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_period_is_read_with_both_of_its_days_inside(text, start, last) -> None:
    period = Period.parse(text)
    assert (period.start, period.last) == (start, last)
    assert period.end == last + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "october",
        "2026-00",
        "2026-13",
        "2026-Q5",
        "2026-1",
        "26-10",
        "2026-10-05..2026-10-04",
        "2026-02-30..2026-03-01",
        "2026-10..2026-11",
        "0000",
        "9999",
        "9999-12",
        "2026-01-01..9999-12-31",
    ],
)
def test_what_is_no_period_is_refused_with_the_words_that_were_written(text) -> None:
    with pytest.raises(UnreadablePeriod) as refusal:
        Period.parse(text)
    assert refusal.value.text == text


@pytest.mark.parametrize("text", ["0001", "0001-01", "0001-Q1", "2000-01-01..8999-12-31"])
def test_a_period_without_one_before_it_is_refused_when_it_is_read(text) -> None:
    """`/myscore 0001` compares with the year 0, which no calendar has."""
    with pytest.raises(UnreadablePeriod):
        Period.parse(text)


@given(PERIODS)
def test_a_written_period_reads_as_the_same_period(period) -> None:
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("2026-10-01..2026-10-31", "2026-10"),
        ("2026-07-01..2026-09-30", "2026-Q3"),
        ("2026-01-01..2026-12-31", "2026"),
        ("2026-02-01..2026-04-30", "2026-02-01..2026-04-30"),
        ("2026-04-01..2027-03-31", "2026-04-01..2027-03-31"),
        ("2026-01-01..2026-06-30", "2026-01-01..2026-06-30"),
        ("2026-10-01..2026-10-30", "2026-10-01..2026-10-30"),
        ("0999-03-01..0999-03-31", "0999-03"),
    ],
)
def test_a_period_is_written_in_its_shortest_form(text, shortest) -> None:
    assert str(Period.parse(text)) == shortest


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-10", "2026-09"),
        ("2026-01", "2025-12"),
        ("2026-03", "2026-02"),
        ("2026-Q1", "2025-Q4"),
        ("2026", "2025"),
        ("2026-04-01..2026-05-31", "2026-02-01..2026-03-31"),
        ("2026-10-11..2026-10-20", "2026-10-01..2026-10-10"),
        ("2026-10-01..2026-10-20", "2026-09-11..2026-09-30"),
    ],
)
def test_the_period_before_is_of_the_same_kind(text, before) -> None:
    assert str(Period.parse(text).before()) == before


@given(PERIODS)
def test_the_period_before_ends_where_the_period_begins(period) -> None:
    assert period.before().end == period.start


@given(st.one_of(MONTHS, QUARTERS, WHOLE_YEARS))
def test_the_period_before_is_written_in_as_many_letters(period) -> None:
    """A month comes before a month, a quarter before a quarter, a year before a year."""
    assert len(str(period.before())) == len(str(period))


@given(PERIODS, st.integers(-700, 800))
def test_a_day_is_inside_from_the_start_to_the_last(period, offset) -> None:
    day = period.start + timedelta(days=offset)
    assert (day in period) == (period.start <= day <= period.last)


@given(st.dates(date(1, 1, 1), date(9999, 11, 30)))
def test_every_day_lies_in_its_month(day) -> None:
    month = Period.month_of(day)
    assert day in month
    assert (month.start.day, month.end.day) == (1, 1)


def test_a_running_period_is_measured_today_and_a_past_one_on_its_last_day() -> None:
    october = Period.parse("2026-10")
    assert october.measured_on(date(2026, 10, 15)) == date(2026, 10, 15)
    assert october.measured_on(date(2026, 10, 31)) == date(2026, 10, 31)
    assert october.measured_on(date(2026, 11, 1)) == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 10, 1), date(2026, 10, 1)),
        (date(2026, 10, 2), date(2026, 10, 1)),
        (datetime(2026, 10, 1, tzinfo=UTC), date(2026, 11, 1)),
        (date(2026, 10, 1), datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_a_period_has_a_day_and_no_hours(start, end) -> None:
    with pytest.raises(AssertionError):
        Period(start, end)


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2025-01-31", "2025-01-31"),
        ("2025-02-01", "2025-04-01"),
        ("2025-03-15", "2025-04-01"),
        ("2025-04-01", "2025-04-01"),
        ("2025-05-20", "2025-07-01"),
        ("2025-06-30", "2025-07-01"),
        ("2025-07-01", "2025-07-01"),
    ],
)
def test_the_first_day_outside_of_periods_that_may_overlap(day: str, outside: str) -> None:
    """February and March stand next to each other, May lies in the second half of a range."""
    names = ("2025-06", "2025-03", "2025-02", "2025-05-10..2025-06-15", "2025-05")
    periods = [Period.parse(name) for name in names]
    assert str(Period.first_outside(date.fromisoformat(day), periods)) == outside
