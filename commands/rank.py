"""/receivables ranking: who leads, who moved most, and one's own place, told to its owner alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import groupby

from commands._access import members
from commands._contract import (
    AfterClose,
    Ask,
    Command,
    Digest,
    Monthly,
    Occasion,
    Scope,
    Weekly,
)
from commands._words import NoSuchPerson, read_period, read_scope
from ledger.errors import Problem
from ledger.period import Period
from scoring.ranking import Around, Move, Place, Ranking, moved_most
from scoring.scheme import Scheme
from storage import company_scores, deliveries, people, schemes, settings, teams
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question
from storage.schemes import OfRole
from storage.scored import Scored
from storage.sight import Glimpse
from views import blocks
from views.message import Message
from views.near import behind, near
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

ROLE = "sales"  # whose scheme makes the cohort, until companies have schemes of their own


@dataclass(eq=False)
class NoRankingYet(Problem):
    """The period lies in the future."""

    sentence = "There is no ranking yet: {period} has not begun. Try `/receivables ranking`."
    period: Period


@dataclass(eq=False)
class Unplaced(Problem):
    """Somebody who has no place in the cohort."""

    sentence = "{name} has no place in the ranking of {period}."
    name: str
    period: Period


class Show(Enum):
    """What of a ranking is asked for."""

    BOTH = ""
    PEOPLE = "people"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True)
class Args:
    """What is asked for, and of which period."""

    show: Show
    period: Period


@dataclass(frozen=True, slots=True)
class Ranked:
    """A cohort's ranking with the words around it; `around` is the asker's own place."""

    show: Show
    period: Period
    on: date
    scheme: Scheme
    people: Ranking
    moves: tuple[Move, ...]
    teams: Ranking
    names: Mapping[int, str]
    around: Around | None = None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """One person's own place with the points around it."""

    around: Around
    period: Period
    on: date
    scheme: Scheme
    names: Mapping[int, str]


_SHOW = {"people": Show.PEOPLE, "人员": Show.PEOPLE, "个人": Show.PEOPLE}
_SHOW |= {"teams": Show.TEAMS, "team": Show.TEAMS, "团队": Show.TEAMS}


def parse(text: str, today: date) -> Args:
    """Read `people` or `teams`, then the period; nothing means both, in the running month."""
    first, _, rest = text.strip().partition(" ")
    show = _SHOW.get(first.casefold())
    if show is None:
        return Args(Show.BOTH, read_period(text, today))
    return Args(show, read_period(rest, today))


def run(tx: Tx, ask: Ask[Args]) -> Ranked:
    """Rank everybody, and find the asker's own place."""
    args, company = ask.args, ask.caller.company
    if args.period.start > ask.today:
        raise NoRankingYet(args.period)
    return _ranked(tx, company, args, ask.today, ask.caller.person.id)


def scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
    """The company's ranking: to the ranking channel, or else to the teams' channels."""
    if schemes.of_role(tx, company, ROLE).scheme_for(_period(occasion)) is None:
        return ()  # what was closed, a year say, is judged by none
    channel = settings.all_of(tx, company)["ranking_channel"]
    own = teams.with_receivables(tx, company, occasion.on)
    found = [channel] if channel else [team.channel for team in own]
    targets = tuple(dict.fromkeys(filter(None, found)))
    return (Scope("company", targets),) if targets else ()


def compose(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> Ranked:
    """Rank the running month so far, or the month that is over."""
    read_scope(scope.name)
    return _ranked(tx, company, Args(Show.BOTH, _period(occasion)), occasion.on, None)


def place_scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
    """Everybody who has a place in a cohort large enough to tell it."""
    return tuple(scope for scope, _ in place_compose_all(tx, company, occasion))


def place_compose_all(
    tx: Tx, company: Company, occasion: Occasion
) -> tuple[tuple[Scope, Placed], ...]:
    """Rank once, and find everybody's place in it."""
    period = _period(occasion)
    scheme = _scheme(schemes.of_role(tx, company, ROLE), period)
    found, ranking = _people(tx, company, scheme, Question(period, occasion.on))
    names = _names(found)
    return tuple(
        (_to(one), Placed(around, period, occasion.on, scheme, names))
        for one in found
        if (around := ranking.around(one.person.person_id))
    )


def place_compose(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> Placed:
    """Find one person's place."""
    _, number = read_scope(scope.name)
    member = people.by_number(tx, company, number, occasion.on)
    if member is None:
        raise NoSuchPerson(number or scope.name)
    for own, placed in place_compose_all(tx, company, occasion):
        if own.name == scope.name:
            return placed
    raise Unplaced(member.name, _period(occasion))


def _to(one: Scored) -> Scope:
    return Scope(f"person:{one.person.number}", (deliveries.person(one.person.person_id),))


def _names(found: Sequence[Scored]) -> dict[int, str]:
    return {one.person.person_id: one.person.name for one in found}


def _period(occasion: Occasion) -> Period:
    if occasion.closed is not None:
        return occasion.closed
    month = Period.month_of(occasion.on)
    return month if isinstance(occasion.rhythm, Weekly) else month.before()


def _scheme(versions: OfRole, period: Period) -> Scheme:
    scheme = versions.scheme_for(period)
    assert scheme is not None, ROLE
    return scheme


def _people(
    tx: Tx, company: Company, scheme: Scheme, question: Question
) -> tuple[tuple[Scored, ...], Ranking]:
    found = company_scores.of_people(tx, company, scheme, question)
    return found, company_scores.ranking_of(found, scheme)


def _ranked(tx: Tx, company: Company, args: Args, on: date, asker: int | None) -> Ranked:
    versions, question = schemes.of_role(tx, company, ROLE), Question(args.period, on)
    scheme = _scheme(versions, args.period)
    found, ranking = _people(tx, company, scheme, question)
    earlier = question.before()
    _, before = _people(tx, company, _scheme(versions, earlier.period), earlier)
    scored = company_scores.of_teams(tx, company, scheme, question, found)
    return Ranked(
        show=args.show,
        period=args.period,
        on=on,
        scheme=scheme,
        people=ranking,
        moves=moved_most(ranking, before),
        teams=company_scores.ranking_of_teams(scored, scheme),
        names=_names(found) | {team.team_id: team.name for team in scored},
        around=None if asker is None else ranking.around(asker),
        is_asked=asker is not None,
    )


def view(ranked: Ranked, say: Say) -> Message:
    """Name the upper places, who moved most, and to the asker alone the own place."""
    shown = [blocks.header(_headline(ranked, say))]
    if ranked.show is not Show.PEOPLE:
        shown.append(blocks.section(_teams(ranked, say)))
    if ranked.show is not Show.TEAMS:
        shown.append(blocks.section(_top(ranked, say)))
        shown += [blocks.section(_moved(ranked, say))] if ranked.moves else []
    if ranked.around:
        shown.append(blocks.section(near(ranked.around, ranked.names, say)))
    return Message(_aloud(ranked, say), (*shown, _footer(ranked, say)))


def place_view(placed: Placed, say: Say) -> Message:
    """Tell one person the own place, the points around it, and what the next place takes."""
    headline = _own(placed, say)
    around = near(placed.around, placed.names, say)
    small = footer(
        say("cohort: {scheme}", scheme=placed.scheme.name[say.language]),
        say("as of {day}", day=say.day(placed.on)),
        say("only you can see this"),
    )
    aloud = say.sentences([say("{headline}.", headline=headline), *behind(placed.around, say)])
    return Message(aloud, (blocks.header(headline), blocks.section(around), small))


def place_shows(placed: Placed) -> tuple[Glimpse, ...]:
    """Whose score it says: the points around it are nobody's by name, or stand in public."""
    return (Glimpse(placed.around.own.key, placed.period),)


def _when(of: Ranked | Placed, say: Say) -> str:
    period = say.period(of.period)
    return say("{period} so far", period=period) if of.on in of.period else period


def _headline(ranked: Ranked, say: Say) -> Words:
    when = _when(ranked, say)
    leads = () if ranked.show is Show.PEOPLE else ranked.teams.public
    leads = leads or (() if ranked.show is Show.TEAMS else ranked.people.public)
    first = [place for place in leads if place.rank == 1]
    if not first:
        return say("{period}: too few are ranked to name a first place", period=when)
    points = say.points(first[0].score)
    names = say.join([ranked.names[place.key] for place in first])
    if len(first) == 1:
        return say(
            "{period}: {name} leads with {points} points", period=when, name=names, points=points
        )
    return say(
        "{period}: {names} lead with {points} points", period=when, names=names, points=points
    )


def _teams(ranked: Ranked, say: Say) -> Words:
    cohort, public = ranked.teams.cohort, ranked.teams.public
    if not public:
        return _unnamed(say("Teams"), ranked.teams, say)
    title = say("Teams, top {n} of {cohort}", n=len(public), cohort=cohort)
    return lines(bold(title), *_places(public, ranked.names, say))


def _top(ranked: Ranked, say: Say) -> Words:
    cohort, public = ranked.people.cohort, ranked.people.public
    if not public:
        return _unnamed(say("People"), ranked.people, say)
    title = say(
        "People, top {n} of {cohort} in {scheme}",
        n=len(public),
        cohort=cohort,
        scheme=ranked.scheme.name[say.language],
    )
    return lines(bold(title), *_places(public, ranked.names, say))


def _unnamed(title: str, ranking: Ranking, say: Say) -> Words:
    if ranking.cohort >= ranking.least:
        reason = say("the first places are shared by too many to name them")
    else:
        reason = say(
            "{cohort} ranked; the first are named once there are {least}",
            cohort=ranking.cohort,
            least=ranking.least,
        )
    return dotted(bold(title), reason)


def _places(public: Sequence[Place], names: Mapping[int, str], say: Say) -> list[Words]:
    return [
        _place(tuple(equals), names, say)
        for _, equals in groupby(public, key=lambda place: place.rank)
    ]


def _place(equals: Sequence[Place], names: Mapping[int, str], say: Say) -> Words:
    blanks = {
        "rank": str(equals[0].rank),
        "names": say.join([names[place.key] for place in equals]),
        "points": say.points(equals[0].score),
    }
    if len(equals) > 1:
        return say("{rank}. {names}, {points} each", **blanks)
    return say("{rank}. {names}, {points}", **blanks)


def _moved(ranked: Ranked, say: Say) -> Words:
    return dotted(bold(say("Moved most")), _risen(ranked, say))


def _risen(ranked: Ranked, say: Say) -> Words:
    return say(
        "{names}, up {points} since {period}",
        names=say.join([ranked.names[move.key] for move in ranked.moves]),
        points=say.points(ranked.moves[0].points),
        period=say.period(ranked.period.before()),
    )


def _own(placed: Placed, say: Say) -> Words:
    around, period = placed.around, _when(placed, say)
    if around.is_last:
        points = say.points(around.own.score)
        return say("{period}: you have {points} points", period=period, points=points)
    return say(
        "{period}: you are {place} of {cohort}",
        period=period,
        place=say.ordinal(around.own.rank),
        cohort=around.cohort,
    )


def _footer(ranked: Ranked, say: Say) -> blocks.Block:
    said = [
        say(
            "cohort: {scheme}, at least {n} invoices due",
            scheme=ranked.scheme.name[say.language],
            n=ranked.scheme.minimum_base,
        )
    ]
    if ranked.on in ranked.period:
        said.append(say("the month still runs, as of {day}", day=say.day(ranked.on)))
    if ranked.is_asked:
        return footer(*said, say("only you can see this"))
    return footer(*said, say("your own place: `/receivables ranking`"))


def _aloud(ranked: Ranked, say: Say) -> Words:
    said = [say("{headline}.", headline=_headline(ranked, say))]
    if ranked.moves and ranked.show is not Show.TEAMS:
        said.append(say("Moved most: {change}.", change=_risen(ranked, say)))
    return say.sentences(said)


COMMAND = Command(
    name="receivables ranking",
    summary="The ranking: who leads, who moved most, and your own place",
    usage=(
        "/receivables ranking",
        "/receivables ranking teams",
        "/receivables ranking people last month",
    ),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)

DIGESTS = (
    Digest("ranking", (Weekly(), Monthly(), AfterClose()), "team", scopes, compose, view),
    Digest(
        kind="place",
        when=(Weekly(), Monthly()),
        audience="personal",
        scopes=place_scopes,
        compose=place_compose,
        view=place_view,
        compose_all=place_compose_all,
        shows=place_shows,
    ),
)
