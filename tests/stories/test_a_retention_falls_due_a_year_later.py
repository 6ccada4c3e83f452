"""A project's retention falls due a year later: it waits in its own instalment until then."""

import pytest

from tests.stories.conftest import Story

FIRST, SECOND = "2025-02-01..2026-01-31", "2026-02-01..2027-01-31"


@pytest.fixture
def acme(story: Story) -> Story:
    """
    2025-03-31  30 % of 1,000,000 fall due, and are paid in time
    2025-06-30  65 %, paid 10 days late
    2026-06-30   5 %, the retention
    """
    story.on("2026-01-31")
    story.take("people", "person_id, name, role\n P, Pan, project_manager")
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id, instalment, delivered_on, sent_on
        PRJ-1,      C1,          2025-03-03, 2025-03-31, 300000, P,        1,          2025-02-28,   2025-03-03
        PRJ-1,      C1,          2025-03-03, 2025-06-30, 650000, P,        2,          2025-02-28,   2025-03-03
        PRJ-1,      C1,          2025-03-03, 2026-06-30, 50000,  P,        retention,  2025-02-28,   2025-03-03
        """,  # noqa: E501 - a table
    )
    story.take(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, invoice_id
        PAY-1,      C1,          2025-03-31, 300000, PRJ-1
        PAY-2,      C1,          2025-07-10, 650000, PRJ-1
        """,
    )
    metric = "person_id, metric, period, value\n"
    story.take("metrics", f"{metric} P, csat, {FIRST}, 4.5\n P, csat, {SECOND}, 4.5")
    imported = story.ask("scheme", "import", "project-manager-long-cycle", "--from", "2025-02-01")
    assert imported["version"] == 1
    return story


def test_before_it_is_due_it_is_in_no_rate(acme: Story) -> None:
    """The first cycle is judged by its stages; the retention is open and current."""
    told = acme.values("P", FIRST)
    assert told["collection_rate"] == "1.0000"
    assert told["days_late"] == "6.8421"  # 300k x 0, 650k x 10
    assert told["invoicing_on_time"] == "1.0000"
    current = {"current": "50000.00", "outstanding": "50000.00"}
    assert acme.aged("2026-01-31") == acme.aged("2026-06-30") == current


def test_a_year_later_it_is_the_next_cycles(acme: Story) -> None:
    """
    2026-07-01  unpaid: one day overdue, nothing of what is due is collected
    2026-07-10  paid: 10 days late
    """
    first = acme.score("P", FIRST)
    acme.on("2026-07-01")
    running = acme.values("P", SECOND)
    assert (running["collection_rate"], running["days_late"]) == ("0.0000", "1.0000")
    assert acme.aged("2026-07-01") == {"1-30": "50000.00", "outstanding": "50000.00"}
    acme.on("2026-07-10")
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    acme.take("payments", f"{header}\n PAY-3, C1, 2026-07-10, 50000, PRJ-1/retention")
    acme.on("2027-01-31")
    over = acme.values("P", SECOND)
    assert (over["collection_rate"], over["days_late"]) == ("1.0000", "10.0000")
    assert over["invoicing_on_time"] is None
    assert acme.score("P", FIRST) == first
    assert acme.is_sound()
