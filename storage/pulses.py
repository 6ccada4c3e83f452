"""Pulses: begun with a close, answered once, and read when no further answer can come.

What is stored of an answer has no person, moment, request or order. Who has answered is a mark:
a number made with the process's secret, by which it knows the same person again.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, delete, func, select
from sqlmodel import col

from ledger.period import Period
from ledger.pulse import (
    DAYS,
    SCALE,
    About,
    Answer,
    AnsweredBefore,
    Group,
    NotAsked,
    PulseOver,
    Said,
    Tally,
    together,
)
from storage import calendars, occurrences, rosters, rows, schemes
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id, unordered_ids
from storage.rosters import Question
from storage.tables import Pulse, PulseAnswer, PulseAsked, PulseMark
from storage.tables.company import ROLES

Names = Mapping[str, str]  # language → what it is called


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who answers, on a day: the person, and what stands for them in what is stored."""

    person_id: int
    alias: str
    today: date


def begin(tx: Tx, company: Company, period: Period, version: int, today: date) -> int:
    """Ask everybody who was judged, once a period, and tell how many are asked."""
    if not occurrences.has_begun(tx, company) or _groups(tx, company, _of(period)):
        return 0
    asked = together(judged_by(tx, company, period))
    until = calendars.of(tx, company).add_business_days(today, DAYS)
    for about in sorted(set(asked.values())):
        people = [person for person, own in asked.items() if own == about]
        pulse = {
            "workspace_id": company.id,
            "id": new_id(),
            "start_on": period.start,
            "end_on": period.end,
            "pack_version": version,
            "role": about.role,
            "scheme_id": about.scheme,
            "scheme_version": about.version,
            "asked": len(people),
            "until_on": until,
        }
        rows.add(tx, Pulse, [pulse])
        each = {"workspace_id": company.id, "pulse_id": pulse["id"]}
        rows.add(tx, PulseAsked, [each | {"person_id": person} for person in sorted(people)])
    return len(asked)


def judged_by(tx: Tx, company: Company, period: Period) -> dict[int, About]:
    """Tell which version of a scheme judged whom; of two the one that comes first."""
    found: dict[int, About] = {}
    question = Question(period, period.last)
    for role, versions in schemes.of_every_role(tx, company, ROLES).items():
        scheme = versions.scheme_for(period)
        if scheme is not None:
            for one in rosters.roster(tx, company, role, question):
                found.setdefault(one.person_id, About(role, scheme.id, scheme.version))
    return found


def asked(tx: Tx, company: Company, period: Period, version: int) -> tuple[tuple[int, Group], ...]:
    """Everybody who is asked since this close of a period, each with their group."""
    groups = {one.id: one for one in _groups(tx, company, _of(period))}
    query = (
        select(col(PulseAsked.person_id), col(PulseAsked.pulse_id))
        .join(
            Pulse,
            and_(
                col(Pulse.workspace_id) == col(PulseAsked.workspace_id),
                col(Pulse.id) == col(PulseAsked.pulse_id),
            ),
        )
        .where(
            col(Pulse.workspace_id) == company.id,
            col(Pulse.pack_version) == version,
            *_of(period),
        )
        .order_by(col(PulseAsked.person_id))
    )
    return tuple((row.person_id, groups[row.pulse_id]) for row in tx.execute(query))


def open_to(tx: Tx, company: Company, asker: Asker, period: Period) -> Group:
    """Find the group in which somebody may answer about a period, or say why they may not."""
    group = _own(tx, company, asker, period)
    if _has_answered(tx, company, asker, group):
        raise AnsweredBefore(period)
    return _running(group, asker.today)


def newest_open_to(tx: Tx, company: Company, asker: Asker) -> Group | None:
    """Find what somebody was asked last, if they may still answer it."""
    found = _groups(tx, company, _asks(asker))
    if not found or asker.today > found[0].until or _has_answered(tx, company, asker, found[0]):
        return None
    return found[0]


def answer(
    tx: Tx, company: Company, asker: Asker, period: Period, given: Answer
) -> tuple[Group, bool]:
    """Count an answer; False where the same person has answered before, and nothing is done."""
    lock_company(tx, company.id)
    group = _own(tx, company, asker, period)
    if _has_answered(tx, company, asker, group):
        return group, False
    _running(group, asker.today)
    mark = {"pulse_id": group.id, "mark": _mark(asker, group)}
    rows.add(tx, PulseMark, [{"workspace_id": company.id, **mark}])
    _mix_in(tx, company, group, given)
    return group, True


def all_groups(tx: Tx, company: Company) -> tuple[Group, ...]:
    """Every group that was ever asked, the newest period first."""
    return _groups(tx, company, ())


def said(tx: Tx, company: Company, groups: Iterable[Group], today: date) -> dict[int, Said]:
    """What these groups said, by group, of those that may be read."""
    ids = [one.id for one in groups if one.is_shown(today)]
    count = func.count().label("n")
    query = (
        select(col(PulseAnswer.pulse_id), col(PulseAnswer.fair), col(PulseAnswer.clear), count)
        .where(col(PulseAnswer.workspace_id) == company.id, col(PulseAnswer.pulse_id).in_(ids))
        .group_by(col(PulseAnswer.pulse_id), col(PulseAnswer.fair), col(PulseAnswer.clear))
    )
    found = tx.execute(query).all() if ids else []
    return {key: _said([row for row in found if row.pulse_id == key]) for key in ids}


def words(
    tx: Tx, company: Company, groups: Iterable[Group], today: date
) -> dict[int, tuple[str, ...]]:
    """What should change, by group, of those that may be read: in no order that means anything."""
    ids = [one.id for one in groups if one.is_shown(today)]
    query = (
        select(col(PulseAnswer.pulse_id), col(PulseAnswer.words))
        .where(
            col(PulseAnswer.workspace_id) == company.id,
            col(PulseAnswer.pulse_id).in_(ids),
            col(PulseAnswer.words) != "",
        )
        .order_by(col(PulseAnswer.id))
    )
    found = tx.execute(query).all() if ids else []
    return {key: tuple(row.words for row in found if row.pulse_id == key) for key in ids}


def names(tx: Tx, company: Company, abouts: Iterable[About]) -> dict[About, Names]:
    """What the schemes are called that people are asked about."""
    every, found = schemes.of_every_role(tx, company, ROLES), {}
    for about in abouts:
        versions = every[about.role].versions if about.role else ()
        known = [one.scheme for one in versions]
        if about.role and (shipped := schemes.shipped(about.role)) is not None:
            known.append(shipped.scheme)
        for scheme in known:
            if (scheme.id, scheme.version) == (about.scheme, about.version):
                found[about] = scheme.name
    return found


def _mix_in(tx: Tx, company: Company, group: Group, given: Answer) -> None:
    """Write all answers of a group anew, in another order and under other numbers.

    Otherwise the order of rows on disk, or the transaction that Postgres keeps with each, would
    say which answer came when; and the log of requests, or of the outbox, who was there then.
    """
    own = (col(PulseAnswer.workspace_id) == company.id, col(PulseAnswer.pulse_id) == group.id)
    columns = (col(PulseAnswer.fair), col(PulseAnswer.clear), col(PulseAnswer.words))
    mixed = [tuple(row) for row in tx.execute(select(*columns).where(*own))]
    mixed.append((given.fair, given.clear, given.words))
    secrets.SystemRandom().shuffle(mixed)
    tx.execute(delete(PulseAnswer).where(*own))
    written = [
        {
            "workspace_id": company.id,
            "id": row_id,
            "pulse_id": group.id,
            "fair": fair,
            "clear": clear,
            "words": said_,
        }
        for row_id, (fair, clear, said_) in zip(unordered_ids(len(mixed)), mixed, strict=True)
    ]
    rows.add(tx, PulseAnswer, written)


def _running(group: Group, today: date) -> Group:
    if today > group.until:
        raise PulseOver(group.period, group.until)
    return group


def _own(tx: Tx, company: Company, asker: Asker, period: Period) -> Group:
    found = _groups(tx, company, (*_of(period), *_asks(asker)))
    if not found:
        raise NotAsked(period)
    return found[0]


def _asks(asker: Asker) -> tuple[Any, ...]:
    asks = select(col(PulseAsked.pulse_id)).where(
        col(PulseAsked.workspace_id) == col(Pulse.workspace_id),
        col(PulseAsked.pulse_id) == col(Pulse.id),
        col(PulseAsked.person_id) == asker.person_id,
    )
    return (asks.exists(),)


def _has_answered(tx: Tx, company: Company, asker: Asker, group: Group) -> bool:
    query = select(col(PulseMark.pulse_id)).where(
        col(PulseMark.workspace_id) == company.id,
        col(PulseMark.pulse_id) == group.id,
        col(PulseMark.mark) == _mark(asker, group),
    )
    return tx.execute(query).first() is not None


def _mark(asker: Asker, group: Group) -> str:
    """Another one for each pulse, so that nobody is followed from one to the next."""
    assert asker.alias, "without an alias everybody would be the same person"
    return sha256(f"{asker.alias}/{group.id}".encode()).hexdigest()


def _of(period: Period) -> tuple[Any, ...]:
    return (col(Pulse.start_on) == period.start, col(Pulse.end_on) == period.end)


def _groups(tx: Tx, company: Company, which: tuple[Any, ...]) -> tuple[Group, ...]:
    answered = (
        select(func.count())
        .select_from(PulseAnswer)
        .where(
            col(PulseAnswer.workspace_id) == col(Pulse.workspace_id),
            col(PulseAnswer.pulse_id) == col(Pulse.id),
        )
        .scalar_subquery()
        .label("answered")
    )
    query = (
        select(Pulse.__table__, answered)  # type: ignore[attr-defined]
        .where(col(Pulse.workspace_id) == company.id, *which)
        .order_by(col(Pulse.end_on).desc(), col(Pulse.start_on).desc(), col(Pulse.id))
    )
    return tuple(
        Group(
            row["id"],
            Period(row["start_on"], row["end_on"]),
            About(row["role"], row["scheme_id"], row["scheme_version"]),
            row["asked"],
            row["until_on"],
            row["answered"],
        )
        for row in tx.execute(query).mappings()
    )


def _said(found: Sequence[Any]) -> Said:
    fair = [sum(row.n for row in found if row.fair == step) for step in SCALE]
    clear = [sum(row.n for row in found if row.clear == step) for step in SCALE]
    return Said(Tally(tuple(fair)), Tally(tuple(clear)))
