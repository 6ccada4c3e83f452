"""What the database itself refuses, whoever writes: checks, keys, foreign keys, empty columns."""

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

from tests.storage.books import Books

# One statement for every CHECK of the tables below: what it must not let in.
REFUSED = {
    "ck_workspace_language": "UPDATE workspace SET language = 'de' WHERE id = {company}",
    "ck_assignment_interval": "UPDATE assignment SET valid_to = valid_from WHERE {its}",
    "ck_assignment_role": "UPDATE assignment SET role = 'boss' WHERE {its}",
    "ck_instalment_amount": "UPDATE instalment SET settled_before_minor = -1 WHERE {its}",
    "ck_instalment_balance": "UPDATE instalment SET balance_minor = -1 WHERE {its}",
    "ck_ownership_interval": "UPDATE ownership SET valid_to = valid_from WHERE {its}",
    "ck_ownership_weight": "UPDATE ownership SET weight_bp = 0 WHERE {its}",
    "ck_receipt_amount": "UPDATE receipt SET amount_minor = 0, allocated_minor = 0, "
    "reversed_minor = 0 WHERE {its}",
    "ck_receipt_reversed": "UPDATE receipt SET reversed_minor = 1 WHERE {its} AND number = 'PAY-3'",
    "ck_receipt_allocated": "UPDATE receipt SET allocated_minor = amount_minor + 1 WHERE {its}",
    "ck_reversal_kind": "UPDATE reversal SET kind = 'lost' WHERE {its}",
    "ck_credit_note_amount": "UPDATE credit_note SET amount_minor = 0, applied_minor = 0 "
    "WHERE {its}",
    "ck_credit_note_applied": "UPDATE credit_note SET applied_minor = amount_minor + 1 WHERE {its}",
    "ck_allocation_kind": "UPDATE allocation SET kind = 'gift' WHERE {its}",
    "ck_allocation_sign": "UPDATE allocation SET amount_minor = -amount_minor WHERE {its}",
    "ck_allocation_reversal": "UPDATE allocation SET kind = 'undo' WHERE {its}",
    "ck_allocation_not_zero": "UPDATE allocation SET amount_minor = 0 WHERE {its}",
    "ck_reduction_amount": "UPDATE reduction SET amount_minor = 0 WHERE {its}",
    "ck_reduction_one": "UPDATE reduction SET credit_note_id = NULL WHERE {its}",
    "ck_target_one": "UPDATE target SET person_id = NULL WHERE {its}",
    "ck_target_interval": "UPDATE target SET end_on = start_on WHERE {its}",
    "ck_metric_interval": "UPDATE metric SET end_on = start_on WHERE {its}",
}
MORE = (
    "UPDATE instalment SET balance_minor = amount_minor + 1 WHERE {its}",
    "UPDATE receipt SET allocated_minor = -1 WHERE {its}",
    "UPDATE ownership SET weight_bp = 10001 WHERE {its}",
    "UPDATE receipt SET reversed_minor = amount_minor WHERE {its} AND allocated_minor > 0",
)
TABLES = {name.split("_")[1] for name in REFUSED} | {"credit_note"}
UNIQUE = {
    "person": "number",
    "team": "name",
    "customer": "number",
    "invoice": "number",
    "receipt": "number",
    "credit_note": "number",
}


@pytest.fixture
def stocked(books: Books) -> Books:
    """A row, at least, in every table that imports fill."""
    books.add("rates", "on, currency, rate\n 2025-01-01, USD, 7.3")
    books.add("people", "person_id, name, team\n P1, Ana, East")
    books.add("customers", "customer_id, name\n C1, Acme")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id, kind, reverses_id"
    books.add(
        "invoices",
        f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 50, P1, ,\n"
        "CN-1, C1, 2025-02-01, , 10, , credit_note, INV-1",
    )
    header = "payment_id, customer_id, value_on, amount, reverses_id"
    books.add(
        "payments",
        f"{header}\nPAY-1, C1, 2025-02-10, 15,\nPAY-2, C1, 2025-02-11, 5,\n"
        "PAY-3, C1, 2025-02-12, 99,\nB-2, C1, 2025-02-13, 5, PAY-2",
    )
    books.add("targets", "person_id, kpi, period, target\n P1, csat, 2025-01, 4")
    books.add("metrics", "person_id, metric, period, value\n P1, csat, 2025-01, 4")
    return books


def refused(books: Books, statement: str) -> str:
    """Run a statement that the database refuses; give its words."""
    with pytest.raises(IntegrityError) as said:
        books.run(statement.replace("{its}", "workspace_id = {company}"))
    return str(said.value.orig)


@pytest.mark.parametrize(("name", "statement"), REFUSED.items())
def test_a_check_refuses(stocked, name, statement) -> None:
    message = refused(stocked, statement)
    assert name in message or "ck_allocation" in name


@pytest.mark.parametrize("statement", MORE)
def test_no_counter_passes_its_bounds(stocked, statement) -> None:
    assert "ck_" in refused(stocked, statement)


def test_every_check_of_the_ledgers_tables_is_tried() -> None:
    checks = {
        str(rule.name)
        for table in SQLModel.metadata.sorted_tables
        for rule in table.constraints
        if isinstance(rule, CheckConstraint) and table.name in TABLES | {"metric", "target"}
    }
    assert checks == set(REFUSED)


def test_two_who_saw_the_same_rest_of_a_payment_cannot_both_take_it(stocked) -> None:
    """PAY-3 of 99 has 79 left; two commands that both saw that take 60 each."""
    take = "UPDATE receipt SET allocated_minor = allocated_minor + 6000 WHERE {its} AND number = "
    stocked.run((take + "'PAY-3'").replace("{its}", "workspace_id = {company}"))
    assert "ck_receipt_allocated" in refused(stocked, take + "'PAY-3'")


@pytest.mark.parametrize(("table", "column"), UNIQUE.items())
def test_a_number_is_given_once_in_a_company(stocked, table, column) -> None:
    columns = ", ".join(c.name for c in SQLModel.metadata.tables[table].columns if c.name != "id")
    message = refused(
        stocked,
        f"INSERT INTO {table} (id, {columns}) SELECT -id, {columns} FROM {table} "  # noqa: S608
        f"WHERE {{its}} AND id = (SELECT MIN(id) FROM {table} WHERE {{its}})",
    )
    assert column in message


def test_what_is_unique_beyond_a_number_is_unique(stocked) -> None:
    """A label in its invoice, the number of a bounce, one a receipt, one a reversed allocation."""
    for table, columns in (
        ("instalment", ("invoice_id", "label")),
        ("reversal", ("number",)),
        ("reversal", ("receipt_id",)),
        ("allocation", ("reverses_id",)),
    ):
        keys = {
            tuple(rule.columns.keys())
            for rule in SQLModel.metadata.tables[table].constraints
            if isinstance(rule, UniqueConstraint)
        }
        assert ("workspace_id", *columns) in keys


def _foreign_keys() -> list[tuple[str, str]]:
    """Every reference of the tables that imports fill, but for the workspace itself."""
    filled = {"team", "assignment", "invoice", "instalment", "ownership", "receipt", "reversal"}
    filled |= {"credit_note", "allocation", "credit_share", "reduction", "target", "metric"}
    return [
        (table.name, rule.column_keys[-1])
        for table in SQLModel.metadata.sorted_tables
        for rule in table.constraints
        if isinstance(rule, ForeignKeyConstraint) and table.name in filled
        if rule.column_keys != ["workspace_id"] and table.name != "target"
    ]


@pytest.mark.parametrize(("table", "column"), _foreign_keys())
def test_a_reference_to_nothing_is_refused(stocked, table, column) -> None:
    message = refused(stocked, f"UPDATE {table} SET {column} = 7 WHERE {{its}}")  # noqa: S608
    of_a_check = "ck_allocation" in message or "ck_reduction_one" in message
    assert "foreign key" in message.lower() or of_a_check


def test_a_reference_to_another_companys_row_is_refused(stocked, database) -> None:
    other = Books.of_new_company(database)
    other.add("customers", "customer_id, name\n C1, Acme")
    ((theirs,),) = other.sql("SELECT id FROM customer WHERE workspace_id = {company}")
    for table in ("invoice", "instalment", "receipt", "credit_note"):
        statement = f"UPDATE {table} SET customer_id = {theirs} WHERE {{its}}"  # noqa: S608
        assert "foreign key" in refused(stocked, statement).lower()


def test_a_row_of_no_company_is_refused(stocked) -> None:
    for table in ("person", "customer", "rate", "audit", "receipt"):
        with pytest.raises(IntegrityError):
            stocked.run(f"UPDATE {table} SET workspace_id = 7 WHERE workspace_id = {{company}}")  # noqa: S608


@pytest.mark.parametrize(
    "column", ["customer_id", "currency", "value_on", "amount_minor", "number"]
)
def test_a_receipt_lacks_nothing(stocked, column) -> None:
    with pytest.raises(IntegrityError):
        stocked.run(f"UPDATE receipt SET {column} = NULL WHERE workspace_id = {{company}}")  # noqa: S608


def test_what_is_referred_to_cannot_be_deleted(stocked) -> None:
    for table in ("person", "customer", "invoice", "instalment", "receipt", "allocation"):
        with pytest.raises(DBAPIError):
            stocked.run(f"DELETE FROM {table} WHERE workspace_id = {{company}}")  # noqa: S608
