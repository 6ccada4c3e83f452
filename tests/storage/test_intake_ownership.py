"""Ownership moves from a day on: what came in since is credited anew, what was before stays."""

from datetime import date

import pytest

from storage.invariants import violations
from storage.window import By

HEADER = "invoice_id, owners, valid_from"
OWNED = """
    SELECT p.number, o.valid_from, o.valid_to FROM ownership o
    JOIN person p ON p.workspace_id = o.workspace_id AND p.id = o.person_id
    WHERE o.workspace_id = {company} AND o.replaced_at > '9999-01-01'
    ORDER BY o.valid_from, o.place
"""
INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount, owners
    INV-1,      C1,          2025-03-01, 2025-03-31, 600,    P1
"""


@pytest.fixture
def owned(books):
    """INV-1 of 600 is Ana's; 100 come in March, 200 on 10 April, 300 on 20 April."""
    books.add("people", "person_id, name, team\n P1, Ana, X\n P2, Bo, Y\n P3, Cai, Y")
    books.add("invoices", INVOICES)
    return books


def pay(books) -> None:
    books.add(
        "payments",
        """
        payment_id, customer_id, value_on,   amount
        PAY-1,      C1,          2025-03-20, 100
        PAY-2,      C1,          2025-04-10, 200
        PAY-3,      C1,          2025-04-20, 300
        """,
    )


def intervals(books) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in books.sql(OWNED)]


def refusal(books, rows: str) -> tuple[str | None, str]:
    outcome = books.take("ownership", rows)
    assert (outcome.added, outcome.rejected) == (0, 1)
    return outcome.findings[0].column, outcome.findings[0].message


@pytest.mark.parametrize("paid_first", [True, False])
def test_what_came_in_since_the_move_is_the_new_owners(owned, paid_first) -> None:
    if paid_first:
        pay(owned)
    owned.add("ownership", f"{HEADER}\n INV-1, P2, 2025-04-16")
    if not paid_first:
        pay(owned)
    assert owned.collected("2025-03", By.PERSON)["P1"] == "100.00"
    april = owned.collected("2025-04", By.PERSON)
    assert (april["P1"], april["P2"]) == ("200.00", "300.00")
    assert owned.collected("2025-04", By.TEAM) == {"X": "200.00", "Y": "300.00"}
    assert intervals(owned) == [
        *(("P1", "2025-03-01", "2025-04-16"), ("P2", "2025-04-16", "9999-12-31"))
    ]
    assert owned.sql("SELECT count(*) FROM instalment WHERE workspace_id = {company} AND is_marked")
    assert healthy(owned)


def healthy(books) -> bool:
    with books.database.read(books.now) as tx:
        assert violations(tx, books.company) == ()
    return True


def test_a_past_report_credits_as_it_was_known_then(owned) -> None:
    """Paid on 10 April, moved on 1 July back to 1 April: on 30 June it still was Ana's."""
    pay(owned)
    known = owned.now
    owned.today = date(2025, 7, 1)
    owned.add("ownership", f"{HEADER}\n INV-1, P2, 2025-04-01")
    assert owned.kpis("2025-04", By.PERSON, known)["P1"]["collected_amount"] == "500.00"
    assert owned.collected("2025-04", By.PERSON)["P2"] == "500.00"
    assert owned.ageing("2025-04-15", By.PERSON)["P2"]["open"] == "300.00"
    assert owned.ageing("2025-04-15", By.PERSON, known)["P1"]["open"] == "300.00"


@pytest.mark.parametrize("turned", [True, False])
def test_each_move_holds_until_the_next_whatever_the_order(owned, turned) -> None:
    rows = ["INV-1, P2, 2025-04-01", "INV-1, P1, 2025-06-01"]
    for row in reversed(rows) if turned else rows:
        owned.add("ownership", f"{HEADER}\n {row}")
    assert intervals(owned) == [
        ("P1", "2025-03-01", "2025-04-01"),
        ("P2", "2025-04-01", "2025-06-01"),
        ("P1", "2025-06-01", "9999-12-31"),
    ]
    for row in rows:
        assert owned.take("ownership", f"{HEADER}\n {row}").known == 1


def test_moves_in_one_folder_with_their_invoice_and_money(books) -> None:
    """The same story as one command; again it changes nothing, and neither does the invoice."""
    folder = {
        "people": "person_id, name\n P1, Ana\n P2, Bo",
        "invoices": INVOICES,
        "payments": "payment_id, customer_id, value_on, amount\n PAY-1, C1, 2025-04-20, 301",
        "ownership": "invoice_id, owners, valid_from\n INV-1, P2:50;P1:50, 2025-04-16",
    }
    assert all(outcome.clean for outcome in books.take_folder(folder))
    april = books.collected("2025-04", By.PERSON)
    assert (april["P1"], april["P2"]) == ("150.50", "150.50")
    assert sum(outcome.added for outcome in books.take_folder(folder)) == 0
    assert healthy(books)


def test_a_bounce_takes_its_cash_from_whoever_was_credited(owned) -> None:
    """PAY-2 came on 10 April, when Ana owned it; it bounces in May, when Bo does."""
    pay(owned)
    owned.add("ownership", f"{HEADER}\n INV-1, P2, 2025-04-16")
    header = "payment_id, customer_id, value_on, amount, reverses_id"
    owned.add("payments", f"{header}\n B-2, C1, 2025-05-05, 200, PAY-2")
    assert owned.collected("2025-05", By.PERSON)["P1"] == "-200.00"
    assert owned.ageing("2025-05-31", By.PERSON)["P2"]["open"] == "200.00"
    assert healthy(owned)


def test_one_instalment_can_move_alone(books) -> None:
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id, instalment
        INV-1,      C1,          2025-03-01, 2025-03-31, 100,    P1,       1
        INV-1,      C1,          2025-03-01, 2025-04-30, 200,    P1,       2
        """,
    )
    books.add("ownership", f"{HEADER}, instalment\n INV-1, P2, 2025-04-16, 2")
    aged = books.ageing("2025-05-31", By.PERSON)
    assert (aged["P1"]["open"], aged["P2"]["open"]) == ("100.00", "200.00")
    column, message = refusal(books, f"{HEADER}, instalment\n INV-1, P2, 2025-04-16, 3")
    assert (column, message) == (
        "instalment",
        "INV-1 has no instalment 3; leave it empty to move all of them.",
    )


def test_what_nobody_owned_gets_an_owner(owned) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    owned.add("invoices", f"{header}\n INV-2, C1, 2025-03-01, 2025-03-31, 50")
    owned.add("ownership", f"{HEADER}\n INV-2, P3, 2025-04-16")
    assert owned.ageing("2025-04-15", By.PERSON)[None]["open"] == "50.00"
    assert owned.ageing("2025-04-16", By.PERSON)["P3"]["open"] == "50.00"
    assert healthy(owned)


def test_the_first_owners_are_corrected_once(owned) -> None:
    """A move on the day of issue, or before it, replaces the owners that the invoice came with."""
    owned.add("ownership", f"{HEADER}\n INV-1, P2, 2025-01-01")
    assert intervals(owned) == [("P2", "2025-03-01", "9999-12-31")]
    assert owned.take("ownership", f"{HEADER}\n INV-1, P2, 2025-03-01").known == 1
    assert owned.take("invoices", INVOICES).known == 1
    column, message = refusal(owned, f"{HEADER}\n INV-1, P1:60;P3:40, 2025-03-01")
    said = "INV-1 is in the books with owners P2:100, this row says P1:60;P3:40."
    assert (column, message) == ("owners", said)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("INV-9, P2", "invoice_id", "There is no invoice INV-9; import invoices first."),
        ("INV-1, P9", "owners", "Nobody has the person_id P9; import people first."),
    ],
)
def test_a_move_to_nobody_or_of_nothing_is_refused(owned, row, column, message) -> None:
    assert refusal(owned, f"{HEADER}\n {row}, 2025-04-16") == (column, message)
