"""The database: SQLite in one file, or Postgres; transactions that read, and those that write."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

BUSY_SECONDS = 30.0
LOCK_NOT_AVAILABLE = "55P03"
JOURNAL_TRIES, JOURNAL_PAUSE = 200, 0.05  # ten seconds in all
POLL_SECONDS = 0.003  # SQLite's own waiting soon sleeps 0.1 s between looks, and others go first
SAFE_WAL = ((3, 51, 3), (3, 50, 7), (3, 44, 6))  # fixed releases of the WAL-reset race


class Locked(Exception):
    """Another process kept the lock for longer than the caller could wait."""


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction and the moment it is about; whoever holds one never commits it."""

    connection: Connection
    now: datetime

    def execute(self, statement: Any, rows: Any = None) -> Any:
        """Run one statement, or one statement for many rows."""
        if rows is None:
            return self.connection.execute(statement)
        return self.connection.execute(statement, rows)


@dataclass(frozen=True, slots=True)
class Database:
    """An engine, and the two ways to use it.

    Writers of one process stand in its line, so that of each process one at most looks again and
    again whether SQLite's lock is free.
    """

    engine: Engine
    _line: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def is_postgres(self) -> bool:
        """Tell which of the two engines this is."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self, now: datetime) -> Iterator[Tx]:
        """Open a transaction that only reads; it waits for nobody."""
        with self.engine.connect() as connection, connection.begin():
            yield Tx(connection, now)

    @contextmanager
    def write(self, now: datetime, patience: float | None = None) -> Iterator[Tx]:
        """Open a transaction that writes: the lock first, one after another; commit at the end.

        Who has `patience` waits that many seconds for a lock, and then gets Locked.
        """
        with self._in_line(patience) as left, self.engine.connect() as plain:
            connection = plain.execution_options(huikuan_writes=True, huikuan_patience=left)
            with _translated(), connection.begin():
                if patience is not None and self.is_postgres:
                    wait = f"SET LOCAL lock_timeout = {round(patience * 1000)}"
                    connection.exec_driver_sql(wait)
                yield Tx(connection, now)

    @contextmanager
    def _in_line(self, patience: float | None) -> Iterator[float | None]:
        """Wait behind this process's own writers; Postgres has a line of its own."""
        if self.is_postgres:
            yield patience
            return
        start = time.monotonic()
        if not self._line.acquire(timeout=BUSY_SECONDS if patience is None else patience):
            raise Locked
        try:
            yield None if patience is None else max(0.0, patience - (time.monotonic() - start))
        finally:
            self._line.release()

    @contextmanager
    def rehearse(self, now: datetime) -> Iterator[Tx]:
        """Open a transaction that writes, and take everything back at the end."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(huikuan_writes=True)
            with connection.begin() as whole:
                yield Tx(connection, now)
                whole.rollback()

    def refresh_statistics(self) -> None:
        """Let the planner know what a large import changed."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(huikuan_writes=True)
            with connection.begin():  # SQLite, too, keeps its statistics in a table
                analyze = "ANALYZE" if self.is_postgres else "PRAGMA optimize=0x10002"
                connection.exec_driver_sql(analyze)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    """Tell a lock that was not gotten in time from everything else that a database refuses."""
    try:
        yield
    except OperationalError as error:
        is_postgres = getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE
        if is_postgres or "database is locked" in str(error.orig):
            raise Locked from error
        raise


def lock_company(tx: Tx, workspace_id: int) -> None:
    """On Postgres, let one money command or import of a company run at a time."""
    if tx.connection.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:id)").bindparams(id=workspace_id))


def open_database(url: str) -> Database:
    """Connect to `sqlite:///PATH` or `postgresql://…` (`postgres://` is taken too)."""
    address = url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres:") else url
    parsed = make_url(address)
    if parsed.get_backend_name() == "sqlite":
        return Database(_sqlite(address))
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=20)
    return Database(engine)


def sqlite_module() -> Any:
    """The newest SQLite there is: the one that `pysqlite3` brings, or Python's own."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def journal_mode(version: tuple[int, ...]) -> str:
    """Choose the journal: WAL where its reset race is mended (SQLite 3.51.3), else TRUNCATE."""
    newest, *patched = SAFE_WAL
    fixed = version >= newest or any(
        version[:2] == release[:2] and version >= release for release in patched
    )
    return "WAL" if fixed else "TRUNCATE"


def _sqlite(url: str) -> Engine:
    module = sqlite_module()
    engine = create_engine(url, module=module, connect_args={"timeout": BUSY_SECONDS}, pool_size=20)
    mode = journal_mode(module.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _keep_journal(connection, mode, module.OperationalError)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("huikuan_writes"):
            connection.exec_driver_sql("BEGIN")
            return
        patience = options.get("huikuan_patience")
        _take_lock(connection, BUSY_SECONDS if patience is None else patience)

    return engine


def _take_lock(connection: Connection, patience: float) -> None:
    """Begin to write as soon as nobody else does; after so many seconds SQLite's error stands."""
    own, until = connection.connection.driver_connection, time.monotonic() + patience
    assert own is not None, "a transaction begins on a connection"
    own.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() >= until:
                    raise
            else:
                return
            time.sleep(POLL_SECONDS)
    finally:
        own.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")


def _keep_journal(connection: Any, mode: str, busy: type[Exception]) -> None:
    """Set the journal; processes that do so to a new file at once are refused without waiting."""
    for _ in range(JOURNAL_TRIES - 1):
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
        except busy as error:
            if "locked" not in str(error):
                raise
            time.sleep(JOURNAL_PAUSE)
        else:
            return
    connection.execute(f"PRAGMA journal_mode={mode}")
