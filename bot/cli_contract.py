"""What a subcommand is, and what it is given: one file a family, each with `COMMANDS`."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.clock import Clock, Moved
from bot.settings import Settings
from ledger.errors import Problem
from storage import companies, sight
from storage.companies import Company
from storage.database import Database, open_database
from storage.health import Unreachable, probe
from storage.migrate import at_head
from storage.sight import Glimpse, Shown

INIT = "huikuan init --yes --company NAME --timezone Asia/Shanghai --currency CNY"


@dataclass(eq=False)
class WrongUsage(Problem):
    """What was typed, or where, cannot be worked with; `line` says so in one line."""

    sentence = "{line}"

    line: str


class Context:
    """What a subcommand works with, made when it is first asked for."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    @cached_property
    def settings(self) -> Settings:
        """Read the environment, or refuse it by name."""
        return Settings.read()

    @cached_property
    def clock(self) -> Clock:
        """Tell the time, on the day that HUIKUAN_TODAY fixes if it does."""
        written = self.settings.clock
        return Clock(self.settings.today, Moved(written, Clock().really()) if written else None)

    @cached_property
    def database(self) -> Database:
        """Open the database that is there already, at this version's schema."""
        url = self.settings.database_url
        if not is_there(url):
            raise WrongUsage(f"there is no database {where(url)} yet. Make one: {INIT}")
        database = open_database(url)
        try:
            probe(database)
            if not at_head(database):
                raise WrongUsage(
                    f"the database {where(url)} is of another version. `{INIT}`, with the "
                    "company that is there, brings it up to date."
                )
        except Unreachable:
            database.close()
            raise WrongUsage(f"no database answers at {where(url)}. Is it running?") from None
        except Problem:
            database.close()
            raise
        return database

    @cached_property
    def company(self) -> Company:
        """Find the company that HUIKUAN_COMPANY names, or the only one."""
        with self.database.read(self.clock.now()) as tx:
            return companies.choose(tx, self.settings.company)

    @property
    def today(self) -> date:
        """Give the date in the company's zone."""
        return self.clock.today(self.company.timezone)

    @property
    def now(self) -> datetime:
        """Give the moment that is recorded."""
        return self.clock.now(self.company.timezone)

    def record(self, entry: str, glimpses: Iterable[Glimpse]) -> None:
        """Record whose scores are about to be shown; what cannot be recorded is not shown."""
        shown = Shown(sight.OPERATOR, entry, tuple(glimpses))
        with self.database.write(self.now) as tx:
            sight.record(tx, self.company, shown)

    def print(self, document: Any, text: str = "") -> None:
        """Write the result on stdout: the one JSON document, or the text for people."""
        written = json.dumps(document, ensure_ascii=False, indent=2) if self.as_json else text
        sys.stdout.write(written.rstrip("\n") + "\n")

    def say(self, line: str) -> None:
        """Write a message for people on stderr, where no script looks for the result."""
        sys.stderr.write(line.rstrip("\n") + "\n")

    def close(self) -> None:
        """Give the database back if it was opened."""
        if "database" in self.__dict__:
            self.database.close()


@dataclass(frozen=True, slots=True)
class Sub:
    """A subcommand: `run` returns 0, 1 (a finding in the data) or 2 (wrong usage)."""

    name: str
    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Context], int]


def no_arguments(parser: ArgumentParser) -> None:
    """Take nothing but `--json`, which every subcommand takes."""


def is_there(url: str) -> bool:
    """Tell whether a SQLite file exists; opening one that does not would make it."""
    return not url.startswith("sqlite:") or _file(url).is_file()


def where(url: str) -> str:
    """Name the database without its password."""
    if url.startswith("sqlite:"):
        return str(_file(url))
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///").partition("?")[0])
