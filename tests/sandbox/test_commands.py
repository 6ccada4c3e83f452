"""Slash commands: what the app gets, and what its answers become."""

import time

import pytest

from tests.sandbox.app import bolt, connected
from tests.sandbox.conftest import ANA, BO, BOARD, FIN, GUS, LOBBY, SALES, SHARED


@pytest.fixture
def heard(box):
    """Run an app that keeps what it hears and answers by the command's text."""
    app = bolt(box)
    bodies = []

    @app.command("/plain")
    @app.command("/myscore")
    def command(ack, body):
        bodies.append(body)
        if body["text"] != "say nothing":
            ack()

    @app.command("/paid")
    def paid(ack, command):
        answers = {
            "text": "plain words",
            "all": {"response_type": "in_channel", "text": "for all"},
            "wrong": {"text": "x", "blocks": [{"type": "nonsense"}]},
            "strange": {"words": "x"},
        }
        answer = answers[command["text"]]
        ack(answer)

    with connected(box, app):
        yield bodies


def test_a_command_arrives_as_slack_sends_it(heard, box, control):
    control.post("command", user=ANA, channel=SALES, text="/plain  two  words ")
    [body] = heard
    assert body.pop("response_url").startswith(f"{box.url}response/")
    assert body.pop("trigger_id").count(".") == 2
    assert body.pop("token")
    assert body == {
        "team_id": "T0ACME",
        "team_domain": "acme",
        "channel_id": SALES,
        "channel_name": "sales",
        "user_id": ANA,
        "user_name": "ana",
        "command": "/plain",
        "text": "two  words",
        "api_app_id": box.slack.credentials.app_id,
        "is_enterprise_install": "false",
    }


@pytest.mark.parametrize(
    ("command", "text", "arrives"),
    [
        ("/plain", "@bo & <x> #sales", "@bo & <x> #sales"),
        ("/myscore", "@bo & <x> #sales", f"<@{BO}|bo> &amp; &lt;x&gt; <#{SALES}|sales>"),
        ("/myscore", "@nobody a@b.example", "@nobody a@b.example"),
        ("/myscore", "see https://x.y/?a=1&b=2", "see <https://x.y/?a=1&amp;b=2>"),
    ],
)
def test_only_commands_that_ask_for_it_are_escaped(heard, control, command, text, arrives):
    control.post("command", user=ANA, channel=SALES, text=f"{command} {text}")
    assert heard[0]["text"] == arrives


def test_private_conversations_are_not_named(heard, box, control):
    control.post("command", user=BO, channel=BOARD, text="/plain")
    direct = control.post("home_opened", user=ANA)["channel"]
    control.post("command", user=ANA, channel=direct, text="/plain")
    assert [b["channel_name"] for b in heard] == ["privategroup", "directmessage"]


def test_commands_work_where_the_app_is_not(heard, control):
    assert control.post("command", user=FIN, channel=LOBBY, text="/plain")["ok"]


def test_a_command_that_nobody_takes_fails_in_slacks_words(heard, control):
    started = time.monotonic()
    seen = control.post("command", user=ANA, channel=SALES, text="/plain say nothing")
    assert time.monotonic() - started > 2.9
    assert seen["error"] == "operation_timeout"
    [message] = seen["messages"]
    assert message["text"] == '/plain failed with the error "operation_timeout"'
    assert message["is_ephemeral"]
    assert len(heard) == 1  # a command is not delivered again


def test_a_command_without_an_app_fails_at_once(control):
    seen = control.post("command", user=ANA, channel=SALES, text="/plain")
    assert seen["messages"][0]["text"] == '/plain failed with the error "dispatch_failed"'


def test_an_unknown_command_is_no_command(control):
    seen = control.post("command", user=ANA, channel=SALES, text="/nothing")
    assert seen["messages"][0]["text"] == "/nothing is not a valid command."
    seen = control.post("command", user=BO, channel=SALES, text="/nothing")
    assert seen["messages"][0]["text"] == "/nothing 不是有效的命令。"


def test_commands_do_not_work_in_threads(heard, client, control):
    root = client.chat_postMessage(channel=SALES, text="root")["ts"]
    seen = control.post("command", user=ANA, channel=SALES, text="/plain", thread_ts=root)
    assert seen["messages"][0]["text"] == "/plain is not supported in threads. Sorry!"
    assert heard == []


def test_an_answer_is_seen_by_all_only_when_it_says_so(heard, control):
    own = control.post("command", user=ANA, channel=SALES, text="/paid text")["messages"][0]
    everybodys = control.post("command", user=ANA, channel=SALES, text="/paid all")["messages"][0]
    assert (own["text"], own["is_ephemeral"]) == ("plain words", True)
    assert (everybodys["text"], everybodys["is_ephemeral"]) == ("for all", False)


@pytest.mark.parametrize("text", ["wrong", "strange"])
def test_an_answer_that_slack_would_not_take_is_not_shown(heard, control, text):
    seen = control.post("command", user=ANA, channel=SALES, text=f"/paid {text}")
    assert seen["error"] == "invalid_command_response"


@pytest.mark.parametrize(
    ("user", "channel", "error"),
    [
        (GUS, SALES, "channel_not_found"),
        (ANA, BOARD, "channel_not_found"),
        (BO, SHARED, "not_in_channel"),
        (ANA, "nowhere", "channel_not_found"),
        ("nobody", SALES, "user_not_found"),
    ],
)
def test_people_act_only_where_they_are(control, user, channel, error):
    seen = control.post("command", user=user, channel=channel, text="/plain")
    assert (seen["ok"], seen["error"]) == (False, error)
