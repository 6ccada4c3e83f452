"""Ownership moves: from a day on others own an instalment, until the day of the next move.

Moves are facts of their day, so their order does not matter. One that begins with the invoice
corrects its first owners; what was credited from the day of a move on is credited anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from ledger.money import split
from storage import rows
from storage.columns import FOREVER, OPEN_END
from storage.ids import new_ids
from storage.importers.record import Finding, Record
from storage.intake.books import Books, invoices_by_id, with_values
from storage.intake.context import (
    Context,
    Owners,
    Timeline,
    Verdict,
    differs,
    problem,
    rejected,
)
from storage.tables import Allocation, CreditShare, Instalment, Ownership

Row = Mapping[str, Any]


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store moves, the earlier ones first wherever they stand."""
    desk = _Desk(context, records)
    in_time = sorted(records, key=lambda r: (r.values["valid_from"], r.row))
    verdicts = {record.row: desk.take(record) for record in in_time}
    return [verdicts[record.row] for record in records]


class _Desk:
    """The instalments that a file names, and who owned each from which day on."""

    def __init__(self, context: Context, records: Sequence[Record]) -> None:
        self.context = context
        self.books = Books.open(context, {record.values["invoice_id"] for record in records})
        self.numbers = {row["id"]: number for number, row in context.people.items()}
        self.of_invoice: dict[int, list[Row]] = defaultdict(list)
        for row in self.books.instalments.values():
            self.of_invoice[row["invoice_id"]].append(row)
        named = [self.books.invoices.get(record.values["invoice_id"]) for record in records]
        ids = [row["id"] for one in named if one for row in self.of_invoice[one["id"]]]
        self.timelines = _timelines(with_values(context, Ownership, "instalment_id", ids))
        self.timelines |= {
            key: ((context.batch.instalments[key]["issued_on"], owners),)
            for key, owners in context.batch.owners.items()
            if owners
        }
        self.timelines |= context.batch.moves

    def take(self, record: Record) -> Verdict:
        """Move the instalments that a row names; known when they all were moved so."""
        found, owners = self._named(record), self.context.owners(record.values["owners"])
        if isinstance(found, Finding):
            return rejected(record, found)
        if isinstance(owners, Finding):
            return rejected(record, replace(owners, column="owners"))
        moved: dict[int, Timeline] = {}
        for row in found:
            on = max(record.values["valid_from"], row["issued_on"])
            timeline = dict(self.timelines.get(row["id"], ()))
            old = timeline.get(on)
            if old == owners:
                continue
            if old is not None and not self._is_first(row, on, old):
                said = differs("owners", self._name(record), self._said(old), self._said(owners))
                return rejected(record, said)
            moved[row["id"]] = tuple(sorted((timeline | {on: owners}).items()))
        self.timelines |= moved
        self.context.batch.moves |= moved
        self.context.batch.marked.update(moved)
        return Verdict(record, added=bool(moved))

    def _is_first(self, row: Row, on: date, owners: Owners) -> bool:
        """Tell whether these are the owners with whom the instalment came in."""
        return on == row["issued_on"] and owners == self.books.owners(row["id"])

    def _named(self, record: Record) -> Sequence[Row] | Finding:
        """Find the instalments that a row names: one, or all of the invoice."""
        number, label = record.values["invoice_id"], record.values.get("instalment")
        invoice = self.books.invoices.get(number)
        if invoice is None:
            sentence = "There is no invoice {invoice}; import invoices first."
            return problem("invoice_id", sentence, invoice=number)
        if label is None:
            return self.of_invoice[invoice["id"]]
        one = self.books.instalment(invoice["id"], label)
        sentence = "{invoice} has no instalment {label}; leave it empty to move all of them."
        return [one] if one else problem("instalment", sentence, invoice=number, label=label)

    def _name(self, record: Record) -> str:
        number, label = record.values["invoice_id"], record.values.get("instalment")
        return f"{number}/{label}" if label else str(number)

    def _said(self, owners: Owners) -> str:
        shares = ((self.numbers[person], divmod(weight, 100)) for person, weight in owners)
        return ";".join(f"{who}:{whole}" + (f".{p:02d}" if p else "") for who, (whole, p) in shares)


def apply(context: Context) -> None:
    """Write the moves of this command: intervals, and who is credited with what since."""
    moves = context.batch.moves
    if not moves:
        return
    standing: dict[int, list[Row]] = defaultdict(list)
    for row in with_values(context, Ownership, "instalment_id", moves):
        if row["replaced_at"] == FOREVER:
            standing[row["instalment_id"]].append(row)
    repeated = _repeated(context, moves)
    old, new = [], []
    for key, timeline in moves.items():
        wanted = list(_intervals(key, timeline))
        now = [_facts(row) for row in standing[key]]
        old += [row for row in standing[key] if _facts(row) not in wanted]
        new += [row | repeated[key] for row in wanted if row not in now]
    _replace(context, Ownership, old, new)
    _credit_anew(context)


def _repeated(context: Context, instalments: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What rows of ownership repeat of their instalments and invoices."""
    found = list(with_values(context, Instalment, "id", instalments))
    invoices = invoices_by_id(context, {row["invoice_id"] for row in found})
    return {
        row["id"]: {
            "settled_on": row["settled_on"],
            "delivered_on": invoices[row["invoice_id"]]["delivered_on"],
        }
        for row in found
    }


def _timelines(owned: Iterable[Row]) -> dict[int, Timeline]:
    """Who owns instalments from which day on, of the rows that stand."""
    found: dict[int, dict[date, dict[int, tuple[int, int]]]] = defaultdict(dict)
    for row in owned:
        if row["replaced_at"] == FOREVER:
            owners = found[row["instalment_id"]].setdefault(row["valid_from"], {})
            owners[row["place"]] = (row["person_id"], row["weight_bp"])
    return {
        key: tuple((day, tuple(o[i] for i in sorted(o))) for day, o in sorted(days.items()))
        for key, days in found.items()
    }


def _intervals(instalment_id: int, timeline: Timeline) -> Iterable[dict[str, Any]]:
    """The rows of a timeline: each holds until the next begins."""
    ends = [*(day for day, _ in timeline[1:]), OPEN_END]
    for (day, owners), end in zip(timeline, ends, strict=True):
        shares = ",".join(str(weight) for _, weight in owners)
        for place, (person, weight) in enumerate(owners):
            yield {
                "instalment_id": instalment_id,
                "person_id": person,
                "place": place,
                "weight_bp": weight,
                "split": shares,
                "valid_from": day,
                "valid_to": end,
            }


_FACTS = ("instalment_id", "person_id", "place", "weight_bp", "split", "valid_from", "valid_to")


def _facts(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _FACTS}


def _credit_anew(context: Context) -> None:
    """Credit allocations by who owns the instalment on their day now; what was changes nothing."""
    moves = context.batch.moves
    lines = list(with_values(context, Allocation, "instalment_id", moves))
    shares: dict[int, list[Row]] = defaultdict(list)
    for row in with_values(context, CreditShare, "allocation_id", (line["id"] for line in lines)):
        if row["replaced_at"] == FOREVER:
            shares[row["allocation_id"]].append(row)
    closed = {
        line["id"] for line in lines if any(line["counted_on"] in one for one in context.closed)
    }
    old, new = [], []
    for line in lines:
        if closed & {line["id"], line["reverses_id"]}:
            continue  # what a closed period credited stays, and is taken back as it was credited
        wanted = _shares(line, _owners_on(moves[line["instalment_id"]], line["credited_on"]))
        before = [(row["person_id"], row["amount_minor"]) for row in shares[line["id"]]]
        after = [(row["person_id"], row["amount_minor"]) for row in wanted]
        if sorted(before) != sorted(after):
            old += shares[line["id"]]
            new += wanted
    _replace(context, CreditShare, old, new)


def _owners_on(timeline: Timeline, day: date) -> Owners:
    held: Owners = ()
    for first, owners in timeline:
        held = owners if first <= day else held
    return held


def _shares(line: Row, owners: Owners) -> list[dict[str, Any]]:
    parts = split(line["amount_minor"], [weight for _, weight in owners]) if owners else ()
    return [
        {
            "allocation_id": line["id"],
            "person_id": person,
            "amount_minor": part,
            "effective_on": line["counted_on"],
        }
        for (person, _), part in zip(owners, parts, strict=True)
        if part
    ]


def _replace(context: Context, table: Any, old: Sequence[Row], new: list[dict[str, Any]]) -> None:
    """Let rows give way to others, from this moment on."""
    for part in rows.portions(row["id"] for row in old):
        this = (col(table.workspace_id) == context.company.id, col(table.id).in_(part))
        context.tx.execute(update(table).where(*this).values(replaced_at=context.tx.now))
    shared = {"workspace_id": context.company.id, "recorded_at": context.tx.now}
    ids = new_ids(len(new)) if new else []
    own = [
        {**row, **shared, "id": i, "replaced_at": FOREVER} for row, i in zip(new, ids, strict=True)
    ]
    rows.add(context.tx, table, own)
