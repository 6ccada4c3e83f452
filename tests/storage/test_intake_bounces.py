"""Bounces: the bank takes a whole payment back, on its own day, once."""

import pytest

INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount
    INV-1,      C1,          2025-01-01, 2025-01-31, 100
"""
HEADER = "payment_id, customer_id, value_on, amount, invoice_id, reverses_id"
PAID = "PAY-1, C1, 2025-02-10, 60, INV-1,"
BACK = "B-1, C1, 2025-03-05, 60, , PAY-1"


def file(*rows: str) -> str:
    return "\n".join((HEADER, *rows))


@pytest.mark.parametrize("rows", [(PAID, BACK), (BACK, PAID)], ids=["after", "before"])
def test_a_bounce_stands_anywhere_in_the_file(books, rows) -> None:
    books.add("invoices", INVOICES)
    outcome = books.add("payments", file(*rows))
    assert (outcome.added, str(outcome.totals[0])) == (2, "120.00")
    assert books.settled() == {"PAY-1": [("INV-1", "60.00"), ("INV-1", "-60.00")]}
    assert [books.outstanding(day) for day in ("2025-02-09", "2025-02-10", "2025-03-04")] == [
        "100.00",
        "40.00",
        "40.00",
    ]
    assert books.outstanding("2025-03-05") == "100.00"
    assert books.unapplied("2025-03-05") == "0.00"


def test_a_bounce_in_a_later_file_reopens_what_the_payment_settled(books) -> None:
    books.add("invoices", INVOICES)
    books.add("payments", file("PAY-1, C1, 2025-02-10, 100, INV-1,"))
    assert books.outstanding("2025-03-31") == "0.00"
    books.add("payments", file("B-1, C1, 2025-03-05, 100, , PAY-1"))
    assert books.ageing("2025-03-31")["CNY"]["31-60"] == "100.00"
    assert books.outstanding("2025-03-04") == "0.00"
    again = books.take("payments", file("B-1, C1, 2025-03-05, 100, , PAY-1"))
    assert (again.known, again.findings) == (1, ())
    assert books.outstanding("2025-03-31") == "100.00"


def test_what_a_bounce_reopens_another_payment_can_settle(books) -> None:
    books.add("invoices", INVOICES)
    books.add("payments", file("PAY-1, C1, 2025-02-10, 100, INV-1,"))
    books.add(
        "payments",
        file("B-1, C1, 2025-03-05, 100, , PAY-1", "PAY-2, C1, 2025-03-06, 100, INV-1,"),
    )
    assert books.settled()["PAY-2"] == [("INV-1", "100.00")]
    days = ("2025-02-10", "2025-03-05", "2025-03-06")
    assert [books.outstanding(day) for day in days] == ["0.00", "100.00", "0.00"]


def test_unapplied_money_that_bounces_is_gone(books) -> None:
    books.add("payments", file("PAY-1, C1, 2025-02-10, 60, ,", BACK))
    assert books.unapplied("2025-03-04") == "60.00"
    assert books.unapplied("2025-03-05") == "0.00"


def test_money_that_bounced_before_its_invoice_came_settles_nothing(books) -> None:
    """PAY-1 names INV-1, bounces on 5 March, and INV-1 of 1 January comes in afterwards."""
    waiting = books.take("payments", file(PAID, BACK))
    assert (waiting.added, len(waiting.findings)) == (2, 1)
    books.add("invoices", INVOICES)
    assert books.outstanding("2025-03-05") == "100.00"
    assert books.settled() == {}


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (
            "B-1, C1, 2025-03-05, 59, , PAY-1",
            "amount",
            "A bounce takes back the whole payment: PAY-1 is 60.00, not 59.",
        ),
        (
            "B-1, C1, 2025-02-09, 60, , PAY-1",
            "value_on",
            "PAY-1 arrived on 2025-02-10; it cannot bounce before.",
        ),
        (
            "B-1, C2, 2025-03-05, 60, , PAY-1",
            "customer_id",
            "PAY-1 is in the books with customer_id C1, this row says C2.",
        ),
        (
            "B-1, C1, 2025-03-05, 60, , PAY-7",
            "reverses_id",
            "There is no payment PAY-7 to take back; check reverses_id.",
        ),
    ],
)
def test_a_bounce_that_does_not_fit_its_payment_is_rejected(books, row, column, message) -> None:
    books.add("invoices", INVOICES)
    books.add("payments", file(PAID))
    outcome = books.take("payments", file(row))
    assert outcome.rejected == 1
    (finding,) = outcome.findings
    assert (finding.column, finding.message) == (column, message)
    assert books.outstanding("2025-03-31") == "40.00"


def test_a_payment_bounces_once(books) -> None:
    books.add("invoices", INVOICES)
    books.add("payments", file(PAID, BACK))
    outcome = books.take("payments", file("B-2, C1, 2025-03-07, 60, , PAY-1"))
    (finding,) = outcome.findings
    assert outcome.rejected == 1
    assert finding.message == "PAY-1 was taken back by B-1 already."
    twice = books.take("payments", file("PAY-3, C1, 2025-02-10, 5, ,"), partial=True)
    assert twice.added == 1
    both = ("B-3, C1, 2025-03-07, 5, , PAY-3", "B-4, C1, 2025-03-07, 5, , PAY-3")
    outcome = books.take("payments", file(*both), partial=True)
    assert (outcome.added, outcome.rejected) == (1, 1)


def test_a_bounce_with_another_day_than_before_is_refused(books) -> None:
    books.add("invoices", INVOICES)
    books.add("payments", file(PAID, BACK))
    outcome = books.take("payments", file(BACK.replace("2025-03-05", "2025-03-06")))
    (finding,) = outcome.findings
    message = "B-1 is in the books with value_on 2025-03-05, this row says 2025-03-06."
    assert (outcome.rejected, finding.message) == (1, message)


def test_a_number_is_a_payment_or_a_bounce_for_good(books) -> None:
    books.add("payments", file(PAID.replace("INV-1", ""), BACK))
    for row in (BACK.replace("PAY-1", ""), "PAY-1, C1, 2025-03-05, 60, , B-1"):
        outcome = books.take("payments", file(row))
        assert (outcome.rejected, len(outcome.findings)) == (1, 1)


def test_a_bounce_on_the_day_of_its_payment_leaves_nothing_settled(books) -> None:
    books.add("invoices", INVOICES)
    books.add("payments", file("B-1, C1, 2025-02-10, 60, , PAY-1", PAID))
    assert books.outstanding("2025-02-10") == "100.00"
    assert books.kpis("2025-02")[None]["collected_amount"] == "0.00"
