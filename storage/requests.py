"""Requests: a key that commits together with its effect, so that a repeat does nothing."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from storage import rows
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.tables import Request


@dataclass(frozen=True, slots=True)
class Answered:
    """What was carried out for whom, under which key, and what was answered."""

    key: str
    entry: str
    person_id: int
    reply: str


def answer_to(tx: Tx, company: Company, key: str) -> str | None:
    """The stored answer of a request that was carried out before.

    Requests of a company that write go one after another, so that of two at once one finds it.
    """
    lock_company(tx, company.id)
    query = select(col(Request.reply)).where(
        col(Request.workspace_id) == company.id, col(Request.idempotency_key) == key
    )
    reply: str | None = tx.execute(query).scalar_one_or_none()
    return reply


def remember(tx: Tx, company: Company, answered: Answered) -> None:
    """Store that a request was carried out, in the transaction of its effect."""
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "idempotency_key": answered.key,
        "entry": answered.entry,
        "person_id": answered.person_id,
        "reply": answered.reply,
        "recorded_at": tx.now,
    }
    rows.add(tx, Request, [row])
