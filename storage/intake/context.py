"""What the rows of an import meet: who and which customers there are already, and what is new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from ledger.booking import Bounce, Settling
from ledger.currency import places
from ledger.money import Money
from ledger.period import Period
from storage import periods, rows
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.tables import Customer, Person, Team

Owners = tuple[tuple[int, int], ...]  # (person id, basis points), in the order written
Timeline = tuple[tuple[date, Owners], ...]  # from which day on who owns, the earliest first


@dataclass(slots=True)
class Batch:
    """Documents that this command adds; they are written together once they are settled."""

    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    instalments: dict[int, dict[str, Any]] = field(default_factory=dict)
    labels: dict[tuple[int, str], int] = field(default_factory=dict)
    owners: dict[int, Owners] = field(default_factory=dict)
    delivered: dict[int, date] = field(default_factory=dict)
    credit_notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    reversals: dict[str, dict[str, Any]] = field(default_factory=dict)
    settlings: list[Settling] = field(default_factory=list)
    bounces: list[Bounce] = field(default_factory=list)
    recorded: dict[int, datetime] = field(default_factory=dict)
    follow_ups: dict[str, dict[str, Any]] = field(default_factory=dict)
    promises: dict[str, dict[str, Any]] = field(default_factory=dict)
    exemptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    exemption_ends: dict[int, dict[str, Any]] = field(default_factory=dict)
    write_offs: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    dispute_steps: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    disputed_parts: list[dict[str, Any]] = field(default_factory=list)
    moves: dict[int, Timeline] = field(default_factory=dict)
    marked: set[int] = field(default_factory=set)
    used_receipts: dict[int, dict[str, Any]] = field(default_factory=dict)
    used_credit_notes: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """One import command: the transaction, the company, and what is known by number or name."""

    tx: Tx
    company: Company
    today: date
    people: dict[str, dict[str, Any]]
    teams: dict[str, dict[str, Any]]
    customers: dict[str, dict[str, Any]]
    called: dict[str, set[str]]
    closed: tuple[Period, ...]  # what comes late for one of them counts after it
    batch: Batch = field(default_factory=Batch)
    changes: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def open(cls, tx: Tx, company: Company) -> "Context":
        """Read who and which customers the company has."""
        today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
        people = _all(tx, company, Person, "number")
        teams = _all(tx, company, Team, "name")
        customers = _all(tx, company, Customer, "number")
        called: dict[str, set[str]] = defaultdict(set)
        for number, customer in customers.items():
            for name in (customer["name"], *filter(None, customer["aliases"].split(";"))):
                called[name].add(number)
        closed = periods.spans(tx, company)
        return cls(tx, company, today, people, teams, customers, called, closed)

    @classmethod
    def of_money(cls, tx: Tx, company: Company) -> "Context":
        """A context for a command about money alone, which meets no names."""
        today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
        closed = periods.spans(tx, company)
        return cls(tx, company, today, {}, {}, {}, defaultdict(set), closed)

    def fork(self) -> "Context":
        """A context to try a file in; the original stands if the file is not stored."""
        other = copy(self)
        other.people, other.teams = dict(self.people), dict(self.teams)
        other.customers, other.changes = dict(self.customers), list(self.changes)
        other.called = defaultdict(set, {name: set(of) for name, of in self.called.items()})
        other.batch = Batch(
            **{name: copy(getattr(self.batch, name)) for name in Batch.__dataclass_fields__}
        )
        return other

    def moment(self, written: datetime | date | None) -> datetime:
        """Read `recorded_at`: absent is now, a bare date its 00:00 in the company's zone."""
        if written is None:
            return self.tx.now
        zone = ZoneInfo(self.company.timezone)
        if not isinstance(written, datetime):
            written = datetime.combine(written, time.min, zone)
        return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)

    def team(self, name: str) -> int:
        """Find a team by name, or make it."""
        if name not in self.teams:
            row = {"workspace_id": self.company.id, "id": new_id(), "name": name}
            row |= {"manager_id": None, "parent_id": None, "channel": None}
            self.teams[name] = row | {"recorded_at": self.tx.now}
            rows.add(self.tx, Team, [self.teams[name]])
        return int(self.teams[name]["id"])

    def customer(self, number: str | None, name: str | None) -> dict[str, Any] | Finding:
        """Find a customer by number, else by name or alias; one that nobody imported is a draft."""
        if number is None:
            assert name is not None, "a row names its customer"
            known = sorted(self.called.get(name, ()))
            if len(known) > 1:
                blanks = {"name": name, "numbers": ", ".join(known)}
                sentence = "Several customers are called {name} ({numbers}); write customer_id."
                return Finding(0, "customer_name", sentence, blanks, rejects=True)
            number = known[0] if known else name
        return self.customers.get(number) or self._draft(number, name or number)

    def keep(self, customer: Mapping[str, Any]) -> None:
        """Store a customer that nobody imported, once a row that names it is accepted."""
        if customer["number"] not in self.customers:
            self._store_customer(dict(customer))

    def customer_number(self, customer_id: int) -> str:
        """The number of a customer that is known by id, for a finding."""
        return next(number for number, row in self.customers.items() if row["id"] == customer_id)

    def make_customer(self, number: str, name: str, **more: Any) -> dict[str, Any]:
        """Make a customer that nobody imported yet."""
        return self._store_customer(self._draft(number, name) | more)

    def _draft(self, number: str, name: str) -> dict[str, Any]:
        row: dict[str, Any] = {"workspace_id": self.company.id, "id": new_id()}
        row |= {"number": number, "name": name}
        row |= {"owners": "", "aliases": "", "payer_accounts": "", "parent_id": None}
        row |= {"terms_days": None, "credit_limit_minor": None, "currency": None}
        return row | {"recorded_at": self.tx.now}

    def _store_customer(self, row: dict[str, Any]) -> dict[str, Any]:
        self.customers[row["number"]] = row
        for called in (row["name"], *filter(None, row["aliases"].split(";"))):
            self.called[called].add(row["number"])
        rows.add(self.tx, Customer, [row])
        return row

    def owners(self, shares: Iterable[tuple[str, Decimal]]) -> Owners | Finding:
        """Find the people who share, with their shares in basis points."""
        found = []
        for number, percent in shares:
            if number not in self.people:
                return unknown_person("owner_id", number)
            if percent * 100 % 1:
                sentence = "A share has at most two decimals, not {share}."
                return Finding(0, "owners", sentence, {"share": str(percent)}, rejects=True)
            found.append((int(self.people[number]["id"]), int(percent * 100)))
        return tuple(share for share in found if share[1])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row; `amount` is that of its column `amount`, for the totals."""

    record: Record
    added: bool = False
    findings: tuple[Finding, ...] = ()
    amount: Money | None = None

    @property
    def rejected(self) -> bool:
        """Tell whether a finding keeps the row out."""
        return any(finding.rejects for finding in self.findings)


def rejected(record: Record, *findings: Finding) -> Verdict:
    """Keep a row out, with the reasons."""
    return Verdict(record, findings=tuple(at_row(finding, record) for finding in findings))


def at_row(finding: Finding, record: Record) -> Finding:
    """Say in which row something was found."""
    return Finding(
        record.row, finding.column, finding.sentence, finding.blanks, rejects=finding.rejects
    )


def problem(about: str | None, sentence: str, **blanks: object) -> Finding:
    """Make a finding that keeps its row out."""
    return Finding(0, about, sentence, {k: str(v) for k, v in blanks.items()}, rejects=True)


def notice(about: str | None, sentence: str, **blanks: object) -> Finding:
    """Make a finding about a row that is stored."""
    return Finding(0, about, sentence, {k: str(v) for k, v in blanks.items()}, rejects=False)


def unknown_person(column: str, number: str) -> Finding:
    """Say that a row names somebody who is not in the books."""
    sentence = "Nobody has the person_id {person}; import people first."
    return problem(column, sentence, person=number)


def differs(column: str, number: str, stored: object, written: object) -> Finding:
    """Say that a fact is in the books with another value."""
    sentence = "{number} is in the books with {column} {stored}, this row says {written}."
    return problem(column, sentence, number=number, column=column, stored=stored, written=written)


def money(written: Decimal, currency: str, column: str) -> tuple[int, tuple[Finding, ...]]:
    """Turn an amount into minor units; digits that the currency does not have are a finding."""
    amount = Money.of(written, currency)
    if Decimal(str(amount)) == written:
        return amount.minor, ()
    sentence = "{currency} has {places} decimals: {written} was rounded to {rounded}."
    blanks = {"currency": currency, "places": str(places(currency))}
    blanks |= {"written": str(written), "rounded": str(amount)}
    return amount.minor, (Finding(0, column, sentence, blanks, rejects=False),)


def _all(tx: Tx, company: Company, table: Any, by: str) -> dict[str, dict[str, Any]]:
    query = select(table.__table__).where(col(table.workspace_id) == company.id)
    return {row[by]: dict(row) for row in tx.execute(query).mappings()}
