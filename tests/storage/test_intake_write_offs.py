"""Write-offs: two people, never more than is open, after the money of their day."""

import pytest

from storage.invariants import violations

HEADER = "writeoff_id, invoice_id, amount, on, requested_by, approved_by"
ROW = "W-1, INV-1, 60, 2025-03-01, P1, P2"


@pytest.fixture
def stocked(books):
    """INV-1 comes in two parts of 100, INV-2 is of 50."""
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, instalment, owner_id
        INV-1,      C1,          2025-01-01, 2025-02-28, 100,    2,          P1
        INV-1,      C1,          2025-01-01, 2025-01-31, 100,    1,          P1
        INV-2,      C1,          2025-01-05, 2025-02-28, 50,     1,          P1
        """,
    )
    return books


def balances(books) -> dict[str, int]:
    asked = (
        "SELECT i.number, n.label, n.balance_minor / 100 FROM instalment n JOIN invoice i "
        "ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id "
        "WHERE n.workspace_id = {company}"
    )
    return {f"{number}/{label}": open_ for number, label, open_ in sorted(books.sql(asked))}


def healthy(books) -> bool:
    with books.database.read(books.now) as tx:
        assert violations(tx, books.company) == ()
    return True


def refusal(books, row: str) -> tuple[str | None, str]:
    outcome = books.take("writeoffs", f"{HEADER}\n {row}")
    assert (outcome.added, outcome.rejected) == (0, 1)
    assert healthy(books)
    return outcome.findings[0].column, outcome.findings[0].message


def test_a_write_off_takes_the_oldest_instalment_first_and_is_no_cash(stocked) -> None:
    stocked.add("writeoffs", f"{HEADER}\n {ROW.replace('60', '130')}")
    assert balances(stocked) == {"INV-1/1": 0, "INV-1/2": 70, "INV-2/1": 50}
    assert (stocked.outstanding("2025-02-28"), stocked.outstanding("2025-03-01")) == (
        *("250.00", "120.00"),
    )
    assert stocked.kpis("2025-03")[None]["collected_amount"] == "0.00"
    marked = "SELECT count(*) FROM instalment WHERE workspace_id = {company} AND is_marked"
    assert stocked.sql(marked) == [(2,)]
    assert stocked.unapplied("2025-03-01") == "0.00"
    assert stocked.take("writeoffs", f"{HEADER}\n {ROW.replace('60', '130')}").known == 1
    assert healthy(stocked)


def test_more_than_is_open_is_refused_and_the_rest_of_a_file_fits(stocked) -> None:
    """Of INV-1 200 are open: W-1 takes 150, W-2 of 60 does not fit, W-3 of 50 does."""
    rows = [
        "W-1, INV-1, 150, 2025-03-01",
        "W-2, INV-1, 60, 2025-03-02",
        "W-3, INV-1, 50, 2025-03-03",
    ]
    lines = "\n".join(f"{row}, P1, P2" for row in rows)
    outcome = stocked.take("writeoffs", f"{HEADER}\n{lines}", partial=True)
    assert (outcome.added, outcome.rejected) == (2, 1)
    (finding,) = outcome.findings
    said = "Of INV-1 0.00 is open, less than 60.00; write off no more than that."
    assert (finding.row, finding.column, finding.message) == (3, "amount", said)
    assert [str(total) for total in outcome.totals] == ["200.00"]
    assert balances(stocked)["INV-1/2"] == 0
    assert healthy(stocked)


def test_what_was_paid_before_cannot_be_written_off(stocked) -> None:
    stocked.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n R, C1, 2025-02-01, 150, INV-1",
    )
    assert refusal(stocked, ROW) == (
        "amount",
        "Of INV-1 50.00 is open, less than 60.00; write off no more than that.",
    )


def test_in_one_folder_the_money_of_its_day_goes_before(books) -> None:
    """
    INV-1  100, of which on 1 March 20 are credited, 30 paid and 50 written off
    """
    folder = {
        "people": "person_id, name\n P1, Ana\n P2, Bo",
        "invoices": """
            invoice_id, customer_id, issued_on,  due_on,     amount, kind,        reverses_id
            INV-1,      C1,          2025-01-01, 2025-01-31, 100,    ,
            CN-1,       C1,          2025-03-01, ,           20,     credit_note, INV-1
            """,
        "payments": "payment_id, customer_id, value_on, amount\n R-1, C1, 2025-03-01, 30",
        "writeoffs": f"{HEADER}\n A-1, INV-1, 50, 2025-03-01, P1, P2",
    }
    assert all(outcome.clean for outcome in books.take_folder(folder))
    assert (balances(books), books.unapplied("2025-03-01")) == ({"INV-1/1": 0}, "0.00")
    assert sum(outcome.added for outcome in books.take_folder(folder)) == 0
    assert healthy(books)


def test_money_after_a_write_off_stays_unapplied(stocked) -> None:
    """INV-2 of 50 is written off on 1 March; 50 that name it on 2 March find nothing."""
    stocked.add("writeoffs", f"{HEADER}\n W-1, INV-2, 50, 2025-03-01, P1, P2")
    stocked.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n R, C1, 2025-03-02, 50, INV-2",
    )
    assert stocked.unapplied("2025-03-02") == "50.00"
    assert healthy(stocked)


@pytest.mark.parametrize(
    ("written", "other", "message"),
    [
        ("P1, P2", "P2, P2", "P2 cannot approve an own request; somebody else has to."),
        ("P2", "P9", "Nobody has the person_id P9; import people first."),
        ("INV-1", "INV-9", "There is no invoice INV-9; import invoices first."),
        (
            "2025-03-01",
            "2024-12-31",
            "INV-1 was issued on 2025-01-01; it cannot be written off before.",
        ),
        (" 60", " 0", "0 is not above zero; correct it or leave the row out."),
    ],
)
def test_what_cannot_be_is_refused(stocked, written, other, message) -> None:
    assert refusal(stocked, ROW.replace(written, other))[1] == message
    assert stocked.count("write_off") == 0


@pytest.mark.parametrize(
    ("written", "other", "said"),
    [
        ("INV-1", "INV-2", "invoice_id INV-1, this row says INV-2."),
        (" 60", " 61", "amount 60.00, this row says 61."),
        ("2025-03-01", "2025-03-02", "on 2025-03-01, this row says 2025-03-02."),
        ("P1, P2", "P2, P1", "requested_by P1, this row says P2."),
    ],
)
def test_other_content_is_refused(stocked, written, other, said) -> None:
    stocked.add("writeoffs", f"{HEADER}\n {ROW}")
    assert refusal(stocked, ROW.replace(written, other))[1] == f"W-1 is in the books with {said}"
