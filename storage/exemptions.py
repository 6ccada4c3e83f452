"""Exemptions that hold: whose they are, how much of what they cover is open, until when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from ledger.money import Money
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.tables import (
    Customer,
    Exemption,
    ExemptionEnd,
    Instalment,
    Invoice,
    Ownership,
    Person,
)


@dataclass(frozen=True, slots=True)
class Exempted:
    """One exemption with what is open of what it covers; the owners are those of the day."""

    number: str
    document: str
    customer: str
    open: Money
    extends: bool
    from_on: date
    until_on: date | None
    reason: str
    approved_by: str
    owners: frozenset[int]


def on(
    tx: Tx, company: Company, day: date, people: Collection[int] | None = None
) -> tuple[Exempted, ...]:
    """List the exemptions that have not ended, of these people's items or of everybody's."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in tx.execute(_query(company, day)):
        rows[row.number].append(row)
    found = tuple(map(_exempted, rows.values()))
    if people is None:
        return found
    wanted = frozenset(people)
    return tuple(one for one in found if one.owners & wanted)


def _exempted(rows: list[Any]) -> Exempted:
    """Put the instalments and owners of one exemption together."""
    first = rows[0]
    open_of = {row.instalment_id: row.balance_minor for row in rows}
    whole = first.only is None
    return Exempted(
        number=first.number,
        document=first.document if whole else f"{first.document}/{first.label}",
        customer=first.customer,
        open=Money(sum(open_of.values()), first.currency),
        extends=first.kind == "extend",
        from_on=first.from_on,
        until_on=first.until_on,
        reason=first.reason,
        approved_by=first.approver,
        owners=frozenset(row.person_id for row in rows if row.person_id is not None),
    )


def _query(company: Company, day: date) -> Any:
    until = func.coalesce(col(Exemption.until_on), col(ExemptionEnd.until_on))
    covers = and_(
        col(Instalment.workspace_id) == col(Exemption.workspace_id),
        col(Instalment.invoice_id) == col(Exemption.invoice_id),
        or_(
            col(Exemption.instalment_id).is_(None),
            col(Exemption.instalment_id) == col(Instalment.id),
        ),
    )
    owned = and_(
        _same(Ownership, "instalment_id", Instalment, "id"),
        col(Ownership.valid_from) <= day,
        col(Ownership.valid_to) > day,
        col(Ownership.replaced_at) == FOREVER,
    )
    return (
        select(
            col(Exemption.number),
            col(Exemption.kind),
            col(Exemption.from_on),
            until.label("until_on"),
            col(Exemption.reason),
            col(Exemption.instalment_id).label("only"),
            col(Person.name).label("approver"),
            col(Invoice.number).label("document"),
            col(Customer.name).label("customer"),
            col(Instalment.id).label("instalment_id"),
            col(Instalment.label),
            col(Instalment.balance_minor),
            col(Instalment.currency),
            col(Ownership.person_id),
        )
        .select_from(Exemption)
        .join(Person, _same(Person, "id", Exemption, "approved_by"))
        .join(Invoice, _same(Invoice, "id", Exemption, "invoice_id"))
        .join(Customer, _same(Customer, "id", Invoice, "customer_id"))
        .join(Instalment, covers)
        .join(ExemptionEnd, _same(ExemptionEnd, "exemption_id", Exemption, "id"), isouter=True)
        .join(Ownership, owned, isouter=True)
        .where(col(Exemption.workspace_id) == company.id, or_(until.is_(None), until >= day))
        .order_by(until, col(Exemption.number), col(Instalment.label))
    )


def _same(table: Any, column: str, other: Any, theirs: str) -> Any:
    return and_(
        col(table.workspace_id) == col(other.workspace_id),
        col(getattr(table, column)) == col(getattr(other, theirs)),
    )
