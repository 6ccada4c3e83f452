"""The worker: one thread that writes what is due, delivers what is written, and keeps cards.

The scheduler only wakes it, and so does whoever stored something; the database says what is due.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler

from bot import chores, digests, log
from bot.clock import Clock
from bot.messenger import Messenger
from bot.outbox import Outbox
from commands._contract import Registry
from storage import card_keeping
from storage.companies import Company
from storage.database import Database

WAKE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker works with."""

    database: Database
    company: Company
    registry: Registry
    clock: Clock
    messenger: Messenger


class Worker:
    """Wakes up, writes what is due, delivers, and sleeps again."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._began = monotonic()
        self._woken, self._ending = threading.Event(), threading.Event()
        self._outbox = Outbox(work.database, work.company, work.messenger, self._now)
        self._made = card_keeping.Made()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def wake(self) -> None:
        """Look again at once."""
        self._woken.set()

    def end(self) -> None:
        """Finish the message that is under way, and take no other."""
        self._ending.set()
        self._woken.set()

    @contextmanager
    def running(self, grace_seconds: float) -> Iterator[None]:
        """Work beside whoever is in here; what is not finished in time is settled later."""
        log.quiet("apscheduler", logging.ERROR)
        scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        scheduler.add_job(
            self.wake, "interval", seconds=WAKE_SECONDS, coalesce=True, max_instances=1
        )
        self._thread.start()
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)
            self.end()
            self._thread.join(grace_seconds)
            if self._thread.is_alive():
                log.warning("message_left_behind")

    def _run(self) -> None:
        while not self._ending.is_set():
            self._woken.clear()
            self._woken.wait(self._round())

    def _round(self) -> float | None:
        """Do everything once; what breaks in one thing must not hold up the others."""
        self._guarded(self._write)
        self._guarded(self._tidy)
        pause = self._guarded(self._deliver)
        return 0.0 if self._guarded(self._keep_cards) else pause

    def _write(self) -> None:
        work = self._work
        now = work.clock.now(work.company.timezone)
        digests.answer(work.database, work.company, work.registry, now)

    def _tidy(self) -> None:
        work = self._work
        zone = work.company.timezone
        chores.do(work.database, work.company, lambda: work.clock.now(zone))

    def _deliver(self) -> float | None:
        return self._outbox.deliver(self._ending.is_set)

    def _keep_cards(self) -> float | None:
        work = self._work
        zone = work.company.timezone
        now, today = work.clock.now(zone), work.clock.today(zone)
        return card_keeping.refresh(work.database, work.company, now, today, self._made)

    def _guarded(self, what: Callable[[], float | None]) -> float | None:
        """Whatever breaks, the next wake-up tries again."""
        try:
            return what()
        except Exception as error:  # noqa: BLE001 - this thread must outlive any trouble
            log.failure("worker_failed", error)
            return None

    def _now(self) -> datetime:
        """Time passes for messages that wait, even where the day is fixed."""
        now = self._work.clock.now(self._work.company.timezone)
        if self._work.clock.fixed is None:
            return now
        return now + timedelta(seconds=monotonic() - self._began)
