"""Booked: a single payment from chat, settled by the same rules as an import, and taken back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from ledger.booking import Bounce, Due, Entry, Source
from ledger.money import Money
from ledger.proposal import Plan, Settles
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.intake.context import Context
from storage.intake.payments import receipt_settling
from storage.intake.settling import rehearse, settle
from storage.numbers import next_free
from storage.tables import Instalment, Ownership, Person, Promise, Receipt, Reversal


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that arrived, as reported."""

    customer_id: int
    amount: Money
    value_on: date
    names: tuple[str, ...] = ()
    reference: str = ""
    fee_minor: int = 0


def plan(tx: Tx, company: Company, payment: Payment) -> Plan:
    """Say what a payment would settle now; nothing is written."""
    context = _context(tx, company, _row(tx, company, payment, "plan"))
    desk, entries = rehearse(context)
    mine = [entry for entry in entries if entry.source is Source.RECEIPT]
    currency = payment.amount.currency
    names = _names(desk.dues)
    lines = tuple(
        Settles(
            entry.due,
            names[entry.due],
            Money(entry.amount_minor, currency),
            Money(desk.dues[entry.due].open_minor, currency),
        )
        for entry in mine
    )
    used = sum(line.amount.minor for line in lines)
    credited, everyone = _owners(tx, company, mine)
    return Plan(lines, Money(payment.amount.minor - used, currency), credited, everyone)


def _names(dues: Mapping[int, Due]) -> dict[int, str]:
    """Name an instalment by its document, and by its label where there are several."""
    parts = Counter(due.document for due in dues.values())
    return {
        key: due.document
        if due.label == "1" and parts[due.document] == 1
        else f"{due.document}/{due.label}"
        for key, due in dues.items()
    }


def book(tx: Tx, company: Company, payment: Payment) -> int:
    """Write receipt, allocations and credits; give the receipt's id."""
    row = _row(tx, company, payment, next_free(tx, company, Receipt, "R-"))
    settle(_context(tx, company, row))
    return int(row["id"])


def number_of(tx: Tx, company: Company, receipt_id: int) -> str:
    """The number of a receipt."""
    query = select(col(Receipt.number)).where(
        col(Receipt.workspace_id) == company.id, col(Receipt.id) == receipt_id
    )
    return str(tx.execute(query).scalar_one())


def bounced_on(tx: Tx, company: Company, receipt_id: int) -> date | None:
    """The day on which a receipt was taken back, if it was."""
    query = select(col(Reversal.effective_on)).where(
        col(Reversal.workspace_id) == company.id, col(Reversal.receipt_id) == receipt_id
    )
    found: date | None = tx.execute(query).scalar_one_or_none()
    return found


def reopened(tx: Tx, company: Company, plan: Plan) -> Plan:
    """Give the plan of money that was taken back, with what is open of its instalments now."""
    query = select(col(Instalment.id), col(Instalment.balance_minor)).where(
        col(Instalment.workspace_id) == company.id,
        col(Instalment.id).in_([line.instalment_id for line in plan.lines]),
    )
    balance = {row.id: row.balance_minor for row in tx.execute(query)}
    lines = (
        replace(line, open_before=Money(balance[line.instalment_id], line.amount.currency))
        for line in plan.lines
    )
    return replace(plan, lines=tuple(lines))


def touched(tx: Tx, company: Company, customer_id: int) -> frozenset[int]:
    """Everybody whose score a customer's money may change.

    That is who owns, or ever owned, anything of the customer, and who wrote down a promise: it
    is kept by whatever comes in.
    """
    owners = (
        select(col(Ownership.person_id))
        .join(
            Instalment,
            (col(Instalment.workspace_id) == company.id)
            & (col(Instalment.id) == col(Ownership.instalment_id)),
        )
        .where(
            col(Ownership.workspace_id) == company.id, col(Instalment.customer_id) == customer_id
        )
    )
    promised = select(col(Promise.person_id)).where(
        col(Promise.workspace_id) == company.id,
        col(Promise.customer_id) == customer_id,
        col(Promise.person_id).is_not(None),
    )
    return frozenset(tx.execute(owners.union(promised)).scalars())


def take_back(tx: Tx, company: Company, receipt_id: int, on: date, *, undo: bool) -> None:
    """Take a receipt back with new rows: a mistake on its own days, a bounce on its day."""
    context = Context.of_money(tx, company)
    number = f"{number_of(tx, company, receipt_id)}{'-U' if undo else '-B'}"
    context.batch.reversals[number] = {
        "workspace_id": company.id,
        "id": new_id(),
        "number": number,
        "receipt_id": receipt_id,
        "kind": "undo" if undo else "bounce",
        "effective_on": on,
        "recorded_at": tx.now,
    }
    context.batch.bounces.append(Bounce(receipt_id, number, on, undo=undo))
    settle(context)


def _context(tx: Tx, company: Company, row: Mapping[str, Any]) -> Context:
    context = Context.of_money(tx, company)
    context.batch.receipts[row["number"]] = dict(row)
    context.batch.settlings.append(receipt_settling(row))
    return context


def _row(tx: Tx, company: Company, payment: Payment, number: str) -> dict[str, Any]:
    return {
        "workspace_id": company.id,
        "id": new_id(),
        "number": number,
        "customer_id": payment.customer_id,
        "currency": payment.amount.currency,
        "value_on": payment.value_on,
        "amount_minor": payment.amount.minor,
        "allocated_minor": 0,
        "reversed_minor": 0,
        "fee_minor": payment.fee_minor,
        "method": "",
        "reference": payment.reference,
        "names": ";".join(payment.names),
        "recorded_at": tx.now,
    }


def _owners(
    tx: Tx, company: Company, entries: list[Entry]
) -> tuple[tuple[tuple[str, int], ...], frozenset[int]]:
    """Who is credited with the first line, and everybody who is credited with any."""
    if not entries:
        return (), frozenset()
    same = (col(Person.workspace_id) == col(Ownership.workspace_id)) & (
        col(Person.id) == col(Ownership.person_id)
    )
    query = (
        select(
            col(Ownership.instalment_id),
            col(Ownership.person_id),
            col(Person.name),
            col(Ownership.weight_bp),
            col(Ownership.valid_from),
            col(Ownership.valid_to),
        )
        .join(Person, same)
        .where(
            col(Ownership.workspace_id) == company.id,
            col(Ownership.instalment_id).in_({entry.due for entry in entries}),
            col(Ownership.replaced_at) == FOREVER,
        )
        .order_by(col(Ownership.place))
    )
    on = {entry.due: entry.credited_on for entry in entries}
    owners = [
        row for row in tx.execute(query) if row.valid_from <= on[row.instalment_id] < row.valid_to
    ]
    first = tuple((r.name, r.weight_bp) for r in owners if r.instalment_id == entries[0].due)
    return first, frozenset(row.person_id for row in owners)
