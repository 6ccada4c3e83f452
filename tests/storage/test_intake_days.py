"""The company's calendar and who was away: the newest row counts, the old ones stay."""

from datetime import UTC, date, datetime

import pytest

from ledger.period import Period
from storage import calendars

CALENDAR = """
    on,         working, name
    2025-01-26, yes,     Spring Festival
    2025-01-28, no,      Spring Festival
"""


def working(books, day: str, known_at: datetime | None = None) -> bool:
    with books.database.read(books.now) as tx:
        return calendars.of(tx, books.company, known_at).works_on(date.fromisoformat(day))


def test_days_that_nobody_wrote_are_monday_to_friday(books) -> None:
    with books.database.read(books.now) as tx:
        assert calendars.of(tx, books.company).working_days(Period.parse("2025-01")) == 23


def test_holidays_and_make_up_days_are_read(books) -> None:
    books.add("calendar", CALENDAR)
    days = ("2025-01-25", "2025-01-26", "2025-01-27", "2025-01-28")
    assert [working(books, day) for day in days] == [False, True, True, False]
    assert books.take("calendar", CALENDAR).known == 2


def test_a_day_written_again_takes_the_new_value_and_keeps_the_old(books) -> None:
    """On 20 June the notice says that 30 September is off; on 30 June, that it is not."""
    books.today = date(2025, 6, 20)
    books.add("calendar", "on, working, name\n 2025-09-30, no, National Day")
    books.today = date(2025, 6, 30)
    assert books.take("calendar", "on, working\n 2025-09-30, yes").added == 1
    assert working(books, "2025-09-30")
    assert not working(books, "2025-09-30", datetime(2025, 6, 25, tzinfo=UTC))
    assert books.sql("SELECT name FROM calendar_day WHERE workspace_id = {company}") == [
        *(("National Day",), ("National Day",))
    ]


def test_another_companys_holidays_are_not_ours(books, database) -> None:
    from tests.storage.books import Books

    Books.of_new_company(database).add("calendar", "on, working\n 2025-06-30, no")
    assert working(books, "2025-06-30")


LEAVE = "SELECT from_on, to_on FROM leave WHERE workspace_id = {company} ORDER BY id"


@pytest.fixture
def staffed(books):
    books.add("people", "person_id, name\n P1, Ana")
    return books


def test_leave_is_open_until_the_first_day_back_is_known(staffed) -> None:
    staffed.add("leave", "person_id, from\n P1, 2025-03-03")
    assert staffed.take("leave", "person_id, from\n P1, 2025-03-03").known == 1
    staffed.add("leave", "person_id, from, to\n P1, 2025-03-03, 2025-03-10")
    assert staffed.take("leave", "person_id, from\n P1, 2025-03-03").known == 1
    days = [tuple(map(str, row)) for row in staffed.sql(LEAVE)]
    assert days == [("2025-03-03", "9999-12-31"), ("2025-03-03", "2025-03-10")]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("P9, 2025-03-03,", "person_id", "Nobody has the person_id P9; import people first."),
        (
            "P1, 2025-03-03, 2025-03-03",
            "to",
            "2025-03-03 is not after 2025-03-03; write the first day back.",
        ),
    ],
)
def test_leave_of_nobody_or_of_no_day_is_refused(staffed, row, column, message) -> None:
    outcome = staffed.take("leave", f"person_id, from, to\n {row}")
    assert [(finding.column, finding.message) for finding in outcome.findings] == [
        (column, message)
    ]
    assert staffed.count("leave") == 0
