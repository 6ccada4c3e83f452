"""Overdue: what is past its due date on a day, whose it is, and what changed since another day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, case, cast, exists, func, literal, select
from sqlmodel import col

from ledger import ageing
from ledger.currency import places
from ledger.money import split
from ledger.period import Period
from storage import disputed
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import WHOLE, Statement, open_rows_of_all
from storage.tables import (
    Allocation,
    Assignment,
    Customer,
    Instalment,
    Invoice,
    Person,
    Receipt,
    Reduction,
    Reversal,
)
from storage.window import By, Window


@dataclass(frozen=True, slots=True)
class Moment:
    """The ledger of a day, as known at an instant or now."""

    on: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Whose receivables: of some teams (ids), of one person (an id), or of the whole company."""

    teams: frozenset[int] = frozenset()
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """One owner's part of an overdue instalment; `worth` weighs it in the company's currency.

    The disputed part of the instalment is not overdue: it stands beside the amount.
    """

    instalment_id: int
    document: str
    customer_id: int
    customer: str
    owner: str | None
    due_on: date
    days: int
    amount_minor: int
    currency: str
    worth: Fraction = Fraction(0)
    disputed_minor: int = 0

    @property
    def bucket(self) -> str:
        """The bucket of its age."""
        return ageing.bucket(self.days)


@dataclass(frozen=True, slots=True)
class Change:
    """How one currency's total became another: before - paid + newly + other is now.

    `other` is what neither money nor the calendar did: credit notes, moves, what was recorded late.
    """

    currency: str
    before: int
    now: int
    paid: int = 0
    paid_items: int = 0
    newly: int = 0
    newly_items: int = 0

    @property
    def other(self) -> int:
        """What else changed."""
        return self.now - (self.before - self.paid + self.newly)


@dataclass(frozen=True, slots=True)
class Disputed:
    """What would be overdue in one currency if it were not disputed."""

    currency: str
    minor: int
    items: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is overdue, the most pressing first, and how it changed, a line a currency."""

    items: tuple[Owed, ...]
    changes: tuple[Change, ...]
    last_paid: Mapping[int, date]
    disputed: tuple[Disputed, ...] = ()
    whole: tuple[tuple[Owed, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Put the parts of one instalment together, once: a card reads them several times."""
        parts: dict[int, list[Owed]] = defaultdict(list)
        for item in self.items:
            parts[item.instalment_id].append(item)
        joined = (tuple(found) for found in parts.values())
        object.__setattr__(self, "whole", tuple(sorted(joined, key=_pressing)))


@dataclass(frozen=True, slots=True)
class _Then:
    """One owner's part of what was overdue then, and what money came in for it since."""

    owed: Owed
    paid: int
    is_share: bool


SHOWN = 5  # items whose customers' last payment is looked up


def of(tx: Tx, company: Company, about: About, now: Moment, before: Moment) -> Overdue:
    """Read what is overdue now, and what was before, in a constant number of statements."""
    claims, old = (
        disputed.by_instalment(tx, company, moment.on, moment.known_at) for moment in (now, before)
    )
    every = tuple(_owed(row, claims) for row in _rows(tx, company, about, now))
    then = tuple(_then(row, old) for row in _rows(tx, company, about, before, since=now))
    owed = tuple(item for item in every if item.amount_minor)
    found = Overdue(owed, _changes(owed, then, before.on), {}, _apart(every))
    customers = {parts[0].customer_id for parts in found.whole[:SHOWN]}
    return replace(found, last_paid=_last_payments(tx, company, customers, now))


def _apart(items: Sequence[Owed]) -> tuple[Disputed, ...]:
    """Add up what is disputed by currency; an instalment of several owners is one item."""
    claimed = [item for item in items if item.disputed_minor]
    found = []
    for currency in sorted({item.currency for item in claimed}):
        own = [item for item in claimed if item.currency == currency]
        count = len({item.instalment_id for item in own})
        found.append(Disputed(currency, sum(item.disputed_minor for item in own), count))
    return tuple(found)


def anything_known(tx: Tx, company: Company, at: datetime) -> bool:
    """Tell whether the books held an instalment at that moment: else they were not kept yet."""
    query = select(literal(1)).where(
        col(Instalment.workspace_id) == company.id, col(Instalment.recorded_at) <= at
    )
    return tx.execute(query.limit(1)).first() is not None


def _changes(now: Sequence[Owed], then: Sequence[_Then], since: date) -> tuple[Change, ...]:
    """Compare by instalment, so that what moves between two owners of one team is no change."""
    amount_now = _by_instalment(now)
    amount_then = _by_instalment(one.owed for one in then)
    paid = _paid(then, amount_then, amount_now)
    newly = {
        item.instalment_id
        for item in now
        if item.instalment_id not in amount_then and item.due_on >= since
    }
    currencies = dict.fromkeys(item.currency for item in (*now, *(one.owed for one in then)))
    of_item = {item.instalment_id: item.currency for item in (*now, *(one.owed for one in then))}

    def total(amounts: Mapping[int, int], currency: str) -> tuple[int, int]:
        own = [amount for key, amount in amounts.items() if of_item[key] == currency and amount]
        return sum(own), len(own)

    return tuple(
        Change(
            currency,
            total(amount_then, currency)[0],
            total(amount_now, currency)[0],
            *total(paid, currency),
            *total({key: amount_now[key] for key in newly}, currency),
        )
        for currency in sorted(currencies)
    )


def _paid(
    then: Sequence[_Then], before: Mapping[int, int], now: Mapping[int, int]
) -> dict[int, int]:
    """What money took off each instalment: never more than came in, nor than it fell by."""
    came: dict[int, int] = defaultdict(int)
    for one in then:
        key = one.owed.instalment_id
        came[key] = came[key] + one.paid if one.is_share else one.paid
    return {key: max(0, min(amount - now.get(key, 0), came[key])) for key, amount in before.items()}


def _by_instalment(items: Iterable[Owed]) -> dict[int, int]:
    amounts: dict[int, int] = defaultdict(int)
    for item in items:
        amounts[item.instalment_id] += item.amount_minor
    return dict(amounts)


def _pressing(parts: Sequence[Owed]) -> tuple[Fraction, date, str]:
    first = parts[0]
    return (
        -sum((part.worth * part.days for part in parts), Fraction()),
        first.due_on,
        first.document,
    )


def _then(row: Any, claims: Mapping[int, int]) -> _Then:
    """Where only money reduced an instalment, no share of it has to be worked out."""
    paid, is_share = int(row.paid), bool(row.reduced)
    return _Then(_owed(row, claims), _share(row, paid) if is_share else paid, is_share)


def _owed(row: Any, claims: Mapping[int, int]) -> Owed:
    claimed = min(int(row.amount), claims.get(row.instalment_id, 0))
    amount = _share(row, int(row.amount) - claimed)
    rate = Fraction(row.rate) if row.rate is not None else Fraction(0)
    return Owed(
        instalment_id=row.instalment_id,
        document=row.number if row.label == "1" else f"{row.number}/{row.label}",
        customer_id=row.customer_id,
        customer=row.customer,
        owner=row.owner,
        due_on=row.due_on,
        days=int(row.days),
        amount_minor=amount,
        currency=row.currency,
        worth=rate * amount / 10 ** places(row.currency),
        disputed_minor=_share(row, claimed),
    )


def _share(row: Any, whole: int) -> int:
    if row.split == WHOLE:
        return whole
    place: int = row.place
    return split(whole, [int(weight) for weight in row.split.split(",")])[place]


def _rows(
    tx: Tx, company: Company, about: About, moment: Moment, since: Moment | None = None
) -> Iterable[Any]:
    day = Period(moment.on, moment.on + timedelta(days=1))
    window = Window(day, moment.on, moment.known_at, home=company.currency)
    query = _documents(company, window, about)
    if since is not None:
        query = query.add_columns(
            _between(Allocation, moment, since).label("paid"),
            _between(Reduction, moment, since).label("reduced"),
        )
    return (row for row in tx.execute(query, window.values(company)) if row.amount)


def _documents(company: Company, window: Window, about: About) -> Statement:
    rows = open_rows_of_all(window.shape, By.PERSON)
    query = (
        select(
            *(rows.c[name] for name in ("instalment_id", "currency", "rate", "split", "place")),
            rows.c.amount,
            rows.c.days,
            col(Instalment.label),
            col(Instalment.due_on),
            col(Instalment.customer_id),
            col(Invoice.number),
            col(Customer.name).label("customer"),
            col(Person.name).label("owner"),
        )
        .select_from(rows)
        .join(Instalment, _is(company, Instalment, rows.c.instalment_id))
        .join(Invoice, _is(company, Invoice, col(Instalment.invoice_id)))
        .join(Customer, _is(company, Customer, col(Instalment.customer_id)))
        .join(Person, _is(company, Person, rows.c.key), isouter=True)
        .where(rows.c.overdue == 1, rows.c.amount != 0)
        .order_by(col(Instalment.due_on), col(Invoice.number), col(Instalment.label), rows.c.place)
    )
    if about.person is not None:
        return query.where(rows.c.key == about.person)
    return query.where(rows.c.key.in_(_members(company, window, about))) if about.teams else query


def _members(company: Company, window: Window, about: About) -> Statement:
    """The teams' people of that day, as known now: a list of people has no history to go by."""
    return select(col(Assignment.person_id)).where(
        col(Assignment.workspace_id) == company.id,
        col(Assignment.team_id).in_(about.teams),
        col(Assignment.valid_from) <= window.as_of,
        col(Assignment.valid_to) > window.as_of,
        col(Assignment.replaced_at) == FOREVER,
    )


def _between(table: type[Allocation | Reduction], then: Moment, now: Moment) -> Any:
    """Add up what an instalment was settled by since then; what was taken back counts against."""

    def counts(moment: Moment) -> Any:
        rule: Any = col(table.effective_on) <= moment.on
        if moment.known_at is not None:
            rule &= col(table.recorded_at) <= moment.known_at
        return case((rule, col(table.amount_minor)), else_=0)

    total = func.coalesce(func.sum(counts(now) - counts(then)), 0)
    return (
        select(cast(total, BigInteger))
        .where(
            col(table.workspace_id) == col(Instalment.workspace_id),
            col(table.instalment_id) == col(Instalment.id),
        )
        .correlate(Instalment)
        .scalar_subquery()
    )


def _last_payments(
    tx: Tx, company: Company, customers: Iterable[int], moment: Moment
) -> dict[int, date]:
    taken_back = exists().where(
        col(Reversal.workspace_id) == col(Receipt.workspace_id),
        col(Reversal.receipt_id) == col(Receipt.id),
        col(Reversal.effective_on) <= moment.on,
    )
    query = select(col(Receipt.customer_id), func.max(col(Receipt.value_on))).where(
        col(Receipt.workspace_id) == company.id,
        col(Receipt.customer_id).in_(sorted(customers)),
        col(Receipt.value_on) <= moment.on,
        ~taken_back,
    )
    if moment.known_at is not None:
        query = query.where(col(Receipt.recorded_at) <= moment.known_at)
    return {row[0]: row[1] for row in tx.execute(query.group_by(col(Receipt.customer_id)))}


def _is(company: Company, table: Any, row_id: Any) -> Any:
    return (col(table.workspace_id) == company.id) & (col(table.id) == row_id)
