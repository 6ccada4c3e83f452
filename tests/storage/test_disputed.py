"""The disputed part stands beside the buckets, is settled last, and ages again once decided."""

from datetime import date

import pytest

from storage.window import By

HEADER = "dispute_id, invoice_id, amount, from, to, outcome"


@pytest.fixture
def owed(books):
    """100,000 of Acme's due on 31 January, which Ana and Bo of two teams share by thirds."""
    books.today = date(2025, 1, 1)
    books.add("people", "person_id, name, team\n A, Ana, East\n B, Bo, West")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners
        INV-1,      C1,          2025-01-01, 2025-01-31, 100000, A:33.33;B:66.67
        """,
    )
    return books


def aged(books, as_of: str, by: By | None = None, key: str | None = "CNY", **known) -> dict:
    row = books.ageing(as_of, by, **known)[key]
    return {name: amount for name, amount in row.items() if amount != "0.00" and name != "open"}


def test_it_is_apart_from_its_first_day_to_its_last(owed) -> None:
    """From day 5 (5 February) to day 40, decided for us: on day 41 all is 41 days overdue."""
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000, 2025-02-05, 2025-03-12, for_us")
    whole = {"1-30": "100000.00", "outstanding": "100000.00"}
    assert aged(owed, "2025-02-04") == whole
    apart = {"1-30": "70000.00", "disputed": "30000.00", "outstanding": "100000.00"}
    assert aged(owed, "2025-02-05") == apart
    apart = {"31-60": "70000.00", "disputed": "30000.00", "outstanding": "100000.00"}
    assert aged(owed, "2025-03-11") == apart
    assert aged(owed, "2025-03-12") == {"31-60": "100000.00", "outstanding": "100000.00"}
    assert aged(owed, "2025-03-13") == {"31-60": "100000.00", "outstanding": "100000.00"}


def test_it_is_apart_before_it_is_due_too(owed) -> None:
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000, 2025-01-10, ,")
    apart = {"current": "70000.00", "disputed": "30000.00", "outstanding": "100000.00"}
    assert aged(owed, "2025-01-10") == apart


def test_a_dispute_lost_to_the_customer_ages_until_the_credit_note_comes(owed) -> None:
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000, 2025-02-05, 2025-02-20, for_customer")
    assert aged(owed, "2025-02-20")["1-30"] == "100000.00"
    header = "invoice_id, customer_id, issued_on, amount, kind, reverses_id"
    owed.add("invoices", f"{header}\n CN-1, C1, 2025-02-25, 30000, credit_note, INV-1")
    assert aged(owed, "2025-02-25") == {"1-30": "70000.00", "outstanding": "70000.00"}


def test_what_is_undisputed_is_settled_first(owed) -> None:
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000, 2025-02-05, ,")
    header = "payment_id, customer_id, value_on, amount"
    owed.add("payments", f"{header}\n R-1, C1, 2025-02-10, 60000\n R-2, C1, 2025-02-20, 20000")
    assert aged(owed, "2025-02-10") == {
        "1-30": "10000.00",
        "disputed": "30000.00",
        "outstanding": "40000.00",
    }
    assert aged(owed, "2025-02-20") == {"disputed": "20000.00", "outstanding": "20000.00"}


def test_it_is_told_apart_by_owner_team_and_customer(owed) -> None:
    """30,000.01 at 33.33 and 66.67 %, split by itself, and the 69,999.99 by themselves."""
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000.01, 2025-02-05, ,")
    ana = {"1-30": "23331.00", "disputed": "9999.00", "outstanding": "33330.00"}
    bo = {"1-30": "46668.99", "disputed": "20001.01", "outstanding": "66670.00"}
    for by, one, other in ((By.PERSON, "A", "B"), (By.TEAM, "East", "West")):
        assert aged(owed, "2025-02-10", by, one) == ana
        assert aged(owed, "2025-02-10", by, other) == bo
    customer = {"1-30": "69999.99", "disputed": "30000.01", "outstanding": "100000.00"}
    assert aged(owed, "2025-02-10", By.CUSTOMER, "C1") == customer


def test_a_past_report_shows_what_was_known_then(owed) -> None:
    """Recorded on 10 February for the 5th; its end on 1 March for 20 February."""
    owed.today = date(2025, 2, 9)
    before = owed.now
    owed.today = date(2025, 2, 10)
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000, 2025-02-05, ,")
    between = owed.now
    owed.today = date(2025, 3, 1)
    owed.add("disputes", f"{HEADER}\n D-1, INV-1, 30000, 2025-02-05, 2025-02-20, for_us")
    assert "disputed" not in aged(owed, "2025-02-28", known_at=before)
    assert aged(owed, "2025-02-28", known_at=between)["disputed"] == "30000.00"
    assert "disputed" not in aged(owed, "2025-02-28")


def test_disputes_of_one_instalment_add_up_to_what_is_open_of_it(owed) -> None:
    rows = ["D-1, INV-1, 60000, 2025-02-05, ,", "D-2, INV-1, 40000, 2025-02-06, ,"]
    owed.add("disputes", "\n".join([HEADER, *rows]))
    header = "payment_id, customer_id, value_on, amount"
    owed.add("payments", f"{header}\n R-1, C1, 2025-02-10, 50000")
    assert aged(owed, "2025-02-06") == {"disputed": "100000.00", "outstanding": "100000.00"}
    assert aged(owed, "2025-02-10") == {"disputed": "50000.00", "outstanding": "50000.00"}
