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
from datetime import date, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from ledger import promise as ledger_promise
from scoring import duties
from scoring.duties import Owed, Subject, Task, Touch, Touches
from scoring.facts import Duty, Family
from scoring.fairness import Allowances, Hold
from scoring.rules import Rules
from storage import allowances, calendars, promises, rows
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.duty_queries import (
    About,
    deliveries,
    overdue,
    parts_of_invoices,
    settled,
    touches,
)
from storage.promises import Fallen, rate_of
from storage.tables import Assignment
from storage.window import By, Window

Key = int | None
_Placed = dict[int, list[tuple[Key, date, date]]]  # the teams of everybody, each from and to a day
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which families of duties, under which rules; what nobody asks for is not read."""

    rules: Rules = field(default_factory=Rules)
    families: frozenset[Family] = frozenset(Family)


@dataclass(frozen=True, slots=True)
class Item:
    """A duty with the people whose it is on its day, and the customer it is about."""

    task: Task
    customer: int
    people: frozenset[int]
    on: date


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
    asked = _Asked(tx, company, window, wanted, by_holders=True, person_id=person_id)
    return tuple(item.task for item in asked.items() if person_id in item.people)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read, before it is judged.

    `parts` are the instalments of invoices on which something may be allowed for on all of them.
    """

    sent: tuple[tuple[Any, tuple[Hold, ...]], ...]
    owed: tuple[Owed, ...]
    promised: tuple[Fallen, ...]
    touches: Touches
    parts: Mapping[int, frozenset[int]]
    allowed: Mapping[int, Allowances]


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
        calendar = calendars.of(self.tx, self.company, self.window.known_at)
        terms = duties.Terms(self.wanted.rules, calendar, self._today())
        yield from self._judged(self._read(terms), terms)

    def _today(self) -> date:
        """The day that is not over yet: now, or when it was known; never before the measurement."""
        moment = self.window.known_at or self.tx.now
        local = moment.astimezone(ZoneInfo(self.company.timezone)).date()
        return max(local, self.window.as_of)

    # --- reading ---------------------------------------------------------------------------------

    def _read(self, terms: duties.Terms) -> _Found:
        """Read every family that is wanted, and then at once what is allowed for in all of them."""
        families = self.wanted.families
        sent = self._sent() if Family.INVOICING in families else ()
        owed = self._overdue() if Family.FOLLOWUP in families else ()
        promised = self._promised(terms) if Family.PROMISE in families else ()
        parts = self._parts(sent, promised)
        marked = [row.id for row, _ in owed if row.is_marked]
        about = {*marked, *chain.from_iterable(parts.values())}
        allowed = allowances.read(self.tx, self.company, self.window, about) if about else {}
        taken = self._settled(marked)
        customers = {row.customer_id for row, _ in owed}
        made = self._touches(customers, terms) if Family.FOLLOWUP in families else Touches({})
        return _Found(
            tuple(_grouped(sent)),
            tuple(_owed(row, holds, taken.get(row.id, ())) for row, holds in owed),
            promised,
            made,
            parts,
            allowed,
        )

    @property
    def _about(self) -> About:
        return About(self.window.shape, self.person_id is not None)

    def _rows(self, statement: Any, **more: Any) -> Iterable[Any]:
        values = self.window.values(self.company, self.person_id) | more
        return self.tx.execute(statement, values)  # type: ignore[no-any-return]

    def _sent(self) -> tuple[Any, ...]:
        return tuple(self._rows(deliveries(self._about)))

    def _overdue(self) -> tuple[tuple[Any, tuple[Hold, ...]], ...]:
        last = min(self.window.period.last, self.window.as_of)
        since, until = self.window.period.start - DAY, last - DAY
        return tuple(_grouped(self._rows(overdue(self._about), since=since, until=until)))

    def _promised(self, terms: duties.Terms) -> tuple[Fallen, ...]:
        rules = terms.rules
        how = ledger_promise.Terms(terms.calendar, rules.promise_threshold, rules.promise_grace)
        return promises.fallen_due(
            self.tx, self.company, self.window, self.person_id, (how, terms.today)
        )

    def _parts(self, sent: Iterable[Any], promised: Iterable[Fallen]) -> dict[int, frozenset[int]]:
        """The instalments of delivered and promised invoices; a report allows for nothing there."""
        if not self.window.asked.is_score:
            return {}
        known: dict[int, dict[int, bool]] = defaultdict(dict)
        named = {one.document for one in promised if one.document is not None}
        statement = parts_of_invoices()
        found = (self._rows(statement, ids=part) for part in rows.portions(sorted(named)))
        for row in chain(sent, *found):
            known[row.id][row.instalment_id] = row.is_marked
        return {invoice: frozenset(own) for invoice, own in known.items() if all(own.values())}

    def _settled(self, marked: list[int]) -> dict[int, list[tuple[date, int]]]:
        """What was settled of marked instalments, and when."""
        taken: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for part in rows.portions(marked):
            for row in self._rows(settled(self.window.shape), ids=part):
                taken[row.instalment_id].append((row.effective_on, row.amount_minor))
        return taken

    def _touches(self, customers: Iterable[int], terms: duties.Terms) -> Touches:
        span = {"since": self.window.period.start, "until": terms.today}
        statement = touches(self._about)
        parts: Iterable[list[int]] = [[]]
        if self.person_id is not None:
            parts = rows.portions(sorted(customers))
        found = (row for part in parts for row in self._rows(statement, ids=part, **span))
        return Touches.of(
            Touch(
                row.number,
                row.person_id,
                row.customer_id,
                row.on_day,
                row.at,
                row.invoice_id,
            )
            for row in found
        )

    # --- judging ---------------------------------------------------------------------------------

    def _judged(self, found: _Found, terms: duties.Terms) -> Iterator[Item]:
        """Judge what was read, in the order of the families; what is exempt is left out."""
        excluded = {
            invoice
            for invoice, own in found.parts.items()
            if all(duties.is_excluded(found.allowed[one], self.window.asked) for one in own)
        }
        for row, holds in found.sent:
            on = max(row.delivered_on, row.issued_on)
            subject = _subject(row, row.number)
            task = duties.invoicing(subject, row.delivered_on, row.sent_on, terms)
            task = duties.exempt(task) if row.id in excluded else task
            yield Item(task, row.customer_id, _holding(holds, on), on)
        yield from self._followed_up(found, terms)
        for one in found.promised:
            task = duties.promise(one.judged, one.subject)
            task = duties.exempt(task) if one.document in excluded else task
            yield Item(task, one.customer, one.people, one.judged.falls_due_on)

    def _followed_up(self, found: _Found, terms: duties.Terms) -> Iterator[Item]:
        for whole in found.owed:
            given = found.allowed.get(whole.subject.key, Allowances())
            first = duties.newly_overdue(whole, given, self.window.asked)
            if first is None or not self._is_asked_for(first[0]):
                continue
            first_on, owed, is_exempt = first
            made, by_holders = found.touches, self.by_holders
            task = duties.follow_up(owed, made, terms, first_on, by_holders=by_holders)
            task = duties.exempt(task) if is_exempt else task
            yield Item(task, owed.customer, owed.holders(first_on), first_on)

    def _is_asked_for(self, day: date) -> bool:
        return day in self.window.period and day <= self.window.as_of


def _owed(row: Any, holds: tuple[Hold, ...], taken: Iterable[tuple[date, int]]) -> Owed:
    return Owed(
        _subject(row, f"{row.number}/{row.label}"),
        row.invoice_id,
        row.customer_id,
        row.due_on,
        holds,
        tuple(taken),
    )


def _grouped(found: Iterable[Any]) -> list[tuple[Any, tuple[Hold, ...]]]:
    """Put the owners' intervals of one thing together, in the order of the rows."""
    first: dict[int, Any] = {}
    holds: dict[int, set[Hold]] = defaultdict(set)
    for row in found:
        first.setdefault(row.id, row)
        if row.person_id is not None:
            holds[row.id].add(Hold(row.person_id, row.valid_from, row.valid_to))
    return [(row, tuple(holds[row.id])) for row in first.values()]


def _holding(holds: Iterable[Hold], on: date) -> frozenset[int]:
    return frozenset(one.person for one in holds if one.valid_from <= on < one.valid_to)


def _subject(row: Any, name: str) -> Subject:
    return Subject(row.id, name, row.customer, row.amount, row.currency, rate_of(row.rate))


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
