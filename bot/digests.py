"""What comes by the clock: found in the calendar, claimed once, written in its claim's transaction.

The database decides, not the scheduler: whoever wakes up asks what fell due since the last claim.
Of several missed occasions only the newest is written, as of its day; the others are skipped. A
message is worded before the lock is taken, so that nobody who writes waits for a ranking.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from bot import log
from commands._contract import (
    AfterClose,
    Digest,
    Monthly,
    Occasion,
    Registry,
    Scope,
    Weekly,
)
from ledger.calendar import Calendar
from ledger.occasions import Coming, LocalTime, monthly, weekly
from storage import calendars, deliveries, occurrences, settings, stages
from storage.companies import Company
from storage.database import Database, Tx
from storage.deliveries import Body, Line, Post
from storage.sight import Glimpse
from views.bodies import body, in_every_language
from views.say import LANGUAGES, Say


@dataclass(frozen=True, slots=True)
class Due:
    """An occasion of a digest that nobody has finished; only the newest is written."""

    digest: Digest[Any]
    occasion: Occasion
    due_at: datetime
    is_newest: bool

    @property
    def rhythm(self) -> str:
        """The scope under which the whole occasion is marked as done."""
        return type(self.occasion.rhythm).__name__.lower()

    def coming(self, scope: str) -> occurrences.Coming:
        """Name what is claimed."""
        return occurrences.Coming(self.digest.kind, scope, self.occasion.key, self.due_at)


@dataclass(frozen=True, slots=True)
class Worded:
    """A message as it reads in every language, with what goes below it."""

    scope: Scope
    root: Body
    replies: tuple[Body, ...]
    shows: tuple[Glimpse, ...]


def answer(database: Database, company: Company, registry: Registry, now: datetime) -> int:
    """Write every message that is due and not written yet; give how many there were.

    Whatever goes wrong with one of them is logged and tried again the next time.
    """
    with database.read(now) as tx:
        found = tuple(due(tx, company, registry))
    return sum(_answer(database, company, one, now) for one in found)


def due(tx: Tx, company: Company, registry: Registry) -> Iterator[Due]:
    """List what fell due since the last occasion that was done, the oldest first."""
    at = time.fromisoformat(settings.all_of(tx, company)["digest_at"])
    local = LocalTime(company.timezone, at)
    calendar = calendars.of(tx, company)
    for digest in registry.digests.values():
        for rhythm in digest.when:
            name = type(rhythm).__name__.lower()
            if isinstance(rhythm, AfterClose):
                comings = _closes(tx, company, local)
            else:
                since = occurrences.last_due(tx, company, digest.kind, name)
                comings = _comings(rhythm, calendar, local, since, tx.now)
            keys = tuple(coming.key for coming in comings)
            done = occurrences.taken(tx, company, digest.kind, keys) if keys else ()
            for coming in comings:
                if (name, coming.key) in done:  # the time of day was changed since
                    continue
                occasion = Occasion(rhythm, coming.key, coming.on)
                is_newest = coming is comings[-1] or isinstance(rhythm, AfterClose)
                yield Due(digest, occasion, coming.due_at, is_newest)


def _closes(tx: Tx, company: Company, local: LocalTime) -> tuple[Coming, ...]:
    """Every close since the company came to Slack; each has a message of its own."""
    zone, began = ZoneInfo(local.zone), occurrences.last_due(tx, company, *occurrences.BEGINNING)
    return tuple(
        Coming(key, at.astimezone(zone).date(), at)
        for key, at in stages.closed_since(tx, company, began)
    )


def _comings(
    rhythm: Weekly | Monthly,
    calendar: Calendar,
    local: LocalTime,
    since: datetime,
    now: datetime,
) -> tuple[Coming, ...]:
    match rhythm:
        case Weekly(weekday=weekday):
            return weekly(weekday, local, since, now)
        case Monthly():
            return monthly(calendar, local, since, now)
    assert_never(rhythm)


def _answer(database: Database, company: Company, one: Due, now: datetime) -> int:
    """Answer one occasion for everybody it is about, each in a transaction of its own."""
    written = 0
    try:
        for worded in _worded(database, company, one, now) if one.is_newest else ():
            with database.write(now) as tx:
                written += _claim(tx, company, one, worded)
        with database.write(now) as tx:
            occurrences.claim(tx, company, one.coming(one.rhythm), skipped=not one.is_newest)
    except Exception as error:  # noqa: BLE001 - one message that breaks must not hold up the others
        log.failure("digest_failed", error, kind=one.digest.kind, occasion=one.occasion.key)
    return written


def _worded(database: Database, company: Company, one: Due, now: datetime) -> Iterator[Worded]:
    """Word the messages of an occasion that nobody has written yet."""
    for scope, result in _composed(database, company, one, now):
        yield _in_words(one, scope, result)


def _composed(
    database: Database, company: Company, one: Due, now: datetime
) -> Iterator[tuple[Scope, Any]]:
    """Read what the messages are about: at once, or scope by scope."""
    digest, key = one.digest, one.occasion.key
    with database.read(now) as tx:
        taken = occurrences.taken(tx, company, digest.kind, (key,))
        together = digest.compose_all and digest.compose_all(tx, company, one.occasion)
        scopes = () if together is not None else digest.scopes(tx, company, one.occasion)
    for scope, result in together or ():
        if (scope.name, key) not in taken:
            yield scope, result
    for scope in scopes:
        if (scope.name, key) not in taken:
            with database.read(now) as tx:
                result = digest.compose(tx, company, scope, one.occasion)
            yield scope, result


def _in_words(one: Due, scope: Scope, result: Any) -> Worded:
    digest, today = one.digest, one.occasion.on
    root = in_every_language(lambda say: digest.view(result, say), today)
    thread = {name: digest.thread(result, Say.of(name, today)) for name in LANGUAGES}
    replies = tuple(
        {name: body(message) for name, message in zip(LANGUAGES, messages, strict=True)}
        for messages in zip(*thread.values(), strict=True)
    )
    return Worded(scope, root, replies, tuple(digest.shows(result)))


def _claim(tx: Tx, company: Company, one: Due, worded: Worded) -> int:
    """Claim a scope and store its message; 0 when somebody else has that right."""
    scope, digest = worded.scope, one.digest
    if occurrences.is_skipped(tx, company, one.coming(one.rhythm)):
        return 0  # this process was asleep, and the others are past it
    if not occurrences.claim(tx, company, one.coming(scope.name)):
        return 0
    subject = f"{digest.kind}/{scope.name}"
    for target in scope.targets:
        key = f"{subject}/{one.occasion.key}/{target}"
        post = Post(key, target, worded.root, digest.audience, subject, worded.shows)
        root_id = deliveries.post(tx, company, post)
        assert root_id is not None, "a claimed occasion is written once"
        for number, reply in enumerate(worded.replies, 1):
            deliveries.reply(tx, company, root_id, Line(f"{key}/{number}", reply))
    return len(scope.targets)
