"""The outbox: a stored message is claimed, sent outside of any transaction, and then recorded.

What became of a sending is one of three: sent, not sent (it waits again, or is dropped), or
uncertain (the answer was lost). A number of attempts is the right to record: whoever claimed an
attempt that somebody else has settled records nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select, text, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage import ids, sight
from storage.companies import Company
from storage.database import Tx
from storage.deliveries import Body
from storage.tables import Outbox

URGENT = "proposal/"  # money goes before what comes by the clock
UNREADABLE = "unreadable"  # uncertain, and the channel cannot be read: it holds nothing up
SUPERSEDED = "superseded"
_UNSENT = ("waiting", "claimed", "uncertain")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver: what, where to, and for a reply or an update under which message.

    `channel` and `ts` are those of the root; `made_at` is by the machine's own clock.
    """

    id: int
    kind: str
    target: str
    audience: str
    dedupe_key: str
    subject: str
    body: Body
    attempts: int
    made_at: datetime
    root_id: int | None = None
    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """What the order of sending depends on."""

    id: int
    kind: str
    target: str
    is_urgent: bool
    root_id: int | None
    state: str
    not_before: datetime
    attempts: int
    error: str
    root_state: str | None = None
    newest_sent: int | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it may go as far as the clock is concerned."""
        return self.state == "waiting" and self.not_before <= now

    @property
    def is_under_way(self) -> bool:
        """Tell whether it may be in its channel at any moment, or be sent there again."""
        if self.state == "uncertain":
            return self.error != UNREADABLE
        return self.state == "claimed" or self.attempts > 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be done: a message to send, and those that need no sending any more."""

    next: Open | None = None
    superseded: tuple[int, ...] = ()
    orphans: tuple[int, ...] = ()


@dataclass
class _Roots:
    """Which update of a message is the newest that is due, and whether one is on its way."""

    newest: dict[int, int] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)


def is_anything_due(tx: Tx, company: Company, limit: timedelta) -> bool:
    """Tell, without any lock, whether there may be something to do."""
    old = and_(
        col(Outbox.state).in_(("claimed", "uncertain")), col(Outbox.state_since) <= tx.now - limit
    )
    due = and_(col(Outbox.state) == "waiting", col(Outbox.not_before) <= tx.now)
    query = select(col(Outbox.id)).where(col(Outbox.workspace_id) == company.id, old | due)
    return tx.execute(query.limit(1)).first() is not None


def claim(tx: Tx, company: Company, by: str, paced: frozenset[str]) -> Delivery | None:
    """Take the next message, urgent ones first; nothing is posted to `paced` targets now.

    In one channel messages go in the order in which they were written.
    """
    _one_at_a_time(tx, company)
    turn = choose(_open_rows(tx, company), tx.now, paced)
    _set(tx, company, turn.superseded, {"state": "sent", "error": SUPERSEDED})
    _set(tx, company, turn.orphans, {"state": "dropped", "error": "root_dropped"})
    if turn.next is None:
        return None
    values = {"state": "claimed", "claimed_by": by, "attempts": turn.next.attempts + 1}
    _set(tx, company, (turn.next.id,), values)
    return _delivery(tx, company, turn.next.id)


def choose(rows: Sequence[Open], now: datetime, paced: frozenset[str]) -> Turn:
    """Choose among everything unsent: urgent first, then in the order of writing."""
    orphans = [row.id for row in rows if row.state == "waiting" and row.root_state == "dropped"]
    updates = [row for row in rows if row.kind == "update" and row.is_due(now)]
    roots = _roots(rows, now)
    superseded = [row.id for row in updates if _is_superseded(row, roots)]
    ready = [row for row in updates if _may_update(row, roots) and row.id not in superseded]
    ready += [row for row in _firsts(rows, now) if row.target not in paced]
    first = min(ready, key=lambda row: (not row.is_urgent, row.id), default=None)
    return Turn(first, tuple(superseded), tuple(orphans))


def _firsts(rows: Sequence[Open], now: datetime) -> Iterator[Open]:
    """What may be posted next in each channel; nothing overtakes what is under way there."""
    lanes: set[tuple[str, bool]] = set()
    for row in rows:
        lane = (row.target, row.is_urgent)
        if row.kind == "update" or lane in lanes or row.root_state not in {None, "sent"}:
            continue
        if row.is_due(now):
            yield row
        if row.is_due(now) or row.is_under_way:
            lanes.add(lane)


def _roots(rows: Sequence[Open], now: datetime) -> _Roots:
    roots = _Roots()
    for row in rows:
        if row.kind == "update" and row.root_id is not None:
            if row.state == "claimed":
                roots.busy.add(row.root_id)
            if row.state == "claimed" or row.is_due(now):
                roots.newest[row.root_id] = max(row.id, roots.newest.get(row.root_id, 0))
    return roots


def _is_superseded(row: Open, roots: _Roots) -> bool:
    assert row.root_id is not None, row
    return row.id < max(row.newest_sent or 0, roots.newest[row.root_id])


def _may_update(row: Open, roots: _Roots) -> bool:
    return row.root_state == "sent" and row.root_id not in roots.busy


# --- what became of it ---------------------------------------------------------------------------


def sent(tx: Tx, company: Company, delivery: Delivery, channel: str, ts: str) -> bool:
    """Record where a message stands, and whose scores it shows there.

    An update changed one that stands already.
    """
    values = {"state": "sent", "error": "", "channel": channel}
    is_ours = _record(tx, company, delivery, values | _own_ts(delivery, ts))
    if is_ours:
        sight.record_sent(tx, company, delivery.id)
    return is_ours


def again(tx: Tx, company: Company, delivery: Delivery, after: timedelta, why: str) -> bool:
    """Record that a message was surely not sent, and from when on it is tried again."""
    values = {"state": "waiting", "error": why, "not_before": tx.now + after}
    return _record(tx, company, delivery, values)


def uncertain(tx: Tx, company: Company, delivery: Delivery, why: str = "") -> bool:
    """Record that nobody knows whether a message was sent; it is settled after the flight limit.

    Where nobody will ever know, whose scores it shows counts as seen.
    """
    is_ours = _record(tx, company, delivery, {"state": "uncertain", "error": why})
    if is_ours and why == UNREADABLE:
        sight.record_sent(tx, company, delivery.id)
    return is_ours


def dropped(tx: Tx, company: Company, delivery: Delivery, why: str) -> bool:
    """Record that a message cannot be sent at all."""
    return _record(tx, company, delivery, {"state": "dropped", "error": why})


def expire(tx: Tx, company: Company, limit: timedelta) -> int:
    """Claims as old as the flight limit are of a process that died: their fate is uncertain.

    An update does no harm twice, so it waits again at once.
    """
    _one_at_a_time(tx, company)
    states = case((col(Outbox.kind) == "update", "waiting"), else_="uncertain")
    old = update(Outbox).where(
        col(Outbox.workspace_id) == company.id,
        col(Outbox.state) == "claimed",
        col(Outbox.state_since) <= tx.now - limit,
    )
    return int(tx.execute(old.values(state=states)).rowcount)


def unsettled(tx: Tx, company: Company, limit: timedelta) -> tuple[Delivery, ...]:
    """Messages of uncertain fate that cannot be on their way any more."""
    query = select(col(Outbox.id)).where(
        col(Outbox.workspace_id) == company.id,
        col(Outbox.state) == "uncertain",
        col(Outbox.state_since) <= tx.now - limit,
    )
    found = tx.execute(query.order_by(col(Outbox.id))).scalars().all()
    return tuple(_delivery(tx, company, row_id) for row_id in found)


def troubles(tx: Tx, company: Company) -> Mapping[str, int]:
    """Count what a person should look at: messages that were not posted, or perhaps not."""
    query = (
        select(col(Outbox.state), func.count())
        .where(
            col(Outbox.workspace_id) == company.id,
            col(Outbox.state).in_(("uncertain", "dropped")),
            col(Outbox.error) != "root_dropped",
        )
        .group_by(col(Outbox.state))
    )
    return {row[0]: int(row[1]) for row in tx.execute(query)}


# --- rows ----------------------------------------------------------------------------------------


def _one_at_a_time(tx: Tx, company: Company) -> None:
    """On Postgres, let one process choose at a time; SQLite does so anyway."""
    if tx.connection.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:id)").bindparams(id=-company.id))


def _open_rows(tx: Tx, company: Company) -> list[Open]:
    root, other = aliased(Outbox, name="root"), aliased(Outbox, name="other")
    newest_sent = (
        select(func.max(col(other.id)))
        .where(
            col(other.workspace_id) == col(Outbox.workspace_id),
            col(other.root_id) == col(Outbox.root_id),
            col(other.kind) == "update",
            col(other.state) == "sent",
        )
        .correlate(Outbox)
        .scalar_subquery()
    )
    is_urgent = col(Outbox.dedupe_key).startswith(URGENT)
    is_later = and_(  # every booked card has such a one for ten minutes, and nobody waits for it
        col(Outbox.state) == "waiting", col(Outbox.not_before) > tx.now, col(Outbox.attempts) == 0
    )
    same = and_(
        col(root.workspace_id) == col(Outbox.workspace_id), col(root.id) == col(Outbox.root_id)
    )
    query = (
        select(
            col(Outbox.id),
            col(Outbox.kind),
            col(Outbox.target),
            is_urgent,
            col(Outbox.root_id),
            col(Outbox.state),
            col(Outbox.not_before),
            col(Outbox.attempts),
            col(Outbox.error),
            col(root.state),
            case((col(Outbox.kind) == "update", newest_sent)),
        )
        .join(root, same, isouter=True)
        .where(col(Outbox.workspace_id) == company.id, col(Outbox.state).in_(_UNSENT), ~is_later)
        .order_by(is_urgent.desc(), col(Outbox.id))
    )
    return [Open(*row) for row in tx.execute(query)]


def _delivery(tx: Tx, company: Company, row_id: int) -> Delivery:
    root = aliased(Outbox, name="root")
    same = and_(
        col(root.workspace_id) == col(Outbox.workspace_id), col(root.id) == col(Outbox.root_id)
    )
    query: Any = (
        select(
            col(Outbox.kind),
            col(Outbox.target),
            col(Outbox.audience),
            col(Outbox.dedupe_key),
            func.coalesce(col(root.subject), col(Outbox.subject)).label("subject"),
            col(Outbox.body),
            col(Outbox.attempts),
            col(Outbox.root_id),
            col(root.channel).label("channel"),
            col(root.slack_ts).label("ts"),
        )
        .join(root, same, isouter=True)
        .where(col(Outbox.workspace_id) == company.id, col(Outbox.id) == row_id)
    )
    row = dict(tx.execute(query).mappings().one())
    row["body"] = json.loads(row["body"])
    return Delivery(id=row_id, made_at=ids.made_at(row_id), **row)


def _own_ts(delivery: Delivery, ts: str) -> dict[str, str]:
    return {} if delivery.kind == "update" else {"slack_ts": ts}


def _record(tx: Tx, company: Company, delivery: Delivery, values: Mapping[str, Any]) -> bool:
    mine = update(Outbox).where(
        col(Outbox.workspace_id) == company.id,
        col(Outbox.id) == delivery.id,
        col(Outbox.attempts) == delivery.attempts,
        col(Outbox.state).in_(("claimed", "uncertain")),
    )
    done = tx.execute(mine.values({**values, "state_since": tx.now}))
    return bool(done.rowcount == 1)


def _set(tx: Tx, company: Company, row_ids: tuple[int, ...], values: Mapping[str, Any]) -> None:
    if row_ids:
        rows = update(Outbox).where(
            col(Outbox.workspace_id) == company.id, col(Outbox.id).in_(row_ids)
        )
        tx.execute(rows.values({**values, "state_since": tx.now}))
