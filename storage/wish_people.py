"""Wishes about people: what they should reach, and which rights they have."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from ledger.errors import Problem
from ledger.wish import Aim, Grant
from storage import posted, teams
from storage.circle import Circle
from storage.companies import Company
from storage.database import Tx
from storage.intake.context import Context
from storage.intake.masters import change
from storage.people import Member
from storage.tables import Person, Target


@dataclass(eq=False)
class UnknownPerson(Problem):
    """Nobody, or several, of that number or name."""

    sentence = "Nothing was changed: I find no single person or team called {text}."

    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a wish is about, and what holds of them now, as written."""

    name: str
    person: Member | None = None
    team: teams.Group | None = None
    helped: frozenset[int] = frozenset()
    before: str = ""


def of_aim(tx: Tx, company: Company, wish: Aim, circle: Circle) -> Standing:
    """Find whose target it is, and what they should reach so far."""
    if wish.of_team:
        group = teams.named(teams.everyone(tx, company), wish.whose)
        if group is None:
            raise UnknownPerson(wish.whose)
        members = frozenset(key for key, one in circle.members.items() if one.team == group.name)
        before = _target(tx, company, wish, col(Target.team_id) == group.id)
        return Standing(group.name, None, group, members, before)
    person = circle.named(wish.whose)
    if person is None:
        raise UnknownPerson(wish.whose)
    before = _target(tx, company, wish, col(Target.person_id) == person.id)
    return Standing(person.name, person, None, frozenset({person.id}), before)


def of_grant(wish: Grant, circle: Circle) -> Standing:
    """Find whose rights they are."""
    person = circle.named(wish.person)
    if person is None:
        raise UnknownPerson(wish.person)
    now = ";".join(sorted(person.rights))
    return Standing(person.name, person, None, frozenset({person.id}), now)


def set_target(tx: Tx, company: Company, wish: Aim, of: Standing) -> None:
    """Store a target; the one before it stays in the books."""
    values: dict[str, Any] = {"kpi": wish.kpi, "period": wish.period}
    values["target"] = Decimal(wish.value)
    if of.person is None:
        posted.post_target_of_team(tx, company, values | {"team": of.name})
        return
    named = [(of.person.number, of.person.id)]
    posted.post(tx, company, "targets", values | {"person_id": of.person.number}, named)


def set_rights(tx: Tx, company: Company, wish: Grant, of: Standing) -> None:
    """Let a person have these rights; the role finance carries its own beside them."""
    assert of.person is not None, of
    query = select(Person.__table__).where(  # type: ignore[attr-defined]
        col(Person.workspace_id) == company.id, col(Person.id) == of.person.id
    )
    row = dict(tx.execute(query).mappings().one())
    context = Context.of_money(tx, company)
    change(context, Person, row, {"rights": ";".join(sorted(wish.rights))})


def _target(tx: Tx, company: Company, wish: Aim, whose: Any) -> str:
    query = select(col(Target.value)).where(
        col(Target.workspace_id) == company.id,
        whose,
        col(Target.kpi) == wish.kpi,
        col(Target.start_on) == wish.period.start,
        col(Target.end_on) == wish.period.end,
    )
    newest = query.order_by(col(Target.recorded_at).desc(), col(Target.id).desc()).limit(1)
    return tx.execute(newest).scalar() or ""
