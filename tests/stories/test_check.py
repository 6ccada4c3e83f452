"""`huikuan check`: healthy books, and books that somebody changed behind the product's back."""

from datetime import UTC, datetime

import pytest

from storage.database import open_database
from storage.invariants import INVARIANTS


@pytest.fixture
def paid(story):
    """100 are due, 40 are paid."""
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    story.take("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 100")
    story.take("payments", "payment_id, customer_id, value_on, amount\nPAY-1, C1, 2025-02-01, 40")
    return story


def test_healthy_books_are_said_to_be(paid) -> None:
    found = paid.ask("check")["invariants"]
    assert [one["id"] for one in found] == [rule.id for rule in INVARIANTS]
    assert all(set(one) >= {"id", "text", "violations"} for one in found)
    assert sum(one["violations"] for one in found) == 0


def test_a_broken_rule_is_named_with_its_rows_and_is_a_finding(paid, database_url) -> None:
    database = open_database(database_url)
    with database.write(datetime(2025, 7, 1, tzinfo=UTC)) as tx:
        tx.connection.exec_driver_sql("UPDATE instalment SET balance_minor = 5999")
        tx.connection.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE seq = 2")
    database.close()
    said = paid("check")
    assert said.status == 1
    broken = {one["id"]: one for one in said.document["invariants"] if one["violations"]}
    assert {key: one["rows"] for key, one in broken.items()} == {
        "I03": ["INV-1"],
        "I19": ["row 2"],
    }
    assert broken["I03"]["violations"] == 1


def test_people_are_told_in_lines(paid, capsys) -> None:
    from bot.cli import main

    capsys.readouterr()
    assert main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(INVARIANTS)
    assert lines[0].startswith("I01  holds   no receipt or credit note settles more")


def test_there_is_nothing_to_check_before_there_is_a_database(monkeypatch, tmp_path) -> None:
    from bot.cli import main

    monkeypatch.setenv("HUIKUAN_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert main(["check", "--json"]) == 2
