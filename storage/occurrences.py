"""Occurrences: the right to answer an occasion, taken once, whoever else is trying."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.tables import Occurrence, Workspace

BEGINNING = ("slack", "bound")  # kind and scope of the moment from which on anything is due


@dataclass(frozen=True, slots=True)
class Coming:
    """One occasion of one message: its kind, what it is about, its key, and when it fell due."""

    kind: str
    scope: str
    occasion: str
    due_at: datetime


def claim(tx: Tx, company: Company, coming: Coming, *, skipped: bool = False) -> bool:
    """Take the right to answer; False when it was taken before.

    On Postgres another process that is about to take it is waited for.
    """
    insert = sqlite.insert if tx.connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "kind": coming.kind,
        "scope": coming.scope,
        "occasion": coming.occasion,
        "due_at": coming.due_at,
        "state": "skipped" if skipped else "answered",
        "recorded_at": tx.now,
    }
    once = ["workspace_id", "kind", "scope", "occasion"]
    taken = insert(Occurrence).values(row).on_conflict_do_nothing(index_elements=once)
    return tx.execute(taken.returning(col(Occurrence.id))).first() is not None


def begin(tx: Tx, company: Company, team_id: str) -> None:
    """Remember that from now on messages are due: the company has come to its Slack workspace."""
    claim(tx, company, Coming(*BEGINNING, team_id, tx.now))


def has_begun(tx: Tx, company: Company) -> bool:
    """Tell whether the company has come to its Slack workspace, where people can be written to."""
    return tx.execute(_last(company, *BEGINNING)).scalar() is not None


def last_due(tx: Tx, company: Company, kind: str, scope: str) -> datetime:
    """When the last claimed occasion was due; before the first, when the company came to Slack."""
    began = select(col(Workspace.created_at)).where(col(Workspace.id) == company.id)
    for wanted in ((kind, scope), BEGINNING):
        found: datetime | None = tx.execute(_last(company, *wanted)).scalar()
        if found is not None:
            return found
    made: datetime = tx.execute(began).scalar_one()
    return made


def taken(
    tx: Tx, company: Company, kind: str, occasions: Collection[str]
) -> frozenset[tuple[str, str]]:
    """Tell which scopes of these occasions are claimed: pairs of scope and occasion."""
    query = select(col(Occurrence.scope), col(Occurrence.occasion)).where(
        col(Occurrence.workspace_id) == company.id,
        col(Occurrence.kind) == kind,
        col(Occurrence.occasion).in_(occasions),
    )
    return frozenset((row[0], row[1]) for row in tx.execute(query))


def is_skipped(tx: Tx, company: Company, coming: Coming) -> bool:
    """Tell whether an occasion was passed over, because a newer one had come already."""
    query = select(col(Occurrence.id)).where(
        col(Occurrence.workspace_id) == company.id,
        col(Occurrence.kind) == coming.kind,
        col(Occurrence.scope) == coming.scope,
        col(Occurrence.occasion) == coming.occasion,
        col(Occurrence.state) == "skipped",
    )
    return tx.execute(query).first() is not None


def _last(company: Company, kind: str, scope: str) -> Select[datetime | None]:
    return select(func.max(col(Occurrence.due_at))).where(
        col(Occurrence.workspace_id) == company.id,
        col(Occurrence.kind) == kind,
        col(Occurrence.scope) == scope,
    )
