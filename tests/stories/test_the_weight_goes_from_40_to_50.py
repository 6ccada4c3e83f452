"""The weight of collections goes from 40 to 50: from the next month on, for nobody before it."""

import pytest

from tests.stories.conftest import Story, scheme_of

FORTY = scheme_of("sales", "collection_rate 40 0.90", "sales_amount 60 -")
FIFTY = scheme_of("sales", "collection_rate 50 0.90", "sales_amount 50 -")


@pytest.fixture
def acme(story: Story) -> Story:
    """Ana collects 90 % and sells 80 % of her target, in April as in May."""
    story.take("people", "person_id, name, role\n A, Ana, sales\n B, Bo, sales")
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
        INV-1,      C1,          2025-04-01, 2025-04-30, 1000,   A
        INV-2,      C1,          2025-05-01, 2025-05-31, 900,    A
        """,
    )
    story.take(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, invoice_id
        PAY-1,      C1,          2025-04-20, 900,    INV-1
        PAY-2,      C1,          2025-05-20, 900,    INV-2
        """,
    )
    rows = ["A, sales_amount, 2025-04,", "A, sales_amount, 2025-05,"]
    header = "person_id, kpi, period, target\n"
    story.take("targets", header + "\n".join(f"{row} 1000" for row in rows))
    header = "person_id, metric, period, value\n"
    story.take("metrics", header + "\n".join(f"{row} 800" for row in rows))
    return story


def test_what_was_judged_with_40_stays_judged_with_40(acme: Story) -> None:
    """
    2025-04  40 x 100 + 60 x 80 = 88
    2025-05  50 x 100 + 50 x 80 = 90, by a version of its own
    """
    assert acme.scheme(FORTY, "2025-04-01") == 1
    april = acme.ask("score", "--period", "2025-04")
    assert acme.score("A", "2025-04")["score"] == "88.00"
    assert acme.score("A", "2025-05")["score"] == "88.00"
    assert acme.scheme(FIFTY, "2025-05-01") == 2
    assert acme.ask("score", "--period", "2025-04") == april
    may = acme.ask("score", "--period", "2025-05")
    assert may["scheme"] == {"id": "own", "version": 2}
    assert may["rows"][0]["score"] == "90.00"
    weights = [part["weight"] for part in may["rows"][0]["components"]]
    assert weights == ["50.00", "50.00"]


def test_a_month_that_had_begun_keeps_its_version(acme: Story) -> None:
    """
    2025-05-15  the version with 50 is for what begins from then on: June
    """
    acme.scheme(FORTY, "2025-04-01")
    acme.scheme(FIFTY, "2025-05-15")
    versions = [
        acme.ask("score", "--period", month)["scheme"]["version"]
        for month in ("2025-04", "2025-05", "2025-06")
    ]
    assert versions == [1, 1, 2]


def test_it_is_tried_before_anybody_is_judged_by_it(acme: Story) -> None:
    acme.scheme(FORTY, "2025-04-01")
    before = acme.ask("score", "--period", "2025-04")
    tried = acme.score("A", "2025-04", "--scheme", acme.file(FIFTY))
    assert tried["score"] == "90.00"
    assert acme.ask("score", "--period", "2025-04") == before
    assert acme.ask("scheme", "show", "own")["version"] == 1


def test_60_needs_a_reason_that_is_shown(acme: Story) -> None:
    """Collections outside 30 to 50 percent of the weight ask why."""
    parts = ("collection_rate 60 0.90", "sales_amount 40 -")
    said = acme("scheme", "import", acme.file(scheme_of("sales", *parts)), "--from", "2025-05-01")
    assert said.status == 1
    (problem,) = said.document["problems"]
    assert problem["where"] == "reason"
    assert "60" in problem["message"]
    why = "New reps only collect in their first quarter."
    assert acme.scheme(scheme_of("sales", *parts, reason=why), "2025-05-01") == 1
    assert acme.ask("scheme", "show", "own")["reason"] == why
