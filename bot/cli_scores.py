"""`huikuan score` and `huikuan ranking`: everybody's cards and places in a period."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.cli_contract import Context, Sub, WrongUsage
from bot.cli_numbers import period
from bot.cli_scheme import file_of, print_problems
from ledger.money import decimal, half_up, major
from scoring.card import Component, ScoreCard, Tripped
from scoring.flaws import Flaw
from scoring.kpi import Unit
from scoring.kpis import catalogue
from scoring.ranking import Ranking, Unranked
from scoring.roles import ROLES
from scoring.scheme import Scheme
from storage import company_scores, people, schemes, sight
from storage.database import Tx
from storage.rosters import Question
from storage.scored import Scored

ROLE = "sales"  # whose scheme is asked for where nothing says otherwise


@dataclass(frozen=True, slots=True)
class Judged:
    """Everybody of the roster with their card, and the cohort's ranking."""

    scheme: Scheme
    everybody: tuple[Scored, ...]
    ranking: Ranking


def _score_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--period", type=period, metavar="P", required=True)
    parser.add_argument("--person", metavar="ID", help="only this person")
    parser.add_argument("--by", choices=("person", "team"), default="person")
    parser.add_argument("--role", choices=ROLES, help="by the scheme of this role; default: sales")
    parser.add_argument(
        "--scheme", type=Path, metavar="FILE", help="by this one; nothing is stored"
    )


def _score(args: Namespace, context: Context) -> int:
    if args.by == "team" and args.person is not None:
        raise WrongUsage("--person and --by team do not go together.")
    candidate = None
    if args.scheme is not None:
        candidate, flaws = candidate_of(args.scheme, context)
        if candidate is None:
            return print_problems(flaws, context)
    scheme = candidate or scheme_of(args, context)
    if args.by == "team":
        rows = _teams(args, scheme, context)
    else:
        judged = _judged(args, scheme, context)
        asked = tuple(o for o in judged.everybody if args.person in {None, o.person.number})
        context.record("score", sight.in_cards(asked))
        rows = [_row(one, judged.ranking) for one in asked]
        if args.person is not None:
            rows = rows or [_outside(args.person, judged, context)]
    document = {
        "period": str(args.period),
        "scheme": {"id": scheme.id, "version": scheme.version},
        "rows": rows,
    }
    context.print(document, _lines(rows))
    return 0


def _ranking_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--period", type=period, metavar="P", required=True)
    parser.add_argument("--team", metavar="T", help="a team's members as a cohort of their own")
    parser.add_argument("--role", choices=ROLES, help="by the scheme of this role; default: sales")


def _ranking(args: Namespace, context: Context) -> int:
    judged = _judged(args, scheme_of(args, context), context)
    if args.team is not None:
        judged = _of_team(args.team, judged)
    ranking = judged.ranking
    order = {place.key: number for number, place in enumerate(ranking.places)}
    found = sorted(
        judged.everybody, key=lambda one: order.get(one.person.person_id, ranking.cohort)
    )
    context.record("ranking", sight.in_cards(found))
    rows = [_place(one, ranking) for one in found]
    document = {"period": str(args.period), "cohort": ranking.cohort, "rows": rows}
    context.print(document, _lines(rows))
    return 0


def candidate_of(path: Path, context: Context) -> tuple[Scheme | None, tuple[Flaw, ...]]:
    """Read a scheme that is only tried."""
    data = file_of(path)
    with context.database.read(context.now) as tx:
        checked = schemes.tried(tx, context.company, data)
    return checked.scheme, checked.flaws


def scheme_of(args: Namespace, context: Context) -> Scheme:
    """Find the scheme of the role that is named, of the person who is, or of sales."""
    with context.database.read(context.now) as tx:
        role = args.role or _role_of(getattr(args, "person", None), args, tx, context)
        scheme = schemes.in_force(tx, context.company, role, args.period)
        if scheme is None and args.role is None:
            scheme = schemes.in_force(tx, context.company, ROLE, args.period)
    if scheme is None:
        raise WrongUsage(f"the role {role} has no scheme in {args.period}; import one first.")
    return scheme


def _role_of(number: str | None, args: Namespace, tx: Tx, context: Context) -> str:
    if number is None:
        return ROLE
    on = args.period.measured_on(context.today)
    member = people.by_number(tx, context.company, number, on)
    return ROLE if member is None or member.role is None else member.role


def question_of(args: Namespace, context: Context) -> Question:
    """Ask about a period that has begun."""
    if args.period.start > context.today:
        raise WrongUsage(f"{args.period} has not begun; there is nothing to score yet.")
    return Question(args.period, context.today)


def _judged(args: Namespace, scheme: Scheme, context: Context) -> Judged:
    asked = question_of(args, context)
    with context.database.read(context.now) as tx:
        everybody = company_scores.of_people(tx, context.company, scheme, asked)
    return Judged(scheme, everybody, company_scores.ranking_of(everybody, scheme))


def _teams(args: Namespace, scheme: Scheme, context: Context) -> list[dict[str, Any]]:
    """Judge the teams, by name."""
    asked = question_of(args, context)
    with context.database.read(context.now) as tx:
        everybody = company_scores.of_people(tx, context.company, scheme, asked)
        found = company_scores.of_teams(tx, context.company, scheme, asked, everybody)
    ranking = company_scores.ranking_of_teams(found, scheme)
    return [
        {"key": one.name, "name": one.name, **_carded(one.team_id, one.card, ranking)}
        for one in found
    ]


def _of_team(team: str, judged: Judged) -> Judged:
    wanted = team.casefold()
    own = tuple(o for o in judged.everybody if (o.person.team or "").casefold() == wanted)
    if not own:
        known = sorted({one.person.team for one in judged.everybody if one.person.team})
        raise WrongUsage(f"no team {team!r} is scored; there is: {', '.join(known) or 'none'}.")
    return Judged(judged.scheme, own, company_scores.ranking_of(own, judged.scheme))


def _outside(number: str, judged: Judged, context: Context) -> dict[str, Any]:
    """Say of somebody of the company whom the scheme does not judge that it does not."""
    with context.database.read(context.now) as tx:
        member = people.by_number(tx, context.company, number, context.today)
    if member is None:
        raise WrongUsage(f"there is no person {number!r}.")
    return {
        "person_id": member.number,
        "name": member.name,
        "score": None,
        "rank": None,
        "cohort": judged.ranking.cohort,
        "grade": None,
        "reason": Unranked.NOT_IN_ROLE,
        "gates": [],
        "components": [],
    }


def _row(one: Scored, ranking: Ranking) -> dict[str, Any]:
    return {
        "person_id": one.person.number,
        "name": one.person.name,
        **_carded(one.person.person_id, one.card, ranking),
    }


def _carded(key: int, card: ScoreCard, ranking: Ranking) -> dict[str, Any]:
    place = ranking.place_of(key)
    return {
        "score": points_of(card.score),
        "rank": place and place.rank,
        "cohort": ranking.cohort,
        "grade": card.grade,
        "reason": ranking.unranked.get(key),
        "gates": [_gate(one, card) for one in card.tripped],
        "components": [component_of(part, card) for part in card.components],
    }


def _gate(tripped: Tripped, card: ScoreCard) -> dict[str, Any]:
    """Say which gate capped the total, and at what value."""
    unit = catalogue()[tripped.gate.kpi].unit
    return {
        "kpi": tripped.gate.kpi,
        "value": in_unit(tripped.value, unit, card.currency),
        "below": decimal(tripped.gate.below, 2 if unit is Unit.AMOUNT else 4),
        "total_cap": points_of(tripped.gate.total_cap),
    }


def _place(one: Scored, ranking: Ranking) -> dict[str, Any]:
    place = ranking.place_of(one.person.person_id)
    return {
        "rank": place and place.rank,
        "person_id": one.person.number,
        "name": one.person.name,
        "score": points_of(one.card.score),
        "reason": ranking.unranked.get(one.person.person_id),
    }


def component_of(part: Component, card: ScoreCard) -> dict[str, Any]:
    """Write a KPI of a card as scripts read it."""
    unit = catalogue()[part.kpi].unit
    return {
        "kpi": part.kpi,
        "formula": part.formula,
        "value": in_unit(part.value, unit, card.currency),
        **_drawn(part),
        "target": in_unit(part.target, unit, card.currency),
        "attainment": None if part.attainment is None else decimal(part.attainment, 4),
        "points": points_of(part.points),
        "weight": decimal(part.weight, 2),
        "effective_weight": decimal(part.effective_weight, 2),
        "reason": part.missing,
    }


def _drawn(part: Component) -> dict[str, Any]:
    """Show both where a rate was drawn towards the cohort's: the own one, and theirs."""
    if part.drawn is None or part.measure.value is None:
        return {"own_value": None, "cohort_value": None}
    own, cohort = part.measure.value, part.drawn.cohort
    return {"own_value": decimal(own, 4), "cohort_value": decimal(cohort, 4)}


def in_unit(value: Fraction | None, unit: Unit, currency: str) -> str | None:
    """Write a value: amounts in major units, all else with four places."""
    if value is None:
        return None
    return major(half_up(value), currency) if unit is Unit.AMOUNT else decimal(value, 4)


def points_of(value: Fraction | None) -> str | None:
    """Write points with their two places."""
    return None if value is None else decimal(value, 2)


def _lines(rows: list[dict[str, Any]]) -> str:
    """One person a line for people: place, score, name, and why somebody has no place."""
    return "\n".join(
        f"{row['rank'] or '-':>4}  {row['score'] or '-':>7}  "
        + "  ".join(filter(None, (row.get("person_id"), row["name"])))
        + (f"  ({row['reason'].replace('_', ' ')})" if row["reason"] else "")
        for row in rows
    )


COMMANDS = (
    Sub("score", "everybody's score in a period, KPI by KPI", _score_arguments, _score),
    Sub("ranking", "everybody's place in a period", _ranking_arguments, _ranking),
)
