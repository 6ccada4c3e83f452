"""The sandbox goes wrong on request, and only then."""

import http.client
import time

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.app import bolt, connected
from tests.sandbox.conftest import ANA, SALES
from tests.sandbox.test_events import waited_for


def post(client, words="x"):
    return client.chat_postMessage(channel=SALES, text=words)


def texts(control):
    return [m["text"] for m in control.get("state")["messages"][SALES]]


def test_a_rate_limit_says_when_to_come_back(client, control):
    fault = {"kind": "ratelimited", "target": "chat.*", "seconds": 7}
    control.post("misbehave", faults=[fault])
    client.auth_test()
    with pytest.raises(SlackApiError) as caught:
        post(client)
    answer = caught.value.response
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert post(client)["ok"]
    assert texts(control) == ["x"]


@pytest.mark.parametrize(("kind", "kept"), [("error_before", []), ("error_after", ["x"])])
def test_a_server_error_comes_before_or_after_the_work(client, control, kind, kept):
    control.post("misbehave", faults=[{"kind": kind, "status": 502}])
    with pytest.raises(SlackApiError):
        post(client)
    assert texts(control) == kept


@pytest.mark.parametrize(("kind", "kept"), [("lost_before", []), ("lost_after", ["x"])])
def test_an_answer_is_lost_before_or_after_the_work(client, control, kind, kept):
    control.post("misbehave", faults=[{"kind": kind, "target": "chat.postMessage"}])
    with pytest.raises((http.client.HTTPException, OSError)):
        post(client)
    assert texts(control) == kept


def test_a_revoked_token_stays_revoked_until_it_is_cleared(client, control):
    control.post("misbehave", faults=[{"kind": "revoked", "times": -1}])
    for _ in range(2):
        with pytest.raises(SlackApiError, match="token_revoked"):
            client.auth_test()
    control.post("misbehave", clear=True)
    assert client.auth_test()["ok"]


def test_dice_fall_the_same_way_for_the_same_seed(client, control):
    def falls():
        fault = {"kind": "error_before", "times": -1, "chance": 0.5}
        control.post("misbehave", clear=True, seed=7, faults=[fault])
        results = []
        for _ in range(12):
            try:
                results.append(client.auth_test()["ok"])
            except SlackApiError:
                results.append(False)
        return results

    first = falls()
    assert first == falls()
    assert set(first) == {True, False}


def test_a_fault_may_let_some_pass_first(client, control):
    control.post("misbehave", faults=[{"kind": "error_before", "skip": 2}])
    assert [post(client)["ok"] for _ in range(2)] == [True, True]
    with pytest.raises(SlackApiError):
        post(client)


def test_an_unknown_fault_is_refused(control):
    assert control.post("misbehave", faults=[{"kind": "earthquake"}])["ok"] is False
    assert control.post("misbehave", faults=[{"kind": "slow", "colour": 1}])["ok"] is False


@pytest.fixture
def heard(box, control):
    control.post("settings", retry_delays=[0, 0, 0])
    app = bolt(box)
    heard = []
    app.command("/plain")(lambda ack, body: (heard.append(body["text"]), ack()))

    @app.event("message")
    def message(event, body):
        heard.append((event["text"], body["event_id"]))

    with connected(box, app):
        yield heard


def write(control, words):
    control.post("message", user=ANA, channel=SALES, text=words, settle=0)


def test_a_delivery_comes_twice(heard, control):
    control.post("misbehave", faults=[{"kind": "duplicate", "target": "/plain", "seconds": 0}])
    control.post("command", user=ANA, channel=SALES, text="/plain once", settle=0)
    waited_for(lambda: heard == ["once", "once"])


def test_a_lost_ack_brings_the_event_again(heard, control, monkeypatch):
    monkeypatch.setattr("sandbox.delivery.mischief.ACK_SECONDS", 0.05)
    control.post("misbehave", faults=[{"kind": "lost_ack", "target": "message"}])
    write(control, "x")
    waited_for(lambda: len(heard) == 2)
    assert heard[0] == heard[1]


def test_a_delivery_comes_late(heard, control):
    control.post("misbehave", faults=[{"kind": "late", "target": "message", "seconds": 0.4}])
    started = time.monotonic()
    write(control, "x")
    waited_for(lambda: heard)
    assert time.monotonic() - started >= 0.4


def test_deliveries_change_places(heard, control):
    control.post("misbehave", faults=[{"kind": "reorder", "target": "message", "seconds": 3}])
    write(control, "first")
    write(control, "second")
    waited_for(lambda: len(heard) == 2)
    assert [words for words, _ in heard] == ["second", "first"]


def test_a_dropped_socket_brings_the_event_again_later(heard, box, control):
    control.post("settings", retry_delays=[1, 2, 4])
    control.post("misbehave", faults=[{"kind": "drop_socket", "target": "message"}])
    write(control, "x")
    waited_for(lambda: heard, 10)
    assert [words for words, _ in heard] == ["x"]
