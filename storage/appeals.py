"""Appeals: asked and decided, both appended; who may decide is whoever had no part in it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.appeal import (
    AFTER_CLOSE_DAYS,
    ANSWER_DAYS,
    Appeal,
    AskedBefore,
    NobodyCanDecide,
    Outcome,
    Verdict,
    in_time,
)
from ledger.period import Period
from ledger.proposal import Who
from storage import audit, calendars, rows, stages, tables
from storage.circle import Circle
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.tables import AppealDecision, Approval, PeriodClose, Person


def ask(
    tx: Tx, company: Company, who: Who, about: tuple[Period, str, str], people: Circle
) -> tuple[Appeal, frozenset[int]]:
    """Store what somebody questions: the period, the KPI or nothing, and why; tell who decides."""
    lock_company(tx, company.id)
    period, kpi, words = about
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    check_time(tx, company, period, today)
    for other in open_of(tx, company, who.id):
        if (other.period, other.kpi) == (period, kpi):
            raise AskedBefore(other.due_on)
    due_on = calendars.of(tx, company).add_business_days(today, ANSWER_DAYS)
    row: dict[str, Any] = {
        "workspace_id": company.id,
        "id": new_id(),
        "person_id": who.id,
        "start_on": period.start,
        "end_on": period.end,
        "kpi": kpi,
        "words": words,
        "due_on": due_on,
        "recorded_at": tx.now,
    }
    rows.add(tx, tables.Appeal, [row])
    appeal = look(tx, company, row["id"])
    deciders = deciders_of(tx, company, appeal, people)
    if not deciders:
        raise NobodyCanDecide
    detail = {"appeal": str(appeal.id), "period": str(period), "kpi": kpi, "words": words}
    _log(tx, company, who, "appeal.asked", detail)
    return appeal, deciders


def check_time(tx: Tx, company: Company, period: Period, today: date) -> None:
    """Refuse a question whose time is over: the days of closing, or a while after the close."""
    course = stages.course(tx, company, period)
    closed = course.newest("closed")
    until = course.questions_until(calendars.of(tx, company))
    if closed is not None and until is None:
        on = closed.at.astimezone(ZoneInfo(company.timezone)).date()
        until = on + timedelta(days=AFTER_CLOSE_DAYS)
    in_time(period, course.state, until, today)


def find(tx: Tx, company: Company, appeal_id: int) -> Appeal:
    """Read an appeal under the company's lock, so that it is decided once."""
    lock_company(tx, company.id)
    return look(tx, company, appeal_id)


def look(tx: Tx, company: Company, appeal_id: int) -> Appeal:
    """Read an appeal without any lock."""
    query = _appeals(company).where(col(tables.Appeal.id) == appeal_id)
    return _appeal(company, tx.execute(query).mappings().one())


def decide(
    tx: Tx, company: Company, appeal: Appeal, who: Who, answer: tuple[Outcome, str]
) -> Appeal:
    """Store what was decided; the table takes one decision for each."""
    outcome, words = answer
    row: dict[str, Any] = {
        "workspace_id": company.id,
        "id": new_id(),
        "appeal_id": appeal.id,
        "outcome": outcome.value,
        "words": words,
        "person_id": who.id,
        "recorded_at": tx.now,
    }
    rows.add(tx, AppealDecision, [row])
    detail = {"appeal": str(appeal.id), "outcome": outcome.value, "words": words}
    _log(tx, company, who, "appeal.decided", detail | {"asked_by": f"person:{appeal.by.id}"})
    return look(tx, company, appeal.id)


def all_open(tx: Tx, company: Company) -> tuple[Appeal, ...]:
    """Every appeal that is not decided, the most urgent first."""
    query = _appeals(company).where(col(AppealDecision.id).is_(None))
    found = tx.execute(query.order_by(col(tables.Appeal.due_on), col(tables.Appeal.id)))
    return tuple(_appeal(company, row) for row in found.mappings())


def open_of(tx: Tx, company: Company, person_id: int) -> tuple[Appeal, ...]:
    """What one person questions and nobody has decided."""
    return tuple(one for one in all_open(tx, company) if one.by.id == person_id)


def newest_of(tx: Tx, company: Company, person_id: int, count: int) -> tuple[Appeal, ...]:
    """What one person questioned last, decided or not, the newest first."""
    query = _appeals(company).where(col(tables.Appeal.person_id) == person_id)
    found = tx.execute(query.order_by(col(tables.Appeal.id).desc()).limit(count))
    return tuple(_appeal(company, row) for row in found.mappings())


def deciders_of(tx: Tx, company: Company, appeal: Appeal, people: Circle) -> frozenset[int]:
    """HR and whoever is above the manager, without anybody who had a part in the result.

    A part has the person, their own manager, who closed the period, and who approved what the
    person asked for. Where nobody is left an administrator decides.
    """
    person = appeal.by.id
    parts = people.above(person) | _closers(tx, company, appeal.period) | {person}
    parts |= _approvers(tx, company, person)
    higher = people.all_above(person) | people.with_right("hr")
    return (higher - parts) or (people.with_right("admin") - parts)


def _closers(tx: Tx, company: Company, period: Period) -> frozenset[int]:
    query = select(col(PeriodClose.closed_by)).where(
        col(PeriodClose.workspace_id) == company.id,
        col(PeriodClose.start_on) == period.start,
        col(PeriodClose.end_on) == period.end,
        col(PeriodClose.closed_by).is_not(None),
    )
    return frozenset(tx.execute(query).scalars())


def _approvers(tx: Tx, company: Company, person_id: int) -> frozenset[int]:
    query = select(col(Approval.decided_by)).where(
        col(Approval.workspace_id) == company.id,
        col(Approval.requested_by) == person_id,
        col(Approval.state) == "approved",
    )
    return frozenset(tx.execute(query).scalars())


def _appeals(company: Company) -> Any:
    asker, decider = aliased(Person), aliased(Person)
    own = tables.Appeal
    decision = (col(AppealDecision.workspace_id) == col(own.workspace_id)) & (
        col(AppealDecision.appeal_id) == col(own.id)
    )
    asked = (col(asker.workspace_id) == company.id) & (col(asker.id) == col(own.person_id))
    decided = (col(decider.workspace_id) == company.id) & (
        col(decider.id) == col(AppealDecision.person_id)
    )
    query: Any = (
        select(
            col(own.id).label("id"),
            col(own.person_id).label("person_id"),
            col(asker.name).label("name"),
            col(own.start_on).label("start_on"),
            col(own.end_on).label("end_on"),
            col(own.kpi).label("kpi"),
            col(own.words).label("words"),
            col(own.recorded_at).label("at"),
            col(own.due_on).label("due_on"),
            col(AppealDecision.outcome).label("outcome"),
            col(AppealDecision.words).label("answer"),
            col(AppealDecision.person_id).label("decider_id"),
            col(decider.name).label("decider"),
            col(AppealDecision.recorded_at).label("decided_at"),
        )
        .select_from(own)
        .join(asker, asked)
        .join(AppealDecision, decision, isouter=True)
        .join(decider, decided, isouter=True)
        .where(col(own.workspace_id) == company.id)
    )
    return query


def _appeal(company: Company, row: Mapping[str, Any]) -> Appeal:
    zone, verdict = ZoneInfo(company.timezone), None
    if row["outcome"] is not None:
        by = Who(row["decider_id"], row["decider"])
        at = row["decided_at"].astimezone(zone)
        verdict = Verdict(Outcome(row["outcome"]), row["answer"], by, at)
    return Appeal(
        row["id"],
        Who(row["person_id"], row["name"]),
        Period(row["start_on"], row["end_on"]),
        row["kpi"],
        row["words"],
        row["at"].astimezone(zone),
        row["due_on"],
        verdict,
    )


def _log(tx: Tx, company: Company, who: Who, action: str, detail: dict[str, str]) -> None:
    audit.record(tx, company, audit.Deed(f"person:{who.id}", "slack", action, detail, frozenset()))
