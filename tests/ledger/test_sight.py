"""Who saw a score: put together by day, viewer and way; and each viewer's newest look."""

from datetime import date

from ledger.period import Period
from ledger.sight import Line, Look, latest_of, lines_of

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def look(day: date, viewer: str = "person:1", entry: str = "teamscore", of: Period = NOVEMBER):
    return Look(day, viewer, None if viewer == "operator" else "Mei", entry, of)


def test_what_one_viewer_saw_on_a_day_in_one_way_is_a_line() -> None:
    looks = (
        look(TUESDAY),
        look(TUESDAY, of=OCTOBER),
        look(TUESDAY, entry="approval"),
        look(MONDAY),
        look(MONDAY, "operator", "score"),
    )
    assert lines_of(looks) == (
        Line(TUESDAY, "Mei", "teamscore", (OCTOBER, NOVEMBER)),
        Line(TUESDAY, "Mei", "approval", (NOVEMBER,)),
        Line(MONDAY, "Mei", "teamscore", (NOVEMBER,)),
        Line(MONDAY, None, "score", (NOVEMBER,)),
    )


def test_two_people_of_one_name_are_two_lines_and_two_viewers() -> None:
    looks = (look(MONDAY, "person:1"), look(MONDAY, "person:2"))
    assert len(lines_of(looks)) == len(latest_of(looks)) == 2


def test_the_newest_look_of_each_viewer_counts() -> None:
    looks = (look(MONDAY), look(TUESDAY), look(MONDAY, "operator"))
    assert latest_of(looks) == (look(TUESDAY), look(MONDAY, "operator"))
    assert latest_of(()) == ()
