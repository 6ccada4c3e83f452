"""Packs: everything that a closed period's results were made of, as bytes that never differ.

A pack is JSON in one canonical form: sorted keys, no blanks, exact numbers as text. It names
people and documents by their own numbers, so the same inputs give the same bytes on any machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ledger.period import Period
from scoring import cohort
from scoring.card import ScoreCard
from scoring.engine import score
from scoring.facts import Facts, Figure
from scoring.ranking import Entrant, rank
from scoring.scheme import Scheme, read

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A figure that counted, or was left out, with the documents it is about."""

    instalment: str
    customer: str
    due_on: date
    figure: Figure
    receipt: str | None = None
    value_on: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody on the roster: who they are, what they were judged by, and the result.

    `facts` holds no figures: those are in the rows.
    """

    number: str
    name: str
    team: str | None
    rows: tuple[Row, ...]
    facts: Facts
    card: ScoreCard
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team with what it was judged by, its figures added up, and the result."""

    name: str
    facts: Facts
    card: ScoreCard


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody under one scheme, which is written out as its file has it."""

    scheme: str
    version: int
    document: str
    people: tuple[Judged, ...]
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A closed period: settings, rates, calendar, groups with facts and results, and its KPIs."""

    period: Period
    company: str
    currency: str
    timezone: str
    settings: Mapping[str, str]
    calendar: tuple[tuple[date, bool], ...]
    rates: tuple[tuple[str, date, str], ...]
    groups: tuple[Group, ...]
    kpis: Mapping[str, tuple[Mapping[str, str | None], ...]]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Verified:
    """What a pack's file says its hash is, and what it is when all is worked out again."""

    sha256: str | None
    recomputed: str | None

    @property
    def same(self) -> bool:
        """Tell whether the pack is whole and its results follow from its facts."""
        return self.sha256 is not None and self.sha256 == self.recomputed


def written(pack: Pack) -> bytes:
    """Write a pack in its canonical form.

    What packs did not always hold is written only where it says something, so that a pack of
    before has the bytes that it had.
    """
    document = _adapter().dump_python(pack, mode="json")
    for group in document["groups"]:
        for one in (*group["people"], *group["teams"]):
            _leave_out(one["facts"])
    return _canonical(document)


def _leave_out(facts: dict[str, Any]) -> None:
    if facts["presence"] == "1":
        del facts["presence"]
    for one in facts["without"].values():
        if not one["duties"]:
            del one["duties"]


def hash_of(content: bytes) -> str:
    """The hash that names a pack."""
    return sha256(content).hexdigest()


def file_of(content: bytes) -> bytes:
    """Put a pack and its hash into one file."""
    return b'{"pack":' + content + b',"sha256":"' + hash_of(content).encode() + b'"}\n'


def opened(content: bytes) -> Pack:
    """Read a pack from its canonical form."""
    return _adapter().validate_json(content)


def verify(file: bytes) -> Verified:
    """Work out every result of a pack's file again, from its facts alone.

    A file that is none, or of which a byte differs, is never the same.
    """
    try:
        document = json.loads(file)
        stated, content = document["sha256"], _canonical(document["pack"])
        pack = opened(content)
    except (ValueError, KeyError, TypeError, ValidationError, AssertionError, RecursionError):
        return Verified(None, None)
    if not isinstance(stated, str) or file != file_of(content):
        return Verified(stated if isinstance(stated, str) else None, None)
    return Verified(stated, hash_of(written(judged_again(pack))))


def judged_again(pack: Pack) -> Pack:
    """Judge everybody from the facts in the pack; what was said before is not looked at."""
    return replace(pack, groups=tuple(judged(group) for group in pack.groups))


def judged(group: Group) -> Group:
    """Judge and rank a group by its scheme."""
    scheme = read(group.document, group.version)
    facts = _facts(group, scheme)
    people = [
        replace(one, card=score(own, scheme)) for one, own in zip(group.people, facts, strict=True)
    ]
    entrants = [Entrant(n, one.card, facts[n].base) for n, one in enumerate(people)]
    places = {place.key: place.rank for place in rank(entrants, scheme).places}
    return replace(
        group,
        people=tuple(replace(one, rank=places.get(n)) for n, one in enumerate(people)),
        teams=tuple(replace(team, card=score(team.facts, scheme)) for team in group.teams),
    )


def unjudged(facts: Facts) -> ScoreCard:
    """Stand in for a card until its group is judged."""
    return ScoreCard("", 0, facts.period, facts.currency, (), None)


def _facts(group: Group, scheme: Scheme) -> list[Facts]:
    found = [
        replace(one.facts, figures=tuple(row.figure for row in one.rows)) for one in group.people
    ]
    if not scheme.shrink:
        return found
    rates = cohort.rates_of(found)
    return [replace(own, cohort=rates) for own in found]


@cache
def _adapter() -> TypeAdapter[Pack]:
    return TypeAdapter(Pack)


def _canonical(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
