"""A closed month is explained by the rows it was settled by, whatever is recorded later."""

from decimal import Decimal
from typing import Any

from tests.stories.conftest import Story

PEOPLE = """
    person_id, name, role,  valid_from
    A,         Ana,  sales, 2025-01-01
    B,         Bo,   ,      2025-01-01
    C,         Cai,  sales, 2025-01-01
"""
INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount, owners
    INV-1,      C1,          2025-02-01, 2025-02-20, 100000, A:100
    INV-2,      C1,          2025-02-05, 2025-02-25, 8000,   A:100
    INV-3,      C2,          2025-02-05, 2025-02-27, 5000,   A:100
"""


def explained(story: Story) -> dict[str, dict[str, Any]]:
    document = story.ask("explain", "--period", "2025-02", "--person", "A")
    card = story.score("A", "2025-02")
    assert document["score"] == card["score"]
    found = {one["kpi"]: one for one in document["components"]}
    for part in card["components"]:
        assert {key: found[part["kpi"]][key] for key in part} == part
    for one in found.values():
        over = sum((Decimal(row["over"]) for row in one["counted"]), Decimal(0))
        assert over == Decimal(one["over"])
    return found


def test_what_was_recorded_after_the_close_changes_no_row_of_it(story: Story) -> None:
    story.on("2025-03-01")
    story.take("people", PEOPLE)
    story.take("invoices", INVOICES)
    story.take(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n"
        "PAY-1, C1, 2025-02-18, 100000, INV-1",
    )
    before = explained(story)
    assert story.ask("close", "--period", "2025-02")["state"] == "closed"
    assert explained(story) == before

    story.on("2025-03-10")
    story.take(
        "exemptions",
        "exemption_id, invoice_id, kind, from, requested_by, approved_by, until, reason\n"
        "E-1, INV-2, exclude, 2025-02-01, A, B, 2025-03-31, insolvent",
    )
    story.take("ownership", "invoice_id, owners, valid_from\nINV-3, C:100, 2025-02-10")
    assert explained(story) == before
    assert {row["instalment"] for row in before["collection_rate"]["counted"]} == {
        "INV-1/1", "INV-2/1", "INV-3/1",
    }  # fmt: skip
    assert before["collection_rate"]["counterfactual"].startswith(
        "Had INV-2 been paid by its due date, 25 Feb"
    )
