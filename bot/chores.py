"""Chores: payments that wait, periods to be closed, schemes to be tried, signals to be found."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import log
from commands import _cards, _closing, _replaying, _signals
from ledger.calendar import Calendar
from ledger.period import Period
from ledger.proposal import State, remind_at
from storage import calendars, proposals, replays, signals, stages
from storage.companies import Company
from storage.database import Database, Tx
from storage.occurrences import Coming
from storage.signal_facts import Look

SOONEST = timedelta(days=1)


Clock = Callable[[], datetime]


def do(database: Database, company: Company, clock: Clock) -> int:
    """Repeat what waits for a working day, once, and let cards say what the books say."""
    now = clock()
    zone = ZoneInfo(company.timezone)
    with database.read(now) as tx:
        waiting = proposals.waiting(tx, company, now - SOONEST)
        bounced = proposals.bounced_in_books(tx, company)
        asked = stages.to_close(tx, company)
        untried = replays.waiting(tx, company)
        calendar = calendars.of(tx, company) if waiting else Calendar()
    late = [row_id for row_id, at in waiting if remind_at(at.astimezone(zone), calendar) <= now]
    done = [_do(database, company, row_id, now, _remind) for row_id in late]
    done += [_do(database, company, row_id, now, _cards.settle_bounce) for row_id in bounced]
    done += [_close(database, company, period, clock) for period in asked]
    done += [_replay(database, company, row_id, now) for row_id in untried]
    with database.read(now) as tx:
        looks = signals.due(tx, company)
    done += [_look(database, company, look, now) for look in looks]
    return sum(done)


def _look(database: Database, company: Company, due: tuple[Look, Coming], now: datetime) -> bool:
    """Look for signals in a period, without any lock; what is new is stored and told."""
    look, coming = due
    try:
        with database.read(now) as tx:
            found = _signals.search(tx, company, look)
        with database.write(now) as tx:
            return _signals.keep(tx, company, coming, found)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
        log.failure("signals_failed", error, period=coming.scope)
        return False


def _close(database: Database, company: Company, period: Period, clock: Clock) -> bool:
    """Close a period that somebody asked to be closed; its pack is made before the lock.

    That takes minutes in large books; what is written is dated by when it is written.
    """
    try:
        with database.read(clock()) as tx:
            ahead = _closing.look_ahead(tx, company, period)
        with database.write(clock()) as tx:
            return _closing.carry_out(tx, company, ahead)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
        log.failure("close_failed", error, period=str(period))
        return False


def _replay(database: Database, company: Company, replay_id: int, now: datetime) -> bool:
    """Judge everybody again without any lock, since packs never change; then keep what came out."""
    try:
        with database.read(now) as tx:
            lines = replays.work_out(tx, company, replay_id)
        with database.write(now) as tx:
            return _replaying.carry_out(tx, company, replay_id, lines)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
        log.failure("replay_failed", error, replay=replay_id)
        return False


def _remind(tx: Tx, company: Company, proposal_id: int) -> None:
    found = proposals.find(tx, company, proposal_id)
    is_open = found.proposal.state in {State.OPEN, State.SECONDED}
    if is_open and proposals.claim_reminder(tx, company, proposal_id):
        _cards.remind(tx, company, found)


def _do(
    database: Database,
    company: Company,
    proposal_id: int,
    now: datetime,
    chore: Callable[[Tx, Company, int], None],
) -> bool:
    """Each in a transaction of its own: one that breaks must not hold up the others."""
    try:
        with database.write(now) as tx:
            chore(tx, company, proposal_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
        log.failure("chore_failed", error, proposal=proposal_id)
        return False
    return True
