"""/teamscore: the total for the team, everything else for whoever leads it."""

from datetime import date

import pytest

from commands.team_score import Args, parse
from ledger.period import Period
from tests.commands.approving import Desk, lines_of, said
from tests.storage.books import Books

MONDAY = date(2026, 11, 23)
NOVEMBER, OCTOBER = Period.months(2026, 11, 1), Period.months(2026, 10, 1)
TOTAL = ["East: 53.1 points so far in November", "Down 66.9 since October"]


@pytest.fixture
def desk(books: Books) -> Desk:
    """Let INV-1024 be exempt, and a part of INV-1023 disputed."""
    desk = Desk.open(books)
    desk.type("ana", "/receivables exempt INV-1024 until 2026-12-31 insolvent")
    desk.press("mei", "approve")
    return desk


def shown(desk: Desk, who: str, typed: str = "/teamscore", language: str = "en") -> list[str]:
    return lines_of({"blocks": desk.type(who, typed, language).blocks})  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args("", NOVEMBER)),
        ("Sales East", Args("Sales East", NOVEMBER)),
        ("october", Args("", OCTOBER)),
        ("last month Sales East", Args("Sales East", OCTOBER)),
        ("华东 上月", Args("华东", OCTOBER)),
        ("East 2026-Q3", Args("East", Period.parse("2026-Q3"))),
    ],
)
def test_a_period_and_a_team_are_read_in_either_order(typed: str, args: Args) -> None:
    assert parse(typed, MONDAY) == args


@pytest.mark.parametrize(("who", "typed"), [("mei", ""), ("hua", " east"), ("big", " East")])
def test_whoever_leads_it_and_hr_see_its_people_and_what_to_talk_about(
    desk: Desk, who: str, typed: str
) -> None:
    """People stand by name, so nobody stands last."""
    desk.books.add(
        "disputes", "dispute_id, invoice_id, amount, from\nD-1, INV-1023, 1000, 2026-11-12"
    )
    helps = [] if who == "hua" else ["[Assign help]"]
    assert shown(desk, who, f"/teamscore{typed}") == [
        "East: 53.6 points so far in November",
        "Down 66.4 since October",
        "*Collection rate* · 55.1 %, target 90 % · 30.6 of 50.0 points",
        "*Days late* · 6.2 days, target 5 · 23.0 of 30.0 points",
        "*Overdue share* · 97.5 %, target 10 % · 0.0 of 20.0 points",
        "*Sales amount* · not counted: no figure came in yet",
        "*Customer satisfaction* · not counted: no figure came in yet",
        "*Members*",
        "Ana: 49.3 points · Down 70.7 since October",
        "Bo: 114.4 points · Down 5.6 since October",
        "Mei · no score",
        "Exempted: CNY 25,000.00 open · list: `/receivables exempt`",
        "CNY 1,000.00 disputed on 1 item · not counted as overdue",
        "*Talk about these first*",
        "1. INV-1023 华星科技 · CNY 39,000.00 · 13 days · Ana",
        "2. INV-1024 华星科技 · CNY 20,000.00 · 3 days · Ana and Bo",
        ("Weakest: Overdue share. "
         "Tip: Agree a date for the oldest invoice before you chase the newest."),
        *helps,
        "as of 23 Nov · only you can see this",
    ]  # fmt: skip


def test_a_member_sees_the_total_and_nobodys_score(desk: Desk) -> None:
    note = "the people's own scores are theirs; yours: `/myscore`"
    assert shown(desk, "bo") == [*TOTAL, f"as of 23 Nov · {note} · only you can see this"]
    assert shown(desk, "fin", "/teamscore East")[:2] == TOTAL
    assert len(shown(desk, "fin", "/teamscore East")) == 3
    assert "Ana：48.8 分 · 比十月低 71.2 分" in shown(desk, "mei", language="zh")
    assert shown(desk, "bo", language="zh") == [
        "East：十一月至今 53.1 分",
        "比十月低 66.9 分",
        "截至11月23日 · 成员个人得分仅本人可见；你的请看 `/myscore` · 仅你可见",
    ]


def test_another_team_is_not_shown_nor_whether_it_is_there(desk: Desk) -> None:
    for team in ("West", "Nowhere"):
        assert desk.refused("bo", f"/teamscore {team}") == (
            f"Nothing was shown: {team} is not your team. `/teamscore` alone shows your own.",
            f"没有显示内容：{team} 不是你的团队。只输入 `/teamscore` 可以看自己的团队。",
        )
    assert desk.refused("fin", "/teamscore Nowhere")[0] == (
        "I don't know a team Nowhere. Try East, Staff and West."
    )


def test_a_past_month_and_a_team_without_a_scheme(desk: Desk) -> None:
    assert said(desk.type("mei", "/teamscore october")).startswith("East: 120.0 points in October.")
    assert shown(desk, "fin")[:2] == [
        "Staff has no score in November yet", "No score in October to compare with",
    ]  # fmt: skip
    assert shown(desk, "big")[0] == "West: 120.0 points so far in November"
    assert desk.refused("mei", "/teamscore 2027-01")[0] == (
        "There is no team score yet: January 2027 has not begun. Try `/teamscore`."
    )


def test_who_is_in_no_team_is_told_what_to_type(desk: Desk) -> None:
    desk.books.add("people", "person_id, name, role\nnew, New, other")
    assert desk.refused("new", "/teamscore") == (
        "You are in no team and lead none. Name one: `/teamscore East`.",
        "你不在任何团队，也不带团队。请写团队名：`/teamscore East`。",
    )


def test_who_leads_two_teams_is_told_of_the_other(desk: Desk) -> None:
    desk.books.add("teams", "team, manager_id\nWest, mei")
    assert shown(desk, "mei")[-1] == "as of 23 Nov · you also lead West · only you can see this"


def test_somebody_above_who_leads_only_some_of_a_team_sees_the_total(desk: Desk) -> None:
    """Bo leads Ana, and neither Mei nor the team."""
    desk.books.add("people", "person_id, name, manager_id\nana, Ana, bo")
    assert len(shown(desk, "bo")) == 3
