"""Sight: the one place in which somebody is given other people's scores, and where that is kept.

What shows somebody's score of a period to another person is a glimpse. It is stored before an
answer is given, or with the record that a message was sent: once a day, viewer and way.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from ledger.period import Period
from ledger.sight import Look
from storage import rows
from storage.circle import Circle
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.people import Member
from storage.scored import Scored
from storage.tables import Outbox, Person, ShownScore, Sight

OPERATOR = "operator"  # whoever has the command line; the audit log says so, too
MOST = 500  # rows that are read at once
_ONCE = ["workspace_id", "person_id", "seen_on", "viewer", "start_on", "end_on", "entry"]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Whose score of which period is shown."""

    person_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class Shown:
    """What is about to be shown to somebody, and by which entry; one's own score is no glimpse."""

    viewer: str
    entry: str
    glimpses: tuple[Glimpse, ...]

    @property
    def others(self) -> tuple[Glimpse, ...]:
        """The scores of other people, each once."""
        found = dict.fromkeys(self.glimpses)
        return tuple(one for one in found if person(one.person_id) != self.viewer)


def person(person_id: int) -> str:
    """A viewer as it is stored, the same as the target of a direct message."""
    return f"person:{person_id}"


def shown_to(viewer: Member, circle: Circle, scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Give those of these people's scores that are not private from somebody: by name."""
    allowed = (one for one in scored if circle.may_see_score(viewer, one.person.person_id))
    return tuple(sorted(allowed, key=lambda one: (one.person.name, one.person.number)))


def numbers_shown_to(viewer: Member, circle: Circle, judged: Collection[str]) -> frozenset[str]:
    """Give the numbers of those of these people whose scores are not private from somebody.

    HR sees whoever was judged, also those who left since.
    """
    if "hr" in viewer.rights:
        return frozenset(judged)
    ids = {one.number: key for key, one in circle.members.items()}
    known = frozenset(judged) & ids.keys()
    return frozenset(one for one in known if circle.may_see_score(viewer, ids[one]))


def in_cards(scored: Iterable[Scored]) -> tuple[Glimpse, ...]:
    """Whose scores these cards show."""
    return tuple(
        Glimpse(one.person.person_id, one.card.period)
        for one in scored
        if one.card.score is not None
    )


def of_numbers(
    tx: Tx, company: Company, wanted: Iterable[tuple[str, Period]]
) -> tuple[Glimpse, ...]:
    """Name people by their numbers, as files do."""
    pairs = tuple(wanted)
    query = select(col(Person.number), col(Person.id)).where(col(Person.workspace_id) == company.id)
    ids: dict[str, int] = {row[0]: row[1] for row in tx.execute(query)} if pairs else {}
    return tuple(Glimpse(ids[number], period) for number, period in pairs)


# --- recorded ------------------------------------------------------------------------------------


def unrecorded(tx: Tx, company: Company, shown: Shown) -> bool:
    """Tell whether anything of it was not recorded yet today; so most looks need no lock."""
    wanted = {(one.person_id, one.period.start, one.period.end) for one in shown.others}
    known: set[tuple[int, date, date]] = set()
    for part in rows.portions(sorted({key for key, _, _ in wanted})):
        query = select(col(Sight.person_id), col(Sight.start_on), col(Sight.end_on)).where(
            col(Sight.workspace_id) == company.id,
            col(Sight.person_id).in_(part),
            col(Sight.seen_on) == _today(tx, company),
            col(Sight.viewer) == shown.viewer,
            col(Sight.entry) == shown.entry,
        )
        known |= {(row[0], row[1], row[2]) for row in tx.execute(query)}
    return bool(wanted - known)


def record(tx: Tx, company: Company, shown: Shown) -> None:
    """Store what is shown; what was stored today already stays as it is."""
    today = _today(tx, company)
    found = [
        {
            "workspace_id": company.id,
            "id": new_id(),
            "person_id": one.person_id,
            "seen_on": today,
            "viewer": shown.viewer,
            "start_on": one.period.start,
            "end_on": one.period.end,
            "entry": shown.entry,
            "seen_at": tx.now,
        }
        for one in shown.others
    ]
    if found:
        insert = sqlite.insert if tx.connection.dialect.name == "sqlite" else postgresql.insert
        tx.execute(insert(Sight).on_conflict_do_nothing(index_elements=_ONCE), found)


def keep(tx: Tx, company: Company, messages: Iterable[tuple[int, Shown]]) -> None:
    """Store beside messages what they show to whom they are for, until they are sent."""
    found = [
        {
            "workspace_id": company.id,
            "id": new_id(),
            "outbox_id": outbox_id,
            "person_id": one.person_id,
            "start_on": one.period.start,
            "end_on": one.period.end,
            "entry": shown.entry,
        }
        for outbox_id, shown in messages
        for one in shown.others
    ]
    rows.add(tx, ShownScore, found)


def record_sent(tx: Tx, company: Company, outbox_id: int) -> None:
    """Record what a message showed, with the record that it was sent."""
    its = and_(
        col(Outbox.workspace_id) == col(ShownScore.workspace_id),
        col(Outbox.id) == col(ShownScore.outbox_id),
    )
    query = (
        select(
            col(Outbox.target),
            col(ShownScore.entry),
            col(ShownScore.person_id),
            col(ShownScore.start_on),
            col(ShownScore.end_on),
        )
        .join(Outbox, its)
        .where(col(ShownScore.workspace_id) == company.id, col(ShownScore.outbox_id) == outbox_id)
    )
    for target, entry, person_id, start, end in tx.execute(query).all():
        record(tx, company, Shown(target, entry, (Glimpse(person_id, Period(start, end)),)))


# --- read ----------------------------------------------------------------------------------------


def of_person(
    tx: Tx, company: Company, person_id: int, period: Period | None = None
) -> tuple[Look, ...]:
    """Who saw somebody's scores, or the one of a period; the newest first."""
    query = select(
        col(Sight.seen_on),
        col(Sight.viewer),
        col(Sight.entry),
        col(Sight.start_on),
        col(Sight.end_on),
    ).where(col(Sight.workspace_id) == company.id, col(Sight.person_id) == person_id)
    if period is not None:
        query = query.where(col(Sight.start_on) == period.start, col(Sight.end_on) == period.end)
    newest = query.order_by(col(Sight.seen_on).desc(), col(Sight.id).desc())
    found = tx.execute(newest.limit(MOST)).all()
    names = _names(tx, company, {row[1] for row in found} - {OPERATOR})
    return tuple(
        Look(seen_on, viewer, names.get(viewer), entry, Period(start, end))
        for seen_on, viewer, entry, start, end in found
    )


def _names(tx: Tx, company: Company, viewers: set[str]) -> Mapping[str, str]:
    if not viewers:
        return {}
    ids = sorted(int(viewer.removeprefix("person:")) for viewer in viewers)
    query: Any = select(col(Person.id), col(Person.name)).where(
        col(Person.workspace_id) == company.id, col(Person.id).in_(ids)
    )
    return {person(row[0]): row[1] for row in tx.execute(query)}


def _today(tx: Tx, company: Company) -> date:
    return tx.now.astimezone(ZoneInfo(company.timezone)).date()
