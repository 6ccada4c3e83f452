"""The people of the sample company: who sits where, since when, under whom."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sandbox import company_names as names
from sandbox.company_plan import Plan, month_before

TEAM_SIZE = 10  # in a large company; the small one has three teams of four
BOSS = names.OFFICE[0][0]


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the people file: a person in a team for a time."""

    person_id: str
    name: str
    role: str
    rights: str
    team: str
    manager_id: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody, and the days on which three of them came, moved and left."""

    people: tuple[Person, ...]
    rep_ids: tuple[str, ...]
    pm_ids: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]  # team, manager
    joined_on: date
    moved_on: date
    left_on: date


def staff_of(plan: Plan) -> Staff:
    """Seat everybody; managers stand above those who name them."""
    joined_on, left_on = plan.today - timedelta(days=21), plan.today - timedelta(days=62)
    moved_on = month_before(plan.today, 1).replace(day=16)
    reps = _reps(plan)
    teams = tuple({rep.team: rep.manager_id for rep in reps}.items())
    leads = {manager for _team, manager in teams}
    reps = sorted((_led(rep) for rep in reps), key=lambda rep: rep.person_id not in leads)
    rows = (*_office(plan), *reps, *_projects(plan), *_finance(plan))
    changes = _Changes(joined_on, moved_on, left_on, teams)
    return Staff(
        people=tuple(row for person in rows for row in _history(person, changes)),
        rep_ids=tuple(person_id for person_id, _name in _seats(plan)),
        pm_ids=tuple(person_id for person_id, _name in names.PROJECT_MANAGERS[1:]),
        teams=(*teams, ("Projects", "omar"), ("Finance", "fin")),
        joined_on=joined_on,
        moved_on=moved_on,
        left_on=left_on,
    )


@dataclass(frozen=True, slots=True)
class _Changes:
    joined_on: date
    moved_on: date
    left_on: date
    teams: tuple[tuple[str, str], ...]


def _history(person: Person, changes: _Changes) -> tuple[Person, ...]:
    if person.person_id == names.JOINER:
        return (replace(person, valid_from=changes.joined_on),)
    if person.person_id == names.LEAVER:
        return (replace(person, valid_to=changes.left_on),)
    if person.person_id != names.MOVER:
        return (person,)
    here = [team for team, _manager in changes.teams].index(person.team)
    team, manager = changes.teams[(here + 1) % len(changes.teams)]
    after = replace(person, team=team, manager_id=manager, valid_from=changes.moved_on)
    return replace(person, valid_to=changes.moved_on), after


def _reps(plan: Plan) -> list[Person]:
    size = TEAM_SIZE if plan.reps >= 2 * TEAM_SIZE else 4
    seats = _seats(plan)
    return [
        Person(person_id, name, "sales", "", _team(seat // size), seats[seat // size * size][0],
               _hired_on(plan, seat))
        for seat, (person_id, name) in enumerate(seats)
    ]  # fmt: skip


def _led(person: Person) -> Person:
    return replace(person, manager_id=BOSS) if person.manager_id == person.person_id else person


def _seats(plan: Plan) -> list[tuple[str, str]]:
    known = len(names.REPS)
    more = ((f"rep{seat + 1:03d}", names.rep_name(seat)) for seat in range(known, plan.reps))
    return [*names.REPS, *more]


def _team(index: int) -> str:
    known = names.SALES_TEAMS
    return known[index] if index < len(known) else f"Sales {index + 1:02d}"


def _office(plan: Plan) -> list[Person]:
    return [
        Person(person_id, name, role, rights, "", "" if person_id == BOSS else BOSS,
               _hired_on(plan, seat))
        for seat, (person_id, name, role, rights) in enumerate(names.OFFICE)
    ]  # fmt: skip


def _projects(plan: Plan) -> list[Person]:
    people = [
        Person(person_id, name, "project_manager", "", "Projects", "omar", _hired_on(plan, seat))
        for seat, (person_id, name) in enumerate(names.PROJECT_MANAGERS)
    ]
    return [_led(person) for person in people]


def _finance(plan: Plan) -> list[Person]:
    people = [
        Person(person_id, name, "finance", "finance", "Finance", "fin", _hired_on(plan, seat))
        for seat, (person_id, name) in enumerate(names.FINANCE)
    ]
    return [_led(person) for person in people]


def _hired_on(plan: Plan, seat: int) -> date:
    return month_before(plan.start, 3 + seat * 7 % 50)
