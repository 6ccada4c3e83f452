"""Facts come in once: other content under a known id is refused, naming both values."""

import pytest

INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount, currency, owner_id, open
    INV-1,      C1,          2025-01-01, 2025-01-31, 100,    CNY,      P1,       80
"""
PAYMENTS = """
    payment_id, customer_id, value_on,   amount, currency, invoice_id, method,   reference, fee
    PAY-1,      C1,          2025-01-10, 30,     CNY,      INV-1,      transfer, R-77, 2.00
"""


@pytest.fixture
def stocked(books):
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo")
    books.add("customers", "customer_id, name\n C1, Acme\n C2, Bolt")
    books.add("invoices", INVOICES)
    books.add("payments", PAYMENTS)
    return books


def refusal(books, kind: str, rows: str) -> tuple[str | None, str]:
    """Import one row that is rejected; give the column and the reason."""
    outcome = books.take(kind, rows)
    assert (outcome.added, outcome.rejected) == (0, 1)
    (finding,) = outcome.findings
    return finding.column, finding.message


@pytest.mark.parametrize(
    ("column", "written", "other", "stored"),
    [
        ("customer_id", "C1,", "C2,", "C1"),
        ("issued_on", "2025-01-01", "2025-01-02", "2025-01-01"),
        ("due_on", "2025-01-31", "2025-02-01", "2025-01-31"),
        ("amount", "100", "100.01", "100.00"),
        ("currency", "CNY", "USD", "CNY"),
        ("open", " 80", " 81", "80.00"),
    ],
)
def test_an_invoice_with_other_content_is_refused(stocked, column, written, other, stored) -> None:
    found = refusal(stocked, "invoices", INVOICES.replace(written, other))
    value = other.strip(" ,")
    assert found == (
        column,
        f"INV-1 is in the books with {column} {stored}, this row says {value}.",
    )
    assert stocked.outstanding("2025-01-31") == "50.00"


def test_an_invoice_with_other_owners_is_refused(stocked) -> None:
    column, message = refusal(stocked, "invoices", INVOICES.replace("P1", "P2"))
    assert column == "owners"
    assert message.startswith("INV-1 is in the books with other owners")


@pytest.mark.parametrize(
    ("column", "written", "other", "stored"),
    [
        ("customer_id", "C1,", "C2,", "C1"),
        ("value_on", "2025-01-10", "2025-01-11", "2025-01-10"),
        ("amount", " 30,", " 30.5,", "30.00"),
        ("currency", "CNY", "USD", "CNY"),
        ("invoice_id", "INV-1", "INV-2", "INV-1"),
        ("method", "transfer", "cash", "transfer"),
        ("reference", "R-77", "R-78", "R-77"),
        ("fee", ", 2.00", ", 3", "2.00"),
    ],
)
def test_a_payment_with_other_content_is_refused(stocked, column, written, other, stored) -> None:
    found = refusal(stocked, "payments", PAYMENTS.replace(written, other))
    value = other.strip(" ,")
    assert found == (
        column,
        f"PAY-1 is in the books with {column} {stored}, this row says {value}.",
    )


def test_empty_cells_of_a_known_row_say_nothing(stocked) -> None:
    known = stocked.take(
        "payments", "payment_id, customer_id, value_on, amount\n PAY-1, C1, 2025-01-10, 30"
    )
    assert (known.known, known.findings) == (1, ())
    known = stocked.take(
        "invoices",
        "invoice_id, customer_name, issued_on, terms_days, amount\n"
        "INV-1, Acme, 2025-01-01, 30, 100",
    )
    assert (known.known, known.findings) == (1, ())


def test_days_of_delivery_and_sending_are_filled_once(stocked) -> None:
    """Empty at first; then delivered on the 3rd; then sent on the 4th; another day is refused."""

    def row(delivered: str, sent: str) -> str:
        return (
            "invoice_id, customer_id, issued_on, due_on, amount, delivered_on, sent_on\n"
            f"INV-1, C1, 2025-01-01, 2025-01-31, 100, {delivered}, {sent}"
        )

    filled = "SELECT delivered_on, sent_on FROM invoice WHERE workspace_id = {company}"
    for delivered, sent in (("2025-01-03", ""), ("2025-01-03", "2025-01-04")):
        assert stocked.take("invoices", row(delivered, sent)).added == 1
    assert [str(day) for day in stocked.sql(filled)[0]] == ["2025-01-03", "2025-01-04"]
    assert stocked.take("invoices", row("", "")).known == 1
    found = refusal(stocked, "invoices", row("2025-01-05", ""))
    message = "INV-1 is in the books with delivered_on 2025-01-03, this row says 2025-01-05."
    assert found == ("delivered_on", message)
    history = stocked.sql("SELECT detail FROM audit WHERE workspace_id = {company} ORDER BY seq")
    assert '"before": {"delivered_on": null}' in history[-2][0]
    assert '"after": {"sent_on": "2025-01-04"}' in history[-1][0]


def test_two_rows_of_one_file_that_contradict_each_other_are_refused(books) -> None:
    outcome = books.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-1,      C1,          2025-01-01, 2025-01-31, 100
        INV-1,      C1,          2025-01-01, 2025-01-31, 101
        """,
        partial=True,
    )
    assert (outcome.added, outcome.rejected) == (1, 1)
    (finding,) = outcome.findings
    message = "INV-1 is in the books with amount 100.00, this row says 101."
    assert (finding.row, finding.message) == (3, message)


@pytest.mark.parametrize(
    ("column", "written", "other"),
    [
        ("issued_on", "2025-02-01", "2025-02-02"),
        ("amount", " 20,", " 21,"),
        ("reverses_id", "INV-1", "INV-2"),
    ],
)
def test_a_credit_note_with_other_content_is_refused(stocked, column, written, other) -> None:
    row = "invoice_id, customer_id, issued_on, amount, kind, reverses_id\n"
    row += "CN-1, C1, 2025-02-01, 20, credit_note, INV-1"
    stocked.add("invoices", row)
    assert stocked.take("invoices", row).known == 1
    said, message = refusal(stocked, "invoices", row.replace(written, other))
    assert said == column
    assert message.startswith(f"CN-1 is in the books with {column} {written.strip(' ,')}")


def test_a_number_is_an_invoice_or_a_credit_note_for_good(stocked) -> None:
    row = "invoice_id, customer_id, issued_on, amount, kind, due_on\n"
    column, message = refusal(
        stocked, "invoices", row + "INV-1, C1, 2025-01-01, 100, credit_note, "
    )
    assert (column, message) == (
        "kind",
        "INV-1 is in the books with kind invoice, this row says credit_note.",
    )
    stocked.add("invoices", row + "CN-1, C1, 2025-02-01, 20, credit_note, ")
    column, message = refusal(
        stocked, "invoices", row + "CN-1, C1, 2025-02-01, 20, invoice, 2025-03-01"
    )
    assert (column, message) == (
        "kind",
        "CN-1 is in the books with kind credit_note, this row says invoice.",
    )


@pytest.mark.parametrize(
    ("kind", "header", "row", "column"),
    [
        ("targets", "person_id, kpi, period, target", "P9, csat, 2025-01, 4", "person_id"),
        ("metrics", "person_id, metric, period, value", "P9, csat, 2025-01, 4", "person_id"),
        ("people", "person_id, name, manager_id", "P3, Cai, P9", "manager_id"),
        ("teams", "team, manager_id", "East, P9", "manager_id"),
        ("customers", "customer_id, name, owner_id", "C3, Coil, P9", "owner_id"),
        (
            "invoices",
            "invoice_id, customer_id, issued_on, due_on, amount, owner_id",
            "INV-9, C1, 2025-01-01, 2025-01-31, 5, P9",
            "owner_id",
        ),
    ],
)
def test_a_row_that_names_an_unknown_person_is_rejected(stocked, kind, header, row, column) -> None:
    found = refusal(stocked, kind, f"{header}\n{row}")
    assert found == (column, "Nobody has the person_id P9; import people first.")
