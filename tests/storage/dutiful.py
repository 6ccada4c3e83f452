"""A company with people who collect, what they did, and what is asked of their duties."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event

from ledger.period import Period
from scoring.kpis import catalogue
from scoring.rules import Rules
from storage import duties, rows
from storage.database import Tx
from storage.duties import Wanted
from storage.ids import new_id
from storage.tables import FollowUp, Promise
from storage.window import By, Window
from tests.scoring.cast import facts
from tests.storage.books import Books

PEOPLE = """
person_id, name, role,  team
P1,        Ana,  sales, East
P2,        Bo,   sales, East
P3,        Mei,  sales, West
P9,        Zoe,  other,
"""
MARCH = Period.parse("2025-03")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Stage:
    """A company with Ana, Bo and Mei, and what they did to collect."""

    books: Books

    def invoices(self, text: str) -> None:
        self.books.add("invoices", text)

    def touch(self, number: str, person: str, on: str, invoice: str = "", **other: Any) -> None:
        """A follow-up with customer K1 at noon, recorded then."""
        at = datetime.combine(date.fromisoformat(on), time(12), SHANGHAI)
        row = {
            "number": number,
            "person_id": self.id("person", person),
            "customer_id": self.id("customer", other.pop("customer", "K1")),
            "invoice_id": self.id("invoice", invoice) if invoice else None,
            "at": at,
            "on_day": at.date(),
            "automatic": False,
            "note": "",
            "recorded_at": at,
        }
        self._add(FollowUp, row | other)

    def promise(self, number: str, amount: int, promised: str, recorded: str, **other: Any) -> None:
        """A promise of customer K1, recorded at noon."""
        names = {"person_id": ("person", "person"), "invoice_id": ("invoice", "invoice")}
        row = {
            "number": number,
            "customer_id": self.id("customer", other.pop("customer", "K1")),
            "currency": other.get("currency", "CNY"),
            "amount_minor": amount * 100,
            "promised_on": date.fromisoformat(promised),
            "replaces_id": None,
            "recorded_at": datetime.combine(date.fromisoformat(recorded), time(12), SHANGHAI),
        }
        for column, (table, key) in names.items():
            row[column] = self.id(table, other[key]) if other.get(key) else None
        if other.get("replaces"):
            row["replaces_id"] = self.id("promise", other["replaces"])
        self._add(Promise, row)

    def id(self, table: str, number: str) -> int:
        query = f"SELECT id FROM {table} WHERE number = '{number}'"  # noqa: S608
        return int(self.books.sql(query + " AND workspace_id = {company}")[0][0])

    def _add(self, table: Any, row: dict[str, Any]) -> None:
        own = {"workspace_id": self.books.company.id, "id": new_id()}
        with self.books.database.write(self.books.now) as tx:
            rows.add(tx, table, [own | row])

    # --- asking ----------------------------------------------------------------------------------

    def window(self, period: Period = MARCH, **other: Any) -> Window:
        return Window(period, period.measured_on(self.books.today), **other)

    def tasks(self, person: str, window: Window | None = None, **rules: Any) -> dict[str, str]:
        """One person's duties by name with the reason of each, in a word."""
        wanted = Wanted(Rules(**rules))
        with self.books.database.read(self.books.now) as tx:
            found = duties.items_of_person(
                tx, self.books.company, window or self.window(), self.id("person", person), wanted
            )
        return {task.subject.name: task.because.value for task in found}

    def of_all(self, by: By, window: Window | None = None, **rules: Any) -> dict[Any, Any]:
        """Everybody's duties by number or name of the key."""
        with self.books.database.read(self.books.now) as tx:
            found = duties.of_all(
                tx, self.books.company, window or self.window(), by, Wanted(Rules(**rules))
            )
        table, column = {By.TEAM: ("team", "name")}.get(by, (by.value, "number"))
        if by is By.COMPANY:
            return found
        query = f"SELECT id, {column} FROM {table} WHERE workspace_id = {{company}}"  # noqa: S608
        named = dict(self.books.sql(query))
        return {named.get(key): own for key, own in found.items()}

    def of_person(self, person: str, window: Window | None = None, **rules: Any) -> Any:
        with self.books.database.read(self.books.now) as tx:
            return duties.of_person(
                tx,
                self.books.company,
                window or self.window(),
                self.id("person", person),
                Wanted(Rules(**rules)),
            )

    def shares(self, by: By, kpi: str, **other: Any) -> dict[Any, Fraction | None]:
        """A KPI about duties by key."""
        return {
            key: catalogue()[kpi].measure(facts(duties=own)).value
            for key, own in self.of_all(by, **other).items()
        }


def deliver(stage: Stage) -> Stage:
    """Delivered on Friday 7 March, so the third business day is Wednesday 12 March."""
    stage.invoices(
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners, delivered_on, sent_on
        INV-1,      K1,          2025-03-07, 2025-04-30, 100,    P1:60;P2:40, 2025-03-07, 2025-03-12
        INV-2,      K1,          2025-03-07, 2025-04-30, 200,    P1:100,      2025-03-07, 2025-03-13
        INV-3,      K1,          2025-03-07, 2025-04-30, 400,    P3:100,      2025-03-07,
        INV-4,      K1,          2025-03-07, 2025-04-30, 800,    P1:100,      2025-04-01, 2025-04-01
        INV-5,      K1,          2025-03-07, 2025-04-30, 800,    P1:100,      ,           2025-03-07
        INV-6,      K1,          2025-03-31, 2025-04-30, 800,    P3:100,      2025-03-31, 2025-04-03
        """
    )
    return stage


def chase(stage: Stage) -> Stage:
    """Due on Thursday 6 March, overdue on the 7th, so the third business day is the 12th."""
    stage.invoices(
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners
        INV-1,      K1,          2025-01-07, 2025-03-06, 100,    P1:60;P2:40
        INV-2,      K1,          2025-01-07, 2025-03-06, 900,    P1:100
        INV-3,      K2,          2025-01-07, 2025-03-06, 400,    P3:100
        INV-4,      K1,          2025-01-07, 2025-02-27, 800,    P1:100
        INV-5,      K1,          2025-01-07, 2025-03-31, 800,    P1:100
        INV-6,      K1,          2025-01-07, 2025-03-05, 800,    P1:100
        INV-7,      K1,          2025-01-07, 2025-03-05, 800,    P1:100
        """
    )
    stage.books.add(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, invoice_id
        PAY-6,      K1,          2025-03-06, 800,    INV-6
        PAY-7,      K1,          2025-03-07, 800,    INV-7
        """,
    )
    return stage


def owe(stage: Stage) -> Stage:
    """Saturday 8 March rolls to Monday the 10th; with one day of grace it is Tuesday the 11th."""
    stage.books.add("customers", "customer_id, name, owners\nK1, Kay, P2:70;P1:30\nK2, Lee,")
    stage.invoices(
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners
        INV-1,      K1,          2025-01-07, 2025-03-06, 1000,   P1:100
        INV-2,      K1,          2025-01-07, 2025-03-06, 1000,   P3:100
        INV-3,      K2,          2025-01-07, 2025-03-06, 1000,   P3:100
        """
    )
    return stage


def pay(stage: Stage, text: str) -> None:
    stage.books.add("payments", "payment_id, customer_id, value_on, amount, invoice_id\n" + text)


@contextmanager
def counted(tx: Tx) -> Iterator[list[str]]:
    """Note the statements that a transaction runs."""
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        statements.append(statement)

    event.listen(tx.connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(tx.connection, "before_cursor_execute", note)
