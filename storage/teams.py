"""Teams: who leads them, where they are written to, and which of them have receivables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import col

from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.tables import Assignment, Ownership, Team


@dataclass(frozen=True, slots=True)
class Group:
    """A team; its channel is a Slack id or a name."""

    id: int
    name: str
    manager_id: int | None
    channel: str | None


def everyone(tx: Tx, company: Company) -> tuple[Group, ...]:
    """List the teams by name."""
    return _groups(tx, company, ())


def with_receivables(tx: Tx, company: Company, on: date) -> tuple[Group, ...]:
    """List the teams of whose people of that day somebody owns or owned an instalment."""
    owns = exists().where(
        col(Ownership.workspace_id) == col(Assignment.workspace_id),
        col(Ownership.person_id) == col(Assignment.person_id),
    )
    people = exists().where(
        col(Assignment.workspace_id) == col(Team.workspace_id),
        col(Assignment.team_id) == col(Team.id),
        col(Assignment.valid_from) <= on,
        col(Assignment.valid_to) > on,
        col(Assignment.replaced_at) == FOREVER,
        owns,
    )
    return _groups(tx, company, (people,))


def named(groups: Iterable[Group], name: str) -> Group | None:
    """Find a team by its name, however it is cased."""
    return next((group for group in groups if group.name.casefold() == name.casefold()), None)


def _groups(tx: Tx, company: Company, rules: tuple[Any, ...]) -> tuple[Group, ...]:
    query = (
        select(col(Team.id), col(Team.name), col(Team.manager_id), col(Team.channel))
        .where(col(Team.workspace_id) == company.id, *rules)
        .order_by(col(Team.name))
    )
    return tuple(Group(*row) for row in tx.execute(query))
