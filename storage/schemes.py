"""Schemes of a company: immutable versions, which of them is in force, and the next one.

The version that was decided last counts, from its day on, for periods that begin then or later.
A role without one has the shipped scheme, where there is one for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from ledger.period import Period
from scoring.flaws import Flaw, Wrong
from scoring.scheme import IN_FORCE, Scheme, loaded, read, rhythm_of, template, templates
from scoring.scheme_check import Checked, check
from storage import audit, periods, rows
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.tables import Metric, SchemeVersion


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a scheme as it is stored; without `valid_from` it is the shipped one."""

    scheme: Scheme
    valid_from: date | None
    document: str

    @property
    def written(self) -> Mapping[str, Any]:
        """What the file said, key by key."""
        return loaded(self.document)


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a version, and from where; an operator's file has no person."""

    person_id: int | None = None
    origin: str = "command line"

    @property
    def actor(self) -> str:
        """The author as the audit log names them."""
        return "operator" if self.person_id is None else f"person:{self.person_id}"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a file: which version it is, or what is wrong with it."""

    id: str | None
    version: int | None
    valid_from: date
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class OfRole:
    """Every version for a role, oldest first: which one judges a period needs no further query."""

    role: str
    versions: tuple[Version, ...]

    def version_for(self, period: Period) -> Version | None:
        """Find the version in force for a period.

        Of each scheme its last one; of several schemes the one of the period's rhythm, of several
        of that the one decided last.
        """
        last: dict[str, Version] = {}
        for version in self.versions:
            if version.valid_from is not None and version.valid_from <= period.start:
                last.pop(version.scheme.id, None)
                last[version.scheme.id] = version
        found = list(last.values())
        alike = [one for one in found if one.scheme.rhythm == rhythm_of(period)]
        return next(reversed(alike or found), None) or shipped(self.role)

    def scheme_for(self, period: Period) -> Scheme | None:
        """Find the scheme in force for a period."""
        version = self.version_for(period)
        return None if version is None else version.scheme


def shipped(role: str) -> Version | None:
    """The shipped scheme of a role as a version."""
    scheme = template(role)
    return None if scheme is None else Version(scheme, None, templates()[scheme.id])


def of_role(tx: Tx, company: Company, role: str, known_at: datetime | None = None) -> OfRole:
    """Read the versions for a role, in one statement."""
    return OfRole(role, _versions(tx, company, col(SchemeVersion.role) == role, known_at))


def of_every_role(
    tx: Tx, company: Company, roles: Iterable[str], known_at: datetime | None = None
) -> dict[str, OfRole]:
    """Read the versions for several roles, in one statement."""
    wanted = tuple(roles)
    found = _versions(tx, company, col(SchemeVersion.role).in_(wanted), known_at)
    return {role: OfRole(role, tuple(v for v in found if v.scheme.role == role)) for role in wanted}


def in_force(
    tx: Tx, company: Company, role: str | None, period: Period, known_at: datetime | None = None
) -> Scheme | None:
    """Find the scheme that judges a role in a period."""
    return None if role is None else of_role(tx, company, role, known_at).scheme_for(period)


def show(
    tx: Tx, company: Company, scheme_id: str, on: date, known_at: datetime | None = None
) -> Version | None:
    """Find the version of a scheme that is in force on a day."""
    found = _versions(tx, company, col(SchemeVersion.scheme_id) == scheme_id, known_at)
    begun = [one for one in found if one.valid_from is not None and one.valid_from <= on]
    if begun:
        return begun[-1]
    roles = [role for role, one in IN_FORCE.items() if one == scheme_id]
    return shipped(roles[0]) if roles else None


def newest(tx: Tx, company: Company, scheme_id: str) -> Version | None:
    """Find the version of a scheme that was stored last, whether it has begun or not."""
    return _newest(_versions(tx, company, col(SchemeVersion.scheme_id) == scheme_id, None))


def ids(tx: Tx, company: Company) -> tuple[str, ...]:
    """List the ids of the company's schemes."""
    query = select(col(SchemeVersion.scheme_id)).distinct()
    found = tx.execute(query.where(col(SchemeVersion.workspace_id) == company.id))
    return tuple(sorted({row[0] for row in found} | set(IN_FORCE.values())))


def metrics(tx: Tx, company: Company) -> frozenset[str]:
    """The ids of the metrics that imports have brought."""
    query = select(col(Metric.metric)).where(col(Metric.workspace_id) == company.id).distinct()
    return frozenset(row[0] for row in tx.execute(query))


def tried(tx: Tx, company: Company, file: str | bytes) -> Checked:
    """Check a file, and number its scheme as the version that it would become."""
    checked = check(file, metrics(tx, company))
    if checked.scheme is None:
        return checked
    which = col(SchemeVersion.scheme_id) == checked.scheme.id
    newest = _newest(_versions(tx, company, which, None))
    number = _next(checked.scheme.id, newest)
    return replace(checked, scheme=replace(checked.scheme, version=number))


def store(tx: Tx, company: Company, file: str | bytes, valid_from: date, author: Author) -> Stored:
    """Store a file as the next version of its scheme, unless something is wrong with it.

    The newest version again, from the same day on, is that version.
    """
    lock_company(tx, company.id)
    checked = check(file, metrics(tx, company))
    if checked.scheme is None:
        return Stored(checked.id, None, valid_from, checked.flaws)
    scheme, text = checked.scheme, file if isinstance(file, str) else file.decode("utf-8-sig")
    newest = _newest(_versions(tx, company, col(SchemeVersion.scheme_id) == scheme.id, None))
    if newest is not None and newest.scheme.role != scheme.role:
        flaw = Flaw("role", Wrong.OTHER_ROLE, {"id": scheme.id, "role": newest.scheme.role})
        return Stored(scheme.id, None, valid_from, (flaw,))
    number = _next(scheme.id, newest)
    if newest is not None and _is_known(newest, scheme, valid_from):
        return Stored(scheme.id, newest.scheme.version, valid_from)
    first = periods.open_from(tx, company)
    if valid_from < first:
        flaw = Flaw("valid_from", Wrong.CLOSED, {"first": str(first)})
        return Stored(scheme.id, None, valid_from, (flaw,))
    made = Version(read(text, number), valid_from, text)
    _add(tx, company, made, author)
    _tell(tx, company, author, (newest, made))
    return Stored(scheme.id, number, valid_from)


def _is_known(newest: Version, scheme: Scheme, valid_from: date) -> bool:
    alike = replace(scheme, version=newest.scheme.version) == newest.scheme
    return alike and newest.valid_from == valid_from


def _next(scheme_id: str, newest: Version | None) -> int:
    """Number the next version; the shipped scheme of a role has been version 1."""
    if newest is not None:
        return newest.scheme.version + 1
    return 2 if scheme_id in IN_FORCE.values() else 1


def _newest(versions: Sequence[Version]) -> Version | None:
    return max(versions, key=lambda one: one.scheme.version, default=None)


def _add(tx: Tx, company: Company, made: Version, author: Author) -> None:
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "scheme_id": made.scheme.id,
        "version": made.scheme.version,
        "role": made.scheme.role,
        "valid_from": made.valid_from,
        "document": made.document,
        "made_by": author.person_id,
        "recorded_at": tx.now,
    }
    rows.add(tx, SchemeVersion, [row])


def _tell(tx: Tx, company: Company, author: Author, change: tuple[Version | None, Version]) -> None:
    before, after = (None if one is None else _told(one) for one in change)
    detail = {"before": before, "after": after}
    audit.record(tx, company, audit.Deed(author.actor, author.origin, "scheme", detail))


def _told(version: Version) -> dict[str, Any]:
    return {
        "id": version.scheme.id,
        "version": version.scheme.version,
        "valid_from": str(version.valid_from),
        "document": version.document,
    }


def _versions(
    tx: Tx, company: Company, which: Any, known_at: datetime | None
) -> tuple[Version, ...]:
    """Read versions in the order in which they were decided."""
    query = (
        select(
            col(SchemeVersion.version), col(SchemeVersion.valid_from), col(SchemeVersion.document)
        )
        .where(col(SchemeVersion.workspace_id) == company.id, which)
        .order_by(col(SchemeVersion.id))
    )
    if known_at is not None:
        query = query.where(col(SchemeVersion.recorded_at) <= known_at)
    return tuple(
        Version(_read(row.document, row.version), row.valid_from, row.document)
        for row in tx.execute(query)
    )


@lru_cache(maxsize=256)
def _read(document: str, version: int) -> Scheme:
    """Read a stored document; a version never changes, so it is read once a process."""
    return read(document, version)
