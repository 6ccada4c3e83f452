"""`huikuan run`: refuse an unsafe start, bind the workspace, serve, and end in good order."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic
from typing import Self

from slack_sdk.version import __version__ as slack_sdk_version

from bot import log, web
from bot.access import Busy
from bot.clock import Clock
from bot.dispatch import Dispatcher
from bot.gateway import Gateway, Identity, SlackRefused, SlackUnreachable, payload
from bot.messenger import Messenger
from bot.settings import BadSetting, Settings
from bot.slack import Desk, build
from bot.socket_mode import GaveUp, SocketMode
from bot.worker import Work, Worker
from bot.workers import Workers
from commands._contract import Registry
from storage import companies, health, occurrences
from storage.companies import Company
from storage.database import Database

OLDEST_SLACK_SDK = (3, 43)  # 3.41 accepted a request signed with an empty key
MOST_SKEW_SECONDS = 5.0
ASK_AGAIN_SECONDS = 2.0
GIVE_UP_SECONDS = 600.0
GRACE_SECONDS = 2.5
LAST_MESSAGE_SECONDS = 1.0
DEADLINE_SECONDS = 4.5  # after a SIGTERM, whatever still hangs
FAILED = 1


@dataclass(eq=False)
class Unsafe(Exception):
    """Starting would be unsafe; the words are one line with the way out."""

    line: str


class Stop:
    """Set by SIGTERM and SIGINT; from then on the process has a deadline."""

    def __init__(self, leave: Callable[[], object] | None = None) -> None:
        self.event = threading.Event()
        self._leave = leave or _leave
        self._hooks: list[Callable[[], object]] = []

    @contextmanager
    def listening(self) -> Iterator[Self]:
        """Take the two signals."""
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, lambda *_: self.set()) for number in numbers]
        try:
            yield self
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)

    def set(self) -> None:
        """Begin to end."""
        if not self.event.is_set():
            self.event.set()
            deadline = threading.Timer(DEADLINE_SECONDS, self._leave)
            deadline.daemon = True
            deadline.start()
        for hook in self._hooks:
            hook()

    def also(self, hook: Callable[[], object]) -> None:
        """Call this, too, when it is time to end."""
        self._hooks.append(hook)
        if self.event.is_set():
            hook()


def serve(
    settings: Settings, clock: Clock, database: Database, registry: Registry, stop: Stop
) -> int:
    """Serve until told to stop; the result is the exit status."""
    refuse_skew(clock, database)
    gateway = Gateway(settings)
    identity = introduce(gateway, stop)
    if identity is None:
        return 0 if stop.event.is_set() else FAILED
    company = bind(database, settings, clock, identity)
    messenger = Messenger(settings, gateway, identity.bot_id)
    worker = Worker(Work(database, company, registry, clock, messenger))
    look_up = (gateway.user, gateway.channel)
    secret = settings.bot_token or ""
    dispatcher = Dispatcher(database, company, registry, clock, *look_up, worker.wake, secret)
    desk = Desk(dispatcher, gateway, Workers("click", threads=8, waiting=64))
    log.info("started", mode="socket" if settings.app_token else "http")
    listen = _serve_socket if settings.app_token else _serve_http
    stop.also(worker.end)
    with worker.running(LAST_MESSAGE_SECONDS):
        status = listen(settings, identity, desk, stop)
        if not desk.workers.drain(GRACE_SECONDS):
            log.warning("work_left_behind")
    log.info("stopped", status=status)
    return status


def refuse_unsafe(settings: Settings) -> None:
    """Refuse what would let strangers in, or tell people about a day that is not."""
    if tuple(map(int, slack_sdk_version.split(".")[:2])) < OLDEST_SLACK_SDK:
        raise Unsafe(
            f"slack_sdk {slack_sdk_version} accepts forged requests; install 3.43 or newer."
        )
    if not settings.bot_token:
        raise BadSetting("SLACK_BOT_TOKEN", "is not set", "copy it from OAuth & Permissions")
    if not settings.app_token and not settings.signing_secret:
        way_out = "copy it from Basic Information, or set SLACK_APP_TOKEN for Socket Mode"
        raise BadSetting("SLACK_SIGNING_SECRET", "is not set, so anybody could forge", way_out)
    for name, is_set in (("HUIKUAN_TODAY", settings.today), ("HUIKUAN_CLOCK", settings.clock)):
        if is_set and settings.is_real_slack:
            raise BadSetting(name, "would date what real people do", "unset it")


def refuse_skew(clock: Clock, database: Database) -> None:
    """Refuse a clock that is off the database's; on SQLite there is only one."""
    theirs = health.clock(database)
    skew = abs((clock.really() - theirs).total_seconds()) if theirs else 0.0
    if skew > MOST_SKEW_SECONDS:
        raise Unsafe(f"this machine's clock is {skew:.0f} s off the database's; set it right.")


def introduce(gateway: Gateway, stop: Stop) -> Identity | None:
    """Ask Slack who we are; wait for a Slack that is away, but not for ever."""
    until = monotonic() + GIVE_UP_SECONDS
    while not stop.event.is_set() and monotonic() < until:
        try:
            return gateway.identity()
        except SlackUnreachable:
            log.warning("slack_unreachable")
        except SlackRefused as refused:
            if refused.error not in {"ratelimited", "internal_error", "service_unavailable"}:
                trouble = f"is refused by Slack ({refused.error})"
                raise BadSetting("SLACK_BOT_TOKEN", trouble, "copy it again") from refused
            log.warning("slack_refused", reason=refused.error)
        stop.event.wait(ASK_AGAIN_SECONDS)
    return None


def bind(database: Database, settings: Settings, clock: Clock, identity: Identity) -> Company:
    """Bind the company to the workspace of the token, once; never to another."""
    with database.read(clock.now()) as tx:
        zone = companies.choose(tx, settings.company).timezone
    with database.write(clock.now(zone)) as tx:
        company = companies.choose(tx, settings.company)
        if company.slack_team_id not in {None, identity.team_id}:
            raise Unsafe(
                f"{company.name} belongs to the Slack workspace {company.slack_team_id}, and this "
                f"token to {identity.team_id}; use that one's token, or another database."
            )
        for other in companies.all_companies(tx):
            if other.id != company.id and other.slack_team_id == identity.team_id:
                raise Unsafe(f"this workspace belongs to {other.name}; set HUIKUAN_COMPANY to it.")
        if company.slack_team_id is None:
            companies.bind_to_slack(tx, company, identity.team_id)
            occurrences.begin(tx, company, identity.team_id)
            log.info("bound", team=identity.team_id)
    return replace(company, slack_team_id=identity.team_id)


def _serve_socket(settings: Settings, identity: Identity, desk: Desk, stop: Stop) -> int:
    app = build(settings, identity, desk)
    workers = Workers("ask", threads=24, waiting=200)
    line = SocketMode(settings, app, workers, lambda: payload(desk.dispatcher.refuse(Busy()).words))

    async def listen() -> None:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()
        stop.also(lambda: loop.call_soon_threadsafe(stopping.set))
        await line.run(stopping, GRACE_SECONDS)

    try:
        asyncio.run(listen())
    except GaveUp:
        log.warning("gave_up", after=GIVE_UP_SECONDS)
        return FAILED
    finally:
        workers.drain(0)
    return 0


def _serve_http(settings: Settings, identity: Identity, desk: Desk, stop: Stop) -> int:
    application = web.application(build(settings, identity, desk), desk.dispatcher.is_healthy)
    try:
        server = web.Server(application, settings.host, settings.port)
    except OSError as error:
        trouble = f"{settings.port} on {settings.host} cannot be used ({error.strerror})"
        raise BadSetting("PORT", trouble, "choose another") from error
    log.info("listening", host=settings.host, port=server.port)
    stop.event.wait()
    server.stop(GRACE_SECONDS)
    return 0


def _leave() -> None:
    """End now: the grace is over, and a supervisor would use SIGKILL next."""
    log.warning("left_by_force")
    sys.stderr.flush()
    os._exit(0)
