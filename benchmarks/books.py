"""Books of some size: a sample company, generated, imported and timed."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from benchmarks.sample import timed
from bot.clock import Clock
from sandbox.company import Plan, write
from storage import companies, people
from storage.companies import Company
from storage.database import Database, open_database
from storage.intake import File, Rules, open_folder, run_in
from storage.migrate import migrate
from storage.people import Member

DAY = date(2026, 7, 15)
CLOCK = Clock(DAY)
ZONE, CURRENCY, TEAM_ID = "Asia/Shanghai", "CNY", "T0BENCH"
SEED = 1
REPS = 20
LEFT = 1  # one rep of every sample company has left, and asks no more
INVOICES_A_CUSTOMER = 50
FEWEST_CUSTOMERS = 60


@dataclass(frozen=True, slots=True)
class Books:
    """An imported company: its database, its reps, and how its import went."""

    url: str
    company: Company
    reps: tuple[Member, ...]
    added: Mapping[str, int]  # rows by kind of file
    import_seconds: float

    @property
    def rows(self) -> int:
        """How many rows the import stored."""
        return sum(self.added.values())

    @property
    def rows_a_second(self) -> float:
        """How fast the import was, without the reading of the files."""
        return self.rows / self.import_seconds


@cache
def files_of(invoices: int, reps: int = REPS) -> tuple[File, ...]:
    """Generate a company of so many invoices, and read its files."""
    customers = max(FEWEST_CUSTOMERS, invoices // INVOICES_A_CUSTOMER)
    plan = Plan(seed=SEED, today=DAY, reps=reps + LEFT, invoices=invoices, customers=customers)
    with tempfile.TemporaryDirectory(prefix="huikuan-benchmark-") as folder:
        write(Path(folder), plan)
        return open_folder(Path(folder), CURRENCY)


def keep(url: str, invoices: int, reps: int = REPS) -> Books:
    """Import a company of so many invoices into an empty database."""
    files = files_of(invoices, reps)
    database = open_database(url)
    try:
        migrate(database)
        company = _company(database)
        added: dict[str, int] = {}
        took = timed(lambda: added.update(_imported(database, company, files)))
        return Books(url, company, _reps(database, company, reps), added, took / 1000)
    finally:
        database.close()


def _company(database: Database) -> Company:
    with database.write(CLOCK.now(ZONE)) as tx:
        company = companies.add(tx, "Lanqiao", ZONE, CURRENCY, "en")
        companies.bind_to_slack(tx, company, TEAM_ID)
        return companies.choose(tx, company.name)


def _imported(database: Database, company: Company, files: tuple[File, ...]) -> dict[str, int]:
    outcomes = run_in(database, CLOCK.now(ZONE), company, files, Rules(actor="benchmark"))
    assert not any(outcome.rejected for outcome in outcomes), "a sample company is a clean one"
    return {outcome.file.sheet.kind: outcome.added for outcome in outcomes}


def _reps(database: Database, company: Company, wanted: int) -> tuple[Member, ...]:
    with database.read(CLOCK.now(ZONE)) as tx:
        everyone = people.everyone(tx, company, DAY)
    reps = tuple(member for member in everyone if member.role == "sales")
    assert len(reps) == wanted, [member.number for member in reps]
    return reps
