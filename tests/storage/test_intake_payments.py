"""Payments: what they name, else oldest due first; what waits, and when it settles."""

import pytest

from ledger.money import Money
from storage.window import By

HEADER = "payment_id, customer_id, value_on, amount, invoice_id"


def file(*rows: str) -> str:
    return "\n".join((HEADER, *rows))


def invoice(number: str, amount: str, due: str, issued: str = "2025-01-01", who: str = "C1") -> str:
    return (
        "invoice_id, customer_id, issued_on, due_on, amount\n"
        f"{number}, {who}, {issued}, {due}, {amount}"
    )


# --- which invoice -------------------------------------------------------------------------------


def test_a_payment_that_names_nothing_goes_to_the_oldest_due_date(books) -> None:
    """INV-10 and INV-9 fall due on one day (9 before 10), INV-2 later, OLD first; 100 arrive."""
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-2,      C1,          2025-01-01, 2025-03-01, 40
        INV-10,     C1,          2025-01-01, 2025-02-01, 30
        INV-9,      C1,          2025-01-02, 2025-02-01, 20
        OLD,        C1,          2025-01-03, 2025-01-31, 15
        OTHER,      C2,          2025-01-01, 2025-01-05, 15
        LATER,      C1,          2025-02-11, 2025-02-11, 15
        """,
    )
    books.add("payments", file("PAY-1, C1, 2025-02-10, 100,"))
    assert books.settled() == {
        "PAY-1": [("OLD", "15.00"), ("INV-9", "20.00"), ("INV-10", "30.00"), ("INV-2", "35.00")]
    }


def test_a_payment_goes_to_the_documents_it_names_in_that_order(books) -> None:
    """PAY-1 of 60 names C then A: 30 each, B, the oldest, stays open; 5 of PAY-2 are left over."""
    for number, due in (("A", "2025-02-10"), ("B", "2025-01-10"), ("C", "2025-03-10")):
        books.add("invoices", invoice(number, "30", due))
    books.add("payments", file("PAY-1, C1, 2025-02-01, 50, C;A", "PAY-2, C1, 2025-02-02, 15, A"))
    assert books.settled() == {
        "PAY-1": [("C", "30.00"), ("A", "20.00")],
        "PAY-2": [("A", "10.00")],
    }
    assert books.unapplied("2025-02-02") == "5.00"
    assert books.open_items("2025-02-02") == "30.00"


def test_a_payment_settles_the_oldest_instalment_of_a_document_first(books) -> None:
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, instalment
        INV-1,      C1,          2025-01-01, 2025-06-30, 10,     retention
        INV-1,      C1,          2025-01-01, 2025-02-28, 40,     2
        INV-1,      C1,          2025-01-01, 2025-01-31, 50,     1
        """,
    )
    books.add("payments", file("PAY-1, C1, 2025-02-01, 60, INV-1"))
    assert books.settled() == {"PAY-1": [("INV-1", "50.00"), ("INV-1/2", "10.00")]}
    books.add("payments", file("PAY-2, C1, 2025-02-02, 10, INV-1/retention"))
    assert books.settled()["PAY-2"] == [("INV-1/retention", "10.00")]
    assert books.ageing("2025-03-01")["CNY"]["1-30"] == "30.00"


def test_the_rows_of_an_invoice_agree_on_customer_and_issue_date(books) -> None:
    outcome = books.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, instalment
        INV-1,      C1,          2025-01-01, 2025-01-31, 50,     1
        INV-1,      C2,          2025-01-01, 2025-02-28, 40,     2
        INV-1,      C1,          2025-01-02, 2025-03-31, 10,     3
        """,
        partial=True,
    )
    assert (outcome.added, outcome.rejected) == (1, 2)
    assert [finding.message for finding in outcome.findings] == [
        "INV-1 is in the books with customer_id C1, this row says C2.",
        "INV-1 is in the books with issued_on 2025-01-01, this row says 2025-01-02.",
    ]


def test_a_payment_that_names_another_customers_invoice_is_rejected(books) -> None:
    books.add("invoices", invoice("INV-1", "30", "2025-01-31"))
    outcome = books.take("payments", file("PAY-1, C2, 2025-02-01, 30, INV-1"))
    (finding,) = outcome.findings
    message = "INV-1 belongs to customer C1, not to C2; correct one of them."
    assert (outcome.rejected, finding.message) == (1, message)


def test_a_payment_never_crosses_currencies(books) -> None:
    """INV-1 is in USD: a payment in EUR that names it is rejected, one that names none waits."""
    header = "invoice_id, customer_id, issued_on, due_on, amount, currency"
    books.add("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 30, USD")
    header = "payment_id, customer_id, value_on, amount, currency, invoice_id"
    outcome = books.take("payments", f"{header}\nPAY-1, C1, 2025-02-01, 30, EUR, INV-1")
    (finding,) = outcome.findings
    message = "INV-1 is in USD, this row is in EUR; correct one of them."
    assert (outcome.rejected, finding.message) == (1, message)
    books.add("payments", f"{header}\nPAY-2, C1, 2025-02-01, 30, EUR,")
    found = books.ageing("2025-02-01")
    assert (found["USD"]["outstanding"], found["EUR"]["outstanding"]) == ("30.00", "-30.00")
    outcome = books.add("payments", f"{header}\nPAY-3, C1, 2025-02-01, 30, , INV-1")
    assert outcome.totals == (Money.of("30", "USD"),)
    assert books.ageing("2025-02-01")["USD"]["outstanding"] == "0.00"


# --- what waits ----------------------------------------------------------------------------------


def test_a_payment_waits_for_an_invoice_that_comes_in_a_later_import(books) -> None:
    """PAY-1 of 100 names INV-1 (50, is there) and INV-2 (30, comes later); 20 stay unapplied."""
    books.add("invoices", invoice("INV-1", "50", "2025-01-31"))
    outcome = books.take("payments", file("PAY-1, C1, 2025-02-01, 100, INV-1;INV-2"))
    assert (outcome.added, outcome.rejected) == (1, 0)
    assert [finding.message for finding in outcome.findings] == [
        "There is no invoice INV-2 yet; what names it waits unapplied."
    ]
    assert books.unapplied("2025-02-01") == "50.00"
    books.add("invoices", invoice("INV-2", "30", "2025-01-31"))
    assert books.settled()["PAY-1"] == [("INV-1", "50.00"), ("INV-2", "30.00")]
    assert books.unapplied("2025-02-01") == "20.00"
    assert books.outstanding("2025-02-01") == "-20.00"


def test_a_payment_waits_for_an_instalment_that_comes_in_a_later_import(books) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, instalment\n"
    books.add("invoices", header + "INV-1, C1, 2025-01-01, 2025-01-31, 50, 1")
    outcome = books.take("payments", file("PAY-1, C1, 2025-02-01, 40, INV-1/2"))
    assert [finding.message for finding in outcome.findings] == [
        "There is no invoice INV-1/2 yet; what names it waits unapplied."
    ]
    books.add("invoices", header + "INV-1, C1, 2025-01-01, 2025-02-28, 40, 2")
    assert books.settled() == {"PAY-1": [("INV-1/2", "40.00")]}


def test_what_is_left_of_a_payment_settles_a_new_instalment_of_the_document_it_names(books) -> None:
    """INV-1 came with 50 of its 90; PAY-1 of 100 names INV-1; the other 40 come in afterwards."""
    header = "invoice_id, customer_id, issued_on, due_on, amount, instalment\n"
    books.add("invoices", header + "INV-1, C1, 2025-01-01, 2025-01-31, 50, 1")
    books.add("payments", file("PAY-1, C1, 2025-02-01, 100, INV-1"))
    books.add("invoices", header + "INV-1, C1, 2025-01-01, 2025-02-28, 40, 2")
    assert books.settled() == {"PAY-1": [("INV-1", "50.00"), ("INV-1/2", "40.00")]}
    assert books.unapplied("2025-02-01") == "10.00"


def test_waiting_money_is_not_taken_by_another_customers_invoice(books) -> None:
    books.take("payments", file("PAY-1, C1, 2025-02-01, 30, INV-1"))
    books.add("invoices", invoice("INV-1", "30", "2025-01-31", who="C2"))
    assert books.settled() == {}
    assert books.ageing("2025-02-01", By.CUSTOMER)["C2"]["outstanding"] == "30.00"


def test_unapplied_money_that_names_nothing_is_not_applied_by_a_later_import(books) -> None:
    """Invoices 100 + 50, payment 180: 30 unapplied, and the next invoice of 40 stays open."""
    books.add("invoices", invoice("INV-1", "100", "2025-01-31"))
    books.add("invoices", invoice("INV-2", "50", "2025-01-31"))
    books.add("payments", file("PAY-1, C1, 2025-02-01, 180,"))
    assert (books.unapplied("2025-02-01"), books.open_items("2025-02-01")) == ("30.00", "0.00")
    books.add("invoices", invoice("INV-3", "40", "2025-03-31"))
    assert (books.unapplied("2025-02-01"), books.open_items("2025-02-01")) == ("30.00", "40.00")
    assert books.outstanding("2025-02-01") == "10.00"


def test_money_that_arrives_before_its_invoice_waits_until_the_issue_date(books) -> None:
    """30 on 10 January name INV-1, issued on the 20th and due on the 31st."""
    books.add("invoices", invoice("INV-1", "30", "2025-01-31", issued="2025-01-20"))
    books.add("payments", file("PAY-1, C1, 2025-01-10, 30, INV-1"))
    assert [books.unapplied(day) for day in ("2025-01-10", "2025-01-19", "2025-01-20")] == [
        "30.00",
        "30.00",
        "0.00",
    ]
    assert books.outstanding("2025-01-19") == "-30.00"
    assert books.outstanding("2025-01-20") == "0.00"
    early = "2025-01-01..2025-01-19"
    assert books.kpis(early)[None]["collected_amount"] == "0.00"
    assert books.kpis("2025-01")[None]["collected_amount"] == "30.00"


def test_money_that_names_nothing_is_for_what_was_issued_by_its_value_date(books) -> None:
    books.add("invoices", invoice("INV-1", "30", "2025-01-31", issued="2025-01-20"))
    books.add("payments", file("PAY-1, C1, 2025-01-19, 30,", "PAY-2, C1, 2025-01-20, 10,"))
    assert books.settled() == {"PAY-2": [("INV-1", "10.00")]}


def test_what_was_allocated_before_stays(books) -> None:
    """PAY-2 settled INV-1 in an earlier import; PAY-1, older, comes later and finds it settled."""
    books.add("invoices", invoice("INV-1", "30", "2025-01-31"))
    books.add("payments", file("PAY-2, C1, 2025-02-02, 30,"))
    books.add("payments", file("PAY-1, C1, 2025-02-01, 30,"))
    assert books.settled() == {"PAY-2": [("INV-1", "30.00")]}
    assert books.unapplied("2025-02-02") == "30.00"


def test_a_fee_beside_the_amount_settles_nothing(books) -> None:
    books.add("invoices", invoice("INV-1", "30", "2025-01-31"))
    header = "payment_id, customer_id, value_on, amount, fee, method"
    books.add("payments", f"{header}\nPAY-1, C1, 2025-02-01, 28, 2, bank draft")
    assert books.outstanding("2025-02-01") == "2.00"


@pytest.mark.parametrize("amount", ["0", "0.001"])
def test_a_payment_of_nothing_is_rejected(books, amount) -> None:
    assert books.take("payments", file(f"PAY-1, C1, 2025-02-01, {amount},")).rejected == 1


# --- balances instead of histories ---------------------------------------------------------------


def test_of_an_invoice_with_an_open_amount_the_rest_counts_nowhere(books) -> None:
    """Of 100, 40 are open: 60 were settled before the start; 40 come in, in time."""
    header = "invoice_id, customer_id, issued_on, due_on, amount, open"
    outcome = books.add("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-02-28, 100, 40")
    assert outcome.totals == (Money.of("100", "CNY"),)
    assert books.outstanding("2025-01-01") == "40.00"
    books.add("payments", file("PAY-1, C1, 2025-02-10, 50, INV-1"))
    assert books.unapplied("2025-02-10") == "10.00"
    february = books.kpis("2025-02")[None]
    assert (february["collected_amount"], february["collection_rate"]) == ("40.00", "1.0000")


def test_an_invoice_of_which_nothing_is_open_is_settled(books) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, open"
    books.add("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-02-28, 100, 0")
    assert books.outstanding("2025-03-01") == "0.00"
    assert books.kpis("2025-02")[None]["collection_rate"] is None


def test_more_cannot_be_open_than_the_invoice_has(books) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, open"
    outcome = books.take("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-02-28, 100, 100.01")
    (finding,) = outcome.findings
    assert (outcome.rejected, finding.column) == (1, "open")
    assert finding.message == "100.01 cannot be open of 100; correct one of them."
