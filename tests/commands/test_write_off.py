"""/receivables writeoff and apply: finance or a lead asks, another person of finance approves."""

import pytest

from commands._contract import FieldProblem
from commands.write_off import Args, parse
from tests.commands.approving import Desk, lines_of, said
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal

ASKED = "/receivables writeoff INV-1023 5,000 customer will not pay"


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def balance(desk: Desk, number: str) -> int:
    query = (
        "SELECT sum(n.balance_minor) FROM instalment n JOIN invoice i ON i.id = n.invoice_id "
        "WHERE n.workspace_id = {company} AND i.number = "
    )
    return int(desk.books.sql(f"{query}'{number}'")[0][0])


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("", Args()),
        ("INV-1", Args("INV-1")),
        ("INV-1 5,000 gone", Args("INV-1", "5,000", "gone")),
        ("INV-1 CNY 5千 no money", Args("INV-1", "CNY 5千", "no money")),
        ("INV-1 gone for good", Args("INV-1", "", "gone for good")),
        ("INV-1 5,000 all gone", Args("INV-1", "5,000", "all gone")),
        ("INV-1 5,000 CNY all gone", Args("INV-1", "5,000 CNY", "all gone")),
    ],
)
def test_the_amount_is_read_with_its_currency_or_without(typed: str, args: Args) -> None:
    assert parse(typed, Books.today) == args


def test_another_person_of_finance_writes_it_off(desk: Desk) -> None:
    assert said(desk.type("fin", ASKED)) == "Asked Fay to approve it. Nothing is changed yet."
    assert desk.readers() == {"fin", "fay"}
    assert desk.seen("fay") == [
        "*Fin asks to write off CNY 5,000.00 of INV-1023 华星科技*",
        "CNY 40,000.00 open · owned by Ana",
        "It never counts as collected, and raises nobody's score.",
        "Reason: customer will not pay",
        "[Approve] [Reject]",
        "asked for by Fin, today 10:00 · nothing is changed yet",
    ]
    assert desk.refused("fin", "approve")[0].startswith("Nothing was changed: you asked for this")
    assert desk.refused("mei", "approve")[0].startswith("Nothing was changed: this is not yours")
    desk.wait(days=3)
    desk.press("fay", "approve")
    row = "SELECT number, amount_minor, written_off_on, reason FROM write_off WHERE workspace_id = "
    assert desk.books.sql(f"{row}{{company}}") == [
        ("WO-1", 5_000_00, "2026-11-26", "customer will not pay")
    ]
    assert balance(desk, "INV-1023") == 35_000_00
    assert desk.seen("fin")[0] == "*CNY 5,000.00 of INV-1023 华星科技 is written off*"
    assert desk.seen("fin", "zh")[0] == "*INV-1023 华星科技的 CNY 5,000.00 已记为坏账*"
    assert desk.books.kpis("2026-11")[None]["collected_amount"] == "49000.00"
    assert desk.audited() == ["write_off.requested", "write_off.approved"]
    assert desk.is_sound()


def test_a_lead_asks_and_the_owner_never_approves(desk: Desk) -> None:
    desk.type("mei", ASKED)
    assert desk.readers() == {"mei", "fin", "fay"}
    desk.press("mei", "withdraw")
    assert desk.refused("fin", "/receivables writeoff INV-1032 700 gone")[0].startswith(
        "Nothing was asked for: nobody but those it concerns could approve it."
    )
    desk.type("big", "/receivables writeoff INV-1032 700 gone")
    assert desk.readers() >= {"big", "fin"}
    assert desk.refused("fay", "approve")[0].startswith("Nothing was changed: this would change")
    desk.press("fin", "approve")
    assert balance(desk, "INV-1032") == 0
    assert desk.is_sound()


def test_an_invoice_of_nobody_is_written_off_too(desk: Desk) -> None:
    row = "INV-7, C1, 2026-09-01, 2026-09-30, 50"
    desk.books.add("invoices", f"invoice_id, customer_id, issued_on, due_on, amount\n{row}")
    desk.type("fin", "/receivables writeoff INV-7 50 gone")
    assert desk.seen("fay")[1] == "CNY 50.00 open"
    desk.press("fay", "approve")
    assert balance(desk, "INV-7") == 0


def test_what_was_paid_meanwhile_is_not_written_off_but_can_be_rejected(desk: Desk) -> None:
    desk.type("fin", "/receivables writeoff INV-1023 40,000 gone")
    desk.books.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\nR-14, C1, 2026-11-23, 1, INV-1023",
    )
    assert desk.refused("fay", "approve") == (
        "Nothing was changed: of INV-1023 CNY 39,999.00 is open, less than CNY 40,000.00.",
        "没有改动：INV-1023 未收 CNY 39,999.00，少于 CNY 40,000.00。",
    )
    assert desk.states() == ["open"]
    desk.reject("fay", "they pay again")
    assert desk.states() == ["rejected"]
    assert desk.books.count("write_off") == 0


@pytest.mark.parametrize(
    ("who", "typed", "english"),
    [
        ("ana", "INV-1023 500 gone",
         "Nothing was asked for: finance, or whoever leads the owner of INV-1023, may ask to"),
        ("fin", "INV-1023 USD 500 gone", "Nothing was changed: INV-1023 is in CNY, not in USD."),
        ("fin", "INV-1023 40,000.01 gone",
         "Nothing was changed: of INV-1023 CNY 40,000.00 is open, less than CNY 40,000.01."),
        ("fin", "INV-1024/2 500 gone",
         "Nothing was asked for: a write-off takes from the oldest part of an invoice first."),
        ("fin", "INV-9999 500 gone", "Nothing was changed: INV-9999 is not in the books. Check"),
        ("fin", "INV-1023 0.001 gone", "Nothing was asked for: 0.001 is no amount. Write it as "),
        ("fin", f"INV-1023 500 {'x' * 501}", "Say why it will not come in, in up to 500 signs."),
    ],
)  # fmt: skip
def test_what_cannot_be_written_off_is_said(desk: Desk, who: str, typed: str, english: str) -> None:
    told = desk.refused(who, f"/receivables writeoff {typed}")
    assert told[0].startswith(english)
    assert told[1] != told[0]
    assert desk.states() == []


def test_a_form_asks_for_what_is_missing_and_says_what_is_wrong_at_its_field(desk: Desk) -> None:
    form = desk.type("fin", "/receivables writeoff INV-1023")
    assert isinstance(form, Modal)
    assert filled_in(form) == {"document": "INV-1023", "amount": "", "reason": ""}
    spaced = filled_in(desk.type("fin", "/receivables writeoff INV-1023 12 500 gone"))
    assert spaced == {"document": "INV-1023", "amount": "", "reason": "12 500 gone"}
    given = {"document": "INV-1023", "amount": "5千", "reason": "gone"}
    for field, text in (("document", "INV-9"), ("amount", "much"), ("amount", "90k"),
                        ("amount", "12 500"), ("amount", "12.500"),
                        ("reason", "")):  # fmt: skip
        with pytest.raises(FieldProblem) as caught:
            desk.send("fin", form.id, form.state, **{**given, field: text})
        assert caught.value.field == field
    desk.send("fin", form.id, form.state, **given)
    desk.press("fay", "approve")
    assert balance(desk, "INV-1023") == 35_000_00


# --- the use of what is unapplied ----------------------------------------------------------------


def test_unapplied_cash_settles_from_the_later_of_value_and_issue_date_known_from_now(
    desk: Desk,
) -> None:
    """R-12 of 5 November has 100 left; INV-1031 was issued on the 20th."""
    before = desk.now
    desk.wait(days=1)
    desk.type("fin", "/receivables apply R-12 inv-1031 40")
    assert desk.seen("fay")[:3] == [
        "*Fin asks to settle INV-1031 鸿达贸易 with CNY 40.00 of R-12*",
        "CNY 300.00 open · CNY 100.00 unapplied · owned by Wu",
        "[Approve] [Reject]",
    ]
    assert desk.refused("fin", "approve")[0].startswith("Nothing was changed: you asked")
    desk.press("fay", "approve")
    assert desk.seen("fin")[0] == "*INV-1031 鸿达贸易 is settled with CNY 40.00 of R-12*"
    query = (
        "SELECT a.amount_minor, a.value_on, a.effective_on, s.amount_minor, s.effective_on "
        "FROM allocation a JOIN instalment n ON n.id = a.instalment_id "
        "JOIN invoice i ON i.id = n.invoice_id JOIN credit_share s ON s.allocation_id = a.id "
        "WHERE a.workspace_id = {company} AND i.number = 'INV-1031'"
    )
    assert desk.books.sql(query) == [(4000, "2026-11-05", "2026-11-20", 4000, "2026-11-20")]
    assert balance(desk, "INV-1031") == 260_00
    assert desk.books.unapplied("2026-11-24") == "60.00"
    assert desk.books.unapplied("2026-11-19") == "100.00"
    known = desk.books.ageing("2026-11-24", None, before)["CNY"]["unapplied"]
    assert known == "100.00"
    assert desk.audited() == ["apply.requested", "apply.approved"]
    assert desk.is_sound()


def test_a_bounce_takes_back_what_was_applied_later(desk: Desk) -> None:
    desk.type("wu", "/receivables apply R-12 INV-1031 100")
    desk.press("fin", "approve")
    row = "B-12, C2, 2026-11-23, -9100, R-12"
    desk.books.add("payments", f"payment_id, customer_id, value_on, amount, reverses_id\n{row}")
    assert balance(desk, "INV-1031") == 300_00
    assert balance(desk, "INV-1030") == 9_000_00
    assert desk.is_sound()


def test_a_credit_note_settles_too(desk: Desk) -> None:
    row = "CN-1, C2, 2026-11-21, -50, credit_note"
    desk.books.add("invoices", f"invoice_id, customer_id, issued_on, amount, kind\n{row}")
    desk.type("fin", "/receivables apply CN-1 INV-1031 50")
    desk.press("fay", "approve")
    assert balance(desk, "INV-1031") == 250_00
    assert desk.books.count("allocation") == 2
    assert desk.is_sound()


@pytest.mark.parametrize(
    ("who", "typed", "english"),
    [
        ("fin", "R-12", "Nothing was asked for: write which money, which invoice and how much, as"),
        ("fin", "R-12 INV-1031 much", "Nothing was asked for: write which money, which invoice"),
        ("fin", "R-12 INV-1031 1 000", "Nothing was asked for: write which money, which invoice"),
        ("fin", "R-12 INV-1031 0.001", "Nothing was asked for: write which money, which invoice"),
        ("fin", "R-99 INV-1031 40", "Nothing was changed: there is no payment or credit note R-99"),
        ("fin", "R-12 INV-1023 40",
         "Nothing was changed: R-12 came from 鸿达贸易, and INV-1023 is 华星科技's."),
        ("fin", "R-12 INV-1031 100.01",
         "Nothing was changed: of R-12 CNY 100.00 is unapplied, less than CNY 100.01."),
        ("fin", "R-12 INV-1030 40",
         "Nothing was changed: of INV-1030 CNY 0.00 is open, less than CNY 40.00."),
        ("fin", "R-12 INV-1031 USD 40", "Nothing was changed: R-12 is in CNY, not in USD."),
        ("ana", "R-12 INV-1031 40",
         "Nothing was asked for: finance, the owner of INV-1031 or who leads them may propose"),
        ("ana", "", "Nothing was shown: what is unapplied is listed for finance."),
    ],
)  # fmt: skip
def test_never_more_than_there_is_and_never_other_peoples_money(
    desk: Desk, who: str, typed: str, english: str
) -> None:
    told = desk.refused(who, f"/receivables apply {typed}")
    assert told[0].startswith(english)
    assert told[1] != told[0]
    assert desk.states() == []


def test_finance_sees_what_is_unapplied_the_oldest_first(desk: Desk) -> None:
    row = "R-20, C1, 2026-11-01, 7, INV-7"
    desk.books.take("payments", f"payment_id, customer_id, value_on, amount, invoice_id\n{row}")
    listed = desk.type("fin", "/receivables apply")
    assert lines_of({"blocks": listed.blocks})[1:3] == [  # type: ignore[union-attr]
        "R-20 · 华星科技 · CNY 7.00 · 1 Nov",
        "R-12 · 鸿达贸易 · CNY 100.00 · 5 Nov",
    ]
    desk.type("fin", "/receivables apply R-12 INV-1031 100")
    desk.press("fay", "approve")
    left = desk.type("fay", "/receivables apply", "zh")
    assert said(left) == "未核销款项，最早的在前"
    assert lines_of({"blocks": left.blocks})[1:-1] == [  # type: ignore[union-attr]
        "R-20 · 华星科技 · CNY 7.00 · 11月1日"
    ]


def test_nothing_unapplied_is_said(desk: Desk) -> None:
    desk.type("fin", "/receivables apply R-12 INV-1031 100")
    desk.press("fay", "approve")
    assert said(desk.type("fin", "/receivables apply")) == "Nothing is unapplied."
