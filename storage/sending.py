"""Sending: the days on which an invoice's goods were delivered and it was sent, filled in once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from ledger.errors import Problem
from storage import audit, documents, periods, posted, wish_documents
from storage.circle import Circle, circle
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.people import Member
from storage.tables import Invoice
from storage.wish_documents import Basis

SENT, DELIVERED = "sent_on", "delivered_on"
Days = Mapping[str, date]  # by column


@dataclass(eq=False)
class OwnInvoice(Problem):
    """Somebody wants to say when an invoice was sent that they are judged by."""

    sentence = (
        "Nothing was recorded: {number} is or was yours, and how soon it was sent is in your "
        "score. Finance, HR or whoever leads its owners records it."
    )

    number: str


@dataclass(eq=False)
class NotTheirInvoice(Problem):
    """Somebody who neither keeps the books nor leads every owner."""

    sentence = (
        "Nothing was recorded: finance, HR or whoever leads every owner of {number} says when "
        "it was sent and delivered."
    )

    number: str


@dataclass(eq=False)
class SentAlready(Problem):
    """Another day of sending is in the books."""

    sentence = "Nothing was recorded: {number} was sent on {stored} by the books, not on {written}."

    number: str
    stored: date
    written: date


@dataclass(eq=False)
class DeliveredAlready(Problem):
    """Another day of delivery is in the books."""

    sentence = (
        "Nothing was recorded: {number} was delivered on {stored} by the books, not on {written}."
    )

    number: str
    stored: date
    written: date


@dataclass(frozen=True, slots=True)
class Sent:
    """The days of an invoice as they count from now on, and whether any of them is new.

    Of what was delivered before `closed_until` the results stand; None where none is closed.
    """

    number: str
    customer: str
    sent_on: date | None
    delivered_on: date | None
    is_new: bool
    closed_until: date | None = None


def record(tx: Tx, company: Company, who: Member, named: str, asked: tuple[Days, date]) -> Sent:
    """Fill in the days that are empty, as an import does; one that is there already stays."""
    days, today = asked
    lock_company(tx, company.id)
    name = wish_documents.named(tx, company, named)
    number = documents.by_numbers(tx, company, [name])[name].number
    basis = wish_documents.basis_of(tx, company, number, today)
    _may(who, basis, circle(tx, company, today))
    stored = _stored(tx, company, number)
    for column, problem in ((SENT, SentAlready), (DELIVERED, DeliveredAlready)):
        known, written = stored.get(column), days.get(column)
        if known is not None and written is not None and known != written:
            raise problem(number, known, written)
    changes = posted.fill_in(tx, company, number, days)
    if changes:
        detail = {"invoice": number, "changes": list(changes)}
        deed = audit.Deed(f"person:{who.id}", "slack", "invoice.dated", detail, basis.ever)
        audit.record(tx, company, deed)
    after = {**stored, **days}
    delivered, first = after.get(DELIVERED), periods.open_from(tx, company)
    closed = first if delivered is not None and delivered < first else None
    return Sent(number, basis.customer, after.get(SENT), delivered, bool(changes), closed)


def _may(who: Member, basis: Basis, people: Circle) -> None:
    """Finance, HR or a manager above every owner; never who is or was an owner."""
    if who.id in basis.ever:
        raise OwnInvoice(basis.number)
    owners = [key for key, _ in basis.owners]
    leads = bool(owners) and all(who.id in people.all_above(one) for one in owners)
    if not leads and not who.rights & {"finance", "hr"}:
        raise NotTheirInvoice(basis.number)


def _stored(tx: Tx, company: Company, number: str) -> dict[str, date]:
    query = select(col(Invoice.sent_on), col(Invoice.delivered_on)).where(
        col(Invoice.workspace_id) == company.id, col(Invoice.number) == number
    )
    row = tx.execute(query).one()
    found = {SENT: row.sent_on, DELIVERED: row.delivered_on}
    return {column: day for column, day in found.items() if day is not None}
