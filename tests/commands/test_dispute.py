"""/dispute: opened by one, confirmed by another, decided once; every card says how it stands."""

from datetime import date

import pytest

from commands._contract import FieldProblem, discover
from commands.dispute import Args, parse
from tests.commands.approving import lines_of, said
from tests.commands.contesting import OPENED, Bench, bench_of
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal

MONDAY = date(2026, 11, 23)
HEADER = "dispute_id, invoice_id, amount, from, to, outcome, own_doing"


@pytest.fixture
def bench(books: Books) -> Bench:
    return bench_of(books)


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args()),
        ("list", Args(lists=True)),
        ("清单", Args(lists=True)),
        ("INV-1", Args("INV-1")),
        ("INV-1 30,000", Args("INV-1", "30,000")),
        ("INV-1 3万 数量不符", Args("INV-1", "3万", None, "数量不符")),
        ("INV-1 CNY 500 broken", Args("INV-1", "CNY 500", None, "broken")),
        ("INV-1 500 CNY broken", Args("INV-1", "500 CNY", None, "broken")),
        ("INV-1 500 2 pieces broken", Args("INV-1", "500", None, "2 pieces broken")),
        ("INV-1 500 since 20 Nov late", Args("INV-1", "500", date(2026, 11, 20), "late")),
        ("INV-1 500 从 11月20日 迟到", Args("INV-1", "500", date(2026, 11, 20), "迟到")),
        ("INV-1 500 since 24 Dec late", Args("INV-1", "500", date(2025, 12, 24), "late")),
        ("INV-1 500 since 2026-12-24 x", Args("INV-1", "500", date(2026, 12, 24), "x")),
        ("INV-1 500 since 20 Nov 2025 x", Args("INV-1", "500", date(2025, 11, 20), "x")),
        ("INV-1 500 从11月2日起 数量不符", Args("INV-1", "500", date(2026, 11, 2), "数量不符")),
        ("INV-1 500 自11月2日 短少", Args("INV-1", "500", date(2026, 11, 2), "短少")),
        ("INV-1 500 since then", Args("INV-1", "500", None, "since then", is_whole=False)),
        ("INV-1 500 all boxes wet", Args("INV-1", "500", None, "all boxes wet")),
        ("INV-1 500 try again", Args("INV-1", "500", None, "try again")),
        ("INV-1 3,000 11月20日起数量不符", Args("INV-1", "3,000", date(2026, 11, 20), "数量不符")),
        ("INV-1 cny 500 broken", Args("INV-1", "cny 500", None, "broken")),
        ("INV-1 wrong", Args("INV-1", "", None, "wrong")),
    ],
)
def test_amounts_days_and_reasons_are_read_as_people_write_them(typed: str, args: Args) -> None:
    assert parse(typed, MONDAY) == args


def test_the_day_before_a_leap_day_of_another_year_is_asked_for() -> None:
    assert parse("INV-1 500 since 29 Feb x", date(2028, 1, 5)).from_on is None


def test_a_dispute_stands_apart_at_once_and_its_card_goes_to_whoever_is_concerned(
    bench: Bench,
) -> None:
    told = said(bench.type("ana", OPENED))
    assert told == (
        "CNY 30,000.00 of INV-1023 华星科技 is disputed since 23 Nov: not overdue any more. "
        "Scores see it once one of 4 people confirms it."
    )
    assert bench.disputed() == "30000.00"
    assert bench.disputed("2026-11-22") == "0.00"
    assert bench.steps() == []
    assert bench.readers() == {"ana", "mei", "hua", "fin", "fay"}
    card = [
        "*华星科技 disputes CNY 30,000.00 of INV-1023*",
        "Reason: wrong quantity",
        "since 23 Nov · CNY 40,000.00 open · owned by Ana",
    ]
    footer = "opened by Ana, today 10:00 · apart from overdue in ageing · in scores once confirmed"
    score = bench.seen("mei")[3]
    assert score.startswith("Ana in November: 47.9 → ")
    assert score.endswith(" points, once confirmed")
    assert bench.seen("mei") == [*card, score, "[Confirm] [Own doing] [Not a dispute]", footer]
    assert bench.seen("fin") == [*card, "[Confirm] [Own doing] [Not a dispute]", footer]
    assert bench.seen("hua", "zh")[:4] == [
        "*华星科技对 INV-1023 的 CNY 30,000.00 有争议*",
        "原因：wrong quantity",
        "11月23日起 · 未收 CNY 40,000.00 · 归属 Ana",
        score.replace("Ana in November: ", "Ana 十一月：确认后 ").replace(
            " points, once confirmed", " 分"
        ),
    ]
    assert bench.audited() == ["dispute.opened"]
    assert bench.is_sound()


def test_whoever_opens_one_takes_it_back_within_ten_minutes(bench: Bench) -> None:
    bench.type("ana", OPENED)
    (now, later) = bodies(bench, "ana")
    assert "[Undo]" in now
    assert "[Undo]" not in later
    bench.wait(minutes=9)
    assert bench.click("ana", "undo") is None
    assert bench.disputed() == "0.00"
    assert bench.seen("mei") == [
        "*Dispute taken back: CNY 30,000.00 of INV-1023 华星科技*",
        "Reason: wrong quantity",
        "It ages as if it had never been disputed.",
        "Ana in November: 47.9 → 47.9 points",
        "opened by Ana, today 10:00 · taken back by Ana, today 10:09",
    ]
    assert bench.denied("ana", "undo") == bench.denied("mei", "confirm")
    assert bench.denied("mei", "confirm") == (
        "Ana decided this on 23 Nov; nothing was done twice.",
        "Ana 已于11月23日裁定，没有重复处理。",
    )
    assert said(bench.type("ana", OPENED)).startswith("CNY 30,000.00 of INV-1023")
    bench.wait(minutes=10)
    assert bench.denied("ana", "undo") == (
        ("Nothing was changed: a dispute is taken back within ten minutes. "
         "Ask somebody who may confirm it to say that it is none."),
        "没有改动：争议只能在十分钟内撤回。请有权确认的人改判为“不是争议”。",
    )  # fmt: skip
    assert bench.denied("mei", "undo") == (
        "Nothing was changed: only whoever opened this dispute can take it back.",
        "没有改动：只有提出人可以撤回争议。",
    )
    bench.click("mei", "confirm")
    assert bench.denied("ana", "undo")[0].startswith("Mei confirmed this on 23 Nov")
    assert bench.is_sound()


def bodies(bench: Bench, who: str) -> list[str]:
    query = (
        "SELECT o.body FROM outbox o JOIN person p ON p.workspace_id = o.workspace_id "
        "AND o.target = 'person:' || p.id WHERE o.workspace_id = {company} AND p.number = "
    )
    found = bench.books.sql(f"{query}'{who}' ORDER BY o.id")
    return [body.replace('"Undo"', "[Undo]") for (body,) in found]


def test_somebody_else_confirms_it_and_the_card_says_what_it_did(bench: Bench) -> None:
    bench.type("ana", OPENED)
    before = bench.seen("mei")[3].removesuffix(", once confirmed")
    bench.wait(minutes=5)
    assert bench.click("mei", "confirm") is None
    card = [
        "*华星科技 disputes CNY 30,000.00 of INV-1023*",
        "Reason: wrong quantity",
        "since 23 Nov · CNY 40,000.00 open · owned by Ana",
        "It is not overdue, and its days are charged to nobody.",
    ]
    footer = "opened by Ana, today 10:00 · confirmed by Mei, today 10:05"
    assert bench.seen("ana") == [*card, before, footer]
    assert bench.seen("fay") == [*card, "[Decide]", footer]
    assert bench.steps() == [("D-1", "confirm", None, None, False, "", "mei")]
    assert bench.denied("hua", "confirm") == bench.denied("hua", "none")
    assert bench.denied("hua", "own") == (
        "Mei confirmed this on 23 Nov; nothing was done twice.",
        "Mei 已于11月23日确认，没有重复处理。",
    )
    assert bench.audited() == ["dispute.opened", "dispute.confirmed"]
    assert bench.is_sound()


def test_what_the_owner_brought_about_moves_no_score(bench: Bench) -> None:
    bench.type("fin", OPENED)
    bench.click("hua", "own")
    assert bench.seen("mei")[3:] == [
        "The owner brought it about: in scores it stays overdue.",
        "Ana in November: 47.9 → 47.9 points",
        "[Decide]",
        "opened by Fin, today 10:00 · confirmed by Hua, today 10:00",
    ]
    assert bench.steps() == [("D-1", "confirm", None, None, True, "", "hua")]
    assert bench.disputed() == "30000.00"
    bench.wait(days=2)
    bench.decide("fin", "for_us", "2026-11-25")
    assert bench.seen("mei")[2] == "It ages again from 25 Nov on."


def test_what_is_none_never_was_one_and_whoever_opened_it_reads_why(bench: Bench) -> None:
    bench.type("ana", OPENED)
    bench.wait(days=1)
    assert bench.disputed("2026-11-24") == "30000.00"
    bench.dismiss("mei", "they have paid for less before")
    assert bench.disputed("2026-11-24") == bench.disputed("2026-11-23") == "0.00"
    assert bench.seen("ana") == [
        "*Not a dispute: CNY 30,000.00 of INV-1023 华星科技*",
        "Reason: wrong quantity",
        "It ages as if it had never been disputed.",
        "Answer: they have paid for less before",
        bench.seen("ana")[4],
        "opened by Ana, 23 Nov 10:00 · decided by Mei, today 10:00",
    ]
    assert bench.steps()[0][1:5] == ("decide", None, "2026-11-23", False)
    assert said(bench.type("mei", "/dispute list")) == "No dispute that you may see is open"
    assert "Disputes" not in str(bench.type("ana", "/customer INV-1023").blocks)  # type: ignore[union-attr]
    rows = f"{HEADER}\nD-1, INV-1023, 30000, 2026-11-23, 2026-12-01, for_us,"
    refused = bench.books.take("disputes", rows)
    assert refused.findings[0].message == "D-1 was found to be no dispute."
    assert bench.is_sound()


@pytest.mark.parametrize(
    ("outcome", "headline", "then"),
    [
        ("for_us", "*Decided for us: CNY 30,000.00 of INV-1023 华星科技*",
         "It ages again from 25 Nov on; its disputed days are charged to nobody."),
        ("for_customer", "*Decided for the customer: CNY 30,000.00 of INV-1023 华星科技*",
         "It ages again from 25 Nov on, until the credit note comes."),
    ],
)  # fmt: skip
def test_it_is_decided_once_with_the_first_day_after_it(
    bench: Bench, outcome: str, headline: str, then: str
) -> None:
    bench.type("ana", OPENED)
    bench.click("mei", "confirm")
    bench.wait(days=2)
    form = bench.click("fin", "decide")
    assert filled_in(form)["to"] == "2026-11-25"
    bench.decide("fin", outcome, "2026-11-25", "the note of 20 Nov was signed")
    seen = bench.seen("mei")
    assert seen[:4] == [
        headline,
        "Reason: wrong quantity",
        then,
        "Answer: the note of 20 Nov was signed",
    ]
    assert seen[4].startswith("Ana in November: ")
    assert seen[5:] == [
        "opened by Ana, 23 Nov 10:00 · confirmed by Mei, 23 Nov 10:00 · decided by Fin, today 10:00"
    ]
    assert (bench.disputed("2026-11-24"), bench.disputed("2026-11-25")) == ("30000.00", "0.00")
    assert bench.denied("fay", "decide")[0] == "Fin decided this on 25 Nov; nothing was done twice."
    assert bench.audited()[-1] == "dispute.decided"
    assert bench.is_sound()


def test_an_end_that_is_not_after_the_beginning_is_said_at_its_field(bench: Bench) -> None:
    bench.type("ana", OPENED)
    bench.click("mei", "confirm")
    form = bench.click("mei", "decide")
    assert filled_in(form)["to"] == "2026-11-24", "the day of its beginning cannot be its end"
    with pytest.raises(FieldProblem) as caught:
        bench.decide("mei", "for_us", "2026-11-23")
    assert caught.value.field == "to"
    assert bench.both(lambda: bench.decide("mei", "for_us", "2026-11-23")) == (
        ("Nothing was decided: it is disputed since 23 Nov, so 23 Nov cannot be "
         "the first day on which it is not. Name a later one."),
        "没有裁定：争议从11月23日起，11月23日不能是不再有争议的第一天。请写更晚的日期。",
    )  # fmt: skip


def test_nobody_who_is_credited_or_opened_it_confirms_it(bench: Bench) -> None:
    """Mei leads Ana and Bo; Fay of finance owns INV-1032 herself."""
    bench.type("mei", "/dispute INV-1024 500 wrong colour")
    bench.type("fay", "/dispute INV-1032 500 wrong colour")
    meis, fays = bench.newest_of("mei"), bench.newest_of("fay")
    own = "Nothing was changed: this would change your own score. Somebody else decides it."
    for button in ("confirm", "own", "none"):
        assert bench.denied("bo", button, meis)[0] == own
        assert bench.denied("fay", button, fays)[0] == own
        assert bench.denied("mei", button, meis) == (
            "Nothing was changed: you opened this dispute. Somebody else confirms it.",
            "没有改动：争议是你提出的，须由他人确认。",
        )
        assert bench.denied("wu", button, meis)[0].startswith("Nothing was changed: this is not")
    assert bench.steps() == []


def test_who_opened_it_may_decide_it_once_somebody_confirmed_it(bench: Bench) -> None:
    bench.type("mei", "/dispute INV-1024 500 wrong colour")
    bench.click("hua", "confirm")
    assert bench.denied("ana", "decide")[0].startswith("Nothing was changed: this would change")
    assert bench.denied("wu", "decide")[0].startswith("Nothing was changed: this is not yours")
    bench.decide("mei", "for_us", "2026-11-24")
    assert bench.steps()[1][1:4] == ("decide", "for_us", "2026-11-24")


REFUSED = [
    ("wu", "INV-1023 500 x",
     ("Nothing was recorded: INV-1023 is not yours. "
      "Its owner, their manager, finance or HR may open a dispute."),
     "没有记录：INV-1023 不归你。可由归属人、其主管、财务或 HR 提出争议。"),
    ("ana", "INV-1023 40,000.01 x",
     ("Nothing was recorded: of INV-1023 CNY 40,000.00 was open and not disputed on 23 Nov, "
      "less than CNY 40,000.01."),
     "没有记录：11月23日 INV-1023 未收且无争议的只有 CNY 40,000.00，少于 CNY 40,000.01。"),
    ("ana", "INV-1023 60,000 since 2026-11-01 x",
     ("Nothing was recorded: of INV-1023 CNY 40,000.00 was open and not disputed on 23 Nov, "
      "less than CNY 60,000.00."),
     "没有记录：11月23日 INV-1023 未收且无争议的只有 CNY 40,000.00，少于 CNY 60,000.00。"),
    ("ana", "INV-1023 500 since 2026-12-01 x",
     "Nothing was recorded: 1 Dec is still to come. Name the first day of the dispute.",
     "没有记录：12月1日还没到。请写争议的第一天。"),
    ("ana", "INV-1024/2 500 x",
     ("Nothing was recorded: a dispute lies on the oldest part of an invoice first. "
      "Name INV-1024 instead of INV-1024/2."),
     "没有记录：争议先落在应收单最早的一期。请写 INV-1024，不要写 INV-1024/2。"),
    ("ana", "INV-1023 USD 500 x",
     "Nothing was changed: INV-1023 is in CNY, not in USD.",
     "没有改动：INV-1023 的币种是 CNY，不是 USD。"),
    ("ana", "INV-1042 500 x",
     ("Nothing was changed: INV-1042 is not in the books. "
      "Did you mean INV-1024 (华星科技, CNY 25,000.00 open)?"),
     "没有改动：账上没有 INV-1042。你是指 INV-1024（华星科技，未收 CNY 25,000.00）吗？"),
]  # fmt: skip


def test_what_cannot_be_is_said_in_both_languages(bench: Bench) -> None:
    for who, typed, english, chinese in REFUSED:
        assert bench.refused(who, f"/dispute {typed}") == (english, chinese)
    assert bench.books.count("dispute") == 0


def test_what_is_disputed_already_is_not_disputed_twice(bench: Bench) -> None:
    bench.type("ana", OPENED)
    assert bench.refused("ana", "/dispute INV-1023 10,000.01 and more")[0].startswith(
        "Nothing was recorded: of INV-1023 CNY 10,000.00 was open and not disputed on 23 Nov"
    )
    bench.type("ana", "/dispute INV-1023 10,000 and more")
    assert bench.disputed() == "40000.00"


def test_it_lies_on_the_oldest_instalments_as_an_imported_one_does(bench: Bench) -> None:
    bench.type("ana", "/dispute INV-1024 21,000 both parts")
    query = (
        "SELECT i.label, d.amount_minor FROM disputed_part d JOIN instalment i "
        "ON i.workspace_id = d.workspace_id AND i.id = d.instalment_id "
        "WHERE d.workspace_id = {company} ORDER BY d.id"
    )
    assert bench.books.sql(query) == [("1", 2_000_000), ("2", 100_000)]


def test_what_is_missing_is_asked_in_a_form(bench: Bench) -> None:
    form = bench.type("ana", "/dispute INV-1023 30,000")
    assert isinstance(form, Modal)
    assert filled_in(form) == {
        "document": "INV-1023", "amount": "30,000", "from": "2026-11-23", "reason": "",
    }  # fmt: skip
    for typed in ("12 500 wrong quantity", "CNY 12 500 wrong", "1 250 000.50 CNY wrong"):
        spaced = filled_in(bench.type("ana", f"/dispute INV-1023 {typed}"))
        assert (spaced["amount"], spaced["reason"]) == ("", typed)
    assert set(filled_in(bench.type("ana", "/dispute", "zh"))) == set(filled_in(form))  # type: ignore[arg-type]
    given = {"document": "INV-1023", "amount": "300", "from": "2026-11-20", "reason": "broken"}
    for change, field in (
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"document": "INV-9999"}, "document"),
        ({"document": "INV-1024/1"}, "document"),
        ({"document": "INV-1031"}, "document"),
        ({"amount": "much"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "12 500"}, "amount"),
        ({"amount": "12.500"}, "amount"),
        ({"amount": "90,000"}, "amount"),
        ({"amount": "EUR 9"}, "amount"),
        ({"from": "2026-11-24"}, "from"),
    ):
        with pytest.raises(FieldProblem) as caught:
            bench.send("ana", "dispute.form", form.state, **{**given, **change})
        assert caught.value.field == field, change
    told = said(bench.send("ana", "dispute.form", form.state, **given))
    assert told.startswith("CNY 300.00 of INV-1023 华星科技 is disputed since 20 Nov: ")
    assert bench.disputed("2026-11-20") == "300.00"


def test_problems_of_a_form_are_said_in_both_languages(bench: Bench) -> None:
    given = {"document": "INV-1023", "amount": "300", "from": "2026-11-20", "reason": "broken"}

    def refusal(**change: str) -> tuple[str, str]:
        return bench.both(lambda: bench.send("ana", "dispute.form", "", **{**given, **change}))

    assert refusal(amount="much") == (
        "Nothing was recorded: much is no amount. Write it as `5,000` or `5千`.",
        "没有记录：much 不是金额。请写成 `5,000` 或 `5千`。",
    )
    assert refusal(reason="") == (
        "Say what the customer contests, in up to 500 signs.",
        "请用 500 字以内说明客户对什么有争议。",
    )
    for form, fields in (
        ("dispute.dismissed", {"words": " "}),
        ("dispute.decided", {"outcome": "for_us", "to": "2026-12-01", "words": "x" * 501}),
    ):
        parse_it = discover().forms[form].parse
        assert bench.both(lambda f=fields, p=parse_it: p(f, "1", MONDAY)) == (
            "Say why, in up to 500 signs: whoever opened it reads it.",
            "请用 500 字以内说明理由，提出人会看到。",
        )


def test_who_may_confirm_is_named_and_nobody_is_said_too(bench: Bench) -> None:
    nobodys = "UPDATE person SET rights = '' WHERE workspace_id = {company}"
    bench.books.run(f"{nobodys} AND number = 'fay'")
    assert said(bench.type("ana", OPENED)).endswith(
        "Scores see it once it is confirmed: Fin, Hua and Mei may."
    )
    bench.books.run(nobodys)
    bench.books.run("UPDATE assignment SET role = 'other' WHERE workspace_id = {company}")
    told = said(bench.type("big", "/dispute INV-1031 100 wrong address", "zh"))
    assert told.endswith("没有人可以确认，因此不影响评分。请联系 HR。")


def test_the_list_is_of_ones_own_of_whom_one_leads_and_of_all_for_finance_and_hr(
    bench: Bench,
) -> None:
    bench.type("ana", OPENED)
    bench.type("wu", "/dispute INV-1031 100 since 2026-11-20 wrong address")
    bench.books.add("disputes", f"{HEADER}\nX9, INV-1032, 50, 2026-11-21, , ,")
    bench.books.add("disputes", f"{HEADER}\nX8, INV-1024, 60, 2026-11-21, 2026-12-05, for_us,")
    bench.click("fin", "confirm", bench.newest_of("wu"))

    def listed(who: str, language: str = "en") -> list[str]:
        blocks = bench.type(who, "/dispute list", language).blocks  # type: ignore[union-attr]
        return lines_of({"blocks": blocks})

    mine = "INV-1023 华星科技 · CNY 30,000.00 · since 23 Nov · Ana · wrong quantity"
    west = "INV-1031 鸿达贸易 · CNY 100.00 · since 20 Nov · Wu · wrong address · not decided yet"
    over = "INV-1024 华星科技 · CNY 60.00 · since 21 Nov · Ana and Bo · until 5 Dec"
    fays = "INV-1032 鸿达贸易 · CNY 50.00 · since 21 Nov · Fay · not decided yet"
    assert listed("fin")[:5] == [
        "4 disputes are open", west, fays, over, f"{mine} · not confirmed yet",
    ]  # fmt: skip
    assert listed("ana")[:3] == ["2 disputes are open", over, f"{mine} · not confirmed yet"]
    assert listed("mei") == listed("ana")
    assert listed("wu")[:2] == ["1 dispute is open", west]
    assert listed("ada", "zh")[0] == "没有你可见的未了结争议"
    buttons = [
        block["accessory"]["value"]
        for block in bench.type("fay", "/dispute list").blocks  # type: ignore[union-attr]
        if "accessory" in block
    ]
    assert len(buttons) == 2, "neither her own nor what is decided"


def test_a_long_list_is_counted(bench: Bench) -> None:
    for number in range(17):
        bench.type("ana", f"/dispute INV-1023 {number + 1} wrong")
    lines = lines_of({"blocks": bench.type("ana", "/dispute list").blocks})  # type: ignore[union-attr]
    assert (lines[0], lines[16]) == ("17 disputes are open", "and 2 more items")


def test_the_card_comes_again_to_whoever_may_act_on_it(bench: Bench) -> None:
    """An imported dispute has no card yet: its card is fetched from the list, and decided."""
    bench.books.add("disputes", f"{HEADER}\nX9, INV-1023, 50, 2026-11-20, , ,")
    told = bench.click("fin", "card")
    assert said(told) == "The card is among your messages with me."
    assert bench.readers() == {"fin"}
    assert bench.seen("fin") == [
        "*华星科技 disputes CNY 50.00 of INV-1023*",
        "since 20 Nov · CNY 40,000.00 open · owned by Ana",
        "It is not overdue, and its days are charged to nobody.",
        "[Decide]",
        "as an import says",
    ]
    assert bench.denied("wu", "card")[0].startswith("Nothing was changed: this is not yours")
    bench.decide("fin", "for_customer", "2026-11-23")
    assert bench.seen("fin")[0] == "*Decided for the customer: CNY 50.00 of INV-1023 华星科技*"


def test_what_an_import_decided_meanwhile_is_said(bench: Bench) -> None:
    bench.type("ana", OPENED)
    bench.books.add("disputes", f"{HEADER}\nD-1, INV-1023, 30000, 2026-11-23, 2026-11-30, for_us,")
    assert bench.denied("mei", "confirm") == (
        "An import said on 23 Nov what became of this; nothing was done twice.",
        "导入数据已于11月23日给出结论，没有重复处理。",
    )
    assert [step[1] for step in bench.steps()] == ["confirm", "decide"]
    bench.click("mei", "card")
    assert bench.seen("mei")[-1] == "opened by Ana, today 10:00 · decided by an import, today 00:00"


def test_a_decision_without_an_end_is_said_so(bench: Bench) -> None:
    bench.books.take("disputes", f"{HEADER}\nX9, INV-1023, 50, 2026-11-20, , for_us,")
    bench.books.take("disputes", f"{HEADER}\nX8, INV-1023, 60, 2026-11-20, 2026-12-20, ,")
    rows = lines_of({"blocks": bench.type("hua", "/dispute list").blocks})  # type: ignore[union-attr]
    assert rows[1].endswith("decided without an end")
    bench.click("hua", "card", bench.numbered("X9"))
    assert bench.seen("hua")[1] == "It stays disputed until an import says when it ends."
    bench.click("hua", "card", bench.numbered("X8"))
    assert bench.seen("hua")[0] == "*Not disputed any more: CNY 60.00 of INV-1023 华星科技*"
