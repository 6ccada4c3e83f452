"""What people do to collect: follow-ups, and what customers promised."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from ledger.money import Money
from storage.importers.record import Finding, Record
from storage.intake.context import Context, Verdict, at_row, money, rejected
from storage.intake.shelf import Shelf
from storage.tables import FollowUp, Promise

_FOLLOW_UP = {
    "person_id": "person_id",
    "customer_id": "customer_id",
    "at": "at",
    "invoice_id": "invoice_id",
    "automatic": "automatic",
    "note": "note",
}
_PROMISE = {
    "customer_id": "customer_id",
    "amount": "amount_minor",
    "currency": "currency",
    "promised_on": "promised_on",
    "recorded_at": "recorded_at",
    "invoice_id": "invoice_id",
    "person_id": "person_id",
}


def store_follow_ups(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store who was in touch with which customer, and when."""
    shelf = Shelf(context, records, FollowUp, "followup_id", context.batch.follow_ups)
    return [_follow_up(shelf, record) for record in records]


def store_promises(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store what customers promised to pay, and by when."""
    shelf = Shelf(context, records, Promise, "promise_id", context.batch.promises)
    return [_promise(shelf, record) for record in records]


def _follow_up(shelf: Shelf, record: Record) -> Verdict:
    values, context = record.values, shelf.context
    found = _named(shelf, record)
    if isinstance(found, Finding):
        return rejected(record, found)
    customer, invoice_id, person_id = found
    at = context.moment(values["at"])
    row = shelf.begin(record, person_id=person_id, customer_id=customer["id"], at=at)
    row |= {"invoice_id": invoice_id, "automatic": values.get("automatic", False)}
    row |= {"on_day": at.astimezone(ZoneInfo(context.company.timezone)).date()}
    row |= {"note": values.get("note", "")}
    if shelf.old(record):
        wrong = shelf.differing(record, row, _FOLLOW_UP)
        return rejected(record, wrong) if wrong else Verdict(record)
    shelf.add(row)
    context.keep(customer)
    return Verdict(record, added=True)


def _promise(shelf: Shelf, record: Record) -> Verdict:
    values, context = record.values, shelf.context
    found = _named(shelf, record)
    if isinstance(found, Finding):
        return rejected(record, found)
    customer, invoice_id, person_id = found
    currency = values.get("currency") or _currency(shelf, record, customer, invoice_id)
    minor, rounded = money(values["amount"], currency, "amount")
    row = shelf.begin(record, customer_id=customer["id"], invoice_id=invoice_id)
    row |= {"currency": currency, "amount_minor": minor, "promised_on": values["promised_on"]}
    row |= {"person_id": person_id, "replaces_id": None}
    row |= {"recorded_at": context.moment(values["recorded_at"])}
    old = shelf.old(record)
    if old and (wrong := shelf.differing(record, row, _PROMISE)):
        return rejected(record, wrong)
    if not old:
        shelf.add(row)
        context.keep(customer)
    notices = tuple(at_row(finding, record) for finding in rounded)
    return Verdict(record, added=not old, findings=notices, amount=Money(minor, currency))


def _named(
    shelf: Shelf, record: Record
) -> tuple[Mapping[str, Any], int | None, int | None] | Finding:
    """Find the customer, the invoice and the person that a row names."""
    values = record.values
    customer = shelf.context.customer(values["customer_id"], None)
    assert not isinstance(customer, Finding), "a customer found by number is never ambiguous"
    invoice = shelf.invoice_of(record, customer)
    if isinstance(invoice, Finding):
        return invoice
    person = shelf.person(record, "person_id") if "person_id" in values else None
    if isinstance(person, Finding):
        return person
    return customer, invoice, person


def _currency(
    shelf: Shelf, record: Record, customer: Mapping[str, Any], invoice_id: int | None
) -> str:
    """A promise without a currency is in that of the invoice it names, else the customer's."""
    if old := shelf.old(record):
        return str(old["currency"])
    if invoice_id is not None:
        return str(shelf.invoices[invoice_id]["currency"])
    return str(customer["currency"] or shelf.context.company.currency)
