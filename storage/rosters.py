"""Rosters: who is judged in a period, and the question that a score answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import col

from ledger.period import Period
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.tables import Assignment, Person, Team
from storage.window import Window


@dataclass(frozen=True, slots=True)
class Question:
    """Which period is judged on which day, and as known when."""

    period: Period
    today: date
    known_at: datetime | None = None

    @property
    def as_of(self) -> date:
        """The day on which balances are taken."""
        return self.period.measured_on(self.today)

    def before(self) -> "Question":
        """Ask the same of the period before."""
        return Question(self.period.before(), self.today, self.known_at)

    def window(self, company: Company) -> Window:
        """The same question for figures, counted in the company's currency."""
        return Window(self.period, self.as_of, self.known_at, home=company.currency)


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the roster: who held the scheme's role on a day of the period."""

    person_id: int
    number: str
    name: str
    team_id: int | None
    team: str | None


def roster(tx: Tx, company: Company, role: str, question: Question) -> tuple[Listed, ...]:
    """List who held a role on any day of the period up to its day, in their last team there."""
    team = and_(
        col(Team.workspace_id) == col(Assignment.workspace_id),
        col(Team.id) == col(Assignment.team_id),
    )
    person = and_(
        col(Person.workspace_id) == col(Assignment.workspace_id),
        col(Person.id) == col(Assignment.person_id),
    )
    query = (
        select(col(Person.id), col(Person.number), col(Person.name), col(Team.id), col(Team.name))
        .select_from(Assignment)
        .join(Person, person)
        .join(Team, team, isouter=True)
        .where(*holding(company, role, question))
        .order_by(col(Assignment.valid_from))
    )
    last = {row[0]: Listed(*row) for row in tx.execute(query)}
    # Not by the database, whose order of letters is that of its own language.
    return tuple(sorted(last.values(), key=lambda one: one.number))


def holding(company: Company, role: str, question: Question) -> tuple[Any, ...]:
    """What holds of an interval in which somebody had a role on a day of the period."""
    return (
        col(Assignment.workspace_id) == company.id,
        col(Assignment.role) == role,
        col(Assignment.valid_from) <= question.as_of,
        col(Assignment.valid_to) > question.period.start,
        col(Assignment.replaced_at) == FOREVER,
    )
