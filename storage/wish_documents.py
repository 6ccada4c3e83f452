"""Wishes about documents: what they are about, what stands against them, and what they become."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlmodel import col

from ledger.booking import Settling
from ledger.errors import Problem
from ledger.money import Money
from ledger.wish import Exempt, GiveUp, Use
from storage import documents, posted
from storage.circle import Circle
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.documents import Document
from storage.intake.invoices import credit_settling
from storage.intake.payments import receipt_settling
from storage.numbers import next_free
from storage.tables import (
    CreditNote,
    Customer,
    Exemption,
    Instalment,
    Invoice,
    Ownership,
    Person,
    Receipt,
    WriteOff,
)


@dataclass(eq=False)
class UnknownDocument(Problem):
    """A document that is not in the books, and nothing like it."""

    sentence = "Nothing was changed: {number} is not in the books. Check the number."

    number: str


@dataclass(eq=False)
class NearlyNamed(Problem):
    """A document that is not in the books, and the one that was probably meant."""

    sentence = (
        "Nothing was changed: {number} is not in the books. "
        "Did you mean {nearest} ({customer}, {open} open)?"
    )

    number: str
    nearest: str
    customer: str
    open: Money


@dataclass(eq=False)
class UnknownSource(Problem):
    """A receipt or credit note that is not in the books."""

    sentence = "Nothing was changed: there is no payment or credit note {number} in the books."

    number: str


@dataclass(eq=False)
class MoreThanOpen(Problem):
    """An amount above what is open."""

    sentence = "Nothing was changed: of {document} {open} is open, less than {amount}."

    document: str
    open: Money
    amount: Money


@dataclass(eq=False)
class MoreThanUnapplied(Problem):
    """An amount above what is left of the money."""

    sentence = "Nothing was changed: of {source} {left} is unapplied, less than {amount}."

    source: str
    left: Money
    amount: Money


@dataclass(eq=False)
class NotInThatCurrency(Problem):
    """An amount in another currency than the document."""

    sentence = "Nothing was changed: {document} is in {theirs}, not in {ours}."

    document: str
    theirs: str
    ours: str


@dataclass(eq=False)
class OthersMoney(Problem):
    """Money of one customer, a document of another."""

    sentence = "Nothing was changed: {source} came from {payer}, and {document} is {customer}'s."

    source: str
    payer: str
    document: str
    customer: str


@dataclass(eq=False)
class WholeInvoiceOnly(Problem):
    """A write-off that names an instalment."""

    sentence = (
        "Nothing was asked for: a write-off takes from the oldest part of an invoice first. "
        "Name {number} instead of {document}."
    )

    document: str
    number: str


@dataclass(eq=False)
class DueLaterAnyway(Problem):
    """An extension to a day that is not later."""

    sentence = "Nothing was asked for: {document} falls due on {due} anyway. Name a later day."

    document: str
    due: date


@dataclass(frozen=True, slots=True)
class Basis:
    """What a wish is about: whose document, what is open, who owns it now or ever did."""

    number: str = ""
    customer: str = ""
    open: Money | None = None
    owners: tuple[tuple[int, str], ...] = ()
    ever: frozenset[int] = frozenset()
    last_due_on: date = date.min
    issued_on: date = date.min
    left: "Left | None" = None
    handover: "Handover | None" = None


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a stored receipt or credit note, and what of it is to settle."""

    row: Mapping[str, Any]
    settling: Settling
    open: Money
    is_receipt: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """Whose shares a move ends and begins; `before` is empty where instalments differ."""

    before: tuple[tuple[str, int], ...]  # name and basis points
    after: tuple[tuple[str, int], ...]
    changed: frozenset[int]  # who gains or loses


def basis(tx: Tx, company: Company, wish: Exempt | GiveUp | Use, today: date) -> Basis:
    """Look at what is wished for, whether it can be or not."""
    found = basis_of(tx, company, wish.document, today)
    return _sourced(tx, company, wish, found) if isinstance(wish, Use) else found


def basis_of(tx: Tx, company: Company, name: str, today: date) -> Basis:
    """Look at a document that is in the books."""
    document = documents.by_numbers(tx, company, [name])[name]
    return _with_owners(tx, company, document, name, today)


def check(wish: Exempt | GiveUp | Use, of: Basis) -> None:
    """Refuse what cannot be."""
    match wish:
        case Exempt():
            if wish.extends and wish.until_on <= of.last_due_on:
                raise DueLaterAnyway(wish.document, of.last_due_on)
        case GiveUp():
            if wish.document != of.number:
                raise WholeInvoiceOnly(wish.document, of.number)
            _fits(wish, of)
        case Use():
            assert of.left is not None, of
            if wish.amount.minor > of.left.open.minor:
                raise MoreThanUnapplied(wish.source, of.left.open, wish.amount)
            _fits(wish, of)


def carry_out(
    tx: Tx, company: Company, wish: Exempt | GiveUp | Use, of: Basis, two: tuple[Circle, int, int]
) -> None:
    """Store what was wished for; `two` are who asked and who approved, among everybody."""
    circle, asked_by, approved_by = two
    named = posted.numbers(circle, asked_by, approved_by)
    shared: dict[str, Any] = {"invoice_id": wish.document}
    shared |= {"requested_by": named[0][0], "approved_by": named[1][0]}
    match wish:
        case Exempt():
            number = next_free(tx, company, Exemption, "EX-")
            row: dict[str, Any] = {
                "exemption_id": number,
                "kind": "extend" if wish.extends else "exclude",
            }
            row |= {"from": wish.from_on, "until": wish.until_on, "reason": wish.reason}
            posted.post(tx, company, "exemptions", row | shared, named)
        case GiveUp():
            number = next_free(tx, company, WriteOff, "WO-")
            row = {"writeoff_id": number, "amount": Decimal(str(wish.amount))}
            today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
            row |= {"on": max(today, of.issued_on), "reason": wish.reason}
            posted.post(tx, company, "writeoffs", row | shared, named)
        case Use():
            assert of.left is not None, of
            left = of.left
            posted.use(tx, company, left.row, left.settling, is_receipt=left.is_receipt)


def named(tx: Tx, company: Company, name: str) -> str:
    """Find a document as somebody names it; its number as the books have it."""
    known = documents.by_numbers(tx, company, [name, name.upper()])
    if name in known:
        return name
    if name.upper() in known:
        return name.upper()
    if near := documents.nearest(tx, company, name):
        raise NearlyNamed(name, near.number, near.customer, near.open)
    raise UnknownDocument(name)


def _with_owners(tx: Tx, company: Company, of: Document, name: str, today: date) -> Basis:
    """Read who owns the document today, and who ever did, in the order written."""
    query = (
        select(
            col(Instalment.label),
            col(Instalment.due_on),
            col(Instalment.issued_on),
            col(Ownership.person_id),
            col(Person.name),
            col(Ownership.valid_from),
            col(Ownership.valid_to),
            col(Ownership.replaced_at),
        )
        .select_from(Invoice)
        .join(Instalment, _points(Instalment, "invoice_id", Invoice))
        .join(Ownership, _points(Ownership, "instalment_id", Instalment), isouter=True)
        .join(Person, _points(Ownership, "person_id", Person), isouter=True)
        .where(col(Invoice.workspace_id) == company.id, col(Invoice.number) == of.number)
        .order_by(col(Ownership.place), col(Ownership.person_id))
    )
    label = name.removeprefix(of.number).removeprefix("/")
    rows = [row for row in tx.execute(query) if label in {"", row.label}]
    standing = (
        row
        for row in rows
        if row.person_id is not None
        and row.replaced_at == FOREVER
        and row.valid_from <= today < row.valid_to
    )
    return Basis(
        number=of.number,
        customer=of.customer,
        open=of.open,
        owners=tuple(dict.fromkeys((row.person_id, row.name) for row in standing)),
        ever=frozenset(row.person_id for row in rows if row.person_id is not None),
        last_due_on=max(row.due_on for row in rows),
        issued_on=max(row.issued_on for row in rows),
    )


def _fits(wish: GiveUp | Use, found: Basis) -> None:
    assert found.open is not None, found
    if wish.amount.currency != found.open.currency:
        raise NotInThatCurrency(wish.document, found.open.currency, wish.amount.currency)
    if wish.amount.minor > found.open.minor:
        raise MoreThanOpen(wish.document, found.open, wish.amount)


def _sourced(tx: Tx, company: Company, wish: Use, found: Basis) -> Basis:
    """Find the money, whose it is and how much of it is left."""
    receipt = _row(tx, company, Receipt, wish.source)
    row = receipt or _row(tx, company, CreditNote, wish.source)
    if row is None:
        raise UnknownSource(wish.source)
    if row["customer"] != found.customer:
        raise OthersMoney(wish.source, row["customer"], wish.document, found.customer)
    settling = receipt_settling(row) if receipt else credit_settling(row)
    left = Money(settling.amount_minor - row.get("reversed_minor", 0), row["currency"])
    if left.currency != wish.amount.currency:
        raise NotInThatCurrency(wish.source, left.currency, wish.amount.currency)
    settling = replace(settling, names=(wish.document,), amount_minor=wish.amount.minor)
    return replace(found, left=Left(row, settling, left, receipt is not None))


def _row(tx: Tx, company: Company, table: Any, number: str) -> dict[str, Any] | None:
    customer = and_(
        col(Customer.workspace_id) == col(table.workspace_id),
        col(Customer.id) == col(table.customer_id),
    )
    query = (
        select(table.__table__, col(Customer.name).label("customer"))
        .join(Customer, customer)
        .where(col(table.workspace_id) == company.id, col(table.number) == number)
    )
    found = tx.execute(query).mappings().first()
    return None if found is None else dict(found)


def _points(table: Any, column: str, other: Any) -> Any:
    """Join two tables, of which one points at the other."""
    return and_(
        col(table.workspace_id) == col(other.workspace_id),
        col(getattr(table, column)) == col(other.id),
    )
