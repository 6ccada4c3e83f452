"""What a review found: each story once ended in a wrong number or a lost fact."""

INVOICES = "invoice_id, customer_id, issued_on, due_on, amount"
PAYMENTS = "payment_id, customer_id, value_on, amount, invoice_id, reverses_id"


def test_money_dated_before_a_bounce_settles_what_the_bounce_reopened_from_its_day_on(story):
    """1,000 paid on 1 Feb, bounced on 5 Mar; then 1,000 with value date 10 Feb arrives."""
    story.take("invoices", f"{INVOICES}\nINV-1, C1, 2025-01-01, 2025-01-31, 1000")
    story.take("payments", f"{PAYMENTS}\nPAY-1, C1, 2025-02-01, 1000, INV-1,")
    story.take("payments", f"{PAYMENTS}\nB-1, C1, 2025-03-05, 1000,, PAY-1")
    story.take("payments", f"{PAYMENTS}\nPAY-2, C1, 2025-02-10, 1000, INV-1,")
    (february,) = story.ask("ageing", "--as-of", "2025-02-28")["totals"]
    assert (february["1-30"], february["unapplied"]) == ("0.00", "1000.00")
    (rates,) = story.ask("kpis", "--period", "2025-02")["rows"]
    assert (rates["collected_amount"], rates["collection_rate"]) == ("1000.00", "1.0000")
    (march,) = story.ask("ageing", "--as-of", "2025-03-31")["totals"]
    assert (march["outstanding"], march["unapplied"]) == ("0.00", "0.00")


def test_a_last_day_that_is_imported_later_ends_the_role(story):
    """P1 sells from 2024 on; in March the file says that the last day was in February."""
    header = "person_id, name, role, valid_from, valid_to"
    story.take("people", f"{header}\nP1, Ana, sales, 2024-01-01,")
    story.take("people", f"{header}\nP1, Ana, sales, 2024-01-01, 2025-03-01")
    assert story.ask("ranking", "--period", "2025-04")["rows"] == []
    assert len(story.ask("ranking", "--period", "2025-02")["rows"]) == 1


def test_a_sending_date_on_a_later_instalment_is_kept_and_known_the_next_time(story):
    """The first instalment's row says nothing of the sending, the second does."""
    header = f"{INVOICES}, instalment, sent_on"
    rows = (
        f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 50, 1,"
        "\nINV-1, C1, 2025-01-01, 2025-02-28, 50, 2, 2025-01-03"
    )
    story.take("invoices", rows)
    again = story.ask("import", "invoices", str(story.folder / "invoices.csv"))
    assert (again["added"], again["known"], again["rejected"]) == (0, 2, 0)
