"""Closing: checks first, then a pack; reopened by two people; all of it in the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlmodel import col

from ledger.errors import Problem
from ledger.period import Period
from ledger.stages import State
from storage import audit, packs, periods, pulses
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.periods import Closed
from storage.tables import (
    Appeal,
    AppealDecision,
    Approval,
    Dispute,
    DisputeStep,
    Proposal,
    Signal,
    SignalReview,
)


@dataclass(eq=False)
class StillRunning(Problem):
    """The period is not over."""

    sentence = "{period} was not closed: it runs until {last}. Close it from the next day on."
    period: Period
    last: date


@dataclass(eq=False)
class AlreadyClosed(Problem):
    """The period is closed."""

    sentence = "{period} is closed already. Two people may reopen it, with a reason."
    period: Period


@dataclass(eq=False)
class NotClosed(Problem):
    """Only what is closed can be reopened."""

    sentence = "{period} was not reopened: it is not closed."
    period: Period


@dataclass(frozen=True, slots=True)
class Result:
    """Where a period stands now, the pack that it has or would have, and what is unsettled."""

    period: Period
    state: State
    sha256: str
    content: bytes
    unsettled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What closing would freeze, gathered without any lock, and the newest deed before that."""

    head: int
    today: date
    result: Result


@dataclass(frozen=True, slots=True)
class Who:
    """Who closes: a person, or nobody where the command line does; `origin` says from where."""

    person_id: int | None = None
    origin: str = "command line"

    @property
    def actor(self) -> str:
        """The name in the audit log."""
        return "operator" if self.person_id is None else f"person:{self.person_id}"


def preview(tx: Tx, company: Company, period: Period, today: date) -> Result:
    """Say what closing would freeze; nothing is written."""
    held = periods.closed(tx, company, period)
    if held is not None:
        return _held(tx, company, held)
    _refuse_running(period, today)
    content = packs.content(packs.gathered(tx, company, period))
    state = periods.state_of(tx, company, period)
    return Result(period, state, packs.hash_of(content), content, unsettled(tx, company, period))


def look_ahead(tx: Tx, company: Company, period: Period, today: date) -> Ahead:
    """Gather a pack without any lock, which takes its time; nothing is written."""
    head = audit.head(tx, company)  # first: what is done while it is gathered is newer than this
    return Ahead(head, today, preview(tx, company, period, today))


def close_ahead(tx: Tx, company: Company, ahead: Ahead, who: Who) -> Result:
    """Close a period with what was gathered ahead, or anew if anything was done since."""
    lock_company(tx, company.id)
    if ahead.head != audit.head(tx, company):
        return close(tx, company, ahead.result.period, ahead.today, who)
    if ahead.result.state is State.CLOSED:
        raise AlreadyClosed(ahead.result.period)
    return _keep(tx, company, ahead.result, ahead.today, who)


def close(tx: Tx, company: Company, period: Period, today: date, who: Who) -> Result:
    """Close a period: from now on it answers from its pack, and late facts count after it."""
    lock_company(tx, company.id)
    if periods.closed(tx, company, period) is not None:
        raise AlreadyClosed(period)
    return _keep(tx, company, preview(tx, company, period, today), today, who)


def _keep(tx: Tx, company: Company, found: Result, today: date, who: Who) -> Result:
    period = found.period
    version = periods.next_version(tx, company, period)
    kept = Closed(period, version, found.sha256)
    periods.keep(tx, company, kept, packs.compressed(found.content), who.person_id)
    detail = {"period": str(period), "version": version, "sha256": found.sha256}
    audit.record(tx, company, audit.Deed(who.actor, who.origin, "period.closed", detail))
    if asked := pulses.begin(tx, company, period, version, today):
        begun = {"period": str(period), "asked": asked}  # who answers is in no log
        deed = audit.Deed(who.actor, who.origin, "pulse.begun", begun, frozenset())
        audit.record(tx, company, deed)
    return Result(period, State.CLOSED, found.sha256, found.content, found.unsettled)


def begin_closing(tx: Tx, company: Company, period: Period, today: date, who: Who) -> None:
    """Let people see their results and question them before the period is closed."""
    lock_company(tx, company.id)
    _refuse_running(period, today)
    if periods.state_of(tx, company, period) is not State.OPEN:
        raise AlreadyClosed(period)
    periods.step(tx, company, period, "closing", person_id=who.person_id)
    deed = audit.Deed(who.actor, who.origin, "period.closing", {"period": str(period)}, frozenset())
    audit.record(tx, company, deed)


def reopen(tx: Tx, company: Company, period: Period, people: tuple[int, int], reason: str) -> None:
    """Open a closed period again: two different people and a reason; its pack stays."""
    lock_company(tx, company.id)
    held = periods.closed(tx, company, period)
    if held is None:
        raise NotClosed(period)
    first, second = people
    periods.step(tx, company, period, "reopened", person_id=first, second_id=second, reason=reason)
    detail = {"period": str(period), "sha256": held.sha256, "second": second, "reason": reason}
    audit.record(tx, company, audit.Deed(f"person:{first}", "slack", "period.reopened", detail))


def unsettled(tx: Tx, company: Company, period: Period) -> tuple[str, ...]:
    """What is not decided yet and may change the results, a line each."""
    return tuple(f"{count} {what}" for what, count in open_things(tx, company, period))


def open_things(tx: Tx, company: Company, period: Period) -> tuple[tuple[str, int], ...]:
    """What is not decided yet, by name, with how many there are; one statement."""
    asked = {
        what: select(func.count()).select_from(table).where(*rules).scalar_subquery().label(what)
        for what, table, rules in _open_things(company, period)
    }
    (counts,) = tx.execute(select(*asked.values()))
    return tuple((what, count) for what, count in zip(asked, counts, strict=True) if count)


def _open_things(company: Company, period: Period) -> Iterable[tuple[str, Any, tuple[Any, ...]]]:
    yield (
        "payments wait for finance",
        Proposal,
        (
            col(Proposal.workspace_id) == company.id,
            col(Proposal.state).in_(("open", "seconded")),
            col(Proposal.value_on) < period.end,
        ),
    )
    yield (
        "wishes wait for approval",
        Approval,
        (
            col(Approval.workspace_id) == company.id,
            col(Approval.state) == "open",
        ),
    )
    yield (
        "disputes are not decided",
        Dispute,
        (
            col(Dispute.workspace_id) == company.id,
            col(Dispute.from_on) < period.end,
            _without(Dispute, "dispute_id", DisputeStep, col(DisputeStep.step) == "decide"),
        ),
    )
    yield (
        "appeals are not decided",
        Appeal,
        (
            col(Appeal.workspace_id) == company.id,
            col(Appeal.start_on) < period.end,
            col(Appeal.end_on) > period.start,
            _without(Appeal, "appeal_id", AppealDecision),
        ),
    )
    yield (
        "signals are not looked at",
        Signal,
        (
            col(Signal.workspace_id) == company.id,
            col(Signal.start_on) < period.end,
            col(Signal.end_on) > period.start,
            _without(Signal, "signal_id", SignalReview),
        ),
    )


def _without(of: Any, column: str, table: Any, *rules: Any) -> Any:
    """Nothing of another table is about it."""
    theirs = (
        col(table.workspace_id) == col(of.workspace_id),
        col(getattr(table, column)) == col(of.id),
    )
    return ~exists().where(*theirs, *rules)


def _held(tx: Tx, company: Company, held: Closed) -> Result:
    content = packs.decompressed(periods.pack_of(tx, company, held))
    return Result(held.period, State.CLOSED, held.sha256, content, ())


def _refuse_running(period: Period, today: date) -> None:
    if today < period.end:
        raise StillRunning(period, period.last)
