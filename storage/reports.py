"""Reports over the whole company, with pandas: ageing on a day, KPIs of a period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import case, func, select
from sqlmodel import col

from ledger import ageing
from ledger.money import split
from ledger.period import Period
from storage import disputed, names, unapplied
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import WHOLE, Statement, open_rows_of_all
from storage.rows import portions
from storage.tables import Instalment, Receipt
from storage.window import By, Shape, Window

Line = tuple[int | None, str, str, int]  # key, currency, column, amount

_NOBODY = -1  # no id: those are never negative


@dataclass(frozen=True, slots=True)
class Aged:
    """What one owner, team, customer or currency owes: buckets + disputed − unapplied."""

    key: str | None
    name: str | None
    currency: str
    buckets: Mapping[str, int]
    disputed: int
    unapplied: int

    @property
    def outstanding(self) -> int:
        """What is owed after unapplied cash, in minor units."""
        return sum(self.buckets.values()) + self.disputed - self.unapplied


@dataclass(frozen=True, slots=True)
class Question:
    """Ageing as of a day, told apart by one thing or not at all (None)."""

    as_of: date
    by: By | None = None
    known_at: datetime | None = None


def ageing_of(tx: Tx, company: Company, question: Question) -> tuple[Aged, ...]:
    """Age every open instalment, in whole rows a key and currency, ordered by id; nobody last."""
    by = question.by or By.COMPANY
    lines = [
        *_open(tx, company, question, by),
        *_disputed(tx, company, question, by),
        *_unapplied(tx, company, question, by),
    ]
    if by is By.COMPANY:
        lines += [(0, currency, "current", 0) for currency in _currencies(tx, company, question)]
    known = names.of(tx, company, by)
    rows = (_aged(index, known, amounts) for index, amounts in _pivot(lines))
    return tuple(sorted(rows, key=lambda row: (row.key is None, row.key or "", row.currency)))


def _pivot(lines: Iterable[Line]) -> Iterable[tuple[Any, Any]]:
    """Turn lines of key, currency, column and amount into one row of columns a key.

    Nobody is a number here: beside None pandas makes floats of the others, and 63 bits do not fit.
    """
    whole = ((_NOBODY if key is None else key, *rest) for key, *rest in lines)
    frame = pd.DataFrame(whole, columns=["key", "currency", "column", "amount"], dtype=object)
    if frame.empty:
        return
    rows = frame.astype({"key": "int64"}).groupby(["key", "currency"])
    for index, lines_of in rows:
        amounts = lines_of.groupby("column")["amount"].sum()
        yield index, {column: int(amount) for column, amount in amounts.items()}


def _aged(index: Any, known: names.Names, amounts: Mapping[str, int]) -> Aged:
    key, currency = index
    number, name = known[None if key == _NOBODY else int(key)]
    buckets = {bucket: amounts.get(bucket, 0) for bucket in ageing.names()}
    disputed, waiting = amounts.get("disputed", 0), amounts.get("unapplied", 0)
    return Aged(number, name, currency, buckets, disputed, waiting)


def _open(tx: Tx, company: Company, question: Question, by: By) -> Iterable[Line]:
    window = _window(question)
    for row in tx.execute(_aged_rows(window.shape, by), window.values(company)):
        yield row.key, row.currency, row.bucket, _share(row, int(row.amount))


def _disputed(tx: Tx, company: Company, question: Question, by: By) -> Iterable[Line]:
    """Move what is disputed out of its bucket: the disputed part and the rest are each split."""
    found = disputed.by_instalment(tx, company, question.as_of, question.known_at)
    window = _window(question)
    rows = open_rows_of_all(window.shape, by)
    named = (rows.c.key, rows.c.currency, rows.c.split, rows.c.place)
    query = select(*named, rows.c.instalment_id, rows.c.amount, rows.c.days)
    for part in portions(sorted(found)):
        asked = query.where(rows.c.instalment_id.in_(part))
        for row in tx.execute(asked, window.values(company)):
            whole = int(row.amount)
            claimed = min(whole, found[row.instalment_id])
            rest = _share(row, whole - claimed) - _share(row, whole)
            yield row.key, row.currency, ageing.bucket(int(row.days)), rest
            yield row.key, row.currency, "disputed", _share(row, claimed)


def _window(question: Question) -> Window:
    day = Period(question.as_of, question.as_of + timedelta(days=1))
    return Window(day, question.as_of, question.known_at)


def _share(row: Any, whole: int) -> int:
    """One owner's part of an amount, which is split by itself."""
    if row.split == WHOLE:
        return whole
    part: int = split(whole, [int(weight) for weight in row.split.split(",")])[row.place]
    return part


def _aged_rows(shape: Shape, by: By) -> Statement:
    rows = open_rows_of_all(shape, by)
    bounds = zip(ageing.EDGES, ageing.names(), strict=False)  # the last has no edge
    bucket = case(*((rows.c.days <= edge, name) for edge, name in bounds), else_=ageing.names()[-1])
    single = case((rows.c.split != WHOLE, rows.c.instalment_id), else_=0)
    alike = (rows.c.key, rows.c.currency, rows.c.split, rows.c.place, bucket.label("bucket"))
    inner = select(*alike, single.label("single"), rows.c.amount).subquery()
    amount = func.sum(inner.c.amount)
    told = (inner.c.key, inner.c.currency, inner.c.split, inner.c.place, inner.c.bucket)
    return select(*told, amount.label("amount")).group_by(*told, inner.c.single).having(amount != 0)


def _unapplied(tx: Tx, company: Company, question: Question, by: By) -> Iterable[Line]:
    """Unapplied cash belongs to a customer, but to no owner and no team."""
    found = unapplied.by_customer(tx, company, question.as_of, question.known_at)
    for (customer, currency), amount in found.items():
        key = {By.CUSTOMER: customer, By.COMPANY: 0}.get(by)
        yield key, currency, "unapplied", amount


def _currencies(tx: Tx, company: Company, question: Question) -> tuple[str, ...]:
    """The currencies of all documents there are by that day; else the company's own."""
    issued = select(col(Instalment.currency)).where(
        col(Instalment.workspace_id) == company.id, col(Instalment.issued_on) <= question.as_of
    )
    came = select(col(Receipt.currency)).where(
        col(Receipt.workspace_id) == company.id, col(Receipt.value_on) <= question.as_of
    )
    return tuple(row[0] for row in tx.execute(issued.union(came))) or (company.currency,)
