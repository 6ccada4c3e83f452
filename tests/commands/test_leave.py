"""/receivables leave: HR or a manager says who is away, nobody for themselves, as a file does."""

from datetime import date
from fractions import Fraction

import pytest

from commands._contract import FieldProblem, discover
from commands.leave import Args, parse
from ledger.period import Period
from storage import card_keeping, closing, judgements, people
from tests.commands.approving import Desk, lines_of, said
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal

TODAY = date(2026, 11, 23)
WEEK = "/receivables leave ana 2026-12-01 2026-12-05"
FOOTER = "the same first day again replaces it · only you can see this"


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def leaves(desk: Desk) -> list[tuple[object, ...]]:
    query = (
        "SELECT p.number, l.from_on, l.to_on FROM leave l JOIN person p ON p.id = l.person_id "
        "AND p.workspace_id = l.workspace_id WHERE l.workspace_id = {company} ORDER BY l.id"
    )
    return [tuple(map(str, row)) for row in desk.books.sql(query)]


def read(desk: Desk, who: str, typed: str, language: str = "en") -> list[str]:
    message = desk.type(who, typed, language)
    return lines_of({"blocks": message.blocks})  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args()),
        ("ana", Args("ana")),
        ("Ana Li", Args("Ana Li")),
        ("ana 2026-12-01", Args("ana", date(2026, 12, 1))),
        ("ana 2026-12-01 2026-12-05", Args("ana", date(2026, 12, 1), date(2026, 12, 5))),
        ("Ana Li 1 Dec 5 Dec", Args("Ana Li", date(2026, 12, 1), date(2026, 12, 5))),
        ("ana Dec 28 back Jan 4", Args("ana", date(2026, 12, 28), date(2027, 1, 4))),
        ("安娜 12月1日 返岗 12月5日", Args("安娜", date(2026, 12, 1), date(2026, 12, 5))),
        ("To 1 Dec 5 Dec", Args("To", date(2026, 12, 1), date(2026, 12, 5))),
        ("To Li from 1 Dec", Args("To Li", date(2026, 12, 1))),
        ("ana from 1 Dec to 5 Dec", Args("ana", date(2026, 12, 1), date(2026, 12, 5))),
        ("安娜 12月1日到12月5日", Args("安娜", date(2026, 12, 1), date(2026, 12, 5))),
        ("安娜 从12月1日 至 12月5日", Args("安娜", date(2026, 12, 1), date(2026, 12, 5))),
        ("ana 1 Dec 2026 – 5 Jan", Args("ana", date(2026, 12, 1), date(2027, 1, 5))),
        ("ana 16 Nov 20 Nov", Args("ana", date(2026, 11, 16), date(2026, 11, 20))),
        ("ana 2026-12-01 until Friday", Args("ana", date(2026, 12, 1))),
        ("ana 30 Feb", Args("ana 30 Feb")),
    ],
)
def test_a_person_and_two_days_are_read_as_people_write_them(typed: str, args: Args) -> None:
    assert parse(typed, TODAY) == args


def test_hr_says_who_is_away_and_it_counts_as_if_it_had_been_imported(desk: Desk) -> None:
    assert read(desk, "hua", WEEK) == [
        "*Ana: away from 1 Dec, back on 5 Dec*",
        "Amounts to reach leave 4 working days out, rates stay.",
        FOOTER,
    ]
    assert leaves(desk) == [("ana", "2026-12-01", "2026-12-05")]
    assert desk.audited() == ["leave.recorded"]
    assert deeds(desk) == [
        '{"before": null, "from": "2026-12-01", "person_id": "ana", "to": "2026-12-05"}'
    ]
    rows = "person_id, from, to\nana, 2026-12-01, 2026-12-05"
    assert desk.books.take("leave", rows).added == 0
    assert desk.is_sound()


def deeds(desk: Desk) -> list[str]:
    query = "SELECT detail FROM audit WHERE workspace_id = {company} AND action = "
    return [row[0] for row in desk.books.sql(f"{query}'leave.recorded' ORDER BY seq")]


def test_a_manager_at_any_distance_says_it_and_one_that_begins_on_that_day_is_replaced(
    desk: Desk,
) -> None:
    desk.type("mei", WEEK)
    assert said(desk.type("mei", WEEK)) == (
        "Ana: away from 1 Dec, back on 5 Dec. The books say so already; nothing was changed."
    )
    assert read(desk, "big", WEEK.replace("12-05", "12-02")) == [
        "*Ana: away from 1 Dec, back on 2 Dec*",
        "Until now: away from 1 Dec, back on 5 Dec.",
        "Amounts to reach leave 1 working day out, rates stay.",
        FOOTER,
    ]
    assert leaves(desk)[1:] == [("ana", "2026-12-01", "2026-12-02")]
    assert len(deeds(desk)) == 2
    assert '"before": "2026-12-05"' in deeds(desk)[1]
    assert read(desk, "mei", "/receivables leave")[1:3] == [
        "*Within 30 days*",
        "Ana · from 1 Dec, back on 2 Dec",
    ]


def test_absences_may_overlap_and_a_day_counts_once(desk: Desk) -> None:
    desk.type("mei", WEEK)
    assert read(desk, "mei", "/receivables leave ana 2026-12-04 2026-12-08", "zh") == [
        "*Ana：12月4日起请假，12月8日返岗*",
        "另有记录：12月1日起请假，12月5日返岗；重叠的日子只算一次。",
        "金额类目标扣除 2 个工作日，比率类目标不变。",
        "同一请假首日再次录入即替换 · 仅你可见",
    ]


def test_what_is_closed_stays_and_is_said_so(desk: Desk) -> None:
    with desk.books.database.write(desk.now) as tx:
        closing.close(tx, desk.books.company, Period.parse("2026-10"), TODAY, closing.Who())
    told = read(desk, "hua", "/receivables leave ana 2026-10-26 2026-11-02")
    assert told[2] == "What lies before 1 Nov is closed; its results stay."
    assert leaves(desk) == [("ana", "2026-10-26", "2026-11-02")]
    chinese = read(desk, "hua", "/receivables leave bo 2026-10-26 2026-11-02", "zh")
    assert chinese[2] == "11月1日之前已关账，结果不变。"


def test_whoever_is_away_now_or_soon_is_seen_by_hr_managers_and_themselves(desk: Desk) -> None:
    desk.send("hua", "leave.form", "", person="Bo", **{"from": "2026-11-20"})
    desk.type("hua", WEEK)
    desk.type("hua", "/receivables leave wu 2026-11-16 2026-11-23")
    desk.type("hua", "/receivables leave wu 2026-12-23 2026-12-25")
    seen = [
        "1 person is away today",
        "Bo · from 20 Nov until further notice",
        "*Within 30 days*",
        "Ana · from 1 Dec, back on 5 Dec",
        "[Record days away]",
        (
            "or `/receivables leave ana 2026-12-01 2026-12-05`, the day back last · "
            "only you can see this"
        ),
    ]
    assert read(desk, "mei", "/receivables leave") == seen
    assert read(desk, "hua", "/receivables leave") == seen
    assert read(desk, "ana", "/receivables leave") == [
        "Nobody whom you may see is away today",
        "*Within 30 days*",
        "Ana · from 1 Dec, back on 5 Dec",
        "only you can see this",
    ]
    assert read(desk, "wu", "/receivables leave") == [
        "Nobody whom you may see is away today", "only you can see this",
    ]  # fmt: skip
    assert read(desk, "mei", "/receivables leave", "zh")[:2] == [
        "今天有 1 人请假",
        "Bo · 11月20日起，返岗日未定",
    ]
    desk.books.run("UPDATE assignment SET valid_to = '2026-11-23' WHERE workspace_id = {company}")
    assert read(desk, "hua", "/receivables leave")[0] == "Nobody whom you may see is away today"


def test_what_is_missing_is_asked_for_and_without_an_end_it_is_until_further_notice(
    desk: Desk,
) -> None:
    form = desk.type("mei", "/receivables leave ana 1 Dec to Friday")
    assert isinstance(form, Modal)
    assert filled_in(form)["person"] == "ana"
    assert filled_in(form)["from"] == "2026-12-01"
    added = desk._do("mei", discover().buttons["leave.add"], "new")
    assert filled_in(added)["from"] == "2026-11-23"
    told = desk.send("mei", "leave.form", "", person="ana", **{"from": "2026-12-01"})
    assert lines_of({"blocks": told.blocks}) == [  # type: ignore[union-attr]
        "*Ana: away from 1 Dec until further notice*",
        "Amounts to reach leave these working days out, rates stay.",
        FOOTER,
    ]
    assert leaves(desk) == [("ana", "2026-12-01", "9999-12-31")]


@pytest.mark.parametrize(
    ("who", "typed", "english", "chinese"),
    [
        (
            "hua",
            "hua 2026-12-01 2026-12-05",
            (
                "Nothing was recorded: your days away lower your own targets. "
                "Whoever leads you, or somebody else of HR, records them."
            ),
            "没有记录：请假会降低你自己的目标，请由你的上级或其他 HR 录入。",
        ),
        (
            "ana",
            "bo",
            "Nothing was recorded: HR says when Bo is away, or whoever leads Bo.",
            "没有记录：Bo 的请假由 HR 或其上级录入。",
        ),
        (
            "mei",
            "wu 2026-12-01 2026-12-05",
            "Nothing was recorded: HR says when Wu is away, or whoever leads Wu.",
            "没有记录：Wu 的请假由 HR 或其上级录入。",
        ),
        (
            "mei",
            "ana 2026-12-05 2026-12-05",
            "Nothing was recorded: 5 Dec is not after 5 Dec. Write the first day back.",
            "没有记录：12月5日不晚于12月5日，请填写返岗日。",
        ),
        (
            "mei",
            "nobody",
            "Nothing was changed: I find no single person called nobody.",
            "没有改动：找不到唯一一个叫 nobody 的人。",
        ),
    ],
)
def test_nobody_else_and_nobody_for_themselves(
    desk: Desk, who: str, typed: str, english: str, chinese: str
) -> None:
    assert desk.refused(who, f"/receivables leave {typed}") == (english, chinese)
    assert leaves(desk) == []
    assert desk.audited() == []


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"from": ""}, "from", "NoFirstDay"),
        ({"back": "2026-11-30"}, "back", "BackTooEarly"),
        ({"person": "mei"}, "person", "OwnAbsence"),
        ({"person": "wu"}, "person", "NotTheirsToRecord"),
        ({"person": ""}, "person", "NobodyOfThatName"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: Desk, change, field: str, problem: str) -> None:
    whole = {"person": "ana", "from": "2026-12-01", "back": "2026-12-05"}
    with pytest.raises(FieldProblem) as caught:
        desk.send("mei", "leave.form", "", **whole | change)
    assert caught.value.field == field
    assert type(caught.value.problem).__name__ == problem


def test_an_amount_to_reach_is_cut_and_the_kept_card_of_that_person_alone_goes(desk: Desk) -> None:
    desk.type("hua", "/receivables target ana collected_amount 23000 2026-12")
    assert to_reach(desk, "ana") == 23_000_00
    while card_keeping.refresh(desk.books.database, desk.books.company, desk.now, TODAY):
        pass
    before = kept(desk)
    assert {"ana", "bo"} <= before
    desk.type("mei", WEEK)
    assert kept(desk) == before - {"ana"}
    assert to_reach(desk, "ana") == 19_000_00


def to_reach(desk: Desk, number: str) -> Fraction:
    december = Period.parse("2026-12")
    with desk.books.database.read(desk.now) as tx:
        person = people.by_number(tx, desk.books.company, number, TODAY)
        assert person is not None
        judged = judgements.of_person(tx, desk.books.company, person.id, december, "sales")
    return judged.targets_of(december)["collected_amount"]


def kept(desk: Desk) -> set[str]:
    query = (
        "SELECT DISTINCT p.number FROM card c JOIN person p ON p.id = c.person_id "
        "AND p.workspace_id = c.workspace_id WHERE c.workspace_id = {company}"
    )
    return {row[0] for row in desk.books.sql(query)}
