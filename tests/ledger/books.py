"""Small books to settle: customer 1 in CNY, issued on 1 January 2026, unless said otherwise."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import count

from ledger.booking import Due, Entry, Settling, Source

_KEYS = count(1)


def day(written: str) -> date:
    """Read a day; one without a year is of 2026."""
    return date.fromisoformat(written if len(written) > 5 else f"2026-{written}")


def due(
    document: str,
    amount_minor: int,
    due_on: str = "03-01",
    *,
    label: str = "1",
    issued_on: str = "01-01",
    customer: int = 1,
    currency: str = "CNY",
) -> Due:
    return Due(
        key=next(_KEYS),
        document=document,
        customer=customer,
        currency=currency,
        issued_on=day(issued_on),
        due_on=day(due_on),
        open_minor=amount_minor,
        label=label,
    )


def receipt(
    number: str,
    amount_minor: int,
    on: str = "03-01",
    *,
    names: tuple[str, ...] = (),
    customer: int = 1,
    currency: str = "CNY",
) -> Settling:
    return Settling(
        key=next(_KEYS),
        source=Source.RECEIPT,
        number=number,
        customer=customer,
        currency=currency,
        on=day(on),
        amount_minor=amount_minor,
        names=names,
    )


def credit_note(
    number: str, amount_minor: int, on: str = "03-01", *, names: tuple[str, ...] = ()
) -> Settling:
    return Settling(next(_KEYS), Source.CREDIT_NOTE, number, 1, "CNY", day(on), amount_minor, names)


def write_off(number: str, amount_minor: int, on: str, *, names: tuple[str, ...]) -> Settling:
    return Settling(next(_KEYS), Source.WRITE_OFF, number, 1, "CNY", day(on), amount_minor, names)


def lines(dues: Iterable[Due], entries: Iterable[Entry]) -> list[tuple[str, int, str]]:
    """Write entries as instalment, amount and effective day, in the order of their booking."""
    names = {one.key: f"{one.document}/{one.label}" for one in dues}
    return [
        (names[entry.due], entry.amount_minor, f"{entry.effective_on:%m-%d}") for entry in entries
    ]


def left_open(dues: Iterable[Due], entries: Iterable[Entry], as_of: str = "12-31") -> list[int]:
    """What is open of every instalment once all that took effect by a day is off it."""
    settled: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.effective_on <= day(as_of):
            settled[entry.due] += entry.amount_minor
    return [one.open_minor - settled[one.key] for one in dues]


def unapplied(settling: Settling, entries: Iterable[Entry]) -> int:
    """What is left of a receipt or credit note."""
    used = [entry.amount_minor for entry in entries if entry.settling == settling.key]
    return settling.amount_minor - sum(used)
