"""The way that people take: a local Slack, the real bot in a process of its own, Socket Mode.

A command is measured inside the sandbox, from the envelope that is handed to the socket until its
ack was read; the control API around it and what the sandbox does with the answer do not count.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from benchmarks.books import DAY, TEAM_ID, ZONE, Books
from bot.manifest import manifest
from sandbox.delivery.envelope import Ack, Envelope, Transport
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, Channel, Member, Workspace, channel_id, member_id

FLOOR = "nosuchcommand"  # declared to Slack and unknown to the bot: an answer without a database
CHANNEL = channel_id("general")
READY_SECONDS, STOP_SECONDS = 60.0, 6.0
_ROOT = Path(__file__).parents[1]


class Watched:
    """The sandbox's way to the bot, with a note of how long each envelope took."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.took: list[float] = []

    async def deliver(self, envelope: Envelope) -> Ack:
        """Deliver, and note the milliseconds until the ack."""
        start = perf_counter()
        ack = await self._inner.deliver(envelope)
        self.took.append((perf_counter() - start) * 1000)
        return ack

    async def close(self) -> None:
        """Close the real way."""
        await self._inner.close()


class Outside:
    """People at the sandbox who type commands."""

    def __init__(self, box: Sandbox) -> None:
        self._watched = Watched(box.slack.transport)
        box.slack.transport = self._watched  # type: ignore[assignment]
        self._line = HTTPConnection(box.host, box.port, timeout=30)

    def command(self, number: str, name: str) -> float:
        """Type a command; give the milliseconds from its envelope to its ack."""
        seen = len(self._watched.took)
        typed = {"user": member_id(number), "channel": CHANNEL, "text": f"/{name}", "settle": 0}
        self._line.request("POST", "/control/command", json.dumps(typed))
        answer = self._line.getresponse()
        said = answer.read().decode()
        assert answer.status == 200, said
        assert json.loads(said)["ok"], said
        assert "Something went wrong" not in said, said
        assert len(self._watched.took) == seen + 1, "one command is one envelope"
        return self._watched.took[-1]

    def close(self) -> None:
        """Hang up."""
        self._line.close()


@contextmanager
def slack_with_bot(books: Books, log: Path) -> Iterator[Outside]:
    """Run a Slack with the bot of these books."""
    with Sandbox(_workspace(books), _declared()) as box, running_bot(box, books, log):
        outside = Outside(box)
        try:
            yield outside
        finally:
            outside.close()


def _workspace(books: Books) -> Workspace:
    members = tuple(
        Member(member_id(rep.number), rep.name, rep.email or "", tz=ZONE) for rep in books.reps
    )
    everybody = (*(member.id for member in members), BOT_USER)
    return Workspace(
        TEAM_ID, books.company.name, members, (Channel(CHANNEL, "general", everybody),)
    )


def _declared() -> dict[str, Any]:
    declared = manifest()
    unknown = {"command": f"/{FLOOR}", "description": "what the transport alone costs"}
    declared["features"]["slash_commands"].append(unknown)
    return declared


def _environment(box: Sandbox, books: Books, clock: Path | None) -> Mapping[str, str]:
    mine = ("HUIKUAN_", "SLACK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(mine)}
    time = {"HUIKUAN_CLOCK": str(clock)} if clock else {"HUIKUAN_TODAY": DAY.isoformat()}
    return (
        kept
        | time
        | {
            "HUIKUAN_DATABASE_URL": books.url,
            "SLACK_API_URL": box.api_url,
            "SLACK_BOT_TOKEN": box.bot_token,
            "SLACK_APP_TOKEN": box.app_token,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH")))),
        }
    )


@contextmanager
def running_bot(box: Sandbox, books: Books, log: Path, clock: Path | None = None) -> Iterator[None]:
    """Run the bot of these books until it is connected, on a fixed day or with a clock to move."""
    command = [sys.executable, "-P", "-m", "bot", "run"]
    with log.open("wb") as lines:
        bot = subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=_environment(box, books, clock),
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
        )
    try:
        _wait(box, bot, log)
        yield
    finally:
        bot.terminate()
        try:
            bot.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            bot.kill()
            bot.wait()


def _wait(box: Sandbox, bot: subprocess.Popen[bytes], log: Path) -> None:
    until = perf_counter() + READY_SECONDS
    while not box.slack.socket_mode.connections:
        if bot.poll() is not None or perf_counter() > until:
            raise RuntimeError(
                f"the bot does not connect: {log.read_text(errors='replace')[-500:]}"
            )
        sleep(0.05)
