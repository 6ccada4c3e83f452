"""Targets that were set: the one that counts now of each key, and those before it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import col

from ledger.period import Period
from storage.companies import Company
from storage.database import Tx
from storage.tables import Person, Target, Team


@dataclass(frozen=True, slots=True)
class SetTarget:
    """What a person or a team should reach, as written; `before` are older values, newest first."""

    whose: str
    kpi: str
    period: Period
    value: str
    recorded_at: datetime
    before: tuple[str, ...] = ()


def standing(
    tx: Tx, company: Company, since: date, people: frozenset[int] | None, teams: frozenset[int]
) -> tuple[SetTarget, ...]:
    """List targets of periods that have not ended, of these people and teams or of everybody."""
    person = _named(Person, Target.person_id)
    team = _named(Team, Target.team_id)
    query: Any = (
        select(
            col(Person.name).label("person"),
            col(Team.name).label("team"),
            col(Target.kpi),
            col(Target.start_on),
            col(Target.end_on),
            col(Target.value),
            col(Target.recorded_at),
        )
        .select_from(Target)
        .join(Person, person, isouter=True)
        .join(Team, team, isouter=True)
        .where(col(Target.workspace_id) == company.id, col(Target.end_on) > since)
        .order_by(col(Target.recorded_at), col(Target.id))
    )
    if people is not None:
        own = col(Target.person_id).in_(people)
        query = query.where(or_(own, col(Target.team_id).in_(teams)))
    found: dict[tuple[Any, ...], SetTarget] = {}
    for row in tx.execute(query):
        key = (row.person or row.team, row.kpi, row.start_on, row.end_on, row.team is None)
        old = found.get(key)
        before = () if old is None else (old.value, *old.before)
        period = Period(row.start_on, row.end_on)
        found[key] = SetTarget(key[0], row.kpi, period, row.value, row.recorded_at, before)
    return tuple(sorted(found.values(), key=lambda one: (one.period, one.whose, one.kpi)))


def _named(table: Any, column: Any) -> Any:
    return and_(col(table.workspace_id) == col(Target.workspace_id), col(table.id) == col(column))
