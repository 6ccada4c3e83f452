"""The audit log: every import leaves one row, and what is changed afterwards is found."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from storage import audit
from storage.audit import Deed, broken_links
from storage.tables import Audit

INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount
    INV-1,      C1,          2025-01-01, 2025-01-31, 100
"""


def broken(books) -> tuple[int, ...]:
    with books.database.read(books.now) as tx:
        return broken_links(tx, books.company)


@pytest.fixture
def logged(books):
    """Three imports."""
    books.add("people", "person_id, name\n P1, Ana")
    books.add("invoices", INVOICES)
    books.add("payments", "payment_id, customer_id, value_on, amount\n PAY-1, C1, 2025-02-01, 40")
    return books


def test_every_import_is_one_link_of_an_unbroken_chain(logged) -> None:
    assert broken(logged) == ()
    rows = logged.sql(
        "SELECT seq, actor, origin, action, detail FROM audit "
        "WHERE workspace_id = {company} ORDER BY seq"
    )
    assert [row[:4] for row in rows] == [
        (seq, "operator", "command line", "import") for seq in (1, 2, 3)
    ]
    assert json.loads(rows[2][4])["files"] == [
        {
            "kind": "payments",
            "file": "payments.csv",
            "sha256": "sha256 of payments",
            "added": 1,
            "known": 0,
            "rejected": 0,
            "totals": {"CNY": "40.00"},
        }
    ]


def test_an_import_that_adds_nothing_leaves_no_row(logged) -> None:
    logged.take("invoices", INVOICES)
    assert logged.count("audit") == 3


def test_several_files_of_one_command_are_one_row(books) -> None:
    books.take_folder({"people": "person_id, name\n P1, Ana", "invoices": INVOICES})
    assert books.count("audit") == 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE {its} AND seq = 2", (2,)),
        ("UPDATE audit SET detail = '{}' WHERE {its} AND seq = 3", (3,)),
        ("UPDATE audit SET recorded_at = '2020-01-01 00:00:00' WHERE {its} AND seq = 1", (1,)),
        ("UPDATE audit SET row_hash = previous_hash WHERE {its} AND seq = 2", (2, 3)),
        ("DELETE FROM audit WHERE {its} AND seq = 2", (3,)),
        ("DELETE FROM audit WHERE {its} AND seq = 1", (2,)),
    ],
)
def test_what_is_changed_in_the_log_is_found(logged, change, found) -> None:
    logged.run(change.replace("{its}", "workspace_id = {company}"))
    assert broken(logged) == found


def test_the_log_of_one_company_does_not_meet_anothers(logged, database) -> None:
    other = type(logged).of_new_company(database)
    other.add("people", "person_id, name\n P1, Ana")
    logged.run("DELETE FROM audit WHERE workspace_id = {company} AND seq = 1")
    assert broken(other) == ()


def test_a_moment_told_in_any_zone_is_the_same_link(books) -> None:
    """The hash is of the moment in UTC, as the database gives it back."""
    moment = books.now.astimezone(UTC) + timedelta(microseconds=7)
    for now in (moment, moment.astimezone(books.now.tzinfo)):
        with books.database.write(now) as tx:
            audit.record(tx, books.company, Deed("ana", "a test", "look", {"at": str(now)}))
    assert broken(books) == ()


def test_whoever_waited_for_the_lock_is_not_older_than_whom_they_waited_for(books) -> None:
    """Found by two processes that raced: the moment was taken before the lock was."""
    for seconds in (0, -3, 1, -7_200):
        with books.database.write(books.now + timedelta(hours=9, seconds=seconds)) as tx:
            audit.record(tx, books.company, Deed("person:1", "slack", "wish", {}))
    rows = books.sql("SELECT recorded_at FROM audit WHERE workspace_id = {company} ORDER BY seq")
    moments = [row[0] for row in rows]
    assert moments[0] == moments[1] < moments[2]
    assert moments[3] < moments[0], "a clock that is two hours off is not hidden"
    assert broken(books) == ()


PLANTED = 1_000


def other(dice: random.Random, value: Any) -> Any:
    """Another value of the same type: one character, a few seconds or a number away."""
    if isinstance(value, datetime):
        return value + timedelta(seconds=dice.choice([-3600, -1, 1, 86_400]))
    if isinstance(value, int):
        return value + 1_000
    place = dice.randrange(len(value))
    return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]


def test_each_of_a_thousand_planted_changes_is_found(logged) -> None:
    """A field of a row is another, or a row before the last is gone; each is taken back again."""
    for number in range(4, 10):
        logged.add("people", f"person_id, name\n P{number}, Someone {number}")
    dice, table = random.Random(11), Audit.__table__  # noqa: S311 - no secret
    missed = []
    with logged.database.write(logged.now) as tx:
        mine = table.c.workspace_id == logged.company.id
        rows = tx.execute(select(table).where(mine).order_by(table.c.seq)).mappings().all()
        assert (len(rows), broken_links(tx, logged.company)) == (9, ())
        for _ in range(PLANTED):
            of_the_deed = [column for column in rows[0] if column != "takes_cards"]
            row, name = dice.choice(rows), dice.choice([*of_the_deed, "gone"])
            this = mine & (table.c.seq == row["seq"])
            if name == "workspace_id" or (name, row) == ("gone", rows[-1]):
                name = "detail"
            planted = update(table).where(this)
            with tx.connection.begin_nested() as point:
                if name == "gone":
                    tx.execute(delete(table).where(this))
                else:
                    tx.execute(planted.values({name: other(dice, row[name])}))
                if not broken_links(tx, logged.company):
                    missed.append((row["seq"], name))
                point.rollback()
        assert broken_links(tx, logged.company) == ()
    assert missed == []
