"""Unapplied: the part of receipts and credit notes that is allocated to nothing, on a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, union_all
from sqlmodel import col

from storage.companies import Company
from storage.database import Tx
from storage.tables import Allocation, CreditNote, Receipt, Reduction, Reversal


def by_customer(
    tx: Tx,
    company: Company,
    as_of: date,
    known_at: datetime | None,
    customer_id: int | None = None,
) -> dict[tuple[int, str], int]:
    """Add up what is unapplied by customer and currency, in minor units: of all, or of one."""

    def effective(table: Any, on: Any) -> list[Any]:
        rules = [col(table.workspace_id) == company.id, col(on) <= as_of]
        return rules if known_at is None else [*rules, col(table.recorded_at) <= known_at]

    def lines(of: Any, amount: Any, rules: list[Any], via: Any = None) -> Any:
        query = select(col(of.customer_id), col(of.currency), amount.label("amount")).where(*rules)
        if via is None:
            return query
        table, column = via
        same = (col(of.workspace_id) == col(table.workspace_id)) & (col(of.id) == col(column))
        return query.select_from(table).join(of, same)

    came = lines(Receipt, col(Receipt.amount_minor), effective(Receipt, Receipt.value_on))
    bounced = lines(
        Receipt,
        -col(Receipt.amount_minor),
        effective(Reversal, Reversal.effective_on),
        (Reversal, Reversal.receipt_id),
    )
    allocated = lines(
        Receipt,
        -col(Allocation.amount_minor),
        effective(Allocation, Allocation.effective_on),
        (Allocation, Allocation.receipt_id),
    )
    credited = lines(
        CreditNote, col(CreditNote.amount_minor), effective(CreditNote, CreditNote.issued_on)
    )
    reduced = lines(
        CreditNote,
        -col(Reduction.amount_minor),
        effective(Reduction, Reduction.effective_on),
        (Reduction, Reduction.credit_note_id),
    )
    every = union_all(came, bounced, allocated, credited, reduced).subquery()
    total = func.sum(every.c.amount)
    alike = (every.c.customer_id, every.c.currency)
    query = select(*alike, total).group_by(*alike).having(total != 0)
    if customer_id is not None:
        query = query.where(every.c.customer_id == customer_id)
    return {(row[0], row[1]): int(row[2]) for row in tx.execute(query)}
