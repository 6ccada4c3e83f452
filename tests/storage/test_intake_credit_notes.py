"""Credit notes reduce the invoice that they name; what is left over stands in unapplied."""

INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount, instalment
    INV-1,      C1,          2025-01-01, 2025-03-31, 40,     2
    INV-1,      C1,          2025-01-01, 2025-01-31, 60,     1
    INV-2,      C1,          2025-01-01, 2025-01-15, 30,     1
"""


def note(amount: str, names: str = "", on: str = "2025-02-01", customer: str = "C1") -> str:
    return (
        "invoice_id, customer_id, issued_on, amount, kind, reverses_id\n"
        f"CN-1, {customer}, {on}, {amount}, credit_note, {names}"
    )


def test_a_credit_note_reduces_the_invoice_it_names_oldest_instalment_first(books) -> None:
    """INV-1 has 60 due in January and 40 in March, INV-2 is older; CN-1 takes 70 from INV-1."""
    books.add("invoices", INVOICES)
    books.add("invoices", note("70", "INV-1"))
    assert books.reduced() == {"CN-1": [("INV-1", "60.00"), ("INV-1/2", "10.00")]}
    assert books.outstanding("2025-01-31") == "130.00"
    assert books.outstanding("2025-02-01") == "60.00"
    assert books.unapplied("2025-02-01") == "0.00"


def test_a_credit_note_that_exceeds_what_is_open_stands_in_unapplied(books) -> None:
    books.add("invoices", INVOICES)
    books.add("invoices", note("110", "INV-1"))
    assert books.unapplied("2025-02-01") == "10.00"
    assert books.open_items("2025-02-01") == "30.00"
    assert books.outstanding("2025-02-01") == "20.00"


def test_a_credit_note_that_names_nothing_stands_in_unapplied(books) -> None:
    books.add("invoices", INVOICES)
    books.add("invoices", note("50"))
    assert books.reduced() == {}
    assert books.unapplied("2025-02-01") == "50.00"
    assert books.open_items("2025-02-01") == "130.00"


def test_a_credit_note_is_never_collected(books) -> None:
    """30 of the 130 that were due are credited: 100 are left to collect."""
    books.add("invoices", INVOICES)
    books.add("invoices", note("30", "INV-2", on="2025-01-20"))
    books.add("payments", "payment_id, customer_id, value_on, amount\n PAY-1, C1, 2025-01-25, 15")
    january = books.kpis("2025-01")[None]
    assert january["collected_amount"] == "15.00"
    assert january["collection_rate"] == "0.2500"  # 15 of the 60 due in January


def test_a_negative_amount_of_a_credit_note_is_taken_without_its_sign(books) -> None:
    books.add("invoices", INVOICES)
    outcome = books.add("invoices", note("-30", "INV-2"))
    assert str(outcome.totals[0]) == "30.00"
    assert books.outstanding("2025-02-01") == "100.00"


def test_a_credit_note_before_its_invoice_waits_for_it(books) -> None:
    """CN-1 of 5 January names INV-1, which comes in a later import and is issued on the 10th."""
    waiting = books.take("invoices", note("30", "INV-1", on="2025-01-05"))
    assert waiting.added == 1
    (finding,) = waiting.findings
    assert finding.message == "There is no invoice INV-1 yet; the credit note waits unapplied."
    assert books.outstanding("2025-01-05") == "-30.00"
    books.add(
        "invoices",
        "invoice_id, customer_id, issued_on, due_on, amount\n"
        "INV-1, C1, 2025-01-10, 2025-01-31, 100",
    )
    assert books.unapplied("2025-01-09") == "30.00"
    assert books.unapplied("2025-01-10") == "0.00"
    assert books.open_items("2025-01-10") == "70.00"


def test_a_credit_note_for_another_customers_invoice_is_rejected(books) -> None:
    books.add("invoices", INVOICES)
    outcome = books.take("invoices", note("30", "INV-1", customer="C2"))
    (finding,) = outcome.findings
    assert outcome.rejected == 1
    message = "INV-1 belongs to customer C1, not to C2; correct one of them."
    assert finding.message == message


def test_on_one_day_a_credit_note_comes_before_a_payment(books) -> None:
    """Both on 1 February and for INV-2 of 30: the note takes 30, the payment of 30 waits."""
    books.take_folder(
        {
            "invoices": [
                {"invoice_id": "INV-2", "customer_id": "C1", "issued_on": "2025-01-01"}
                | {"due_on": "2025-01-15", "amount": "30", "kind": "", "reverses_id": ""},
                {"invoice_id": "CN-9", "customer_id": "C1", "issued_on": "2025-02-01"}
                | {"due_on": "", "amount": "20", "kind": "credit_note", "reverses_id": "INV-2"},
            ],
            "payments": "payment_id, customer_id, value_on, amount, invoice_id\n"
            "PAY-1, C1, 2025-02-01, 30, INV-2",
        }
    )
    assert books.reduced() == {"CN-9": [("INV-2", "20.00")]}
    assert books.settled() == {"PAY-1": [("INV-2", "10.00")]}
    assert books.unapplied("2025-02-01") == "20.00"
