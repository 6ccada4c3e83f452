"""Signals as they are kept: found once, reviewed once, by somebody whom they are not about."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.signal import Fact, Finding, Outcome, Review, Signal
from ledger.signals import catalogue
from storage import audit, rows, tables
from storage.circle import Circle
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.figure_queries import of
from storage.ids import new_id
from storage.occurrences import Coming, taken
from storage.signal_facts import Look
from storage.tables import PeriodClose, PeriodStep, Person, SignalPerson, SignalReview

LOOKED = "signals"  # the kind of the occasions on which a period was looked at
LOOKED_AFTER = timedelta(days=45)  # after it went into closing, or was closed: what comes in late


def due(tx: Tx, company: Company) -> tuple[tuple[Look, Coming], ...]:
    """List the periods to look at: whenever they move on, and then once a day for a while."""
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    found: dict[tuple[date, date], list[tuple[str, datetime]]] = defaultdict(list)
    for row in tx.execute(_moved_on(company)):
        found[row.start_on, row.end_on].append((row.what, row.at))
    looks = []
    for (start, end), steps in found.items():
        what, at = steps[-1]
        if what != "reopened" and at >= tx.now - LOOKED_AFTER:
            look_ = Look(Period(start, end), at if what == "closed" else None)
            occasion = f"{len(steps)}/{today}"
            looks.append((look_, Coming(LOOKED, str(look_.period), occasion, tx.now)))
    done = taken(tx, company, LOOKED, {coming.occasion for _, coming in looks}) if looks else ()
    return tuple((look, it) for look, it in looks if (it.scope, it.occasion) not in done)


def _moved_on(company: Company) -> Any:
    """When periods went into closing, were closed and reopened, the oldest first."""
    steps: Any = select(
        col(PeriodStep.start_on),
        col(PeriodStep.end_on),
        col(PeriodStep.step).label("what"),
        col(PeriodStep.recorded_at).label("at"),
        col(PeriodStep.id).label("id"),
    ).where(col(PeriodStep.workspace_id) == company.id)
    closed = select(
        col(PeriodClose.start_on),
        col(PeriodClose.end_on),
        literal("closed"),
        col(PeriodClose.recorded_at),
        col(PeriodClose.id),
    ).where(col(PeriodClose.workspace_id) == company.id)
    return union_all(steps, closed).order_by("at", "id")


def keep(
    tx: Tx, company: Company, period: Period, found: Sequence[tuple[str, Finding]]
) -> tuple[Signal, ...]:
    """Store what was not found before; the caller has claimed the look."""
    lock_company(tx, company.id)
    known = _known(tx, company, {finding.subject for _, finding in found})
    fresh = {(kind, f.subject): f for kind, f in found if (kind, f.subject) not in known}
    if not fresh:
        return ()
    batch, signals, people = new_id(), [], []
    shared = {"workspace_id": company.id, "recorded_at": tx.now}
    for (kind, subject), finding in fresh.items():
        row = shared | {"id": new_id(), "kind": kind, "subject": subject, "batch_id": batch}
        row |= {"start_on": period.start, "end_on": period.end, "facts": _written(finding.facts)}
        signals.append(row)
        parts = {who.id: "took_part" for who in finding.took_part}
        parts |= {who.id: "about" for who in finding.about}
        for person, part in parts.items():
            one = {"id": new_id(), "signal_id": row["id"], "person_id": person, "part": part}
            people.append(shared | one)
    rows.add(tx, tables.Signal, signals)
    rows.add(tx, SignalPerson, people)
    detail = {"period": str(period), "signals": [f"{kind}: {what}" for kind, what in fresh]}
    audit.record(tx, company, audit.Deed("worker", "clock", "signals.found", detail, frozenset()))
    return of_batch(tx, company, batch)


def _known(tx: Tx, company: Company, subjects: Iterable[str]) -> set[tuple[str, str]]:
    known: set[tuple[str, str]] = set()
    for part in rows.portions(sorted(subjects)):
        query = select(col(tables.Signal.kind), col(tables.Signal.subject)).where(
            col(tables.Signal.workspace_id) == company.id, col(tables.Signal.subject).in_(part)
        )
        known |= {(row.kind, row.subject) for row in tx.execute(query)}
    return known


def of_batch(tx: Tx, company: Company, batch: int) -> tuple[Signal, ...]:
    """What was found at once, reviewed or not."""
    return _read(tx, company, col(tables.Signal.batch_id) == batch)


def all_open(tx: Tx, company: Company) -> tuple[Signal, ...]:
    """Every signal that nobody has reviewed, the oldest first."""
    return _read(tx, company, col(SignalReview.id).is_(None))


def noted_about(tx: Tx, company: Company, person_id: int, count: int) -> tuple[Signal, ...]:
    """What somebody wants to talk about with a person, the newest first."""
    about = select(col(SignalPerson.signal_id)).where(
        col(SignalPerson.workspace_id) == company.id,
        col(SignalPerson.person_id) == person_id,
        col(SignalPerson.part) == "about",
    )
    noted = (col(SignalReview.outcome) == "noted", col(tables.Signal.id).in_(about))
    return tuple(reversed(_read(tx, company, *noted)))[:count]


def find(tx: Tx, company: Company, signal_id: int) -> Signal:
    """Read a signal under the company's lock, so that it is reviewed once."""
    lock_company(tx, company.id)
    return look(tx, company, signal_id)


def look(tx: Tx, company: Company, signal_id: int) -> Signal:
    """Read a signal without any lock."""
    (found,) = _read(tx, company, col(tables.Signal.id) == signal_id)
    return found


def review(
    tx: Tx, company: Company, signal: Signal, who: Who, answer: tuple[Outcome, str]
) -> Signal:
    """Store what somebody made of it; the table takes one review for each."""
    outcome, words = answer
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "signal_id": signal.id,
        "outcome": outcome.value,
        "words": words,
        "person_id": who.id,
        "recorded_at": tx.now,
    }
    rows.add(tx, SignalReview, [row])
    detail = {"signal": str(signal.id), "outcome": outcome.value, "words": words}
    deed = audit.Deed(f"person:{who.id}", "slack", "signal.reviewed", detail, frozenset())
    audit.record(tx, company, deed)
    return look(tx, company, signal.id)


def reviewers_of(signal: Signal, people: Circle) -> frozenset[int]:
    """Finance where it is about money, else HR, without whoever had a part in it or gains from it.

    A team's result gains with its members', so their managers are left out. Where nobody is left
    the other of the two reviews it, then an administrator.
    """
    parts = set(signal.parts)
    for who in signal.about:
        parts |= people.above(who.id)
    first = catalogue()[signal.kind].right
    for right in (first, *({"hr", "finance"} - {first}), "admin"):
        if found := people.with_right(right) - parts:
            return found
    return frozenset()


def _read(tx: Tx, company: Company, *rules: Any) -> tuple[Signal, ...]:
    """Read signals, the oldest first, in two statements."""
    reviewer = aliased(Person)
    its = of(tables.Signal, "id", SignalReview, "signal_id")
    by = of(SignalReview, "person_id", reviewer)
    query: Any = (
        select(
            col(tables.Signal.id),
            col(tables.Signal.kind),
            col(tables.Signal.start_on),
            col(tables.Signal.end_on),
            col(tables.Signal.facts),
            col(tables.Signal.batch_id),
            col(tables.Signal.recorded_at),
            col(SignalReview.outcome),
            col(SignalReview.words),
            col(SignalReview.person_id).label("reviewer_id"),
            col(reviewer.name).label("reviewer"),
            col(SignalReview.recorded_at).label("reviewed_at"),
        )
        .select_from(tables.Signal)
        .join(SignalReview, its, isouter=True)
        .join(reviewer, by, isouter=True)
        .where(col(tables.Signal.workspace_id) == company.id, *rules)
        .order_by(col(tables.Signal.id))
    )
    found = tx.execute(query).all()
    people = _people(tx, company, [row.id for row in found])
    zone = ZoneInfo(company.timezone)
    return tuple(_signal(row, people[row.id], zone) for row in found)


def _people(tx: Tx, company: Company, ids: Sequence[int]) -> Mapping[int, list[Any]]:
    people: dict[int, list[Any]] = defaultdict(list)
    for part in rows.portions(ids):
        query = (
            select(
                col(SignalPerson.signal_id),
                col(SignalPerson.person_id),
                col(SignalPerson.part),
                col(Person.name),
            )
            .join(Person, of(SignalPerson, "person_id", Person))
            .where(col(SignalPerson.workspace_id) == company.id)
            .where(col(SignalPerson.signal_id).in_(part))
            .order_by(col(SignalPerson.id))
        )
        for row in tx.execute(query):
            people[row.signal_id].append(row)
    return people


def _signal(row: Any, people: Sequence[Any], zone: ZoneInfo) -> Signal:
    review_ = None
    if row.outcome is not None:
        by, at = Who(row.reviewer_id, row.reviewer), row.reviewed_at.astimezone(zone)
        review_ = Review(Outcome(row.outcome), row.words, by, at)
    return Signal(
        row.id,
        row.kind,
        Period(row.start_on, row.end_on),
        _facts(row.facts),
        row.batch_id,
        row.recorded_at.astimezone(zone),
        tuple(Who(one.person_id, one.name) for one in people if one.part == "about"),
        frozenset(one.person_id for one in people),
        review_,
    )


def _written(facts: Mapping[str, Fact]) -> str:
    """Write facts as JSON, what is no text or number under the name of what it is."""
    return json.dumps({name: _plain(fact) for name, fact in facts.items()}, ensure_ascii=False)


def _plain(fact: Fact) -> Any:
    match fact:
        case date():
            return {"day": fact.isoformat()}
        case Money():
            return {"minor": fact.minor, "currency": fact.currency}
        case _:
            return fact


def _facts(written: str) -> dict[str, Fact]:
    return {name: _fact(value) for name, value in json.loads(written).items()}


def _fact(value: Any) -> Fact:
    match value:
        case {"day": day}:
            return date.fromisoformat(day)
        case {"minor": minor, "currency": currency}:
            return Money(minor, currency)
        case list():
            return tuple(value)
        case _:
            assert isinstance(value, str | int), value
            return value
