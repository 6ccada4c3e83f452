"""Booking: which open instalments receipts, credit notes, write-offs and bounces settle, and when.

One import is one command. Inside it the order is the effective date; on one day credit notes come
before receipts, those before write-offs, then the lower number, whatever the order of rows. An
invoice is there from its issue date on. What was allocated by an earlier command stays.
"""

import heapq
import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum


class Source(IntEnum):
    """What settles; the value is the order on one day."""

    CREDIT_NOTE = 1
    RECEIPT = 2
    WRITE_OFF = 3


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment as booking sees it; `key` is the caller's own.

    Of what is open, `reopened_minor` is open only since `reopened_on`, the day of a bounce.
    """

    key: int
    document: str
    customer: int
    currency: str
    issued_on: date
    due_on: date
    open_minor: int
    label: str = ""
    reopened_minor: int = 0
    reopened_on: date = date.min


@dataclass(frozen=True, slots=True)
class Settling:
    """A receipt, credit note or write-off; `names` are documents in the order written."""

    key: int
    source: Source
    number: str
    customer: int
    currency: str
    on: date
    amount_minor: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounce:
    """A receipt is taken back: what it settled is open again from `on`.

    A mistake that is undone takes effect on the days of what it undoes, a bounce on its own day.
    """

    receipt: int
    number: str
    on: date
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to book on an instalment; a negative line is the reversal of the line it names.

    `undoes` is the index of an earlier entry, or `-1 - i` for the i-th standing allocation.
    """

    source: Source
    settling: int
    due: int
    amount_minor: int
    effective_on: date
    credited_on: date
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An allocation booked by an earlier command, which a bounce may take back."""

    receipt: int
    due: int
    amount_minor: int
    effective_on: date


def natural(number: str) -> tuple[tuple[int, int, str], ...]:
    """Order document numbers with digits compared as numbers: INV-9 before INV-10.

    Different texts never tie, or the order of rows would decide: INV-09 comes before INV-9.
    """
    parts = re.findall(r"\d+|\D+", number)
    ordered = ((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
    return (*ordered, (-1, 0, number))


def book(
    dues: Iterable[Due],
    settlings: Iterable[Settling],
    bounces: Iterable[Bounce] = (),
    standing: Sequence[Standing] = (),
) -> tuple[Entry, ...]:
    """Settle open instalments; the entries come in the order of their booking.

    A receipt that names documents goes to them in the order named, oldest instalment first; one
    that names none goes to the oldest due date of what was issued by its value date (ties: lower
    number), inside one customer and one currency. What is left stays unapplied. A write-off takes
    all of its amount off the document it names, or nothing.
    """
    run = _Book(_Shelf(dues), list(standing))
    for turn in _turns(list(settlings), bounces):
        heapq.heappush(run.queue, turn)
    while run.queue:
        run.take(heapq.heappop(run.queue))
    return tuple(run.entries)


@dataclass(frozen=True, slots=True, order=True)
class _Turn:
    """When something is booked: by day, kind, number; `serial` keeps a bounce behind its money."""

    day: date
    source: Source
    number: tuple[tuple[int, int, str], ...]
    serial: int
    what: Settling | Bounce = field(compare=False)


def _turns(settlings: Sequence[Settling], bounces: Iterable[Bounce]) -> Iterable[_Turn]:
    receipts = {s.key: s for s in settlings if s.source is Source.RECEIPT}
    for settling in settlings:
        yield _Turn(settling.on, settling.source, natural(settling.number), 0, settling)
    for bounce in bounces:
        number, money = natural(bounce.number), receipts.get(bounce.receipt)
        if money and money.on == bounce.on:
            number = max(number, natural(money.number))
        yield _Turn(bounce.on, Source.RECEIPT, number, 1, bounce)


class _Shelf:
    """The open instalments, found by document or by customer, oldest first."""

    def __init__(self, dues: Iterable[Due]) -> None:
        ordered = sorted(
            dues, key=lambda due: (due.due_on, natural(due.document), natural(due.label))
        )
        self.dues = ordered
        self.at = {due.key: place for place, due in enumerate(ordered)}
        self.open = [due.open_minor for due in ordered]
        self.reopened = [(due.reopened_on, due.reopened_minor) for due in ordered]
        self.by_document: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.by_customer: dict[tuple[int, str], list[int]] = defaultdict(list)
        for place, due in enumerate(ordered):
            self.by_document[due.customer, due.document].append(place)
            if due.label:
                self.by_document[due.customer, f"{due.document}/{due.label}"].append(place)
            self.by_customer[due.customer, due.currency].append(place)

    def named(self, settling: Settling, document: str) -> list[int]:
        """The instalments of one of the customer's documents, in the settling's currency."""
        places = self.by_document.get((settling.customer, document), [])
        return [place for place in places if self.dues[place].currency == settling.currency]

    def left(self, settling: Settling) -> int:
        """What is open of the documents that are named."""
        named = {place for name in settling.names for place in self.named(settling, name)}
        return sum(self.open[place] for place in named)

    def issued(self, settling: Settling) -> list[int]:
        """The customer's open instalments issued by the settling's day; settled ones drop out."""
        key = settling.customer, settling.currency
        self.by_customer[key] = [place for place in self.by_customer[key] if self.open[place]]
        return [p for p in self.by_customer[key] if self.dues[p].issued_on <= settling.on]

    def take(self, place: int, amount: int, day: date) -> list[tuple[int, date]]:
        """Settle a part: what was open all along first, what a bounce reopened from its day on."""
        since, back = self.reopened[place]
        standing = min(amount, self.open[place] - back) if day < since else amount
        self.open[place] -= amount
        self.reopened[place] = since, min(back, self.open[place])
        parts = [(standing, day), (amount - standing, max(day, since))]
        return [part for part in parts if part[0]]

    def reopen(self, place: int, amount_minor: int, on: date) -> None:
        """Put money that was taken back on the instalment again; an undo as if it never went."""
        due = self.dues[place]
        line = self.by_customer[due.customer, due.currency]
        if place not in line:
            insort(line, place)
        since, back = self.reopened[place]
        self.open[place] += amount_minor
        if on > date.min:
            self.reopened[place] = max(since, on), back + amount_minor


class _Book:
    """One booking run: what is still to come, and what was booked."""

    def __init__(self, shelf: _Shelf, standing: list[Standing]) -> None:
        self.shelf = shelf
        self.queue: list[_Turn] = []
        self.entries: list[Entry] = []
        self.bounced: set[int] = set()
        self.lines: dict[int, list[tuple[int, Standing]]] = defaultdict(list)
        for i, line in enumerate(standing):
            self.lines[line.receipt].append((-1 - i, line))

    def take(self, turn: _Turn) -> None:
        if isinstance(turn.what, Bounce):
            self._take_back(turn.what)
        elif turn.what.key not in self.bounced or turn.source is not Source.RECEIPT:
            self._settle(turn, turn.what)

    def _settle(self, turn: _Turn, rest: Settling) -> None:
        if rest.source is Source.WRITE_OFF and self.shelf.left(rest) < rest.amount_minor:
            return
        if not rest.names and rest.source is Source.RECEIPT:
            self._pay(rest, self.shelf.issued(rest))
        for i, name in enumerate(rest.names):
            places = self.shelf.named(rest, name)
            issued_on = max((self.shelf.dues[p].issued_on for p in places), default=turn.day)
            if issued_on > turn.day:
                waits = replace(rest, names=rest.names[i:])
                heapq.heappush(self.queue, replace(turn, day=issued_on, what=waits))
                return
            rest = replace(rest, amount_minor=self._pay(rest, places))

    def _pay(self, settling: Settling, places: Iterable[int]) -> int:
        """Settle instalments one after another; return what is left."""
        left = settling.amount_minor
        for place in places:
            if left == 0:
                break
            due, amount = self.shelf.dues[place], min(left, self.shelf.open[place])
            if amount > 0:
                left -= amount
                for part, day in self.shelf.take(place, amount, max(settling.on, due.issued_on)):
                    self._add(Entry(settling.source, settling.key, due.key, part, day, day))
        return left

    def _add(self, entry: Entry) -> None:
        if entry.source is Source.RECEIPT:
            line = Standing(entry.settling, entry.due, entry.amount_minor, entry.effective_on)
            self.lines[entry.settling].append((len(self.entries), line))
        self.entries.append(entry)

    def _take_back(self, bounce: Bounce) -> None:
        self.bounced.add(bounce.receipt)
        for index, line in self.lines.pop(bounce.receipt, []):
            on = line.effective_on if bounce.undo else max(bounce.on, line.effective_on)
            reopened_on = date.min if bounce.undo else on
            self.shelf.reopen(self.shelf.at[line.due], line.amount_minor, reopened_on)
            self.entries.append(
                Entry(
                    Source.RECEIPT,
                    bounce.receipt,
                    line.due,
                    -line.amount_minor,
                    on,
                    line.effective_on,
                    undoes=index,
                )
            )
