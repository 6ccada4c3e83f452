"""/receivables exempt: asked for by one, approved by another, seen by whom it touches."""

from datetime import date

import pytest

from commands._contract import FieldProblem
from commands.exempt import Args, parse
from tests.commands.approving import Desk, lines_of, said
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal
from views.problems import words_of
from views.say import Say

ASKED = "/receivables exempt INV-1024 until 2026-12-31 customer insolvent, court letter 7"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def exemptions(desk: Desk) -> list[tuple[object, ...]]:
    query = (
        "SELECT e.number, e.kind, e.from_on, e.until_on, e.reason, a.number, b.number "
        "FROM exemption e JOIN person a ON a.id = e.requested_by "
        "JOIN person b ON b.id = e.approved_by WHERE e.workspace_id = {company}"
    )
    return desk.books.sql(query)


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args()),
        ("INV-1", Args("INV-1")),
        ("INV-1 until 2026-12-31 gone", Args("INV-1", until_on=date(2026, 12, 31), reason="gone")),
        ("INV-1 至 12月31日 破产", Args("INV-1", until_on=date(2026, 12, 31), reason="破产")),
        (
            "INV-1 from 2026-11-01 until 31 Dec gone",
            Args("INV-1", False, date(2026, 11, 1), date(2026, 12, 31), "gone"),
        ),
        ("extend INV-1 until Jan 5 flood", Args("INV-1", True, None, date(2027, 1, 5), "flood")),
        ("延期 INV-1/2 到 2027-01-05 水灾", Args("INV-1/2", True, None, date(2027, 1, 5), "水灾")),
        (
            "INV-1 from 1 Nov until 20 Nov gone",
            Args("INV-1", False, date(2026, 11, 1), date(2026, 11, 20), "gone"),
        ),
        (
            "INV-1 至 11月20日 从 11月1日 破产",
            Args("INV-1", False, date(2026, 11, 1), date(2026, 11, 20), "破产"),
        ),
        (
            "INV-1 from 1 Nov until 31 Dec gone",
            Args("INV-1", False, date(2026, 11, 1), date(2026, 12, 31), "gone"),
        ),
        (
            "INV-1 from 1 Dec until 5 Jan gone",
            Args("INV-1", False, date(2026, 12, 1), date(2027, 1, 5), "gone"),
        ),
        ("INV-1 until 30 June gone", Args("INV-1", until_on=date(2027, 6, 30), reason="gone")),
        ("INV-1 until whenever", Args("INV-1", reason="until whenever")),
        ("INV-1 until 2026-02-30 x", Args("INV-1", reason="until 2026-02-30 x")),
    ],
)
def test_days_and_reasons_are_read_as_people_write_them(typed: str, args: Args) -> None:
    assert parse(typed, MONDAY) == args


def test_the_card_goes_to_the_manager_and_hr_with_the_scores_that_each_may_see(desk: Desk) -> None:
    assert said(desk.type("ana", ASKED)) == (
        "Asked Hua and Mei to approve it. Nothing is changed yet. "
        "Once approved, it is in no rate of a period that ends from 23 Nov to 31 Dec."
    )
    assert desk.readers() == {"ana", "hua", "mei"}
    assert desk.seen("mei") == [
        "*Ana asks to exempt INV-1024 华星科技 until 31 Dec*",
        "CNY 25,000.00 open · owned by Ana and Bo",
        "It is in no rate of a period that ends from 23 Nov to 31 Dec.",
        "Reason: customer insolvent, court letter 7",
        "Ana in November: 47.9 → 48.8 points, once approved",
        "Bo in November: 65.4 → 114.4 points, once approved",
        "[Approve] [Reject]",
        "asked for by Ana, today 10:00 · nothing is changed yet",
    ]
    own = desk.seen("ana")
    assert not any(line.startswith("Bo in") for line in own)
    assert own[5] == "[Withdraw]"
    assert desk.seen("mei", "zh")[:5] == [
        "*Ana 申请对 INV-1024 华星科技做特殊情况调整，至12月31日*",
        "未收 CNY 25,000.00 · 归属 Ana 和 Bo",
        "在11月23日至12月31日之间结束的周期里，不计入任何比率。",
        "原因：customer insolvent, court letter 7",
        "Ana 十一月：批准后 47.9 → 48.8 分",
    ]
    assert exemptions(desk) == []
    assert desk.is_sound()


def test_an_approval_stores_the_fact_and_tells_everybody_whom_it_touches(desk: Desk) -> None:
    before = desk.books.ageing("2026-11-23")
    desk.type("ana", ASKED)
    desk.wait(minutes=5)
    assert desk.press("mei", "approve") is None
    assert exemptions(desk) == [
        ("EX-1", "exclude", "2026-11-23", "2026-12-31",
         "customer insolvent, court letter 7", "ana", "mei"),
    ]  # fmt: skip
    assert desk.seen("bo") == [
        "*INV-1024 华星科技 is exempt until 31 Dec*",
        "Reason: customer insolvent, court letter 7",
        "Bo in November: 65.4 → 114.4 points",
        "asked for by Ana, today 10:00 · approved by Mei, today 10:05",
    ]
    assert "Ana in November: 47.9 → 48.8 points" in desk.seen("ana")
    assert "65.4" not in str(desk.seen("ana"))
    assert "114.4 points so far in November" in str(lines_of_card(desk, "bo"))
    assert desk.audited() == ["exemption.requested", "exemption.approved"]
    assert desk.books.ageing("2026-11-23") == before
    assert desk.is_sound()


def lines_of_card(desk: Desk, who: str) -> list[str]:
    message = desk.type(who, "/myscore")
    assert not isinstance(message, Modal)
    return lines_of({"blocks": [b for b in message.blocks if b["type"] in {"header", "section"}]})


def test_a_second_press_and_an_old_card_change_nothing(desk: Desk) -> None:
    desk.type("ana", ASKED)
    old = desk.card()
    desk.press("mei", "approve")
    for who in ("mei", "hua"):
        assert desk.refused(who, "approve", old) == (
            "Mei decided this at 10:00; nothing was done twice.",
            "Mei 已在 10:00 处理，没有重复执行。",
        )
    assert desk.refused("ana", "withdraw")[0].startswith("Mei decided this")
    assert len(exemptions(desk)) == 1


@pytest.mark.parametrize(
    ("who", "english", "chinese"),
    [
        ("ana", "Nothing was changed: you asked for this. Somebody else decides it.",
         "没有改动：这是你自己申请的，由别人决定。"),
        ("bo", "Nothing was changed: this would change your own score. Somebody else decides it.",
         "没有改动：这会影响你自己的分数，由别人决定。"),
        ("wu", "Nothing was changed: this is not yours to decide. The card stays as it is.",
         "没有改动：这不由你决定。卡片保持不变。"),
        ("fin", "Nothing was changed: this is not yours to decide. The card stays as it is.",
         "没有改动：这不由你决定。卡片保持不变。"),
    ],
)  # fmt: skip
def test_nobody_else_approves_or_rejects(desk: Desk, who: str, english: str, chinese: str) -> None:
    desk.type("ana", ASKED)
    for button in ("approve", "reject"):
        assert desk.refused(who, button) == (english, chinese)
    assert exemptions(desk) == []
    assert desk.states() == ["open"]


def test_when_the_manager_asks_the_managers_manager_approves(desk: Desk) -> None:
    desk.type("mei", ASKED)
    assert desk.readers() == {"mei", "big", "hua"}
    assert desk.refused("mei", "approve")[0].startswith("Nothing was changed: you asked")
    desk.press("big", "approve")
    assert exemptions(desk)[0][5:] == ("mei", "big")
    assert "Ana in November: 47.9 → 48.8 points" in desk.seen("ana")


def test_a_rejection_says_why_and_a_withdrawal_ends_it(desk: Desk) -> None:
    desk.type("ana", ASKED)
    form = desk.press("hua", "reject")
    assert isinstance(form, Modal)
    assert filled_in(form) == {"reason": ""}
    with pytest.raises(FieldProblem) as caught:
        desk.send("hua", "approval.rejected", form.state, reason="  ")
    assert words_of(caught.value, Say.of("zh", MONDAY)) == "请用 500 字以内说明原因，申请人会看到。"
    desk.reject("hua", "they still pay others")
    assert desk.seen("ana")[0] == "*Rejected: Ana asks to exempt INV-1024 华星科技 until 31 Dec*"
    assert "Answer: they still pay others" in desk.seen("ana")
    assert desk.seen("ana")[-1].endswith("rejected by Hua, today 10:00")
    desk.type("ana", ASKED)
    assert desk.refused("mei", "withdraw") == (
        "Nothing was changed: only Ana, who asked for it, can withdraw this.",
        "没有改动：只有申请人 Ana 可以撤回。",
    )
    desk.press("ana", "withdraw")
    assert desk.seen("mei")[0].startswith("*Withdrawn: Ana asks to exempt")
    assert not any("[" in line for line in desk.seen("mei"))
    assert desk.states() == ["rejected", "withdrawn"]
    assert exemptions(desk) == []
    assert desk.audited() == [
        "exemption.requested", "exemption.rejected", "exemption.requested", "exemption.withdrawn",
    ]  # fmt: skip
    assert desk.is_sound()


def test_a_card_in_another_version_is_not_pressed(desk: Desk) -> None:
    desk.type("ana", ASKED)
    number, version = desk.card().split(":")
    told = desk.press("mei", "approve", f"{number}:{int(version) + 1}")
    assert said(told).startswith("Nothing was changed: the card has changed meanwhile.")
    assert exemptions(desk) == []


def test_the_same_is_asked_for_once_at_a_time(desk: Desk) -> None:
    desk.type("ana", ASKED)
    assert desk.refused("bo", ASKED) == (
        "Nothing was asked for: Ana asked for this already, and it waits for an answer.",
        "没有提交：Ana 已经申请过，正在等待答复。",
    )
    desk.press("ana", "withdraw")
    desk.type("bo", ASKED)
    assert desk.states() == ["withdrawn", "open"]


def test_a_later_due_date_of_one_instalment(desk: Desk) -> None:
    asked = desk.type("bo", "/receivables exempt extend inv-1024/1 until 15 Jan flood")
    assert said(asked).endswith(" Once approved, it falls due on 15 Jan 2027.")
    assert desk.seen("mei")[0] == "*Bo asks to let INV-1024/1 华星科技 fall due on 15 Jan 2027*"
    assert desk.seen("mei")[1] == "CNY 20,000.00 open · owned by Ana and Bo"
    desk.press("mei", "approve")
    assert desk.seen("bo")[0] == "*INV-1024/1 华星科技 falls due on 15 Jan 2027*"
    assert exemptions(desk)[0][1:4] == ("extend", "2026-11-23", "2027-01-15")
    listed = desk.type("bo", "/receivables exempt")
    assert said(listed) == "Nothing is exempted today"
    assert "INV-1024/1 华星科技 · CNY 20,000.00 open · falls due on 15 Jan 2027 · flood" in str(
        lines_of({"blocks": listed.blocks})  # type: ignore[union-attr]
    )
    assert desk.is_sound()


@pytest.mark.parametrize(
    ("who", "typed", "english", "chinese"),
    [
        ("wu", "INV-1024 until 2026-12-31 x",
         ("Nothing was asked for: INV-1024 is not yours. "
          "Its owner, their manager or HR may ask for an exemption."),
         "没有提交：INV-1024 不归你。可由归属人、其主管或 HR 申请。"),
        ("ana", "INV-9999 until 2026-12-31 x",
         "Nothing was changed: INV-9999 is not in the books. Check the number.",
         "没有改动：账上没有 INV-9999。请核对单号。"),
        ("ana", "INV-1042 until 2026-12-31 x",
         ("Nothing was changed: INV-1042 is not in the books. "
          "Did you mean INV-1024 (华星科技, CNY 25,000.00 open)?"),
         "没有改动：账上没有 INV-1042。你是指 INV-1024（华星科技，未收 CNY 25,000.00）吗？"),
        ("ana", "INV-1024 from 2026-12-31 until 2026-12-01 x",
         "Nothing was asked for: 1 Dec is before 31 Dec; name the last day.",
         "没有提交：12月1日早于12月31日，请写最后一天。"),
        ("ana", "extend INV-1024 until 2026-12-20 x",
         "Nothing was asked for: INV-1024 falls due on 20 Dec anyway. Name a later day.",
         "没有提交：INV-1024 本来就在12月20日到期。请写更晚的日期。"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_both_languages(
    desk: Desk, who: str, typed: str, english: str, chinese: str
) -> None:
    assert desk.refused(who, f"/receivables exempt {typed}") == (english, chinese)
    assert desk.states() == []


def test_with_nobody_left_to_approve_nothing_is_asked_for(desk: Desk) -> None:
    desk.books.add("people", "person_id, name, rights\nhua, Hua, finance")
    assert desk.refused("big", ASKED)[0].startswith("Nothing was asked for: nobody but those it ")
    assert desk.states() == []


def test_what_is_missing_is_asked_in_a_form(desk: Desk) -> None:
    form = desk.type("ana", "/receivables exempt INV-1024")
    assert isinstance(form, Modal)
    assert filled_in(form) == {
        "document": "INV-1024", "from": "2026-11-23", "until": "", "reason": "",
    }  # fmt: skip
    given = {"document": "INV-1024", "from": "2026-11-01", "until": "2026-12-31"}
    for change, field in (
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"document": "INV-9999", "reason": "gone"}, "document"),
        ({"until": "2026-10-01", "reason": "gone"}, "until"),
    ):
        with pytest.raises(FieldProblem) as caught:
            desk.send("ana", "exempt.form", form.state, **{**given, **change})
        assert caught.value.field == field
    desk.send("ana", "exempt.form", form.state, **given, reason="gone")
    desk.press("mei", "approve")
    assert exemptions(desk)[0][2:5] == ("2026-11-01", "2026-12-31", "gone")
    later = desk.type("ana", "/receivables exempt extend", "zh")
    assert isinstance(later, Modal)
    assert (later.title, later.state) == ("延后到期日", "extend")
    assert set(filled_in(later)) == {"document", "until", "reason"}


def test_the_list_is_of_ones_own_team_and_of_everybody_for_hr(desk: Desk) -> None:
    desk.type("ana", ASKED)
    desk.press("mei", "approve")
    desk.type("wu", "/receivables exempt INV-1031 until 2026-12-31 moved away")
    for who in ("bo", "mei"):
        listed = desk.type(who, "/receivables exempt")
        assert said(listed) == "CNY 25,000.00 left out of rates today"
        seen = lines_of({"blocks": listed.blocks})  # type: ignore[union-attr]
        assert seen[1:3] == [
            "*Holds now*",
            ("INV-1024 华星科技 · CNY 25,000.00 open · until 31 Dec · "
             "customer insolvent, court letter 7 · approved by Mei"),
        ]  # fmt: skip
        assert not any("INV-1031" in line for line in seen)
    hr = lines_of({"blocks": desk.type("hua", "/receivables exempt").blocks})  # type: ignore[union-attr]
    assert hr[1:3] == [
        "*Waits for an answer*",
        "Wu asks to exempt INV-1031 鸿达贸易 until 31 Dec",
    ]
    assert said(desk.type("wu", "/receivables exempt", "zh")) == "今天没有特殊情况调整"


def test_an_imported_exemption_without_a_last_day_is_listed_until_it_ends(desk: Desk) -> None:
    rows = "exemption_id, invoice_id, kind, from, requested_by, approved_by, until\n"
    desk.books.add("exemptions", f"{rows}E9, INV-1030, exclude, 2026-12-01, bo, hua, ")
    row = "INV-1030 鸿达贸易 · CNY 0.00 open · from 1 Dec on · approved by Hua"
    listed = desk.type("bo", "/receivables exempt")
    assert row in lines_of({"blocks": listed.blocks})  # type: ignore[union-attr]
    assert said(listed) == "Nothing is exempted today"
    desk.books.add("exemptions", f"{rows}E9, INV-1030, exclude, 2026-12-01, bo, hua, 2026-12-05")
    desk.wait(days=13)
    listed = desk.type("bo", "/receivables exempt")
    assert row not in lines_of({"blocks": listed.blocks})  # type: ignore[union-attr]
