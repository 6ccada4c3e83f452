"""Three databases that every storage test runs on: SQLite, Postgres, Postgres in partitions."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.storage.books import Books
from tests.storage.partitioned import create_partitioned

KINDS = ("sqlite", "postgres", "partitioned")


class Databases:
    """One database of each kind for the whole run; every test has a company of its own in it."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self.request, self.folder = request, folder
        self.opened: dict[str, Database] = {}

    def get(self, kind: str) -> Database:
        if kind not in self.opened:
            self.opened[kind] = open_database(self._url(kind))
        return self.opened[kind]

    def _url(self, kind: str) -> str:
        if kind == "sqlite":
            template = self.request.getfixturevalue("sqlite_template")
            path = self.folder / "shared.db"
            shutil.copyfile(template, path)
            return f"sqlite:///{path}"
        server = self.request.getfixturevalue("postgres_server")
        if kind == "postgres":
            template = self.request.getfixturevalue("postgres_template")
            return server.create("storage_shared", template=template)
        url = server.create("storage_partitioned")
        create_partitioned(url)
        return url


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    found = Databases(request, tmp_path_factory.mktemp("storage"))
    yield found
    for database in found.opened.values():
        database.close()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """Give a database at head that other tests work in too, each in a company of its own."""
    return databases.get(request.param)


@pytest.fixture
def books(database: Database) -> Books:
    """Give the empty books of a new company in Shanghai, which counts in CNY."""
    return Books.of_new_company(database)
