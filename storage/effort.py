"""Effort: whom or what somebody speaks about, and the touches and promises that they record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.errors import Problem
from ledger.money import Money
from storage import audit, documents, rows
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.documents import Document
from storage.ids import new_id
from storage.people import Member
from storage.tables import Assignment, Customer, FollowUp, Instalment, Invoice, Ownership, Promise

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
    """A customer, and the invoice where one was named; `rest` is what was said of it."""

    customer_id: int
    number: str
    customer: str
    currency: str
    document: Document | None
    rest: tuple[str, ...]


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
    _log(tx, company, who, "followup.recorded", {"followup": row["number"]}, subject)
    return Touched(subject, note, is_first)


def record_promise(
    tx: Tx, company: Company, who: Member, subject: Subject, given: tuple[Money, date]
) -> Word:
    """Record a customer's word; one about the same thing that is still open is replaced."""
    amount, on = given
    lock_company(tx, company.id)
    invoice_id = _invoice_id(tx, company, subject)
    old = _still_open(tx, company, subject, invoice_id)
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
    detail = {"promise": row["number"], "replaces": None if old is None else old.number}
    _log(tx, company, who, "promise.recorded", detail, subject)
    return Word(subject, amount, on, None if old is None else old.promised_on)


def owners_of(tx: Tx, company: Company, customer_id: int) -> dict[int, int | None]:
    """Who owns or owned something of a customer, and the team each is in now."""
    query = (
        select(col(Ownership.person_id), func.max(col(Assignment.team_id)))
        .select_from(Instalment)
        .join(Ownership, _same(Ownership, "instalment_id", Instalment, "id"))
        .join(
            Assignment,
            _same(Assignment, "person_id", Ownership, "person_id")
            & (col(Assignment.replaced_at) == FOREVER)
            & (col(Assignment.valid_to) > _today(tx, company)),
            isouter=True,
        )
        .where(
            col(Instalment.workspace_id) == company.id,
            col(Instalment.customer_id) == customer_id,
        )
        .group_by(col(Ownership.person_id))
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def _today(tx: Tx, company: Company) -> date:
    return tx.now.astimezone(ZoneInfo(company.timezone)).date()


def _still_open(tx: Tx, company: Company, subject: Subject, invoice_id: int | None) -> Any:
    newer = aliased(Promise, name="newer")
    replaced = exists().where(
        col(newer.workspace_id) == col(Promise.workspace_id),
        col(newer.replaces_id) == col(Promise.id),
    )
    query = (
        select(col(Promise.id), col(Promise.number), col(Promise.promised_on))
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
        .limit(1)
    )
    return tx.execute(query).first()


def _subject(
    tx: Tx, company: Company, customer_id: int, document: Document | None, rest: Sequence[str]
) -> Subject:
    query = select(col(Customer.number), col(Customer.name), col(Customer.currency)).where(
        col(Customer.workspace_id) == company.id, col(Customer.id) == customer_id
    )
    row = tx.execute(query).one()
    currency = document.open.currency if document else row.currency or company.currency
    return Subject(customer_id, row.number, row.name, currency, document, tuple(rest))


def _invoice_id(tx: Tx, company: Company, subject: Subject) -> int | None:
    if subject.document is None:
        return None
    number = col(Invoice.number) == subject.document.number
    query = select(col(Invoice.id)).where(col(Invoice.workspace_id) == company.id, number)
    return int(tx.execute(query).scalar_one())


def _log(  # noqa: PLR0913, PLR0917 - one line of the log
    tx: Tx, company: Company, who: Member, action: str, detail: dict[str, Any], subject: Subject
) -> None:
    """A touch may count for everybody who holds a share of the customer's items."""
    touches = frozenset({who.id, *owners_of(tx, company, subject.customer_id)})
    told = {**detail, "customer": subject.number}
    audit.record(tx, company, audit.Deed(f"person:{who.id}", "slack", action, told, touches))


def _same(left: Any, column: str, right: Any, to: str) -> Any:
    own = col(left.workspace_id) == col(right.workspace_id)
    return own & (col(getattr(left, column)) == col(getattr(right, to)))


def team_of(tx: Tx, company: Company, person_id: int) -> int | None:
    """The team that somebody is in now."""
    today = _today(tx, company)
    query = select(col(Assignment.team_id)).where(
        col(Assignment.workspace_id) == company.id,
        col(Assignment.person_id) == person_id,
        col(Assignment.valid_from) <= today,
        col(Assignment.valid_to) > today,
        col(Assignment.replaced_at) == FOREVER,
    )
    found = tx.execute(query.limit(1)).scalar()
    return None if found is None else int(found)
