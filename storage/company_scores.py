"""Everybody's score cards in a constant number of statements: people, teams, and their ranking.

A card is the one that its person sees; nothing is computed in a second way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scoring import teams
from scoring.engine import score
from scoring.facts import Facts, Figure
from scoring.ranking import TEAMS, Entrant, Ranking, rank
from scoring.scheme import Scheme
from storage import cards, closed_scores, duties, facts, figures, judgements, schemes
from storage.cards import Kept
from storage.companies import Company
from storage.database import Tx
from storage.judgements import Judged
from storage.rosters import Listed, Question, roster
from storage.scored import Scored, ScoredTeam
from storage.tables.company import ROLES
from storage.window import By


def of_people(tx: Tx, company: Company, scheme: Scheme, question: Question) -> tuple[Scored, ...]:
    """Judge everybody on the scheme's roster, with or without facts, by number.

    A closed period answers from its pack. Cards that are kept are read; when one is missing, all
    are worked out.
    """
    settled = closed_scores.of_people(tx, company, scheme, question)
    if settled is not None:
        return settled
    listed = roster(tx, company, scheme.role, question)
    kept = cards.of_everyone(tx, company, scheme, question)
    if all(person.person_id in kept for person in listed):
        return tuple(_kept(person, kept[person.person_id]) for person in listed)
    return worked_out(tx, company, scheme, question, listed)


def worked_out(
    tx: Tx, company: Company, scheme: Scheme, question: Question, listed: Iterable[Listed]
) -> tuple[Scored, ...]:
    """Judge these people from the facts, in a constant number of statements."""
    people = tuple(listed)
    found = facts.of_everyone(
        tx, company, scheme, question, [person.person_id for person in people]
    )
    return tuple(
        Scored(person, of.metrics, of.targets, score(of, scheme), of.base)
        for person in people
        for of in (found[person.person_id],)
    )


def _kept(person: Listed, kept: Kept) -> Scored:
    return Scored(person, kept.metrics, kept.targets, kept.card, kept.base)


def of_teams(
    tx: Tx, company: Company, scheme: Scheme, question: Question, people: Iterable[Scored]
) -> tuple[ScoredTeam, ...]:
    """Judge the teams whose scored members are mostly under this scheme, by name.

    `people` are those under it. A team is all of its people, so whoever another scheme judges is
    read too; a closed period answers from its pack, and then nobody is.
    """
    everybody = _with_others(tx, company, scheme, question, people)
    return teams_among(tx, company, scheme, question, everybody)


def teams_among(
    tx: Tx, company: Company, scheme: Scheme, question: Question, everybody: Iterable[Scored]
) -> tuple[ScoredTeam, ...]:
    """Judge the same teams, where everybody under any scheme is at hand."""
    settled = closed_scores.of_teams(tx, company, scheme, question)
    if settled is not None:
        return settled
    return tuple(
        ScoredTeam(team_id, name, score(own, scheme))
        for team_id, name, own in facts_of_teams(tx, company, scheme, question, everybody)
    )


def _with_others(
    tx: Tx, company: Company, scheme: Scheme, question: Question, people: Iterable[Scored]
) -> Iterator[Scored]:
    """People under a scheme, and then those of the other roles under theirs."""
    yield from people
    for role, versions in schemes.of_every_role(tx, company, ROLES, question.known_at).items():
        other = versions.scheme_for(question.period)
        if role != scheme.role and other is not None:
            yield from of_people(tx, company, other, question)


def facts_of_teams(
    tx: Tx, company: Company, scheme: Scheme, question: Question, everybody: Iterable[Scored]
) -> tuple[tuple[int, str, Facts], ...]:
    """Read what the teams mostly under a scheme are judged by: id, name and facts of each.

    `everybody` is who was scored under any scheme: which one is a team's, and what its people
    bring and should reach, is a matter of all of them.
    """
    found = _by_key(figures.of_all(tx, company, question.window(company), By.TEAM))
    set_for = judgements.of_teams(tx, company, question.period, question.known_at)
    wanted = facts.wanted_by(scheme)
    window = question.window(company)
    due = duties.of_all(tx, company, window, By.TEAM, wanted) if wanted.families else {}
    members: dict[tuple[str, int], list[Scored]] = defaultdict(list)
    for one in everybody:
        if one.person.team is not None and one.person.team_id is not None:
            members[one.person.team, one.person.team_id].append(one)

    def facts_of(team_id: int, own: Iterable[Scored]) -> Facts:
        targets = set_for.get(team_id, Judged()).targets_of(question.period)
        given = _metrics_and_targets(own)
        own_facts = teams.facts(question.period, company.currency, found[team_id], given, targets)
        return replace(own_facts, duties=due.get(team_id, ()))

    return tuple(
        (team_id, name, facts_of(team_id, own))
        for (name, team_id), own in sorted(members.items())
        if teams.scheme_of(one.card for one in own) == scheme.id
    )


def _metrics_and_targets(members: Iterable[Scored]) -> Iterator[tuple[teams.Values, teams.Values]]:
    """What each member brings and should reach.

    Whoever changed roles inside the team is there once a role: each target is for the days in
    that role, but what was measured is the person's, and counts once. What they should reach is
    what their card says, be it their own or their scheme's, and what their scheme does not judge.
    """
    seen: set[int] = set()
    for one in members:
        judged = {part.kpi: part.target for part in one.card.components if part.target is not None}
        targets = {**one.targets, **judged}
        yield ({} if one.person.person_id in seen else one.metrics), targets
        seen.add(one.person.person_id)


def ranking_of(people: Iterable[Scored], scheme: Scheme) -> Ranking:
    """Rank people; equals stay in the order of their names."""
    in_order = sorted(people, key=lambda one: (one.person.name, one.person.number))
    return rank((Entrant(one.person.person_id, one.card, one.due) for one in in_order), scheme)


def ranking_of_teams(scored: Iterable[ScoredTeam], scheme: Scheme) -> Ranking:
    """Rank teams; equals stay in the order of their names."""
    return rank((Entrant(team.team_id, team.card) for team in scored), scheme, TEAMS)


def _by_key(found: Iterable[figures.Keyed]) -> dict[int | None, tuple[Figure, ...]]:
    by_key: dict[int | None, tuple[Figure, ...]] = defaultdict(tuple)
    lists: dict[int | None, list[Figure]] = defaultdict(list)
    for keyed in found:
        lists[keyed.key].append(keyed.figure)
    by_key.update({key: tuple(own) for key, own in lists.items()})
    return by_key
