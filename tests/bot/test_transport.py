"""The line to Slack: lost, found again, ended in good order; and the same over signed HTTP."""

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from bot.serve import Stop
from sandbox.server import Sandbox
from storage.database import Database
from tests.bot.conftest import (
    ANA,
    GUS,
    HOME,
    Desk,
    Slack,
    bot_for,
    declared,
    until,
    workspace,
)

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


# --- Socket Mode ---------------------------------------------------------------------------------


def test_a_line_that_slack_wants_replaced_is_replaced_without_a_gap(connected: Slack) -> None:
    connected.post("disconnect")
    assert until(lambda: connected.connections() == 1) < 5
    assert connected.words(ANA, "/hello again") == "Ana in en: again"


def test_a_line_that_was_cut_is_dialled_again(connected: Slack) -> None:
    connected.post("disconnect", silent=True)
    assert until(lambda: connected.connections() == 1) < 5
    assert connected.words(ANA, "/hello again") == "Ana in en: again"


def test_the_bot_is_back_soon_after_slack_is_back(acme: Database, desk: Desk) -> None:
    port = free_port()

    def box(tokens: dict[str, str]) -> Sandbox:
        return Sandbox(workspace(), declared(desk.registry()), port=port, **tokens)

    with box({}) as first:
        tokens = {"bot_token": first.bot_token, "app_token": first.app_token}
        settings = Slack(first).settings()
        bot = bot_for(settings, acme, desk.registry())
        bot.__enter__()
        until(lambda: Slack(first).connections() == 1)
    try:
        time.sleep(3)
        with box(tokens) as second:
            back = Slack(second)
            until(lambda: back.connections() == 1)
            assert back.words(ANA, "/hello again") == "Ana in en: again"
    finally:
        bot.__exit__(None, None, None)


def test_what_was_taken_is_answered_before_the_end(
    slack: Slack, acme: Database, desk: Desk
) -> None:
    answers: list[dict[str, object]] = []
    with bot_for(slack.settings(), acme, desk.registry()) as stop:
        until(lambda: slack.connections() == 1)
        desk.pause = 1.0
        asking = threading.Thread(target=lambda: answers.append(slack.type(ANA, "/hello late")))
        asking.start()
        until(lambda: desk.seen == ["late"])
        stop.set()
    asking.join()
    (answer,) = answers
    assert answer["ok"], answer
    assert answer["messages"][0]["text"] == "Ana in en: late"


# --- HTTP ----------------------------------------------------------------------------------------


class Http:
    """The bot's own address, and requests as Slack signs them."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(self, body: str, timestamp: str | None, signature: str | None) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if timestamp is not None:
            headers["X-Slack-Request-Timestamp"] = timestamp
        if signature is not None:
            headers["X-Slack-Signature"] = signature
        return self.ask("POST", "/slack/events", body, headers)

    def ask(
        self, method: str, path: str, body: str | bytes = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


def signature(body: str, timestamp: str, secret: str = SECRET) -> str:
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def command(user: str, text: str) -> str:
    return urlencode(
        {"command": "/hello", "text": text, "user_id": user, "team_id": HOME, "token": "x"}
    )


@pytest.fixture
def http(slack: Slack, acme: Database, desk: Desk) -> Iterator[Http]:
    port = free_port()
    settings = slack.settings(app_token=None, signing_secret=SECRET, port=port)
    with bot_for(settings, acme, desk.registry()):
        address = Http(port)
        until(lambda: _listens(address))
        yield address


def _listens(http: Http) -> bool:
    try:
        return http.ask("GET", "/health")[0] == 200
    except OSError:
        return False


def test_a_signed_command_is_answered_in_the_response(http: Http) -> None:
    body, now = command(ANA, "世界"), str(int(time.time()))
    status, answer = http.post(body, now, signature(body, now))
    assert status == 200
    document = json.loads(answer)
    assert document["text"] == "Ana in en: 世界"
    assert document["response_type"] == "ephemeral"


@pytest.mark.parametrize("age", [-301, 301])
def test_an_old_or_early_request_is_refused(http: Http, desk: Desk, age: int) -> None:
    body, then = command(ANA, "x"), str(int(time.time()) - age)
    assert http.post(body, then, signature(body, then))[0] == 401
    assert desk.seen == []


FORGERIES = {
    "signed with another secret": lambda b, t: (t, signature(b, t, "other")),
    "signed with an empty secret": lambda b, t: (t, signature(b, t, "")),
    "with an empty signature": lambda _b, t: (t, ""),
    "without a signature": lambda _b, t: (t, None),
    "with a signature that is no text": lambda _b, t: (t, "v0=é"),
    "without a timestamp": lambda b, t: (None, signature(b, t)),
    "with an empty timestamp": lambda b, t: ("", signature(b, t)),
    "with a timestamp of words": lambda b, _t: ("now", signature(b, "now")),
    "with a fractional timestamp": lambda b, t: (f"{t}.5", signature(b, f"{t}.5")),
    "of another body": lambda _b, t: (t, signature("command=%2Fpaid", t)),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
@pytest.mark.parametrize("body", [command(ANA, "x"), "ssl_check=1&token=x"], ids=["cmd", "ssl"])
def test_a_forged_request_is_refused(http: Http, desk: Desk, forge: object, body: str) -> None:
    timestamp, signed = forge(body, str(int(time.time())))
    assert http.post(body, timestamp, signed)[0] == 401
    assert desk.seen == []


def test_a_body_that_is_no_text_is_refused(http: Http) -> None:
    now = str(int(time.time()))
    headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature("x", now)}
    assert http.ask("POST", "/slack/events", b"\xff\xfe", headers)[0] == 400


def test_a_guest_gets_the_same_answer_over_http(http: Http) -> None:
    body, now = command(GUS, "x"), str(int(time.time()))
    document = json.loads(http.post(body, now, signature(body, now))[1])
    assert document["text"] == "This is for members of Acme only."


def test_a_payload_that_cannot_be_read_is_an_apology(http: Http) -> None:
    body, now = "command=%2Fhello&text=x", str(int(time.time()))
    status, answer = http.post(body, now, signature(body, now))
    assert status == 200
    assert json.loads(answer)["text"].startswith("Something went wrong on our side")


@pytest.mark.parametrize("trigger", [{"trigger_id": "1.2.x"}, {}], ids=["trigger", "no trigger"])
def test_a_signed_click_that_is_replayed_takes_effect_once(
    http: Http, desk: Desk, trigger: dict[str, str]
) -> None:
    action = {"type": "button", "action_id": "hello.keep", "block_id": "b", "value": "7"}
    click = {"type": "block_actions", "user": {"id": ANA, "team_id": HOME}, "actions": [action]}
    body = urlencode({"payload": json.dumps(click | trigger | {"response_url": "http://[::1]:9/"})})
    now = str(int(time.time()))
    for _ in range(10):
        assert http.post(body, now, signature(body, now))[0] == 200
    assert desk.seen == ["kept 7"]


def test_other_paths_are_not_there(http: Http) -> None:
    assert http.ask("GET", "/slack/events")[0] == 404
    assert http.ask("GET", "/")[0] == 404


def test_stopping_twice_does_no_harm() -> None:
    stop = Stop(leave=lambda: None)
    stop.set()
    stop.set()
    called: list[int] = []
    stop.also(lambda: called.append(1))
    assert called == [1]
