"""Migrations: bring a database to this version's schema, whoever else is starting too."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database

_LOCK = 7_304_412_023  # one number for "migrating", the same in every process


def migrate(database: Database, to: str = "head") -> None:
    """Run what is missing, up to a version; processes that start together wait for the first one.

    A table that was rebuilt has no statistics: without them a score took fifty times as long.
    """
    if at_head(database):
        return
    with database.engine.connect() as plain, _references_off(plain, database):
        connection = plain.execution_options(huikuan_writes=True)
        with connection.begin():
            if database.is_postgres:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)").bindparams(n=_LOCK))
            command.upgrade(_config(connection), to)
            if not database.is_postgres:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                assert broken is None, broken
    database.refresh_statistics()


@contextmanager
def _references_off(connection: Connection, database: Database) -> Iterator[None]:
    """Let SQLite rebuild a table that others point to; what points nowhere is looked for after."""
    if database.is_postgres:
        yield
        return
    own = connection.connection.driver_connection
    assert own is not None, "a connection is open"
    own.execute("PRAGMA foreign_keys=OFF")  # heeded outside a transaction only
    try:
        yield
    finally:
        own.execute("PRAGMA foreign_keys=ON")


def at_head(database: Database) -> bool:
    """Tell whether the schema is the one that this code knows."""
    with database.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_heads()
    return set(here) == set(ScriptDirectory.from_config(_config(None)).get_heads())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config
