"""A newcomer in week three: three of three is too little to be first."""

import math
from fractions import Fraction
from pathlib import Path

import pytest

from ledger.money import decimal
from tests.ledger.vectors import vector
from tests.stories.conftest import Story, scheme_of

Z = 1.96
RATE = ("collection_rate 50 0.90", "csat 50 4.5")


@pytest.fixture
def acme(story: Story) -> Story:
    """
    2025-04-07  Nia joins; in her third week 3 of her 3 items are paid
    2025-04-25  Bo has 95 of 100, Cai 75 of 100
    """
    story.on("2025-04-25")
    story.take(
        "people",
        """
        person_id, name, role,  valid_from
        N,         Nia,  sales, 2025-04-07
        B,         Bo,   sales, 2024-01-01
        C,         Cai,  sales, 2024-01-01
        """,
    )
    books = {"N": (3, 3), "B": (100, 95), "C": (100, 75)}
    invoices = ["invoice_id, customer_id, issued_on, due_on, amount, owner_id"]
    payments = ["payment_id, customer_id, value_on, amount, invoice_id"]
    for owner, (due, paid) in books.items():
        billed = f"K{owner}, 2025-04-07, 2025-04-20, 10, {owner}"
        invoices += [f"{owner}-{n}, {billed}" for n in range(due)]
        payments += [f"R-{owner}-{n}, K{owner}, 2025-04-18, 10, {owner}-{n}" for n in range(paid)]
    story.take("invoices", "\n".join(invoices))
    story.take("payments", "\n".join(payments))
    header = "person_id, metric, period, value\n"
    story.take("metrics", header + "\n".join(f"{who}, csat, 2025-04, 4.5" for who in books))
    return story


def ranked(story: Story) -> dict[str, tuple[int | None, str | None]]:
    rows = story.ask("ranking", "--period", "2025-04")["rows"]
    return {row["person_id"]: (row["rank"], row["reason"]) for row in rows}


def test_with_three_items_due_she_is_scored_and_not_ranked(acme: Story) -> None:
    """She appears, with her score, beside the reason why she has no place."""
    acme.scheme(scheme_of("sales", *RATE), "2025-01-01")
    own = acme.score("N", "2025-04")
    assert own["components"][0]["value"] == "1.0000"
    assert float(own["score"]) > float(acme.score("B", "2025-04")["score"])
    assert (own["rank"], own["reason"]) == (None, "few_due")
    assert ranked(acme) == {"B": (1, None), "C": (2, None), "N": (None, "few_due")}


def test_a_scheme_may_draw_her_rate_to_everybodys_instead(acme: Story) -> None:
    """
    Everybody: 173 of 203. With k = 20 hers is (3 x 1 + 20 x 173/203) / 23 = 0.8715, both are shown
    """
    acme.scheme(scheme_of("sales", *RATE, shrink="20"), "2025-01-01")
    cohort = Fraction(173, 203)
    told = {who: acme.score(who, "2025-04")["components"][0] for who in "NBC"}
    books = {"N": (3, Fraction(1)), "B": (100, Fraction(95, 100)), "C": (100, Fraction(75, 100))}
    for who, (n, own) in books.items():
        assert told[who]["value"] == decimal((n * own + 20 * cohort) / (n + 20), 4)
        assert told[who]["own_value"] == decimal(own, 4)
        assert told[who]["cohort_value"] == decimal(cohort, 4)
    assert ranked(acme) == {"B": (1, None), "N": (2, None), "C": (3, None)}


def test_three_of_three_is_less_evidence_than_95_of_100(shared_data: Path) -> None:
    """The lower bounds of what was seen, which the places above agree with."""
    asked, expected = vector(shared_data, "kpis", "KP-08")
    for case, bounds in zip(asked["cases"], expected["intervals"], strict=True):
        assert [f"{bound:.4f}" for bound in wilson(*case)] == bounds
    assert [f"{wilson(*case)[0]:.4f}" for case in ((3, 3), (95, 100))] == ["0.4385", "0.8882"]


def wilson(paid: int, due: int) -> tuple[float, float]:
    """Where the true rate may lie, by Wilson's score."""
    rate, square = paid / due, Z * Z
    middle = rate + square / (2 * due)
    reach = Z * math.sqrt(rate * (1 - rate) / due + square / (4 * due * due))
    return max(0.0, (middle - reach) / (1 + square / due)), (middle + reach) / (1 + square / due)
