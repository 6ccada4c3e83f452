"""Payments: receipts, and bounces, which name the payment that the bank took back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger.booking import Bounce, Settling, Source
from ledger.money import Money, major
from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.intake.books import Books, by_number, reversals_of
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
from storage.intake.invoices import names_wrongly
from storage.tables import Receipt, Reversal


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store receipts first, then bounces, wherever they stand in the file."""
    desk = _Desk(context, records)
    verdicts = {}
    for bounces in (False, True):
        for record in records:
            if ("reverses_id" in record.values) is bounces:
                verdicts[record.row] = desk.bounce(record) if bounces else desk.receipt(record)
    return [verdicts[record.row] for record in records]


class _Desk:
    """The receipts and bounces that a file meets."""

    def __init__(self, context: Context, records: Sequence[Record]) -> None:
        numbers = set(_numbers(records))
        self.context = context
        self.receipts = by_number(context, Receipt, numbers) | context.batch.receipts
        self.reversals = by_number(context, Reversal, numbers) | context.batch.reversals
        self.reversed = reversals_of(context, [row["id"] for row in self.receipts.values()])
        self.reversed |= {row["receipt_id"]: row for row in context.batch.reversals.values()}
        self.books = Books.open(context, _invoices(records))

    def receipt(self, record: Record) -> Verdict:
        """Store money that arrived."""
        values, number = record.values, record.values["payment_id"]
        customer = self.context.customer(values.get("customer_id"), values.get("customer_name"))
        if isinstance(customer, Finding):
            return rejected(record, customer)
        if number in self.reversals:
            return rejected(record, differs("reverses_id", number, "a payment", "nothing"))
        row, findings = self._row(record, customer)
        old = self.receipts.get(number)
        if wrong := self._wrong(record, customer, row, old):
            return rejected(record, wrong)
        amount = Money(row["amount_minor"], row["currency"])
        if old is None:
            self.receipts[number] = self.context.batch.receipts[number] = row
            self.context.batch.settlings.append(receipt_settling(row))
            findings += self._waits(row)
        self.context.keep(customer)
        notices = tuple(at_row(finding, record) for finding in findings)
        return Verdict(record, added=old is None, findings=notices, amount=amount)

    def _wrong(
        self,
        record: Record,
        customer: Mapping[str, Any],
        row: Mapping[str, Any],
        old: Mapping[str, Any] | None,
    ) -> Finding | None:
        if row["amount_minor"] <= 0:
            sentence = "A payment of {amount} settles nothing; write more than 0."
            return problem("amount", sentence, amount=record.values["amount"])
        if old is not None:
            return _differs(self.context, old, record, row)
        for name in names_of(row):
            invoice = self.books.find_invoice(name)
            if invoice and (
                wrong := names_wrongly(self.context, invoice, customer, row["currency"])
            ):
                return wrong
        return None

    def _row(
        self, record: Record, customer: Mapping[str, Any]
    ) -> tuple[dict[str, Any], tuple[Finding, ...]]:
        values, context = record.values, self.context
        currency = values.get("currency") or self._currency(record, customer)
        amount, rounded = money(values["amount"], currency, "amount")
        fee, more = money(values["fee"], currency, "fee") if "fee" in values else (0, ())
        row = {
            "workspace_id": context.company.id,
            "id": new_id(),
            "number": values["payment_id"],
            "customer_id": customer["id"],
            "currency": currency,
            "value_on": values["value_on"],
            "amount_minor": amount,
            "allocated_minor": 0,
            "reversed_minor": 0,
            "fee_minor": fee,
            "method": values.get("method", ""),
            "reference": values.get("reference", ""),
            "names": ";".join(values.get("invoice_id", ())),
            "recorded_at": context.moment(values.get("recorded_at")),
        }
        return row, rounded + more

    def _currency(self, record: Record, customer: Mapping[str, Any]) -> str:
        """A row without a currency is in that of the invoice it names, else the customer's."""
        if old := self.receipts.get(record.values["payment_id"]):
            return str(old["currency"])
        for name in record.values.get("invoice_id", ()):
            if invoice := self.books.find_invoice(name):
                return str(invoice["currency"])
        return str(customer["currency"] or self.context.company.currency)

    def _waits(self, row: Mapping[str, Any]) -> tuple[Finding, ...]:
        missing = [name for name in names_of(row) if not self.books.holds(name)]
        sentence = "There is no invoice {invoice} yet; what names it waits unapplied."
        return tuple(notice("invoice_id", sentence, invoice=name) for name in missing)

    def bounce(self, record: Record) -> Verdict:
        """Store that the bank took a payment back."""
        values, number = record.values, record.values["payment_id"]
        receipt = self.receipts.get(values["reverses_id"])
        if receipt is None:
            sentence = "There is no payment {payment} to take back; check reverses_id."
            return rejected(record, problem("reverses_id", sentence, payment=values["reverses_id"]))
        amount, rounded = money(values["amount"], receipt["currency"], "amount")
        if wrong := self._bounces_wrongly(record, receipt, amount):
            return rejected(record, wrong)
        known = number in self.reversals
        if not known:
            self._take_back(record, receipt)
        notices = tuple(at_row(finding, record) for finding in rounded)
        verdict_amount = Money(amount, receipt["currency"])
        return Verdict(record, added=not known, findings=notices, amount=verdict_amount)

    def _bounces_wrongly(
        self, record: Record, receipt: Mapping[str, Any], amount: int
    ) -> Finding | None:
        values, number = record.values, record.values["payment_id"]
        if number in self.receipts:
            return differs("reverses_id", number, "nothing", values["reverses_id"])
        if values.get("currency", receipt["currency"]) != receipt["currency"]:
            return differs("currency", receipt["number"], receipt["currency"], values["currency"])
        if amount != receipt["amount_minor"]:
            stored = major(receipt["amount_minor"], receipt["currency"])
            sentence = "A bounce takes back the whole payment: {payment} is {stored}, not {amount}."
            blanks = {"payment": receipt["number"], "stored": stored, "amount": values["amount"]}
            return problem("amount", sentence, **blanks)
        if values["value_on"] < receipt["value_on"]:
            sentence = "{payment} arrived on {day}; it cannot bounce before."
            blanks = {"payment": receipt["number"], "day": receipt["value_on"]}
            return problem("value_on", sentence, **blanks)
        return self._bounced_before(record, receipt)

    def _bounced_before(self, record: Record, receipt: Mapping[str, Any]) -> Finding | None:
        values, number = record.values, record.values["payment_id"]
        customer = self.context.customer(values.get("customer_id"), values.get("customer_name"))
        if isinstance(customer, Finding):
            return customer
        if customer["id"] != receipt["customer_id"]:
            stored = self.context.customer_number(receipt["customer_id"])
            return differs("customer_id", receipt["number"], stored, customer["number"])
        old = self.reversed.get(receipt["id"])
        if old is not None and old["number"] != number:
            sentence = "{payment} was taken back by {bounce} already."
            blanks = {"payment": receipt["number"], "bounce": old["number"]}
            return problem("reverses_id", sentence, **blanks)
        same = self.reversals.get(number)
        if same is not None and same["receipt_id"] != receipt["id"]:
            return problem(
                "reverses_id", "{bounce} takes back another payment already.", bounce=number
            )
        if same is not None and same["effective_on"] != values["value_on"]:
            return differs("value_on", number, same["effective_on"], values["value_on"])
        return None

    def _take_back(self, record: Record, receipt: dict[str, Any]) -> None:
        values, number = record.values, record.values["payment_id"]
        row = {
            "workspace_id": self.context.company.id,
            "id": new_id(),
            "number": number,
            "receipt_id": receipt["id"],
            "kind": "bounce",
            "effective_on": values["value_on"],
            "recorded_at": self.context.moment(values.get("recorded_at")),
        }
        self.reversals[number] = self.context.batch.reversals[number] = row
        self.reversed[receipt["id"]] = row
        bounce = Bounce(receipt["id"], number, values["value_on"])
        self.context.batch.bounces.append(bounce)


def receipt_settling(row: Mapping[str, Any], names: Sequence[str] | None = None) -> Settling:
    """A receipt as booking sees it: what of it is not allocated yet."""
    return Settling(
        key=row["id"],
        source=Source.RECEIPT,
        number=row["number"],
        customer=row["customer_id"],
        currency=row["currency"],
        on=row["value_on"],
        amount_minor=row["amount_minor"] - row["allocated_minor"],
        names=tuple(names_of(row) if names is None else names),
    )


def names_of(row: Mapping[str, Any]) -> list[str]:
    """The documents that a receipt names."""
    return [name for name in row["names"].split(";") if name]


def _differs(
    context: Context, old: Mapping[str, Any], record: Record, row: Mapping[str, Any]
) -> Finding | None:
    number, values = row["number"], record.values
    if old["customer_id"] != row["customer_id"]:
        stored = context.customer_number(old["customer_id"])
        return differs("customer_id", number, stored, context.customer_number(row["customer_id"]))
    for column, field in _COMPARED.items():
        if column in values and old[field] != row[field]:
            stored, written = old[field], row[field]
            if field.endswith("_minor"):
                stored, written = major(stored, old["currency"]), values[column]
            return differs(column, number, stored or "nothing", written)
    return None


_COMPARED = {
    "currency": "currency",
    "value_on": "value_on",
    "amount": "amount_minor",
    "invoice_id": "names",
    "method": "method",
    "reference": "reference",
    "fee": "fee_minor",
}


def _numbers(records: Sequence[Record]) -> Iterable[str]:
    for record in records:
        yield record.values["payment_id"]
        if "reverses_id" in record.values:
            yield record.values["reverses_id"]


def _invoices(records: Sequence[Record]) -> Iterable[str]:
    for record in records:
        for name in record.values.get("invoice_id", ()):
            yield name
            if "/" in name:
                yield name.rpartition("/")[0]
