"""The facts that signals are looked for in: of a period and the days around it, company-wide.

Each question is one statement, whatever the size of the books; the rules themselves are pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.signal_facts import (
    Billed,
    Credited,
    Customer,
    Extended,
    Facts,
    Move,
    Paid,
    Promised,
    TakenBack,
    Touch,
)
from storage import rows, settings, signal_deeds, signal_money
from storage.companies import Company
from storage.database import Tx
from storage.signal_blanks import Statement

BEFORE = timedelta(days=20)  # more than any rule looks back from a day of the period
AFTER = timedelta(days=45)  # and on from its end


@dataclass(frozen=True, slots=True)
class Look:
    """Which period is looked at, and when it was closed, if it was."""

    period: Period
    closed_at: datetime | None = None


def facts_of(tx: Tx, company: Company, look: Look) -> Facts:
    """Read what the rules look at, in a dozen statements."""
    reader = _Reader(tx, company, look)
    limit = settings.all_of(tx, company)["payment_limit"]
    credited, extended = reader.ask(signal_money.credited()), reader.ask(signal_deeds.extended())
    owners = reader.owners({row.invoice_id for row in (*credited, *extended)})
    return Facts(
        look.period,
        Money.of(limit, company.currency),
        look.closed_at and look.closed_at.astimezone(reader.zone).date(),
        credited=tuple(_credited(row, owners) for row in credited),
        billed=tuple(map(_billed, reader.ask(signal_money.billed()))),
        extended=tuple(_extended(row, owners, reader.zone) for row in extended),
        taken_back=tuple(reader.taken_back()),
        promised=tuple(_promised(row, reader.zone) for row in reader.ask(signal_deeds.promised())),
        paid=tuple(_paid(reader.ask(signal_money.paid()))),
        touches=tuple(map(_touch, reader.ask(signal_deeds.touches()))),
        moves=tuple(_moves(reader.ask(signal_deeds.moves()))),
    )


class _Reader:
    """Asks the statements of one look."""

    def __init__(self, tx: Tx, company: Company, look: Look) -> None:
        self.tx, self.look, self.zone = tx, look, ZoneInfo(company.timezone)
        period = look.period
        self.values = {
            "company": company.id,
            "start": period.start,
            "end": period.end,
            "since": period.start - BEFORE,
            "until": period.end + AFTER,
            "start_at": datetime.combine(period.start, time(), self.zone),
        }

    def ask(self, statement: Statement, **more: Any) -> list[Any]:
        """Carry out a statement."""
        return list(self.tx.execute(statement, self.values | more))

    def about(self, statement: Statement, ids: Iterable[int]) -> Iterable[Any]:
        """Carry out one that is about some rows, in portions."""
        for part in rows.portions(sorted(ids)):
            yield from self.ask(statement, ids=part)

    def owners(self, invoices: Iterable[int]) -> Mapping[int, tuple[Who, ...]]:
        """Who owns invoices on the last day of the period."""
        found: dict[int, dict[Who, None]] = defaultdict(dict)
        for row in self.about(signal_deeds.owners(), invoices):
            found[row.invoice_id][Who(row.person_id, row.name)] = None
        return {key: tuple(people) for key, people in found.items()}

    def taken_back(self) -> Iterable[TakenBack]:
        """Receipts of the period that came back, with who was credited and who booked them."""
        found = self.ask(signal_money.taken_back())
        people: dict[tuple[int, bool], dict[Who, None]] = defaultdict(dict)
        for row in self.about(signal_money.credited_with(), {row.id for row in found}):
            people[row.receipt_id, True][Who(row.person_id, row.name)] = None
        for row in self.about(signal_money.booked_by(), {row.id for row in found}):
            people[row.receipt_id, False][Who(row.person_id, row.name)] = None
        for row in found:
            on = row.recorded_at.astimezone(self.zone).date()
            yield TakenBack(
                row.number,
                Customer(row.customer_id, row.customer),
                Money(row.amount_minor, row.currency),
                row.value_on,
                row.effective_on if row.kind == "bounce" else on,
                self._is_late(row),
                tuple(people[row.id, True]),
                tuple(people[row.id, False]),
            )

    def _is_late(self, row: Any) -> bool:
        """A bounce counts on its own day; an undo on its receipt's, unless that is closed."""
        closed_at = self.look.closed_at
        if closed_at is not None and row.booked_at > closed_at:
            return False  # the period never counted it
        if row.kind == "bounce" and row.effective_on >= self.look.period.end:
            return True
        return closed_at is not None and row.recorded_at > closed_at


def _credited(row: Any, owners: Mapping[int, tuple[Who, ...]]) -> Credited:
    return Credited(
        row.note,
        row.noted_on,
        row.number,
        Customer(row.customer_id, row.customer),
        Money(int(row.amount_minor), row.currency),
        row.due_on,
        owners.get(row.invoice_id, ()),
    )


def _billed(row: Any) -> Billed:
    return Billed(
        row.number,
        Customer(row.customer_id, row.customer),
        row.issued_on,
        row.due_on,
        Money(int(row.amount_minor), row.currency),
    )


def _extended(row: Any, owners: Mapping[int, tuple[Who, ...]], zone: ZoneInfo) -> Extended:
    """One that was approved in chat is of that day; what an import brings says its day itself."""
    on = row.recorded_at.astimezone(zone).date() if row.in_chat else row.from_on
    return Extended(
        row.exemption,
        row.number,
        Customer(row.customer_id, row.customer),
        Money(int(row.amount_minor), row.currency),
        row.due_on,
        row.until_on,
        on,
        owners.get(row.invoice_id, ()),
        Who(row.asker_id, row.asker),
        Who(row.approver_id, row.approver),
        row.earlier,
    )


def _promised(row: Any, zone: ZoneInfo) -> Promised:
    return Promised(
        row.promise,
        Customer(row.customer_id, row.customer),
        Money(row.amount_minor, row.currency),
        row.promised_on,
        row.recorded_at.astimezone(zone).date(),
        row.number,
        None if row.person_id is None else Who(row.person_id, row.name),
    )


def _paid(found: Iterable[Any]) -> Iterable[Paid]:
    """Give receipts as a whole, and what each brought for every document."""
    whole: dict[str, Paid] = {}
    for row in found:
        customer = Customer(row.customer_id, row.customer)
        total = Money(row.amount_minor, row.currency)
        whole[row.receipt] = Paid(row.receipt, customer, total, row.value_on)
        if row.number is not None:
            part = Money(int(row.part_minor), row.currency)
            yield Paid(row.receipt, customer, part, row.value_on, row.number)
    yield from whole.values()


def _touch(row: Any) -> Touch:
    customer = Customer(row.customer_id, row.customer)
    return Touch(Who(row.person_id, row.name), row.on_day, customer, row.note)


def _moves(found: Iterable[Any]) -> Iterable[Move]:
    """Put the rows of each item together: one for every pair of giver and taker."""
    by_item: dict[tuple[int, Any], list[Any]] = defaultdict(list)
    for row in found:
        by_item[row.id, row.on].append(row)
    for (_, on), pairs in by_item.items():
        row = pairs[0]
        givers = {Who(pair.giver_id, pair.giver): None for pair in pairs}
        takers = {Who(pair.taker_id, pair.taker): None for pair in pairs}
        yield Move(
            row.number if row.label in {"", "1"} else f"{row.number}/{row.label}",
            Customer(row.customer_id, row.customer),
            on,
            Money(int(row.open_minor), row.currency),
            row.due_on,
            tuple(givers),
            tuple(takers),
            leaves=not any(pair.stays for pair in pairs),
        )
