"""A ledger of a hundred lines that shares nothing with the maker of the sample company.

On one day invoices, credit notes, receipts, bounces; what is named first, else the oldest due date.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Company = dict[str, list[Row]]
Taken = list[tuple["Item", int]]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to the open amount of an item."""

    on: date
    kind: str  # cash, credit, bounce
    amount: int


@dataclass(slots=True, eq=False)
class Item:
    """An instalment, its owners in percent and what happened to it."""

    invoice_id: str
    customer_id: str
    currency: str
    issued: date
    due: date
    label: str
    amount: int
    owners: dict[str, int]
    changes: list[Change] = field(default_factory=list)
    open: int = 0

    def open_before(self, day: date) -> int:
        return self.amount + sum(change.amount for change in self.changes if change.on < day)

    def late_cash(self, start: date) -> tuple[int, int]:
        """Return amount × days late, and amount, of the cash since a day."""
        cash = [change for change in self.changes if change.kind == "cash" and change.on >= start]
        late = sum(-change.amount * max(0, (change.on - self.due).days) for change in cash)
        return late, -sum(change.amount for change in cash)


class Ledger:
    """Replays the files as one import would."""

    def __init__(self, company: Company, today: date) -> None:
        self.today = today
        self.invoices: dict[str, list[Item]] = {}
        self.accounts: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self.taken: dict[str, Taken] = {}
        self.unapplied: dict[str, int] = {}
        self.uncredited: list[str] = []
        for *_order, book, row in sorted(self._events(company), key=lambda event: event[:3]):
            book(row)

    def _events(self, company: Company) -> Iterator[tuple]:
        for row in company["invoices"]:
            note = row["kind"] == "credit_note"
            book = self._credit if note else self._issue
            yield on(row["issued_on"]), int(note), number(row["invoice_id"]), book, row
        for row in company["payments"]:
            bounce = bool(row["reverses_id"])
            book = self._bounce if bounce else self._receive
            yield on(row["value_on"]), 2 + bounce, number(row["payment_id"]), book, row

    def _issue(self, row: Row) -> None:
        item = Item(
            row["invoice_id"], row["customer_id"], row["currency"], on(row["issued_on"]),
            on(row["due_on"]), row["instalment"], minor(row["amount"]), shares(row),
            open=minor(row["amount"]),
        )  # fmt: skip
        items = self.invoices.setdefault(item.invoice_id, [])
        items.append(item)
        items.sort(key=lambda each: each.due)
        self.accounts[item.customer_id, item.currency].append(item)

    def _credit(self, row: Row) -> None:
        amount = minor(row["amount"])
        taken = take(self.invoices[row["reverses_id"]], amount, on(row["issued_on"]), "credit")
        if sum(part for _item, part in taken) != amount:
            self.uncredited.append(row["invoice_id"])

    def _receive(self, row: Row) -> None:
        account = self.accounts[row["customer_id"], row["currency"]]
        if row["invoice_id"]:
            named = row["invoice_id"].split(";")
            items = [item for invoice_id in named for item in self.invoices[invoice_id]]
        else:
            account[:] = [item for item in account if item.open]
            items = sorted(account, key=lambda item: (item.due, number(item.invoice_id)))
        amount = minor(row["amount"])
        taken = self.taken[row["payment_id"]] = take(items, amount, on(row["value_on"]), "cash")
        left = amount - sum(part for _item, part in taken)
        if left:
            self.unapplied[row["payment_id"]] = left

    def _bounce(self, row: Row) -> None:
        self.unapplied.pop(row["reverses_id"], None)
        for item, part in self.taken[row["reverses_id"]]:
            item.open += part
            item.changes.append(Change(on(row["value_on"]), "bounce", part))
            account = self.accounts[item.customer_id, item.currency]
            if item not in account:
                account.append(item)

    def items(self) -> list[Item]:
        return [item for items in self.invoices.values() for item in items]

    def open_share(self) -> float:
        """Return which part of all invoices is open."""
        still = sum(any(item.open for item in items) for items in self.invoices.values())
        return still / len(self.invoices)

    def overdue(self, mine: Callable[[Item], int] = lambda _item: 100) -> int:
        """Return the overdue share in percent of what is open in CNY."""
        owed = [(item, item.open * mine(item)) for item in self.items() if item.currency == "CNY"]
        late = sum(amount for item, amount in owed if item.due < self.today)
        return late * 100 // max(1, sum(amount for _item, amount in owed))

    def collected(self, rep: str) -> int:
        """Return the collection rate of the running month in percent, in CNY."""
        start = self.today.replace(day=1)
        base = cash = 0
        for item in self.due_this_month():
            share = item.owners.get(rep, 0) * (item.currency == "CNY")
            since = [change for change in item.changes if change.on >= start]
            paid = -sum(change.amount for change in since if change.kind == "cash")
            other = sum(change.amount for change in since if change.kind != "cash")
            before = item.amount if item.issued >= start else item.open_before(start)
            base += share * (before + other)
            cash += share * paid
        return cash * 100 // max(1, base)

    def days_late(self, rep: str) -> int:
        """Return the weighted days late of the running month, in CNY."""
        days = total = 0
        for item in self.items():
            share = item.owners.get(rep, 0) * (item.currency == "CNY")
            late, cash = item.late_cash(self.today.replace(day=1))
            overdue = item.open if item.due < self.today else 0
            days += share * (late + overdue * (self.today - item.due).days)
            total += share * (cash + overdue)
        return days // max(1, total)

    def due_this_month(self) -> list[Item]:
        start = self.today.replace(day=1)
        end = (start + timedelta(days=32)).replace(day=1)
        return [item for item in self.items() if item.due < end and item.open_before(start)]

    def owners_with(self, least: int) -> set[str]:
        due = Counter(owner for item in self.due_this_month() for owner in item.owners)
        return {owner for owner, count in due.items() if count >= least}


def read(folder: Path) -> Company:
    """Read the files of a folder by their names."""
    company = {}
    for path in folder.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            company[path.stem] = list(csv.DictReader(file))
    return company


def take(items: list[Item], amount: int, day: date, kind: str) -> Taken:
    """Settle items in their order as far as the amount goes."""
    taken = []
    for item in items:
        part = min(item.open, amount)
        if part:
            item.open -= part
            amount -= part
            item.changes.append(Change(day, kind, -part))
            taken.append((item, part))
    return taken


def shares(row: Row) -> dict[str, int]:
    """Read owner_id or owners, of which one is empty."""
    if row["owner_id"]:
        assert not row["owners"]
        return {row["owner_id"]: 100}
    pairs = (pair.split(":") for pair in row["owners"].split(";"))
    return {person_id: int(percent) for person_id, percent in pairs}


def number(document: str) -> int:
    return int(document.rpartition("-")[2])


def minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def on(day: str) -> date:
    return date.fromisoformat(day)
