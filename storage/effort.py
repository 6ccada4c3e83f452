"""Effort: whom or what somebody speaks about, and the touches and promises that they record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.errors import Problem
from ledger.money import Money
from storage import audit, documents, rows
from storage.circle import circle
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.documents import Document
from storage.ids import new_id
from storage.people import Member
from storage.tables import Customer, FollowUp, Instalment, Invoice, Ownership, Person, Promise

MOST_WORDS = 6  # of a customer's name
MOST_NAMES = 5  # in an answer


@dataclass(eq=False)
class NobodyCalled(Problem):
    """Neither a customer nor an invoice is called so."""

    sentence = "Nothing was found: neither a customer nor an invoice is called {name}."

    name: str


@dataclass(eq=False)
class SeveralCalled(Problem):
    """Several customers are called so."""

    sentence = "Nothing was found: several customers are called {name}: {names}. Write one whole."

    name: str
    names: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A customer, and the invoice where one was named; `rest` is what was said of it.

    `served_by` are the numbers of the customer's own owners, whether they own an invoice or not.
    """

    customer_id: int
    number: str
    customer: str
    currency: str
    document: Document | None
    rest: tuple[str, ...]
    served_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Touched:
    """A follow-up that was recorded; of several on one day the first counts."""

    subject: Subject
    note: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A promise that was recorded, and the one that it replaces."""

    subject: Subject
    amount: Money
    promised_on: date
    instead_of: date | None


def subject_of(tx: Tx, company: Company, words: Sequence[str]) -> Subject:
    """Find what the first words name: an invoice by its number, or a customer."""
    first = words[0] if words else ""
    known = documents.by_numbers(tx, company, [first, first.upper()])
    document = known.get(first) or known.get(first.upper())
    if document is not None:
        return _subject(tx, company, document.customer_id, document, words[1:])
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[:count])
        found = documents.customers_called(tx, company, name)
        if len(found) == 1:
            return _subject(tx, company, found[0][0], None, words[count:])
        if found:
            names = ", ".join(name for _, name in found[:MOST_NAMES])
            raise SeveralCalled(name, names)
    raise NobodyCalled(first)


def log_follow_up(tx: Tx, company: Company, who: Member, subject: Subject, today: date) -> Touched:
    """Record that somebody was in touch with a customer now."""
    lock_company(tx, company.id)
    note = " ".join(subject.rest)
    earlier = select(func.count()).where(
        col(FollowUp.workspace_id) == company.id,
        col(FollowUp.person_id) == who.id,
        col(FollowUp.customer_id) == subject.customer_id,
        col(FollowUp.on_day) == today,
        col(FollowUp.automatic).is_(False),
    )
    is_first = not tx.execute(earlier).scalar()
    key = new_id()
    row = {
        "workspace_id": company.id,
        "id": key,
        "number": f"F-{key}",
        "person_id": who.id,
        "customer_id": subject.customer_id,
        "invoice_id": _invoice_id(tx, company, subject),
        "at": tx.now,
        "on_day": today,
        "automatic": False,
        "note": note,
        "recorded_at": tx.now,
    }
    rows.add(tx, FollowUp, [row])
    owners = owners_of(tx, company, subject)
    told = {"followup": row["number"], "customer": subject.number}
    _log(tx, company, who, ("followup.recorded", told), owners)
    return Touched(subject, note, is_first)


def record_promise(
    tx: Tx, company: Company, who: Member, subject: Subject, given: tuple[Money, date]
) -> Word:
    """Record a customer's word; the same person's about the same thing, still open, is replaced.

    A colleague's stays, because it would no longer be kept. That of nobody is its owners' to move.
    """
    amount, on = given
    lock_company(tx, company.id)
    invoice_id = _invoice_id(tx, company, subject)
    owners = owners_of(tx, company, subject)
    movable = {who.id, None} if who.id in owners else {who.id}
    open_ones = _still_open(tx, company, subject, invoice_id)
    old = next((one for one in open_ones if one.person_id in movable), None)
    key = new_id()
    row = {
        "workspace_id": company.id,
        "id": key,
        "number": f"P-{key}",
        "customer_id": subject.customer_id,
        "currency": amount.currency,
        "amount_minor": amount.minor,
        "promised_on": on,
        "invoice_id": invoice_id,
        "person_id": who.id,
        "replaces_id": None if old is None else old.id,
        "recorded_at": tx.now,
    }
    rows.add(tx, Promise, [row])
    told = {
        "promise": row["number"],
        "replaces": None if old is None else old.number,
        "customer": subject.number,
    }
    _log(tx, company, who, ("promise.recorded", told), owners)
    return Word(subject, amount, on, None if old is None else old.promised_on)


def works_with(tx: Tx, company: Company, who: Member, subject: Subject) -> bool:
    """Tell who may see a customer: its owners, their teams, whoever leads them, and the books."""
    if who.rights:
        return True
    owners = owners_of(tx, company, subject)
    known = circle(tx, company, _today(tx, company))
    teams = {known.members[owner].team for owner in owners} - {None}
    return who.id in owners or who.team in teams or known.leads_one_of(who.id, owners)


def owners_of(tx: Tx, company: Company, subject: Subject) -> frozenset[int]:
    """Who owns or owned something of a customer, or the customer itself."""
    held = (
        select(col(Ownership.person_id))
        .join(Instalment, _same(Ownership, "instalment_id", Instalment, "id"))
        .where(
            col(Instalment.workspace_id) == company.id,
            col(Instalment.customer_id) == subject.customer_id,
        )
    )
    query = select(col(Person.id)).where(
        col(Person.workspace_id) == company.id,
        or_(col(Person.id).in_(held), col(Person.number).in_(sorted(subject.served_by))),
    )
    return frozenset(tx.execute(query).scalars())


def _today(tx: Tx, company: Company) -> date:
    return tx.now.astimezone(ZoneInfo(company.timezone)).date()


def _still_open(tx: Tx, company: Company, subject: Subject, invoice_id: int | None) -> Any:
    """Everybody's open promises about the same thing, the newest first."""
    newer = aliased(Promise, name="newer")
    replaced = exists().where(
        col(newer.workspace_id) == col(Promise.workspace_id),
        col(newer.replaces_id) == col(Promise.id),
    )
    query = (
        select(
            col(Promise.id),
            col(Promise.number),
            col(Promise.promised_on),
            col(Promise.person_id),
        )
        .where(
            col(Promise.workspace_id) == company.id,
            col(Promise.customer_id) == subject.customer_id,
            col(Promise.invoice_id).is_(None)
            if invoice_id is None
            else col(Promise.invoice_id) == invoice_id,
            col(Promise.promised_on) >= _today(tx, company),
            ~replaced,
        )
        .order_by(col(Promise.recorded_at).desc(), col(Promise.id).desc())
    )
    return tx.execute(query)


def _subject(
    tx: Tx, company: Company, customer_id: int, document: Document | None, rest: Sequence[str]
) -> Subject:
    query = select(
        col(Customer.number), col(Customer.name), col(Customer.currency), col(Customer.owners)
    ).where(col(Customer.workspace_id) == company.id, col(Customer.id) == customer_id)
    row = tx.execute(query).one()
    currency = document.open.currency if document else row.currency or company.currency
    served_by = frozenset(share.rsplit(":", 1)[0] for share in row.owners.split(";") if share)
    return Subject(customer_id, row.number, row.name, currency, document, tuple(rest), served_by)


def _invoice_id(tx: Tx, company: Company, subject: Subject) -> int | None:
    if subject.document is None:
        return None
    number = col(Invoice.number) == subject.document.number
    query = select(col(Invoice.id)).where(col(Invoice.workspace_id) == company.id, number)
    return int(tx.execute(query).scalar_one())


def _log(
    tx: Tx, company: Company, who: Member, told: tuple[str, dict[str, Any]], owners: frozenset[int]
) -> None:
    """A touch may count for everybody who holds a share of the customer's items."""
    deed = audit.Deed(f"person:{who.id}", "slack", *told, owners | {who.id})
    audit.record(tx, company, deed)


def _same(left: Any, column: str, right: Any, to: str) -> Any:
    own = col(left.workspace_id) == col(right.workspace_id)
    return own & (col(getattr(left, column)) == col(getattr(right, to)))
