"""Replay: a candidate scheme over past periods, beside what stands; nothing is stored."""

from dataclasses import dataclass, replace
from datetime import date

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.pack import Group, Pack, judged
from scoring.ranking import Ranking
from scoring.replay import Line, causes_of
from scoring.scheme import Scheme, read
from storage import closed_scores, company_scores, schemes
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question, roster


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scheme that is only tried, with the text of its file."""

    scheme: Scheme
    document: str


def over(
    tx: Tx, company: Company, candidate: Candidate, period: Period, today: date
) -> tuple[Line, ...]:
    """Judge everybody of the candidate's role again; a closed period from its pack alone."""
    pack = closed_scores.pack_of(tx, company, period)
    group = None if pack is None else _of_role(pack, candidate.scheme.role)
    if group is not None:
        return _settled(group, candidate, period)
    return _running(tx, company, candidate, Question(period, today))


def of_pack(pack: Pack, candidate: Candidate) -> tuple[Line, ...]:
    """Judge everybody whom a pack holds of the candidate's role, from that pack alone."""
    group = _of_role(pack, candidate.scheme.role)
    return () if group is None else _settled(group, candidate, pack.period)


def _of_role(pack: Pack, role: str) -> Group | None:
    found = (group for group in pack.groups if read(group.document, group.version).role == role)
    return next(found, None)


def _settled(group: Group, candidate: Candidate, period: Period) -> tuple[Line, ...]:
    scheme = candidate.scheme
    tried = judged(
        replace(group, scheme=scheme.id, version=scheme.version, document=candidate.document)
    )
    return tuple(
        Line(
            then.number,
            then.name,
            period,
            then.card.score,
            now.card.score,
            then.rank,
            now.rank,
            causes_of(then.card, now.card),
        )
        for then, now in zip(group.people, tried.people, strict=True)
    )


def _running(
    tx: Tx, company: Company, candidate: Candidate, question: Question
) -> tuple[Line, ...]:
    scheme = candidate.scheme
    listed = roster(tx, company, scheme.role, question)
    now = company_scores.worked_out(tx, company, scheme, question, listed)
    now_ranked = company_scores.ranking_of(now, scheme)
    standing = schemes.in_force(tx, company, scheme.role, question.period)
    then: dict[int, ScoreCard] = {}
    then_ranked: Ranking | None = None
    if standing is not None:
        scored = company_scores.of_people(tx, company, standing, question)
        then = {one.person.person_id: one.card for one in scored}
        then_ranked = company_scores.ranking_of(scored, standing)
    return tuple(
        Line(
            one.person.number,
            one.person.name,
            question.period,
            None if before is None else before.score,
            one.card.score,
            _rank(then_ranked, one.person.person_id),
            _rank(now_ranked, one.person.person_id),
            () if before is None else causes_of(before, one.card),
        )
        for one in now
        for before in [then.get(one.person.person_id)]
    )


def _rank(ranking: Ranking | None, person: int) -> int | None:
    place = None if ranking is None else ranking.place_of(person)
    return None if place is None else place.rank
