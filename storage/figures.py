"""Figures: what was collected in a period and what is open on a day, for one person or for all.

Added up they feed a score; row by row, with their documents, they explain one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    and_,
    func,
    literal,
    or_,
    select,
)
from sqlmodel import col

from ledger.money import split
from scoring.facts import Figure, Kind, Without
from scoring.fairness import Allowances, Allowed, Asked, Entry, allow
from scoring.kpis import catalogue
from scoring.without import Lifted, Row, without
from storage import allowances
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import (
    WHOLE,
    Statement,
    figures_of_all,
    figures_of_person,
    rows_of_all,
    rows_of_person,
)
from storage.tables import Allocation, Reduction
from storage.window import COMPANY, By, Shape, Window


@dataclass(frozen=True, slots=True)
class Keyed:
    """A figure and whose it is; None is nobody's."""

    key: int | None
    figure: Figure


def of_all(tx: Tx, company: Company, window: Window, by: By) -> tuple[Keyed, ...]:
    """Add up the whole company's figures by person, team, customer or altogether."""
    shape = shape_of(tx, company, window)
    rows = tx.execute(figures_of_all(shape, by), window.values(company)).all()
    given = allowances_of(tx, company, window, rows)
    return tuple(keyed(rows, given, window.asked, is_person=by is By.PERSON))


def shape_of(tx: Tx, company: Company, window: Window) -> Shape:
    """The shape of a question; today's balances are read as they are kept, if nothing is later."""
    if window.known_at is not None or window.as_of < tx.now.date() - timedelta(days=1):
        return window.shape  # something is later, or may be
    newest = tx.execute(_newest_lines(), window.values(company)).one()
    has_later = any(day is not None and day > window.as_of for day in newest)
    return replace(window.shape, present=not has_later)


@cache
def _newest_lines() -> Statement:
    """The last days on which anything takes effect.

    An index has them at its end; whether any is later than a day that the planner does not know,
    Postgres would look for in the whole table.
    """
    return select(
        *(
            select(func.max(col(table.effective_on)))
            .where(col(table.workspace_id) == COMPANY)
            .scalar_subquery()
            for table in (Allocation, Reduction)
        )
    )


@dataclass(frozen=True, slots=True)
class Everybody:
    """Everybody's figures, the instalments in the base of each one's rate, what was allowed for."""

    figures: tuple[Keyed, ...]
    bases: Mapping[int, int]
    without: Mapping[int, Mapping[str, Without]]


def of_everyone(
    tx: Tx, company: Company, window: Window, lifted: Mapping[int, Sequence[Lifted]]
) -> Everybody:
    """Add up everybody's figures, and count the instalments in the base of each one's rate.

    `lifted` are each person's duties without what is allowed for.
    """
    shape = shape_of(tx, company, window)
    rows = tx.execute(figures_of_all(shape, By.PERSON), window.values(company)).all()
    given = allowances_of(tx, company, window, rows)
    bases = Counter(
        {row.key: int(row.instalments) for row in tx.execute(_bases(shape), window.values(company))}
    )
    bases.update(_marked_bases(rows, given, window.asked))
    added_up = tuple(keyed(rows, given, window.asked, is_person=True))
    return Everybody(added_up, bases, without_of(rows, given, window.asked, lifted))


def base_of_person(tx: Tx, company: Company, window: Window, person_id: int) -> int:
    """Count the instalments in the base of one person's collection rate."""
    rows = tx.execute(_based_rows(window.shape), window.values(company, person_id)).all()
    given = allowances_of(tx, company, window, rows)
    plain = {row.instalment_id for row in rows if not row.marked}
    return len(plain) + len(tuple(_marked_bases(rows, given, window.asked)))


@cache
def _based_rows(shape: Shape) -> Statement:
    rows = rows_of_person(shape)
    values = ((rows.c.amount * rows.c.days).label("amount_days"), literal(1).label("items"))
    is_based = and_(rows.c.due_in_period == 1, rows.c.rate.is_not(None))
    return select(rows, *values).where(
        rows.c.kind != Kind.BOUNCE.value,
        rows.c.amount != 0,
        or_(is_based, rows.c.marked == 1),
    )


def _marked_bases(
    rows: Iterable[Any], given: Mapping[int, Allowances], asked: Asked
) -> Iterator[int]:
    """Name a person once for each marked instalment in the base of their rate."""
    counts = catalogue()["collection_rate"].counts
    based = {
        (row.key, row.instalment_id)
        for row in rows
        if row.marked and row.key is not None
        if any(counts(figure) for figure in figures_of(row, given, asked, is_person=True))
    }
    return (person for person, _ in based)


@cache
def _bases(shape: Shape) -> Statement:
    """Count the distinct instalments behind each person's collection rate, whatever the share."""
    rows = rows_of_all(shape, By.PERSON)
    return (
        select(rows.c.key, func.count(rows.c.instalment_id.distinct()).label("instalments"))
        .where(
            rows.c.due_in_period == 1,
            rows.c.kind != Kind.BOUNCE.value,
            rows.c.rate.is_not(None),
            rows.c.amount != 0,
            rows.c.key.is_not(None),
            rows.c.marked == 0,
        )
        .group_by(rows.c.key)
    )


def of_person(
    tx: Tx, company: Company, window: Window, person_id: int, lifted: Sequence[Lifted]
) -> tuple[tuple[Figure, ...], Mapping[str, Without]]:
    """Add up one person's figures, and say what was allowed for; `lifted` are the duties without.

    The cost does not grow with the company.
    """
    shape = shape_of(tx, company, window)
    rows = tx.execute(figures_of_person(shape), window.values(company, person_id)).all()
    given = allowances_of(tx, company, window, rows)
    added_up = keyed(rows, given, window.asked, is_person=True)
    allowed = without_of(rows, given, window.asked, {person_id: lifted}).get(person_id, {})
    return tuple(one.figure for one in added_up), allowed


def allowances_of(
    tx: Tx, company: Company, window: Window, found: Iterable[Any]
) -> dict[int, Allowances]:
    """Read what is to be allowed for on the marked instalments among these rows."""
    marked = {row.instalment_id for row in found if row.marked}
    return allowances.read(tx, company, window, marked) if marked else {}


def keyed(
    rows: Iterable[Any], given: Mapping[int, Allowances], asked: Asked, *, is_person: bool
) -> Iterator[Keyed]:
    """Add up what is alike, once shared items are split and marked ones are allowed for."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        for alike, amount, amount_days, items in _told_apart(
            row, given, asked, is_person=is_person
        ):
            total = sums.setdefault(alike, [0, 0, 0])
            total[0] += amount
            total[1] += amount_days
            total[2] += items
    for (key, kind, currency, *flags, rate), (amount, amount_days, items) in sums.items():
        if amount:
            known = {name: bool(flag) for name, flag in zip(_FLAGS, flags, strict=True)}
            figure = Figure(
                Kind(kind), amount, currency, **known, amount_days=amount_days,
                rate=_rate(rate), items=items,
            )  # fmt: skip
            yield Keyed(key, figure)


_FLAGS = ("due_in_period", "overdue", "stands", "exempt", "disputed", "inherited")


def _told_apart(
    row: Any, given: Mapping[int, Allowances], asked: Asked, *, is_person: bool
) -> Iterator[tuple[tuple[Any, ...], int, int, int]]:
    """What tells a row's parts from others, and their amounts; most rows are one plain part."""
    if not row.marked:
        amount, amount_days = part_of(row)
        plain = (row.due_in_period, row.overdue, row.stands, 0, 0, 0)
        alike = (row.key, row.kind, row.currency, *plain, row.rate)
        yield alike, amount, amount_days, row.items if amount else 0
        return
    for figure in figures_of(row, given, asked, is_person=is_person):
        flags = tuple(int(getattr(figure, name)) for name in _FLAGS)
        alike = (row.key, figure.kind.value, figure.currency, *flags, row.rate)
        yield alike, figure.amount_minor, figure.amount_days, figure.items


def figures_of(
    row: Any, given: Mapping[int, Allowances], asked: Asked, *, is_person: bool
) -> tuple[Figure, ...]:
    """The figures of a row: one, or for a marked instalment as many as are told apart."""
    if row.marked:
        return tuple(one.figure for one in allowed_of(row, given, asked, is_person=is_person))
    amount, amount_days = part_of(row)
    if amount == 0:
        return ()
    figure = Figure(
        kind=Kind(row.kind),
        amount_minor=amount,
        currency=row.currency,
        due_in_period=bool(row.due_in_period),
        overdue=bool(row.overdue),
        stands=bool(row.stands),
        amount_days=amount_days,
        rate=_rate(row.rate),
        items=row.items,
    )
    return (figure,)


def without_of(
    rows: Iterable[Any],
    given: Mapping[int, Allowances],
    asked: Asked,
    lifted: Mapping[int, Sequence[Lifted]],
) -> dict[int, Mapping[str, Without]]:
    """What was allowed for of each person, from the marked rows and from duties alone."""
    marked: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.marked and row.key is not None:
            allowed = given.get(row.instalment_id, Allowances())
            marked[row.key].append((row.instalment_id, _entry(row, is_person=True), allowed))
    people = (*marked, *(person for person in lifted if person not in marked))
    return {
        person: without(marked.get(person, ()), asked, lifted.get(person, ())) for person in people
    }


def allowed_of(
    row: Any, given: Mapping[int, Allowances], asked: Asked, *, is_person: bool
) -> tuple[Allowed, ...]:
    """The parts of a marked row, each with what was allowed for."""
    entry = _entry(row, is_person=is_person)
    return allow(entry, given.get(row.instalment_id, Allowances()), asked)


def _entry(row: Any, *, is_person: bool) -> Entry:
    own, _ = part_of(row)
    return Entry(
        kind=Kind(row.kind),
        whole_minor=int(row.whole or row.amount),
        own_minor=own,
        currency=row.currency,
        issued_on=row.issued_on,
        due_on=row.due_on,
        on=row.on_day,
        rate=_rate(row.rate),
        person=row.key if is_person else None,
        stands=bool(row.stands),
        movement=row.movement or None,
    )


def part_of(row: Any) -> tuple[int, int]:
    """The amount of a row that is its person's, and that amount times the days late."""
    amount, amount_days = int(row.amount), int(row.amount_days)
    if row.split == WHOLE:
        return amount, amount_days
    part = split(amount, _weights(row.split))[row.place]
    return part, part * (amount_days // amount)


@lru_cache(maxsize=1024)
def _weights(written: str) -> tuple[int, ...]:
    return tuple(int(weight) for weight in written.split(","))


@lru_cache(maxsize=1024)
def _rate(written: str | None) -> Fraction | None:
    return None if written is None else Fraction(written)
