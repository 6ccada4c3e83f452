"""A button inside a form is about what the form holds, and the form says what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from commands._contract import Ask, Button, Command, Registry
from sandbox.server import Sandbox
from storage.database import Database, Tx
from tests.bot.conftest import Slack, bot_for, declared, until, workspace
from views.blocks import actions, button
from views.message import Message
from views.modal import Modal, text_field
from views.say import Say

ANA = "U0ANA00001"


@dataclass
class Draft:
    """A command that opens a form with a button on it, and what the button was told."""

    told: list[str] = field(default_factory=list)

    def registry(self) -> Registry:
        parse, allow = (lambda text, _today: text), (lambda _caller, _args: True)
        draft = Command("draft", "draft", ("/draft",), parse, allow, self.seven, self.form)
        tries = Button("draft.try", parse, allow, self.run, self.view, writes=True, replaces=False)
        on = Button("draft.on", parse, allow, self.run, self.form, replaces=False)
        quiet = Button("draft.quiet", parse, allow, self.run, lambda _a, _b: None, replaces=False)
        return Registry({"draft": draft}, {one.id: one for one in (tries, on, quiet)})

    def seven(self, _tx: Tx, _ask: Ask[str]) -> str:
        return "draft 7"

    def run(self, _tx: Tx, ask: Ask[str]) -> str:
        self.told.append(ask.args)
        return f"{ask.args} again"

    def form(self, state: str, say: Say) -> Modal:
        names = {"Try": "draft.try", "On": "draft.on", "Quiet": "draft.quiet"}
        row = actions(*(button(name, action) for name, action in names.items()))
        note = text_field("note", "Note", optional=True)
        return Modal("draft.form", say("Scheme"), "Store", "Close", (row, note), state)

    def view(self, result: str, _say: Say) -> Message:
        return Message(f"tried: {result}")


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def slack(draft: Draft, acme: Database) -> Iterator[Slack]:
    registry = draft.registry()
    with Sandbox(workspace(), declared(registry)) as box:
        slack = Slack(box)
        with bot_for(slack.settings(), acme, registry):
            until(lambda: slack.connections() == 1)
            yield slack


def click(slack: Slack, action: str) -> dict[str, Any]:
    slack.post("click", user=_user(slack), view_id=view(slack)["id"], action_id=action, settle=5.0)
    return view(slack)


def view(slack: Slack) -> dict[str, Any]:
    return dict(slack.get(f"seen?user={_user(slack)}")["view"])


def _user(slack: Slack) -> str:
    return next(one["id"] for one in slack.get("state")["users"] if one["handle"] == "ana")


def test_the_form_says_what_came_of_the_click(slack: Slack, draft: Draft) -> None:
    slack.type(_user(slack), "/draft")
    assert "Try" in str(view(slack)["blocks"])
    click(slack, "draft.try")
    until(lambda: "tried: draft 7 again" in str(view(slack)["blocks"]))
    assert draft.told == ["draft 7"]


def test_a_click_may_let_the_form_read_otherwise_or_stay_as_it_is(
    slack: Slack, draft: Draft
) -> None:
    slack.type(_user(slack), "/draft")
    before = view(slack)
    click(slack, "draft.quiet")
    until(lambda: draft.told == ["draft 7"])
    assert view(slack)["hash"] == before["hash"]
    click(slack, "draft.on")
    until(lambda: view(slack)["hash"] != before["hash"])
    click(slack, "draft.quiet")
    until(lambda: draft.told[-1] == "draft 7 again")
