"""Posting: write what people do and do not control, once the documents it names are written."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import SQLModel, col

from storage import rows
from storage.intake import ownership
from storage.intake.books import with_values
from storage.intake.context import Context
from storage.tables import (
    Dispute,
    DisputedPart,
    DisputeStep,
    Exemption,
    ExemptionEnd,
    FollowUp,
    Instalment,
    Promise,
)


def post(context: Context) -> None:
    """Write the facts of a command, move ownership, and mark what is to be read by itself."""
    batch = context.batch
    facts: Mapping[type[SQLModel], Iterable[dict[str, Any]]] = {
        FollowUp: batch.follow_ups.values(),
        Promise: batch.promises.values(),
        Exemption: batch.exemptions.values(),
        ExemptionEnd: batch.exemption_ends.values(),
        Dispute: batch.disputes.values(),
        DisputeStep: batch.dispute_steps.values(),
        DisputedPart: batch.disputed_parts,
    }
    for table, added in facts.items():
        rows.add(context.tx, table, list(added))
    ownership.apply(context)
    _mark(context)


def _mark(context: Context) -> None:
    """Mark instalments; one that comes later to an exempt invoice is exempt too."""
    batch = context.batch
    new = {row["id"] for row in batch.invoices.values()}
    later = [row for row in batch.instalments.values() if row["invoice_id"] not in new]
    found = with_values(context, Exemption, "invoice_id", {row["invoice_id"] for row in later})
    whole = {row["invoice_id"] for row in found if row["instalment_id"] is None}
    marked = batch.marked | {row["id"] for row in later if row["invoice_id"] in whole}
    for part in rows.portions(sorted(marked)):
        this = (col(Instalment.workspace_id) == context.company.id, col(Instalment.id).in_(part))
        context.tx.execute(update(Instalment).where(*this).values(is_marked=True))
