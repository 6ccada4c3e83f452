"""Duties of a period, of one person or of everybody at once: added up, or one by one with reasons.

A duty is of whoever holds a share of the instalment on its day, once whatever the share: an
invoice on the day of delivery (of issue, if that is later), a follow-up on the first overdue day,
a promise as `storage.promises` says. For a person's figure a touch counts when somebody who holds
a share on its day made it, as one call to a customer is enough; for a team's, a customer's and the
company's anybody's does. An invoice belongs to the period of its delivery and a follow-up to that
of the first overdue day, even where the days to do it reach beyond; what was done then is seen
once its day has come. An invoice, or a promise that names one, is exempt where all of its
instalments are (rules §5: *exclude* leaves an instalment out of every rate).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from scoring import duties
from scoring.duties import Task
from scoring.facts import Duty, Family
from scoring.fairness import Allowance, Allowances, Hold
from scoring.rules import Rules
from scoring.without import Lifted
from storage import calendars
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.duty_reading import Found, Reading, subject_of
from storage.tables import Assignment
from storage.window import By, Window

Key = int | None
_Placed = dict[int, list[tuple[Key, date, date]]]  # the teams of everybody, each from and to a day
_Which = tuple[Family, int]  # the family of a duty, and the key of what it is about
NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which families of duties, under which rules; what nobody asks for is not read."""

    rules: Rules = field(default_factory=Rules)
    families: frozenset[Family] = frozenset(Family)


@dataclass(frozen=True, slots=True)
class Item:
    """A duty with the people whose it is on its day, and the customer it is about.

    `instalments` are those that it is about, where something may be allowed for on all of them.
    """

    task: Task
    customer: int
    people: frozenset[int]
    on: date
    instalments: frozenset[int] = frozenset()

    def duty_of(self, person: int) -> Duty | None:
        """What counts of it in a person's score."""
        return self.task.duty if self.task.is_judged and person in self.people else None


def of_all(
    tx: Tx, company: Company, window: Window, by: By, wanted: Wanted
) -> dict[Key, tuple[Duty, ...]]:
    """Add up everybody's duties by person, team, customer or altogether; None is nobody's."""
    asked = _Asked(tx, company, window, wanted, by_holders=by is By.PERSON)
    items = tuple(asked.items())
    placed = _teams(tx, company, window) if by is By.TEAM and items else {}
    by_key: dict[Key, list[Task]] = defaultdict(list)
    for item in items:
        for key in _keys(item, by, placed):
            by_key[key].append(item.task)
    return {key: duties.added_up(own) for key, own in by_key.items()}


def of_person(
    tx: Tx, company: Company, window: Window, person_id: int, wanted: Wanted
) -> tuple[Duty, ...]:
    """Add up one person's duties; the cost does not grow with the company."""
    return duties.added_up(items_of_person(tx, company, window, person_id, wanted))


def items_of_person(
    tx: Tx, company: Company, window: Window, person_id: int, wanted: Wanted
) -> tuple[Task, ...]:
    """List one person's duties of the period with their reasons, those left out as well."""
    return own_of_person(tx, company, window, person_id, wanted).tasks


@dataclass(frozen=True, slots=True)
class Own:
    """One person's duties, and what they would be without what is allowed for."""

    tasks: tuple[Task, ...] = ()
    lifted: tuple[Lifted, ...] = ()

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The duties that count, added up."""
        return duties.added_up(self.tasks)


def own_of_person(tx: Tx, company: Company, window: Window, person_id: int, wanted: Wanted) -> Own:
    """Read one person's duties; the cost does not grow with the company."""
    asked = _Asked(tx, company, window, wanted, by_holders=True, person_id=person_id)
    return asked.own().get(person_id, Own())


def own_of_everyone(tx: Tx, company: Company, window: Window, wanted: Wanted) -> dict[int, Own]:
    """Read the duties of each person who has some, or would have."""
    return _Asked(tx, company, window, wanted, by_holders=True).own()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, and the statements that answer it."""

    tx: Tx
    company: Company
    window: Window
    wanted: Wanted
    by_holders: bool
    person_id: int | None = None

    def items(self) -> Iterator[Item]:
        terms = self._terms()
        return self._judged(self._read(terms), terms)

    def own(self) -> dict[int, Own]:
        """Judge once with all that is allowed for, and once without each sort of it."""
        terms = self._terms()
        found = self._read(terms)
        tasks: dict[int, list[Task]] = defaultdict(list)
        changed: dict[int, list[Lifted]] = defaultdict(list)
        every = tuple(self._judged(found, terms))
        for item in every:
            for person in item.people:
                tasks[person].append(item.task)
        now = {_key(item): item for item in every if item.instalments}
        for kind in Allowance if self.window.asked.is_score else ():
            lifted_ = found.without(kind, self.window.as_of)
            then = {_key(item): item for item in self._judged(lifted_, terms)}
            for person, one in _changes(kind, now, then):
                changed[person].append(one)
        people = (*tasks, *(person for person in changed if person not in tasks))
        return {
            person: Own(tuple(tasks.get(person, ())), tuple(changed.get(person, ())))
            for person in people
            if self.person_id in {None, person}
        }

    def _read(self, terms: duties.Terms) -> Found:
        reading = Reading(self.tx, self.company, self.window, self.person_id)
        return reading.read(self.wanted.families, terms)

    def _terms(self) -> duties.Terms:
        calendar = calendars.of(self.tx, self.company, self.window.known_at)
        return duties.Terms(self.wanted.rules, calendar, self._today())

    def _today(self) -> date:
        """The day that is not over yet: now, or when it was known; never before the measurement."""
        moment = self.window.known_at or self.tx.now
        local = moment.astimezone(ZoneInfo(self.company.timezone)).date()
        return max(local, self.window.as_of)

    def _judged(self, found: Found, terms: duties.Terms) -> Iterator[Item]:
        """Judge what was read, in the order of the families; what is exempt is left out."""
        excluded = {
            invoice
            for invoice, own in found.parts.items()
            if all(duties.is_excluded(found.allowed[one], self.window.asked) for one in own)
        }
        for row, holds in found.sent:
            on = max(row.delivered_on, row.issued_on)
            subject = subject_of(row, row.number)
            task = duties.invoicing(subject, row.delivered_on, row.sent_on, terms)
            task = duties.exempt(task) if row.id in excluded else task
            about = found.parts.get(row.id, NONE)
            yield Item(task, row.customer_id, _holding(holds, on), on, about)
        yield from self._followed_up(found, terms)
        for one in found.promised:
            task = duties.promise(one.judged, one.subject)
            task = duties.exempt(task) if one.document in excluded else task
            about = NONE if one.document is None else found.parts.get(one.document, NONE)
            yield Item(task, one.customer, one.people, one.judged.falls_due_on, about)

    def _followed_up(self, found: Found, terms: duties.Terms) -> Iterator[Item]:
        for whole in found.owed:
            given = found.allowed.get(whole.subject.key, Allowances())
            first = duties.newly_overdue(whole, given, self.window.asked)
            if first is None or not self._is_asked_for(first[0]):
                continue
            first_on, owed, is_exempt = first
            made, by_holders = found.touches, self.by_holders
            task = duties.follow_up(owed, made, terms, first_on, by_holders=by_holders)
            task = duties.exempt(task) if is_exempt else task
            about = frozenset({whole.subject.key} & found.allowed.keys())
            yield Item(task, owed.customer, owed.holders(first_on), first_on, about)

    def _is_asked_for(self, day: date) -> bool:
        return day in self.window.period and day <= self.window.as_of


def _key(item: Item) -> _Which:
    return item.task.family, item.task.subject.key


def _changes(
    kind: Allowance, now: Mapping[_Which, Item], then: Mapping[_Which, Item]
) -> Iterator[tuple[int, Lifted]]:
    """What a sort of allowance changed, of whom."""
    for which in (*now, *(one for one in then if one not in now)):
        both = now.get(which), then.get(which)
        there = [one for one in both if one is not None]
        for person in sorted({person for one in there for person in one.people}):
            had, has = (None if one is None else one.duty_of(person) for one in both)
            if had != has:
                yield person, Lifted(kind, which[0], there[0].instalments, had, has)


def _holding(holds: Iterable[Hold], on: date) -> frozenset[int]:
    return frozenset(one.person for one in holds if one.valid_from <= on < one.valid_to)


def _keys(item: Item, by: By, placed: _Placed) -> Iterable[Key]:
    match by:
        case By.COMPANY:
            return (0,)
        case By.CUSTOMER:
            return (item.customer,)
        case By.PERSON:
            return item.people or (None,)
        case By.TEAM:
            return {_team_of(person, item.on, placed) for person in item.people} or (None,)


def _team_of(person: int, on: date, placed: _Placed) -> Key:
    teams = (team for team, begin, end in placed.get(person, ()) if begin <= on < end)
    return next(teams, None)


def _teams(tx: Tx, company: Company, window: Window) -> _Placed:
    """Who was in which team, and when."""
    query = select(
        col(Assignment.person_id),
        col(Assignment.team_id),
        col(Assignment.valid_from),
        col(Assignment.valid_to),
    ).where(col(Assignment.workspace_id) == company.id)
    if window.known_at is None:
        query = query.where(col(Assignment.replaced_at) == FOREVER)
    else:
        query = query.where(
            col(Assignment.recorded_at) <= window.known_at,
            col(Assignment.replaced_at) > window.known_at,
        )
    placed: _Placed = defaultdict(list)
    for person, team, begin, end in tx.execute(query):
        placed[person].append((team, begin, end))
    return placed
