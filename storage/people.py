"""People: who somebody is today, with role, team and rights."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Select, Text, and_, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question
from storage.tables import Assignment, Person, Team

_BETWEEN = "\x1f"  # a character that no team's name has


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the company as of one day; role and team are None outside every interval.

    `manages` names the teams that the person leads.
    """

    id: int
    number: str
    name: str
    email: str | None
    rights: frozenset[str]
    role: str | None = None
    team: str | None = None
    manages: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Rights are words of their own, apart from the role."""
        assert self.rights <= {"finance", "hr", "admin"}, self.rights


def by_email(tx: Tx, company: Company, email: str, today: date) -> Member | None:
    """Find the person with this e-mail address, as of today; a shared address finds nobody."""
    rows = _read(tx, company, today, _of_email(), email=email.lower())
    return _member(rows[0]) if len({row.id for row in rows}) == 1 else None


def by_number(tx: Tx, company: Company, number: str, today: date) -> Member | None:
    """Find the person with this number, as of today."""
    rows = _read(tx, company, today, _of_number(), number=number)
    return _member(rows[0]) if rows else None


def role_in(tx: Tx, company: Company, person: Member, question: Question) -> str | None:
    """The role that somebody is judged in for a period: today's, or the last one held in it."""
    if question.today in question.period:
        return person.role
    held = select(col(Assignment.role)).where(
        col(Assignment.workspace_id) == company.id,
        col(Assignment.person_id) == person.id,
        col(Assignment.valid_from) <= question.as_of,
        col(Assignment.valid_to) > question.period.start,
        col(Assignment.replaced_at) == FOREVER,
    )
    found = tx.execute(held.order_by(col(Assignment.valid_from).desc()).limit(1)).scalar()
    return None if found is None else str(found)


def everyone(tx: Tx, company: Company, today: date) -> tuple[Member, ...]:
    """List everybody who ever was in the books, by number, as of today."""
    return tuple(map(_member, _read(tx, company, today, _in_order())))


def rights_of(tx: Tx, company: Company, right: str, today: date) -> frozenset[int]:
    """Everybody who has a right today; the role finance carries the right finance."""
    rows = _read(tx, company, today, _members())
    return frozenset(member.id for member in map(_member, rows) if right in member.rights)


def _read(tx: Tx, company: Company, today: date, query: Select[Any], **wanted: str) -> Any:
    return tx.execute(query, {"workspace": company.id, "today": today, **wanted}).all()


@cache
def _of_email() -> Select[Any]:
    return _members().where(col(Person.email) == bindparam("email", type_=Text))


@cache
def _of_number() -> Select[Any]:
    return _members().where(col(Person.number) == bindparam("number", type_=Text))


@cache
def _in_order() -> Select[Any]:
    return _members().order_by(col(Person.number))


@cache
def _members() -> Select[Any]:
    """Everybody as of `today`; built once, because building it takes longer than asking it."""
    today = bindparam("today", type_=Date)
    now_in = and_(
        col(Assignment.workspace_id) == col(Person.workspace_id),
        col(Assignment.person_id) == col(Person.id),
        col(Assignment.valid_from) <= today,
        col(Assignment.valid_to) > today,
        col(Assignment.replaced_at) == FOREVER,
    )
    team = and_(
        col(Team.workspace_id) == col(Assignment.workspace_id),
        col(Team.id) == col(Assignment.team_id),
    )
    return (
        select(
            col(Person.id),
            col(Person.number),
            col(Person.name),
            col(Person.email),
            col(Person.rights),
            col(Assignment.role),
            col(Team.name),
            _led().label("led"),
        )
        .join(Assignment, now_in, isouter=True)
        .join(Team, team, isouter=True)
        .where(col(Person.workspace_id) == bindparam("workspace", type_=BigInteger))
    )


def _led() -> Any:
    """The names of the teams that a person leads, as one text."""
    led = aliased(Team, name="led")
    return (
        select(func.aggregate_strings(col(led.name), _BETWEEN))
        .where(
            col(led.workspace_id) == col(Person.workspace_id),
            col(led.manager_id) == col(Person.id),
        )
        .correlate(Person)
        .scalar_subquery()
    )


def _member(row) -> Member:  # type: ignore[no-untyped-def]  # noqa: ANN001
    number, name, email, rights, role, team, led = row[1:]
    granted = frozenset(filter(None, rights.split(";")))
    if role == "finance":
        granted |= {"finance"}
    manages = frozenset(filter(None, (led or "").split(_BETWEEN)))
    return Member(row[0], number, name, email, granted, role, team, manages)
