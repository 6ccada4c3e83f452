"""Settle: book what one command adds, and write documents, lines, credits, counters and facts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select, update
from sqlmodel import col

from ledger.booking import Entry, Source, book
from ledger.money import split
from ledger.period import Period
from storage import rows
from storage.columns import FOREVER, OPEN_END
from storage.ids import new_ids
from storage.intake.books import with_values
from storage.intake.context import Context, Owners
from storage.intake.desk import Desk
from storage.intake.posting import post
from storage.tables import (
    Allocation,
    CreditNote,
    CreditShare,
    Instalment,
    Invoice,
    Ownership,
    Receipt,
    Reduction,
    Reversal,
    WriteOff,
)

Shares = tuple[tuple[int, int], ...]  # (person id, minor units)


def settle(context: Context) -> None:
    """Book the command's receipts, credit notes and bounces, and write everything it adds."""
    desk, entries = rehearse(context)
    _Writer(desk).write(entries)
    post(context)


def rehearse(context: Context) -> tuple[Desk, tuple[Entry, ...]]:
    """Book without writing: what the command would settle."""
    desk = Desk(context)
    desk.read()
    return desk, book(desk.dues.values(), desk.settlings, context.batch.bounces, desk.standing)


class _Writer:
    """Writes what a desk holds and what booking made of it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.tx = desk.tx
        self.batch = desk.batch
        self.company_id = desk.context.company.id
        self.bounces = {row["receipt_id"]: row for row in desk.batch.reversals.values()}

    def write(self, entries: tuple[Entry, ...]) -> None:
        """Write the documents with their counters, then the lines that explain them."""
        ids = new_ids(len(entries)) if entries else []
        recorded = [self._recorded_at(entry) for entry in entries]
        self._count(entries, recorded)
        self._write_documents()
        allocations, reductions = [], []
        for entry, row_id, at in zip(entries, ids, recorded, strict=True):
            line = self._line(entry, row_id, at)
            if entry.source is Source.RECEIPT:
                allocations.append(line | self._cash(entry, ids))
            else:
                reductions.append(line | self._reduces(entry))
        rows.add(self.tx, Allocation, allocations)
        rows.add(self.tx, Reduction, reductions)
        self._credit(entries, ids, recorded)

    def _recorded_at(self, entry: Entry) -> datetime:
        """A line is known once both its money and its instalment are."""
        source = self.desk.source(entry.source)
        known: datetime = max(
            source[entry.settling]["recorded_at"], self.desk.instalment(entry.due)["recorded_at"]
        )
        if entry.undoes is None:
            return known
        bounced: datetime = self.bounces[entry.settling]["recorded_at"]
        return max(known, bounced)

    def _line(self, entry: Entry, row_id: int, recorded_at: datetime) -> dict[str, Any]:
        return {
            "workspace_id": self.company_id,
            "id": row_id,
            "instalment_id": entry.due,
            "amount_minor": entry.amount_minor,
            "effective_on": entry.effective_on,
            "counted_on": self._counted_on(entry),
            "recorded_at": recorded_at,
        }

    def _counted_on(self, entry: Entry) -> date:
        """What comes late for a closed period counts in the first one that is not closed."""
        return Period.first_outside(entry.effective_on, self.desk.context.closed)

    def _reduces(self, entry: Entry) -> dict[str, Any]:
        if entry.source is Source.CREDIT_NOTE:
            return {"credit_note_id": entry.settling, "write_off_id": None}
        self.batch.marked.add(entry.due)
        return {"credit_note_id": None, "write_off_id": entry.settling}

    def _cash(self, entry: Entry, ids: list[int]) -> dict[str, Any]:
        undone = None
        if entry.undoes is not None:
            stands = entry.undoes < 0
            undone = self.desk.standing_ids[-1 - entry.undoes] if stands else ids[entry.undoes]
        return {
            "receipt_id": entry.settling,
            "value_on": self.desk.receipts[entry.settling]["value_on"],
            "credited_on": entry.credited_on,
            "reverses_id": undone,
            "kind": "cash" if undone is None else self.bounces[entry.settling]["kind"],
        }

    def _count(self, entries: tuple[Entry, ...], recorded: list[datetime]) -> None:
        """Bring the counters of receipts, credit notes and instalments to what was booked."""
        last = self._last_rows({entry.due for entry in entries} & set(self.desk.stored))
        used: dict[int, int] = defaultdict(int)
        for entry, at in zip(entries, recorded, strict=True):
            used[entry.settling] += entry.amount_minor
            used[entry.due] += entry.amount_minor
            row = self.desk.instalment(entry.due)
            row["balance_minor"] -= entry.amount_minor
            on, before = last.get(entry.due, (entry.effective_on, at))
            last[entry.due] = max(on, entry.effective_on), max(before, at)
        for key, (on, at) in last.items():
            row = self.desk.instalment(key)
            settled = row["balance_minor"] == 0
            row["settled_on"], row["settled_at"] = (on, at) if settled else (OPEN_END, FOREVER)
        for bounce in self.batch.bounces:
            receipt = self.desk.receipts[bounce.receipt]
            receipt["reversed_minor"] = receipt["amount_minor"]
        for row in self.desk.receipts.values():
            row["allocated_minor"] += used[row["id"]]
        for row in self.desk.credit_notes.values():
            row["applied_minor"] += used[row["id"]]
        self._update_stored(set(last) & set(self.desk.stored), used)

    def _last_rows(self, instalments: set[int]) -> dict[int, tuple[date, datetime]]:
        """The latest effective day and moment among the stored rows of these instalments."""
        last: dict[int, tuple[date, datetime]] = {}
        for table in (Allocation, Reduction):
            for part in rows.portions(sorted(instalments)):
                newest = (
                    select(
                        col(table.instalment_id),
                        func.max(col(table.effective_on)),
                        func.max(col(table.recorded_at)),
                    )
                    .where(
                        col(table.workspace_id) == self.company_id,
                        col(table.instalment_id).in_(part),
                    )
                    .group_by(col(table.instalment_id))
                )
                for key, on, at in self.tx.execute(newest):
                    old = last.get(key, (on, at))
                    last[key] = max(old[0], on), max(old[1], at)
        return last

    def _update_stored(self, instalments: set[int], used: dict[int, int]) -> None:
        """Count in the database, not over it: what another command counted meanwhile stays in."""
        desk, settled = self.desk, ("settled_on", "settled_at")
        changed = [desk.stored[key] | {"by": -used[key]} for key in sorted(instalments)]
        self._update(Instalment, changed, settled, counter="balance_minor")
        self._update(Ownership, changed, ("settled_on",), by="instalment_id")
        stored = [row | {"by": used[row["id"]]} for row in desk.receipts.values()]
        old = [row for row in stored if row["number"] not in self.batch.receipts]
        self._update(Receipt, old, ("reversed_minor",), counter="allocated_minor")
        stored = [row | {"by": used[row["id"]]} for row in desk.credit_notes.values()]
        old = [row for row in stored if row["number"] not in self.batch.credit_notes]
        self._update(CreditNote, old, (), counter="applied_minor")

    def _update(
        self,
        table: Any,
        changed: list[dict[str, Any]],
        columns: tuple[str, ...],
        *,
        by: str = "id",
        counter: str | None = None,
    ) -> None:
        if not changed:
            return
        where = table.__table__.c
        values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
        if counter:
            values[counter] = where[counter] + bindparam("count_by", type_=BigInteger)
        statement = (
            update(table.__table__)
            .where(where.workspace_id == self.company_id, where[by] == bindparam("row_id"))
            .values(values)
        )
        fresh = [
            {"row_id": row["id"], "count_by": row.get("by", 0)}
            | {f"new_{column}": row[column] for column in columns}
            for row in changed
        ]
        if not counter:
            fresh = [{k: v for k, v in row.items() if k != "count_by"} for row in fresh]
        self.tx.execute(statement, fresh)

    def _write_documents(self) -> None:
        batch = self.batch
        rows.add(self.tx, Invoice, list(batch.invoices.values()))
        rows.add(self.tx, Instalment, list(batch.instalments.values()))
        rows.add(self.tx, Ownership, list(self._ownerships()))
        rows.add(self.tx, CreditNote, list(batch.credit_notes.values()))
        rows.add(self.tx, WriteOff, list(batch.write_offs.values()))
        rows.add(self.tx, Receipt, list(batch.receipts.values()))
        rows.add(self.tx, Reversal, list(batch.reversals.values()))

    def _ownerships(self) -> Iterable[dict[str, Any]]:
        count = sum(len(owners) for owners in self.batch.owners.values())
        ids = iter(new_ids(count) if count else ())
        for key, owners in self.batch.owners.items():
            instalment = self.batch.instalments[key]
            shares = ",".join(str(weight) for _, weight in owners)
            for place, (person, weight) in enumerate(owners):
                yield {
                    "workspace_id": self.company_id,
                    "id": next(ids),
                    "instalment_id": key,
                    "person_id": person,
                    "place": place,
                    "weight_bp": weight,
                    "split": shares,
                    "valid_from": instalment["issued_on"],
                    "valid_to": OPEN_END,
                    "settled_on": instalment["settled_on"],
                    "delivered_on": self.batch.delivered.get(instalment["invoice_id"]),
                    "recorded_at": instalment["recorded_at"],
                    "replaced_at": FOREVER,
                }

    def _credit(self, entries: tuple[Entry, ...], ids: list[int], recorded: list[datetime]) -> None:
        """Credit people with cash by their shares on its day; a bounce takes the same shares."""
        parts = self._parts(entries)
        shares = [
            {
                "workspace_id": self.company_id,
                "allocation_id": allocation,
                "person_id": person,
                "amount_minor": part,
                "effective_on": self._counted_on(entry),
                "recorded_at": at,
                "replaced_at": FOREVER,
            }
            for entry, allocation, at, mine in zip(entries, ids, recorded, parts, strict=True)
            for person, part in mine
            if part
        ]
        for row, row_id in zip(shares, new_ids(len(shares)) if shares else (), strict=True):
            row["id"] = row_id
        rows.add(self.tx, CreditShare, shares)

    def _parts(self, entries: tuple[Entry, ...]) -> Iterator[Shares]:
        """Who is credited with what of each line."""
        owned = _stored_owners(
            self.desk.context, {entry.due for entry in entries} & set(self.desk.stored)
        )
        credited = self._credited()
        for entry in entries:
            if entry.source is not Source.RECEIPT:
                yield ()
            elif entry.undoes is not None and entry.undoes < 0:
                # Owners may have changed backwards since, and what is closed stays credited.
                stood = credited[self.desk.standing_ids[-1 - entry.undoes]]
                yield tuple((person, -part) for person, part in stood)
            else:
                owners = self.batch.owners.get(entry.due)
                if owners is None:
                    owners = owned.on(entry.due, entry.credited_on)
                parts = split(entry.amount_minor, [w for _, w in owners]) if owners else ()
                yield tuple(zip((person for person, _ in owners), parts, strict=True))

    def _credited(self) -> Mapping[int, list[tuple[int, int]]]:
        """Who is credited with what of the stored lines that this command takes back."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        context = self.desk.context
        for row in with_values(context, CreditShare, "allocation_id", self.desk.standing_ids):
            if row["replaced_at"] == FOREVER:
                found[row["allocation_id"]].append((row["person_id"], row["amount_minor"]))
        return found


@dataclass(frozen=True, slots=True)
class _Owned:
    """Who owned stored instalments, and when."""

    intervals: Mapping[int, list[dict[str, Any]]]

    def on(self, instalment: int, day: date) -> Owners:
        """The owners of an instalment on a day, in the order written."""
        standing = [
            row
            for row in self.intervals.get(instalment, ())
            if row["valid_from"] <= day < row["valid_to"]
        ]
        ordered = sorted(standing, key=lambda row: row["place"])
        return tuple((row["person_id"], row["weight_bp"]) for row in ordered)


def _stored_owners(context: Context, instalments: set[int]) -> _Owned:
    intervals: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for part in rows.portions(sorted(instalments)):
        query = select(Ownership.__table__).where(  # type: ignore[attr-defined]
            col(Ownership.workspace_id) == context.company.id,
            col(Ownership.instalment_id).in_(part),
            col(Ownership.replaced_at) == FOREVER,
        )
        for row in context.tx.execute(query).mappings():
            intervals[row["instalment_id"]].append(dict(row))
    return _Owned(intervals)
