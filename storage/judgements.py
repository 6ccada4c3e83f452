"""What people are judged against: targets, and what other systems measured of them.

A target of a person comes before one of their team, and that before the scheme's. Amounts of a
team are the team's own; what its people take from it are rates.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, cast, literal, select, union_all
from sqlmodel import col

from ledger.calendar import Calendar
from ledger.currency import places
from ledger.period import Period
from scoring.spans import adds_up, over, parts_of
from scoring.targets import Presence, Source, Whose, targets_over
from storage import calendars
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.tables import Assignment, Leave, Metric, Target
from storage.window import COMPANY, END, KNOWN_AT, PERSON, START

ROLE = bindparam("role", type_=Text)
Given = dict[str, dict[Period, Fraction]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Values by KPI id and the period they were given for, amounts in minor units.

    `of_team` are targets that the person takes from the team. With a `presence`, amount targets
    are cut to the working days of it. `came_in` tells when each metric was recorded.
    """

    metrics: Given = field(default_factory=dict)
    targets: Given = field(default_factory=dict)
    of_team: Given = field(default_factory=dict)
    presence: Presence | None = None
    calendar: Calendar = field(default_factory=Calendar)
    came_in: dict[str, dict[Period, datetime]] = field(default_factory=dict)

    def metrics_of(self, period: Period) -> dict[str, Fraction]:
        """What was measured for exactly this period, or for parts that fill it."""
        values = {kpi: over(parts, period, kpi) for kpi, parts in self.metrics.items()}
        return {kpi: value for kpi, value in values.items() if value is not None}

    def targets_of(self, period: Period) -> dict[str, Fraction]:
        """What should be reached in exactly this period, or in parts that fill it."""
        own, taken = (
            targets_over(given, period, self.presence, self.calendar)
            for given in (self.targets, self.of_team)
        )
        return {**taken, **own}

    def source_of(self, kpi: str, period: Period) -> Source:
        """Where the target of a KPI comes from, and on how many days it is asked for."""
        for whose, given in ((Whose.OWN, self.targets), (Whose.TEAM, self.of_team)):
            parts = parts_of(given.get(kpi, {}), period)
            if parts is not None:
                return self._source(whose, kpi, parts)
        return self._source(Whose.SCHEME, kpi, (period,))

    def _source(self, whose: Whose, kpi: str, parts: Iterable[Period]) -> Source:
        if self.presence is None or not adds_up(kpi):
            return Source(whose)
        days = [self.presence.days_of(one, self.calendar) for one in parts]
        return Source(whose, sum(there for there, _ in days), sum(of for _, of in days))

    def share_of(self, period: Period) -> Fraction:
        """The share of a period's working days that somebody was in the role, where it matters."""
        if self.presence is None:
            return Fraction(1)
        return self.presence.share_of(period, self.calendar)

    def came_in_of(self, kpi: str, period: Period) -> datetime | None:
        """When the newest figure of a metric that counts in a period came in."""
        parts = parts_of(self.metrics.get(kpi, {}), period)
        return max((self.came_in[kpi][part] for part in parts), default=None) if parts else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose figures are read: one person's or everybody's, in which role, as known when.

    With `asks_amounts`, when they were in the role is read even if no amount was set for them.
    """

    span: Period
    person_id: int | None = None
    role: str | None = None
    known_at: datetime | None = None
    asks_amounts: bool = False

    @property
    def shape(self) -> "_Shape":
        """What decides the text of a statement."""
        return _Shape(self.person_id is not None, self.role is not None, self.known_at is not None)

    def values(self, company: Company) -> dict[str, Any]:
        """What fills the blanks of a statement."""
        return {
            "company": company.id,
            "person": self.person_id,
            "start": self.span.start,
            "end": self.span.end,
            "role": self.role,
            "known_at": self.known_at,
        }


@dataclass(frozen=True, slots=True)
class _Shape:
    """Whether it is about one person, in a role, and as known at a moment."""

    of_one: bool
    in_role: bool
    known: bool


def of_person(  # noqa: PLR0913 - the last one is a choice by name
    tx: Tx,
    company: Company,
    person_id: int,
    span: Period,
    role: str | None = None,
    *,
    asks_amounts: bool = False,
) -> Judged:
    """Read one person's figures that lie inside a span; with a role, targets are its share.

    Where a scheme asks for amounts, also when they were in the role.
    """
    found = _read(tx, company, _Asked(span, person_id, role, asks_amounts=asks_amounts))
    return found.get(person_id, Judged())


def of_everyone(  # noqa: PLR0913 - the last one is a choice by name
    tx: Tx,
    company: Company,
    span: Period,
    known_at: datetime | None = None,
    role: str | None = None,
    *,
    asks_amounts: bool = False,
) -> dict[int, Judged]:
    """Read everybody's figures that lie inside a span, likewise."""
    return _read(tx, company, _Asked(span, None, role, known_at, asks_amounts))


def of_teams(
    tx: Tx, company: Company, span: Period, known_at: datetime | None = None
) -> dict[int, Judged]:
    """Read the targets that were set for teams, by team."""
    asked = _Asked(span, known_at=known_at)
    rows = tx.execute(_team_targets(asked.shape), asked.values(company))
    return _by_key(rows, company.currency)


def _read(tx: Tx, company: Company, asked: _Asked) -> dict[int, Judged]:
    rows = tx.execute(_figures(asked.shape), asked.values(company))
    return _cut(tx, company, asked, _by_key(rows, company.currency))


def _cut(tx: Tx, company: Company, asked: _Asked, found: dict[int, Judged]) -> dict[int, Judged]:
    """Say of those who have an amount to reach when they were there; of others it is no matter."""
    has_amounts = any(adds_up(kpi) for one in found.values() for kpi in one.targets)
    if asked.role is None or not (asked.asks_amounts or has_amounts):
        return found
    there = _presences(tx, company, asked)
    calendar = calendars.of(tx, company, asked.known_at)
    return {
        key: replace(
            found.get(key, Judged()), presence=there.get(key, Presence()), calendar=calendar
        )
        for key in (*found, *(key for key in there if key not in found))
    }


def _presences(tx: Tx, company: Company, asked: _Asked) -> dict[int, Presence]:
    """When people held the role, and were away; the newest row of a leave's first day counts."""
    held: dict[int, list[Period]] = defaultdict(list)
    away: dict[int, dict[date, date]] = defaultdict(dict)
    for row in tx.execute(_intervals(asked.shape), asked.values(company)):
        if row.what == "held":
            held[row.person_id].append(Period(row.first_on, row.after_on))
        else:
            away[row.person_id][row.first_on] = row.after_on
    return {
        key: Presence(tuple(held[key]), tuple(Period(*days) for days in away[key].items()))
        for key in (*held, *(key for key in away if key not in held))
    }


@cache
def _figures(shape: _Shape) -> Any:
    queries = [
        _of_people("metric", Metric, col(Metric.metric), shape),
        _of_people("target", Target, col(Target.kpi), shape),
    ]
    if shape.in_role:
        queries.append(_of_their_teams(shape))
    return _in_order(union_all(*queries).subquery())


@cache
def _team_targets(shape: _Shape) -> Any:
    query = _inside(_values("target", Target, col(Target.team_id), col(Target.kpi)), Target, shape)
    return _in_order(query.where(col(Target.team_id).is_not(None)).subquery())


@cache
def _intervals(shape: _Shape) -> Any:
    role = _interval("held", Assignment, Assignment.valid_from, Assignment.valid_to).where(
        col(Assignment.workspace_id) == COMPANY,
        col(Assignment.role) == ROLE,
        col(Assignment.replaced_at) == FOREVER,
    )
    leave = _interval("away", Leave, Leave.from_on, Leave.to_on).where(
        col(Leave.workspace_id) == COMPANY
    )
    if shape.of_one:
        role = role.where(col(Assignment.person_id) == PERSON)
        leave = leave.where(col(Leave.person_id) == PERSON)
    if shape.known:
        leave = leave.where(col(Leave.recorded_at) <= KNOWN_AT)
    rows = union_all(role, leave).subquery()
    return select(rows).order_by(rows.c.recorded_at, rows.c.id)


def _interval(what: str, table: Any, first: Any, after: Any) -> Any:
    return select(
        cast(literal(what), Text).label("what"),
        cast(col(table.person_id), BigInteger).label("person_id"),
        col(first).label("first_on"),
        col(after).label("after_on"),
        col(table.recorded_at),
        col(table.id),
    )


def _of_people(what: str, table: Any, figure_id: Any, shape: _Shape) -> Any:
    query = _values(what, table, col(table.person_id), figure_id)
    query = _inside(query, table, shape).where(col(table.person_id).is_not(None))
    if shape.of_one:
        query = query.where(col(table.person_id) == PERSON)
    return query


def _of_their_teams(shape: _Shape) -> Any:
    """The targets of the teams in which people held the role; of several the last one counts."""
    member = and_(
        col(Assignment.workspace_id) == col(Target.workspace_id),
        col(Assignment.team_id) == col(Target.team_id),
        col(Assignment.role) == ROLE,
        col(Assignment.valid_from) < col(Target.end_on),
        col(Assignment.valid_to) > col(Target.start_on),
        col(Assignment.replaced_at) == FOREVER,
    )
    since = col(Assignment.valid_from)
    query = _values("team", Target, col(Assignment.person_id), col(Target.kpi), since)
    query = _inside(query.join(Assignment, member), Target, shape)
    if shape.of_one:
        query = query.where(col(Assignment.person_id) == PERSON)
    return query


def _values(what: str, table: Any, key: Any, figure_id: Any, since: Any = None) -> Any:
    return select(
        cast(literal(what), Text).label("what"),
        cast(key, BigInteger).label("key"),
        figure_id.label("figure_id"),
        col(table.start_on),
        col(table.end_on),
        col(table.value),
        (col(table.start_on) if since is None else since).label("since"),
        col(table.recorded_at),
        col(table.id),
    ).select_from(table)


def _inside(query: Any, table: Any, shape: _Shape) -> Any:
    query = query.where(
        col(table.workspace_id) == COMPANY,
        col(table.start_on) >= START,
        col(table.end_on) <= END,
    )
    return query.where(col(table.recorded_at) <= KNOWN_AT) if shape.known else query


def _in_order(rows: Any) -> Any:
    """What comes later replaces what came before: a later team, then a newer row."""
    return select(rows).order_by(rows.c.since, rows.c.recorded_at, rows.c.id)


def _by_key(rows: Iterable[Any], currency: str) -> dict[int, Judged]:
    found: dict[int, Judged] = defaultdict(Judged)
    for row in rows:
        is_amount = adds_up(row.figure_id)
        if row.what == "team" and is_amount:
            continue  # the whole team is asked for it
        judged = found[row.key]
        kinds: Mapping[str, Given] = {"metric": judged.metrics, "target": judged.targets}
        given = kinds.get(row.what, judged.of_team)
        value = Fraction(row.value)
        if is_amount:
            value *= 10 ** places(currency)
        period = Period(row.start_on, row.end_on)
        given.setdefault(row.figure_id, {})[period] = value
        if row.what == "metric":
            judged.came_in.setdefault(row.figure_id, {})[period] = row.recorded_at
    return dict(found)
