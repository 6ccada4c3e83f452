"""/receivables owner: asked for by one, approved by another, stored as an import would."""

from datetime import date

import pytest

from commands._contract import FieldProblem
from commands.owner import Args, NotShares, parse, read_shares
from ledger.period import Period
from storage import closing
from tests.commands.approving import Desk, said
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal

SHARED = "/receivables owner INV-1024 ana:30 bo:70 from 2026-11-01"
COMING = "/receivables owner INV-1023 ana:60 bo:40 from 2026-12-01"
MONDAY = date(2026, 11, 23)
FIRST = date(2026, 12, 1)
OWNED = """
    SELECT i.label, p.number, o.weight_bp, o.valid_from, o.valid_to FROM ownership o
    JOIN person p ON p.workspace_id = o.workspace_id AND p.id = o.person_id
    JOIN instalment i ON i.workspace_id = o.workspace_id AND i.id = o.instalment_id
    JOIN invoice v ON v.workspace_id = i.workspace_id AND v.id = i.invoice_id
    WHERE o.workspace_id = {company} AND o.replaced_at > '9999-01-01' AND v.number = 'NUMBER'
    ORDER BY i.label, o.valid_from, o.place
"""


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def owned(desk: Desk, number: str) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in desk.books.sql(OWNED.replace("NUMBER", number))]


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args()),
        ("INV-1", Args("INV-1")),
        ("INV-1 ana:60 bo:40", Args("INV-1", "ana:60 bo:40")),
        ("INV-1 from 2026-12-01", Args("INV-1", "", FIRST)),
        ("INV-1 ana:60 bo:40 from 2026-12-01", Args("INV-1", "ana:60 bo:40", FIRST)),
        ("INV-1/2 to bo since 1 Dec", Args("INV-1/2", "bo", FIRST)),
        ("INV-1 自12月1日起 给 bo", Args("INV-1", "bo", FIRST)),
        ("INV-1 给 bo 从 2026-12-01", Args("INV-1", "bo", FIRST)),
        ("INV-1 bo from 1 Nov", Args("INV-1", "bo", date(2026, 11, 1))),
        ("INV-1 from 2026-12-01 bo", Args("INV-1", "bo", FIRST)),
        ("INV-1 bo from whenever", Args("INV-1", "bo")),
        ("INV-1 bo from 2026-02-30", Args("INV-1", "bo")),
    ],
)
def test_shares_and_days_are_read_as_people_write_them(typed: str, args: Args) -> None:
    assert parse(typed, MONDAY) == args


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("ana:60 bo:40", (("ana", "60"), ("bo", "40"))),
        ("ana:60;bo:40;", (("ana", "60"), ("bo", "40"))),
        ("ana：60%，bo：40％", (("ana", "60"), ("bo", "40"))),
        ("Li Wei: 33.34 %, bo:66.66", (("Li Wei", "33.34"), ("bo", "66.66"))),
        ("Li Wei", (("Li Wei", "100"),)),
    ],
)
def test_shares_are_read_with_whatever_stands_between_them(written: str, parts: object) -> None:
    assert read_shares(written) == parts


@pytest.mark.parametrize(
    "written", ["", "ana:", ":60", "ana:60bo:40", "ana:-60", "ana:60 bo", "a:10 " * 11]
)
def test_what_says_no_shares_is_refused(written: str) -> None:
    with pytest.raises(NotShares):
        read_shares(written)


def test_a_coming_move_goes_to_who_may_approve_and_changes_no_score_yet(desk: Desk) -> None:
    told = said(desk.type("mei", COMING))
    assert told == "Asked Big and Hua to approve it. Nothing is changed yet."
    assert desk.readers() == {"mei", "big", "hua"}
    assert desk.seen("hua") == [
        "*Mei asks to move INV-1023 华星科技 to Ana 60 % and Bo 40 % from 1 Dec*",
        "CNY 40,000.00 open · so far Ana",
        "No score changes before 1 Dec.",
        "[Approve] [Reject]",
        "asked for by Mei, today 10:00 · nothing is changed yet",
    ]
    assert desk.seen("mei", "zh")[:4] == [
        "*Mei 申请自12月1日起将 INV-1023 华星科技的归属改为 Ana 60% 和 Bo 40%*",
        "未收 CNY 40,000.00 · 目前归属 Ana",
        "12月1日之前不影响任何人的得分。",
        "[撤回]",
    ]
    assert owned(desk, "INV-1023") == [("1", "ana", "10000", "2026-09-01", "9999-12-31")]
    assert desk.is_sound()


def test_an_approval_moves_it_and_tells_who_gains_and_who_loses(desk: Desk) -> None:
    desk.type("fin", COMING)
    assert desk.readers() == {"fin", "mei", "big", "hua"}
    desk.wait(minutes=5)
    assert desk.press("mei", "approve") is None
    assert owned(desk, "INV-1023") == [
        ("1", "ana", "10000", "2026-09-01", "2026-12-01"),
        ("1", "ana", "6000", "2026-12-01", "9999-12-31"),
        ("1", "bo", "4000", "2026-12-01", "9999-12-31"),
    ]
    for who in ("ana", "bo"):
        assert desk.seen(who) == [
            "*INV-1023 华星科技 is owned by Ana 60 % and Bo 40 % from 1 Dec on*",
            "asked for by Fin, today 10:00 · approved by Mei, today 10:05",
        ]
    assert desk.seen("ana", "zh")[0] == "*INV-1023 华星科技自12月1日起归属 Ana 60% 和 Bo 40%*"
    assert desk.audited() == ["ownership.requested", "ownership.approved"]
    assert desk.is_sound()


def test_the_log_names_who_asked_and_who_approved(desk: Desk) -> None:
    desk.type("fin", COMING)
    desk.press("hua", "approve")
    query = "SELECT id FROM person WHERE workspace_id = {company} AND number = "
    fin, hua = (desk.books.sql(f"{query}'{who}'")[0][0] for who in ("fin", "hua"))
    row = "SELECT actor, detail FROM audit WHERE workspace_id = {company} ORDER BY seq DESC"
    actor, detail = desk.books.sql(row)[0]
    assert actor == f"person:{hua}"
    assert f"person:{fin}" in str(detail)
    assert "INV-1023" in str(detail)


def test_a_move_that_has_begun_shows_scores_to_those_who_may_see_them(desk: Desk) -> None:
    desk.type("fin", SHARED)
    for who in ("mei", "hua"):
        seen = desk.seen(who)
        assert seen[1] == "CNY 25,000.00 open · so far Ana 60 % and Bo 40 %"
        assert seen[2] == "What came in since 1 Nov is credited anew; closed periods stay."
        assert seen[3].startswith("Ana in November: 47.9 → ")
        assert seen[4].startswith("Bo in November: 65.4 → ")
        assert seen[3].endswith("points, once approved")
    assert desk.seen("mei", "zh")[2] == "11月1日起的回款按新归属计算，已关账的不变。"
    assert not any("points" in line for line in desk.seen("fin"))
    desk.press("hua", "approve")
    after = desk.seen("ana")
    assert after[1].startswith("Ana in November: 47.9 → ")
    assert not any(line.startswith("Bo in") for line in after)
    assert {row[0] for row in owned(desk, "INV-1024")} == {"1", "2"}
    assert owned(desk, "INV-1024")[2:4] == [
        ("1", "ana", "3000", "2026-11-01", "9999-12-31"),
        ("1", "bo", "7000", "2026-11-01", "9999-12-31"),
    ]
    assert desk.is_sound()


def test_one_instalment_moves_alone_and_the_whole_says_names_where_parts_differ(
    desk: Desk,
) -> None:
    desk.type("hua", "/receivables owner inv-1024/2 to Bo from 2026-12-01")
    assert desk.seen("mei")[:2] == [
        "*Hua asks to move INV-1024/2 华星科技 to Bo from 1 Dec*",
        "CNY 5,000.00 open · so far Ana 60 % and Bo 40 %",
    ]
    desk.press("mei", "approve")
    assert [row[1:3] for row in owned(desk, "INV-1024") if row[0] == "1"] == [
        ("ana", "6000"), ("bo", "4000"),
    ]  # fmt: skip
    desk.type("hua", "/receivables owner INV-1024 wu from 2026-12-02")
    assert desk.seen("big")[1] == "CNY 25,000.00 open · owned by Ana and Bo"
    desk.press("big", "approve")
    assert owned(desk, "INV-1024")[-1] == ("2", "wu", "10000", "2026-12-02", "9999-12-31")
    assert desk.is_sound()


def test_a_move_into_a_closed_period_leaves_what_that_period_credited(desk: Desk) -> None:
    """As an import does: the interval is stored, the closed month's credit stays."""
    desk.books.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n"
        "R-20, C1, 2026-10-20, 1000, INV-1024",
    )
    with desk.books.database.write(desk.now) as tx:
        period = Period.parse("2026-10")
        closing.close(tx, desk.books.company, period, MONDAY, closing.Who())
    desk.type("hua", "/receivables owner INV-1024 bo from 2026-10-01")
    desk.press("mei", "approve")
    query = (
        "SELECT p.number, sum(c.amount_minor) FROM credit_share c JOIN person p ON "
        "p.workspace_id = c.workspace_id AND p.id = c.person_id JOIN allocation a ON "
        "a.workspace_id = c.workspace_id AND a.id = c.allocation_id WHERE c.workspace_id = "
        "{company} AND a.credited_on = '2026-10-20' AND c.replaced_at > '9999-01-01' "
        "GROUP BY p.number ORDER BY p.number"
    )
    assert desk.books.sql(query) == [("ana", 60_000), ("bo", 40_000)]
    assert desk.is_sound()


@pytest.mark.parametrize(
    ("who", "english", "chinese"),
    [
        ("mei", "Nothing was changed: you asked for this. Somebody else decides it.",
         "没有改动：这是你自己申请的，由别人决定。"),
        ("ana", "Nothing was changed: this would change your own score. Somebody else decides it.",
         "没有改动：这会影响你自己的分数，由别人决定。"),
        ("bo", "Nothing was changed: this would change your own score. Somebody else decides it.",
         "没有改动：这会影响你自己的分数，由别人决定。"),
        ("fin", "Nothing was changed: this is not yours to decide. The card stays as it is.",
         "没有改动：这不由你决定。卡片保持不变。"),
    ],
)  # fmt: skip
def test_nobody_decides_about_themselves(desk: Desk, who: str, english: str, chinese: str) -> None:
    desk.type("mei", COMING)
    for button in ("approve", "reject"):
        assert desk.refused(who, button) == (english, chinese)
    assert desk.states() == ["open"]


def test_hr_who_gains_a_share_does_not_approve_it(desk: Desk) -> None:
    desk.type("fin", "/receivables owner INV-1023 ana:60 hua:40 from 2026-12-01")
    assert desk.readers() == {"fin", "big"}
    assert desk.refused("hua", "approve")[0].startswith("Nothing was changed: this would change")
    desk.press("big", "reject")
    desk.reject("big", "she keeps no customers")
    assert "Answer: she keeps no customers" in desk.seen("fin")
    assert len(owned(desk, "INV-1023")) == 1


@pytest.mark.parametrize(
    ("who", "typed", "english", "chinese"),
    [
        ("hua", "INV-1023 ana:60 bo:30 from 2026-12-01",
         "Nothing was asked for: the shares sum to 90, not to 100.",
         "没有提交：归属比例合计 90，不是 100。"),
        ("hua", "INV-1023 ana:33.333 bo:66.667 from 2026-12-01",
         "Nothing was asked for: a share is above 0 and has at most two decimals, not 33.333.",
         "没有提交：归属比例须大于 0，最多两位小数，不能是 33.333。"),
        ("hua", "INV-1023 ana:60 Ana:40 from 2026-12-01",
         "Nothing was asked for: ana is named twice; write each owner once.",
         "没有提交：ana 写了两次，每位归属人只写一次。"),
        ("hua", "INV-1023 ana:60 40 from 2026-12-01",
         ("Nothing was asked for: ana:60 40 does not say who owns how much. "
          "Write it as `ana:60 bo:40`, at most 10 people."),
         "没有提交：ana:60 40 没有写明谁占多少。请写成 `ana:60 bo:40`，最多 10 人。"),
        ("hua", "INV-1023 ana:60 bob:40 from 2026-12-01",
         "Nothing was asked for: I find no single person called bob. Write their number.",
         "没有提交：找不到唯一一位叫 bob 的人。请写对方的编号。"),
        ("hua", "INV-9999 bo from 2026-12-01",
         "Nothing was changed: INV-9999 is not in the books. Check the number.",
         "没有改动：账上没有 INV-9999。请核对单号。"),
        ("hua", "INV-1023 bo from 2026-08-31",
         ("Nothing was changed: INV-1023 was issued on 1 Sep. "
          "Name that day or a later one."),
         "没有改动：INV-1023 于9月1日开票。请写这一天或更晚的日期。"),
        ("hua", "INV-1023 bo from 2099-01-01",
         ("Nothing was changed: 1 Jan 2099 is more than a year ahead. "
          "Name an earlier day."),
         "没有改动：2099年1月1日在一年以后。请写更早的日期。"),
        ("hua", "INV-1024 ana:60 bo:40 from 2026-12-01",
         "Nothing was changed: from 1 Dec on INV-1024 is owned just so already.",
         "没有改动：INV-1024 自12月1日起的归属本来就是这样。"),
        ("ana", "INV-1023 bo from 2026-12-01",
         ("Nothing was asked for: HR, finance, or whoever leads everybody who gains or loses a "
          "share of INV-1023 may ask to move it."),
         "没有提交：INV-1023 的归属变更，可由 HR、财务，或所有份额有增减的人的共同上级申请。"),
        ("mei", "INV-1023 wu from 2026-12-01",
         ("Nothing was asked for: HR, finance, or whoever leads everybody who gains or loses a "
          "share of INV-1023 may ask to move it."),
         "没有提交：INV-1023 的归属变更，可由 HR、财务，或所有份额有增减的人的共同上级申请。"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_both_languages(
    desk: Desk, who: str, typed: str, english: str, chinese: str
) -> None:
    assert desk.refused(who, f"/receivables owner {typed}") == (english, chinese)
    assert desk.states() == []


def test_a_second_move_of_one_day_is_refused_when_asked_and_when_approved(desk: Desk) -> None:
    header = "invoice_id, owners, valid_from"
    desk.type("fin", COMING)
    desk.books.add("ownership", f"{header}\nINV-1023, wu, 2026-12-01")
    expected = (
        "Nothing was changed: INV-1023 moves to others on 1 Dec already. Name another day.",
        "没有改动：INV-1023 在12月1日已有另一次归属变更。请换一个日期。",
    )
    assert desk.refused("hua", "approve") == expected
    desk.press("fin", "withdraw")
    assert desk.refused("fin", COMING) == expected
    assert desk.states() == ["withdrawn"]


def test_the_same_document_is_asked_for_once_at_a_time(desk: Desk) -> None:
    desk.type("fin", COMING)
    assert desk.refused("mei", COMING)[0].startswith("Nothing was asked for: Fin asked for this")


def test_what_is_missing_is_asked_in_a_form(desk: Desk) -> None:
    form = desk.type("mei", "/receivables owner INV-1023 ana:60 bo:40")
    assert isinstance(form, Modal)
    assert filled_in(form) == {"document": "INV-1023", "shares": "ana:60 bo:40", "from": ""}
    bare = desk.type("mei", "/receivables owner", "zh")
    assert isinstance(bare, Modal)
    assert (bare.title, filled_in(bare)["shares"]) == ("变更归属", "")
    given = {"document": "INV-1023", "shares": "ana:60 bo:40", "from": "2026-12-01"}
    for change, field in (
        ({"document": "INV-9999"}, "document"),
        ({"shares": "ana:60"}, "shares"),
        ({"shares": ""}, "shares"),
        ({"from": ""}, "from"),
        ({"from": "2026-08-01"}, "from"),
    ):
        with pytest.raises(FieldProblem) as caught:
            desk.send("mei", "owner.form", form.state, **{**given, **change})
        assert caught.value.field == field
    desk.send("mei", "owner.form", form.state, **given)
    desk.press("hua", "approve")
    assert len(owned(desk, "INV-1023")) == 3
