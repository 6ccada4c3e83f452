"""Packs: everything that a period's results are made of, gathered to close it."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from ledger.period import Period
from scoring.facts import Facts, Without
from scoring.items import Item
from scoring.pack import Group, Judged, Pack, Row, Team, hash_of, judged, unjudged, written
from scoring.scheme import Scheme
from storage import (
    calendars,
    company_scores,
    facts,
    itemised,
    kpi_report,
    rosters,
    schemes,
    settings,
)
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Listed, Question
from storage.schemes import Version
from storage.scored import Scored
from storage.tables import Rate
from storage.tables.company import ROLES
from storage.window import By

__all__ = ["compressed", "content", "decompressed", "gathered", "hash_of"]

OF_SCORES = ("payment_limit",)  # settings that say something about the numbers


def gathered(tx: Tx, company: Company, period: Period) -> Pack:
    """Gather everything that the results of a period are made of, and judge it."""
    question = Question(period, period.last)
    every = schemes.of_every_role(tx, company, ROLES)
    people = [
        _people(tx, company, version, question)
        for versions in every.values()
        if (version := versions.version_for(period)) is not None
    ]
    return Pack(
        period=period,
        company=company.name,
        currency=company.currency,
        timezone=company.timezone,
        settings={name: settings.all_of(tx, company)[name] for name in OF_SCORES},
        calendar=_calendar(tx, company, period),
        rates=_rates(tx, company, period),
        groups=_with_teams(tx, company, question, [one for one in people if one.group.people]),
        kpis={by.value: _kpis(tx, company, period, by) for by in By},
    )


def content(pack: Pack) -> bytes:
    """A pack in its canonical form, of which `hash_of` names the bytes."""
    return written(pack)


def compressed(content_: bytes) -> bytes:
    """A pack as it is kept."""
    return zlib.compress(content_, 6)


def decompressed(kept: bytes) -> bytes:
    """The canonical form of a pack that was kept."""
    return zlib.decompress(kept)


@dataclass(frozen=True, slots=True)
class _People:
    """The people under a scheme, judged, as the pack and as their teams take them."""

    scheme: Scheme
    group: Group
    scored: tuple[Scored, ...]


def _people(tx: Tx, company: Company, version: Version, question: Question) -> _People:
    scheme = version.scheme
    listed = rosters.roster(tx, company, scheme.role, question)
    ids = [one.person_id for one in listed]
    read = facts.of_everyone(tx, company, scheme, question, ids, by_any=True)
    items = itemised.of_everyone(tx, company, question.window(company))
    people = tuple(
        _person(one, items.get(one.person_id, ()), read[one.person_id]) for one in listed
    )
    group = judged(Group(scheme.id, scheme.version, version.document, people))
    return _People(scheme, group, _scored(listed, group))


def _with_teams(
    tx: Tx, company: Company, question: Question, groups: Sequence[_People]
) -> tuple[Group, ...]:
    """Put every team into the group of most of its people, whatever scheme the others are under."""
    everybody = tuple(one for group in groups for one in group.scored)
    return tuple(
        judged(replace(one.group, teams=tuple(_team(name, own) for _, name, own in found)))
        for one in groups
        for found in [company_scores.facts_of_teams(tx, company, one.scheme, question, everybody)]
    )


def _person(listed: Listed, items: Iterable[Item], read: Facts) -> Judged:
    rows = sorted((_row(item) for item in items), key=repr)
    bare = replace(
        read, figures=(), cohort={}, duties=_ordered(read.duties), without=_without(read)
    )
    # The card is worked out from exactly what the pack holds, when the group is judged.
    return Judged(listed.number, listed.name, listed.team, tuple(rows), bare, unjudged(read))


def _row(item: Item) -> Row:
    return Row(item.name, item.customer, item.due_on, item.figure, item.receipt, item.value_on)


def _without(read: Facts) -> dict[str, Without]:
    """What was allowed for, in the order in which a pack is read again: that of its names."""
    found = sorted(read.without.items())
    return {
        kind: replace(one, figures=_ordered(one.figures), duties=_ordered(one.duties))
        for kind, one in found
    }


def _ordered(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=repr))


def _team(name: str, read: Facts) -> Team:
    own = replace(read, figures=_ordered(read.figures), duties=_ordered(read.duties))
    return Team(name, own, unjudged(read))


def _scored(listed: Iterable[Listed], group: Group) -> tuple[Scored, ...]:
    return tuple(
        Scored(one, of.facts.metrics, of.facts.targets, of.card, of.facts.base)
        for one, of in zip(listed, group.people, strict=True)
    )


def _calendar(tx: Tx, company: Company, period: Period) -> tuple[tuple[date, bool], ...]:
    """The days that are other than their weekday says, in the period and the one after it."""
    exceptions = calendars.of(tx, company).exceptions
    return tuple(sorted((on, works) for on, works in exceptions.items() if on >= period.start))


def _rates(tx: Tx, company: Company, period: Period) -> tuple[tuple[str, date, str], ...]:
    """The rates up to the period's end, as they were given; of one day the newest."""
    query = (
        select(col(Rate.currency), col(Rate.on), col(Rate.rate))
        .where(col(Rate.workspace_id) == company.id, col(Rate.on) < period.end)
        .order_by(col(Rate.recorded_at), col(Rate.id))
    )
    newest = {(row.currency, row.on): row.rate for row in tx.execute(query)}
    return tuple(sorted((currency, on, rate) for (currency, on), rate in newest.items()))


def _kpis(tx: Tx, company: Company, period: Period, by: By) -> tuple[dict[str, str | None], ...]:
    found = kpi_report.measured(tx, company, kpi_report.Question(period, by, period.last))
    return tuple(
        {"key": row.key, "name": row.name, "currency": row.currency}
        | {name: _exact(value) for name, value in row.values.items()}
        for row in found
    )


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
