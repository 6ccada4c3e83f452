"""The demo's books: a sample company, or somebody's own export, in a fresh database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.clock import Clock
from storage import companies, people, settings, teams
from storage.companies import Company
from storage.database import Tx, open_database
from storage.importers import Record, write_rejects
from storage.intake import File, Outcome, Rules, run_in
from storage.migrate import migrate
from storage.people import Member
from storage.teams import Group

NO_CURRENCY = "CNY"
RANKING_CHANNEL = "rankings"


@dataclass(frozen=True, slots=True)
class Books:
    """What the demo is about, and the files of rejected rows."""

    company: Company
    everyone: tuple[Member, ...]
    groups: tuple[Group, ...]
    rows: int
    rejects: tuple[tuple[Path, int], ...]


def keep(files: tuple[File, ...], wanted: Company, database: Path, clock: Clock) -> Books:
    """Make the database and import the files; what is rejected is written beside it."""
    opened = open_database(f"sqlite:///{database}")
    now = clock.now(wanted.timezone)
    try:
        migrate(opened)
        with opened.write(now) as tx:
            made = (wanted.name, wanted.timezone, wanted.currency, wanted.language)
            company = companies.add(tx, *made)
            settings.put(tx, company, "ranking_channel", RANKING_CHANNEL)
        outcomes = run_in(opened, now, company, ready(files), Rules(partial=True, actor="demo"))
        with opened.read(now) as tx:
            everyone, groups = _members(tx, company, clock), teams.everyone(tx, company)
    finally:
        opened.close()
    rows = sum(outcome.added + outcome.known for outcome in outcomes)
    return Books(company, everyone, groups, rows, tuple(_rejects(outcomes, database.parent)))


def main_currency(files: Iterable[File]) -> str:
    """Find the currency of most invoices."""
    invoices = (file for file in files if file.sheet.kind == "invoices")
    counted = Counter(r.values.get("currency") for f in invoices for r in f.sheet.records)
    counted.pop(None, None)
    return str(counted.most_common(1)[0][0]) if counted else NO_CURRENCY


def ready(files: tuple[File, ...]) -> tuple[File, ...]:
    """Fill in what the demo needs of people: an e-mail each, and a role for who owns invoices."""
    owners = set(_owners(files))
    return tuple(_peopled(file, owners) if file.sheet.kind == "people" else file for file in files)


def _peopled(file: File, owners: set[str]) -> File:
    records = file.sheet.records
    known: dict[str, set[str]] = {}
    for record in records:
        known.setdefault(record.values["person_id"], set()).update(record.values)
    made: dict[str, dict[str, Any]] = {}
    for number, (person_id, columns) in enumerate(known.items(), 1):
        made[person_id] = {} if "email" in columns else {"email": f"person{number}@demo.example"}
        if "role" not in columns and person_id in owners:
            made[person_id]["role"] = "sales"
    filled = tuple(_with(record, made[record.values["person_id"]]) for record in records)
    return replace(file, sheet=replace(file.sheet, records=filled))


def _with(record: Record, made: Mapping[str, Any]) -> Record:
    return replace(record, values={**record.values, **made})


def _owners(files: Iterable[File]) -> Iterator[str]:
    owning = (file.sheet for file in files if file.sheet.kind in {"customers", "invoices"})
    for record in (record for sheet in owning for record in sheet.records):
        if owner := record.values.get("owner_id"):
            yield owner
        yield from (person for person, _share in record.values.get("owners", ()))


def _members(tx: Tx, company: Company, clock: Clock) -> tuple[Member, ...]:
    known = people.everyone(tx, company, clock.today(company.timezone))
    here = tuple(member for member in known if member.role is not None)
    return here or known


def _rejects(outcomes: Iterable[Outcome], folder: Path) -> Iterator[tuple[Path, int]]:
    for outcome in outcomes:
        if outcome.rejected:
            path = folder / f"rejected-{outcome.file.sheet.kind}.csv"
            write_rejects(outcome.file.sheet, outcome.findings, path)
            yield path, outcome.rejected
