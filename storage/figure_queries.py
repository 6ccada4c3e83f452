"""The statements behind figures: allocations and open instalments as rows of one shape."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    SQLColumnExpression,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from scoring.facts import Kind
from scoring.fairness import STILL
from storage.columns import FOREVER, days_between
from storage.tables import (
    Allocation,
    Assignment,
    CreditShare,
    Instalment,
    Ownership,
    Rate,
    Reduction,
    WriteOff,
)
from storage.window import AS_OF, COMPANY, END, HOME, KNOWN_AT, PERSON, START, By, Shape

Statement = Select[*tuple[Any, ...]]

_BACK = aliased(Allocation, name="back")  # the row that takes an allocation back

_NONE = cast(null(), BigInteger)

_MOVED: dict[Kind, tuple[SQLColumnExpression[Any], SQLColumnExpression[Any]]] = {
    Kind.WRITTEN_OFF: (col(Reduction.id), col(Reduction.amount_minor)),
    Kind.CREDIT: (col(Reduction.id), col(Reduction.amount_minor)),
    Kind.BILLED: (_NONE, col(Instalment.amount_minor)),
}  # which movement a row is, and its amount

WHOLE = "10000"  # the split of an instalment that one person owns alone


@cache
def figures_of_person(shape: Shape) -> Statement:
    """One person's figures, added up."""
    return added_up(rows_of_person(shape))


@cache
def figures_of_all(shape: Shape, by: By) -> Statement:
    """Everybody's figures, added up by person, team, customer or altogether."""
    return added_up(rows_of_all(shape, by))


@cache
def rows_of_person(shape: Shape) -> Subquery:
    """One person's allocations of the period and open instalments, a row each."""
    cash = (
        _cash_columns(shape, By.PERSON)
        .select_from(CreditShare)
        .join(Allocation, of(CreditShare, "allocation_id", Allocation))
        .where(
            col(CreditShare.workspace_id) == COMPANY,
            col(CreditShare.person_id) == PERSON,
            col(CreditShare.effective_on) >= START,
            col(CreditShare.effective_on) <= AS_OF,
            known(CreditShare, shape),
        )
    )
    lost = _lost(shape, By.PERSON).where(col(Ownership.person_id) == PERSON)
    return union_all(_cash(cash, shape), _open_of_person(shape), lost).subquery()


@cache
def open_rows_of_person(shape: Shape) -> Subquery:
    """One person's open instalments, a row each."""
    return _open_of_person(shape).subquery()


@cache
def open_rows_of_all(shape: Shape, by: By) -> Subquery:
    """Everybody's open instalments, a row each owner."""
    return _open_of_all(shape, by).subquery()


@cache
def rows_of_all(shape: Shape, by: By) -> Subquery:
    """Everybody's allocations of the period and open instalments, a row each owner."""
    cash = _cash_columns(shape, by).select_from(Allocation)
    if by in {By.PERSON, By.TEAM}:
        shared = of(Allocation, "id", CreditShare, "allocation_id")
        cash = cash.join(CreditShare, and_(shared, known(CreditShare, shape)), isouter=True)
    if by is By.TEAM:
        credited = _placed(CreditShare, col(Allocation.credited_on), shape)
        cash = cash.join(Assignment, credited, isouter=True)
    return union_all(_cash(cash, shape), _open_of_all(shape, by), _lost(shape, by)).subquery()


def _open_of_all(shape: Shape, by: By) -> Statement:
    opens = (
        open_columns(shape, by)
        .select_from(Instalment)
        .where(col(Instalment.workspace_id) == COMPANY, _unsettled(Instalment, shape))
    )
    return with_owners(opens, shape, by)


def with_owners(query: Statement, shape: Shape, by: By) -> Statement:
    """Put the owners of the day beside instalments, and their teams."""
    if by in {By.PERSON, By.TEAM}:
        query = query.join(Ownership, _owned(shape), isouter=True)
    if by is By.TEAM:
        query = query.join(Assignment, _placed(Ownership, AS_OF, shape), isouter=True)
    return query


def added_up(rows: Subquery) -> Statement:
    """Add up what differs in nothing that counts; shared and marked items stay single.

    Each of their movements does, so that it is split by itself.
    """
    is_single = or_(rows.c.split != WHOLE, rows.c.marked == 1)
    single = case((is_single, rows.c.instalment_id), else_=0)
    movement = case((is_single, func.coalesce(rows.c.movement, 0)), else_=0)
    alike = [
        rows.c[name]
        for name in ("key", "kind", "currency", "rate", "due_in_period", "overdue", "stands")
    ]
    amount = func.sum(rows.c.amount)
    return (
        select(
            *alike,
            rows.c.split,
            rows.c.place,
            rows.c.marked,
            single.label("instalment_id"),
            movement.label("movement"),
            func.max(rows.c.issued_on).label("issued_on"),
            func.max(rows.c.due_on).label("due_on"),
            func.max(rows.c.on_day).label("on_day"),
            func.sum(rows.c.whole).label("whole"),
            amount.label("amount"),
            func.sum(rows.c.amount * rows.c.days).label("amount_days"),
            func.sum(_flag(rows.c.amount != 0)).label("items"),
        )
        .group_by(*alike, rows.c.split, rows.c.place, rows.c.marked, single, movement)
        .having(amount != 0)
    )


def _cash_columns(shape: Shape, by: By) -> Statement:
    late = days_between(col(Allocation.value_on), col(Instalment.due_on))
    amount: SQLColumnExpression[Any] = col(Allocation.amount_minor)
    if by in {By.PERSON, By.TEAM}:
        amount = func.coalesce(col(CreditShare.amount_minor), amount)
    taken_back = and_(col(_BACK.id).is_not(None), col(_BACK.counted_on) <= AS_OF)
    is_bounce = col(Allocation.kind) != Kind.CASH.value  # an undo stands here only if it came late
    return select(
        col(Allocation.workspace_id),
        _whose(by, CreditShare).label("key"),
        cast(case((is_bounce, Kind.BOUNCE.value), else_=Kind.CASH.value), Text).label("kind"),
        col(Allocation.instalment_id),
        col(Allocation.id).label("allocation_id"),
        col(Allocation.id).label("movement"),
        col(Instalment.currency),
        _rate(shape).label("rate"),
        _flag(col(Instalment.due_on) < END).label("due_in_period"),
        literal(0).label("overdue"),
        _flag(~taken_back).label("stands"),
        amount.label("amount"),
        case((late > 0, late), else_=0).label("days"),
        cast(literal(WHOLE), Text).label("split"),
        literal(0).label("place"),
        literal(10_000).label("weight_bp"),
        _flag(col(Instalment.is_marked)).label("marked"),
        col(Instalment.issued_on),
        col(Instalment.due_on),
        col(Allocation.value_on).label("on_day"),
        col(Allocation.amount_minor).label("whole"),
    )


def _cash(query: Statement, shape: Shape) -> Statement:
    """Allocations that took effect in the window, without those that were undone."""
    reversal = [
        col(_BACK.workspace_id) == col(Allocation.workspace_id),
        col(_BACK.reverses_id) == col(Allocation.id),
    ]
    if shape.known:
        reversal.append(col(_BACK.recorded_at) <= KNOWN_AT)
        query = query.where(col(Allocation.recorded_at) <= KNOWN_AT)
    return (
        query.join(Instalment, of(Allocation, "instalment_id", Instalment))
        .join(_BACK, and_(*reversal), isouter=True)
        .where(
            col(Allocation.workspace_id) == COMPANY,
            col(Allocation.counted_on) >= START,
            col(Allocation.counted_on) <= AS_OF,
            or_(col(Allocation.kind) != "undo", _is_late(Allocation)),
            or_(col(_BACK.kind).is_(None), col(_BACK.kind) != "undo", _is_late(_BACK)),
        )
    )


def open_columns(shape: Shape, by: By, kind: Kind = Kind.OPEN) -> Statement:
    """What is open on the day; or what another kind of rows says of instalments, as of the day."""
    movement, amount = _MOVED[kind] if kind in _MOVED else (_NONE, _balance(shape))
    late = days_between(AS_OF, col(Instalment.due_on))
    shared = by in {By.PERSON, By.TEAM}
    return select(
        col(Instalment.workspace_id),
        _whose(by, Ownership).label("key"),
        cast(literal(kind.value), Text).label("kind"),
        col(Instalment.id).label("instalment_id"),
        _NONE.label("allocation_id"),
        movement.label("movement"),
        col(Instalment.currency),
        _rate(shape).label("rate"),
        _flag(col(Instalment.due_on) < END).label("due_in_period"),
        _flag(col(Instalment.due_on) < AS_OF).label("overdue"),
        literal(1).label("stands"),
        amount.label("amount"),
        case((late > 0, late), else_=0).label("days"),
        (
            func.coalesce(col(Ownership.split), WHOLE) if shared else cast(literal(WHOLE), Text)
        ).label("split"),
        (func.coalesce(col(Ownership.place), 0) if shared else literal(0)).label("place"),
        (func.coalesce(col(Ownership.weight_bp), 10_000) if shared else literal(10_000)).label(
            "weight_bp"
        ),
        _flag(col(Instalment.is_marked)).label("marked")
        if kind in STILL
        else literal(0).label("marked"),
        col(Instalment.issued_on),
        col(Instalment.due_on),
        AS_OF.label("on_day"),
        literal(0).label("whole"),  # the same as its amount
    ).where(*_issued(shape))


def _open_of_person(shape: Shape) -> Statement:
    """A person's open instalments, found through what the person owns unsettled."""
    return (
        open_columns(shape, By.PERSON)
        .select_from(Ownership)
        .join(Instalment, of(Ownership, "instalment_id", Instalment))
        .where(
            col(Ownership.workspace_id) == COMPANY,
            col(Ownership.person_id) == PERSON,
            _unsettled(Ownership, shape),
            *_in_force(Ownership, AS_OF, shape),
        )
    )


def _is_late(table: Any) -> SQLColumnExpression[bool]:
    """What was undone after its period was closed is taken back in a later one, like a bounce."""
    return col(table.counted_on) > col(table.effective_on)


def _lost(shape: Shape, by: By) -> Statement:
    """What was written off in the window, of whoever owned it on the day of measurement."""
    lost = (
        open_columns(shape, by, Kind.WRITTEN_OFF)
        .select_from(WriteOff)
        .join(Reduction, of(WriteOff, "id", Reduction, "write_off_id"))
        .join(Instalment, of(Reduction, "instalment_id", Instalment))
        .where(
            col(WriteOff.workspace_id) == COMPANY,
            col(Reduction.counted_on) >= START,
            col(Reduction.counted_on) <= AS_OF,
            # a write-off counts on its day or later: its index narrows what is joined
            col(WriteOff.written_off_on) <= AS_OF,
        )
    )
    if shape.known:
        lost = lost.where(col(WriteOff.recorded_at) <= KNOWN_AT)
    return with_owners(lost, shape, by)


def _balance(shape: Shape) -> SQLColumnExpression[Any]:
    """What was open of an instalment on a day: its amount less all that took effect by then."""
    if shape.present:
        return col(Instalment.balance_minor)
    taken = []
    for table in (Allocation, Reduction):
        total = select(func.coalesce(func.sum(col(table.amount_minor)), 0)).where(
            col(table.workspace_id) == col(Instalment.workspace_id),
            col(table.instalment_id) == col(Instalment.id),
            col(table.effective_on) <= AS_OF,
        )
        if shape.known:
            total = total.where(col(table.recorded_at) <= KNOWN_AT)
        taken.append(total.correlate(Instalment).scalar_subquery())
    return cast(col(Instalment.amount_minor) - taken[0] - taken[1], BigInteger)


def _issued(shape: Shape) -> list[SQLColumnExpression[bool]]:
    rules: list[SQLColumnExpression[bool]] = [col(Instalment.issued_on) <= AS_OF]
    if shape.known:
        rules.append(col(Instalment.recorded_at) <= KNOWN_AT)
    return rules


def _unsettled(table: type[Instalment | Ownership], shape: Shape) -> SQLColumnExpression[bool]:
    """Leave out what was settled by the day; what was settled by later knowledge stays in."""
    still = col(table.settled_on) > AS_OF
    if not shape.known:
        return still
    return or_(still, col(Instalment.settled_at) > KNOWN_AT)


def _owned(shape: Shape) -> SQLColumnExpression[bool]:
    owner = of(Instalment, "id", Ownership, "instalment_id")
    return and_(owner, *_in_force(Ownership, AS_OF, shape))


def _placed(
    table: type[CreditShare | Ownership], on: SQLColumnExpression[date], shape: Shape
) -> SQLColumnExpression[bool]:
    person = of(table, "person_id", Assignment, "person_id")
    return and_(person, *_in_force(Assignment, on, shape))


def _in_force(
    table: type[Ownership | Assignment], on: SQLColumnExpression[date], shape: Shape
) -> list[SQLColumnExpression[bool]]:
    return [col(table.valid_from) <= on, col(table.valid_to) > on, known(table, shape)]


def known(
    table: type[CreditShare | Ownership | Assignment], shape: Shape
) -> SQLColumnExpression[bool]:
    """The row that stood at the moment asked for, or the one that stands now."""
    if not shape.known:
        return col(table.replaced_at) == FOREVER
    return and_(col(table.recorded_at) <= KNOWN_AT, col(table.replaced_at) > KNOWN_AT)


def of(left: Any, column: str, right: Any, to: str = "id") -> SQLColumnExpression[bool]:
    """Join two tables of one workspace by what the left one's column names."""
    return and_(
        col(right.workspace_id) == col(left.workspace_id),
        col(getattr(right, to)) == col(getattr(left, column)),
    )


def _whose(by: By, owner: type[CreditShare | Ownership]) -> SQLColumnExpression[Any]:
    match by:
        case By.COMPANY:
            return literal(0)
        case By.CUSTOMER:
            return col(Instalment.customer_id)
        case By.PERSON:
            return col(owner.person_id)
        case By.TEAM:
            return col(Assignment.team_id)


def _rate(shape: Shape) -> SQLColumnExpression[Any]:
    """The booking rate: the last one on or before the issue date, in the company's currency."""
    if not shape.rated:
        return cast(literal("1"), Text)
    last = (
        select(col(Rate.rate))
        .where(
            col(Rate.workspace_id) == col(Instalment.workspace_id),
            col(Rate.currency) == col(Instalment.currency),
            col(Rate.on) <= col(Instalment.issued_on),
        )
        .order_by(col(Rate.on).desc(), col(Rate.recorded_at).desc(), col(Rate.id).desc())
        .limit(1)
    )
    if shape.known:
        last = last.where(col(Rate.recorded_at) <= KNOWN_AT)
    at_home = col(Instalment.currency) == HOME
    return case(
        (at_home, cast(literal("1"), Text)), else_=last.correlate(Instalment).scalar_subquery()
    )


def _flag(rule: SQLColumnExpression[bool]) -> SQLColumnExpression[int]:
    return case((rule, 1), else_=0)
