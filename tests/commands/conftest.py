"""Commands are asked in a company of its own on SQLite; storage has its tests on every engine."""

from collections.abc import Iterator
from datetime import date

import pytest

from storage.database import Database, open_database
from tests.commands.paying import Till
from tests.storage.books import Books


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = open_database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def books(database: Database) -> Books:
    """Give the empty books of a company, on Monday 23 November 2026."""
    found = Books.of_new_company(database)
    found.today = date(2026, 11, 23)
    return found


@pytest.fixture
def till(books: Books) -> Till:
    """Give the desk of a company where payments are reported."""
    return Till.open(books)
