"""The documents that an import meets: those of the database, and those it is adding."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from storage import rows
from storage.intake.context import Batch, Context, Owners
from storage.tables import CreditNote, Instalment, Invoice, Ownership, Receipt, Reversal


@dataclass(slots=True)
class Books:
    """Documents by number; what is added goes into the command's batch."""

    batch: Batch
    invoices: dict[str, dict[str, Any]]
    credit_notes: dict[str, dict[str, Any]]
    instalments: dict[tuple[int, str], dict[str, Any]]
    stored_owners: dict[int, Owners]

    @classmethod
    def open(cls, context: Context, numbers: Iterable[str]) -> "Books":
        """Read the documents of these numbers."""
        wanted = sorted(set(numbers))
        batch = context.batch
        invoices = by_number(context, Invoice, wanted)
        stored = [row["id"] for row in invoices.values()]
        instalments = {
            (row["invoice_id"], row["label"]): row
            for row in with_values(context, Instalment, "invoice_id", stored)
        }
        owners = _owners(context, [row["id"] for row in instalments.values()])
        for row in batch.instalments.values():
            instalments[row["invoice_id"], row["label"]] = row
        return cls(
            batch,
            invoices | batch.invoices,
            by_number(context, CreditNote, wanted) | batch.credit_notes,
            instalments,
            owners,
        )

    def find_invoice(self, name: str) -> dict[str, Any] | None:
        """Find an invoice by its number, or by an instalment's: INV-1023/1."""
        document, _, label = name.rpartition("/")
        whole = self.invoices.get(document)
        of_instalment = whole if whole and self.instalment(whole["id"], label) else None
        return self.invoices.get(name) or of_instalment

    def holds(self, name: str) -> bool:
        """Tell whether the document, or the instalment, of this name is there."""
        if name in self.invoices:
            return True
        invoice = self.invoices.get(name.rpartition("/")[0])
        label = name.rpartition("/")[2]
        return invoice is not None and (invoice["id"], label) in self.instalments

    def instalment(self, invoice_id: int, label: str) -> dict[str, Any] | None:
        """Find an instalment of an invoice."""
        return self.instalments.get((invoice_id, label))

    def owners(self, instalment_id: int) -> Owners:
        """Who shared the instalment when it came in."""
        return self.batch.owners.get(instalment_id) or self.stored_owners.get(instalment_id, ())

    def add_invoice(self, row: dict[str, Any]) -> None:
        """Add a document to this command."""
        self.invoices[row["number"]] = self.batch.invoices[row["number"]] = row

    def replace_invoice(self, row: dict[str, Any]) -> None:
        """Put a changed copy in a document's place: the file may yet be taken back."""
        self.invoices[row["number"]] = row
        if row["number"] in self.batch.invoices:
            self.batch.invoices[row["number"]] = row

    def add_instalment(self, row: dict[str, Any], owners: Owners) -> None:
        """Add an instalment to this command."""
        self.instalments[row["invoice_id"], row["label"]] = row
        self.batch.instalments[row["id"]] = row
        self.batch.owners[row["id"]] = owners


def by_number(context: Context, table: Any, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read rows of a table by their number."""
    return {row["number"]: row for row in with_values(context, table, "number", numbers)}


def reversals_of(context: Context, receipts: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Read what took these receipts back."""
    found = with_values(context, Reversal, "receipt_id", receipts)
    return {row["receipt_id"]: row for row in found}


def invoices_by_id(context: Context, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Read invoices by id."""
    return {row["id"]: row for row in with_values(context, Invoice, "id", ids)}


def receipts_by_id(context: Context, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Read receipts by id."""
    return {row["id"]: row for row in with_values(context, Receipt, "id", ids)}


def with_values(
    context: Context, table: Any, column: str, values: Iterable[Any]
) -> Iterable[dict[str, Any]]:
    """Read the rows of a table that have one of these values in a column."""
    for part in rows.portions(values):
        query = select(table.__table__).where(
            col(table.workspace_id) == context.company.id,
            col(getattr(table, column)).in_(part),
        )
        yield from map(dict, context.tx.execute(query).mappings())


def _owners(context: Context, instalments: Iterable[int]) -> dict[int, Owners]:
    """The first owners of stored instalments, in the order written; ids rise with time."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in with_values(context, Ownership, "instalment_id", instalments):
        found.setdefault(row["instalment_id"], []).append(row)
    return {key: _first(owners) for key, owners in found.items()}


def _first(owners: list[dict[str, Any]]) -> Owners:
    in_time = sorted(owners, key=lambda row: row["id"])
    count = len(in_time[0]["split"].split(","))
    return tuple((row["person_id"], row["weight_bp"]) for row in in_time[:count])
