"""What was assigned to whom, what became of it, and how everybody's KPIs stand; all appended."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.period import Period
from ledger.proposal import Who
from scoring.card import ScoreCard
from scoring.coach import Assigned, AssignedBefore, Item, Reading, State, Step
from storage import audit, company_scores, rows, schemes, scores, sight
from storage.circle import Circle
from storage.coaching import content_of, item_of
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.people import Member
from storage.rosters import Question
from storage.tables import CoachAssignment, CoachStep, Person


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be assigned to whom, and how the item's KPI stands."""

    person: Who
    item: Item
    note: str
    until_on: date
    period: Period
    then: Reading | None


def assign(tx: Tx, company: Company, who: Who, wanted: Wanted) -> Assigned:
    """Store an assignment; the same item is open once with a person."""
    lock_company(tx, company.id)
    for other in of_people(tx, company, [wanted.person.id], wanted.period.start):
        if other.item.id == wanted.item.id and other.state is State.OPEN:
            raise AssignedBefore(wanted.person.name, other.until_on)
    then = wanted.then
    row: dict[str, Any] = {
        "workspace_id": company.id,
        "id": new_id(),
        "person_id": wanted.person.id,
        "assigned_by": who.id,
        "note": wanted.note,
        "until_on": wanted.until_on,
        "start_on": wanted.period.start,
        "end_on": wanted.period.end,
        "value": None if then is None else str(then.value),
        "points": None if then is None else str(then.points),
        "recorded_at": tx.now,
    }
    rows.add(tx, CoachAssignment, [row | content_of(wanted.item)])
    detail = {"assignment": str(row["id"]), "to": f"person:{wanted.person.id}"}
    detail |= {"item": wanted.item.id, "kpi": wanted.item.kpi, "until": str(wanted.until_on)}
    _log(tx, company, who, "coach.assigned", detail)
    return look(tx, company, row["id"])


def step(tx: Tx, company: Company, assigned: Assigned, who: Who, state: State) -> Assigned:
    """Store what somebody did with an assignment, after what was done before."""
    row: dict[str, Any] = {
        "workspace_id": company.id,
        "id": new_id(),
        "assignment_id": assigned.id,
        "number": 1 if assigned.step is None else assigned.step.number + 1,
        "state": state.value,
        "person_id": who.id,
        "recorded_at": tx.now,
    }
    rows.add(tx, CoachStep, [row])
    _log(tx, company, who, f"coach.{state.value}", {"assignment": str(assigned.id)})
    return look(tx, company, assigned.id)


def find(tx: Tx, company: Company, assignment_id: int) -> Assigned:
    """Read an assignment under the company's lock, so that each step follows the one before."""
    lock_company(tx, company.id)
    return look(tx, company, assignment_id)


def look(tx: Tx, company: Company, assignment_id: int) -> Assigned:
    """Read an assignment without any lock."""
    query = _assignments().where(col(CoachAssignment.id) == assignment_id)
    row = tx.execute(query, {"workspace": company.id}).mappings().one()
    return _assigned(company, row)


def of_people(tx: Tx, company: Company, people: Iterable[int], since: date) -> tuple[Assigned, ...]:
    """What these people have open, and what was assigned in periods that end then or later."""
    found: list[Assigned] = []
    for part in rows.portions(sorted(people)):
        wanted = {"workspace": company.id, "people": part, "since": since}
        listed = tx.execute(_of_people(), wanted).mappings()
        found += [_assigned(company, row) for row in listed]
    return tuple(found)


def counts(tx: Tx, company: Company, since: date) -> dict[str, dict[State, int]]:
    """How often help with each KPI was assigned since a day, by what became of it; of nobody."""
    own, begins = CoachAssignment, datetime.combine(since, time.min, ZoneInfo(company.timezone))
    state = func.coalesce(col(CoachStep.state), State.OPEN.value)
    query = (
        select(col(own.kpi), state, func.count())
        .join(CoachStep, _last_step(), isouter=True)
        .where(col(own.workspace_id) == company.id, col(own.recorded_at) >= begins)
        .group_by(col(own.kpi), state)
    )
    found: dict[str, dict[State, int]] = {}
    for kpi, became, count in tx.execute(query):
        found.setdefault(kpi, {})[State(became)] = count
    return dict(sorted(found.items()))


def card_of(tx: Tx, company: Company, person: Member, today: date) -> ScoreCard | None:
    """The card of somebody's running month."""
    if person.role is None:
        return None
    versions = schemes.of_role(tx, company, person.role)
    asked = (Period.month_of(today), today)
    found = scores.standing(tx, company, person.id, versions, asked)
    return None if found is None else found.card


def cards_below(
    tx: Tx, company: Company, viewer: Member, around: Circle, today: date
) -> Mapping[int, ScoreCard]:
    """The cards of the running month of somebody who leads people, and of those people."""
    wanted = led_by(viewer, around) | {viewer.id}
    roles = sorted({role for key in wanted if (role := around.members[key].role)})
    question = Question(Period.month_of(today), today)
    found: dict[int, ScoreCard] = {}
    for versions in schemes.of_every_role(tx, company, roles).values():
        scheme = versions.scheme_for(question.period)
        if scheme is not None:
            everybody = company_scores.of_people(tx, company, scheme, question)
            own = [one for one in everybody if one.person.person_id in wanted]
            shown = sight.shown_to(viewer, around, own)
            found |= {
                one.person.person_id: one.card
                for one in shown
                if around.members[one.person.person_id].role == scheme.role
            }
    return found


def led_by(viewer: Member, around: Circle) -> frozenset[int]:
    """Everybody in a role today whom somebody leads, at whatever distance."""
    return frozenset(
        key
        for key, one in around.members.items()
        if one.role is not None and viewer.id in around.all_above(key)
    )


def _last_step() -> Any:
    """Join the newest step of an assignment, if there is any."""
    later = aliased(CoachStep)
    newest = (
        select(func.max(col(later.number)))
        .where(
            col(later.workspace_id) == col(CoachAssignment.workspace_id),
            col(later.assignment_id) == col(CoachAssignment.id),
        )
        .correlate(CoachAssignment)
        .scalar_subquery()
    )
    return and_(
        col(CoachStep.workspace_id) == col(CoachAssignment.workspace_id),
        col(CoachStep.assignment_id) == col(CoachAssignment.id),
        col(CoachStep.number) == newest,
    )


@cache
def _of_people() -> Any:
    is_open = or_(col(CoachStep.state).is_(None), col(CoachStep.state) == State.OPEN.value)
    since = bindparam("since", type_=Date)
    return (
        _assignments()
        .where(
            col(CoachAssignment.person_id).in_(
                bindparam("people", type_=BigInteger, expanding=True)
            ),
            or_(is_open, col(CoachAssignment.end_on) >= since),
        )
        .order_by(col(CoachAssignment.id))
    )


@cache
def _assignments() -> Any:
    """Assignments with their newest step; built once, that takes longer than asking it."""
    person, manager, actor = aliased(Person), aliased(Person), aliased(Person)
    own = CoachAssignment
    query: Any = (
        select(
            *map(col, _COLUMNS),
            col(person.name).label("person"),
            col(manager.name).label("manager"),
            col(CoachStep.state).label("state"),
            col(CoachStep.number).label("number"),
            col(CoachStep.person_id).label("actor_id"),
            col(actor.name).label("actor"),
            col(CoachStep.recorded_at).label("stepped_at"),
        )
        .select_from(own)
        .join(person, _is(person, col(own.person_id)))
        .join(manager, _is(manager, col(own.assigned_by)))
        .join(CoachStep, _last_step(), isouter=True)
        .join(actor, _is(actor, col(CoachStep.person_id)), isouter=True)
        .where(col(own.workspace_id) == bindparam("workspace", type_=BigInteger))
    )
    return query


_COLUMNS: Collection[Any] = (
    CoachAssignment.id,
    CoachAssignment.person_id,
    CoachAssignment.assigned_by,
    CoachAssignment.item,
    CoachAssignment.version,
    CoachAssignment.kpi,
    CoachAssignment.sort,
    CoachAssignment.title_en,
    CoachAssignment.title_zh,
    CoachAssignment.text_en,
    CoachAssignment.text_zh,
    CoachAssignment.minutes,
    CoachAssignment.note,
    CoachAssignment.until_on,
    CoachAssignment.start_on,
    CoachAssignment.end_on,
    CoachAssignment.value,
    CoachAssignment.points,
    CoachAssignment.recorded_at,
)


def _assigned(company: Company, row: Mapping[str, Any]) -> Assigned:
    zone, last, then = ZoneInfo(company.timezone), None, None
    period = Period(row["start_on"], row["end_on"])
    if row["value"] is not None:
        then = Reading(period, Fraction(row["value"]), Fraction(row["points"]))
    if row["state"] is not None:
        by = Who(row["actor_id"], row["actor"])
        last = Step(State(row["state"]), by, row["stepped_at"].astimezone(zone), row["number"])
    return Assigned(
        row["id"],
        Who(row["person_id"], row["person"]),
        Who(row["assigned_by"], row["manager"]),
        item_of(row),
        row["note"],
        row["until_on"],
        period,
        then,
        row["recorded_at"].astimezone(zone),
        last,
    )


def _is(person: Any, row_id: Any) -> Any:
    return (col(person.workspace_id) == col(CoachAssignment.workspace_id)) & (
        col(person.id) == row_id
    )


def _log(tx: Tx, company: Company, who: Who, action: str, detail: dict[str, str]) -> None:
    audit.record(tx, company, audit.Deed(f"person:{who.id}", "slack", action, detail, frozenset()))
