"""Companies: which ones a database holds, and which one a process works for."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from ledger.errors import Problem
from storage.database import Tx
from storage.ids import new_id
from storage.tables import Workspace


@dataclass(frozen=True, slots=True)
class Company:
    """A tenant: its zone dates the facts, its currency counts the scores."""

    id: int
    name: str
    timezone: str
    currency: str
    language: str
    slack_team_id: str | None = None


@dataclass(eq=False)
class NoCompany(Problem):
    """The database holds no company yet."""


@dataclass(eq=False)
class WhichCompany(Problem):
    """The database holds several companies, or none of the wanted name."""

    wanted: str | None
    names: tuple[str, ...]


def all_companies(tx: Tx) -> tuple[Company, ...]:
    """List the companies of this database by name."""
    query = select(
        col(Workspace.id),
        col(Workspace.name),
        col(Workspace.timezone),
        col(Workspace.currency),
        col(Workspace.language),
        col(Workspace.slack_team_id),
    ).order_by(col(Workspace.name))
    return tuple(Company(*row) for row in tx.execute(query))


def choose(tx: Tx, wanted: str | None = None) -> Company:
    """Find the company of that name, or the only one there is."""
    companies = all_companies(tx)
    if not companies:
        raise NoCompany
    found = [company for company in companies if wanted in (None, company.name)]
    if len(found) != 1:
        raise WhichCompany(wanted, tuple(company.name for company in companies))
    return found[0]


def add(tx: Tx, name: str, timezone: str, currency: str, language: str) -> Company:
    """Make a company."""
    company = Company(new_id(), name, timezone, currency, language)
    row = Workspace(
        id=company.id,
        name=name,
        timezone=timezone,
        currency=currency,
        language=language,
        created_at=tx.now,
    )
    tx.execute(Workspace.__table__.insert(), row.model_dump())  # type: ignore[attr-defined]
    return company


def bind_to_slack(tx: Tx, company: Company, team_id: str) -> None:
    """Remember which Slack workspace this company lives in."""
    tx.execute(
        Workspace.__table__.update()  # type: ignore[attr-defined]
        .where(col(Workspace.id) == company.id)
        .values(slack_team_id=team_id)
    )
