"""A rep moves in mid-month: money follows the day, targets the working days, March stays."""

from typing import Any

import pytest

from tests.stories.conftest import Story

HOLIDAYS = """
    on,         working, name
    2025-04-04, no,      清明节
    2025-04-27, yes,     make-up day
"""


@pytest.fixture
def acme(story: Story) -> Story:
    story.take("people", "person_id, name, role, team\n A, Ana, sales, X\n B, Bo, sales, Y")
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
        INV-1,      C1,          2025-03-01, 2025-03-31, 600000, A
        """,
    )
    story.take(
        "payments",
        """
        payment_id, customer_id, value_on,   amount
        PAY-1,      C1,          2025-03-20, 100000
        PAY-2,      C1,          2025-04-10, 200000
        PAY-3,      C1,          2025-04-20, 300000
        """,
    )
    story.take("targets", "person_id, kpi, period, target\n A, sales_amount, 2025-04, 100000")
    story.take("metrics", "person_id, metric, period, value\n A, sales_amount, 2025-04, 45000")
    return story


def march(story: Story) -> list[Any]:
    """Everything that March has to say."""
    period = ("--period", "2025-03")
    return [
        *(story.ask("kpis", *period, "--by", by) for by in ("person", "team", "company")),
        story.ask("score", *period),
        story.ask("score", *period, "--by", "team"),
        story.ask("ranking", *period),
    ]


def test_money_is_the_teams_of_its_day_and_march_stays(acme: Story) -> None:
    """
    2025-03-20  100k, Ana is of X
    2025-04-10  200k, Ana is of X
    2025-04-16        Ana moves to Y
    2025-04-20  300k
    """
    before = march(acme)
    move = "person_id, name, role, team, valid_from\n A, Ana, sales, Y, 2025-04-16"
    acme.take("people", move)
    assert acme.collected("2025-04", "team") == {"X": "200000.00", "Y": "300000.00"}
    assert acme.collected("2025-04", "person")["A"] == "500000.00"
    assert march(acme) == before
    assert acme.is_sound()


def test_a_move_to_another_team_leaves_the_target_whole(acme: Story) -> None:
    """Ana is in sales all April: what she is asked for is not cut."""
    acme.take("people", "person_id, name, role, team, valid_from\n A, Ana, sales, Y, 2025-04-16")
    targets = {part["kpi"]: part["target"] for part in acme.score("A", "2025-04")["components"]}
    assert targets["sales_amount"] == "100000.00"


@pytest.mark.parametrize(
    ("holidays", "target"),
    [
        pytest.param("", "50000.00", id="11 of 22 days from Monday to Friday"),
        pytest.param(HOLIDAYS, "45454.55", id="10 of 22, with a day off and a make-up Sunday"),
    ],
)
def test_a_move_to_another_role_cuts_amounts_and_no_rates(
    acme: Story, holidays: str, target: str
) -> None:
    """
    2025-04-16  Ana becomes a project manager; of April's working days she was in sales 11
    """
    if holidays:
        acme.take("calendar", holidays)
    move = "person_id, name, role, team, valid_from\n A, Ana, project_manager, Y, 2025-04-16"
    acme.take("people", move)
    parts = {p["kpi"]: p for p in acme.score("A", "2025-04", "--role", "sales")["components"]}
    assert parts["sales_amount"]["target"] == target
    assert parts["collection_rate"]["target"] == "0.9000"
    assert parts["days_late"]["target"] == "5.0000"


def test_leave_cuts_an_amount_like_a_move(acme: Story) -> None:
    """
    2025-04-07  Ana is away for a week: 17 of 22 days
    """
    acme.take("leave", "person_id, from, to\n A, 2025-04-07, 2025-04-14")
    parts = {part["kpi"]: part for part in acme.score("A", "2025-04")["components"]}
    assert parts["sales_amount"]["target"] == "77272.73"


def test_an_inherited_overdue_is_the_new_owners_baseline(acme: Story) -> None:
    """
    2025-03-31  INV-2 falls due, Ana's
    2025-04-16  it is Bo's; it was 16 days overdue
    2025-04-30  Bo is charged 14 days; out of his overdue share to the end of May, not of the team's
    """
    acme.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
        INV-2,      C2,          2025-03-01, 2025-03-31, 1000,   A
        INV-3,      C3,          2025-03-01, 2025-09-30, 1000,   B
        """,
    )
    acme.take("ownership", "invoice_id, owners, valid_from\n INV-2, B, 2025-04-16")
    told = {month: acme.values("B", month) for month in ("2025-04", "2025-05", "2025-06")}
    days = [own["days_late"] for own in told.values()]
    assert days == ["14.0000", "45.0000", "75.0000"]
    shares = [own["overdue_ratio"] for own in told.values()]
    assert shares == ["0.0000", "0.0000", "0.5000"]
    rows = acme.ask("kpis", "--period", "2025-05", "--by", "team")["rows"]
    assert {row["key"]: row["overdue_ratio"] for row in rows}["Y"] == "0.5000"
