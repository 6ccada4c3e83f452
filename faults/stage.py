"""The stage of the races: a company, a Slack, and two processes of the real bot."""

import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from benchmarks import postgres
from bot.clock import Clock
from bot.manifest import manifest
from sandbox.delivery.envelope import Ack, Envelope, Transport
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, Channel, Member, Workspace, channel_id, member_id
from storage import companies, intake
from storage.companies import Company
from storage.database import Database, open_database
from storage.importers import read
from storage.migrate import migrate

PROCESSES = 2
PRESSERS = 20
NO_TIME = ("Locked", "Busy", "Unchecked")  # how a request ends that nothing was done for
TEAM_ID, ZONE = "T0RACES", "Asia/Shanghai"
ANSWER_SECONDS, STOP_SECONDS = 60.0, 8.0
_REQUEST = re.compile(r" request id=\S+ entry=(\S+) outcome=(\S+) ms=(\d+)")
_ROOT = Path(__file__).parents[1]


class Postman:
    """Slack's way to the bot: counts what it hands over, and hands some of it over twice."""

    def __init__(self, inner: Transport, dice: random.Random, chance: float) -> None:
        self._inner, self._dice, self._chance = inner, dice, chance
        self._again: set[asyncio.Task[Ack]] = set()
        self.handed: list[tuple[str, str, str]] = []  # who, in which channel, which gesture

    async def deliver(self, envelope: Envelope) -> Ack:
        """Deliver once, or twice at the same moment, under another envelope."""
        times = 2 if self._dice.random() < self._chance else 1
        self.handed += [_gesture(envelope)] * times
        if times == 2:
            again = self._inner.deliver(replace(envelope, id=str(uuid4())))
            task = asyncio.get_running_loop().create_task(again)
            self._again.add(task)
            task.add_done_callback(self._again.discard)
        return await self._inner.deliver(envelope)

    async def close(self) -> None:
        """Close the real way."""
        await self._inner.close()


def _gesture(envelope: Envelope) -> tuple[str, str, str]:
    body = envelope.payload
    user = body.get("user_id") or body["user"]["id"]
    channel = body.get("channel_id") or body["channel"]["id"]
    return str(user), str(channel), str(body["trigger_id"])


class Log:
    """What one process says that it answered, read on from where it was read to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        self.ended: Counter[tuple[str, str]] = Counter()  # which entry, and how it ended

    def answered(self) -> int:
        """Count the requests that were answered."""
        with self.path.open("rb") as lines:
            lines.seek(self._read)
            whole, newline, _ = lines.read().rpartition(b"\n")
        self._read += len(whole + newline)
        text_of = whole.decode(errors="replace")
        self.ended.update((match[1], match[2]) for match in _REQUEST.finditer(text_of))
        return sum(self.ended.values())

    def turned_away(self) -> int:
        """Count presses that could not be carried out in time, and were told to try again."""
        return sum(self.ended["pay.confirm", outcome] for outcome in NO_TIME)


@dataclass
class Stage:
    """What the race runs on."""

    box: Sandbox
    postman: Postman
    database: Database
    company: Company
    logs: tuple[Log, ...]
    bots: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def at_once(self, works: list[Coroutine[Any, Any, Any]]) -> list[Any]:
        """Let Slack do several things in one go; every payload is made before any is answered."""

        async def all_of_them() -> list[Any]:
            return await asyncio.gather(*works)

        loop = self.box._loop
        assert loop is not None, "the sandbox runs"
        return asyncio.run_coroutine_threadsafe(all_of_them(), loop).result(ANSWER_SECONDS)

    def sql(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        with self.database.read(Clock().now()) as tx:
            return [tuple(row) for row in tx.execute(text(query).bindparams(**values))]

    def stop(self) -> None:
        """Let the processes finish what they have, and end."""
        for bot in self.bots:
            bot.terminate()
        for bot in self.bots:
            try:
                bot.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                bot.kill()
                bot.wait()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the stage is made for; invoices are number → amount."""

    engine: str
    seed: int
    invoices: dict[str, str]
    sabotage: str = ""
    twice: float = 0.4


@contextmanager
def staged(plan: Plan) -> Iterator[Stage]:
    """Run Slack and two processes of the bot on new books."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huikuan-races-")))
        url = f"sqlite:///{folder}/races.db"
        if plan.engine == "postgres":
            url = stack.enter_context(postgres.running()).create("races")
        database = open_database(url)
        stack.callback(database.close)
        company = _books(database, plan)
        box = stack.enter_context(Sandbox(_workspace(plan), manifest()))
        dice = random.Random(plan.seed)
        postman = Postman(box.slack.transport, dice, plan.twice)
        box.slack.transport = postman  # type: ignore[assignment]
        logs = tuple(Log(folder / f"bot-{number}.log") for number in range(PROCESSES))
        stage = Stage(box, postman, database, company, logs)
        stack.callback(stage.stop)
        stage.bots += [_bot(box, url, log.path, plan.sabotage) for log in logs]
        until(lambda: box.slack.socket_mode.connections == PROCESSES, "both processes to connect")
        yield stage


def until(happened: Callable[[], object], what: str, seconds: float = ANSWER_SECONDS) -> None:
    """Wait for something that happens elsewhere."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.01)


def people() -> dict[str, str]:
    """Everybody of finance: Slack id → name."""
    return {member_id(f"f{n}"): f"Fin-{n:02d}" for n in range(1, PRESSERS + 1)}


def _books(database: Database, plan: Plan) -> Company:
    migrate(database)
    clock = Clock()
    today = clock.today(ZONE)
    rows = [f"F{n},Fin-{n:02d},f{n}@races.example,finance" for n in range(1, PRESSERS + 1)]
    made, due = today - timedelta(days=40), today - timedelta(days=5)
    owed = [f"{n},C1,{made},{due},{amount},CNY,ANA" for n, amount in plan.invoices.items()]
    files = {
        "people": ("person_id,name,email,role", "ANA,Ana,ana@races.example,sales", *rows),
        "customers": ("customer_id,name", "C1,Nordwind"),
        "invoices": ("invoice_id,customer_id,issued_on,due_on,amount,currency,owners", *owed),
    }
    with database.write(clock.now()) as tx:
        company = companies.add(tx, "Races", ZONE, "CNY", "en")
        opened = [_file(kind, lines) for kind, lines in files.items()]
        outcomes = intake.run(tx, company, opened, intake.Rules())
    assert all(outcome.clean for outcome in outcomes), outcomes
    database.refresh_statistics()
    return company


def _file(kind: str, lines: tuple[str, ...]) -> intake.File:
    data = "\n".join((*lines, "")).encode()
    return intake.File(f"{kind}.csv", read(kind, f"{kind}.csv", data), f"sha256 of {kind}")


def _workspace(plan: Plan) -> Workspace:
    names = {member_id("ana"): ("Ana", "ana@races.example")}
    for number, (user, name) in enumerate(people().items(), 1):
        names[user] = (name, f"f{number}@races.example")
    members = tuple(Member(user, name, email, tz=ZONE) for user, (name, email) in names.items())
    everybody = (*names, BOT_USER)
    channels = [Channel(channel_id(n), n.lower(), everybody) for n in plan.invoices]
    return Workspace(TEAM_ID, "Races", members, tuple(channels))


def _bot(box: Sandbox, url: str, log: Path, sabotage: str) -> subprocess.Popen[bytes]:
    mine = ("HUIKUAN_", "SLACK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(mine)}
    given = {
        "HUIKUAN_DATABASE_URL": url,
        "SLACK_API_URL": box.api_url,
        "SLACK_BOT_TOKEN": box.bot_token,
        "SLACK_APP_TOKEN": box.app_token,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH")))),
    }
    module = ["faults.racer", sabotage] if sabotage else ["bot"]
    command = [sys.executable, "-P", "-m", *module, "run"]
    with log.open("wb") as lines:
        return subprocess.Popen(
            command, env=kept | given, stdin=subprocess.DEVNULL, stdout=lines, stderr=lines
        )
