"""Invoices and credit notes: documents are facts, so other content under a known number is refused.

Only what was empty may be filled once: the days of delivery and of sending.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from ledger.booking import Settling, Source
from ledger.money import Money, major
from storage.columns import FOREVER, OPEN_END
from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.intake.books import Books
from storage.intake.context import (
    Context,
    Owners,
    Verdict,
    at_row,
    differs,
    money,
    notice,
    problem,
    rejected,
)
from storage.intake.customers import shares_of
from storage.tables import Instalment, Invoice, Ownership

FILLED_ONCE = ("delivered_on", "sent_on")


@dataclass(frozen=True, slots=True)
class Written:
    """What a row says, with everything found that it only implies."""

    number: str
    customer: Mapping[str, Any]
    currency: str
    amount_minor: int
    settled_before_minor: int
    owners: Owners | None
    findings: tuple[Finding, ...]

    @property
    def amount(self) -> Money:
        """The column `amount`."""
        return Money(self.amount_minor, self.currency)


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store invoices and credit notes; they are settled when the whole command is read."""
    numbers = {record.values["invoice_id"] for record in records}
    numbers |= {record.values.get("reverses_id", "") for record in records}
    books = Books.open(context, numbers - {""})
    return [_document(context, books, record) for record in records]


def _document(context: Context, books: Books, record: Record) -> Verdict:
    written = _read(context, books, record)
    if isinstance(written, Finding):
        return rejected(record, written)
    is_credit = record.values.get("kind") == "credit_note"
    found = (_credit_note if is_credit else _invoice)(context, books, record, written)
    if isinstance(found, Finding):
        return rejected(record, found)
    context.keep(written.customer)
    notices = tuple(at_row(finding, record) for finding in written.findings + found.findings)
    return Verdict(record, added=found.added, findings=notices, amount=written.amount)


@dataclass(frozen=True, slots=True)
class _Stored:
    added: bool
    findings: tuple[Finding, ...] = ()


def _read(context: Context, books: Books, record: Record) -> Written | Finding:
    values, number = record.values, record.values["invoice_id"]
    customer = context.customer(values.get("customer_id"), values.get("customer_name"))
    if isinstance(customer, Finding):
        return customer
    known = books.invoices.get(number) or books.credit_notes.get(number) or {}
    currency = values.get("currency") or known.get("currency") or customer["currency"]
    currency = currency or context.company.currency
    amount, rounded = money(values["amount"], currency, "amount")
    settled = 0
    if "open" in values:
        still, more = money(values["open"], currency, "open")
        if not 0 <= still <= amount:
            sentence = "{open} cannot be open of {amount}; correct one of them."
            return problem("open", sentence, open=values["open"], amount=values["amount"])
        settled, rounded = amount - still, rounded + more
    shares = shares_of(record)
    owners = context.owners(shares) if shares else None
    if isinstance(owners, Finding):
        return owners
    return Written(number, customer, currency, amount, settled, owners, rounded)


def _invoice(context: Context, books: Books, record: Record, written: Written) -> _Stored | Finding:
    if written.number in books.credit_notes:
        return differs("kind", written.number, "credit_note", "invoice")
    old = books.invoices.get(written.number)
    if old is None:
        books.add_invoice(_invoice_row(context, record, written))
    elif wrong := _header_differs(context, old, record, written):
        return wrong
    label = record.values.get("instalment", "1")
    invoice = books.invoices[written.number]
    instalment = books.instalment(invoice["id"], label)
    filled = old is not None and fill_once(context, books, invoice, record.values)
    if isinstance(filled, Finding):
        return filled
    if instalment is None:
        _add_instalment(context, books, record, written)
        return _Stored(added=True)
    if wrong := _instalment_differs(books, instalment, record, written):
        return wrong
    return _Stored(added=filled)


def _invoice_row(context: Context, record: Record, written: Written) -> dict[str, Any]:
    values = record.values
    return {
        "workspace_id": context.company.id,
        "id": new_id(),
        "number": written.number,
        "customer_id": written.customer["id"],
        "currency": written.currency,
        "issued_on": values["issued_on"],
        "delivered_on": values.get("delivered_on"),
        "sent_on": values.get("sent_on"),
        "recorded_at": context.moment(values.get("recorded_at")),
    }


def _add_instalment(context: Context, books: Books, record: Record, written: Written) -> None:
    values, invoice = record.values, books.invoices[written.number]
    amount = written.amount_minor - written.settled_before_minor
    row = {
        "workspace_id": context.company.id,
        "id": new_id(),
        "invoice_id": invoice["id"],
        "customer_id": invoice["customer_id"],
        "currency": written.currency,
        "label": values.get("instalment", "1"),
        "issued_on": invoice["issued_on"],
        "due_on": _due_on(record),
        "amount_minor": amount,
        "settled_before_minor": written.settled_before_minor,
        "balance_minor": amount,
        "settled_on": OPEN_END if amount else invoice["issued_on"],
        "settled_at": FOREVER,
        "recorded_at": context.moment(values.get("recorded_at")),
    }
    if not amount:
        row["settled_at"] = row["recorded_at"]
    owners = written.owners
    if owners is None:
        owners = _default_owners(context, written.customer)
    books.add_instalment(row, owners)
    if invoice["delivered_on"]:
        context.batch.delivered[invoice["id"]] = invoice["delivered_on"]


def _default_owners(context: Context, customer: Mapping[str, Any]) -> Owners:
    shares = [share.rsplit(":", 1) for share in filter(None, customer["owners"].split(";"))]
    owners = context.owners((person, Decimal(percent)) for person, percent in shares)
    assert not isinstance(owners, Finding), "a customer's owners were checked when they came in"
    return owners


def _due_on(record: Record) -> Any:
    values = record.values
    return values.get("due_on") or values["issued_on"] + timedelta(days=values["terms_days"])


def _header_differs(
    context: Context, old: Mapping[str, Any], record: Record, written: Written
) -> Finding | None:
    """Compare what the row says of the document with the books; empty cells say nothing."""
    number, values = written.number, record.values
    if old["customer_id"] != written.customer["id"]:
        stored = context.customer_number(old["customer_id"])
        return differs("customer_id", number, stored, written.customer["number"])
    for column in ("issued_on", "currency"):
        if column in values and values[column] != old[column]:
            return differs(column, number, old[column], values[column])
    return None


def _instalment_differs(
    books: Books, old: Mapping[str, Any], record: Record, written: Written
) -> Finding | None:
    values, currency, number = record.values, old["currency"], written.number
    stored = major(old["amount_minor"] + old["settled_before_minor"], currency)
    if stored != major(written.amount_minor, currency):
        return differs("amount", number, stored, values["amount"])
    if "open" in values and old["settled_before_minor"] != written.settled_before_minor:
        return differs("open", number, major(old["amount_minor"], currency), values["open"])
    if old["due_on"] != _due_on(record):
        return differs("due_on", number, old["due_on"], _due_on(record))
    if written.owners is not None and books.owners(old["id"]) != written.owners:
        return problem(
            "owners",
            "{number} is in the books with other owners; ownership moves with its own import.",
            number=number,
        )
    return None


def fill_once(
    context: Context, books: Books, invoice: dict[str, Any], values: Mapping[str, Any]
) -> bool | Finding:
    """Fill in the days that were empty; tell whether any was, or which one is another one."""
    filled = {}
    for column in FILLED_ONCE:
        written = values.get(column)
        if written is None or written == invoice[column]:
            continue
        if invoice[column] is not None:
            return differs(column, invoice["number"], invoice[column], written)
        filled[column] = written
    if not filled:
        return False
    after = {column: str(value) for column, value in filled.items()}
    before = dict.fromkeys(filled)
    context.changes.append({"invoice": invoice["number"], "before": before, "after": after})
    books.replace_invoice(invoice | filled)
    this = (col(Invoice.workspace_id) == context.company.id, col(Invoice.id) == invoice["id"])
    context.tx.execute(update(Invoice).where(*this).values(**filled))
    if "delivered_on" in filled:
        _deliver(context, invoice["id"], filled["delivered_on"])
    return True


def _deliver(context: Context, invoice_id: int, delivered_on: date) -> None:
    """Repeat the day of delivery where the owners stand, as `Ownership` says."""
    context.batch.delivered[invoice_id] = delivered_on
    parts = select(col(Instalment.id)).where(
        col(Instalment.workspace_id) == context.company.id,
        col(Instalment.invoice_id) == invoice_id,
    )
    owned = (
        col(Ownership.workspace_id) == context.company.id,
        col(Ownership.instalment_id).in_(parts),
    )
    context.tx.execute(update(Ownership).where(*owned).values(delivered_on=delivered_on))


def _credit_note(
    context: Context, books: Books, record: Record, written: Written
) -> _Stored | Finding:
    values, number = record.values, written.number
    if number in books.invoices:
        return differs("kind", number, "invoice", "credit_note")
    if wrong := _no_credit(written):
        return wrong
    if old := books.credit_notes.get(number):
        return _credit_note_differs(context, old, record, written) or _Stored(added=False)
    names = values.get("reverses_id", "")
    target = books.find_invoice(names) if names else None
    if target and (wrong := names_wrongly(context, target, written.customer, written.currency)):
        return wrong
    row = {
        "workspace_id": context.company.id,
        "id": new_id(),
        "number": number,
        "customer_id": written.customer["id"],
        "currency": written.currency,
        "issued_on": values["issued_on"],
        "amount_minor": written.amount_minor,
        "applied_minor": 0,
        "names": names,
        "recorded_at": context.moment(values.get("recorded_at")),
    }
    context.batch.credit_notes[number] = row
    books.credit_notes[number] = row
    context.batch.settlings.append(credit_settling(row))
    if names and not books.holds(names):
        sentence = "There is no invoice {invoice} yet; the credit note waits unapplied."
        return _Stored(added=True, findings=(notice("reverses_id", sentence, invoice=names),))
    return _Stored(added=True)


def _no_credit(written: Written) -> Finding | None:
    if written.amount_minor == 0:
        return problem("amount", "A credit note of 0 takes nothing back; leave the row out.")
    if written.settled_before_minor:
        sentence = "A credit note comes whole: {number} cannot have an open part; leave open empty."
        return problem("open", sentence, number=written.number)
    return None


def _credit_note_differs(
    context: Context, old: Mapping[str, Any], record: Record, written: Written
) -> Finding | None:
    if wrong := _header_differs(context, old, record, written):
        return wrong
    if old["amount_minor"] != written.amount_minor:
        stored = major(old["amount_minor"], old["currency"])
        return differs("amount", written.number, stored, record.values["amount"])
    names = record.values.get("reverses_id", old["names"])
    if names != old["names"]:
        return differs("reverses_id", written.number, old["names"] or "nothing", names)
    return None


def credit_settling(row: Mapping[str, Any]) -> Settling:
    """A credit note as booking sees it: what of it is not applied yet."""
    return Settling(
        key=row["id"],
        source=Source.CREDIT_NOTE,
        number=row["number"],
        customer=row["customer_id"],
        currency=row["currency"],
        on=row["issued_on"],
        amount_minor=row["amount_minor"] - row["applied_minor"],
        names=(row["names"],) if row["names"] else (),
    )


def names_wrongly(
    context: Context, invoice: Mapping[str, Any], customer: Mapping[str, Any], currency: str
) -> Finding | None:
    """Refuse money or credit that names another customer's invoice, or one in another currency."""
    number = invoice["number"]
    if invoice["customer_id"] != customer["id"]:
        sentence = "{invoice} belongs to customer {owner}, not to {customer}; correct one of them."
        owner = context.customer_number(invoice["customer_id"])
        blanks = {"invoice": number, "owner": owner, "customer": customer["number"]}
        return problem("invoice_id", sentence, **blanks)
    if invoice["currency"] != currency:
        sentence = "{invoice} is in {theirs}, this row is in {currency}; correct one of them."
        blanks = {"invoice": number, "theirs": invoice["currency"], "currency": currency}
        return problem("currency", sentence, **blanks)
    return None
