"""SQLite's one write lock: who waits for it, how long, and that nobody keeps it."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage.database import Database, Locked, open_database

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture
def ours(sqlite_url: str) -> Iterator[Database]:
    database = open_database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def theirs(sqlite_url: str, ours: Database) -> Iterator[Database]:
    """Give the same file as another process sees it."""
    database = open_database(ours.engine.url.render_as_string())
    yield database
    database.close()


@pytest.mark.parametrize("holder", ["ours", "theirs"])
def test_whoever_waits_in_vain_is_told_after_their_patience(
    ours: Database, theirs: Database, holder: str
) -> None:
    with (ours if holder == "ours" else theirs).write(NOW):
        start = time.monotonic()
        with pytest.raises(Locked), ours.write(NOW, 0.2):
            raise AssertionError("two wrote at once")
        assert time.monotonic() - start >= 0.2
    with ours.write(NOW, 0.0) as tx, theirs.read(NOW) as other:
        assert tx.now == other.now


@pytest.mark.parametrize("writer", ["ours", "theirs"])
def test_the_lock_is_taken_as_soon_as_it_is_free(
    ours: Database, theirs: Database, writer: str
) -> None:
    taken = threading.Event()

    def write() -> None:
        with (ours if writer == "ours" else theirs).write(NOW, 20.0):
            taken.set()

    waiting = threading.Thread(target=write)
    with ours.write(NOW):
        waiting.start()
        assert not taken.wait(0.1)
    assert taken.wait(20.0)
    waiting.join()


def test_a_reader_waits_for_nobody(ours: Database, theirs: Database) -> None:
    with ours.write(NOW), theirs.read(NOW) as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM workspace").scalar() == 0


def test_a_transaction_that_fails_gives_the_lock_back(ours: Database) -> None:
    with pytest.raises(ZeroDivisionError), ours.write(NOW):
        raise ZeroDivisionError
    with ours.write(NOW, 0.0) as tx:
        assert tx.now == NOW
