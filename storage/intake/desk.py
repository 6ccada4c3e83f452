"""The desk of one command: what is to be settled, and the instalments that it may settle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from ledger.booking import Due, Settling, Source, Standing
from storage import rows
from storage.columns import OPEN_END
from storage.database import Tx
from storage.intake.books import receipts_by_id
from storage.intake.context import Batch, Context
from storage.intake.invoices import credit_settling
from storage.intake.payments import names_of, receipt_settling
from storage.tables import Allocation, CreditNote, Instalment, Invoice, Receipt


@dataclass(slots=True)
class Desk:
    """Everything that booking meets, stored or new; `read` fills it."""

    context: Context
    settlings: list[Settling] = field(default_factory=list)
    dues: dict[int, Due] = field(default_factory=dict)
    standing: list[Standing] = field(default_factory=list)
    standing_ids: list[int] = field(default_factory=list)
    receipts: dict[int, dict[str, Any]] = field(default_factory=dict)
    credit_notes: dict[int, dict[str, Any]] = field(default_factory=dict)
    write_offs: dict[int, dict[str, Any]] = field(default_factory=dict)
    stored: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def batch(self) -> Batch:
        """What the command adds."""
        return self.context.batch

    @property
    def tx(self) -> Tx:
        """The command's transaction."""
        return self.context.tx

    def source(self, source: Source) -> Mapping[int, dict[str, Any]]:
        """What settles, by id."""
        match source:
            case Source.RECEIPT:
                return self.receipts
            case Source.CREDIT_NOTE:
                return self.credit_notes
            case Source.WRITE_OFF:
                return self.write_offs

    def instalment(self, key: int) -> dict[str, Any]:
        """An instalment, new or stored."""
        return self.batch.instalments.get(key) or self.stored[key]

    def read(self) -> None:
        """Gather what is to be settled, and the instalments it may settle."""
        self.settlings = list(self.batch.settlings)
        self.receipts = {row["id"]: row for row in self.batch.receipts.values()}
        self.receipts |= self.batch.used_receipts
        self.credit_notes = {row["id"]: row for row in self.batch.credit_notes.values()}
        self.credit_notes |= self.batch.used_credit_notes
        self.write_offs = {row["id"]: row for row in self.batch.write_offs.values()}
        documents = {row["id"]: row["number"] for row in self.batch.invoices.values()}
        documents |= self._documents(
            {row["invoice_id"] for row in self.batch.instalments.values()} - set(documents)
        )
        self._read_waiting(documents)
        self._read_standing()
        customers = {settling.customer for settling in self.settlings}
        self._read_stored(Instalment.customer_id, customers, only_open=True)
        self._read_stored(Instalment.id, {line.due for line in self.standing}, only_open=False)
        documents |= self._documents({row["invoice_id"] for row in self.stored.values()})
        bounced = self._read_bounced()
        for row in (*self.stored.values(), *self.batch.instalments.values()):
            amount, on = bounced.get(row["id"], (0, date.min))
            due = _due(row, documents[row["invoice_id"]])
            amount = min(amount, due.open_minor)
            self.dues[due.key] = replace(due, reopened_minor=amount, reopened_on=on)

    def _read_bounced(self) -> dict[int, tuple[int, date]]:
        """What bounces reopened on stored instalments, and the day of the last one."""
        found = {}
        for part in rows.portions(sorted(self.stored)):
            query = (
                select(
                    col(Allocation.instalment_id),
                    func.sum(-col(Allocation.amount_minor)),
                    func.max(col(Allocation.effective_on)),
                )
                .where(
                    col(Allocation.workspace_id) == self.context.company.id,
                    col(Allocation.instalment_id).in_(part),
                    col(Allocation.kind) == "bounce",
                )
                .group_by(col(Allocation.instalment_id))
            )
            found.update({key: (int(amount), on) for key, amount, on in self.tx.execute(query)})
        return found

    def _read_waiting(self, documents: Mapping[int, str]) -> None:
        """Money and credit that named a document, or an instalment of it, before it came."""
        new = {
            (row["customer_id"], documents[row["invoice_id"]])
            for row in self.batch.instalments.values()
        }
        for table, of, settling in (
            (Receipt, self.receipts, receipt_settling),
            (CreditNote, self.credit_notes, credit_settling),
        ):
            for row in self._unapplied(table, {customer for customer, _ in new}):
                known = {name for name in names_of(row) if _names(row, name, new)}
                if known and row["id"] not in of:
                    of[row["id"]] = row
                    names = [name for name in names_of(row) if name in known]
                    self.settlings.append(replace(settling(row), names=tuple(names)))

    def _unapplied(self, table: Any, customers: set[int]) -> Iterable[dict[str, Any]]:
        used = (
            col(table.allocated_minor) + col(table.reversed_minor)
            if table is Receipt
            else col(table.applied_minor)
        )
        for part in rows.portions(sorted(customers)):
            query = select(table.__table__).where(
                col(table.workspace_id) == self.context.company.id,
                col(table.customer_id).in_(part),
                col(table.names) != "",
                used < col(table.amount_minor),
            )
            yield from map(dict, self.tx.execute(query).mappings())

    def _read_standing(self) -> None:
        """The stored allocations of payments that bounced, and those payments."""
        bounced = {bounce.receipt for bounce in self.batch.bounces}
        stored = bounced - {row["id"] for row in self.batch.receipts.values()}
        self.receipts |= receipts_by_id(self.context, sorted(stored))
        for part in rows.portions(sorted(stored)):
            query = select(Allocation.__table__).where(  # type: ignore[attr-defined]
                col(Allocation.workspace_id) == self.context.company.id,
                col(Allocation.receipt_id).in_(part),
            )
            found = list(self.tx.execute(query).mappings())
            back = {row["reverses_id"] for row in found}
            for row in found:
                if row["reverses_id"] is None and row["id"] not in back:
                    self.standing.append(
                        Standing(
                            row["receipt_id"],
                            row["instalment_id"],
                            row["amount_minor"],
                            row["effective_on"],
                        )
                    )
                    self.standing_ids.append(row["id"])

    def _read_stored(self, column: Any, values: set[int], *, only_open: bool) -> None:
        for part in rows.portions(sorted(values)):
            query = select(Instalment.__table__).where(  # type: ignore[attr-defined]
                col(Instalment.workspace_id) == self.context.company.id, col(column).in_(part)
            )
            if only_open:
                query = query.where(col(Instalment.settled_on) == OPEN_END)
            for row in self.tx.execute(query).mappings():
                self.stored[row["id"]] = dict(row)

    def _documents(self, ids: set[int]) -> dict[int, str]:
        found = {}
        for part in rows.portions(sorted(ids)):
            query = select(col(Invoice.id), col(Invoice.number)).where(
                col(Invoice.workspace_id) == self.context.company.id, col(Invoice.id).in_(part)
            )
            found.update({row.id: row.number for row in self.tx.execute(query)})
        return found


def _names(row: Mapping[str, Any], name: str, new: set[tuple[int, str]]) -> bool:
    customer = row["customer_id"]
    return (customer, name) in new or (customer, name.rpartition("/")[0]) in new


def _due(row: Mapping[str, Any], document: str) -> Due:
    return Due(
        key=row["id"],
        document=document,
        customer=row["customer_id"],
        currency=row["currency"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        open_minor=row["balance_minor"],
        label=row["label"],
    )
