"""Leftovers: receipts and credit notes of which something is allocated to nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select, union_all
from sqlmodel import col

from ledger.money import Money
from storage.companies import Company
from storage.database import Tx
from storage.tables import CreditNote, Customer, Receipt


@dataclass(frozen=True, slots=True)
class Leftover:
    """A receipt or credit note with what is left of it."""

    number: str
    customer: str
    on: date
    left: Money


def of_everybody(tx: Tx, company: Company, most: int) -> tuple[Leftover, ...]:
    """List what is unapplied, the oldest first, up to so many."""
    receipts = _lines(Receipt, Receipt.value_on, company).add_columns(
        (
            col(Receipt.amount_minor) - col(Receipt.allocated_minor) - col(Receipt.reversed_minor)
        ).label("left")
    )
    credit = _lines(CreditNote, CreditNote.issued_on, company).add_columns(
        (col(CreditNote.amount_minor) - col(CreditNote.applied_minor)).label("left")
    )
    every = union_all(receipts, credit).subquery()
    query = select(every).where(every.c.left > 0).order_by(every.c.day, every.c.number).limit(most)
    return tuple(
        Leftover(row.number, row.customer, row.day, Money(row.left, row.currency))
        for row in tx.execute(query)
    )


def _lines(table: Any, day: Any, company: Company) -> Any:
    customer = and_(
        col(Customer.workspace_id) == col(table.workspace_id),
        col(Customer.id) == col(table.customer_id),
    )
    return (
        select(
            col(table.number),
            col(Customer.name).label("customer"),
            col(day).label("day"),
            col(table.currency),
        )
        .select_from(table)
        .join(Customer, customer)
        .where(col(table.workspace_id) == company.id)
    )
