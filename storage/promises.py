"""Promises as the books have them: whose they are, and what became of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from ledger.promise import Cash, Judged, Moment, Promise, Terms, entangled, judge
from scoring.duties import Subject
from storage import rows
from storage.companies import Company
from storage.database import Tx
from storage.duty_queries import About, cash, owners_of_invoices, promises
from storage.tables import Person
from storage.window import Window


@dataclass(frozen=True, slots=True)
class Fallen:
    """A promise that fell due in the window, and the people whose it is."""

    judged: Judged
    subject: Subject
    customer: int
    people: frozenset[int]

    @property
    def document(self) -> int | None:
        """The invoice that it names."""
        return self.judged.promise.document


def fallen_due(
    tx: Tx, company: Company, window: Window, person_id: int | None, asked: tuple[Terms, date]
) -> tuple[Fallen, ...]:
    """Judge the promises that fell due in the window: of everybody, or those a person may have.

    A promise is its person's; that of nobody is of who holds the invoice it names on the day it
    falls due, and without one of the customer's owners.
    """
    terms, today = asked
    about = About(window.shape, person_id is not None)
    # Whatever was promised for an earlier day fell due before the period.
    after = terms.calendar.add_business_days(window.period.start, -terms.grace - 1)
    values = window.values(company, person_id) | {"promised_after": after}
    found = {row.id: row for row in tx.execute(promises(about), values)}
    zone = ZoneInfo(company.timezone)

    def falls_due(one: Promise) -> bool:
        day = terms.falls_due_on(one)
        return day in window.period and day <= window.as_of

    known = entangled((_promise(row, zone) for row in found.values()), terms, falls_due)
    if not known:
        return ()
    since = min(terms.span(one)[0] for one in known)
    values |= {"since": since, "until": window.as_of}
    money = _parts(tx.execute(cash(about), values))
    every = judge(known, money, terms, Moment(window.as_of, today))
    judged = [one for one in every if falls_due(one.promise)]
    people = _whose(tx, company, window, [(one, found[one.promise.key]) for one in judged])
    return tuple(
        Fallen(
            one,
            _subject(found[one.promise.key]),
            one.promise.customer,
            people[one.promise.key],
        )
        for one in judged
    )


def _promise(row: Any, zone: ZoneInfo) -> Promise:
    return Promise(
        key=row.id,
        number=row.number,
        customer=row.customer_id,
        currency=row.currency,
        amount_minor=row.amount_minor,
        promised_on=row.promised_on,
        recorded_on=row.recorded_at.astimezone(zone).date(),
        recorded_at=row.recorded_at,
        document=row.invoice_id,
        replaces=row.replaces_id,
    )


def _subject(row: Any) -> Subject:
    rate = rate_of(row.rate)
    return Subject(row.id, row.number, row.customer, row.amount_minor, row.currency, rate)


def _parts(found: Iterable[Any]) -> tuple[Cash, ...]:
    """Cut receipts into what they settled of each document, and what they settled of none."""
    receipts: dict[str, list[Any]] = defaultdict(list)
    for row in found:
        if row.reversal != "undo":
            receipts[row.number].append(row)
    return tuple(part for own in receipts.values() for part in _parts_of(own))


def _parts_of(own: list[Any]) -> Iterable[Cash]:
    receipt, settled = own[0], defaultdict[tuple[int, date | None], int](int)
    for row in own:
        if row.part_minor is not None and row.back != "undo":
            settled[row.invoice_id, row.back_on] += row.part_minor
    for (invoice, back_on), minor in settled.items():
        yield _cash(receipt, f"{receipt.number}/{invoice}/{back_on}", minor, (invoice, back_on))
    rest = receipt.amount_minor - sum(settled.values())
    if rest > 0:
        yield _cash(receipt, f"{receipt.number}/", rest, (None, receipt.reversed_on))


def _cash(receipt: Any, number: str, minor: int, of: tuple[int | None, date | None]) -> Cash:
    document, back_on = of
    return Cash(
        number,
        receipt.customer_id,
        receipt.currency,
        receipt.value_on,
        minor,
        document,
        back_on,
    )


def _whose(
    tx: Tx, company: Company, window: Window, judged: Iterable[tuple[Judged, Any]]
) -> Mapping[int, frozenset[int]]:
    given = tuple(judged)
    nobodys = [row for _, row in given if row.person_id is None]
    held = _held(tx, company, window, {row.invoice_id for row in nobodys} - {None})
    serving = {row.id: _numbers(row.owners) for row in nobodys if row.invoice_id is None}
    ids = _ids(tx, company, {number for numbers in serving.values() for number in numbers})
    people: dict[int, frozenset[int]] = {}
    for one, row in given:
        if row.person_id is not None:
            people[row.id] = frozenset({row.person_id})
        elif row.invoice_id is not None:
            people[row.id] = frozenset(
                person
                for person, begin, end in held.get(row.invoice_id, ())
                if begin <= one.falls_due_on < end
            )
        else:
            people[row.id] = frozenset(ids[number] for number in serving[row.id] if number in ids)
    return people


def _held(
    tx: Tx, company: Company, window: Window, invoices: Iterable[int]
) -> dict[int, list[tuple[int, date, date]]]:
    held: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    for part in rows.portions(sorted(invoices)):
        values = window.values(company) | {"ids": part}
        for row in tx.execute(owners_of_invoices(window.shape), values):
            held[row.invoice_id].append((row.person_id, row.valid_from, row.valid_to))
    return held


def _numbers(owners: str) -> tuple[str, ...]:
    return tuple(share.rsplit(":", 1)[0] for share in owners.split(";") if share)


def _ids(tx: Tx, company: Company, numbers: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in rows.portions(sorted(numbers)):
        query = select(col(Person.number), col(Person.id)).where(
            col(Person.workspace_id) == company.id, col(Person.number).in_(part)
        )
        found |= {row.number: row.id for row in tx.execute(query)}
    return found


@lru_cache(maxsize=1024)
def rate_of(written: str | None) -> Fraction | None:
    """Read a rate; None where no rate is known."""
    return None if written is None else Fraction(written)
