"""A real browser, and a demo that it looks at as somebody of the company."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).parents[2]
DESK, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Demo:
    """A running demo: the address of its page, and its database."""

    url: str
    database: str

    def ask(self, what: str) -> Any:
        """What the sandbox tells over its controls."""
        with urlopen(f"{self.url}control/{what}") as answer:  # noqa: S310 - our own loopback
            return json.load(answer)

    def member(self, name: str) -> str:
        """The id of whoever has that address."""
        users = self.ask("state")["users"]
        return next(user["id"] for user in users if (user["email"] or "").startswith(f"{name}@"))

    def channel(self, name: str) -> str:
        """The id of a channel."""
        return next(c["id"] for c in self.ask("state")["channels"] if c["name"] == name)

    def seen(self, name: str) -> dict[str, Any]:
        """Everything that one person sees."""
        return dict(self.ask(f"seen?user={self.member(name)}"))


@contextmanager
def running(folder: Path, *more: str, **settings: str) -> Iterator[Demo]:
    """Run `huikuan demo` until the block ends."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--json", *more]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line == "}\n":
                break
        found = re.search(r"\{.*\}", said, re.DOTALL)
        assert found, f"the demo told no address: {said}"
        document = json.loads(found.group())
        try:
            yield Demo(document["url"], document["database"])
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(60) in {0, 130}
