"""Documents and customers as people name them: found by number, by name, or nearly."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from ledger.money import Money
from storage.columns import OPEN_END
from storage.companies import Company
from storage.database import Tx
from storage.importers.cells import plain
from storage.tables import Customer, Instalment, Invoice

NEAR = 5_000  # open documents that are looked through for a near match
NEAREST = 10  # of which those are compared more closely
LIKENESS = 0.8  # of INV-1023 that is INV-1032 or INV-1043, not INV-1999
MOST_WORDS = 12  # of a customer's name
MOST_TYPED = 24  # words among which a name is looked for
_MARKS = re.compile(r"[,，、;；]")


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice, whose it is, and what is open of it."""

    number: str
    customer_id: int
    customer: str
    open: Money


@dataclass(frozen=True, slots=True)
class Called:
    """A customer, and which words are the name: from `start` up to, not including, `end`."""

    customer_id: int
    start: int
    end: int


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
    rows = _customers(tx, company)
    exact = [
        row for row in rows if name in {row.number, row.name, *filter(None, row.aliases.split(";"))}
    ]
    found = exact or [row for row in rows if name.casefold() in row.name.casefold()]
    return tuple((row.id, row.name) for row in found)


def customer_among(tx: Tx, company: Company, words: Sequence[str]) -> Called | None:
    """Find the one customer whose number, name or alias stands whole among these words.

    A part of one name is enough, if it is two words or more. What is longest wins, and a whole name
    over a part. Figures alone are an amount, not a customer's number.
    """
    ends = range(1, min(len(words), MOST_TYPED) + 1)
    spans = [(start, end) for end in ends for start in range(max(0, end - MOST_WORDS), end)]
    texts = {span: _looks(" ".join(words[slice(*span)])) for span in spans}
    texts = {span: text for span, text in texts.items() if any(map(str.isalpha, text))}
    rows = _customers(tx, company)
    whole: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for name in (row.number, row.name, *row.aliases.split(";")):
            whole[_looks(name)].add(row.id)
    found = {span: whole[text] for span, text in texts.items() if text in whole}
    parts = _parts(texts, [(_looks(row.name), row.id) for row in rows])
    most = max((end - start for start, end in (*found, *parts)), default=0)
    longest = _of_length(most, found) or _of_length(most, parts)
    keys = set().union(*longest.values())
    return Called(keys.pop(), *min(longest)) if len(keys) == 1 else None


def _customers(tx: Tx, company: Company) -> list[Any]:
    """Everybody whom an invoice may be of, with what they are called."""
    names = col(Customer.number), col(Customer.name), col(Customer.aliases)
    query = select(col(Customer.id), *names).where(col(Customer.workspace_id) == company.id)
    return list(tx.execute(query))


def _parts(
    texts: Mapping[tuple[int, int], str], names: Sequence[tuple[str, int]]
) -> dict[tuple[int, int], set[int]]:
    """Find whose names the words are a part of: two words or more, none of them cut."""
    begins = {text.split()[0] for text in texts.values()}
    with_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, key in names:
        for word in begins.intersection(name.split()):
            with_word[word].append((f" {name} ", key))
    found: dict[tuple[int, int], set[int]] = {}
    for span, text in texts.items():
        if " " in text:
            near = with_word[text.split()[0]]
            found[span] = {key for name, key in near if f" {text} " in name}
    return {span: keys for span, keys in found.items() if keys}


def _of_length(
    most: int, found: Mapping[tuple[int, int], set[int]]
) -> dict[tuple[int, int], set[int]]:
    return {(start, end): keys for (start, end), keys in found.items() if end - start == most}


def _looks(name: str) -> str:
    """Write a name so that it can be compared: without case, full width and marks."""
    return " ".join(_MARKS.sub(" ", plain(name)).casefold().split())


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
