"""One page on a customer: what they owe, how they pay, what they promise, contest and hear."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from ledger import ageing
from ledger.currency import places
from ledger.money import Money
from ledger.period import Period
from ledger.promise import Outcome, Terms
from scoring.facts import Kind
from storage import calendars, disputed, promises, unapplied
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import open_rows_of_all, rows_of_all
from storage.tables import (
    Customer,
    Dispute,
    DisputeStep,
    FollowUp,
    Invoice,
    Person,
    Promise,
    Receipt,
)
from storage.window import By, Window

TOUCHES = 20  # the latest ones that are shown


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer owes in one currency: buckets + disputed − unapplied."""

    currency: str
    buckets: Mapping[str, int]
    disputed: int
    unapplied: int

    @property
    def outstanding(self) -> int:
        """What is owed after unapplied cash, in minor units."""
        return sum(self.buckets.values()) + self.disputed - self.unapplied


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a customer paid in the last twelve months; None where there is nothing to judge.

    Days and share are weighed by amount, promises by count. `last_paid_on` is of any time.
    """

    since: date
    average_days_late: Fraction | None
    paid_late: Fraction | None
    promises_kept: Fraction | None
    promises_due: int
    last_paid_on: date | None


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise, and what became of it."""

    number: str
    amount: Money
    promised_on: date
    recorded_at: datetime
    invoice: str | None
    person: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Contested:
    """A dispute; `to_on` is the first day after it."""

    number: str
    invoice: str
    amount: Money
    from_on: date
    to_on: date | None
    outcome: str | None
    own_doing: bool


@dataclass(frozen=True, slots=True)
class Touch:
    """A follow-up."""

    number: str
    at: datetime
    person: str
    invoice: str | None
    automatic: bool
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one customer on a day."""

    number: str
    name: str
    as_of: date
    balances: tuple[Balance, ...]
    terms_days: int | None
    credit_limit: Money | None
    credit_used: Money
    behaviour: Behaviour
    promises: tuple[Promised, ...]
    disputes: tuple[Contested, ...]
    touches: tuple[Touch, ...]


def page(tx: Tx, company: Company, customer_id: int, as_of: date) -> Page:
    """Read the page of a customer as of a day."""
    customer = _customer(tx, company, customer_id)
    currency = customer.currency or company.currency
    balances = _balances(tx, company, customer_id, as_of)
    used = sum(one.outstanding for one in balances if one.currency == currency)
    promised = _promises(tx, company, customer_id, _year(as_of))
    limit = customer.credit_limit_minor
    return Page(
        number=customer.number,
        name=customer.name,
        as_of=as_of,
        balances=balances or (_empty(currency),),
        terms_days=customer.terms_days,
        credit_limit=None if limit is None else Money(limit, currency),
        credit_used=Money(max(0, used), currency),
        behaviour=_behaviour(tx, company, customer_id, promised, _year(as_of)),
        promises=promised,
        disputes=_disputes(tx, company, customer_id, as_of),
        touches=_touches(tx, company, customer_id),
    )


def _year(as_of: date) -> Window:
    """The twelve months up to a day."""
    months = Period.months(as_of.year - 1, as_of.month, 1)
    begin = min(months.start + timedelta(days=as_of.day), months.end)
    return Window(Period(begin, as_of + timedelta(days=1)), as_of)


def _customer(tx: Tx, company: Company, customer_id: int) -> Any:
    table = Customer.__table__  # type: ignore[attr-defined]
    own = (col(Customer.workspace_id) == company.id, col(Customer.id) == customer_id)
    return tx.execute(select(table).where(*own)).one()


def _empty(currency: str) -> Balance:
    return Balance(currency, dict.fromkeys(ageing.names(), 0), 0, 0)


def _balances(tx: Tx, company: Company, customer_id: int, as_of: date) -> tuple[Balance, ...]:
    day = Window(Period(as_of, as_of + timedelta(days=1)), as_of)
    rows = open_rows_of_all(day.shape, By.CUSTOMER)
    query = select(rows.c.instalment_id, rows.c.currency, rows.c.amount, rows.c.days)
    claims = disputed.by_instalment(tx, company, as_of)
    amounts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in tx.execute(query.where(rows.c.key == customer_id), day.values(company)):
        whole = int(row.amount)
        claimed = min(whole, claims.get(row.instalment_id, 0))
        amounts[row.currency][ageing.bucket(int(row.days))] += whole - claimed
        amounts[row.currency]["disputed"] += claimed
    for (_, currency), minor in unapplied.by_customer(
        tx, company, as_of, None, customer_id
    ).items():
        amounts[currency]["unapplied"] += minor
    return tuple(_balance(currency, found) for currency, found in sorted(amounts.items()))


def _balance(currency: str, found: Mapping[str, int]) -> Balance:
    buckets = {name: found.get(name, 0) for name in ageing.names()}
    return Balance(currency, buckets, found.get("disputed", 0), found.get("unapplied", 0))


def _behaviour(
    tx: Tx, company: Company, customer_id: int, promised: Iterable[Promised], year: Window
) -> Behaviour:
    paid = late = late_days = Fraction(0)
    for amount, days in _paid(tx, company, customer_id, year):
        paid += amount
        late += amount if days > 0 else 0
        late_days += amount * days
    told = {Outcome.KEPT: 1, Outcome.PARTIAL: 0, Outcome.BROKEN: 0}
    kept = [told[one.outcome] for one in promised if one.outcome in told]
    return Behaviour(
        since=year.period.start,
        average_days_late=late_days / paid if paid else None,
        paid_late=late / paid if paid else None,
        promises_kept=Fraction(sum(kept), len(kept)) if kept else None,
        promises_due=len(kept),
        last_paid_on=_last_paid_on(tx, company, customer_id, year.as_of),
    )


def _paid(
    tx: Tx, company: Company, customer_id: int, year: Window
) -> Iterable[tuple[Fraction, int]]:
    """Cash of the window that stands, at its booking rate, with the days that it was late."""
    window = Window(year.period, year.as_of, home=company.currency)
    rows = rows_of_all(window.shape, By.CUSTOMER)
    query = select(rows.c.amount, rows.c.days, rows.c.rate, rows.c.currency).where(
        rows.c.key == customer_id, rows.c.kind == Kind.CASH.value, rows.c.stands == 1
    )
    for row in tx.execute(query, window.values(company)):
        if row.rate is not None:
            yield Fraction(row.rate) * int(row.amount) / 10 ** places(row.currency), int(row.days)


def _last_paid_on(tx: Tx, company: Company, customer_id: int, as_of: date) -> date | None:
    query = select(func.max(col(Receipt.value_on))).where(
        col(Receipt.workspace_id) == company.id,
        col(Receipt.customer_id) == customer_id,
        col(Receipt.value_on) <= as_of,
        col(Receipt.reversed_minor) == 0,
    )
    found: date | None = tx.execute(query).scalar()
    return found


def _promises(tx: Tx, company: Company, customer_id: int, year: Window) -> tuple[Promised, ...]:
    """The promises of the window's days and of later ones, the next first."""
    query = (
        _named(Promise, col(Promise.customer_id) == customer_id, company)
        .where(col(Promise.promised_on) >= year.period.start)
        .order_by(col(Promise.promised_on).desc(), col(Promise.number))
    )
    found = list(tx.execute(query))
    if not found:
        return ()
    asked = Terms(calendars.of(tx, company)), year.as_of
    fallen = promises.fallen_due(tx, company, year, None, asked)
    outcomes = {one.judged.promise.key: one.judged.outcome for one in fallen}
    outcomes |= {row.replaces_id: Outcome.RESCHEDULED for row in found if row.replaces_id}
    return tuple(
        Promised(
            row.number,
            Money(row.amount_minor, row.currency),
            row.promised_on,
            row.recorded_at,
            row.invoice,
            row.person,
            outcomes.get(row.id, Outcome.OPEN),
        )
        for row in found
    )


def _disputes(tx: Tx, company: Company, customer_id: int, as_of: date) -> tuple[Contested, ...]:
    """Every dispute that began by the day, the latest first; what was none is left out."""
    steps: dict[int, dict[str, Any]] = defaultdict(dict)
    of_step = select(DisputeStep.__table__).where(  # type: ignore[attr-defined]
        col(DisputeStep.workspace_id) == company.id,
        col(DisputeStep.dispute_id).in_(_ids(company, customer_id)),
    )
    for row in tx.execute(of_step):
        steps[row.dispute_id][row.step] = row
    table: Any = Dispute.__table__  # type: ignore[attr-defined]
    query = (
        select(table, col(Invoice.number).label("invoice"), col(Invoice.currency))
        .join(Invoice, _is(Invoice, Dispute, "invoice_id"))
        .where(
            col(Dispute.workspace_id) == company.id,
            col(Invoice.customer_id) == customer_id,
            col(Dispute.from_on) <= as_of,
        )
        .order_by(col(Dispute.from_on).desc(), col(Dispute.number))
    )
    found = ((row, _contested(row, steps[row.id])) for row in tx.execute(query))
    return tuple(one for row, one in found if one.to_on != row.from_on)


def _contested(row: Any, steps: Mapping[str, Any]) -> Contested:
    decided = steps.get("decide")
    return Contested(
        row.number,
        row.invoice,
        Money(row.amount_minor, row.currency),
        row.from_on,
        decided and decided.to_on,
        decided and decided.outcome,
        any(step.own_doing for step in steps.values()),
    )


def _ids(company: Company, customer_id: int) -> Any:
    return (
        select(col(Dispute.id))
        .join(Invoice, _is(Invoice, Dispute, "invoice_id"))
        .where(col(Dispute.workspace_id) == company.id, col(Invoice.customer_id) == customer_id)
    )


def _touches(tx: Tx, company: Company, customer_id: int) -> tuple[Touch, ...]:
    """The latest follow-ups, at the company's own hours."""
    zone = ZoneInfo(company.timezone)
    query = (
        _named(FollowUp, col(FollowUp.customer_id) == customer_id, company)
        .order_by(col(FollowUp.at).desc(), col(FollowUp.number))
        .limit(TOUCHES)
    )
    return tuple(
        Touch(
            row.number,
            row.at.astimezone(zone),
            row.person,
            row.invoice,
            bool(row.automatic),
            row.note,
        )
        for row in tx.execute(query)
    )


def _named(table: Any, rule: Any, company: Company) -> Any:
    """Rows of a table with the names of the person and the invoice they may have."""
    return (
        select(
            table.__table__, col(Person.name).label("person"), col(Invoice.number).label("invoice")
        )
        .join(Person, _is(Person, table, "person_id"), isouter=True)
        .join(Invoice, _is(Invoice, table, "invoice_id"), isouter=True)
        .where(col(table.workspace_id) == company.id, rule)
    )


def _is(table: Any, of: Any, column: str) -> Any:
    return (col(table.workspace_id) == col(of.workspace_id)) & (
        col(table.id) == col(getattr(of, column))
    )
