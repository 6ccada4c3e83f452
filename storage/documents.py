"""Documents and customers as people name them: found by number, by name, or nearly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from ledger.money import Money
from storage.columns import OPEN_END
from storage.companies import Company
from storage.database import Tx
from storage.tables import Customer, Instalment, Invoice

NEAR = 5_000  # open documents that are looked through for a near match
NEAREST = 10  # of which those are compared more closely
LIKENESS = 0.8  # of INV-1023 that is INV-1032 or INV-1043, not INV-1999


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice, whose it is, and what is open of it."""

    number: str
    customer_id: int
    customer: str
    open: Money


def by_numbers(tx: Tx, company: Company, names: Sequence[str]) -> dict[str, Document]:
    """Find invoices by number, or instalments by their names (INV-1023/1), as written."""
    wanted = {*names, *(name.rpartition("/")[0] for name in names)}
    query = _documents(company).where(col(Invoice.number).in_(wanted))
    labels = query.add_columns(col(Instalment.label)).group_by(col(Instalment.label))
    found: dict[str, Document] = {}
    for row in tx.execute(labels):
        one = _document(row)
        whole = found.get(one.number)
        found[one.number] = replace(one, open=one.open + whole.open) if whole else one
        found[f"{one.number}/{row.label}"] = one
    return {name: found[name] for name in names if name in found}


def nearest(tx: Tx, company: Company, name: str) -> Document | None:
    """Find the open invoice whose number looks most like this one; turned digits come first."""
    query = _documents(company).where(col(Instalment.settled_on) == OPEN_END).limit(NEAR)
    known = {row.number: row for row in tx.execute(query.order_by(col(Invoice.number)))}
    looks = {number.upper(): number for number in known}
    found = get_close_matches(name.upper(), looks, n=NEAREST, cutoff=LIKENESS)
    turned = [number for number in found if sorted(number) == sorted(name.upper())]
    return next((_document(known[looks[number]]) for number in (*turned, *found)), None)


def customers_called(tx: Tx, company: Company, name: str) -> tuple[tuple[int, str], ...]:
    """Find customers by number, name or alias, exactly first, else by a part of the name."""
    query = select(
        col(Customer.id), col(Customer.number), col(Customer.name), col(Customer.aliases)
    )
    rows = list(tx.execute(query.where(col(Customer.workspace_id) == company.id)))
    exact = [
        row for row in rows if name in {row.number, row.name, *filter(None, row.aliases.split(";"))}
    ]
    found = exact or [row for row in rows if name.casefold() in row.name.casefold()]
    return tuple((row.id, row.name) for row in found)


def _documents(company: Company) -> Select[*tuple[Any, ...]]:
    of_invoice = (col(Instalment.workspace_id) == col(Invoice.workspace_id)) & (
        col(Instalment.invoice_id) == col(Invoice.id)
    )
    of_customer = (col(Customer.workspace_id) == col(Invoice.workspace_id)) & (
        col(Customer.id) == col(Invoice.customer_id)
    )
    return (
        select(
            col(Invoice.number),
            col(Invoice.customer_id),
            col(Invoice.currency),
            col(Customer.name),
            func.sum(col(Instalment.balance_minor)).label("open_minor"),
        )
        .join(Instalment, of_invoice)
        .join(Customer, of_customer)
        .where(col(Invoice.workspace_id) == company.id)
        .group_by(
            col(Invoice.number), col(Invoice.customer_id), col(Invoice.currency), col(Customer.name)
        )
    )


def _document(row: Any) -> Document:
    return Document(row.number, row.customer_id, row.name, Money(int(row.open_minor), row.currency))
