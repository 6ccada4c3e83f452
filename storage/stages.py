"""Stages of periods, read and wished for; what was closed since a moment."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.period import Period
from ledger.stages import By, Course, Stage
from storage import rows
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.tables import PeriodClose, PeriodStep, PeriodWish, Person


def course(tx: Tx, company: Company, period: Period) -> Course:
    """Read what was done with a period, in one statement."""
    zone = ZoneInfo(company.timezone)
    query = union_all(*_parts(company, period)).order_by("recorded_at", "id")
    return Course(tuple(_stage(row, zone) for row in tx.execute(query)))


def wish(tx: Tx, company: Company, period: Period, kind: str, by: tuple[int, str, int]) -> None:
    """Write that somebody wants a period closed or reopened: who, why, after which pack."""
    person_id, reason, version = by
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "start_on": period.start,
        "end_on": period.end,
        "kind": kind,
        "after_version": version,
        "reason": reason,
        "person_id": person_id,
        "recorded_at": tx.now,
    }
    rows.add(tx, PeriodWish, [row])


def to_close(tx: Tx, company: Company) -> tuple[Period, ...]:
    """The periods that somebody wants closed and the worker has not closed yet."""
    closed = select(col(PeriodClose.id)).where(
        col(PeriodClose.workspace_id) == col(PeriodWish.workspace_id),
        col(PeriodClose.start_on) == col(PeriodWish.start_on),
        col(PeriodClose.end_on) == col(PeriodWish.end_on),
        col(PeriodClose.version) > col(PeriodWish.after_version),
    )
    query = (
        select(col(PeriodWish.start_on), col(PeriodWish.end_on))
        .where(
            col(PeriodWish.workspace_id) == company.id,
            col(PeriodWish.kind) == "close",
            ~closed.exists(),
        )
        .order_by(col(PeriodWish.id))
    )
    return tuple(Period(row.start_on, row.end_on) for row in tx.execute(query))


def closed_since(tx: Tx, company: Company, since: datetime) -> tuple[tuple[str, datetime], ...]:
    """Every close since a moment: its period with the version, as `2026-10/1`, and when."""
    query = (
        select(
            col(PeriodClose.start_on),
            col(PeriodClose.end_on),
            col(PeriodClose.version),
            col(PeriodClose.recorded_at),
        )
        .where(col(PeriodClose.workspace_id) == company.id, col(PeriodClose.recorded_at) >= since)
        .order_by(col(PeriodClose.recorded_at), col(PeriodClose.id))
    )
    return tuple(
        (f"{Period(row.start_on, row.end_on)}/{row.version}", row.recorded_at)
        for row in tx.execute(query)
    )


def _parts(company: Company, period: Period) -> list[Any]:
    none, no_id = literal(""), literal(None, type_=BigInteger())
    return [
        _part(
            PeriodClose,
            (company, period),
            literal("closed"),
            (col(PeriodClose.version), none, col(PeriodClose.closed_by), no_id),
            col(PeriodClose.sha256),
        ),
        _part(
            PeriodStep,
            (company, period),
            col(PeriodStep.step),
            (
                col(PeriodStep.after_version),
                col(PeriodStep.reason),
                col(PeriodStep.person_id),
                col(PeriodStep.second_id),
            ),
            none,
        ),
        _part(
            PeriodWish,
            (company, period),
            col(PeriodWish.kind),
            (
                col(PeriodWish.after_version),
                col(PeriodWish.reason),
                col(PeriodWish.person_id),
                no_id,
            ),
            none,
        ),
    ]


def _part(
    table: Any, of: tuple[Company, Period], what: Any, columns: tuple[Any, ...], sha256: Any
) -> Any:
    """One table's part of the course, with the names of who did it."""
    company, period = of
    version, reason, first_id, second_id = columns
    first, second = aliased(Person), aliased(Person)
    of_first = (col(first.workspace_id) == company.id) & (col(first.id) == first_id)
    of_second = (col(second.workspace_id) == company.id) & (col(second.id) == second_id)
    return (
        select(
            col(table.id).label("id"),
            col(table.recorded_at).label("recorded_at"),
            what.label("what"),
            version.label("version"),
            reason.label("reason"),
            first_id.label("first_id"),
            col(first.name).label("first"),
            second_id.label("second_id"),
            col(second.name).label("second"),
            sha256.label("sha256"),
        )
        .select_from(table)
        .join(first, of_first, isouter=True)
        .join(second, of_second, isouter=True)
        .where(
            col(table.workspace_id) == company.id,
            col(table.start_on) == period.start,
            col(table.end_on) == period.end,
        )
    )


def _stage(row: Any, zone: ZoneInfo) -> Stage:
    second = None if row.second_id is None else By(row.second_id, row.second or "")
    return Stage(
        row.what,
        row.recorded_at.astimezone(zone),
        By(row.first_id, row.first or ""),
        row.version,
        row.reason,
        second,
        row.sha256,
    )
