"""Days and periods as people write them, and as we write them ourselves."""

from datetime import date, timedelta

import pytest

from commands._words import read_coming_day, read_period, take_coming_day
from ledger.errors import UnreadablePeriod
from ledger.period import Period
from views.say import Say

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-31", "2026-12-31"), ("2026/12/31", "2026-12-31"), ("2026.12.31", "2026-12-31"),
        ("2026年12月31日", "2026-12-31"), ("2027年1月5号", "2027-01-05"),
        ("12月31日", "2026-12-31"),
        ("1月5日", "2027-01-05"), ("31 Dec", "2026-12-31"), ("Dec 31", "2026-12-31"),
        ("31 December 2026", "2026-12-31"), ("Dec 31, 2026", "2026-12-31"),
        ("20 Nov", "2027-11-20"), ("20 Nov 2026", "2026-11-20"), ("2026年11月20日", "2026-11-20"),
        ("１２月３１日", "2026-12-31"), ("29 Feb 2028", "2028-02-29"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_ways(typed: str, day: str) -> None:
    assert read_coming_day(typed, MONDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    [
        "", "2月30日", "2026年13月1日", "2026-02-30", "2026-11/20", "29 Feb 2027", "29 Feb",
        "20 ...",
        "20 Marchetti", "Nov", "20 11", "99999999999999999999 Nov", "11/20",
    ],
)  # fmt: skip
def test_what_no_calendar_has_is_no_day(typed: str) -> None:
    assert read_coming_day(typed, MONDAY) is None


def test_every_day_that_we_write_we_read() -> None:
    for language in ("en", "zh"):
        say = Say.of(language, MONDAY)
        for days in range(-700, 700, 7):
            on = MONDAY + timedelta(days=days)
            since = MONDAY if on >= MONDAY else date(2026, 1, 1)
            assert read_coming_day(str(say.day(on)), since) == on
    assert take_coming_day(["2026年12月31日起", "x"], MONDAY) == (date(2026, 12, 31), ["x"])


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2026年10月", "2026-10"), ("2025年11月", "2025-11"), ("2025年1月份", "2025-01"),
        ("October 2025", "2025-10"), ("oct 2025", "2025-10"), ("Sept. 2025", "2025-09"),
        ("Q3 2025", "2025-Q3"), ("2025年第三季度", "2025-Q3"), ("2025年四季度", "2025-Q4"),
        ("2025年", "2025"), ("２０２５年１０月", "2025-10"), ("十月", "2026-10"),
        ("12月", "2025-12"),
    ],
)  # fmt: skip
def test_a_period_is_read_as_people_write_it(typed: str, period: str) -> None:
    assert read_period(typed, MONDAY) == Period.parse(period)


@pytest.mark.parametrize("typed", ["2026年13月", "2026年0月", "octobr 2025", "Q5 2025", "... 2025"])
def test_what_is_no_period_is_said_as_it_was_typed(typed: str) -> None:
    with pytest.raises(UnreadablePeriod) as wrong:
        read_period(typed, MONDAY)
    assert wrong.value.text == typed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_period_that_we_write_we_read(language: str) -> None:
    say = Say.of(language, MONDAY)
    for written in ("2026-10", "2025-12", "2025-02", "2026-Q1", "2025-Q4", "2025", "2026"):
        period = Period.parse(written)
        assert read_period(str(say.period(period)), MONDAY) == period
