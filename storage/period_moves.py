"""Moves of a period that people make in chat: each is asked for once, whoever else is trying."""

from datetime import date

from ledger.approval import OwnRequest
from ledger.period import Period
from ledger.stages import State
from storage import audit, closing, rosters, schemes, stages
from storage.closing import AlreadyClosed, NotClosed, Who
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.rosters import Question
from storage.tables.company import ROLES

ORIGIN = "slack"


def begin(tx: Tx, company: Company, period: Period, today: date, person_id: int) -> bool:
    """Put a period into closing; False where somebody else just did."""
    lock_company(tx, company.id)
    if stages.course(tx, company, period).state is State.CLOSING:
        return False
    closing.begin_closing(tx, company, period, today, Who(person_id, ORIGIN))
    return True


def ask_to_close(tx: Tx, company: Company, period: Period, person_id: int, reason: str) -> None:
    """Ask the worker to close a period; what was asked for already is asked for once."""
    lock_company(tx, company.id)
    course = stages.course(tx, company, period)
    if course.state is State.CLOSED:
        raise AlreadyClosed(period)
    if course.asked_to_close is None:
        stages.wish(tx, company, period, "close", (person_id, reason, course.version))
        _log(tx, company, person_id, "close", (period, reason))


def carry_out(tx: Tx, company: Company, ahead: closing.Ahead) -> int | None:
    """Close a period as somebody asked, and tell who; None where it is done already."""
    lock_company(tx, company.id)
    asked = stages.course(tx, company, ahead.result.period).asked_to_close
    if asked is None:
        return None
    closing.close_ahead(tx, company, ahead, Who(asked.by.id, ORIGIN))
    return asked.by.id


def ask_to_reopen(tx: Tx, company: Company, period: Period, person_id: int, reason: str) -> None:
    """Ask a second person to reopen a period; what was asked for already is asked for once."""
    lock_company(tx, company.id)
    course = stages.course(tx, company, period)
    if course.state is not State.CLOSED:
        raise NotClosed(period)
    if course.asked_to_reopen is None:
        stages.wish(tx, company, period, "reopen", (person_id, reason, course.version))
        _log(tx, company, person_id, "reopen", (period, reason))


def agree_to_reopen(tx: Tx, company: Company, period: Period, person_id: int) -> None:
    """Reopen a period, as the second of two different people."""
    lock_company(tx, company.id)
    asked = stages.course(tx, company, period).asked_to_reopen
    if asked is None:
        raise NotClosed(period)
    assert asked.by.id is not None, asked
    if asked.by.id == person_id:
        raise OwnRequest
    closing.reopen(tx, company, period, (asked.by.id, person_id), asked.reason)


def judged_in(tx: Tx, company: Company, period: Period, today: date) -> frozenset[int]:
    """Everybody who is judged by a scheme in a period."""
    question = Question(period, today)
    return frozenset(
        one.person_id
        for role, versions in schemes.of_every_role(tx, company, ROLES).items()
        if versions.scheme_for(period) is not None
        for one in rosters.roster(tx, company, role, question)
    )


def _log(tx: Tx, company: Company, person_id: int, what: str, asked: tuple[Period, str]) -> None:
    detail = {"period": str(asked[0]), "reason": asked[1]}
    action = f"period.{what}_asked"
    deed = audit.Deed(f"person:{person_id}", ORIGIN, action, detail, frozenset())
    audit.record(tx, company, deed)
