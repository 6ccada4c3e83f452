"""What a process asks a database before it trusts it: is it there, what is it, what time is it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.errors import Problem
from storage.database import Database, sqlite_module


@dataclass(eq=False)
class Unreachable(Problem):
    """The database does not answer, or what lies there is none."""

    sentence = "Nothing was done: the database does not answer. Ask your administrator."


def probe(database: Database) -> None:
    """Ask the simplest question there is."""
    try:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM (SELECT 1) AS one"))
            if not database.is_postgres:
                connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except DBAPIError as error:
        raise Unreachable from error


def clock(database: Database) -> datetime | None:
    """Tell the database's time; SQLite has none of its own."""
    if not database.is_postgres:
        return None
    with database.engine.connect() as connection:
        now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now


def describe(database: Database) -> str:
    """Name the engine, its version, and how it keeps what was written."""
    with database.engine.connect() as connection:
        if database.is_postgres:
            version = connection.execute(text("SHOW server_version")).scalar_one()
            return f"PostgreSQL {version}"
        mode = str(connection.execute(text("PRAGMA journal_mode")).scalar_one()).upper()
    safe = "" if mode == "WAL" else " (this SQLite is too old for a safe WAL: readers may wait)"
    return f"SQLite {sqlite_module().sqlite_version}, {mode}{safe}"
