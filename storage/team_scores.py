"""One team's score with its members' scores, each by the scheme of their role."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from scoring import teams as team_rules
from scoring.card import ScoreCard
from storage import company_scores, schemes
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question
from storage.schemes import OfRole
from storage.scored import Scored
from storage.tables import Assignment
from storage.teams import Group


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A team's card, if it has one, the people who were scored in it, and the scheme's role."""

    card: ScoreCard | None = None
    members: tuple[Scored, ...] = ()
    role: str = ""


def of_team(tx: Tx, company: Company, group: Group, question: Question) -> TeamScore:
    """Judge a team by the scheme of most of its scored members, on its own distinct items."""
    versions = schemes.of_every_role(tx, company, _roles(tx, company, group, question))
    members: list[Scored] = []
    for of_role in versions.values():
        members += _members(tx, company, group, question, of_role)
    wanted = team_rules.scheme_of(one.card for one in members)
    for of_role in versions.values():
        scheme = of_role.scheme_for(question.period)
        if scheme is not None and scheme.id == wanted:
            found = company_scores.teams_among(tx, company, scheme, question, members)
            card = next((one.card for one in found if one.team_id == group.id), None)
            return TeamScore(card, tuple(members), scheme.role)
    return TeamScore(None, tuple(members))


def _members(
    tx: Tx, company: Company, group: Group, question: Question, of_role: OfRole
) -> list[Scored]:
    scheme = of_role.scheme_for(question.period)
    if scheme is None:
        return []
    everybody = company_scores.of_people(tx, company, scheme, question)
    return [one for one in everybody if one.person.team_id == group.id]


def _roles(tx: Tx, company: Company, group: Group, question: Question) -> list[str]:
    """The roles that the team's people held in the period, by name."""
    query = select(col(Assignment.role)).where(
        col(Assignment.workspace_id) == company.id,
        col(Assignment.team_id) == group.id,
        col(Assignment.valid_from) <= question.as_of,
        col(Assignment.valid_to) > question.period.start,
        col(Assignment.replaced_at) == FOREVER,
    )
    return sorted(set(tx.execute(query).scalars()))
