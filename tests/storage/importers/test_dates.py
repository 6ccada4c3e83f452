"""Dates as people write them; the column decides what one cell cannot."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.importers.files import anything, column, mapped, sheet

READ = {
    "2026-09-15": date(2026, 9, 15),
    "2026/9/15": date(2026, 9, 15),
    "2026.09.15": date(2026, 9, 15),
    "2026-9-5": date(2026, 9, 5),
    "20260313": date(2026, 3, 13),
    "20200313.0": date(2020, 3, 13),
    "1/26/2013": date(2013, 1, 26),
    "26/1/2013": date(2013, 1, 26),
    "26-01-2013": date(2013, 1, 26),
    "05.08.2026": date(2026, 8, 5),
    "12-Aug-2026": date(2026, 8, 12),
    "12-Aug-26": date(2026, 8, 12),
    "12 August 2026": date(2026, 8, 12),
    "12.Sept.2026": date(2026, 9, 12),
    "Aug 12, 2026": date(2026, 8, 12),
    "12AUG2026": date(2026, 8, 12),
    "2026年9月15日": date(2026, 9, 15),
    "２０２６年９月５日": date(2026, 9, 5),
    "2026－09－15": date(2026, 9, 15),
    "2026-06-05 20:38:34": date(2026, 6, 5),
    "2026-06-05T20:38:34Z": date(2026, 6, 5),
    "2026-06-05T23:59:59.999+08:00": date(2026, 6, 5),
    "2026/9/15 0:00:00": date(2026, 9, 15),
    "1/26/2013 12:00:00 AM": date(2013, 1, 26),
    "2024-02-29": date(2024, 2, 29),
    "9999-12-31": date(9999, 12, 31),
}


@pytest.mark.parametrize(("cell", "day"), READ.items())
def test_a_date_is_read_as_written(cell, day) -> None:
    (found,) = column("invoices", "issued_on", cell)
    assert type(found) is date
    assert found == day


@pytest.mark.parametrize(
    "cell",
    [
        *("31/02/2026", "2026-02-30", "2025-02-29", "13/13/2026", "20261301", "0/1/2026"),
        *(
            "soon",
            "1/2/26",
            "2026-1",
            "2026",
            "2026-W10-1",
            "2026/9-15",
            "1" * 41,
            "12-Foo-2026",
            "12-Ma-2026",
        ),
        *(
            "1899-12-31",
            "0026-08-12",
            "2026-09-15 25:00",
            "2026-09-15 13:00 PM",
            "٢٠٢٦-٠٩-١٥",
            "1.5",
        ),
    ],
)
def test_what_is_no_date_is_asked_back(cell) -> None:
    assert column("invoices", "issued_on", cell) == [
        f"{cell} is not a date; write it as 2026-11-20."
    ]


def test_day_or_month_first_is_asked_back_when_nothing_decides() -> None:
    ask = "can be day or month first; write it as 2026-11-20 or give date_format in a map."
    cells = ("3/4/2013", "3/3/2013", "3-4-2013", "2013-01-01")
    assert column("people", "valid_from", *cells) == [
        *(f"3/4/2013 {ask}", f"3/3/2013 {ask}", f"3-4-2013 {ask}"),
        date(2013, 1, 1),
    ]


def test_another_date_of_the_column_decides_the_order() -> None:
    assert column("people", "valid_from", "3/4/2013", "1/26/2013")[0] == date(2013, 3, 4)
    assert column("people", "valid_from", "3/4/2013", "26/1/2013")[0] == date(2013, 4, 3)
    assert column("people", "valid_from", "3.4.2013", "1.26.2013")[0] == date(2013, 3, 4)


def test_another_column_decides_the_order() -> None:
    found = sheet("people", {"valid_from": "3/4/2013", "valid_to": "12/31/2013"})
    assert found.records[0].values["valid_from"] == date(2013, 3, 4)


def test_a_column_that_contradicts_itself_decides_no_order() -> None:
    ask = "3/4/2013 can be day or month first; write it as 2026-11-20 or give date_format in a map."
    days = column("people", "valid_from", "3/4/2013", "1/26/2013", "26/1/2013")
    assert days == [ask, date(2013, 1, 26), date(2013, 1, 26)]


def test_slashes_say_nothing_about_dates_with_dots() -> None:
    found = sheet("people", {"valid_from": "05.08.2026", "valid_to": "12/31/2026"})
    assert found.records[0].values["valid_from"] == date(2026, 8, 5)


def test_the_map_names_the_order() -> None:
    month_first = mapped(date_format="mdy")
    assert column("people", "valid_from", "3/4/2013", "26/1/2013", column_map=month_first) == [
        date(2013, 3, 4),
        "26/1/2013 is not a date; write it as 2026-11-20.",
    ]
    year_first = mapped(date_format="ymd")
    assert column("people", "valid_from", "2013/3/4", "3/4/2013", column_map=year_first) == [
        date(2013, 3, 4),
        "3/4/2013 is not a date; write it as 2026-11-20.",
    ]


def test_the_map_gives_a_format_and_clear_dates_stay_readable() -> None:
    short = mapped(date_format="%d/%m/%y")
    assert column("people", "valid_from", "3/4/13", "2013-04-03", "4/13/13", column_map=short) == [
        *(date(2013, 4, 3), date(2013, 4, 3)),
        "4/13/13 is not a date; write it as 2026-11-20.",
    ]


def test_counts_of_days_are_dates_only_where_the_whole_column_is() -> None:
    assert column("people", "valid_from", "46292", "46293.0", "") == [
        *(date(2026, 9, 27), date(2026, 9, 28)),
        None,
    ]
    assert column("people", "valid_from", "46292", "2026-09-28") == [
        "46292 is not a date; write it as 2026-11-20.",
        date(2026, 9, 28),
    ]


MOMENTS = {
    "2026-06-05": date(2026, 6, 5),
    "2026-06-05 20:38": datetime.fromisoformat("2026-06-05T20:38"),
    "2026-06-05T20:38:34Z": datetime(2026, 6, 5, 20, 38, 34, tzinfo=UTC),
    "2026-06-05 20:38:34 UTC": datetime(2026, 6, 5, 20, 38, 34, tzinfo=UTC),
    "2026-06-05T20:38:34.5+0800": datetime(
        2026, 6, 5, 20, 38, 34, 500000, tzinfo=timezone(timedelta(hours=8))
    ),
    "26/1/2013, 8:05 PM": datetime.fromisoformat("2013-01-26T20:05"),
    "26/1/2013 12:05 AM": datetime.fromisoformat("2013-01-26T00:05"),
}


@pytest.mark.parametrize(("cell", "moment"), MOMENTS.items())
def test_a_moment_keeps_its_time_and_offset(cell, moment) -> None:
    (found,) = column("payments", "recorded_at", cell)
    assert type(found) is type(moment)
    assert found == moment
    assert getattr(found, "tzinfo", None) == getattr(moment, "tzinfo", None)


@pytest.mark.parametrize("cell", ["yesterday", "2026-06-05T24:00", "2026-06-05T10:00+25:00"])
def test_what_is_no_moment_is_asked_back(cell) -> None:
    way_out = "write it as 2026-11-20 or 2026-11-20T14:30:00+08:00."
    assert column("payments", "recorded_at", cell) == [f"{cell} is not a date or time; {way_out}"]


STYLES = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%Y年%m月%d日"]
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


@given(days, st.sampled_from(STYLES))
def test_a_written_date_reads_back(day, style) -> None:
    assert column("people", "valid_from", day.strftime(style)) == [day]


@given(st.lists(days, min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%m-%d-%Y"]))
def test_a_column_is_never_read_in_the_wrong_order(written, style) -> None:
    found = column("people", "valid_from", *(day.strftime(style) for day in written))
    pairs = zip(found, written, strict=True)
    assert all(read == day or "day or month first" in str(read) for read, day in pairs)


@given(anything)
def test_any_text_is_a_date_or_asked_back(text) -> None:
    (found,) = column("people", "valid_from", f"x{text}")
    assert isinstance(found, str)
