"""Where a period stands, as its card says it; every copy of the card changes in place."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from ledger.period import Period
from storage import (
    calendars,
    closing,
    company_scores,
    deliveries,
    people,
    period_moves,
    schemes,
    settings,
    stages,
    teams,
)
from storage.closing import Ahead
from storage.companies import Company
from storage.database import Tx
from storage.people import Member
from storage.rosters import Question
from views import period_card
from views.bodies import in_every_language
from views.period_card import Affected, Card, Standing

ROLE = "sales"  # whose scheme makes the cohort
MOVERS = frozenset({"hr", "finance", "admin"})


def standing(tx: Tx, company: Company, period: Period, today: date) -> Standing:
    """Look at where a period stands, whom it is about and what is unsettled."""
    return Standing(
        period,
        stages.course(tx, company, period),
        today,
        calendar=calendars.of(tx, company),
        affected=_affected(tx, company, Question(period, today)),
        unsettled=closing.open_things(tx, company, period),
    )


def _affected(tx: Tx, company: Company, question: Question) -> Affected | None:
    scheme = schemes.of_role(tx, company, ROLE).scheme_for(question.period)
    if scheme is None:
        return None
    found = company_scores.of_people(tx, company, scheme, question)
    ranking = company_scores.ranking_of(found, scheme)
    why = Counter(ranking.unranked.values())
    return Affected(scheme.name, len(found), ranking.cohort, tuple(sorted(why.items())))


def show(tx: Tx, company: Company, found: Standing) -> None:
    """Let every copy of the card read as the period stands now."""
    members = {one.id: one for one in people.everyone(tx, company, found.today)}
    follows = []
    for copy in deliveries.roots(tx, company, _subject(found.period)):
        reader = members[int(copy.target.removeprefix("person:"))]
        line = deliveries.Line(f"{_key(found)}/{copy.id}", _body(found, reader))
        follows.append(deliveries.Follow("update", copy, line))
    deliveries.follow(tx, company, follows)


def call(tx: Tx, company: Company, found: Standing, readers: Iterable[Member]) -> None:
    """Give the card to these people, each as they may act on it."""
    posts = []
    for one in readers:
        target = deliveries.person(one.id)
        key, subject = f"{_key(found)}/{target}", _subject(found.period)
        posts.append(deliveries.Post(key, target, _body(found, one), "personal", subject))
    deliveries.post_all(tx, company, posts)


def movers(tx: Tx, company: Company, today: date) -> tuple[Member, ...]:
    """Everybody who may move a period on."""
    return tuple(one for one in people.everyone(tx, company, today) if one.rights & MOVERS)


def invite(tx: Tx, company: Company, found: Standing) -> None:
    """Tell everybody who is judged that their result can be looked at, and until when."""
    body = in_every_language(lambda say: period_card.invitation(found, say), found.today)
    posts = [
        deliveries.Post(f"{_key(found)}/questions/{target}", target, body, "personal")
        for key in sorted(period_moves.judged_in(tx, company, found.period, found.today))
        for target in (deliveries.person(key),)
    ]
    deliveries.post_all(tx, company, posts)


def look_ahead(tx: Tx, company: Company, period: Period) -> Ahead:
    """Gather what closing would freeze, before anybody has to wait for it."""
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    return closing.look_ahead(tx, company, period, today)


def carry_out(tx: Tx, company: Company, ahead: Ahead) -> bool:
    """Close a period as somebody asked in chat, and give its card to them."""
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    asked_by = period_moves.carry_out(tx, company, ahead)
    if asked_by is None:
        return False
    found = standing(tx, company, ahead.result.period, today)
    show(tx, company, found)
    call(tx, company, found, [one for one in movers(tx, company, today) if one.id == asked_by])
    return True


def channels(tx: Tx, company: Company, on: date) -> tuple[str, ...]:
    """Where rankings go: their channel, or else the channels of the teams."""
    channel = settings.all_of(tx, company)["ranking_channel"]
    own = teams.with_receivables(tx, company, on)
    found = [channel] if channel else [team.channel for team in own]
    return tuple(dict.fromkeys(filter(None, found)))


def _body(found: Standing, reader: Member) -> deliveries.Body:
    card = Card(found, reader.id, reader.rights)
    return in_every_language(lambda say: period_card.view(card, say), found.today)


def _subject(period: Period) -> str:
    return f"period:{period}"


def _key(found: Standing) -> str:
    return f"period/{found.period}/{len(found.course.stages)}"
