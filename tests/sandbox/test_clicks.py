"""Clicks, response addresses and trigger ids."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.app import bolt, connected
from tests.sandbox.conftest import ANA, BO, MEI, SALES, SHARED, ZOE

MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}


def card(*elements):
    return [{"type": "actions", "block_id": "b", "elements": list(elements)}]


def text(words):
    return {"type": "plain_text", "text": words}


BUTTON = {"type": "button", "action_id": "go", "value": "v1", "text": text("Go")}


@pytest.fixture
def heard(box):
    app = bolt(box)
    bodies = []

    @app.action("go")
    def go(ack, body):
        bodies.append(body)
        ack()

    @app.action("answers")
    def answers(ack, body):
        bodies.append(body)
        ack({"text": "on the ack"})

    @app.command("/plain")
    def plain(ack, body):
        bodies.append(body)
        ack(blocks=card(BUTTON), text="card")

    with connected(box, app):
        yield bodies


def post(url, body):
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=30)
    connection.request("POST", parts.path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    result = answer.status, json.loads(answer.read())
    connection.close()
    return result


def test_a_click_on_a_message_carries_the_message(heard, client, control):
    ts = client.chat_postMessage(channel=SALES, text="t", blocks=card(BUTTON))["ts"]
    assert control.post("click", user=ANA, channel=SALES, message_ts=ts, action_id="go")["ok"]
    [body] = heard
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": SALES,
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == ts
    [action] = body["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("go", "v1", "button")
    assert body["user"]["team_id"] == "T0ACME"


def test_a_click_on_an_ephemeral_message_does_not(heard, control):
    seen = control.post("command", user=ANA, channel=SALES, text="/plain")["messages"][0]
    control.post("click", user=ANA, channel=SALES, message_ts=seen["ts"], action_id="go")
    body = heard[1]
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body


def test_nobody_else_can_press_what_one_person_sees(heard, control):
    seen = control.post("command", user=ANA, channel=SALES, text="/plain")["messages"][0]
    other = control.post("click", user=BO, channel=SALES, message_ts=seen["ts"], action_id="go")
    assert other["error"] == "message_not_found"


def test_another_companys_person_carries_their_own_team(heard, client, control):
    ts = client.chat_postMessage(channel=SHARED, text="t", blocks=card(BUTTON))["ts"]
    control.post("click", user=ZOE, channel=SHARED, message_ts=ts, action_id="go")
    assert heard[0]["user"]["team_id"] == "T0OTHER"
    assert heard[0]["team"]["id"] == "T0ACME"


def test_what_comes_with_a_clicks_ack_is_no_answer(heard, client, control):
    blocks = card({**BUTTON, "action_id": "answers"})
    ts = client.chat_postMessage(channel=SALES, text="t", blocks=blocks)["ts"]
    click = {"user": ANA, "channel": SALES, "message_ts": ts}
    seen = control.post("click", **click, action_id="answers", settle=0.2)
    assert (seen["ok"], seen["messages"]) == (True, [])
    assert [e["kind"] for e in control.get("log")["entries"]].count("ignored") == 1


MENU = [{"text": text("A"), "value": "a"}, {"text": text("B"), "value": "b"}]


@pytest.mark.parametrize(
    ("element", "answer", "told"),
    [
        ({"type": "static_select", "options": MENU}, "b", {"selected_option": MENU[1]}),
        ({"type": "radio_buttons", "options": MENU}, "a", {"selected_option": MENU[0]}),
        ({"type": "checkboxes", "options": MENU}, ["a", "b"], {"selected_options": MENU}),
        ({"type": "overflow", "options": MENU}, "a", {"selected_option": MENU[0]}),
        ({"type": "users_select"}, BO, {"selected_user": BO}),
        ({"type": "multi_users_select"}, [BO, MEI], {"selected_users": [BO, MEI]}),
        ({"type": "channels_select"}, SALES, {"selected_channel": SALES}),
        ({"type": "datepicker"}, "2026-11-30", {"selected_date": "2026-11-30"}),
        ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ],
)
def test_what_was_chosen_is_told(heard, client, control, *, element, answer, told):
    blocks = card({**element, "action_id": "go"})
    ts = client.chat_postMessage(channel=SALES, text="t", blocks=blocks)["ts"]
    where = {"user": ANA, "channel": SALES, "message_ts": ts, "action_id": "go"}
    assert control.post("click", **where, value=answer)["ok"]
    assert heard[0]["actions"][0].items() >= told.items()


def test_what_is_not_offered_cannot_be_chosen(heard, client, control):
    blocks = card({"type": "static_select", "action_id": "go", "options": MENU})
    ts = client.chat_postMessage(channel=SALES, text="t", blocks=blocks)["ts"]
    seen = control.post("click", user=ANA, channel=SALES, message_ts=ts, action_id="go", value="z")
    assert seen["error"] == "option_not_offered: z"


def test_a_response_address_takes_five_answers(heard, control):
    control.post("command", user=ANA, channel=SALES, text="/plain")
    url = heard[0]["response_url"]
    assert [post(url, {"text": str(n)})[0] for n in range(5)] == [200] * 5
    assert post(url, {"text": "6"}) == (404, {"ok": False, "error": "used_url"})
    own = control.get("state")["ephemerals"][ANA]
    assert [m["text"] for m in own] == ["card", "0", "1", "2", "3", "4"]


def test_a_response_address_lasts_half_an_hour(heard, control):
    control.post("command", user=ANA, channel=SALES, text="/plain")
    url = heard[0]["response_url"]
    control.post("clock", advance=30 * 60 - 5)
    assert post(url, {"text": "x"})[0] == 200
    control.post("clock", advance=10)
    assert post(url, {"text": "x"}) == (404, {"ok": False, "error": "expired_url"})


def test_an_unknown_response_address_is_not_found(box):
    assert post(f"{box.url}response/none", {"text": "x"})[0] == 404


def test_an_answer_is_checked_like_a_message(heard, control):
    control.post("command", user=ANA, channel=SALES, text="/plain")
    url = heard[0]["response_url"]
    assert post(url, {"text": ""}) == (400, {"ok": False, "error": "no_text"})
    assert post(url, {"text": "x", "blocks": [{"type": "no"}]})[1]["error"] == "invalid_blocks"


def test_an_answer_replaces_or_deletes_what_was_clicked(heard, client, control):
    ts = client.chat_postMessage(channel=SALES, text="t", blocks=card(BUTTON))["ts"]
    control.post("click", user=ANA, channel=SALES, message_ts=ts, action_id="go")
    url = heard[0]["response_url"]
    post(url, {"text": "new", "replace_original": True})
    [message] = control.get("state")["messages"][SALES]
    assert (message["ts"], message["text"], message.get("blocks")) == (ts, "new", None)
    post(url, {"delete_original": True})
    assert control.get("state")["messages"][SALES] == []


def test_an_answer_may_go_to_everybody(heard, client, control):
    ts = client.chat_postMessage(channel=SALES, text="t", blocks=card(BUTTON))["ts"]
    control.post("click", user=ANA, channel=SALES, message_ts=ts, action_id="go")
    answer = {"text": "done", "response_type": "in_channel", "thread_ts": ts}
    post(heard[0]["response_url"], answer)
    message = control.get("state")["messages"][SALES][1]
    assert (message["text"], message["thread_ts"]) == ("done", ts)


def open_view(client, trigger_id):
    try:
        return client.views_open(trigger_id=trigger_id, view=MODAL)["ok"]
    except SlackApiError as refused:
        return refused.response["error"]


def test_a_trigger_opens_one_modal_within_three_seconds(heard, client, control):
    control.post("clock", set="2026-11-23T01:00:00+00:00", stopped=True)
    for _ in range(2):
        control.post("command", user=ANA, channel=SALES, text="/plain")
    first, second = (body["trigger_id"] for body in heard)
    control.post("clock", advance=3)
    assert open_view(client, first) is True
    assert open_view(client, first) == "exchanged_trigger_id"
    control.post("clock", advance=0.1)
    assert open_view(client, second) == "expired_trigger_id"
    assert open_view(client, "1.2.3") == "invalid_trigger_id"
