"""Requests that write: carried out once, stored with their answer, and never kept waiting."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest

from bot.access import ChannelFacts, UserFacts
from bot.clock import Clock
from bot.deadline import TOTAL_SECONDS, Deadline
from bot.dispatch import Dispatcher, Kind, Request
from commands._contract import Ask, Button, Command, Registry
from storage import companies
from storage.database import Database, Tx, open_database
from storage.ids import new_id
from storage.tables import Person
from tests.bot.conftest import HOME, NOW
from views.message import Message
from views.say import Say

ASKED = Request("7Q2M-41", Kind.COMMAND, "note", "hello", "U1", HOME, "C0EAST0001", "trigger-1")


class Notes:
    """A command and a button that write, and what they were told."""

    def __init__(self) -> None:
        self.asks: list[Ask[str]] = []

    def registry(self) -> Registry:
        parts = (lambda text, _today: text, lambda _caller, _args: True, self.run, self.view)
        note = Command("note", "note", ("/note",), *parts, writes=True)
        long = replace(note, name="note long")
        again = Button("note.again", *parts, writes=True, replaces=False)
        return Registry({"note": note, "note long": long}, {again.id: again})

    def run(self, _tx: Tx, ask: Ask[str]) -> str:
        self.asks.append(ask)
        return f"noted <{ask.args}> & kept, {len(self.asks)}"

    def view(self, result: str, _say: Say) -> Message:
        return Message(result)


def facts(user_id: str, _seconds: float) -> UserFacts:
    return UserFacts(user_id, HOME, "ana@example.com")


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def dispatcher(database_url: str, notes: Notes) -> Iterator[Dispatcher]:
    database = open_database(database_url)
    with database.write(NOW) as tx:
        company = companies.add(tx, "Acme", "Asia/Shanghai", "CNY", "en")
        row = Person(
            workspace_id=company.id,
            id=new_id(),
            number="P1",
            name="Ana",
            email="ana@example.com",
            rights="",
            recorded_at=NOW,
        )
        tx.execute(Person.__table__.insert(), row.model_dump())
    bound = replace(company, slack_team_id=HOME)
    yield Dispatcher(database, bound, notes.registry(), Clock(), facts, _inside)
    database.close()


def _inside(channel: str, _seconds: float) -> ChannelFacts:
    return ChannelFacts(channel, has_bot=True)


def _outside(channel: str, _seconds: float) -> ChannelFacts:
    return ChannelFacts(channel, has_bot=True, is_external=True)


def said(dispatcher: Dispatcher, request: Request) -> str:
    fresh = replace(request, deadline=Deadline(monotonic() + TOTAL_SECONDS))
    return str(dispatcher.answer(fresh).words.text)


def test_a_repeated_delivery_gets_the_first_answer(dispatcher: Dispatcher, notes: Notes) -> None:
    first = said(dispatcher, ASKED)
    assert first == "noted &lt;hello&gt; &amp; kept, 1"
    assert said(dispatcher, replace(ASKED, id="XXXX-01")) == first
    assert len(notes.asks) == 1
    assert said(dispatcher, replace(ASKED, key="trigger-2")).endswith("2")


def test_nobody_gets_the_answer_of_somebody_else(dispatcher: Dispatcher, notes: Notes) -> None:
    said(dispatcher, ASKED)
    said(dispatcher, replace(ASKED, user_id="U2"))
    assert len(notes.asks) == 2


def test_twenty_deliveries_at_once_have_one_effect(dispatcher: Dispatcher, notes: Notes) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(said(dispatcher, ASKED))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(notes.asks) == 1


def test_the_longest_name_wins_and_keeps_the_words(dispatcher: Dispatcher, notes: Notes) -> None:
    said(dispatcher, replace(ASKED, text="LONG  two  words"))
    assert notes.asks[0].args == "two  words"


def test_a_place_says_whether_the_bot_may_post_there(dispatcher: Dispatcher, notes: Notes) -> None:
    said(dispatcher, ASKED)
    said(replace(dispatcher, look_up_channel=_outside), replace(ASKED, key="2"))
    said(dispatcher, replace(ASKED, key="3", channel="D0DIRECT01"))
    assert [ask.place.posts for ask in notes.asks] == [True, False, False]


def test_a_button_does_nothing_where_outsiders_read(dispatcher: Dispatcher, notes: Notes) -> None:
    pressed = replace(ASKED, kind=Kind.BUTTON, name="note.again")
    answer = said(replace(dispatcher, look_up_channel=_outside), pressed)
    assert answer.startswith("Nothing was done: this channel is shared")
    assert notes.asks == []


def test_a_locked_database_is_said_before_slack_gives_up(
    dispatcher: Dispatcher, notes: Notes
) -> None:
    with _locked(dispatcher.database, dispatcher.company.id):
        answer = said(dispatcher, ASKED)
    assert answer == "Nothing was done: too much is being asked at once. Please try again."
    assert notes.asks == []
    assert said(dispatcher, ASKED).endswith("1")


def _locked(database: Database, company_id: int) -> Any:
    from contextlib import contextmanager

    @contextmanager
    def hold() -> Iterator[None]:
        from storage.database import lock_company

        with database.write(NOW) as tx:
            lock_company(tx, company_id)
            yield

    return hold()


def test_whoever_stored_something_wakes_the_worker(dispatcher: Dispatcher) -> None:
    woken: list[int] = []
    awake = replace(dispatcher, wake=lambda: woken.append(1))
    said(awake, ASKED)
    said(awake, ASKED)
    assert woken == [1]
