"""Intake: what a file says becomes facts; a row is stored, known, held or rejected with a reason.

One import is one command: one transaction, the company's lock, one row in the audit log. With a
rejected row nothing of its file is stored, unless that is asked for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ledger.money import Money
from storage.audit import Deed, record
from storage.companies import Company
from storage.database import Database, Tx, lock_company
from storage.importers import read
from storage.importers.maps import ColumnMap
from storage.importers.record import Finding, Record, Sheet
from storage.intake import (
    customers,
    days,
    disputes,
    effort,
    exemptions,
    invoices,
    judged,
    ownership,
    payments,
    people,
    rates,
    teams,
    write_offs,
)
from storage.intake.context import Context, Verdict
from storage.intake.settling import settle

STORES: Mapping[str, Callable[[Context, Sequence[Record]], list[Verdict]]] = {
    "people": people.store,
    "teams": teams.store,
    "customers": customers.store,
    "invoices": invoices.store,
    "payments": payments.store,
    "targets": judged.store_targets,
    "metrics": judged.store_metrics,
    "rates": rates.store,
    "calendar": days.store_calendar,
    "leave": days.store_leave,
    "ownership": ownership.store,
    "followups": effort.store_follow_ups,
    "promises": effort.store_promises,
    "exemptions": exemptions.store,
    "writeoffs": write_offs.store,
    "disputes": disputes.store,
}
FOLDER = (
    *("rates", "people", "teams", "customers", "invoices", "payments", "targets", "metrics"),
    *("calendar", "leave", "ownership", "followups", "promises", "exemptions"),
    *("writeoffs", "disputes"),  # at the end: they lie on what money and credit notes leave open
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read before the transaction began."""

    name: str
    sheet: Sheet
    digest: str


@dataclass(frozen=True, slots=True)
class Rules:
    """How to import: `partial` stores the good rows beside rejected ones, `dry_run` nothing."""

    partial: bool = False
    dry_run: bool = False
    actor: str = "operator"
    origin: str = "command line"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file; rows = added + known + rejected + held."""

    file: File
    added: int
    known: int
    rejected: int
    held: int
    totals: tuple[Money, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Tell whether nothing was found wrong with the data."""
        return not self.findings


def open_file(
    kind: str, path: Path, column_map: ColumnMap | None = None, home: str | None = None
) -> File:
    """Read a whole file of one kind from disk; `home` is the currency of the company."""
    data = path.read_bytes()
    sheet = read(kind, path.name, data, column_map, home=home)
    return File(path.name, sheet, sha256(data).hexdigest())


def open_folder(folder: Path, home: str | None = None) -> tuple[File, ...]:
    """Read the files of a folder that are there, each with the map that may lie beside it."""
    files = []
    for kind in FOLDER:
        path, written = folder / f"{kind}.csv", folder / f"{kind}.toml"
        if path.exists():
            column_map = ColumnMap.load(str(written)) if written.exists() else None
            files.append(open_file(kind, path, column_map, home))
    return tuple(files)


def run_in(
    database: Database, now: datetime, company: Company, files: Sequence[File], rules: Rules
) -> tuple[Outcome, ...]:
    """Import files in a transaction of their own; a dry run is taken back."""
    with (database.rehearse if rules.dry_run else database.write)(now) as tx:
        outcomes = run(tx, company, files, rules)
    if not rules.dry_run:
        database.refresh_statistics()
    return outcomes


def run(tx: Tx, company: Company, files: Sequence[File], rules: Rules) -> tuple[Outcome, ...]:
    """Import files as one command; the caller commits, or rolls a dry run back."""
    lock_company(tx, company.id)
    context = Context.open(tx, company)
    outcomes = []
    for file in files:
        context, outcome = _store(context, file, rules)
        outcomes.append(outcome)
    settle(context)
    if any(outcome.added for outcome in outcomes):
        record(tx, company, _deed(context, outcomes, rules))
    return tuple(outcomes)


def _store(context: Context, file: File, rules: Rules) -> tuple[Context, Outcome]:
    """Try a file in a fork of the context; keep the fork only if the file is stored."""
    trial = context.fork()
    savepoint = context.tx.connection.begin_nested()
    verdicts = STORES[file.sheet.kind](trial, file.sheet.records)
    outcome = _outcome(file, verdicts)
    if outcome.rejected and not rules.partial:
        savepoint.rollback()
        return context, replace(
            outcome, added=0, held=outcome.added, totals=_totals(v for v in verdicts if not v.added)
        )
    savepoint.commit()
    return trial, outcome


def _outcome(file: File, verdicts: Sequence[Verdict]) -> Outcome:
    added = sum(verdict.added for verdict in verdicts)
    refused = sum(verdict.rejected for verdict in verdicts)
    unreadable = file.sheet.rows - len(file.sheet.records)
    findings = [*file.sheet.findings, *(f for verdict in verdicts for f in verdict.findings)]
    return Outcome(
        file=file,
        added=added,
        known=len(verdicts) - added - refused,
        rejected=refused + unreadable,
        held=0,
        totals=_totals(verdicts),
        findings=tuple(sorted(findings, key=lambda finding: finding.row)),
    )


def _totals(verdicts: Iterable[Verdict]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.amount is not None and not verdict.rejected:
            currency = verdict.amount.currency
            sums[currency] = sums.get(currency, 0) + verdict.amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def _deed(context: Context, outcomes: Sequence[Outcome], rules: Rules) -> Deed:
    files = [
        {
            "kind": outcome.file.sheet.kind,
            "file": outcome.file.name,
            "sha256": outcome.file.digest,
            "added": outcome.added,
            "known": outcome.known,
            "rejected": outcome.rejected,
            "totals": {money.currency: str(money) for money in outcome.totals},
        }
        for outcome in outcomes
    ]
    detail = {"files": files, "changes": context.changes}
    return Deed(rules.actor, rules.origin, "import", detail)
