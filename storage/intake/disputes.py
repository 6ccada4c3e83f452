"""Disputes: an amount lies on the oldest instalments open on its first day; it is decided once.

Whoever imports a dispute confirms it; one that is entered in chat (`raised_by`) waits for that.
`to` and `outcome` may be filled once, one after the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from ledger import dispute
from ledger.booking import natural
from ledger.money import Money, major
from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.intake.books import with_values
from storage.intake.context import (
    Context,
    Verdict,
    at_row,
    differs,
    money,
    notice,
    problem,
    rejected,
)
from storage.intake.settling import rehearse
from storage.intake.shelf import Shelf
from storage.tables import Allocation, Dispute, DisputedPart, DisputeStep, Reduction

_COMPARED = {"invoice_id": "invoice_id", "amount": "amount_minor", "from": "from_on"}
Step = dict[str, Any]
Line = tuple[date, int]  # from which day on, how much


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store disputes, the earlier ones first wherever they stand, and what became of them."""
    desk = Desk.open(context, records)
    in_time = sorted(records, key=lambda r: (r.values["from"], natural(r.values["dispute_id"])))
    verdicts = {record.row: desk.take(record) for record in in_time}
    return [verdicts[record.row] for record in records]


class Desk:
    """The disputes of the invoices that are named, with their steps and parts."""

    @classmethod
    def open(cls, context: Context, records: Sequence[Record]) -> "Desk":
        """Read what the books hold of these rows."""
        return cls(Shelf(context, records, Dispute, "dispute_id", context.batch.disputes))

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.context = shelf, shelf.context
        context, batch = shelf.context, shelf.context.batch
        others = with_values(context, Dispute, "invoice_id", shelf.invoices)
        self.disputes = {row["id"]: row for row in (*others, *batch.disputes.values())}
        steps = with_values(context, DisputeStep, "dispute_id", self.disputes)
        self.steps = {(row["dispute_id"], row["step"]): row for row in steps}
        self.steps |= batch.dispute_steps
        self.parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
        stored = with_values(context, DisputedPart, "dispute_id", self.disputes)
        self._keep([*stored, *batch.disputed_parts])
        instalments = [row["id"] for own in shelf.instalments.values() for row in own]
        self.lines = _lines(context, instalments)
        self.booked: dict[int, list[Line]] = defaultdict(list)
        for entry in rehearse(context)[1]:
            self.booked[entry.due].append((entry.effective_on, entry.amount_minor))

    def _keep(self, parts: Iterable[dict[str, Any]]) -> None:
        for part in parts:
            self.parts[part["instalment_id"]].append(part)

    def take(self, record: Record) -> Verdict:
        """Store a dispute, or what became of one that is known."""
        invoice = self.shelf.invoice(record)
        if isinstance(invoice, Finding):
            return rejected(record, invoice)
        minor, rounded = money(record.values["amount"], invoice["currency"], "amount")
        row = self.shelf.begin(record, invoice_id=invoice["id"], amount_minor=minor)
        row |= {"from_on": record.values["from"], "reason": record.values.get("reason", "")}
        row |= {"raised_by": record.values.get("raised_by")}
        old = self.shelf.old(record)
        wrong = self.shelf.differing(record, row, _COMPARED) if old else None
        if wrong := wrong or _ends_before(record):
            return rejected(record, wrong)
        added = self._decide(record, old) if old else self._add(record, row, invoice)
        if isinstance(added, Finding):
            return rejected(record, added)
        found = (*rounded, *self._endless((old or row)["id"]))
        notices = tuple(at_row(finding, record) for finding in found)
        return Verdict(record, added, notices, Money(minor, invoice["currency"]))

    def _add(
        self, record: Record, row: dict[str, Any], invoice: Mapping[str, Any]
    ) -> Finding | bool:
        parts = self._place(row)
        if parts is None:
            sentence = (
                "Of {invoice} {open} was open and not disputed on {day}, less than {amount}; "
                "dispute no more than that."
            )
            left = self.left(row["invoice_id"], row["from_on"])
            blanks = {"invoice": invoice["number"], "day": row["from_on"]}
            blanks |= {"open": major(left, invoice["currency"])}
            blanks |= {"amount": major(row["amount_minor"], invoice["currency"])}
            return problem("amount", sentence, **blanks)
        self.shelf.add(row)
        self.disputes[row["id"]] = row
        self._keep(parts)
        batch = self.context.batch
        batch.disputed_parts += parts
        batch.marked.update(part["instalment_id"] for part in parts)
        if row["raised_by"] is None:
            self._step(row, "confirm", own_doing=record.values.get("own_doing", False))
        if told := _told(record):
            self._step(row, "decide", own_doing=record.values.get("own_doing", False), **told)
        return True

    def _endless(self, dispute_id: int) -> Iterable[Finding]:
        """A decision without its day leaves the amount disputed."""
        step = self.steps.get((dispute_id, "decide"))
        if step and step["to_on"] is None:
            sentence = (
                "The dispute is decided without an end; it stays disputed until to says when."
            )
            yield notice("to", sentence)

    def _place(self, row: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """Put a dispute on the oldest instalments open on its day; None if it does not fit."""
        free = self._free(row["invoice_id"], row["from_on"])
        placed = dispute.place(row["amount_minor"], free)
        shared = {"workspace_id": row["workspace_id"], "dispute_id": row["id"]}
        shared |= {"recorded_at": row["recorded_at"]}
        if placed is None:
            return None
        return [
            shared | {"id": new_id(), "instalment_id": instalment, "amount_minor": minor}
            for instalment, minor in placed
        ]

    def left(self, invoice_id: int, day: date) -> int:
        """What of an invoice was open on a day, and not disputed already."""
        return sum(free for _, free in self._free(invoice_id, day))

    def _free(self, invoice_id: int, day: date) -> Iterable[tuple[int, int]]:
        """What was open of each instalment on a day, and not disputed already."""
        for row in self.shelf.instalments.get(invoice_id, ()):
            key, still = row["id"], row["balance_minor"] - self._disputed(row["id"], day)
            still += sum(minor for on, minor in self.lines[key] if on > day)
            still -= sum(minor for on, minor in self.booked[key] if on <= day)
            yield key, max(0, still) if row["issued_on"] <= day else 0

    def _disputed(self, instalment_id: int, day: date) -> int:
        """What other disputes say of an instalment on a day."""
        return sum(
            part["amount_minor"]
            for part in self.parts[instalment_id]
            if self.disputes[part["dispute_id"]]["from_on"] <= day
            and not self._is_over(part["dispute_id"], day)
        )

    def _is_over(self, dispute_id: int, day: date) -> bool:
        to_on = self.steps.get((dispute_id, "decide"), {}).get("to_on")
        return to_on is not None and to_on <= day

    def _step(
        self,
        row: Mapping[str, Any],
        step: str,
        *,
        own_doing: bool,
        to_on: date | None = None,
        outcome: str | None = None,
    ) -> None:
        written: Step = {"workspace_id": row["workspace_id"], "id": new_id()}
        written |= {"dispute_id": row["id"], "step": step, "outcome": outcome, "to_on": to_on}
        written |= {"own_doing": own_doing, "person_id": None, "words": ""}
        written |= {"recorded_at": self.context.tx.now}
        key = row["id"], step
        self.steps[key] = self.context.batch.dispute_steps[key] = written

    def _decide(self, record: Record, row: Mapping[str, Any]) -> Finding | bool:
        """Fill in what became of a known dispute; what is there already has to be the same."""
        step = self.steps.get((row["id"], "decide"), {})
        before = {"to_on": step.get("to_on"), "outcome": step.get("outcome")}
        told = _told(record)
        if told and before["to_on"] == row["from_on"]:
            return problem("to", "{number} was found to be no dispute.", number=row["number"])
        for field, value in told.items():
            if before[field] not in {None, value}:
                column = "to" if field == "to_on" else field
                return differs(column, row["number"], before[field], value)
        filled = {field: value for field, value in told.items() if before[field] is None}
        confirmed = self.steps.get((row["id"], "confirm"), {})
        stored = bool(step.get("own_doing") or confirmed.get("own_doing"))
        own_doing = record.values.get("own_doing", stored)
        if own_doing != stored and (stored or not filled):
            words = {True: "yes", False: "no"}
            return differs("own_doing", row["number"], words[stored], words[own_doing])
        if not filled:
            return False
        after = before | filled
        if (row["id"], "confirm") not in self.steps:
            self._step(row, "confirm", own_doing=own_doing)
        if not step:
            self._step(row, "decide", own_doing=own_doing, **after)
        else:
            self._fill(step, after | {"own_doing": own_doing})
        self._log(row, before, after)
        return True

    def _fill(self, step: Step, values: dict[str, Any]) -> None:
        """Complete a decision of which a part was known; an end counts from when it is known."""
        if step["to_on"] is None:
            values = values | {"recorded_at": self.context.tx.now}
        key = step["dispute_id"], "decide"
        self.steps[key] = step | values
        if key in self.context.batch.dispute_steps:
            self.context.batch.dispute_steps[key] = self.steps[key]
            return
        this = (
            col(DisputeStep.workspace_id) == step["workspace_id"],
            col(DisputeStep.id) == step["id"],
        )
        self.context.tx.execute(update(DisputeStep).where(*this).values(**values))

    def _log(
        self, row: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> None:
        told = (
            {"to": values["to_on"] and str(values["to_on"]), "outcome": values["outcome"]}
            for values in (before, after)
        )
        self.context.changes.append(
            {"dispute": row["number"], "before": next(told), "after": next(told)}
        )


def _told(record: Record) -> dict[str, Any]:
    """What a row says of the end of a dispute; `open` says nothing."""
    values = record.values
    outcome = values.get("outcome", "open")
    told = {"to_on": values.get("to"), "outcome": None if outcome == "open" else outcome}
    return {field: value for field, value in told.items() if value is not None}


def _ends_before(record: Record) -> Finding | None:
    values = record.values
    if "to" not in values or values["to"] > values["from"]:
        return None
    sentence = "to {to} is not after {start}; it is the first day no longer disputed."
    return problem("to", sentence, to=values["to"], start=values["from"])


def _lines(context: Context, instalments: Sequence[int]) -> Mapping[int, list[Line]]:
    """Every stored line on instalments: on which day, how much."""
    found: dict[int, list[Line]] = defaultdict(list)
    for table in (Allocation, Reduction):
        for row in with_values(context, table, "instalment_id", instalments):
            found[row["instalment_id"]].append((row["effective_on"], row["amount_minor"]))
    return found
