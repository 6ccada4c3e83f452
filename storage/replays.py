"""Replays that people asked for: kept apart from every real result, with a number to come back to.

What is asked names its packs, so that a replay comes out the same whatever is reopened later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from ledger.period import Period
from ledger.proposal import Who
from scoring.replay import Line, hash_of, opened, written
from scoring.scheme import Scheme, read, rhythm_of
from storage import audit, closed_scores, periods, replay, rows
from storage import tables as t
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.periods import Closed
from storage.replay import Candidate
from storage.tables import Person, ReplayChoice, ReplayResult

ORIGIN = "slack"
USUAL = 3  # periods


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay as it was asked for, and what came out; None while it is being worked out."""

    id: int
    number: int
    scheme: Scheme
    document: str
    packs: tuple[tuple[Period, int], ...]
    by: Who
    at: datetime
    lines: tuple[Line, ...] | None = None
    sha256: str = ""

    @property
    def periods(self) -> tuple[Period, ...]:
        """Which periods it is about."""
        return tuple(period for period, _ in self.packs)


def ask(
    tx: Tx, company: Company, candidate: Candidate, closed: Sequence[Closed], who: Who
) -> Replay:
    """Ask for a replay, once: the same candidate over the same packs is the one there is."""
    lock_company(tx, company.id)
    packs = " ".join(f"{one.period}/{one.version}" for one in closed)
    same = (
        col(t.Replay.document_sha256) == hash_of(candidate.document),
        col(t.Replay.packs) == packs,
    )
    found = _found(tx, company, same)
    if found:
        return found[0]
    newest = select(func.max(col(t.Replay.number))).where(col(t.Replay.workspace_id) == company.id)
    row: dict[str, Any] = {
        "workspace_id": company.id,
        "id": new_id(),
        "number": int(tx.execute(newest).scalar() or 0) + 1,
        "scheme_id": candidate.scheme.id,
        "version": candidate.scheme.version,
        "document": candidate.document,
        "document_sha256": hash_of(candidate.document),
        "packs": packs,
        "person_id": who.id,
        "recorded_at": tx.now,
    }
    rows.add(tx, t.Replay, [row])
    detail = {"replay": row["number"], "sha256": row["document_sha256"], "packs": packs}
    deed = audit.Deed(f"person:{who.id}", ORIGIN, "replay.asked", detail, frozenset())
    audit.record(tx, company, deed)
    return _found(tx, company, (col(t.Replay.id) == row["id"],))[0]


def of_rhythm(closed: Iterable[Closed], rhythm: str) -> tuple[Closed, ...]:
    """The last three closed periods of a rhythm, which are tried unless somebody says others."""
    return tuple(one for one in closed if rhythm_of(one.period) == rhythm)[-USUAL:]


def waiting(tx: Tx, company: Company) -> tuple[int, ...]:
    """The ids of replays that nobody has worked out yet, the oldest first."""
    query = (
        select(col(t.Replay.id))
        .join(ReplayResult, _result(), isouter=True)
        .where(col(t.Replay.workspace_id) == company.id, col(ReplayResult.id).is_(None))
        .order_by(col(t.Replay.id))
    )
    return tuple(tx.execute(query).scalars())


def work_out(tx: Tx, company: Company, replay_id: int) -> tuple[Line, ...]:
    """Judge everybody of the packs that were named, from these packs alone; nothing is written."""
    asked = look(tx, company, replay_id)
    candidate = Candidate(asked.scheme, asked.document)
    return tuple(
        line
        for period, version in asked.packs
        for pack in [_pack(tx, company, period, version)]
        for line in replay.of_pack(pack, candidate)
    )


def keep(tx: Tx, company: Company, replay_id: int, lines: Sequence[Line]) -> bool:
    """Keep what came out, once; False where it is kept already."""
    lock_company(tx, company.id)
    if look(tx, company, replay_id).lines is not None:
        return False
    text = written(lines)
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "replay_id": replay_id,
        "lines": text,
        "sha256": hash_of(text),
        "recorded_at": tx.now,
    }
    rows.add(tx, ReplayResult, [row])
    return True


def look(tx: Tx, company: Company, replay_id: int) -> Replay:
    """Read a replay by its id."""
    return _found(tx, company, (col(t.Replay.id) == replay_id,))[0]


def numbered(tx: Tx, company: Company, number: int) -> Replay | None:
    """Find the replay that people call by this number."""
    return next(iter(_found(tx, company, (col(t.Replay.number) == number,))), None)


def newest(tx: Tx, company: Company, count: int) -> tuple[Replay, ...]:
    """The last few replays, the newest first."""
    return _found(tx, company, (), count)


def chosen(tx: Tx, company: Company, made: tuple[str, int], document: str) -> int | None:
    """Remember that a version was stored after its text had been replayed, and after which one."""
    known = choices(tx, company).get(made)
    if known is not None:
        return known
    scheme_id, version = made
    query = (
        select(col(t.Replay.id), col(t.Replay.number))
        .join(ReplayResult, _result())
        .where(
            col(t.Replay.workspace_id) == company.id,
            col(t.Replay.document_sha256) == hash_of(document),
        )
        .order_by(col(t.Replay.number).desc())
        .limit(1)
    )
    found = tx.execute(query).first()
    if found is None:
        return None
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "replay_id": found.id,
        "scheme_id": scheme_id,
        "version": version,
        "recorded_at": tx.now,
    }
    rows.add(tx, ReplayChoice, [row])
    return int(found.number)


def choices(tx: Tx, company: Company) -> dict[tuple[str, int], int]:
    """Which versions were chosen after which replay, by scheme and version."""
    query = (
        select(col(ReplayChoice.scheme_id), col(ReplayChoice.version), col(t.Replay.number))
        .join(
            t.Replay,
            (col(t.Replay.workspace_id) == col(ReplayChoice.workspace_id))
            & (col(t.Replay.id) == col(ReplayChoice.replay_id)),
        )
        .where(col(ReplayChoice.workspace_id) == company.id)
    )
    return {(row.scheme_id, row.version): row.number for row in tx.execute(query)}


def _pack(tx: Tx, company: Company, period: Period, version: int) -> Any:
    every = dict(periods.all_closed(tx, company)[period])
    return closed_scores.open_pack(tx, company, Closed(period, version, every[version]))


def _found(
    tx: Tx, company: Company, which: Iterable[Any], count: int | None = None
) -> tuple[Replay, ...]:
    of_person = (col(Person.workspace_id) == company.id) & (
        col(Person.id) == col(t.Replay.person_id)
    )
    query = (
        select(
            col(t.Replay.id),
            col(t.Replay.number),
            col(t.Replay.document),
            col(t.Replay.version),
            col(t.Replay.packs),
            col(t.Replay.person_id),
            col(Person.name),
            col(t.Replay.recorded_at),
            col(ReplayResult.lines),
            col(ReplayResult.sha256),
        )
        .select_from(t.Replay)
        .join(Person, of_person)
        .join(ReplayResult, _result(), isouter=True)
        .where(col(t.Replay.workspace_id) == company.id, *which)
        .order_by(col(t.Replay.number).desc())
        .limit(count)
    )
    zone = ZoneInfo(company.timezone)
    return tuple(_replay(row, zone) for row in tx.execute(query))


def _replay(row: Any, zone: ZoneInfo) -> Replay:
    packs = (one.partition("/") for one in row.packs.split())
    return Replay(
        row.id,
        row.number,
        read(row.document, row.version),
        row.document,
        tuple((Period.parse(period), int(version)) for period, _, version in packs),
        Who(row.person_id, row.name),
        row.recorded_at.astimezone(zone),
        None if row.lines is None else opened(row.lines),
        row.sha256 or "",
    )


def _result() -> Any:
    return (col(ReplayResult.workspace_id) == col(t.Replay.workspace_id)) & (
        col(ReplayResult.replay_id) == col(t.Replay.id)
    )
