"""What was billed and credited: for figures that stand beside the scored ones for comparison."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from sqlalchemy import Subquery, case, extract, func, literal, select, union_all
from sqlmodel import col

from ledger.period import Period
from scoring.facts import Kind
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import WHOLE, Statement, added_up, of, open_columns, with_owners
from storage.figures import Keyed, keyed, part_of
from storage.tables import Instalment, Reduction
from storage.window import AS_OF, COMPANY, KNOWN_AT, START, By, Shape, Window

Back = tuple[tuple[int, Fraction], ...]


def of_all(tx: Tx, company: Company, window: Window, by: By) -> tuple[Keyed, ...]:
    """Add up what was billed and credited in the window, of whoever owns it on its day."""
    rows = tx.execute(_added_up(window.shape, by), window.values(company))
    return tuple(keyed(rows, {}, window.asked, is_person=False))


def billed_back(
    tx: Tx, company: Company, window: Window, by: By
) -> Mapping[tuple[int | None, str], Back]:
    """Give days and billing of calendar months, the newest first, by key and currency.

    The first month counts to the day of measurement; a month without billing is there with 0.
    """
    months: dict[tuple[int | None, str], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in tx.execute(_by_month(window.shape, by), window.values(company)):
        amount, _ = part_of(row)
        months[row.key, row.currency][date(int(row.year), int(row.month), 1)] += amount
    return {key: tuple(_back(found, window.as_of)) for key, found in months.items()}


def _back(months: Mapping[date, int], as_of: date) -> Iterable[tuple[int, Fraction]]:
    first, month = min(months), Period.month_of(as_of)
    while month.start >= first:
        days = (min(as_of, month.last) - month.start).days + 1
        yield days, Fraction(months.get(month.start, 0))
        month = month.before()


@cache
def _added_up(shape: Shape, by: By) -> Statement:
    billed = _billed(shape, by).where(col(Instalment.issued_on) >= START)
    return added_up(union_all(billed, _credited(shape, by)).subquery())


@cache
def _by_month(shape: Shape, by: By) -> Statement:
    return _month_sums(_billed(shape, by).subquery())


def _month_sums(rows: Subquery) -> Statement:
    """Add up months; what is shared stays single, so that each is split by itself."""
    single = case((rows.c.split != WHOLE, rows.c.instalment_id), else_=0)
    alike = (
        rows.c.key,
        rows.c.currency,
        rows.c.split,
        rows.c.place,
        extract("year", rows.c.issued_on).label("year"),
        extract("month", rows.c.issued_on).label("month"),
    )
    sums = (func.sum(rows.c.amount).label("amount"), literal(0).label("amount_days"))
    return select(*alike, *sums).group_by(*alike, single).having(func.sum(rows.c.amount) != 0)


def _billed(shape: Shape, by: By) -> Statement:
    billed = (
        open_columns(shape, by, Kind.BILLED)
        .select_from(Instalment)
        .where(col(Instalment.workspace_id) == COMPANY)
    )
    return with_owners(billed, shape, by)


def _credited(shape: Shape, by: By) -> Statement:
    credited = (
        open_columns(shape, by, Kind.CREDIT)
        .select_from(Reduction)
        .join(Instalment, of(Reduction, "instalment_id", Instalment))
        .where(
            col(Reduction.workspace_id) == COMPANY,
            col(Reduction.credit_note_id).is_not(None),
            col(Reduction.counted_on) >= START,
            col(Reduction.counted_on) <= AS_OF,
        )
    )
    if shape.known:
        credited = credited.where(col(Reduction.recorded_at) <= KNOWN_AT)
    return with_owners(credited, shape, by)
