"""Exemptions: approved by somebody else; one without a last day may be given it once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.intake.books import with_values
from storage.intake.context import Context, Verdict, differs, problem, rejected
from storage.intake.shelf import Shelf
from storage.tables import Exemption, ExemptionEnd

_COMPARED = {
    "invoice_id": "invoice_id",
    "kind": "kind",
    "from": "from_on",
    "requested_by": "requested_by",
    "approved_by": "approved_by",
    "reason": "reason",
}


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store exemptions, and the last day of those that had none."""
    shelf = Shelf(context, records, Exemption, "exemption_id", context.batch.exemptions)
    ids = [row["id"] for row in shelf.rows.values()]
    ends = {
        row["exemption_id"]: row for row in with_values(context, ExemptionEnd, "exemption_id", ids)
    }
    ends |= context.batch.exemption_ends
    return [_exemption(shelf, record, ends) for record in records]


def _exemption(shelf: Shelf, record: Record, ends: dict[int, dict[str, Any]]) -> Verdict:
    row = _row(shelf, record)
    if isinstance(row, Finding):
        return rejected(record, row)
    old = shelf.old(record)
    added = _completed(shelf, record, row, ends) if old else _added(shelf, record, row)
    if isinstance(added, Finding):
        return rejected(record, added)
    return Verdict(record, added)


def _added(shelf: Shelf, record: Record, row: dict[str, Any]) -> Finding | bool:
    if wrong := _wrong(record):
        return wrong
    shelf.add(row)
    _mark(shelf, row)
    return True


def _completed(
    shelf: Shelf, record: Record, row: dict[str, Any], ends: dict[int, dict[str, Any]]
) -> Finding | bool:
    """Give an exemption its last day if it has none; everything else has to be the same."""
    old, values = shelf.old(record), record.values
    assert old is not None, "only what is known is completed"
    if wrong := shelf.differing(record, row, _COMPARED):
        return wrong
    until = old["until_on"] or ends.get(old["id"], {}).get("until_on")
    if values.get("until", until) == until:
        return False
    if until is not None:
        return differs("until", old["number"], until, values["until"])
    if wrong := _wrong(record):
        return wrong
    _end(shelf, old, values["until"], ends)
    return True


def _row(shelf: Shelf, record: Record) -> dict[str, Any] | Finding:
    """Read a row; INV-1/2 is the second instalment of INV-1 alone."""
    values = record.values
    invoice = shelf.books.find_invoice(values["invoice_id"])
    if invoice is None:
        found = shelf.invoice(record)
        assert isinstance(found, Finding), "what is no invoice by any name is a finding"
        return found
    people = shelf.two_people(record)
    if isinstance(people, Finding):
        return people
    label = values["invoice_id"].removeprefix(invoice["number"]).removeprefix("/")
    instalment = shelf.books.instalment(invoice["id"], label) if label else None
    row = shelf.begin(record, invoice_id=invoice["id"], kind=values["kind"])
    row |= {"instalment_id": instalment and instalment["id"], "reason": values.get("reason", "")}
    row |= {"from_on": values["from"], "until_on": values.get("until")}
    return row | {"requested_by": people[0], "approved_by": people[1]}


def _wrong(record: Record) -> Finding | None:
    values = record.values
    if values["kind"] == "extend" and "until" not in values:
        return problem("until", "An extension needs the new due date; fill in until.")
    if values.get("until", values["from"]) < values["from"]:
        sentence = "until {until} is before {start}; it is the last day."
        return problem("until", sentence, until=values["until"], start=values["from"])
    return None


def _mark(shelf: Shelf, row: dict[str, Any]) -> None:
    marked = shelf.context.batch.marked
    if row["instalment_id"] is not None:
        marked.add(row["instalment_id"])
    else:
        marked.update(one["id"] for one in shelf.instalments[row["invoice_id"]])


def _end(shelf: Shelf, old: dict[str, Any], until: date, ends: dict[int, dict[str, Any]]) -> None:
    context = shelf.context
    end = {"workspace_id": context.company.id, "id": new_id(), "exemption_id": old["id"]}
    end |= {"until_on": until, "person_id": None, "recorded_at": context.tx.now}
    ends[old["id"]] = context.batch.exemption_ends[old["id"]] = end
    change = {"exemption": old["number"], "before": {"until": None}, "after": {"until": str(until)}}
    context.changes.append(change)
