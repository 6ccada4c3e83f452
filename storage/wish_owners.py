"""Wishes about owners: who gains and who loses a share, and what stands against a move.

A move is tried and stored by the code of the import kind `ownership`; this file only asks it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import col

from ledger.errors import Problem
from ledger.wish import Move
from storage import posted
from storage.circle import Circle
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.tables import Instalment, Invoice, Ownership
from storage.wish_documents import Basis, Handover, basis_of

AHEAD = timedelta(days=366)

Held = dict[int, int]  # whose share of an instalment is how much, in the order written


@dataclass(eq=False)
class BeforeItsInvoice(Problem):
    """A move that begins before the document was there."""

    sentence = (
        "Nothing was changed: {document} was issued on {issued}. Name that day or a later one."
    )

    document: str
    issued: date


@dataclass(eq=False)
class TooFarAhead(Problem):
    """A move in years to come."""

    sentence = "Nothing was changed: {day} is more than a year ahead. Name an earlier day."

    day: date


@dataclass(eq=False)
class TheirsAlready(Problem):
    """A move that moves nothing."""

    sentence = "Nothing was changed: from {day} on {document} is owned just so already."

    document: str
    day: date


@dataclass(eq=False)
class MovedThatDay(Problem):
    """A second move of the same day, to others."""

    sentence = "Nothing was changed: {document} moves to others on {day} already. Name another day."

    document: str
    day: date


def basis(tx: Tx, company: Company, wish: Move, circle: Circle, today: date) -> Basis:
    """Look at a document, at who owns it when the move begins, and at who will."""
    found = basis_of(tx, company, wish.document, today)
    held = _held(tx, company, wish, found)
    wanted = {_id(circle, one.person): one.weight_bp for one in wish.shares}
    owners = dict.fromkeys(key for one in held for key in one)
    changed = {
        key for one in held for key in {*one, *wanted} if one.get(key, 0) != wanted.get(key, 0)
    }
    is_even = all(one == held[0] for one in held)
    return replace(
        found,
        owners=tuple((key, circle.members[key].name) for key in owners),
        ever=found.ever | frozenset(wanted),
        handover=Handover(
            _named(circle, held[0]) if is_even else (), _named(circle, wanted), frozenset(changed)
        ),
    )


def check(tx: Tx, company: Company, wish: Move, of: Basis, circle: Circle) -> None:
    """Refuse a move that an import would not store, would bend, or that moves nothing."""
    if wish.from_on < of.issued_on:
        raise BeforeItsInvoice(wish.document, of.issued_on)
    if wish.from_on > tx.now.date() + AHEAD:
        raise TooFarAhead(wish.from_on)
    assert of.handover is not None, of
    if not of.handover.changed:
        raise TheirsAlready(wish.document, wish.from_on)
    verdict = posted.tried(tx, company, "ownership", _row(wish, of), _everybody(circle))
    if verdict.rejected:
        raise MovedThatDay(wish.document, wish.from_on)


def carry_out(tx: Tx, company: Company, wish: Move, of: Basis, circle: Circle) -> None:
    """Store the move as an import does."""
    posted.post(tx, company, "ownership", _row(wish, of), _everybody(circle))


def _row(wish: Move, of: Basis) -> dict[str, Any]:
    shares = [(one.person, Decimal(one.weight_bp) / 100) for one in wish.shares]
    row = {"invoice_id": of.number, "owners": shares, "valid_from": wish.from_on}
    label = _label(wish, of)
    return row | {"instalment": label} if label else row


def _label(wish: Move, of: Basis) -> str:
    """The instalment that is named; nothing where all of them move."""
    return wish.document.removeprefix(of.number).removeprefix("/")


def _everybody(circle: Circle) -> list[tuple[str, int]]:
    """Everybody by number: a refusal names those who own it, too."""
    return posted.numbers(circle, *circle.members)


def _named(circle: Circle, held: Held) -> tuple[tuple[str, int], ...]:
    return tuple((circle.members[key].name, weight) for key, weight in held.items())


def _id(circle: Circle, number: str) -> int:
    return next(key for key, one in circle.members.items() if one.number == number)


def _held(tx: Tx, company: Company, wish: Move, of: Basis) -> list[Held]:
    """Read who owns each instalment on the day on which the move begins."""
    begins = max(wish.from_on, of.issued_on)
    query = (
        select(
            col(Instalment.id),
            col(Instalment.label),
            col(Ownership.person_id),
            col(Ownership.weight_bp),
        )
        .select_from(Instalment)
        .join(Invoice, _points(Instalment, "invoice_id", Invoice))
        .join(
            Ownership,
            and_(
                _points(Ownership, "instalment_id", Instalment),
                col(Ownership.valid_from) <= begins,
                col(Ownership.valid_to) > begins,
                col(Ownership.replaced_at) == FOREVER,
            ),
            isouter=True,
        )
        .where(col(Invoice.workspace_id) == company.id, col(Invoice.number) == of.number)
        .order_by(col(Instalment.id), col(Ownership.place))
    )
    label = _label(wish, of)
    return _by_instalment(row for row in tx.execute(query) if label in {"", row.label})


def _by_instalment(rows: Iterable[Any]) -> list[Held]:
    found: dict[int, Held] = {}
    for row in rows:
        held = found.setdefault(row.id, {})
        if row.person_id is not None:
            held[row.person_id] = row.weight_bp
    return list(found.values())


def _points(table: Any, column: str, other: Any) -> Any:
    """Join two tables, of which one points at the other."""
    return and_(
        col(table.workspace_id) == col(other.workspace_id),
        col(getattr(table, column)) == col(other.id),
    )
