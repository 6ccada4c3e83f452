"""One company in one zone: a Slack, a database, a clock in a file, and two processes of the bot."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from benchmarks import postgres
from bot.manifest import manifest
from faults.calendar import Wall
from faults.keeper import RHYTHMS
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, Channel, Member, Workspace, channel_id, member_id
from storage import companies, intake, settings
from storage.database import Database, open_database
from storage.importers import read
from storage.migrate import migrate

PROCESSES = 2
START_SECONDS, STOP_SECONDS = 120.0, 8.0
TEAM_ID = "T0WALL"
_ROOT = Path(__file__).parents[1]


@dataclass
class Site:
    """What one walk over the calendar goes on."""

    box: Sandbox
    database: Database
    clock: Path
    command: list[str]
    url: str
    log: Path
    now: datetime
    bots: list[subprocess.Popen[bytes]] = field(default_factory=list)
    starts: int = 0

    def at(self, moment: datetime) -> None:
        """Put the clock of both processes to an instant; it runs on from there."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(moment.isoformat(), encoding="utf-8")
        fresh.replace(self.clock)  # never half written
        self.now = moment

    def start(self) -> subprocess.Popen[bytes]:
        """Start one more process."""
        self.starts += 1
        with self.log.open("ab") as lines:
            return subprocess.Popen(
                self.command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
            )

    def end(self, number: int, how: signal.Signals) -> None:
        """End a process by a signal."""
        self.bots[number].send_signal(how)
        try:
            self.bots[number].wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.bots[number].kill()
            self.bots[number].wait()

    def are_up(self) -> bool:
        """Wait for every process that was started; starting takes long on a busy machine."""

        def said() -> int:
            return self.log.read_text(encoding="utf-8", errors="replace").count(" started mode=")

        return until(lambda: said() >= self.starts, START_SECONDS)

    def seen(self) -> Counter[tuple[str, str]]:
        """Count what stands in Slack: the channel's kind, or its reader's, and the words."""
        return asyncio.run_coroutine_threadsafe(self._seen(), _loop(self.box)).result(START_SECONDS)

    async def _seen(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for kind in RHYTHMS:
            direct = self.box.slack.state.direct((member_id(kind),)).id
            for place, channel in ((f"#{kind}", channel_id(kind)), (f"@{kind}", direct)):
                said = self.box.slack.state.in_channel(channel)
                found.update((place, message.text) for message in said)
        return found

    def unsent(self) -> int:
        """Count the messages that are stored and not known to be sent."""
        with self.database.read(self.now) as tx:
            left = "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'dropped')"
            return int(tx.connection.exec_driver_sql(left).scalar() or 0)

    def _environment(self) -> dict[str, str]:
        mine = ("HUIKUAN_", "SLACK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(mine)}
        return kept | {
            "HUIKUAN_DATABASE_URL": self.url,
            "HUIKUAN_CLOCK": str(self.clock),
            "SLACK_API_URL": self.box.api_url,
            "SLACK_BOT_TOKEN": self.box.bot_token,
            "SLACK_APP_TOKEN": self.box.app_token,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH")))),
        }


@contextmanager
def standing(engine: str, wall: Wall, since: datetime, sabotage: str = "") -> Iterator[Site]:
    """Run a Slack and two processes for a company that came to Slack at some instant."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huikuan-walk-")))
        url = f"sqlite:///{folder}/walk.db"
        if engine == "postgres":
            url = stack.enter_context(postgres.running()).create("walk")
        database = open_database(url)
        stack.callback(database.close)
        _books(database, wall, since)
        box = stack.enter_context(Sandbox(_workspace(), manifest()))
        command = [sys.executable, "-P", "-m", "faults.keeper"]
        command += ["--sabotage", sabotage] if sabotage else []
        site = Site(box, database, folder / "clock", command, url, folder / "log", since)
        site.at(since)
        site.bots += [site.start() for _ in range(PROCESSES)]
        stack.callback(_stop, site)
        connected = until(lambda: box.slack.socket_mode.connections == PROCESSES, START_SECONDS)
        assert connected, site.log.read_text(encoding="utf-8", errors="replace")[-800:]
        yield site


def until(happened: Callable[[], object], seconds: float) -> bool:
    """Wait for something that happens elsewhere; tell whether it did."""
    end = monotonic() + seconds
    while not happened():
        if monotonic() > end:
            return False
        sleep(0.05)
    return True


def _stop(site: Site) -> None:
    for bot in site.bots:
        bot.send_signal(signal.SIGCONT)
        bot.kill()
        bot.wait()


def _books(database: Database, wall: Wall, since: datetime) -> None:
    """Make the company long before it comes to Slack."""
    migrate(database)
    rows = [f"{kind},{kind},{kind}@walk.example,other" for kind in RHYTHMS]
    data = "\n".join(("person_id,name,email,role", *rows, "")).encode()
    file = intake.File("people.csv", read("people", "people.csv", data), "people of the walk")
    with database.write(since - timedelta(days=400)) as tx:
        company = companies.add(tx, "Walk", wall.zone, "CNY", "en")
        settings.put(tx, company, "digest_at", f"{wall.at:%H:%M}")
        assert all(outcome.clean for outcome in intake.run(tx, company, [file], intake.Rules()))


def _workspace() -> Workspace:
    members = tuple(Member(member_id(k), k, f"{k}@walk.example") for k in RHYTHMS)
    everybody = (*(member.id for member in members), BOT_USER)
    channels = tuple(Channel(channel_id(kind), kind, everybody) for kind in RHYTHMS)
    return Workspace(TEAM_ID, "Walk", members, channels)


def _loop(box: Sandbox) -> asyncio.AbstractEventLoop:
    loop = box._loop
    assert loop is not None, "the sandbox runs"
    return loop
