"""Items: allocations and open instalments with their documents, one by one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Float, Integer, Subquery, bindparam, cast, func, literal, or_, select
from sqlmodel import col

from scoring.facts import Figure, Without
from scoring.fairness import Allowances, Allowed, Asked
from scoring.items import Item, largest_first, whole
from scoring.without import Lifted
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import Statement, open_rows_of_person, rows_of_all, rows_of_person
from storage.figures import allowances_of, allowed_of, figures_of, shape_of, without_of
from storage.tables import Allocation, Customer, Instalment, Invoice, Receipt
from storage.window import By, Shape, Window


def of_person(
    tx: Tx, company: Company, window: Window, person_id: int, lifted: Sequence[Lifted]
) -> tuple[tuple[Item, ...], Mapping[str, Without]]:
    """List one person's allocations and open instalments with their documents, oldest due first.

    Beside them stands what was allowed for; `lifted` are the duties without it.
    """
    shape = shape_of(tx, company, window)
    rows = tx.execute(_every_item(shape), window.values(company, person_id)).all()
    given = allowances_of(tx, company, window, rows)
    allowed = without_of(rows, given, window.asked, {person_id: lifted}).get(person_id, {})
    return tuple(_items(rows, given, window.asked)), allowed


def of_everyone(tx: Tx, company: Company, window: Window) -> dict[int, tuple[Item, ...]]:
    """List everybody's allocations and open instalments with their documents."""
    rows = tx.execute(_items_of_all(window.shape), window.values(company)).all()
    given = allowances_of(tx, company, window, rows)
    found: dict[int, list[Item]] = defaultdict(list)
    for row in rows:
        if row.key is not None:
            found[row.key] += _items((row,), given, window.asked)
    return {person: tuple(items) for person, items in found.items()}


@cache
def _items_of_all(shape: Shape) -> Statement:
    return _documents(rows_of_all(shape, By.PERSON))


def largest_open(
    tx: Tx, company: Company, window: Window, person_id: int, each: int
) -> tuple[Item, ...]:
    """The largest open instalments of each sort and currency: overdue, due now, later, exempt.

    Inside one sort collecting more never brings fewer points, so the best are among these. Of
    what sort a marked one is only its allowances say, so all of these are read.
    """
    values = window.values(company, person_id) | {"each": each}
    rows = tx.execute(_largest_items(shape_of(tx, company, window)), values).all()
    found = tuple(_items(rows, allowances_of(tx, company, window, rows), window.asked))
    return tuple(_largest_of_each_sort(found, each))


def _largest_of_each_sort(items: Sequence[Item], each: int) -> Iterator[Item]:
    """Keep the parts of the largest instalments of those whose parts count alike."""
    sorts: dict[int, set[Figure]] = defaultdict(set)
    for item in items:
        alike = replace(item.figure, amount_minor=0, amount_days=0, rate=None, items=0)
        sorts[item.instalment_id].add(alike)
    taken: Counter[frozenset[Figure]] = Counter()
    kept = set()
    for item in sorted(whole(items), key=largest_first):
        sort = frozenset(sorts[item.instalment_id])
        taken[sort] += 1
        if taken[sort] <= each:
            kept.add(item.instalment_id)
    yield from (item for item in items if item.instalment_id in kept)


@cache
def _every_item(shape: Shape) -> Statement:
    rows = rows_of_person(shape)
    return _documents(rows).order_by(rows.c.due_on, rows.c.instalment_id, col(Allocation.value_on))


@cache
def _largest_items(shape: Shape) -> Statement:
    rows = open_rows_of_person(shape)
    size = rows.c.amount * rows.c.weight_bp * func.coalesce(cast(rows.c.rate, Float), 0)
    sort = (rows.c.marked, rows.c.due_in_period, rows.c.overdue, rows.c.currency)
    place = func.row_number().over(partition_by=sort, order_by=(size.desc(), rows.c.instalment_id))
    ranked = select(rows, place.label("nth")).subquery()  # what is paid ranks last, and goes below
    is_large = ranked.c.nth <= bindparam("each", type_=Integer)
    return _documents(ranked).where(or_(ranked.c.marked == 1, is_large))


def _items(rows: Iterable[Any], given: Mapping[int, Allowances], asked: Asked) -> Iterator[Item]:
    """Put every part of a row beside its documents."""
    for row in rows:
        parts: Iterable[tuple[Figure, Allowed | None]] = (
            [(one.figure, one) for one in allowed_of(row, given, asked, is_person=True)]
            if row.marked
            else [(figure, None) for figure in figures_of(row, given, asked, is_person=True)]
        )
        for figure, allowed in parts:
            yield Item(
                figure,
                row.instalment_id,
                row.document,
                row.label,
                row.customer,
                row.due_on,
                row.billed_minor,
                row.receipt,
                row.value_on,
                allowed,
            )


def _documents(rows: Subquery) -> Statement:
    """Put documents beside rows that are not added up.

    All of them are there; joined from the left, so that SQLite begins with the rows. It began with
    the customers, and went through all rows for each.
    """
    same = rows.c.workspace_id
    return (
        select(
            rows,
            (rows.c.amount * rows.c.days).label("amount_days"),
            literal(1).label("items"),
            col(Invoice.number).label("document"),
            col(Instalment.label),
            col(Instalment.amount_minor).label("billed_minor"),
            col(Customer.name).label("customer"),
            col(Receipt.number).label("receipt"),
            col(Allocation.value_on),
        )
        .join(Instalment, _is(Instalment, same, rows.c.instalment_id), isouter=True)
        .join(Invoice, _is(Invoice, same, col(Instalment.invoice_id)), isouter=True)
        .join(Customer, _is(Customer, same, col(Instalment.customer_id)), isouter=True)
        .join(Allocation, _is(Allocation, same, rows.c.allocation_id), isouter=True)
        .join(Receipt, _is(Receipt, same, col(Allocation.receipt_id)), isouter=True)
        .where(rows.c.amount != 0)
    )


def _is(table: Any, workspace: Any, row_id: Any) -> Any:
    return (col(table.workspace_id) == workspace) & (col(table.id) == row_id)
