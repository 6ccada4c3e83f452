"""Invariants: nothing is found in good books, and every fault that is put there is found."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from storage.database import Database
from storage.invariants import INVARIANTS, violations
from tests.storage.books import Books
from tests.storage.ledgers import Ledger, ledgers

# What a CHECK, key or foreign key refuses is seeded by other ways round: these rows they let in.
FAULTS = {
    "I01": [
        "UPDATE allocation SET amount_minor = 5001 WHERE {its} AND amount_minor = 4000",
        "UPDATE reduction SET amount_minor = 3001 WHERE {its}",
    ],
    "I02": [
        "UPDATE receipt SET allocated_minor = 3999 WHERE {its} AND number = 'PAY-1'",
        "UPDATE receipt SET reversed_minor = amount_minor WHERE {its} AND number = 'PAY-3'",
        "UPDATE credit_note SET applied_minor = 0 WHERE {its}",
        "DELETE FROM reversal WHERE {its}",
    ],
    "I03": [
        "UPDATE instalment SET balance_minor = balance_minor - 1 WHERE {its} AND balance_minor > 0",
        "DELETE FROM reduction WHERE {its}",
    ],
    "I05": [
        "UPDATE receipt SET currency = 'USD' WHERE {its} AND number = 'PAY-1'",
        "UPDATE instalment SET currency = 'USD' WHERE {its} AND balance_minor > 0",
        "UPDATE receipt SET customer_id = {c2} WHERE {its} AND number = 'PAY-1'",
        "UPDATE instalment SET issued_on = '2025-01-09' WHERE {its} AND balance_minor > 0",
        "UPDATE credit_note SET currency = 'USD' WHERE {its}",
    ],
    "I06": [
        "UPDATE allocation SET amount_minor = -1999 WHERE {its} AND amount_minor < 0",
        "UPDATE allocation SET receipt_id = {pay1} WHERE {its} AND amount_minor < 0",
        "UPDATE allocation SET instalment_id = {paid} WHERE {its} AND amount_minor < 0",
    ],
    "I19": [
        "UPDATE audit SET actor = 'nobody' WHERE {its} AND seq = 2",
        "UPDATE audit SET detail = '{}' WHERE {its} AND seq = 3",
        "DELETE FROM audit WHERE {its} AND seq = 2",
        "DELETE FROM audit WHERE {its} AND seq = 1",
        "UPDATE audit SET recorded_at = '2025-06-29 05:00:00' WHERE {its} AND seq = 2",
        "UPDATE audit SET previous_hash = row_hash WHERE {its} AND seq = 2",
    ],
    "I22": [
        "UPDATE instalment SET settled_on = '2025-02-11' WHERE {its} AND balance_minor > 0",
        "UPDATE instalment SET settled_on = '9999-12-31' WHERE {its} AND balance_minor = 0",
        "UPDATE instalment SET settled_at = '2025-02-11 00:00:00' WHERE {its}",
        "UPDATE ownership SET settled_on = '2025-02-11' WHERE {its}",
    ],
    "I23": [
        "UPDATE credit_share SET amount_minor = amount_minor + 1 WHERE {its}",
        "DELETE FROM credit_share WHERE {its}",
    ],
    "I24": [
        "UPDATE ownership SET weight_bp = 5999 WHERE {its} AND weight_bp = 6000",
        "UPDATE ownership SET valid_to = '2025-03-09' WHERE {its} AND valid_to = '2025-03-10'",
    ],
    "I25": [
        "UPDATE assignment SET valid_to = '9999-12-31' WHERE {its} AND replaced_at > '9999-01-01'"
    ],
    "I26": [
        "UPDATE write_off SET amount_minor = amount_minor + 1 WHERE {its}",
        "DELETE FROM reduction WHERE {its} AND write_off_id IS NOT NULL",
        "UPDATE write_off SET currency = 'USD' WHERE {its}",
        "UPDATE reduction SET instalment_id = {paid} WHERE {its} AND write_off_id IS NOT NULL",
    ],
    "I27": [
        "UPDATE dispute SET amount_minor = amount_minor + 1 WHERE {its}",
        "DELETE FROM disputed_part WHERE {its}",
        "UPDATE disputed_part SET instalment_id = {paid} WHERE {its}",
        "UPDATE instalment SET amount_minor = 1, balance_minor = 1 WHERE {its} AND is_marked",
    ],
    "I28": [
        "UPDATE instalment SET is_marked = FALSE WHERE {its}",
        "UPDATE exemption SET invoice_id = {inv1} WHERE {its}",
        "UPDATE ownership SET replaced_at = '2025-06-30' WHERE {its} AND instalment_id = {paid}",
    ],
    "I29": ["UPDATE dispute SET raised_by = {bo} WHERE {its}"],
}
ROWS = {
    "{c2}": "(SELECT id FROM customer WHERE {its} AND number = 'C2')",
    "{pay1}": "(SELECT id FROM receipt WHERE {its} AND number = 'PAY-1')",
    "{inv1}": "(SELECT id FROM invoice WHERE {its} AND number = 'INV-1')",
    "{bo}": "(SELECT id FROM person WHERE {its} AND number = 'P2')",
    "{paid}": "(SELECT id FROM instalment WHERE {its} AND balance_minor = 0)",
    "{its}": "workspace_id = {company}",
}
SEEDS = [(rule, fault) for rule, faults in FAULTS.items() for fault in faults]


@pytest.fixture
def healthy(books: Books) -> Books:
    """INV-1 of 50 is paid by PAY-1 but for 10, which CN-1 takes; PAY-2 of 20 on INV-2 bounces.

    INV-2 of 70 moves to Bo, is exempt; 10 of it are written off, 20 disputed, as Bo confirmed.
    """
    books.add(
        "people",
        "person_id, name, team, valid_from\n"
        "P1, Ana, East, 2025-01-01\n P2, Bo, East, 2025-01-01\n P1, Ana, West, 2025-03-01",
    )
    books.add("customers", "customer_id, name\n C1, Acme\n C2, Bolt")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners,      kind, reverses_id
        INV-1,      C1,          2025-01-01, 2025-01-31, 50,     P1:60;P2:40, ,
        INV-2,      C1,          2025-01-01, 2025-02-28, 70,     P1:60;P2:40, ,
        CN-1,       C1,          2025-02-01, ,           10,     ,            credit_note, INV-1
        """,
    )
    books.add(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, invoice_id, reverses_id
        PAY-1,      C1,          2025-02-10, 40,     INV-1,
        PAY-2,      C1,          2025-02-11, 20,     INV-2,
        PAY-3,      C2,          2025-02-11, 20,     ,
        B-2,        C1,          2025-03-05, 20,     ,           PAY-2
        """,
    )
    allow(books)
    return books


def allow(books: Books) -> None:
    books.add("ownership", "invoice_id, owners, valid_from\n INV-2, P2, 2025-03-10")
    people = "requested_by, approved_by"
    header = f"exemption_id, invoice_id, kind, from, {people}"
    books.add("exemptions", f"{header}\n E-1, INV-2, exclude, 2025-03-11, P1, P2")
    header = f"writeoff_id, invoice_id, amount, on, {people}"
    books.add("writeoffs", f"{header}\n W-1, INV-2, 10, 2025-03-12, P1, P2")
    books.add("disputes", "dispute_id, invoice_id, amount, from\n D-1, INV-2, 20, 2025-03-13")
    statement = "UPDATE dispute_step SET person_id = {bo} WHERE {its}"
    for blank, row in ROWS.items():
        statement = statement.replace(blank, row)
    books.run(statement)


def found(books: Books) -> dict[str, tuple[str, ...]]:
    with books.database.read(books.now) as tx:
        return {one.id: one.rows for one in violations(tx, books.company)}


def test_good_books_break_nothing(healthy) -> None:
    assert found(healthy) == {}


@pytest.mark.parametrize(("rule", "fault"), SEEDS)
def test_a_seeded_fault_is_found(healthy, rule, fault) -> None:
    for blank, row in ROWS.items():
        fault = fault.replace(blank, row)
    healthy.run(fault)
    broken = found(healthy)
    assert broken.get(rule), broken


def test_every_invariant_has_a_fault_that_it_finds() -> None:
    assert [rule.id for rule in INVARIANTS] == list(FAULTS)


def test_the_faults_of_one_company_are_not_anothers(healthy, database) -> None:
    other = Books.of_new_company(database)
    other.add("people", "person_id, name\n P1, Ana")
    other.run("UPDATE audit SET actor = 'nobody' WHERE workspace_id = {company}")
    assert found(other) == {"I19": ("row 1",)}
    assert found(healthy) == {}


@given(ledgers(allowing=True))
@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_imports_in_one_command_or_in_many_leave_healthy_books(
    database: Database, ledger: Ledger
) -> None:
    at_once = Books.of_new_company(database)
    at_once.take_folder(ledger.files(), partial=True)
    assert found(at_once) == {}
    row_by_row = Books.of_new_company(database)
    for kind, rows in ledger.files().items():
        for row in rows:
            row_by_row.take(kind, [row])
            assert found(row_by_row) == {}
    assert owed(row_by_row) == owed(at_once)


def owed(books: Books) -> int:
    """What is owed at the end, had nothing been written off: order decides what of it fits."""
    (given_up,) = books.sql(
        "SELECT COALESCE(SUM(amount_minor), 0) FROM write_off WHERE workspace_id = {company}"
    )[0]
    return int(given_up) + int(books.outstanding("2025-04-30").replace(".", ""))
