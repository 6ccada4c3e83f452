"""Disputes as the books have them: what is contested, and what was said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.dispute import Dispute, Outcome, Step
from ledger.money import Money
from ledger.proposal import Who
from storage import tables
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.tables import Customer, DisputeStep, Instalment, Invoice, Ownership, Person

_CONFIRMED, _DECIDED = aliased(DisputeStep), aliased(DisputeStep)
_OPENER, _CONFIRMER, _DECIDER = aliased(Person), aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class Listed:
    """An open dispute, and who owns its invoice now."""

    dispute: Dispute
    owners: frozenset[int]


def find(tx: Tx, company: Company, dispute_id: int) -> Dispute:
    """Read a dispute under the company's lock, so that what is said next is said once."""
    lock_company(tx, company.id)
    return look(tx, company, dispute_id)


def look(tx: Tx, company: Company, dispute_id: int) -> Dispute:
    """Read a dispute without any lock."""
    query = _disputes(company).where(col(tables.Dispute.id) == dispute_id)
    return _dispute(company, tx.execute(query).mappings().one())


def still_open(tx: Tx, company: Company, today: date) -> tuple[Listed, ...]:
    """Every dispute that stands today, the oldest first, with who owns the invoice now."""
    end = col(_DECIDED.to_on)
    query = _disputes(company).where(or_(end.is_(None), end > today))
    order = query.order_by(col(tables.Dispute.from_on), col(tables.Dispute.id))
    found = [_dispute(company, row) for row in tx.execute(order).mappings()]
    owners = _owners(tx, company, today)
    return tuple(Listed(one, owners.get(one.id, frozenset())) for one in found)


def _disputes(company: Company) -> Any:
    own = tables.Dispute
    steps = (*_said(_CONFIRMED, _CONFIRMER, "confirmed"), *_said(_DECIDED, _DECIDER, "decided"))
    query: Any = (
        select(
            *(col(getattr(own, name)) for name in ("id", "number", "amount_minor", "from_on")),
            *(col(getattr(own, name)) for name in ("reason", "raised_by", "recorded_at")),
            col(Invoice.number).label("document"),
            col(Invoice.currency),
            col(Customer.name).label("customer"),
            col(_OPENER.name).label("opener"),
            *steps,
        )
        .select_from(own)
        .join(Invoice, _is(Invoice, own, "invoice_id"))
        .join(Customer, _is(Customer, Invoice, "customer_id"))
        .join(_OPENER, _is(_OPENER, own, "raised_by"), isouter=True)
    )
    for step, who, name in ((_CONFIRMED, _CONFIRMER, "confirm"), (_DECIDED, _DECIDER, "decide")):
        of_it = _is(own, step, "dispute_id") & (col(step.step) == name)
        query = query.join(step, of_it, isouter=True)
        query = query.join(who, _is(who, step, "person_id"), isouter=True)
    return query.where(col(own.workspace_id) == company.id)


def _said(step: Any, who: Any, name: str) -> tuple[Any, ...]:
    """What a step says, and who said it, each column under a name of its own."""
    columns = ("id", "person_id", "recorded_at", "own_doing", "outcome", "to_on", "words")
    own: list[Any] = [col(getattr(step, one)).label(f"{name}_{one}") for one in columns]
    return (*own, col(who.name).label(f"{name}_by"))


def _dispute(company: Company, row: Mapping[str, Any]) -> Dispute:
    opener = row["raised_by"]
    return Dispute(
        row["id"],
        row["number"],
        row["document"],
        row["customer"],
        Money(row["amount_minor"], row["currency"]),
        row["from_on"],
        row["reason"],
        None if opener is None else Who(opener, row["opener"]),
        row["recorded_at"].astimezone(ZoneInfo(company.timezone)),
        _step(company, row, "confirmed"),
        _step(company, row, "decided"),
    )


def _step(company: Company, row: Mapping[str, Any], name: str) -> Step | None:
    if row[f"{name}_id"] is None:
        return None
    by, outcome = row[f"{name}_person_id"], row[f"{name}_outcome"]
    return Step(
        None if by is None else Who(by, row[f"{name}_by"]),
        row[f"{name}_recorded_at"].astimezone(ZoneInfo(company.timezone)),
        bool(row[f"{name}_own_doing"]),
        None if outcome is None else Outcome(outcome),
        row[f"{name}_to_on"],
        row[f"{name}_words"],
    )


def _owners(tx: Tx, company: Company, today: date) -> dict[int, frozenset[int]]:
    """Who owns the invoice of each dispute today."""
    own = tables.Dispute
    of_invoice = (col(Instalment.workspace_id) == col(own.workspace_id)) & (
        col(Instalment.invoice_id) == col(own.invoice_id)
    )
    held = _is(Instalment, Ownership, "instalment_id")
    query = (
        select(col(own.id), col(Ownership.person_id))
        .join(Instalment, of_invoice)
        .join(Ownership, held)
        .where(
            col(own.workspace_id) == company.id,
            col(Ownership.valid_from) <= today,
            col(Ownership.valid_to) > today,
            col(Ownership.replaced_at) == FOREVER,
        )
    )
    found: dict[int, frozenset[int]] = {}
    for dispute, person in tx.execute(query):
        found[dispute] = found.get(dispute, frozenset()) | {person}
    return found


def _is(table: Any, of: Any, column: str) -> Any:
    return (col(table.workspace_id) == col(of.workspace_id)) & (
        col(table.id) == col(getattr(of, column))
    )
