"""The real bot against the sandbox: Acme with its people, and a few commands that tests need."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.clock import Clock
from bot.manifest import manifest
from bot.serve import Stop, serve
from bot.settings import Settings
from commands._contract import Ask, Button, Caller, Command, Registry
from ledger.errors import UnreadablePeriod
from sandbox.server import Sandbox
from sandbox.workspace import Channel, Member, Workspace, channel_id, member_id
from storage import companies
from storage.database import Database, Tx, open_database
from storage.ids import new_id
from storage.tables import Person
from views.blocks import actions, button, section
from views.message import Message
from views.say import Say

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HOME, ELSEWHERE = "T0ACME", "T0ELSEWHERE"
NAMES = ("ana", "bo", "mei", "fin", "zoe", "gus", "ola", "dan", "una", "rob")
ANA, BO, MEI, FIN, ZOE, GUS, OLA, DAN, UNA, ROB = map(member_id, NAMES)
SALES = channel_id("sales")


def members() -> tuple[Member, ...]:
    return (
        Member(ANA, "Ana", "ana@example.com"),
        Member(BO, "Bo", "bo@example.com", locale="zh-CN"),
        Member(MEI, "Mei", "mei@example.com", locale="zh-TW"),
        Member(FIN, "Fin", "FIN@Example.com", locale=""),
        Member(ZOE, "Zoe", "ana@example.com", team_id=ELSEWHERE, is_stranger=True),
        Member(GUS, "Gus", "ana@example.com", is_restricted=True),
        Member(OLA, "Ola", "ana@example.com", is_ultra_restricted=True),
        Member(DAN, "Dan", "ana@example.com", deleted=True),
        Member(UNA, "Una", "una@example.com"),
        Member(ROB, "Rob", "ana@example.com", is_bot=True),
    )


@dataclass
class Desk:
    """What the test's commands do, and what they were asked."""

    seen: list[str] = field(default_factory=list)
    pause: float = 0.0

    def registry(self) -> Registry:
        commands = (
            self._command("hello", self._hello),
            self._command("boom", self._boom),
            self._command("when", self._hello, parse=_no_period),
            self._command("books", self._hello, allow=_finance),
        )
        again = Button("hello.again", _words, _everybody, self._again, _card)
        keep = Button("hello.keep", _words, _everybody, self._keep, _card, writes=True)
        buttons = (again, keep, _broken())
        return Registry({c.name: c for c in commands}, {button.id: button for button in buttons})

    def _command(
        self,
        name: str,
        run: Callable[[Tx, Ask[str]], Any],
        parse: Callable[[str, date], str] | None = None,
        allow: Callable[[Caller, str], bool] | None = None,
    ) -> Command[str, Any]:
        return Command(name, name, (f"/{name}",), parse or _words, allow or _everybody, run, _card)

    def _hello(self, _tx: Tx, ask: Ask[str]) -> str:
        self.seen.append(ask.args)
        time.sleep(self.pause)
        return f"{ask.caller.person.name} in {ask.caller.language}: {ask.args}"

    def _again(self, _tx: Tx, ask: Ask[str]) -> str:
        self.seen.append(f"again {ask.args}")
        time.sleep(self.pause)
        return f"again, {ask.caller.person.name}: {ask.args}"

    def _keep(self, _tx: Tx, ask: Ask[str]) -> str:
        time.sleep(self.pause)
        self.seen.append(f"kept {ask.args}")
        return "kept"

    def _boom(self, _tx: Tx, _ask: Ask[str]) -> str:
        raise ZeroDivisionError("CNY 412,300.00 of Secret GmbH")


def _broken() -> Button[str, str]:
    def run(_tx: Tx, _ask: Ask[str]) -> str:
        raise ZeroDivisionError

    return Button("boom.again", _words, _everybody, run, _card)


def _words(text: str, _today: date) -> str:
    return text


def _no_period(text: str, _today: date) -> str:
    raise UnreadablePeriod(text)


def _everybody(_caller: Caller, _args: str) -> bool:
    return True


def _finance(caller: Caller, _args: str) -> bool:
    return "finance" in caller.person.rights


def _card(result: str, _say: Say) -> Message:
    names = {"Again": "hello.again", "Boom": "boom.again", "Keep": "hello.keep"}
    buttons = actions(*(button(name, action, "7") for name, action in names.items()))
    return Message(result, (section(result), buttons))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def acme(sqlite_url: str) -> Iterator[Database]:
    """Acme has Ana, Bo, Mei and Fin; nobody else is in its books."""
    database = open_database(sqlite_url)
    with database.write(NOW) as tx:
        company = companies.add(tx, "Acme", "Asia/Shanghai", "CNY", "en")
        for number, name in enumerate(("Ana", "Bo", "Mei", "Fin")):
            row = Person(
                workspace_id=company.id,
                id=new_id(),
                number=f"P{number}",
                name=name,
                email=f"{name.lower()}@example.com",
                rights="finance" if name == "Fin" else "",
                recorded_at=NOW,
            )
            tx.execute(Person.__table__.insert(), row.model_dump())
    yield database
    database.close()


@dataclass
class Slack:
    """The sandbox, with a short way to its controls."""

    box: Sandbox

    def settings(self, **more: Any) -> Settings:
        return Settings(
            bot_token=self.box.bot_token,
            app_token=more.pop("app_token", self.box.app_token),
            api_url=self.box.api_url,
            **more,
        )

    def type(self, user: str, line: str, settle: float = 5.0) -> dict[str, Any]:
        return self.post("command", user=user, channel=SALES, text=line, settle=settle)

    def words(self, user: str, line: str) -> str:
        """Type a command and give the text of the one answer."""
        answer = self.type(user, line)
        assert answer["ok"], answer
        (message,) = answer["messages"]
        assert message["is_ephemeral"]
        return str(message["text"])

    def press(self, user: str, message: dict[str, Any], action_id: str) -> dict[str, Any]:
        return self.post(
            "click",
            user=user,
            channel=SALES,
            message_ts=message["ts"],
            action_id=action_id,
            settle=5.0,
        )

    def connections(self) -> int:
        return int(self.get("state")["app"]["connections"])

    def get(self, what: str) -> dict[str, Any]:
        return self._ask("GET", what)

    def post(self, what: str, **body: Any) -> dict[str, Any]:
        return self._ask("POST", what, json.dumps(body))

    def _ask(self, method: str, what: str, body: str | None = None) -> dict[str, Any]:
        connection = HTTPConnection(urlsplit(self.box.url).netloc, timeout=60)
        with closing(connection):
            connection.request(method, f"/control/{what}", body)
            return dict(json.load(connection.getresponse()))


def declared(registry: Registry) -> dict[str, Any]:
    """Declare the test's commands where the real manifest has the real ones."""
    document = manifest()
    document["features"]["slash_commands"] = [
        {"command": f"/{name}", "description": name, "should_escape": True}
        for name in (*registry.commands, "helo", "zzz")
    ]
    return document


def workspace() -> Workspace:
    everybody = members()
    sales = Channel(SALES, "sales", tuple(member.id for member in everybody))
    return Workspace(HOME, "Acme", members=everybody, channels=(sales,))


def until(condition: Callable[[], bool], seconds: float = 60.0) -> float:
    """Wait for something that happens elsewhere; say how long it took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it did not happen"
        time.sleep(0.02)
    return time.monotonic() - start


@contextmanager
def bot_for(settings: Settings, database: Database, registry: Registry) -> Iterator[Stop]:
    """Run the real bot in a thread of this process."""
    stop = Stop(leave=lambda: None)
    status: list[int] = []
    clock = Clock(TODAY)

    def run() -> None:
        status.append(serve(settings, clock, database, registry, stop))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive(), "the bot did not end"
        assert status == [0]


@pytest.fixture
def slack(desk: Desk) -> Iterator[Slack]:
    """Run a Slack without a bot."""
    with Sandbox(workspace(), declared(desk.registry())) as box:
        yield Slack(box)


@pytest.fixture
def connected(slack: Slack, acme: Database, desk: Desk) -> Iterator[Slack]:
    """Run a Slack with the bot on its socket."""
    with bot_for(slack.settings(), acme, desk.registry()):
        until(lambda: slack.connections() == 1)
        yield slack
