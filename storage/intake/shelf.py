"""The shelf of one kind of fact: what the books hold of it, and what is wrong with another row.

The same number with the same content is known; with other content it is refused, naming both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from ledger.booking import natural
from ledger.money import major
from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.intake.books import Books, by_number, invoices_by_id
from storage.intake.context import Context, differs, problem, unknown_person

Rows = dict[str, dict[str, Any]]


class Shelf:
    """Facts of one kind by number, stored or added by this command, and what they name."""

    def __init__(
        self, context: Context, records: Sequence[Record], table: Any, column: str, added: Rows
    ) -> None:
        self.context, self.column, self.added = context, column, added
        self.books = Books.open(context, _invoices(records))
        self.rows = by_number(context, table, (r.values[column] for r in records)) | added
        self.invoices = {row["id"]: row for row in self.books.invoices.values()}
        named = {row["invoice_id"] for row in self.rows.values() if row["invoice_id"] is not None}
        self.invoices |= invoices_by_id(context, named - set(self.invoices))
        self.people = {row["id"]: number for number, row in context.people.items()}

    @cached_property
    def instalments(self) -> Mapping[int, list[dict[str, Any]]]:
        """The instalments of the invoices that are named, by invoice, the first due first."""
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in self.books.instalments.values():
            found[row["invoice_id"]].append(row)
        for own in found.values():
            own.sort(key=lambda row: (row["due_on"], natural(row["label"])))
        return found

    def old(self, record: Record) -> dict[str, Any] | None:
        """What the books hold under the number of a row."""
        return self.rows.get(record.values[self.column])

    def begin(self, record: Record, **more: Any) -> dict[str, Any]:
        """Begin the row of a fact."""
        own: dict[str, Any] = {"workspace_id": self.context.company.id, "id": new_id()}
        own |= {"number": record.values[self.column], "recorded_at": self.context.tx.now}
        return own | more

    def add(self, row: dict[str, Any]) -> None:
        """Add a fact to this command."""
        self.rows[row["number"]] = self.added[row["number"]] = row

    def remove(self, row: Mapping[str, Any]) -> None:
        """Take a fact back that this command was to add."""
        del self.rows[row["number"]], self.added[row["number"]]

    def invoice(self, record: Record) -> dict[str, Any] | Finding:
        """Find the invoice that a row names."""
        number = record.values["invoice_id"]
        found = self.books.invoices.get(number)
        sentence = "There is no invoice {invoice}; import invoices first."
        return found or problem("invoice_id", sentence, invoice=number)

    def invoice_of(self, record: Record, customer: Mapping[str, Any]) -> int | Finding | None:
        """Find the invoice that a row may name, which has to be the customer's."""
        if "invoice_id" not in record.values:
            return None
        found = self.invoice(record)
        if isinstance(found, Finding):
            return found
        if found["customer_id"] != customer["id"]:
            sentence = "{invoice} belongs to customer {owner}, not to {customer}; correct one."
            blanks = {"invoice": found["number"], "customer": customer["number"]}
            owner = self.context.customer_number(found["customer_id"])
            return problem("invoice_id", sentence, owner=owner, **blanks)
        return int(found["id"])

    def person(self, record: Record, column: str) -> int | Finding:
        """Find the person that a row names."""
        number = record.values[column]
        found = self.context.people.get(number)
        return int(found["id"]) if found else unknown_person(column, number)

    def two_people(self, record: Record) -> tuple[int, int] | Finding:
        """Find who asked and who approved: never one and the same person."""
        asked, approved = (self.person(record, name) for name in ("requested_by", "approved_by"))
        if isinstance(asked, Finding):
            return asked
        if isinstance(approved, Finding):
            return approved
        if asked == approved:
            sentence = "{person} cannot approve an own request; somebody else has to."
            return problem("approved_by", sentence, person=record.values["approved_by"])
        return asked, approved

    def differing(
        self, record: Record, row: Mapping[str, Any], compared: Mapping[str, str]
    ) -> Finding | None:
        """Compare what a row fills in with the books: column by column, empty cells say nothing."""
        old = self.old(record)
        assert old is not None, "only a known fact is compared"
        for column, field in compared.items():
            if column in record.values and old[field] != row[field]:
                written = _plain(record.values[column])
                return differs(column, row["number"], self._said(field, old), written)
        return None

    def _said(self, field: str, row: Mapping[str, Any]) -> object:
        value = row[field]
        if field.endswith("_minor"):
            return major(value, row.get("currency") or self.invoices[row["invoice_id"]]["currency"])
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(self.context.company.timezone)).isoformat()
        if field == "customer_id":
            return self.context.customer_number(value)
        if field == "invoice_id" and value is not None:
            return self.invoices[value]["number"]
        return _plain(self.people.get(value, value))


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "nothing"


def _invoices(records: Sequence[Record]) -> Iterable[str]:
    for record in records:
        if name := record.values.get("invoice_id"):
            yield name
            if "/" in name:
                yield name.rpartition("/")[0]
