"""Periods: open, closing, closed; which are, and from which day on none is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlmodel import col

from ledger.period import Period
from ledger.stages import State
from storage import rows
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.tables import PeriodClose, PeriodStep

BEGINNING = date.min


@dataclass(frozen=True, slots=True)
class Closed:
    """A period that is closed, and which of its packs holds."""

    period: Period
    version: int
    sha256: str


def open_from(tx: Tx, company: Company) -> date:
    """The first day after all that is closed."""
    ends = select(func.max(col(PeriodClose.end_on))).where(
        col(PeriodClose.workspace_id) == company.id, ~_reopened()
    )
    return tx.execute(ends).scalar() or BEGINNING


def spans(tx: Tx, company: Company) -> tuple[Period, ...]:
    """The periods that are closed; what comes late for one counts on the first day after it."""
    query = (
        select(col(PeriodClose.start_on), col(PeriodClose.end_on))
        .where(col(PeriodClose.workspace_id) == company.id, ~_reopened())
        .distinct()
    )
    return tuple(Period(*row) for row in tx.execute(query))


def closed(tx: Tx, company: Company, period: Period) -> Closed | None:
    """Find the pack that holds for a period; None while it is not closed."""
    query = (
        select(col(PeriodClose.version), col(PeriodClose.sha256))
        .where(*_of(PeriodClose, company, period), ~_reopened())
        .order_by(col(PeriodClose.version).desc())
        .limit(1)
    )
    row = tx.execute(query).first()
    return None if row is None else Closed(period, row.version, row.sha256)


def holding(tx: Tx, company: Company) -> tuple[Closed, ...]:
    """Every period that is closed, with the pack that holds for it, the oldest first."""
    query = (
        select(
            col(PeriodClose.start_on),
            col(PeriodClose.end_on),
            col(PeriodClose.version),
            col(PeriodClose.sha256),
        )
        .where(col(PeriodClose.workspace_id) == company.id, ~_reopened())
        .order_by(col(PeriodClose.start_on), col(PeriodClose.end_on), col(PeriodClose.version))
    )
    found = {
        (row.start_on, row.end_on): Closed(
            Period(row.start_on, row.end_on), row.version, row.sha256
        )
        for row in tx.execute(query)
    }
    return tuple(found.values())


def pack_of(tx: Tx, company: Company, found: Closed) -> bytes:
    """Read a pack, compressed as it was kept."""
    query = select(col(PeriodClose.pack)).where(
        *_of(PeriodClose, company, found.period), col(PeriodClose.version) == found.version
    )
    return bytes(tx.execute(query).scalar_one())


def packs_of(tx: Tx, company: Company, wanted: Sequence[Closed]) -> tuple[bytes, ...]:
    """Read several packs in one statement, in the order in which they were named."""
    query = select(
        col(PeriodClose.start_on),
        col(PeriodClose.end_on),
        col(PeriodClose.version),
        col(PeriodClose.pack),
    ).where(
        col(PeriodClose.workspace_id) == company.id,
        col(PeriodClose.sha256).in_([one.sha256 for one in wanted]),
    )
    found = {
        (Period(row.start_on, row.end_on), row.version): bytes(row.pack)
        for row in tx.execute(query)
    }
    return tuple(found[one.period, one.version] for one in wanted)


def state_of(tx: Tx, company: Company, period: Period) -> State:
    """Say where a period stands."""
    if closed(tx, company, period) is not None:
        return State.CLOSED
    begun = select(col(PeriodStep.after_version)).where(
        *_of(PeriodStep, company, period),
        col(PeriodStep.step) == "closing",
        col(PeriodStep.after_version) == _newest(tx, company, period),
    )
    return State.OPEN if tx.execute(begun).first() is None else State.CLOSING


def all_closed(tx: Tx, company: Company) -> dict[Period, list[tuple[int, str]]]:
    """Every pack there ever was, by period: version and hash."""
    query = (
        select(
            col(PeriodClose.start_on),
            col(PeriodClose.end_on),
            col(PeriodClose.version),
            col(PeriodClose.sha256),
        )
        .where(col(PeriodClose.workspace_id) == company.id)
        .order_by(col(PeriodClose.start_on), col(PeriodClose.version))
    )
    found: dict[Period, list[tuple[int, str]]] = defaultdict(list)
    for row in tx.execute(query):
        found[Period(row.start_on, row.end_on)].append((row.version, row.sha256))
    return dict(found)


def step(tx: Tx, company: Company, period: Period, name: str, **who: Any) -> None:
    """Write that a period went into closing, or was reopened, after the packs that it has."""
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "start_on": period.start,
        "end_on": period.end,
        "step": name,
        "after_version": _newest(tx, company, period),
        "recorded_at": tx.now,
    }
    rows.add(tx, PeriodStep, [row | who])


def keep(
    tx: Tx, company: Company, found: Closed, pack: bytes, closed_by: int | None = None
) -> None:
    """Write a pack beside the period's earlier ones."""
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "start_on": found.period.start,
        "end_on": found.period.end,
        "version": found.version,
        "sha256": found.sha256,
        "pack": pack,
        "closed_by": closed_by,
        "recorded_at": tx.now,
    }
    rows.add(tx, PeriodClose, [row])


def next_version(tx: Tx, company: Company, period: Period) -> int:
    """Number the next pack of a period."""
    return _newest(tx, company, period) + 1


def _newest(tx: Tx, company: Company, period: Period) -> int:
    newest = select(func.max(col(PeriodClose.version))).where(*_of(PeriodClose, company, period))
    return int(tx.execute(newest).scalar() or 0)


def _of(table: Any, company: Company, period: Period) -> tuple[Any, ...]:
    return (
        col(table.workspace_id) == company.id,
        col(table.start_on) == period.start,
        col(table.end_on) == period.end,
    )


def _reopened() -> Any:
    """A pack after which its period was reopened holds no more."""
    return exists().where(
        col(PeriodStep.workspace_id) == col(PeriodClose.workspace_id),
        col(PeriodStep.start_on) == col(PeriodClose.start_on),
        col(PeriodStep.end_on) == col(PeriodClose.end_on),
        col(PeriodStep.step) == "reopened",
        col(PeriodStep.after_version) >= col(PeriodClose.version),
    )
