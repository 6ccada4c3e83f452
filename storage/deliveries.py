"""Deliveries: messages stored in the transaction of the effect that causes them.

A message is written once a `dedupe_key`, in every language that it may be read in; the outbox
posts it later. `target` is a Slack channel id, or `person:ID` for a direct message.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage import rows, sight
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.sight import Glimpse, Shown
from storage.tables import Outbox

Body = Mapping[str, Mapping[str, Any]]  # language → {"text": …, "blocks": […]}


@dataclass(frozen=True, slots=True)
class Post:
    """A new message; `audience` says who may read it: team, finance or personal.

    What `shows` somebody's score goes to one person, and is a sight once it is sent.
    """

    dedupe_key: str
    target: str
    body: Body
    audience: str
    subject: str = ""
    shows: tuple[Glimpse, ...] = ()

    def __post_init__(self) -> None:
        """A message for one person goes to that person."""
        assert self.audience in {"team", "finance", "personal"}, self.audience
        is_alone = self.target.startswith("person:")
        assert is_alone or (self.audience != "personal" and not self.shows), self.target


@dataclass(frozen=True, slots=True)
class Line:
    """What is said under a message that is there already, or instead of it, and from when on."""

    dedupe_key: str
    body: Body
    not_before: datetime | None = None
    shows: tuple[Glimpse, ...] = ()


def person(person_id: int) -> str:
    """The target of a direct message."""
    return sight.person(person_id)


def post(tx: Tx, company: Company, wanted: Post) -> int | None:
    """Store a new message; None when its key was used before."""
    ids = post_all(tx, company, [wanted])
    return ids[0] if ids else None


def post_all(tx: Tx, company: Company, wanted: Sequence[Post]) -> tuple[int, ...]:
    """Store new messages, and give the ids of those whose key was not used before."""
    return _add(tx, company, [(_post(tx, company, post), post.shows) for post in wanted])


@dataclass(frozen=True, slots=True)
class Root:
    """A message that is there, or will be: its outbox id, where it goes and who may read it.

    `newest` is the highest id that the outbox held when it was read.
    """

    id: int
    target: str
    audience: str
    newest: int = 0


@dataclass(frozen=True, slots=True)
class Follow:
    """What comes after a message: a reply in its thread, or an update of how it reads."""

    kind: Literal["reply", "update"]
    root: Root
    line: Line


def reply(tx: Tx, company: Company, root_id: int, line: Line) -> int | None:
    """Store a message for the thread of another one."""
    ids = follow(tx, company, [Follow("reply", _root(tx, company, root_id), line)])
    return ids[0] if ids else None


def follow(tx: Tx, company: Company, wanted: Sequence[Follow]) -> tuple[int, ...]:
    """Store replies and updates in their order; the newest update that is due wins.

    The company's lock says which is newest, not the clock of the machine that writes it.
    """
    written = [_under(tx, company, one) for one in wanted]
    newest = max((one.root.newest for one in wanted), default=0)
    for row in written:
        if row["kind"] == "update":  # a reply keeps its time: it may be looked for from then on
            newest = row["id"] = max(row["id"], newest + 1)
    return _add(
        tx, company, [(row, one.line.shows) for row, one in zip(written, wanted, strict=True)]
    )


def roots(tx: Tx, company: Company, subject: str) -> tuple[Root, ...]:
    """The messages about one subject: a card may stand in a channel, or with several people."""
    query = _roots(company).where(col(Outbox.subject) == subject, col(Outbox.kind) == "post")
    return tuple(Root(*row) for row in tx.execute(query.order_by(col(Outbox.id))))


def _root(tx: Tx, company: Company, root_id: int) -> Root:
    return Root(*tx.execute(_roots(company).where(col(Outbox.id) == root_id)).one())


def _roots(company: Company) -> Select[int, str, str, int]:
    every = aliased(Outbox, name="every")
    newest = select(func.max(col(every.id))).where(col(every.workspace_id) == company.id)
    columns = (col(Outbox.id), col(Outbox.target), col(Outbox.audience))
    query = select(*columns, newest.scalar_subquery())
    return query.where(col(Outbox.workspace_id) == company.id)


def _post(tx: Tx, company: Company, wanted: Post) -> dict[str, Any]:
    row = _row(tx, company, wanted.dedupe_key, wanted.body)
    row |= {"kind": "post", "target": wanted.target, "subject": wanted.subject}
    return row | {"audience": wanted.audience}


def _under(tx: Tx, company: Company, wanted: Follow) -> dict[str, Any]:
    root, line = wanted.root, wanted.line
    row = _row(tx, company, line.dedupe_key, line.body)
    row |= {"kind": wanted.kind, "root_id": root.id, "target": root.target}
    return row | {"audience": root.audience, "not_before": line.not_before or tx.now}


def _row(tx: Tx, company: Company, dedupe_key: str, body: Body) -> dict[str, Any]:
    return {
        "workspace_id": company.id,
        "id": new_id(),
        "dedupe_key": dedupe_key,
        "subject": "",
        "root_id": None,
        "body": json.dumps(body, ensure_ascii=False),
        "not_before": tx.now,
        "state_since": tx.now,
        "recorded_at": tx.now,
    }


def _add(
    tx: Tx, company: Company, wanted: Sequence[tuple[dict[str, Any], tuple[Glimpse, ...]]]
) -> tuple[int, ...]:
    keys = [row["dedupe_key"] for row, _ in wanted]
    query = select(col(Outbox.dedupe_key)).where(
        col(Outbox.workspace_id) == company.id, col(Outbox.dedupe_key).in_(keys)
    )
    used = set(tx.execute(query).scalars())
    fresh = [(row, shows) for row, shows in wanted if row["dedupe_key"] not in used]
    rows.add(tx, Outbox, [row for row, _ in fresh])
    sight.keep(tx, company, [(row["id"], _shown(row, shows)) for row, shows in fresh])
    return tuple(row["id"] for row, _ in fresh)


def _shown(row: dict[str, Any], shows: tuple[Glimpse, ...]) -> Shown:
    """What a message shows to its reader; the first word of its key says what it is."""
    kind = row["dedupe_key"].replace(":", "/").partition("/")[0]
    return Shown(row["target"], kind, shows)
