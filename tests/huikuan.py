"""The command line as a test sees it: what was typed, the exit status, the one document."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    document: Any
    messages: str


class Huikuan:
    """Runs `huikuan … --json` in this process, on one database and one day."""

    def __init__(self, url: str, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture) -> None:
        self.url, self.patch, self.capture = url, patch, capture
        patch.setenv("HUIKUAN_DATABASE_URL", url)

    def on(self, day: str) -> "Huikuan":
        """Let it be this day."""
        self.patch.setenv("HUIKUAN_TODAY", day)
        return self

    def init(self, company: str, timezone: str, currency: str) -> "Huikuan":
        """Make the company."""
        name = ["--company", company, "--timezone", timezone, "--currency", currency]
        assert self("init", "--yes", *name).status == 0
        return self

    def __call__(self, *typed: object) -> Said:
        """Run one command."""
        self.capture.readouterr()
        status = main([*map(str, typed), "--json"])
        out, messages = self.capture.readouterr()
        return Said(status, json.loads(out) if out else None, messages)

    def ask(self, *typed: object) -> Any:
        """Run a command that finds nothing wrong; give its document."""
        said = self(*typed)
        assert said.status == 0, said
        return said.document


def written(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows as a CSV file."""
    lines = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(dict.fromkeys(name for row in lines for name in row)))
        out.writeheader()
        out.writerows(lines)
    return path
