"""The gateway: who somebody is, for how long that holds, and what goes to a response_url."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from bot.access import Unchecked, language_of
from bot.dispatch import Reply
from bot.gateway import (
    FACTS_LIVE_SECONDS,
    Gateway,
    SlackRefused,
    SlackUnreachable,
    facts_of,
    payload,
)
from bot.manifest import BOT_SCOPES
from bot.settings import Settings
from tests.bot.conftest import ANA, HOME, Slack
from views.blocks import section
from views.message import Message


class Time:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def calls(slack: Slack, method: str) -> int:
    entries = slack.get("log")["entries"]
    return sum(e["name"] == method and e["way"] == "in" for e in entries)


def test_facts_are_remembered_for_five_minutes_and_no_longer(slack: Slack) -> None:
    time = Time()
    gateway = Gateway(slack.settings(), time)
    first = gateway.user(ANA)
    assert (first.email, first.team_id, first.locale) == ("ana@example.com", HOME, "en-US")
    assert first.zone == "Asia/Shanghai"
    slack.post("user", id=ANA, is_restricted=True)
    time.seconds = FACTS_LIVE_SECONDS - 1
    assert not gateway.user(ANA).is_restricted
    time.seconds = FACTS_LIVE_SECONDS
    assert gateway.user(ANA).is_restricted


def test_what_changed_is_asked_again(slack: Slack) -> None:
    gateway = Gateway(slack.settings(), Time())
    gateway.user(ANA)
    slack.post("user", id=ANA, deleted=True)
    gateway.forget(ANA)
    assert gateway.user(ANA).is_deleted


def test_a_failed_check_is_not_remembered(slack: Slack) -> None:
    gateway = Gateway(slack.settings(), Time())
    slack.post("settings", scopes=["commands"])
    with pytest.raises(Unchecked):
        gateway.user(ANA)
    with pytest.raises(Unchecked):
        gateway.user("U0NOBODY")
    slack.post("settings", scopes=["commands", "users:read"])
    assert gateway.user(ANA).email is None


def test_a_slack_that_is_away_is_a_failed_check() -> None:
    gateway = Gateway(Settings(bot_token="xoxb-1", api_url="http://127.0.0.1:9/api/"))
    with pytest.raises(Unchecked):
        gateway.user(ANA)
    with pytest.raises(SlackUnreachable):
        gateway.identity()


def test_a_server_error_is_no_refusal(slack: Slack) -> None:
    fault = {"kind": "error_before", "target": "auth.test", "status": 503}
    slack.post("misbehave", faults=[fault])
    gateway = Gateway(slack.settings())
    with pytest.raises(SlackUnreachable):
        gateway.identity()
    assert gateway.identity().team_id == HOME


def test_the_identity_says_team_and_scopes(slack: Slack) -> None:
    identity = Gateway(slack.settings()).identity()
    assert identity.team_id == HOME
    assert identity.scopes == set(BOT_SCOPES)
    with pytest.raises(SlackRefused, match="invalid_auth"):
        Gateway(Settings(bot_token="xoxb-no", api_url=slack.box.api_url)).identity()


def test_an_address_that_nobody_confirmed_proves_nothing() -> None:
    user = {"id": "U1", "team_id": HOME, "profile": {"email": "boss@example.com"}}
    assert facts_of(user).email == "boss@example.com"
    assert facts_of({**user, "is_email_confirmed": True}).email == "boss@example.com"
    assert facts_of({**user, "is_email_confirmed": False}).email is None


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh-CN", "zh"),
        ("zh-TW", "zh"),
        ("ZH-hk", "zh"),
        ("en-GB", "en"),
        ("de-DE", "en"),
        (None, "zh"),
    ],
)
def test_the_locale_chooses_the_language(locale: str | None, language: str) -> None:
    facts = facts_of({"id": "U1", "team_id": HOME, "locale": locale})
    assert language_of(facts, "zh") == language


def test_a_message_is_ephemeral_and_unfurls_nothing() -> None:
    body = payload(Message("text", (section("text"),)))
    assert body["response_type"] == "ephemeral"
    assert body["unfurl_links"] is body["unfurl_media"] is False
    assert len(body["blocks"]) == 1


def test_blocks_that_break_a_limit_are_left_out() -> None:
    too_many = tuple(section(str(n)) for n in range(51))
    assert "blocks" not in payload(Message("text", too_many))
    assert "blocks" not in payload(Message("text", ({"type": "nonsense"},)))


class Answers(http.server.BaseHTTPRequestHandler):
    """Refuse blocks, take text."""

    bodies: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.bodies.append(body)
        self.send_response(400 if '"blocks"' in body else 200)
        self.end_headers()
        self.wfile.write(b"invalid_blocks" if '"blocks"' in body else b"ok")

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    Answers.bodies.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/response/1"
        server.shutdown()


def test_refused_blocks_are_sent_once_more_as_text(address: str) -> None:
    gateway = Gateway(Settings(bot_token="xoxb-1", api_url="http://127.0.0.1:9/api/"))
    assert gateway.respond(address, Reply(Message("the words", (section("the words"),))))
    assert ['"blocks"' in body for body in Answers.bodies] == [True, False]
    assert "the words" in Answers.bodies[1]


def test_no_answer_goes_out_unencrypted_beside_an_encrypted_slack(address: str) -> None:
    gateway = Gateway(Settings(bot_token="xoxb-1"))
    assert not gateway.respond(address, Reply(Message("secret")))
    assert not gateway.respond("file:///etc/passwd", Reply(Message("secret")))
    assert Answers.bodies == []


def test_an_answer_that_cannot_be_sent_is_no_crash() -> None:
    gateway = Gateway(Settings(bot_token="xoxb-1", api_url="http://127.0.0.1:9/api/"))
    assert not gateway.respond("http://127.0.0.1:9/x", Reply(Message("text")))
