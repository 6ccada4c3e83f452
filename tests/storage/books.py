"""A company's books as a story tells them: files written as text, figures read in major units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from ledger.money import decimal, half_up, major
from ledger.period import Period
from scoring.kpi import Unit
from storage import companies, intake, kpi_report, reports
from storage.companies import Company
from storage.database import Database
from storage.importers import read
from storage.window import By

_serial = count(1)

Rows = str | Sequence[Mapping[str, str]]


@dataclass
class Books:
    """One company in a database; every call is a transaction of its own."""

    database: Database
    company: Company
    today: date = date(2025, 6, 30)

    @classmethod
    def of_new_company(
        cls, database: Database, zone: str = "Asia/Shanghai", currency: str = "CNY"
    ) -> "Books":
        """Make a company that no other test knows."""
        with database.write(datetime(2025, 1, 1, tzinfo=UTC)) as tx:
            name = f"Company {next(_serial)}"
            return cls(database, companies.add(tx, name, zone, currency, "en"))

    @property
    def now(self) -> datetime:
        """The moment of an import: today at 00:00 in the company's zone."""
        return datetime.combine(self.today, time(), ZoneInfo(self.company.timezone))

    def take(self, kind: str, rows: Rows, **rules: bool) -> intake.Outcome:
        """Import one file, with or without findings."""
        return self.take_folder({kind: rows}, **rules)[0]

    def add(self, kind: str, rows: Rows) -> intake.Outcome:
        """Import one file of which every row is stored and nothing is found."""
        outcome = self.take(kind, rows)
        assert outcome.clean, [finding.message for finding in outcome.findings]
        assert outcome.added == outcome.file.sheet.rows
        return outcome

    def take_folder(self, files: Mapping[str, Rows], **rules: bool) -> tuple[intake.Outcome, ...]:
        """Import several files as one command, in the order of `import folder`."""
        opened = [file_of(kind, files[kind]) for kind in intake.FOLDER if kind in files]
        how = intake.Rules(**rules)
        begin = self.database.rehearse if how.dry_run else self.database.write
        with begin(self.now) as tx:
            return intake.run(tx, self.company, opened, how)

    def ageing(
        self, as_of: str, by: By | None = None, known_at: datetime | None = None
    ) -> dict[str | None, dict[str, str]]:
        """Age what is open, by key (the currency, where nothing is told apart)."""
        question = reports.Question(date.fromisoformat(as_of), by, known_at)
        with self.database.read(self.now) as tx:
            rows = reports.ageing_of(tx, self.company, question)
        return {row.currency if by is None else row.key: _amounts(row) for row in rows}

    def outstanding(self, as_of: str, known_at: datetime | None = None) -> str:
        """What the company is owed in its own currency."""
        return self.ageing(as_of, None, known_at)[self.company.currency]["outstanding"]

    def open_items(self, as_of: str, by: By | None = None) -> str | dict[str | None, str]:
        """What is open before unapplied cash."""
        found = {key: row["open"] for key, row in self.ageing(as_of, by).items()}
        return found[self.company.currency] if by is None else found

    def unapplied(self, as_of: str) -> str:
        """What is allocated to nothing."""
        return self.ageing(as_of)[self.company.currency]["unapplied"]

    def kpis(
        self, period: str, by: By = By.COMPANY, known_at: datetime | None = None
    ) -> dict[str | None, dict[str, str | None]]:
        """Measure a period by key; the company's own key is None."""
        question = kpi_report.Question(Period.parse(period), by, self.today, known_at)
        with self.database.read(self.now) as tx:
            rows = kpi_report.kpis_of(tx, self.company, question)
        return {None if by is By.COMPANY else row.key: _measures(row) for row in rows}

    def collected(self, period: str, by: By) -> dict[str | None, str | None]:
        """What each key collected."""
        return {key: row["collected_amount"] for key, row in self.kpis(period, by).items()}

    def settled(self) -> dict[str, list[tuple[str, str]]]:
        """Which instalments each payment settles, in the order of booking; bounces are negative."""
        query = (
            "SELECT r.number, i.number, n.label, a.amount_minor, a.id FROM allocation a "
            "JOIN receipt r ON r.workspace_id = a.workspace_id AND r.id = a.receipt_id "
            "JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id "
            "JOIN invoice i ON i.workspace_id = a.workspace_id AND i.id = n.invoice_id "
            "WHERE a.workspace_id = {company}"
        )
        return self._lines(query)

    def reduced(self) -> dict[str, list[tuple[str, str]]]:
        """Which instalments each credit note reduces."""
        query = (
            "SELECT c.number, i.number, n.label, a.amount_minor, a.id FROM reduction a "
            "JOIN credit_note c ON c.workspace_id = a.workspace_id AND c.id = a.credit_note_id "
            "JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id "
            "JOIN invoice i ON i.workspace_id = a.workspace_id AND i.id = n.invoice_id "
            "WHERE a.workspace_id = {company}"
        )
        return self._lines(query)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database itself; `{company}` is this company's id."""
        with self.database.read(self.now) as tx:
            asked = query.replace("{company}", str(self.company.id))
            return [tuple(row) for row in tx.connection.exec_driver_sql(asked)]

    def count(self, table: str) -> int:
        """How many rows of this company a table holds."""
        query = f"SELECT count(*) FROM {table} WHERE workspace_id = {{company}}"  # noqa: S608
        return int(self.sql(query)[0][0])

    def run(self, statement: str) -> None:
        """Change the database behind the back of the product."""
        with self.database.write(self.now) as tx:
            tx.connection.exec_driver_sql(statement.replace("{company}", str(self.company.id)))

    def _lines(self, query: str) -> dict[str, list[tuple[str, str]]]:
        lines: dict[str, list[tuple[str, str]]] = {}
        for source, invoice, label, minor, _ in sorted(self.sql(query), key=lambda row: row[4]):
            name = invoice if label == "1" else f"{invoice}/{label}"
            lines.setdefault(source, []).append((name, major(minor, self.company.currency)))
        return lines


def rows_of(text: str) -> list[dict[str, str]]:
    """Read a table of a story: commas between cells, blanks around them for the eye."""
    header, *lines = (line.split(",") for line in text.strip().splitlines())
    names = [cell.strip() for cell in header]
    return [dict(zip(names, (cell.strip() for cell in line), strict=True)) for line in lines]


def file_of(kind: str, rows: Rows) -> intake.File:
    """Write rows as a file, and read it."""
    lines = rows_of(rows) if isinstance(rows, str) else rows
    header = list(dict.fromkeys(name for row in lines for name in row))
    text = "\n".join(",".join(row.get(name, "") for name in header) for row in lines)
    data = f"{','.join(header)}\n{text}\n".encode()
    return intake.File(f"{kind}.csv", read(kind, f"{kind}.csv", data), f"sha256 of {kind}")


def _amounts(row: reports.Aged) -> dict[str, str]:
    minor = {**row.buckets, "disputed": row.disputed, "unapplied": row.unapplied}
    minor |= {"open": sum(row.buckets.values()) + row.disputed, "outstanding": row.outstanding}
    return {name: major(amount, row.currency) for name, amount in minor.items()}


def _measures(row: kpi_report.Row) -> dict[str, str | None]:
    return {"currency": row.currency} | {
        name: None
        if value is None
        else major(half_up(value), row.currency)
        if row.units[name] is Unit.AMOUNT
        else decimal(value, 4)
        for name, value in row.values.items()
    }
