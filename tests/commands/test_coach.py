"""A manager assigns help, the person marks it, and the next month shows what became of it."""

import pytest

from commands._coaching import NobodyYouLead
from commands._contract import FieldProblem, discover
from commands.coach import LongNote, NotADay, NotLed
from scoring.coach import (
    AssignedBefore,
    DoneBefore,
    NotYoursToMark,
    NotYoursToWithdraw,
    StillOpen,
    WithdrawnBefore,
    starter,
)
from tests.commands.approving import Desk, said
from tests.commands.coaching_room import OLDEST, TITLE, UNTIL, Room
from tests.storage.books import Books


@pytest.fixture
def room(books: Books) -> Room:
    desk = Desk.open(books)
    return Room(desk.books, desk.now)


TIP = "Agree a date for the oldest invoice before you chase the newest."
AT_FIRST = "Overdue share 94.5 % in November when it was assigned · 0.0 points then"


def test_help_is_assigned_marked_and_seen_in_the_next_month(room: Room) -> None:
    assert said(room.assign("mei", "ana")) == (
        "Assigned. Ana has it by direct message, and so have you."
    )
    body = [TIP, "Note from Mei: as we said", "Tip · to be done by 7 Dec", AT_FIRST]
    assert room.seen("ana") == [
        f"*Mei assigned you: {TITLE}*",
        *body,
        "[Mark as done]",
        "assigned on 23 Nov · it changes no score · seen by you and whoever leads you",
    ]
    assert room.seen("mei") == [
        f"*Assigned to Ana: {TITLE}*",
        *body,
        "[Withdraw]",
        "assigned on 23 Nov · it changes no score · only you see this",
    ]
    assert room.readers() == {"ana", "mei"}
    room.december()
    moved = "Overdue share 94.5 % in November when it was assigned, 80.0 % so far in December"
    became = f"{moved} · 0.0 points then, 0.0 now"
    assert became in room.listed("ana")
    assert became in room.listed("mei")
    room.click("ana", "coach.done", room.newest())
    assert room.seen("ana") == [
        f"*Done: {TITLE}*",
        "Ana marked it as done on 3 Dec.",
        became,
        "[Not done yet]",
        "assigned on 23 Nov · seen by you and whoever leads you",
    ]
    assert room.seen("mei", "zh") == [
        "*已完成：先为最早的一笔约定日期*",
        "Ana 已于12月3日标记完成。",
        "逾期率：十一月安排时 94.5%，十二月至今 80.0% · 得分由 0.0 变为 0.0",
        "11月23日安排 · 仅你可见",
    ]
    assert f"Done on 3 Dec: {TITLE}" in room.listed("mei")
    assert room.audited() == ["coach.assigned", "coach.done"]
    assert room.is_sound()


def test_a_manager_sees_those_they_lead_and_nobody_else(room: Room) -> None:
    weak = [
        "*Ana* · Collection rate 43.5 %, target 90 %: 25.8 points left",
        "Suggested: Call three days before the due date",
        "*Bo* · Collection rate 52.9 %, target 90 %: 20.6 points left",
        "Suggested: Call three days before the due date",
    ]
    end = "all items: `/receivables coach items` · it changes no score · only you can see this"
    nothing = "Nothing is open with your people"
    assert room.listed("mei") == [nothing, *weak, end]
    assert room.listed("big") == [nothing, "*Wu* · no KPI below its target", *weak, end]
    assert room.listed("mei", "Bo") == [nothing, *weak[2:], end]
    assert room.listed("big", "Ada")[1] == "*Ada* · no score"
    assert room.listed("mei", language="zh")[:3] == [
        "你的成员没有未完成的辅导",
        "*Ana* · 到期回款率 43.5%，目标 90%，还差 25.8 分",
        "建议：到期前三天先打电话",
    ]
    for who in ("ana", "hua", "fin"):
        assert not any("*Bo*" in line for line in room.listed(who))
    for who, name in (("mei", "Wu"), ("mei", "Mei"), ("ana", "Bo"), ("hua", "Ana"), ("mei", "X")):
        with pytest.raises(NobodyYouLead) as refused:
            room.listed(who, name)
    assert room.told(refused.value) == (
        (
            "Nothing was shown: you lead nobody called X. "
            "`/receivables coach` alone shows your people."
        ),
        "没有显示：你的成员中没有 X。直接输入 `/receivables coach` 可查看你的成员。",
    )


def test_without_anything_assigned_one_reads_the_tip_for_the_own_weakest(room: Room) -> None:
    assert room.listed("ana")[:2] == [
        "Nothing is assigned to you",
        (
            "Weakest: Collection rate. Tip: Call before the due date: "
            "a short reminder three days ahead prevents most delays."
        ),
    ]
    assert len(room.listed("fin")) == 2


def test_one_marks_it_in_the_list_and_the_list_says_so(room: Room) -> None:
    room.assign("mei", "ana")
    assert room.listed("ana")[:2] == ["1 thing is assigned to you", f"*Mei assigned you: {TITLE}*"]
    shown = room.click("ana", "coach.finish", room.newest())
    assert str(shown.text) == "Nothing is assigned to you"
    assert f"*Done: {TITLE}*" in room.listed("ana")
    assert room.seen("ana")[0] == f"*Done: {TITLE}*"


def test_what_was_done_too_early_is_taken_up_again(room: Room) -> None:
    room.assign("mei", "ana")
    with pytest.raises(StillOpen) as refused:
        room.click("ana", "coach.again", room.newest())
    assert room.told(refused.value) == (
        "Nothing was changed: this is open already.",
        "没有改动：这一项本来就未完成。",
    )
    room.click("ana", "coach.done", room.newest())
    with pytest.raises(DoneBefore) as late:
        room.click("mei", "coach.withdraw", room.newest())
    assert room.told(late.value) == (
        "Ana marked this as done on 23 Nov; nothing was done twice.",
        "Ana 已于11月23日标记完成，没有重复处理。",
    )
    room.click("ana", "coach.again", room.newest())
    assert "[Mark as done]" in room.seen("ana")
    assert "[Withdraw]" in room.seen("mei")
    room.click("ana", "coach.done", room.newest())
    assert room.audited()[1:] == ["coach.done", "coach.open", "coach.done"]


def test_who_assigned_it_or_leads_the_person_withdraws_it(room: Room) -> None:
    room.assign("mei", "ana")
    for who in ("ana", "bo", "hua"):
        with pytest.raises(NotYoursToWithdraw) as refused:
            room.click(who, "coach.withdraw", room.newest())
    assert room.told(refused.value) == (
        "Nothing was changed: only whoever assigned it, or leads the person, withdraws it.",
        "没有改动：只有安排人或其主管可以撤回。",
    )
    with pytest.raises(NotYoursToMark) as mark:
        room.click("mei", "coach.done", room.newest())
    assert room.told(mark.value) == (
        "Nothing was changed: only whoever it was assigned to marks it.",
        "没有改动：只有本人可以标记。",
    )
    room.click("big", "coach.withdraw", room.newest())
    gone = [f"*Withdrawn: {TITLE}*", "Big withdrew it on 23 Nov.", AT_FIRST]
    assert room.seen("ana")[:3] == gone
    assert not any("[" in line for line in (*room.seen("ana"), *room.seen("mei")))
    assert f"Withdrawn on 23 Nov: {TITLE}" in room.listed("mei")
    with pytest.raises(WithdrawnBefore) as late:
        room.click("ana", "coach.done", room.newest())
    assert room.told(late.value) == (
        "Big withdrew this on 23 Nov; nothing was done twice.",
        "Big 已于11月23日撤回，没有重复处理。",
    )


def test_who_leads_the_person_no_more_reads_no_figures(room: Room) -> None:
    room.assign("mei", "ana")
    room.books.add(
        "people",
        """
        person_id, name, role,  team, manager_id, valid_from
        ana,       Ana,  sales, West, big,        2026-11-24
        """,
    )
    room.wait(days=1)
    room.click("ana", "coach.done", room.newest())
    assert any("94.5 %" in line for line in room.seen("ana"))
    assert not any("94.5 %" in line for line in room.seen("mei"))


def test_only_whoever_leads_a_person_assigns(room: Room) -> None:
    for who, whom in (("ana", "bo"), ("hua", "ana"), ("mei", "wu"), ("mei", "mei"), ("bo", "mei")):
        with pytest.raises(NotLed) as refused:
            room.assign(who, whom)
        form = discover().forms["coach.form"]
        with pytest.raises(NotLed):
            room._do(who, form, {"item": OLDEST, "until": UNTIL}, room.id_of(whom))
    assert room.told(refused.value) == (
        "Nothing was assigned: only whoever leads a person assigns them help.",
        "没有安排：只有其主管可以安排辅导。",
    )
    assert room.books.count("coach_assignment") == 0


def test_the_form_begins_with_the_weakest_and_wants_a_day(room: Room) -> None:
    form = room.click("mei", "coach.assign", room.id_of("ana"))
    options = form.blocks[0]["element"]["options"]
    assert options[0]["text"]["text"] == "Collection rate: Call three days before the due date"
    assert form.blocks[1]["element"]["initial_date"] == UNTIL
    assert len(
        room.click("big", "coach.assign", room.id_of("ada")).blocks[0]["element"]["options"]
    ) == len(starter())
    for problem, english, chinese, fields in (
        (
            NotADay,
            "Name a day from today on, within a year.",
            "请选择今天起一年以内的日期。",
            {"until": "2026-11-22"},
        ),
        (
            NotADay,
            "Name a day from today on, within a year.",
            "请选择今天起一年以内的日期。",
            {"until": "2027-11-24"},
        ),
        (LongNote, "Write at most 500 signs.", "最多 500 个字。", {"note": "x" * 501}),
    ):
        with pytest.raises(FieldProblem) as refused:
            room.assign("mei", "ana", **fields)
        assert isinstance(refused.value.problem, problem)
        assert room.told(refused.value) == (english, chinese)


def test_the_same_item_is_open_once_with_a_person(room: Room) -> None:
    room.assign("mei", "ana")
    with pytest.raises(FieldProblem) as again:
        room.assign("big", "ana")
    assert isinstance(again.value.problem, AssignedBefore)
    assert room.told(again.value) == (
        "Nothing was assigned: Ana has this already, until 7 Dec.",
        "没有安排：Ana 已有这一项，期限为12月7日。",
    )
    room.assign("mei", "bo")
    room.click(
        "ana",
        "coach.done",
        str(
            room.books.sql("SELECT min(id) FROM coach_assignment WHERE workspace_id = {company}")[
                0
            ][0]
        ),
    )
    room.assign("big", "ana")
    assert room.books.count("coach_assignment") == 3


def test_hr_reads_counts_and_no_name(room: Room) -> None:
    assert room.listed("hua")[0] == "Nothing is assigned to you"
    room.assign("mei", "ana")
    room.assign("mei", "bo")
    room.click("bo", "coach.done", room.newest())
    assert room.listed("hua")[:3] == [
        "Help was assigned 2 times in 90 days",
        "*Assigned in 90 days, of all*",
        "Overdue share: 1 done, 1 open, 0 withdrawn",
    ]
    assert room.listed("hua", language="zh")[:3] == [
        "近 90 天共安排辅导 2 次",
        "*近 90 天全公司的辅导*",
        "逾期率：完成 1，未完成 1，撤回 0",
    ]
    room.wait(days=120)
    assert room.listed("hua")[0] == "Nothing is assigned to you"


def test_a_training_of_a_kpi_without_figures_says_what_there_was(room: Room) -> None:
    room.assign("mei", "ana", "promise_kept_rate.from_soon_to_date", note="")
    assert room.seen("ana")[2:4] == [
        "Training, about 30 minutes · to be done by 7 Dec",
        "Promises kept: there was nothing to judge in November",
    ]
    room.assign("big", "mei", "collection_rate.friendly_call")
    assert "Collection rate: there was nothing to judge in November" in room.seen("mei")
    assert "*Your people*" in room.listed("mei")
    room.books.add("ownership", "invoice_id, owners, valid_from\nINV-1032, mei:100, 2026-11-24")
    room.wait(days=2)
    later = (
        "Collection rate: nothing to judge in November when it was assigned, "
        "0.0 % so far in November"
    )
    assert later in room.listed("mei")


def test_a_figure_that_is_gone_leaves_the_one_of_then(room: Room) -> None:
    room.assign("mei", "ana")
    query = "UPDATE assignment SET role = 'other' WHERE workspace_id = {company} AND person_id = "
    room.books.run(query + room.id_of("ana"))
    assert "Overdue share 94.5 % in November when it was assigned" in room.listed("ana")


def test_the_own_card_of_the_running_month_says_what_helps(room: Room) -> None:
    room.assign("mei", "ana")

    def small(typed: str, language: str = "en") -> list[str]:
        blocks = room.type("ana", typed, language).blocks
        texts = [b["elements"] for b in blocks if b["type"] == "context"]
        return [line for text in texts for line in text[0]["text"].split("\n")]

    weak = (
        "Weakest: Collection rate. Tip: Call before the due date: "
        "a short reminder three days ahead prevents most delays."
    )
    waits = "to be done by 7 Dec · mark it with `/receivables coach`"
    assert small("/myscore")[:3] == [weak, f"Mei assigned you: {TITLE} · {waits}", AT_FIRST]
    assert small("/myscore", "zh")[1] == (
        "Mei 给你安排了辅导：先为最早的一笔约定日期 · 12月7日前完成 · "
        "用 `/receivables coach` 标记完成"
    )
    room.click("ana", "coach.done", room.newest())
    assert small("/myscore")[1] == f"Done: {TITLE}"
    room.december()
    assert small("/myscore november")[0] == "Weakest: Days late."
    for item in starter():
        if item.kpi == "days_late":
            room.fill("hua", "coach.turned", item=f"hide {item.id}")
    assert small("/myscore")[0] == "Weakest: Days late."


def test_whoever_leads_a_team_goes_on_to_its_people(room: Room) -> None:
    blocks = room.type("mei", "/teamscore").blocks
    assert blocks[-2]["elements"][0]["action_id"] == "coach.list"
    assert room.click("mei", "coach.list").text == "Nothing is open with your people"
    assert room.type("hua", "/teamscore East").blocks[-2]["type"] != "actions"


def test_many_people_are_shown_by_the_dozen(room: Room) -> None:
    rows = "\n".join(f"q{n}, Q{n:02}, sales, East, mei, 2025-01-01" for n in range(12))
    room.books.add("people", f"person_id, name, role, team, manager_id, valid_from\n{rows}")
    owned = "\n".join(f"I-{n}, C2, 2026-09-01, 2026-11-01, 100, q{n}:100" for n in range(12))
    room.books.add(
        "invoices", f"invoice_id, customer_id, issued_on, due_on, amount, owners\n{owned}"
    )
    more = f"and {2} more: name one, `/receivables coach NAME`"
    assert room.listed("mei")[-2] == more
    assert sum(line.startswith("*") for line in room.listed("mei")) == 12
