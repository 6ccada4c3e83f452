"""Closed periods answer from their packs: scores, rankings and KPIs as they were settled."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from ledger.period import Period
from scoring.pack import Group, Judged, Pack, opened
from scoring.scheme import Scheme
from storage import periods
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Listed, Question
from storage.scored import Scored, ScoredTeam
from storage.tables import Person, Team


def content_of(tx: Tx, company: Company, found: periods.Closed) -> bytes:
    """The canonical bytes of a pack that was kept."""
    return zlib.decompress(periods.pack_of(tx, company, found))


def pack_of(tx: Tx, company: Company, period: Period) -> Pack | None:
    """The pack that a closed period answers from; None while it is not closed."""
    found = periods.closed(tx, company, period)
    return None if found is None else open_pack(tx, company, found)


def open_pack(tx: Tx, company: Company, found: periods.Closed) -> Pack:
    """One of a period's packs, whether it still holds or not."""
    return _opened(found.sha256, _Lazy(lambda: content_of(tx, company, found)))


def totals_of(
    tx: Tx, company: Company, wanted: Sequence[periods.Closed]
) -> tuple[tuple[dict[str, Any], ...], ...]:
    """The KPIs of the company as these packs have them, a row each currency."""
    packs = periods.packs_of(tx, company, wanted)
    return tuple(tuple(json.loads(zlib.decompress(one))["kpis"]["company"]) for one in packs)


def of_people(
    tx: Tx, company: Company, scheme: Scheme, question: Question
) -> tuple[Scored, ...] | None:
    """Everybody's settled cards by this very version of a scheme; None where nothing is settled."""
    group = _group(tx, company, scheme, question)
    if group is None:
        return None
    ids = _ids(tx, company, Person.number, Person.id)
    teams = _ids(tx, company, Team.name, Team.id)
    return tuple(
        Scored(
            Listed(ids[one.number], one.number, one.name, teams.get(one.team or ""), one.team),
            one.facts.metrics,
            one.facts.targets,
            one.card,
            one.facts.base,
        )
        for one in group.people
    )


def of_person(
    tx: Tx, company: Company, scheme: Scheme, question: Question, person_id: int
) -> Judged | None:
    """What one person was settled by, and the result; None where nothing is settled of them."""
    group = _group(tx, company, scheme, question)
    if group is None:
        return None
    same = (col(Person.workspace_id) == company.id, col(Person.id) == person_id)
    number = tx.execute(select(col(Person.number)).where(*same)).scalar()
    return next((one for one in group.people if one.number == number), None)


def of_teams(
    tx: Tx, company: Company, scheme: Scheme, question: Question
) -> tuple[ScoredTeam, ...] | None:
    """The teams' settled cards, likewise."""
    group = _group(tx, company, scheme, question)
    if group is None:
        return None
    ids = _ids(tx, company, Team.name, Team.id)
    return tuple(ScoredTeam(ids[one.name], one.name, one.card) for one in group.teams)


def _group(tx: Tx, company: Company, scheme: Scheme, question: Question) -> Group | None:
    if question.known_at is not None:
        return None
    pack = pack_of(tx, company, question.period)
    groups: Iterable[Group] = () if pack is None else pack.groups
    which = (scheme.id, scheme.version)
    return next((one for one in groups if (one.scheme, one.version) == which), None)


def _ids(tx: Tx, company: Company, name: str, row_id: int | None) -> dict[str, int]:
    table = Person if name is Person.number else Team
    query = select(col(name), col(row_id)).where(col(table.workspace_id) == company.id)
    return {row[0]: row[1] for row in tx.execute(query)}


class _Lazy:
    """Reads a pack if it is not in memory; any is as good, because the hash names what it reads."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self.read = read

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Lazy)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4)
def _opened(_sha256: str, lazy: _Lazy) -> Pack:
    return opened(lazy.read())


def fraction_of(value: str | None) -> Fraction | None:
    """Read an exact number as a pack writes it."""
    return None if value is None else Fraction(value)
