"""/receivables target: HR sets what is to come, everything else is approved by somebody of HR."""

import pytest

from tests.commands.approving import Desk, lines_of, said
from tests.storage.books import Books

ASKED = "/receivables target ana collection_rate 92% 2026-12"


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def targets(desk: Desk) -> list[tuple[object, ...]]:
    query = (
        "SELECT p.number, m.name, t.kpi, t.start_on, t.value FROM target t "
        "LEFT JOIN person p ON p.id = t.person_id LEFT JOIN team m ON m.id = t.team_id "
        "WHERE t.workspace_id = {company} ORDER BY t.id"
    )
    return desk.books.sql(query)


def listed(desk: Desk, who: str, language: str = "en") -> list[str]:
    message = desk.type(who, "/receivables target", language)
    return lines_of({"blocks": message.blocks})  # type: ignore[union-attr]


def test_hr_sets_a_target_of_a_coming_period_and_the_old_value_is_kept(desk: Desk) -> None:
    told = said(desk.type("hua", ASKED))
    assert told == "Ana should reach 92 %, Collection rate in December"
    again = desk.type("hua", ASKED.replace("92%", "0.95"))
    assert lines_of({"blocks": again.blocks}) == [  # type: ignore[union-attr]
        "Ana should reach 95 %, Collection rate in December", "So far 92 %",
    ]  # fmt: skip
    desk.type("hua", "/receivables target team:east collected_amount 120万 2027-Q1")
    assert targets(desk) == [
        ("ana", None, "collection_rate", "2026-12-01", "0.92"),
        ("ana", None, "collection_rate", "2026-12-01", "0.95"),
        (None, "East", "collected_amount", "2027-01-01", "1200000"),
    ]
    assert desk.audited() == ["target.set"] * 3
    assert listed(desk, "ana") == [
        "2 targets are set",
        "Ana · Collection rate · December · 95 % · before: 92 %",
        "East · Collected amount · Q1 2027 · CNY 1.20M",
        ("set one with `/receivables target ana collection_rate 92% 2026-12` "
         "· only you can see this"),
    ]  # fmt: skip
    assert listed(desk, "mei") == listed(desk, "hua") == listed(desk, "ana")
    assert listed(desk, "wu") == [
        "No target is set for you or your people; the scheme's own targets count."
    ]
    assert listed(desk, "ana", "zh")[0] == "已设定 2 个目标"
    assert desk.is_sound()


def test_a_manager_proposes_and_hr_approves(desk: Desk) -> None:
    desk.type("hua", ASKED.replace("92%", "90%"))
    assert said(desk.type("mei", ASKED)) == "Asked Hua to approve it. Nothing is changed yet."
    assert desk.seen("hua") == [
        "*Mei asks for a target: Ana should reach 92 %, Collection rate in December*",
        "So far 90 %",
        "[Approve] [Reject]",
        "asked for by Mei, today 10:00 · nothing is changed yet",
    ]
    assert desk.seen("hua", "zh")[0] == "*Mei 申请设定目标：Ana 十二月 到期回款率 92%*"
    assert desk.refused("ana", "approve")[0].startswith("Nothing was changed: this would change")
    desk.press("hua", "approve")
    assert desk.seen("mei")[0] == "*Ana should reach 92 %, Collection rate in December*"
    assert len(targets(desk)) == 2
    desk.type("mei", "/receivables target team:East collected_amount 50k 2026-12")
    desk.press("hua", "approve")
    assert targets(desk)[-1] == (None, "East", "collected_amount", "2026-12-01", "50000")
    assert desk.is_sound()


def test_a_period_that_runs_needs_a_second_person_of_hr(desk: Desk) -> None:
    running = ASKED.replace("2026-12", "2026-11")
    assert desk.refused("hua", running)[0].startswith("Nothing was asked for: nobody but those")
    desk.books.add("people", "person_id, name, rights\nada, Ada, hr")
    desk.type("hua", running)
    assert targets(desk) == []
    desk.press("ada", "approve")
    assert len(targets(desk)) == 1


def test_nobody_sets_or_proposes_an_own_target(desk: Desk) -> None:
    assert desk.refused("hua", ASKED.replace("ana", "hua"))[0] == (
        "Nothing was changed: this would change your own score. Somebody else decides it."
    )
    for who, typed in (("mei", "mei"), ("ana", "ana"), ("ana", "bo"), ("fin", "ana")):
        assert desk.refused(who, ASKED.replace("target ana", f"target {typed}"))[0].startswith(
            "Nothing was changed: HR sets targets, and whoever leads "
        )
    assert targets(desk) == []
    assert desk.states() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("collection_rate 92 % december", "Ana should reach 92 %, Collection rate in December"),
        ("collection_rate 92％ 1月", "Ana should reach 92 %, Collection rate in January 2027"),
        ("days_late 5.5 Oct", "Ana should reach 5.5, Days late in October 2027"),
        ("days_late 0 2027", "Ana should reach 0, Days late in 2027"),
        ("collected_amount 1,200,000 2026-12", "CNY 1.20M, Collected amount in December"),
        ("collection_rate 100% 2026-12", "Ana should reach 100 %, Collection rate in December"),
    ],
)
def test_values_and_periods_are_read_as_people_write_them(
    desk: Desk, typed: str, told: str
) -> None:
    assert told in said(desk.type("hua", f"/receivables target ana {typed}"))


def test_a_running_month_without_a_year_is_this_one(desk: Desk) -> None:
    desk.type("mei", "/receivables target ana days_late 5 november")
    assert desk.seen("hua")[0].endswith("Days late in November*")


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("ana", "Nothing was changed: write whose, which KPI, how much and which period, as in"),
        ("ana luck 92% 2026-12", "Nothing was changed: there is no KPI luck. Try add, bad_debt"),
        ("ana collection_rate much 2026-12", "Nothing was changed: much is no number here. Write"),
        ("ana days_late 5% 2026-12", "Nothing was changed: 5% is no number here. Write it like"),
        ("ana days_late 5,5 2026-12", "Nothing was changed: 5,5 is no number here. Write it like"),
        ("ana overdue_ratio 9,5% 2026-12", "Nothing was changed: 9,5% is no number here. Write"),
        ("ana collection_rate 0,92 2026-12", "Nothing was changed: 0,92 is no number here. Write"),
        ("ana collection_rate 92 2026-12", "Nothing was changed: 92 is more than the whole. Write"),
        ("ana overdue_ratio 110 % 2026-12", "Nothing was changed: 110% is more than the whole. W"),
        ("ana collection_rate 0 2026-12", "Nothing was changed: where more is better, a target of"),
        ("ana days_late 5 last month", "Nothing was changed: October is over, and a target for it"),
        ("ana days_late 5 去年", "Nothing was changed: 2025 is over, and a target for it"),
        ("ana days_late 5 someday", "Nothing was changed: write whose, which KPI"),
        (
            "ana days_late 9999999999999999 2026-12",
            "Nothing was changed: 9999999999999999 is no number",
        ),
        ("ana days_late 5 2026-10", "Nothing was changed: October is over, and a target for it"),
        ("nobody days_late 5 2026-12", "Nothing was changed: I find no single person or team call"),
        ("team:Up days_late 5 2026-12", "Nothing was changed: I find no single person or team cal"),
    ],
)
def test_what_cannot_be_read_is_said(desk: Desk, typed: str, english: str) -> None:
    told = desk.refused("hua", f"/receivables target {typed}")
    assert told[0].startswith(english)
    assert told[1].startswith("没有改动：")
    assert targets(desk) == []
