"""The statements behind duties: deliveries, what became overdue, touches, promises and their cash.

Each is built once a shape, for one person or for everybody at once.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.columns import days_between
from storage.figure_queries import Statement, known, of
from storage.tables import (
    Allocation,
    Customer,
    FollowUp,
    Instalment,
    Invoice,
    Ownership,
    Person,
    Promise,
    Rate,
    Receipt,
    Reduction,
    Reversal,
)
from storage.window import AS_OF, COMPANY, END, HOME, KNOWN_AT, PERSON, START, Shape

SINCE = bindparam("since", type_=Date)  # the first day on which something may matter
UNTIL = bindparam("until", type_=Date)  # the last one
IDS = bindparam("ids", type_=BigInteger, expanding=True)

_MINE = aliased(Ownership, name="mine")  # the asked person's own share
_BACK = aliased(Allocation, name="back")


@dataclass(frozen=True, slots=True)
class About:
    """What decides the text of a statement: what is known, and whether one person is asked for."""

    shape: Shape
    is_person: bool


@cache
def deliveries(about: About) -> Statement:
    """Invoices delivered in the window, with their amounts, a row each owner's interval."""
    query: Statement = (
        select(
            col(Invoice.id),
            col(Invoice.number),
            col(Invoice.customer_id),
            col(Customer.name).label("customer"),
            col(Invoice.currency),
            _rate(about.shape, Invoice, col(Invoice.issued_on)).label("rate"),
            _whole().label("amount"),
            col(Instalment.id).label("instalment_id"),
            col(Instalment.is_marked),
            col(Invoice.issued_on),
            col(Invoice.delivered_on),
            col(Invoice.sent_on),
            *_holds(),
        )
        .select_from(Invoice)
        .join(Customer, of(Invoice, "customer_id", Customer))
        .join(Instalment, of(Invoice, "id", Instalment, "invoice_id"))
        .join(Ownership, _owners(about.shape), isouter=True)
        .where(
            col(Invoice.workspace_id) == COMPANY,
            col(Invoice.delivered_on) >= START,
            col(Invoice.delivered_on) < END,
            col(Invoice.delivered_on) <= AS_OF,
            *_recorded(Invoice, about.shape),
        )
        .order_by(col(Invoice.delivered_on), col(Invoice.number))
    )
    if about.is_person:
        mine = (
            select(col(Instalment.invoice_id))
            .select_from(_MINE)
            .join(Instalment, of(_MINE, "instalment_id", Instalment))
            .where(
                col(_MINE.workspace_id) == COMPANY,
                col(_MINE.person_id) == PERSON,
                col(_MINE.delivered_on) >= START,
                col(_MINE.delivered_on) < END,
            )
        )
        query = query.where(col(Invoice.id).in_(mine))
    return query


@cache
def overdue(about: About) -> Statement:
    """Instalments that may have become overdue in the window, a row each owner's interval.

    `amount` is what was open of an unmarked one at the end of its first overdue day; a marked one
    comes whole, and whenever it was due, for its day may have moved.
    """
    first_due = and_(col(Instalment.due_on) >= SINCE, col(Instalment.due_on) <= UNTIL)
    marked = col(Instalment.is_marked)
    query: Statement = (
        select(
            col(Instalment.id),
            col(Instalment.invoice_id),
            col(Invoice.number),
            col(Instalment.label),
            col(Instalment.customer_id),
            col(Customer.name).label("customer"),
            col(Instalment.currency),
            _rate(about.shape, Instalment, col(Instalment.issued_on)).label("rate"),
            col(Instalment.due_on),
            col(Instalment.is_marked),
            case((marked, col(Instalment.amount_minor)), else_=_open(about.shape)).label("amount"),
            *_holds(),
        )
        .join(Invoice, of(Instalment, "invoice_id", Invoice))
        .join(Customer, of(Instalment, "customer_id", Customer))
        .join(Ownership, _owners(about.shape), isouter=True)
        .where(
            col(Instalment.workspace_id) == COMPANY,
            or_(first_due, and_(marked, col(Instalment.due_on) <= UNTIL)),
            *_recorded(Instalment, about.shape),
        )
        .order_by(col(Instalment.due_on), col(Invoice.number), col(Instalment.label))
    )
    if not about.is_person:
        return query.where(_was_open(Instalment, about.shape))
    mine = select(col(_MINE.instalment_id)).where(
        col(_MINE.workspace_id) == COMPANY, col(_MINE.person_id) == PERSON
    )
    if not about.shape.known:
        mine = mine.where(_was_open(_MINE, about.shape))
    return query.where(col(Instalment.id).in_(mine), _was_open(Instalment, about.shape))


@cache
def settled(shape: Shape) -> Statement:
    """What was settled of some instalments, a row each movement."""
    parts = [
        select(col(table.instalment_id), col(table.effective_on), col(table.amount_minor)).where(
            col(table.workspace_id) == COMPANY,
            col(table.instalment_id).in_(IDS),
            *_recorded(table, shape),
        )
        for table in (Allocation, Reduction)
    ]
    return select(union_all(*parts).subquery())


@cache
def touches(about: About) -> Statement:
    """Real follow-ups from a day to another; of some customers where one person is asked for."""
    query = select(
        col(FollowUp.number),
        col(FollowUp.person_id),
        col(FollowUp.customer_id),
        col(FollowUp.on_day),
        col(FollowUp.at),
        col(FollowUp.invoice_id),
    ).where(
        col(FollowUp.workspace_id) == COMPANY,
        col(FollowUp.on_day) >= SINCE,
        col(FollowUp.on_day) <= UNTIL,
        ~col(FollowUp.automatic),
        *_recorded(FollowUp, about.shape),
    )
    return query.where(col(FollowUp.customer_id).in_(IDS)) if about.is_person else query


@cache
def promises(about: About) -> Statement:
    """Every promise of the customers of whom one may fall due in the window."""
    rated_on = func.coalesce(col(Invoice.issued_on), col(Promise.promised_on))
    return (
        select(
            col(Promise.id),
            col(Promise.number),
            col(Promise.customer_id),
            col(Customer.name).label("customer"),
            col(Customer.owners),
            col(Promise.currency),
            _rate(about.shape, Promise, rated_on).label("rate"),
            col(Promise.amount_minor),
            col(Promise.promised_on),
            col(Promise.recorded_at),
            col(Promise.invoice_id),
            col(Invoice.number).label("document"),
            col(Promise.person_id),
            col(Promise.replaces_id),
        )
        .select_from(Promise)
        .join(Customer, of(Promise, "customer_id", Customer))
        .join(Invoice, of(Promise, "invoice_id", Invoice), isouter=True)
        .where(
            col(Promise.workspace_id) == COMPANY,
            col(Promise.customer_id).in_(_promising(about)),
            *_recorded(Promise, about.shape),
        )
    )


@cache
def cash(about: About) -> Statement:
    """The receipts of those customers since a day, a row each allocation or a receipt without."""
    paid = and_(
        of(Receipt, "id", Allocation, "receipt_id"),
        col(Allocation.kind) == "cash",
        *_recorded(Allocation, about.shape),
    )
    back = and_(of(Allocation, "id", _BACK, "reverses_id"), *_recorded(_BACK, about.shape))
    gone = and_(of(Receipt, "id", Reversal, "receipt_id"), *_recorded(Reversal, about.shape))
    return (
        select(
            col(Receipt.number),
            col(Receipt.customer_id),
            col(Receipt.currency),
            col(Receipt.value_on),
            col(Receipt.amount_minor),
            col(Reversal.kind).label("reversal"),
            col(Reversal.effective_on).label("reversed_on"),
            col(Instalment.invoice_id),
            col(Allocation.amount_minor).label("part_minor"),
            col(_BACK.kind).label("back"),
            col(_BACK.effective_on).label("back_on"),
        )
        .select_from(Receipt)
        .join(Reversal, gone, isouter=True)
        .join(Allocation, paid, isouter=True)
        .join(Instalment, of(Allocation, "instalment_id", Instalment), isouter=True)
        .join(_BACK, back, isouter=True)
        .where(
            col(Receipt.workspace_id) == COMPANY,
            col(Receipt.customer_id).in_(_promising(about)),
            col(Receipt.value_on) >= SINCE,
            col(Receipt.value_on) <= UNTIL,
            *_recorded(Receipt, about.shape),
        )
    )


@cache
def parts_of_invoices() -> Statement:
    """The instalments of these invoices, and whether anything may be allowed for on them."""
    return select(
        col(Instalment.invoice_id).label("id"),
        col(Instalment.id).label("instalment_id"),
        col(Instalment.is_marked),
    ).where(col(Instalment.workspace_id) == COMPANY, col(Instalment.invoice_id).in_(IDS))


@cache
def owners_of_invoices(shape: Shape) -> Statement:
    """Who holds these invoices, a row each owner's interval."""
    return (
        select(col(Instalment.invoice_id), *_holds())
        .join(Ownership, _owners(shape))
        .where(col(Instalment.workspace_id) == COMPANY, col(Instalment.invoice_id).in_(IDS))
    )


def _promising(about: About) -> Any:
    """The customers with a promise for a day after `promised_after`, up to the one measured on."""
    query = select(col(Promise.customer_id)).where(
        col(Promise.workspace_id) == COMPANY,
        col(Promise.promised_on) > bindparam("promised_after", type_=Date),
        col(Promise.promised_on) <= AS_OF,
        *_recorded(Promise, about.shape),
    )
    return query.where(_may_be_theirs()) if about.is_person else query


def _may_be_theirs() -> SQLColumnExpression[bool]:
    """A person's own promises, and those of nobody on what the person holds."""
    holds = (
        exists()
        .where(
            col(Instalment.workspace_id) == col(Promise.workspace_id),
            col(Instalment.invoice_id) == col(Promise.invoice_id),
            of(Instalment, "id", _MINE, "instalment_id"),
            col(_MINE.person_id) == PERSON,
        )
        .correlate(Promise)
    )
    number = (
        select(literal(";") + col(Person.number) + literal(":"))
        .where(col(Person.workspace_id) == COMPANY, col(Person.id) == PERSON)
        .scalar_subquery()
    )
    serves = (
        exists()
        .where(
            of(Promise, "customer_id", Customer),
            func.replace(literal(";") + col(Customer.owners), number, "")
            != literal(";") + col(Customer.owners),
        )
        .correlate(Promise)
    )
    nobodys = and_(
        col(Promise.person_id).is_(None),
        or_(holds, and_(col(Promise.invoice_id).is_(None), serves)),
    )
    return or_(col(Promise.person_id) == PERSON, nobodys)


def _whole() -> SQLColumnExpression[Any]:
    """The amount of an invoice: that of its instalments."""
    whole = select(func.coalesce(func.sum(col(Instalment.amount_minor)), 0)).where(
        col(Instalment.workspace_id) == col(Invoice.workspace_id),
        col(Instalment.invoice_id) == col(Invoice.id),
    )
    return cast(whole.correlate(Invoice).scalar_subquery(), BigInteger)


def _holds() -> tuple[Any, ...]:
    return (
        col(Ownership.person_id),
        col(Ownership.valid_from),
        col(Ownership.valid_to),
    )


def _owners(shape: Shape) -> SQLColumnExpression[bool]:
    return and_(of(Instalment, "id", Ownership, "instalment_id"), known(Ownership, shape))


def _open(shape: Shape) -> SQLColumnExpression[Any]:
    """What was open of an instalment at the end of the day after its due date."""
    taken = []
    for table in (Allocation, Reduction):
        total = select(func.coalesce(func.sum(col(table.amount_minor)), 0)).where(
            col(table.workspace_id) == col(Instalment.workspace_id),
            col(table.instalment_id) == col(Instalment.id),
            days_between(col(table.effective_on), col(Instalment.due_on)) <= 1,
            *_recorded(table, shape),
        )
        taken.append(total.correlate(Instalment).scalar_subquery())
    return cast(col(Instalment.amount_minor) - taken[0] - taken[1], BigInteger)


def _was_open(table: Any, shape: Shape) -> SQLColumnExpression[bool]:
    """Leave out what was settled before the period; later knowledge does not settle."""
    still = col(table.settled_on) > START
    return or_(still, col(Instalment.settled_at) > KNOWN_AT) if shape.known else still


def _recorded(table: Any, shape: Shape) -> list[SQLColumnExpression[bool]]:
    return [col(table.recorded_at) <= KNOWN_AT] if shape.known else []


def _rate(shape: Shape, table: Any, on: Any) -> SQLColumnExpression[Any]:
    """The last rate on or before a day, in the company's currency."""
    if not shape.rated:
        return cast(literal("1"), Text)
    last = (
        select(col(Rate.rate))
        .where(
            col(Rate.workspace_id) == col(table.workspace_id),
            col(Rate.currency) == col(table.currency),
            col(Rate.on) <= on,
            *_recorded(Rate, shape),
        )
        .order_by(col(Rate.on).desc(), col(Rate.recorded_at).desc(), col(Rate.id).desc())
        .limit(1)
        .correlate(table, Invoice)
    )
    at_home = col(table.currency) == HOME
    return case((at_home, cast(literal("1"), Text)), else_=last.scalar_subquery())
