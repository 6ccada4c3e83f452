"""Migrations: the schema that they make is that of the tables, however many start at once."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - makes the metadata whole
from storage.database import journal_mode, open_database, sqlite_module
from storage.health import describe
from storage.migrate import at_head, migrate

PROCESSES = 4
NOW = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    new_postgres: Callable[..., str] = request.getfixturevalue("new_postgres")
    return new_postgres()


def test_the_migrated_schema_is_that_of_the_tables(database_url) -> None:
    database = open_database(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)
        checks = {
            check["name"]: check["sqltext"]
            for table in SQLModel.metadata.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    wanted = {
        rule.name: str(rule.sqltext)
        for table in SQLModel.metadata.sorted_tables
        for rule in table.constraints
        if isinstance(rule, CheckConstraint)
    }
    assert differences == []
    assert checks.keys() == wanted.keys()
    assert database.is_postgres or checks == wanted  # Postgres gives rules back in its own words
    database.close()


def _migrate(url: str, start, results) -> None:
    database = open_database(url)
    try:
        start.wait(30)
        migrate(database)
        results.put("well" if at_head(database) else "not at head")
    except Exception as error:  # noqa: BLE001 - the parent shall read it
        results.put(repr(error))
    finally:
        database.close()


def test_processes_that_start_together_all_end_well(empty_url) -> None:
    spawned = multiprocessing.get_context("spawn")
    start, results = spawned.Barrier(PROCESSES), spawned.Queue()
    starts = [
        spawned.Process(target=_migrate, args=(empty_url, start, results)) for _ in range(PROCESSES)
    ]
    for process in starts:
        process.start()
    ends = [results.get(timeout=60) for _ in starts]
    for process in starts:
        process.join(30)
    assert ends == ["well"] * PROCESSES
    database = open_database(empty_url)
    with database.engine.connect() as connection:
        versions = connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one()
    database.close()
    assert versions == 1


def test_migrating_again_changes_nothing(database_url) -> None:
    database = open_database(database_url)
    assert at_head(database)
    migrate(database)
    assert at_head(database)
    database.close()


def test_an_empty_database_is_not_at_head(empty_url) -> None:
    database = open_database(empty_url)
    assert not at_head(database)
    database.close()


# --- the journal of SQLite -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_the_journal_is_wal_only_where_its_reset_race_is_mended(version, mode) -> None:
    assert journal_mode(version) == mode


def test_the_file_is_kept_in_the_mode_of_the_sqlite_that_is_linked(sqlite_url) -> None:
    database = open_database(sqlite_url)
    with database.engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    mode = journal_mode(sqlite_module().sqlite_version_info)
    told = describe(database)
    database.close()
    assert found == {
        "journal_mode": mode.lower(),
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    assert mode in told


def test_the_sqlite_that_the_wheel_brings_is_safe_for_wal() -> None:
    pytest.importorskip("pysqlite3")
    assert sqlite_module() is not sqlite3
    assert journal_mode(sqlite_module().sqlite_version_info) == "WAL"


FIRST_ROWS = """
INSERT INTO workspace (id, name, timezone, currency, language, created_at)
  VALUES (1, 'Acme', 'Asia/Shanghai', 'CNY', 'en', '2025-01-01 00:00:00');
INSERT INTO person (workspace_id, id, number, name, rights, recorded_at)
  VALUES (1, 2, 'P1', 'Ana', '', '2025-01-01 00:00:00');
INSERT INTO customer (workspace_id, id, number, name, owners, aliases, payer_accounts, recorded_at)
  VALUES (1, 3, 'C1', 'Acme', '', '', '', '2025-01-01 00:00:00');
INSERT INTO invoice (workspace_id, id, number, customer_id, currency, issued_on, recorded_at)
  VALUES (1, 4, 'INV-1', 3, 'CNY', '2025-01-01', '2025-01-01 00:00:00');
INSERT INTO instalment (workspace_id, id, invoice_id, customer_id, currency, label, issued_on,
  due_on, amount_minor, settled_before_minor, balance_minor, settled_on, settled_at, recorded_at)
  VALUES (1, 5, 4, 3, 'CNY', '1', '2025-01-01', '2025-01-31', 100, 0, 30, '9999-12-31',
  '9999-12-31 00:00:00', '2025-01-01 00:00:00');
INSERT INTO ownership (workspace_id, id, instalment_id, person_id, place, weight_bp, split,
  valid_from, valid_to, settled_on, recorded_at, replaced_at)
  VALUES (1, 6, 5, 2, 0, 10000, '10000', '2025-01-01', '9999-12-31', '9999-12-31',
  '2025-01-01 00:00:00', '9999-12-31 00:00:00');
INSERT INTO receipt (workspace_id, id, number, customer_id, currency, value_on, amount_minor,
  allocated_minor, reversed_minor, fee_minor, method, reference, names, recorded_at)
  VALUES (1, 7, 'PAY-1', 3, 'CNY', '2025-02-10', 60, 60, 0, 0, '', '', '', '2025-02-10 00:00:00');
INSERT INTO allocation (workspace_id, id, receipt_id, instalment_id, amount_minor, value_on,
  effective_on, credited_on, recorded_at, kind)
  VALUES (1, 8, 7, 5, 60, '2025-02-10', '2025-02-10', '2025-02-10', '2025-02-10 00:00:00', 'cash');
INSERT INTO credit_share (workspace_id, id, allocation_id, person_id, amount_minor, effective_on,
  recorded_at, replaced_at)
  VALUES (1, 9, 8, 2, 60, '2025-02-10', '2025-02-10 00:00:00', '9999-12-31 00:00:00');
INSERT INTO credit_note (workspace_id, id, number, customer_id, currency, issued_on, amount_minor,
  applied_minor, names, recorded_at)
  VALUES (1, 10, 'CN-1', 3, 'CNY', '2025-02-01', 10, 10, 'INV-1', '2025-02-01 00:00:00');
INSERT INTO reduction (workspace_id, id, credit_note_id, instalment_id, amount_minor, effective_on,
  recorded_at)
  VALUES (1, 11, 10, 5, 10, '2025-02-01', '2025-02-01 00:00:00');
"""


def test_the_rows_of_the_first_version_live_on(empty_url) -> None:
    """A database of the first version, with rows that point to each other, comes to today's."""
    database = open_database(empty_url)
    migrate(database, "0001")
    with database.write(NOW) as tx:
        for statement in filter(str.strip, FIRST_ROWS.split(";")):
            tx.connection.exec_driver_sql(statement)
    migrate(database)
    with database.read(NOW) as tx:
        counted = "SELECT amount_minor, counted_on FROM "
        found = [
            (row[0], str(row[1]))
            for table in ("allocation", "reduction")
            for row in tx.connection.exec_driver_sql(counted + table)
        ]
        share = tx.connection.exec_driver_sql("SELECT amount_minor FROM credit_share").scalar()
    assert found == [(60, "2025-02-10"), (10, "2025-02-01")]
    assert share == 60
    with pytest.raises(IntegrityError), database.write(NOW) as tx:
        tx.connection.exec_driver_sql("DELETE FROM person")
    database.close()
