"""/receivables sent: an invoice's days are filled in once, never by whoever is judged by them."""

import json
from datetime import date

import pytest

from commands._contract import FieldProblem
from commands.sent import Args, parse
from ledger.period import Period
from storage import card_keeping, closing
from tests.commands.approving import Desk, lines_of, said
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal

TODAY = date(2026, 11, 23)
SENT = "/receivables sent INV-1023 2026-11-03"
DELIVERED = "/receivables sent INV-1023 delivered 2026-11-01"
FOOTER = "filled in once, never changed · only you can see this"


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def days(desk: Desk, number: str = "INV-1023") -> tuple[str, ...]:
    query = "SELECT sent_on, delivered_on FROM invoice WHERE workspace_id = {company} AND number = "
    (row,) = desk.books.sql(f"{query}'{number}'")
    return tuple(map(str, row))


def read(desk: Desk, who: str, typed: str, language: str = "en") -> list[str]:
    message = desk.type(who, typed, language)
    return lines_of({"blocks": message.blocks})  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args()),
        ("INV-1", Args("INV-1")),
        ("INV-1 2026-11-03", Args("INV-1", date(2026, 11, 3))),
        ("INV-1 sent 3 Nov", Args("INV-1", date(2026, 11, 3))),
        ("INV-1 on Dec 3", Args("INV-1", date(2025, 12, 3))),
        ("INV-1 23 Nov", Args("INV-1", TODAY)),
        ("INV-1 delivered 2026-11-01", Args("INV-1", None, date(2026, 11, 1))),
        ("INV-1 交付 11月1日 寄出 11月3日", Args("INV-1", date(2026, 11, 3), date(2026, 11, 1))),
        ("INV-1 3 Nov delivered 1 Nov", Args("INV-1", date(2026, 11, 3), date(2026, 11, 1))),
        ("INV-1 delivered on 1 Nov", Args("INV-1", None, date(2026, 11, 1))),
        (
            "INV-1 delivered on 1 Nov 2025 sent on 3 Nov 2025",
            Args("INV-1", date(2025, 11, 3), date(2025, 11, 1)),
        ),
        ("INV-1 last week", Args("INV-1", is_whole=False)),
        ("INV-1 2026-11-03 surely", Args("INV-1", date(2026, 11, 3), is_whole=False)),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, args: Args) -> None:
    assert parse(typed, TODAY) == args


def test_each_day_is_filled_in_once_and_counts_as_if_it_had_been_imported(desk: Desk) -> None:
    assert read(desk, "fin", DELIVERED) == [
        "*INV-1023 华星科技: delivered on 1 Nov*",
        "How soon it is sent counts from the day of delivery.",
        FOOTER,
    ]
    assert read(desk, "mei", SENT) == [
        "*INV-1023 华星科技: delivered on 1 Nov, sent on 3 Nov*",
        "It was sent 2 working days later.",
        FOOTER,
    ]
    assert days(desk) == ("2026-11-03", "2026-11-01")
    assert desk.audited() == ["invoice.dated"] * 2
    query = "SELECT detail FROM audit WHERE workspace_id = {company} AND action = 'invoice.dated'"
    assert json.loads(desk.books.sql(f"{query} ORDER BY seq")[1][0]) == {
        "invoice": "INV-1023",
        "changes": [
            {
                "invoice": "INV-1023",
                "before": {"sent_on": None},
                "after": {"sent_on": "2026-11-03"},
            }
        ],
    }
    rows = (
        "invoice_id, customer_id, issued_on, due_on, amount, sent_on, delivered_on\n"
        "INV-1023, C1, 2026-09-01, 2026-11-10, 80000, 2026-11-03, 2026-11-01"
    )
    assert desk.books.take("invoices", rows).added == 0
    assert desk.is_sound()


def test_the_day_of_delivery_stands_beside_each_owner_as_after_an_import(desk: Desk) -> None:
    desk.type("hua", "/receivables sent INV-1024 delivered 2026-11-02")
    query = (
        "SELECT DISTINCT o.delivered_on FROM ownership o JOIN instalment n ON n.id = "
        "o.instalment_id AND n.workspace_id = o.workspace_id JOIN invoice i ON i.id = n.invoice_id "
        "AND i.workspace_id = n.workspace_id WHERE o.workspace_id = {company} AND i.number = "
    )
    assert [str(row[0]) for row in desk.books.sql(f"{query}'INV-1024'")] == ["2026-11-02"]
    assert desk.is_sound()


def test_the_same_day_again_changes_nothing_and_an_instalment_stands_for_its_invoice(
    desk: Desk,
) -> None:
    told = said(desk.type("hua", "/receivables sent inv-1024/2 2026-11-03 delivered 2026-11-03"))
    assert told == (
        "INV-1024 华星科技: delivered on 3 Nov, sent on 3 Nov. It was sent by the day of delivery."
    )
    assert days(desk, "INV-1024") == ("2026-11-03", "2026-11-03")
    assert read(desk, "mei", "/receivables sent INV-1024 2026-11-03", "zh") == [
        "*INV-1024 华星科技：11月3日交付，11月3日寄出*",
        "系统里已有这条记录，没有改动。",
        "不晚于交付日寄出。",
        "只补填一次，不再更改 · 仅你可见",
    ]
    assert desk.audited() == ["invoice.dated"]


def test_what_is_closed_stays_and_is_said_so(desk: Desk) -> None:
    with desk.books.database.write(desk.now) as tx:
        closing.close(tx, desk.books.company, Period.parse("2026-10"), TODAY, closing.Who())
    told = read(desk, "fin", "/receivables sent INV-1023 delivered 2026-10-20")
    assert told[2] == "What lies before 1 Nov is closed; its results stay."
    assert read(desk, "fin", "/receivables sent INV-1030 2026-10-20")[1] == (
        "No score asks how soon until the day of delivery is known."
    )


def test_the_kept_cards_of_whoever_ever_owned_it_go_and_no_others(desk: Desk) -> None:
    while card_keeping.refresh(desk.books.database, desk.books.company, desk.now, TODAY):
        pass
    before = kept(desk)
    assert {"ana", "bo"} <= before
    desk.type("mei", SENT)
    assert kept(desk) == before - {"ana"}


def kept(desk: Desk) -> set[str]:
    query = (
        "SELECT DISTINCT p.number FROM card c JOIN person p ON p.id = c.person_id "
        "AND p.workspace_id = c.workspace_id WHERE c.workspace_id = {company}"
    )
    return {row[0] for row in desk.books.sql(query)}


def test_what_is_missing_is_asked_for(desk: Desk) -> None:
    form = desk.type("fin", "/receivables sent INV-1023 delivered 1 Nov surely")
    assert isinstance(form, Modal)
    assert filled_in(form)["document"] == "INV-1023"
    assert filled_in(form)["delivered"] == "2026-11-01"
    told = desk.send("fin", "sent.form", "", document="INV-1023", sent="2026-11-03")
    assert said(told) == (
        "INV-1023 华星科技: sent on 3 Nov. "
        "No score asks how soon until the day of delivery is known."
    )
    assert isinstance(desk.type("fin", "/receivables sent"), Modal)


@pytest.mark.parametrize(
    ("who", "typed", "english", "chinese"),
    [
        (
            "ana",
            "INV-1023 2026-11-03",
            (
                "Nothing was recorded: INV-1023 is or was yours, and how soon it was sent is in "
                "your score. Finance, HR or whoever leads its owners records it."
            ),
            (
                "没有记录：INV-1023 归你或曾归你，开票寄出是否及时计入你的评分。"
                "请由财务、HR 或归属人的上级录入。"
            ),
        ),
        (
            "bo",
            "INV-1023 2026-11-03",
            (
                "Nothing was recorded: finance, HR or whoever leads every owner of INV-1023 says "
                "when it was sent and delivered."
            ),
            "没有记录：INV-1023 的寄出和交付日期由财务、HR 或全部归属人的共同上级录入。",
        ),
        (
            "fin",
            "INV-1023 2026-11-24",
            "Nothing was recorded: 24 Nov is still to come. Record it once it has happened.",
            "没有记录：11月24日还没到，请发生后再录入。",
        ),
    ],
)
def test_nobody_else_nobody_for_themselves_and_nothing_to_come(
    desk: Desk, who: str, typed: str, english: str, chinese: str
) -> None:
    assert desk.refused(who, f"/receivables sent {typed}") == (english, chinese)
    assert days(desk) == ("None", "None")
    assert desk.audited() == []


def test_who_owns_or_leads_only_some_of_it_may_not_whatever_their_rights(desk: Desk) -> None:
    assert desk.refused("fay", "/receivables sent INV-1032 2026-11-03")[0].startswith(
        "Nothing was recorded: INV-1032 is or was yours"
    )
    assert desk.refused("mei", "/receivables sent INV-1031 2026-11-03")[0].startswith(
        "Nothing was recorded: finance, HR or whoever leads every owner of INV-1031"
    )
    desk.books.add("ownership", "invoice_id, owners, valid_from\nINV-1023, bo:50;wu:50, 2026-11-20")
    assert desk.refused("ana", SENT)[0].startswith("Nothing was recorded: INV-1023 is or was yours")
    assert desk.refused("mei", SENT)[0].startswith("Nothing was recorded: finance, HR or whoever")
    desk.type("big", SENT)
    assert days(desk) == ("2026-11-03", "None")


def test_another_day_in_the_books_is_refused_and_both_are_named(desk: Desk) -> None:
    desk.type("fin", SENT)
    desk.type("fin", DELIVERED)
    assert desk.refused("hua", SENT.replace("11-03", "11-04")) == (
        "Nothing was recorded: INV-1023 was sent on 3 Nov by the books, not on 4 Nov.",
        "没有记录：系统里 INV-1023 的寄出日期是11月3日，不是11月4日。",
    )
    assert desk.refused("hua", DELIVERED.replace("11-01", "11-02")) == (
        "Nothing was recorded: INV-1023 was delivered on 1 Nov by the books, not on 2 Nov.",
        "没有记录：系统里 INV-1023 的交付日期是11月1日，不是11月2日。",
    )
    assert days(desk) == ("2026-11-03", "2026-11-01")


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"sent": ""}, "sent", "NoDayNamed"),
        ({"sent": "2026-11-24"}, "sent", "NotHappenedYet"),
        ({"sent": "", "delivered": "2026-11-24"}, "delivered", "NotHappenedYet"),
        ({"document": "INV-1024", "sent": "2026-11-04"}, "sent", "SentAlready"),
        ({"document": "INV-1024", "delivered": "2026-11-04"}, "delivered", "DeliveredAlready"),
        ({"document": "INV-1032"}, "document", "OwnInvoice"),
        ({"document": "INV-9"}, "document", "UnknownDocument"),
        ({"document": "INV-1042"}, "document", "NearlyNamed"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: Desk, change, field: str, problem: str) -> None:
    desk.type("fin", "/receivables sent INV-1024 2026-11-03 delivered 2026-11-01")
    with pytest.raises(FieldProblem) as caught:
        desk.send("fay", "sent.form", "", **{"document": "INV-1023", "sent": "2026-11-03"} | change)
    assert caught.value.field == field
    assert type(caught.value.problem).__name__ == problem
