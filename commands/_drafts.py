"""Drafts of a scheme: what a form has of it, written as the file that would be stored or tried."""

import json
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from commands._contract import Ask
from ledger.errors import Problem
from ledger.period import Period
from scoring.aims import proposed
from scoring.scheme import Scheme, Weighted
from scoring.scheme_text import write
from scoring.written import exact
from storage import schemes
from storage.companies import Company
from storage.database import Tx
from storage.schemes import Version

KEPT = "kept"
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "custom": 1}


@dataclass(eq=False)
class OldForm(Problem):
    """Another version was stored while the form was open."""

    sentence = (
        "Nothing was stored: somebody else changed this scheme meanwhile. "
        "Type `/receivables scheme` to see it."
    )


@dataclass(eq=False)
class OwnScheme(Problem):
    """Nobody edits what they are judged by."""

    sentence = "Nothing was changed: this scheme judges yourself. Ask somebody else of HR, please."


@dataclass(frozen=True, slots=True)
class Start:
    """What a form begins with: a role, an aim, and the version that it would follow."""

    role: str
    aim: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A scheme as it stands in the form."""

    start: Start
    parts: tuple[Weighted, ...]
    reason: str = ""

    def state(self) -> str:
        """Write the draft as the next form carries it."""
        parts = [
            [part.kpi, exact(part.weight), None if part.target is None else exact(part.target)]
            for part in self.parts
        ]
        start = self.start
        written = [start.role, start.aim, start.base, self.reason, parts]
        return json.dumps(written, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, state: str) -> "Draft":
        """Read what `state` wrote."""
        role, aim, base, reason, parts = json.loads(state)
        found = tuple(
            Weighted(kpi, Fraction(weight), None if target is None else Fraction(target))
            for kpi, weight, target in parts
        )
        return cls(Start(role, aim, base), found, reason)


def version_of(tx: Tx, company: Company, role: str, today: date) -> Version | None:
    """Find the version that judges a role in the running month."""
    return schemes.of_role(tx, company, role).version_for(Period.month_of(today))


def key_of(version: Version | None) -> str:
    """Name the version that a draft would follow."""
    return "" if version is None else f"{version.scheme.id}:{version.scheme.version}"


def current(tx: Tx, ask: Ask[Draft] | Ask[tuple[Draft, str]], start: Start) -> Version | None:
    """Find the version that the form began with, unless it is another one by now."""
    if ask.caller.person.role == start.role:
        raise OwnScheme
    version = version_of(tx, ask.caller.company, start.role, ask.today)
    if key_of(version) != start.base:
        raise OldForm
    return version


def base_of(start: Start, version: Version | None) -> Scheme:
    """What the form begins with; a proposal is the next version of what is in force."""
    if start.aim == KEPT:
        assert version is not None, "what is kept is there"
        return version.scheme
    scheme = proposed(start.role, start.aim)
    if version is None:
        return scheme
    reason = version.scheme.reason or scheme.reason
    return replace(version.scheme, parts=scheme.parts, aim=start.aim, reason=reason)


def text_of(draft: Draft, version: Version | None) -> str:
    """Write the draft as a file; a KPI that was there keeps its curve, floor and cap."""
    base = replace(base_of(draft.start, version), reason=draft.reason)
    known = {part.kpi: part for part in base.parts}
    parts = [replace(known[p.kpi], weight=p.weight, target=p.target) for p in draft.parts]
    is_confirmed = version is not None and version.written.get("confirmed") is True
    return write(base, parts, confirmed=is_confirmed)


def whole(draft: Draft, version: Version | None) -> Draft:
    """Let a KPI that was left out stand in the form again, with a weight of 0."""
    chosen = {part.kpi: part for part in draft.parts}
    parts = (
        chosen.get(part.kpi, replace(part, weight=Fraction(0)))
        for part in base_of(draft.start, version).parts
    )
    return replace(draft, parts=tuple(parts))


def running(rhythm: str, today: date) -> Period:
    """The period of a rhythm that a day lies in."""
    count = _MONTHS[rhythm]
    return Period.months(today.year, (today.month - 1) // count * count + 1, count)
