"""From what somebody types to what a channel reads: the whole bot on a sandbox."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock, Moved
from bot.manifest import manifest
from bot.serve import Stop, serve
from commands._contract import Digest, Occasion, Registry, Scope, Weekly, discover
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, Channel, Workspace, channel_id
from storage import companies, intake, settings
from storage.companies import Company
from storage.database import Database, Tx, open_database
from tests.bot.conftest import ANA, BO, FIN, HOME, Slack, members, until
from views.message import Message
from views.say import Say

MONEY, SHARED = map(channel_id, ("payments", "shared"))
TEAM = channel_id("team-east")
BEGAN = datetime(2026, 11, 22, 4, tzinfo=UTC)  # a Sunday noon in Shanghai
BOOKS = {
    "people": "person_id,name,email,role,rights,team\n"
    "P1,Ana,ana@example.com,sales,,East\n"
    "P2,Bo,bo@example.com,finance,,\n"
    "P3,Fin,fin@example.com,finance,,\n",
    "teams": "team,manager_id,channel\nEast,P1,team-east\n",
    "customers": "customer_id,name,owner_id\nC1,Nordwind,P1\n",
    "invoices": "invoice_id,customer_id,issued_on,due_on,amount,currency\n"
    "INV-1,C1,2026-11-01,2026-11-20,20000.00,CNY\n",
}


@dataclass
class Running:
    """The bot with its books, and the file that moves its clock."""

    slack: Slack
    database: Database
    clock: Path

    def at(self, moment: str) -> None:
        self.clock.write_text(moment, encoding="utf-8")

    def said(self, channel: str) -> list[dict[str, Any]]:
        every = self.slack.box.slack.state.in_channel(channel)
        return [
            {"ts": m.ts, "text": m.text, "thread": m.thread_ts, "buttons": _buttons(m)}
            for m in every
        ]

    def direct(self, user: str) -> str:
        return self.slack.box.slack.state.direct((user,)).id

    def type(self, user: str, channel: str, text: str) -> dict[str, Any]:
        return self.slack.post("command", user=user, channel=channel, text=text, settle=5.0)

    def press(self, user: str, channel: str, ts: str, action_id: str) -> dict[str, Any]:
        return self.slack.post(
            "click", user=user, channel=channel, message_ts=ts, action_id=action_id, settle=0.5
        )

    def submit(self, user: str, **values: str) -> dict[str, Any]:
        return self.slack.post("submit", user=user, values=values, settle=2.0)

    def count(self, table: str) -> int:
        with self.database.read(BEGAN) as tx:
            return int(tx.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)  # noqa: S608


def _buttons(message: Any) -> list[str]:
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return [str(element["action_id"]) for row in rows for element in row["elements"]]


def fill(database: Database, folder: Path) -> None:
    with database.write(BEGAN) as tx:
        company = companies.add(tx, "Acme", "Asia/Shanghai", "CNY", "en")
    for kind, text in BOOKS.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    files = intake.open_folder(folder, "CNY")
    outcomes = intake.run_in(database, BEGAN, company, files, intake.Rules())
    assert all(outcome.clean for outcome in outcomes), outcomes


@contextmanager
def bot(running: Running, registry: Registry) -> Iterator[None]:
    stop, status = Stop(leave=lambda: None), []
    clock = Clock(moved=Moved(str(running.clock), Clock().really()))
    work = (running.slack.settings(), clock, running.database, registry, stop)
    thread = threading.Thread(target=lambda: status.append(serve(*work)), daemon=True)
    thread.start()
    try:
        until(lambda: running.slack.connections() == 1)
        yield
    finally:
        stop.set()
        thread.join(60)
        assert status == [0]


def _scopes(_tx: Tx, _company: Company, _occasion: Occasion) -> tuple[Scope, ...]:
    return (Scope("team:East", ("team-east",)),)


def _compose(_tx: Tx, _company: Company, scope: Scope, occasion: Occasion) -> str:
    return f"{scope.name} on {occasion.on}"


def _view(result: str, _say: Say) -> Message:
    return Message(result)


def _thread(result: str, _say: Say) -> tuple[Message, ...]:
    return (Message("more"), Message("the end"))


WEEKLY = Digest("late", (Weekly(),), "team", _scopes, _compose, _view, _thread)


@pytest.fixture
def running(database_url: str, tmp_path: Path) -> Iterator[Running]:
    everybody = tuple(member.id for member in members())
    channels = (
        Channel(MONEY, "payments", (*everybody, BOT_USER)),
        Channel(TEAM, "team-east", (*everybody, BOT_USER)),
        Channel(SHARED, "shared", (*everybody, BOT_USER), is_ext_shared=True),
    )
    database = open_database(database_url)
    fill(database, tmp_path)
    clock = tmp_path / "clock"
    clock.write_text("2026-11-22T12:00:00+08:00", encoding="utf-8")
    place = Workspace(HOME, "Acme", members=members(), channels=channels)
    with Sandbox(place, manifest()) as box:
        yield Running(Slack(box), database, clock)
    database.close()


def test_a_digest_comes_on_its_monday_with_its_thread(running: Running) -> None:
    with bot(running, Registry({}, {}, {"late": WEEKLY})):
        running.at("2026-11-23T08:29:00+08:00")
        time.sleep(2.5)
        assert running.said(TEAM) == []
        running.at("2026-11-23T08:30:01+08:00")
        until(lambda: len(running.said(TEAM)) == 3)
        time.sleep(2.5)
    root, *thread = running.said(TEAM)
    assert root["text"] == "team:East on 2026-11-23"
    assert [(m["text"], m["thread"]) for m in thread] == [
        ("more", root["ts"]),
        ("the end", root["ts"]),
    ]


def test_before_breakfast_cards_are_kept_for_the_companys_own_day(running: Running) -> None:
    """At 02:00 on 23 November in Shanghai it is still the 22nd in London."""
    running.at("2026-11-23T02:00:00+08:00")
    with bot(running, Registry({}, {}, {})):
        until(lambda: running.count("card") > 0)
    with running.database.read(BEGAN) as tx:
        days = tx.connection.exec_driver_sql("SELECT max(as_of) FROM card").scalar()
    assert str(days) == "2026-11-23"


def test_money_is_reported_confirmed_and_taken_back_on_one_card(running: Running) -> None:
    with bot(running, discover()):
        answer = running.type(ANA, MONEY, "/paid INV-1 20,000")
        assert answer["ok"], answer
        until(lambda: bool(running.said(MONEY)))
        (card,) = running.said(MONEY)
        assert "pay.confirm" in card["buttons"]
        refused = running.press(ANA, MONEY, card["ts"], "pay.confirm")
        assert all(message["is_ephemeral"] for message in refused["messages"])
        before = myscore(running)
        running.press(FIN, MONEY, card["ts"], "pay.confirm")
        until(lambda: len(running.said(MONEY)) == 2)
        booked, line = running.said(MONEY)
        assert "pay.undo" in booked["buttons"]
        assert line["thread"] == card["ts"]
        assert running.count("receipt") == 1
        assert myscore(running) != before
        again = running.press(FIN, MONEY, card["ts"], "pay.undo")
        assert again["ok"], again
        until(lambda: len(running.said(MONEY)) == 3)
        until(lambda: running.said(MONEY)[0]["buttons"] == [])
        assert myscore(running) == before


def myscore(running: Running) -> str:
    shown = running.type(ANA, TEAM, "/myscore")
    return str(shown["messages"][-1]["text"])


def test_typed_in_a_shared_channel_it_goes_to_finance_directly(running: Running) -> None:
    with bot(running, discover()):
        running.type(ANA, SHARED, "/paid INV-1 20,000")
        for user in (BO, FIN):
            until(lambda user=user: bool(running.said(running.direct(user))))
        assert running.said(SHARED) == []
        (card,) = running.said(running.direct(FIN))
        running.press(FIN, running.direct(FIN), card["ts"], "pay.confirm")
        for user in (BO, FIN):
            until(lambda user=user: "pay.undo" in running.said(running.direct(user))[0]["buttons"])


def test_a_bare_command_opens_a_form_whose_errors_stand_at_their_fields(running: Running) -> None:
    with bot(running, discover()):
        view = running.type(ANA, MONEY, "/paid")["view"]
        assert view["callback_id"] == "pay.form"
        wrong = running.slack.post(
            "submit", user=ANA, values={"what": "INV-9", "amount": "5"}, settle=2.0
        )
        assert list(wrong["errors"]) == ["what"], wrong
        right = running.slack.post(
            "submit", user=ANA, values={"what": "INV-1", "amount": "5"}, settle=2.0
        )
        assert right["ok"], right
        assert right["view"] is None
        until(lambda: len(running.said(MONEY)) == 1)  # where it was typed


def test_a_name_with_a_blank_is_found(running: Running) -> None:
    with bot(running, discover()):
        known = running.type(ANA, TEAM, "/receivables")["messages"][-1]["text"]
        ranked = running.type(ANA, TEAM, "/receivables ranking people")["messages"][-1]["text"]
        typo = running.type(ANA, TEAM, "/receivables rankin")["messages"][-1]["text"]
    assert "/paid" in known
    assert ranked not in {known, typo}
    assert "/receivables ranking" in typo


def test_what_breaks_in_one_thing_holds_up_no_message_of_another(running: Running) -> None:
    with running.database.write(BEGAN) as tx:
        settings.put(tx, companies.choose(tx), "digest_at", "noon")  # no digest can be looked for
    with bot(running, discover()):
        running.type(ANA, MONEY, "/paid INV-1 5000")
        until(lambda: len(running.said(MONEY)) == 1)
