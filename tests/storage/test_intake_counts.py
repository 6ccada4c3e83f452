"""What an import counts, stores, holds back and finds; what a dry run and `--partial` change."""

import pytest

from ledger.money import Money
from storage import intake
from storage.intake import Outcome
from tests.storage.books import file_of

INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount
    INV-1,      C1,          2025-01-01, 2025-01-31, 100
    INV-2,      C1,          2025-01-02, 2025-02-01, 50
"""
ONE_IS_WRONG = """
    invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
    INV-1,      C1,          2025-01-01, 2025-01-31, 100,
    INV-2,      C1,          2025-01-02, 2025-02-01, 51,
    INV-3,      C2,          2025-01-02, 2025-02-01, 70,
    INV-4,      C2,          2025-01-02, 2025-02-01, 80,     P9
    INV-5,      C2,          2025-01-02, 2025-02-01, -1,
"""


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    """Give added, known, rejected and held; with the rows they always add up."""
    found = outcome.added, outcome.known, outcome.rejected, outcome.held
    assert sum(found) == outcome.file.sheet.rows
    return found


def test_new_rows_are_added_and_the_same_rows_again_are_known(books) -> None:
    outcome = books.add("invoices", INVOICES)
    assert counts(outcome) == (2, 0, 0, 0)
    assert outcome.totals == (Money.of("150", "CNY"),)
    again = books.take("invoices", INVOICES)
    assert counts(again) == (0, 2, 0, 0)
    assert again.totals == (Money.of("150", "CNY"),)
    assert again.clean
    assert books.outstanding("2025-01-31") == "150.00"


def test_the_same_row_twice_in_one_file_is_added_once(books) -> None:
    row = "INV-1, C1, 2025-01-01, 2025-01-31, 100"
    outcome = books.take(
        "invoices", f"invoice_id, customer_id, issued_on, due_on, amount\n{row}\n{row}"
    )
    assert counts(outcome) == (1, 1, 0, 0)
    assert outcome.totals == (Money.of("200", "CNY"),)
    assert books.outstanding("2025-01-31") == "100.00"


def test_one_rejected_row_holds_back_the_good_ones_of_its_file(books) -> None:
    """INV-1 is known, INV-2 differs, INV-3 is good, INV-4's owner is unknown, INV-5 is negative."""
    books.add("invoices", INVOICES)
    outcome = books.take("invoices", ONE_IS_WRONG)
    assert counts(outcome) == (0, 1, 3, 1)
    assert outcome.totals == (Money.of("100", "CNY"),)
    assert [finding.row for finding in outcome.findings] == [3, 5, 6]
    assert books.outstanding("2025-03-01") == "150.00"


def test_partial_stores_the_good_rows_beside_rejected_ones(books) -> None:
    books.add("invoices", INVOICES)
    outcome = books.take("invoices", ONE_IS_WRONG, partial=True)
    assert counts(outcome) == (1, 1, 3, 0)
    assert outcome.totals == (Money.of("170", "CNY"),)
    assert not outcome.clean
    assert books.outstanding("2025-03-01") == "220.00"


def test_nothing_of_a_held_file_stays_not_even_a_customer_or_team(books) -> None:
    """Both files name somebody new in a good row, and an unknown person in a bad one."""
    books.take("invoices", ONE_IS_WRONG)
    books.take("people", "person_id, name, team, manager_id\n P1, Ana, East,\n P2, Bo, East, P9")
    for table in ("customer", "team", "person", "invoice", "audit"):
        assert books.count(table) == 0


@pytest.mark.parametrize("partial", [False, True])
def test_a_dry_run_counts_as_if_stored_and_stores_nothing(books, partial) -> None:
    books.add("invoices", INVOICES)
    rehearsed = books.take("invoices", ONE_IS_WRONG, dry_run=True, partial=partial)
    assert books.outstanding("2025-03-01") == "150.00"
    assert (books.count("customer"), books.count("audit")) == (1, 1)
    stored = books.take("invoices", ONE_IS_WRONG, partial=partial)
    assert (rehearsed.totals, rehearsed.findings) == (stored.totals, stored.findings)
    assert counts(rehearsed) == counts(stored)


def test_of_several_files_only_the_one_with_a_rejected_row_is_held(books) -> None:
    first, second = books.take_folder(
        {
            "invoices": INVOICES,
            "payments": """
                payment_id, customer_id, value_on,   amount, invoice_id
                PAY-1,      C1,          2025-01-10, 100,    INV-1
                PAY-2,      C2,          2025-01-10, 50,     INV-2
            """,
        }
    )
    assert counts(first) == (2, 0, 0, 0)
    assert counts(second) == (0, 0, 1, 1)
    assert books.outstanding("2025-03-01") == "150.00"
    assert books.unapplied("2025-03-01") == "0.00"


def test_totals_are_told_apart_by_currency(books) -> None:
    outcome = books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, currency
        INV-1,      C1,          2025-01-01, 2025-01-31, 100,    USD
        INV-2,      C1,          2025-01-01, 2025-01-31, 7,      JPY
        INV-3,      C1,          2025-01-01, 2025-01-31, 1.2,    KWD
        INV-4,      C1,          2025-01-01, 2025-01-31, 11,     USD
        """,
    )
    assert [f"{money.currency} {money}" for money in outcome.totals] == [
        "JPY 7",
        "KWD 1.200",
        "USD 111.00",
    ]


def test_more_decimals_than_the_currency_has_are_rounded_and_found(books) -> None:
    """Half-up on the written digits; zeros are no finding."""
    file = """
        invoice_id, customer_id, issued_on,  due_on,     amount,   currency
        INV-1,      C1,          2025-01-01, 2025-01-31, 10.005,   CNY
        INV-2,      C1,          2025-01-01, 2025-01-31, 10.0049,  CNY
        INV-3,      C1,          2025-01-01, 2025-01-31, 10.0000,  CNY
        INV-4,      C1,          2025-01-01, 2025-01-31, 0.5,      JPY
    """
    outcome = books.take("invoices", file)
    assert [f"{money.currency} {money}" for money in outcome.totals] == ["CNY 30.01", "JPY 1"]
    assert counts(outcome) == (4, 0, 0, 0)
    assert [(finding.row, finding.column, finding.message) for finding in outcome.findings] == [
        (2, "amount", "CNY has 2 decimals: 10.005 was rounded to 10.01."),
        (3, "amount", "CNY has 2 decimals: 10.0049 was rounded to 10.00."),
        (5, "amount", "JPY has 0 decimals: 0.5 was rounded to 1."),
    ]
    assert counts(books.take("invoices", file)) == (0, 4, 0, 0)


def test_a_rejected_file_leaves_what_another_file_of_the_command_added_as_it_was(books) -> None:
    """The second file of the command fills in a day of sending, and has a bad row."""
    good = file_of("invoices", INVOICES)
    bad = file_of(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, sent_on
        INV-1,      C1,          2025-01-01, 2025-01-31, 100,    2025-01-03
        INV-2,      C1,          2025-01-02, 2025-02-01, 51,     2025-01-03
        """,
    )
    with books.database.write(books.now) as tx:
        intake.run(tx, books.company, (good, bad), intake.Rules())
    sent = "SELECT DISTINCT sent_on FROM invoice WHERE workspace_id = {company}"
    assert books.sql(sent) == [(None,)]
