"""The numbers of the domain's formulas, end to end: files in, `kpis` and `score` out."""

import pytest

from tests.stories.conftest import Story


@pytest.fixture
def acme(story: Story) -> Story:
    header = "person_id, name, role, rights, team"
    story.take("people", f"{header}\n A, Ana, sales,, X\n B, Bo, sales,, X\n F, Fin, finance,, Y")
    return story


def bill(story: Story, *rows: str) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    story.take("invoices", "\n".join([header, *rows]))


def pay(story: Story, *rows: str) -> None:
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    story.take("payments", "\n".join([header, *rows]))


def test_one_month_of_a_rep(acme: Story) -> None:
    """
    opening 200, billed 300, cash 250, credit notes 20, written off 10, closing 220 of which 150
    are not yet due: 250 / 330 and 280 / 350
    """
    bill(
        acme,
        "INV-1, C1, 2025-01-31, 2025-02-28, 200, A",
        "INV-2, C1, 2025-03-01, 2025-03-20, 150, A",
        "INV-3, C1, 2025-03-01, 2025-04-30, 150, A",
    )
    pay(acme, "PAY-1, C1, 2025-03-10, 190, INV-1", "PAY-2, C1, 2025-03-20, 60, INV-2")
    header = "invoice_id, customer_id, issued_on, amount, kind, reverses_id"
    acme.take("invoices", f"{header}\n CN-1, C1, 2025-03-15, 20, credit_note, INV-2")
    header = "writeoff_id, invoice_id, amount, on, requested_by, approved_by"
    acme.take("writeoffs", f"{header}\n W-1, INV-1, 10, 2025-03-25, A, F")
    told = acme.kpis("A", "2025-03")
    aged = {"current": "150.00", "1-30": "70.00", "outstanding": "220.00"}
    assert acme.aged("2025-03-31") == aged
    assert (told["cash_cei"], told["cei"]) == ("0.7576", "0.8000")
    assert told["bad_debt_ratio"] == "0.0208"  # 10 / (200 + 300 - 20)
    assert told["collected_amount"] == "250.00"
    assert told["collection_rate"] == "0.7576"  # 250 / (350 - 20)


def test_days_of_sales_that_stand_open(acme: Story) -> None:
    """
    15,000 open of which 4,000 are current, 10,000 billed in June's 30 days: 45, 12 and 33 days
    """
    bill(
        acme,
        "INV-1, C1, 2025-05-02, 2025-05-31, 5000, A",
        "INV-2, C1, 2025-06-02, 2025-06-20, 6000, A",
        "INV-3, C1, 2025-06-03, 2025-07-31, 4000, A",
    )
    told = acme.kpis("A", "2025-06")
    days = {kpi: told[kpi] for kpi in ("dso_simple", "dso_best_possible", "add", "dso_countback")}
    assert days == {
        "dso_simple": "45.0000",
        "dso_best_possible": "12.0000",
        "add": "33.0000",
        "dso_countback": "61.0000",
    }


def test_counting_back_uses_up_the_balance_month_by_month(acme: Story) -> None:
    """
    300 open; June 120, May 100, and half of April's 160: 30 + 31 + 15 days
    """
    bill(
        acme,
        "INV-1, C1, 2025-04-02, 2025-04-30, 160, A",
        "INV-2, C1, 2025-05-02, 2025-05-31, 100, A",
        "INV-3, C1, 2025-06-02, 2025-06-30, 120, A",
    )
    pay(acme, "PAY-1, C1, 2025-06-20, 80, INV-1")
    assert acme.kpis("A", "2025-06")["dso_countback"] == "76.0000"


def test_days_late_weigh_each_part_on_its_own_value_date(acme: Story) -> None:
    """
    4,000 in time, 6,000 six days late, 2,000 eight days late: 4.33 days
    """
    bill(
        acme,
        "INV-1, C1, 2025-03-01, 2025-03-10, 6000, A",
        "INV-2, C1, 2025-03-01, 2025-03-12, 6000, A",
    )
    pay(
        acme,
        "PAY-1, C1, 2025-03-08, 4000, INV-1",
        "PAY-2, C1, 2025-03-18, 2000, INV-1",
        "PAY-3, C1, 2025-03-18, 6000, INV-2",
    )
    assert acme.kpis("A", "2025-03")["days_late"] == "4.3333"
    assert acme.values("A", "2025-03")["days_late"] == "4.3333"


def test_a_running_month_is_measured_today_against_the_whole_months_target(acme: Story) -> None:
    """
    2025-06-10  half of what is due by the 30th is paid; late is what is late today
    """
    acme.on("2025-06-10")
    bill(
        acme,
        "INV-1, C1, 2025-05-01, 2025-06-05, 100, A",
        "INV-2, C1, 2025-06-01, 2025-06-30, 200, A",
        "INV-3, C1, 2025-06-01, 2025-07-31, 400, A",
    )
    pay(acme, "PAY-1, C1, 2025-06-09, 150, INV-2")
    acme.take("targets", "person_id, kpi, period, target\n A, sales_amount, 2025-06, 1000")
    acme.take("metrics", "person_id, metric, period, value\n A, sales_amount, 2025-06, 500")
    parts = {part["kpi"]: part for part in acme.score("A", "2025-06")["components"]}
    assert parts["collection_rate"]["value"] == "0.5000"
    assert parts["overdue_ratio"]["value"] == "0.1818"  # 100 / 550
    assert parts["days_late"]["value"] == "2.0000"  # 150 x 0 and 100 x 5
    assert (parts["sales_amount"]["target"], parts["sales_amount"]["points"]) == (
        "1000.00",
        "50.00",
    )


def test_cash_on_what_falls_due_later_is_collected_and_in_no_rate(acme: Story) -> None:
    bill(
        acme,
        "INV-1, C1, 2025-03-01, 2025-03-31, 100, A",
        "INV-2, C1, 2025-03-01, 2025-04-30, 100, A",
    )
    pay(acme, "PAY-1, C1, 2025-03-10, 100, INV-2")
    told = acme.kpis("A", "2025-03")
    assert (told["collected_amount"], told["collection_rate"]) == ("100.00", "0.0000")


def test_a_customers_new_owner_moves_nothing_that_exists(acme: Story) -> None:
    """
    2025-03-16  Bo is to look after C1: what is billed from then on is his, Ana's stays hers
    """
    acme.take("customers", "customer_id, name, owner_id\n C1, Kay, A")
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    acme.take("invoices", f"{header}\n INV-1, C1, 2025-03-01, 2025-03-31, 100")
    acme.take("customers", "customer_id, name, owner_id\n C1, Kay, B")
    acme.take("invoices", f"{header}\n INV-2, C1, 2025-03-16, 2025-03-31, 50")
    rows = acme.ask("ageing", "--as-of", "2025-03-31", "--by", "owner")["rows"]
    assert {row["key"]: row["outstanding"] for row in rows} == {"A": "100.00", "B": "50.00"}


def test_a_longer_period_adds_up_amounts_and_averages_ratings(acme: Story) -> None:
    """Of a quarter of which a month is missing nothing is guessed."""
    bill(acme, "INV-1, C1, 2025-03-01, 2025-03-31, 100, B")
    header = "person_id, metric, period, value\n"
    sold = [f"A, sales_amount, 2025-0{month}, {100 * month}" for month in (1, 2, 3)]
    rated = [f"A, csat, 2025-0{month}, {month + 1}" for month in (1, 2, 3)]
    missing = [f"B, csat, 2025-0{month}, 4" for month in (1, 3)]
    acme.take("metrics", header + "\n".join([*sold, *rated, *missing]))
    ana, bo = acme.kpis("A", "2025-Q1"), acme.kpis("B", "2025-Q1")
    assert (ana["sales_amount"], ana["csat"], bo["csat"]) == ("600.00", "3.0000", None)
