"""The audit log: append-only, every row names its predecessor by hash."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col

from storage import rows
from storage.companies import Company
from storage.database import Tx
from storage.tables import Audit, Card

GENESIS = "0" * 64
BESIDE = {"row_hash", "takes_cards"}  # columns that are no part of what is hashed
LONGEST_WAIT = timedelta(minutes=1)  # for a lock, and how far two machines' clocks may be apart


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, from where; `detail` holds the state before and after.

    `touches` are the people whose scores it may change; None is everybody.
    """

    actor: str
    origin: str
    action: str
    detail: dict[str, Any]
    touches: frozenset[int] | None = None


def record(tx: Tx, company: Company, deed: Deed) -> None:
    """Append a deed to the company's chain, and take the cards away that it may have changed.

    The caller holds the company's lock.
    """
    _forget_cards(tx, company, deed.touches)
    seq, previous, before = _head(tx, company)
    row = {
        "workspace_id": company.id,
        "seq": seq + 1,
        "recorded_at": _not_before(before, tx.now),
        "actor": deed.actor,
        "origin": deed.origin,
        "action": deed.action,
        "detail": json.dumps(deed.detail, ensure_ascii=False, sort_keys=True),
        "previous_hash": previous,
    }
    takes_cards = deed.touches is None or bool(deed.touches)
    rows.add(tx, Audit, [{**row, "row_hash": _hash(row), "takes_cards": takes_cards}])


def broken_links(tx: Tx, company: Company) -> tuple[int, ...]:
    """List the rows that do not fit their predecessor or their own hash."""
    query = select(Audit.__table__).where(col(Audit.workspace_id) == company.id)  # type: ignore[attr-defined]
    broken, previous, seq = [], GENESIS, 0
    for row in tx.execute(query.order_by(col(Audit.seq))).mappings():
        fits = row["seq"] == seq + 1 and row["previous_hash"] == previous
        if not fits or row["row_hash"] != _hash({k: row[k] for k in row if k not in BESIDE}):
            broken.append(row["seq"])
        previous, seq = row["row_hash"], row["seq"]
    return tuple(broken)


def _not_before(before: datetime | None, now: datetime) -> datetime:
    """Who waited for the lock took the time before it; a clock that is really wrong shows."""
    waited = before is not None and now < before <= now + LONGEST_WAIT
    return before if before is not None and waited else now


def head(tx: Tx, company: Company) -> int:
    """The number of the newest deed; whatever was read since holds while it is the same."""
    return _head(tx, company)[0]


def cards_taken(tx: Tx, company: Company) -> int:
    """The number of the newest deed with which cards were taken away; 0 if there was none.

    What is worked out from facts that were read after it holds while it is the same.
    """
    newest = (
        select(col(Audit.seq))
        .where(col(Audit.workspace_id) == company.id, col(Audit.takes_cards))
        .order_by(col(Audit.seq).desc())
        .limit(1)
    )
    return int(tx.execute(newest).scalar() or 0)


def _forget_cards(tx: Tx, company: Company, people: frozenset[int] | None) -> None:
    gone = delete(Card).where(col(Card.workspace_id) == company.id)
    if people is None:
        tx.execute(gone)
        return
    for part in rows.portions(sorted(people)):
        tx.execute(gone.where(col(Card.person_id).in_(part) | col(Card.of_cohort)))


def _head(tx: Tx, company: Company) -> tuple[int, str, datetime | None]:
    newest = (
        select(col(Audit.seq), col(Audit.row_hash), col(Audit.recorded_at))
        .where(col(Audit.workspace_id) == company.id)
        .order_by(col(Audit.seq).desc())
        .limit(1)
    )
    found = tx.execute(newest).first()
    return (found.seq, found.row_hash, found.recorded_at) if found else (0, GENESIS, None)


def _hash(row: dict[str, Any]) -> str:
    moment = row["recorded_at"].astimezone(UTC)  # as the database gives it back
    fields = {**row, "recorded_at": moment.isoformat()}
    return sha256(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
