"""Write-offs: approved by somebody else, and never more than is open."""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.booking import Settling, Source
from ledger.money import Money, major
from storage.importers.record import Finding, Record
from storage.intake.context import Context, Verdict, at_row, money, problem, rejected
from storage.intake.settling import rehearse
from storage.intake.shelf import Shelf
from storage.tables import WriteOff

_COMPARED = {
    "invoice_id": "invoice_id",
    "amount": "amount_minor",
    "on": "written_off_on",
    "requested_by": "requested_by",
    "approved_by": "approved_by",
}


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store what is given up; what does not fit into the open balance is refused."""
    shelf = Shelf(context, records, WriteOff, "writeoff_id", context.batch.write_offs)
    verdicts = [_write_off(shelf, record) for record in records]
    if not any(verdict.added for verdict in verdicts):
        return verdicts
    desk, entries = rehearse(context)
    taken = {entry.settling for entry in entries if entry.source is Source.WRITE_OFF}
    left = {key: due.open_minor for key, due in desk.dues.items()}
    for entry in entries:
        left[entry.due] -= entry.amount_minor
    return [_kept(shelf, verdict, taken, left) for verdict in verdicts]


def _write_off(shelf: Shelf, record: Record) -> Verdict:
    values = record.values
    invoice, people = shelf.invoice(record), shelf.two_people(record)
    if isinstance(invoice, Finding):
        return rejected(record, invoice)
    if isinstance(people, Finding):
        return rejected(record, people)
    minor, rounded = money(values["amount"], invoice["currency"], "amount")
    row = shelf.begin(record, invoice_id=invoice["id"], currency=invoice["currency"])
    row |= {"amount_minor": minor, "written_off_on": values["on"]}
    row |= {"reason": values.get("reason", "")}
    row |= {"requested_by": people[0], "approved_by": people[1]}
    old = shelf.old(record)
    wrong = shelf.differing(record, row, _COMPARED) if old else _too_early(record, invoice)
    if wrong:
        return rejected(record, wrong)
    if not old:
        shelf.add(row)
        shelf.context.batch.settlings.append(write_off_settling(row, invoice))
    notices = tuple(at_row(finding, record) for finding in rounded)
    amount = Money(minor, invoice["currency"])
    return Verdict(record, added=not old, findings=notices, amount=amount)


def _too_early(record: Record, invoice: Mapping[str, Any]) -> Finding | None:
    if record.values["on"] >= invoice["issued_on"]:
        return None
    sentence = "{invoice} was issued on {issued}; it cannot be written off before."
    return problem("on", sentence, invoice=invoice["number"], issued=invoice["issued_on"])


def _kept(shelf: Shelf, verdict: Verdict, taken: set[int], left: Mapping[int, int]) -> Verdict:
    """Keep what was taken off in full; take the rest back."""
    row = shelf.old(verdict.record)
    if not verdict.added or row is None or row["id"] in taken:
        return verdict
    shelf.remove(row)
    settlings = shelf.context.batch.settlings
    settlings[:] = [settling for settling in settlings if settling.key != row["id"]]
    invoice = shelf.invoices[row["invoice_id"]]
    still = sum(left.get(one["id"], 0) for one in shelf.instalments[invoice["id"]])
    sentence = "Of {invoice} {open} is open, less than {amount}; write off no more than that."
    blanks = {"invoice": invoice["number"], "open": major(still, invoice["currency"])}
    blanks |= {"amount": major(row["amount_minor"], invoice["currency"])}
    return rejected(verdict.record, problem("amount", sentence, **blanks))


def write_off_settling(row: Mapping[str, Any], invoice: Mapping[str, Any]) -> Settling:
    """A write-off as booking sees it."""
    return Settling(
        key=row["id"],
        source=Source.WRITE_OFF,
        number=row["number"],
        customer=invoice["customer_id"],
        currency=row["currency"],
        on=row["written_off_on"],
        amount_minor=row["amount_minor"],
        names=(invoice["number"],),
    )
