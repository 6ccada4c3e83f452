"""One customer, two owners, two teams: everybody has their share, and nothing counts twice."""

from fractions import Fraction
from typing import Any

import pytest

from ledger.money import decimal
from tests.stories.conftest import Story


@pytest.fixture
def acme(story: Story) -> Story:
    story.take(
        "people",
        """
        person_id, name, role,  team
        A,         Ana,  sales, East
        B,         Bo,   sales, East
        C,         Cai,  sales, West
        """,
    )
    story.take("customers", "customer_id, name, owners\n K1, Kay, A:50;B:50\n K2, Lee, B:50;C:50")
    return story


def bill(story: Story, *rows: str) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    story.take("invoices", "\n".join([header, *rows]))


def pay(story: Story, *rows: str) -> None:
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    story.take("payments", "\n".join([header, *rows]))


def teams(story: Story, period: str) -> dict[str, dict[str, Any]]:
    rows = story.ask("score", "--period", period, "--by", "team")["rows"]
    return {row["key"]: {part["kpi"]: part["value"] for part in row["components"]} for row in rows}


def test_in_one_team_the_whole_and_in_two_half_each(acme: Story) -> None:
    """
    2025-02-10  1,000 of Ana's and Bo's: East has 1,000
    2025-02-11  1,000 of Bo's and Cai's: 500 each
    """
    bill(acme, "INV-1, K1, 2025-01-01, 2025-01-31, 1000")
    pay(acme, "PAY-1, K1, 2025-02-10, 1000, INV-1")
    assert acme.collected("2025-02", "team") == {"East": "1000.00"}
    assert acme.collected("2025-02", "person") == {"A": "500.00", "B": "500.00"}
    bill(acme, "INV-2, K2, 2025-01-01, 2025-01-31, 1000")
    pay(acme, "PAY-2, K2, 2025-02-11, 1000, INV-2")
    assert acme.collected("2025-02", "team") == {"East": "1500.00", "West": "500.00"}
    assert acme.collected("2025-02", "person") == {"A": "500.00", "B": "1000.00", "C": "500.00"}
    assert acme.collected("2025-02", "company") == {"Acme": "2000.00"}


def test_a_teams_rate_counts_a_shared_item_once(acme: Story) -> None:
    """
    2025-01-31  INV-1 of 1,000 is Ana's and Bo's, INV-2 of 1,000 is Bo's and Cai's
    2025-01-20  600 of INV-1 come: East has 600 of 1,500, in which INV-1 is once
    """
    bill(
        acme,
        "INV-1, K1, 2025-01-01, 2025-01-31, 1000",
        "INV-2, K2, 2025-01-01, 2025-01-31, 1000",
    )
    pay(acme, "PAY-1, K1, 2025-01-20, 600, INV-1")
    told = teams(acme, "2025-01")
    assert told["East"]["collection_rate"] == "0.4000"
    assert told["West"]["collection_rate"] == "0.0000"
    people = {who: acme.values(who, "2025-01")["collection_rate"] for who in "ABC"}
    assert people == {"A": "0.6000", "B": "0.3000", "C": "0.0000"}


def test_an_odd_cent_is_the_first_owners_and_every_cent_is_in_one_base(acme: Story) -> None:
    """
    2025-01-10  400.01 of INV-1 come: 200.01 are Ana's, 200.00 Bo's
    2025-01-16  INV-1 is Cai's
    2025-01-20  100.00 of it come; 500.00 stay open, and 333.33 of INV-2: 166.67 Bo's, 166.66 Cai's
    """
    bill(
        acme,
        "INV-1, K1, 2025-01-01, 2025-01-31, 1000.01",
        "INV-2, K2, 2025-01-01, 2025-01-31, 333.33",
    )
    acme.take("ownership", "invoice_id, owners, valid_from\n INV-1, C, 2025-01-16")
    pay(acme, "PAY-1, K1, 2025-01-10, 400.01, INV-1", "PAY-2, K1, 2025-01-20, 100, INV-1")
    assert acme.collected("2025-01", "person") == {"A": "200.01", "B": "200.00", "C": "100.00"}
    rates = {who: acme.values(who, "2025-01")["collection_rate"] for who in "ABC"}
    bases = {"A": 200_01, "B": 200_00 + 166_67, "C": 100_00 + 500_00 + 166_66}
    paid = {"A": 200_01, "B": 200_00, "C": 100_00}
    assert rates == {who: decimal(Fraction(paid[who], bases[who]), 4) for who in bases}
    assert sum(bases.values()) == 1000_01 + 333_33
    assert acme.is_sound()
