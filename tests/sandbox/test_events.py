"""Events and sockets: subscriptions, redelivery, reconnecting, signed HTTP."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER
from tests.sandbox.app import bolt, connected, quit_quickly
from tests.sandbox.conftest import ANA, BO, GUS, MANIFEST, SALES, SHARED, ZOE, Control, workspace


def waited_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


@pytest.fixture
def heard(box):
    app = bolt(box)
    bodies = []

    def hear(body):
        bodies.append(body)

    for kind in ("message", "app_mention", "user_change", "team_join", "app_home_opened"):
        app.event(kind)(hear)
    with connected(box, app):
        yield bodies


def test_messages_are_told_where_the_app_is(heard, control):
    control.post("message", user=ANA, channel=SALES, text="hello @bo")
    control.post("message", user=ANA, channel="lobby", text="not told")
    waited_for(lambda: heard)
    [body] = heard
    event = body["event"]
    assert (event["type"], event["user"], event["text"]) == ("message", ANA, f"hello <@{BO}>")
    assert (event["channel_type"], body["event_id"][:2]) == ("channel", "Ev")


def test_a_mention_is_told_beside_the_message(heard, control):
    control.post("mention", user=ANA, channel=SALES, text="score")
    waited_for(lambda: len(heard) == 2)
    assert sorted(b["event"]["type"] for b in heard) == ["app_mention", "message"]
    assert heard[0]["event"]["text"] == f"<@{BOT_USER}> score"


def test_another_companys_person_is_marked_in_a_shared_channel(heard, control):
    control.post("message", user=ZOE, channel=SHARED, text="hi")
    waited_for(lambda: heard)
    assert heard[0]["event"]["user_team"] == "T0OTHER"
    assert heard[0]["is_ext_shared_channel"] is True


def test_changed_and_new_people_are_told(heard, control):
    control.post("user", id=BO, title="Director", locale="en-US")
    control.post("user", name="Chen", email="chen@example.com")
    waited_for(lambda: len(heard) == 2)
    kinds = {b["event"]["type"]: b["event"]["user"] for b in heard}
    assert kinds["user_change"]["profile"]["title"] == "Director"
    assert kinds["team_join"]["real_name"] == "Chen"


def test_an_unknown_field_of_a_person_is_refused(control):
    assert control.post("user", id=BO, colour="red")["error"] == "unknown member field: colour"


def test_opening_the_app_is_told(heard, control):
    control.post("home_opened", user=ANA)
    waited_for(lambda: heard)
    assert heard[0]["event"]["tab"] == "home"


def test_a_guest_sees_only_where_they_are(control):
    seen = control.get(f"seen?user={GUS}")
    assert [c["id"] for c in seen["channels"]] == [SHARED]


@contextmanager
def socket(box, listener):
    web_client = WebClient(box.app_token, base_url=box.api_url)
    client = SocketModeClient(app_token=box.app_token, web_client=web_client)
    client.socket_mode_request_listeners.append(listener)
    client.connect()
    try:
        yield client
    finally:
        quit_quickly(box, client, client.close)


def test_an_event_that_is_not_taken_comes_again_three_times(box, control, monkeypatch):
    monkeypatch.setattr("sandbox.delivery.socket_mode.ACK_SECONDS", 0.1)
    control.post("settings", retry_delays=[0, 0, 0])
    requests = []
    with socket(box, lambda _client, request: requests.append(request)):
        control.post("message", user=ANA, channel=SALES, text="x", settle=0)
        waited_for(lambda: len(requests) == 4)
        time.sleep(0.3)
    assert [(r.retry_attempt, r.retry_reason) for r in requests] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert len({r.payload["event_id"] for r in requests}) == 1


def test_each_envelope_goes_to_one_of_several_sockets(box, control):
    taken = {"a": 0, "b": 0}

    def taker(name):
        def take(client, request):
            taken[name] += 1
            client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

        return take

    with socket(box, taker("a")), socket(box, taker("b")):
        waited_for(lambda: box.slack.socket_mode.connections == 2)
        for _ in range(6):
            assert control.post("command", user=ANA, channel=SALES, text="/plain", settle=0)["ok"]
    assert taken == {"a": 3, "b": 3}


def test_a_ticket_opens_one_socket(box):
    client = WebClient(box.app_token, base_url=box.api_url)
    url = client.apps_connections_open(app_token=box.app_token)["url"]
    used = SocketModeClient(
        app_token=box.app_token, web_client=client, auto_reconnect_enabled=False
    )
    used.wss_uri = url
    used.connect()
    waited_for(lambda: box.slack.socket_mode.connections == 1)
    ticket = url.split("ticket=")[1].split("&")[0]
    assert ticket not in box.slack.socket_mode._tickets
    quit_quickly(box, used, used.close)


def test_an_app_that_is_told_to_reconnect_comes_back(box, control):
    app = bolt(box)
    app.command("/plain")(lambda ack: ack("here"))
    with connected(box, app):
        assert control.post("disconnect", reason="refresh_requested")["sockets"] == 1
        waited_for(lambda: box.slack.socket_mode.connections == 1, 15)
        seen = control.post("command", user=ANA, channel=SALES, text="/plain")
    assert seen["messages"][0]["text"] == "here"


@contextmanager
def http_app(answer):
    """Serve an app over HTTP that keeps the requests it got."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append((dict(self.headers), body))
            status, text = answer(len(requests))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events", requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def over_http(answer):
    with (
        http_app(answer) as (url, requests),
        Sandbox(workspace(), MANIFEST, request_url=url) as box,
    ):
        yield box, requests


def test_http_requests_are_signed_as_slack_signs_them():
    with over_http(lambda _n: (200, '{"text": "over http"}')) as (box, requests):
        seen = Control(box.url).post("command", user=ANA, channel=SALES, text="/plain 中文")
        [(headers, body)] = requests
        assert SignatureVerifier(box.signing_secret).is_valid_request(body, headers)
        assert not SignatureVerifier("other").is_valid_request(body, headers)
    assert seen["messages"][0]["text"] == "over http"
    assert parse_qs(body.decode())["text"] == ["中文"]


def test_http_events_come_again_with_their_reason():
    with over_http(lambda n: (500, "") if n < 3 else (200, "")) as (box, requests):
        control = Control(box.url)
        control.post("settings", retry_delays=[0, 0, 0])
        control.post("message", user=ANA, channel=SALES, text="x", settle=0)
        waited_for(lambda: len(requests) == 3)
    retries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in requests]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert json.loads(requests[2][1])["type"] == "event_callback"


def test_a_dropped_file_is_told_and_can_be_fetched(box, client, control):
    app = bolt(box)
    told = []

    @app.event("file_shared")
    def shared(event):
        told.append(event)

    @app.event({"type": "message", "subtype": "file_share"})
    def message(event):
        told.append(event)

    with connected(box, app):
        drop = {"channel": SALES, "filename": "bank.csv", "text": "a;b", "comment": "for @huikuan"}
        control.post("upload", user=ANA, **drop)
        waited_for(lambda: len(told) == 2)
    file_id = next(e["file_id"] for e in told if e["type"] == "file_shared")
    assert client.files_info(file=file_id)["file"]["user"] == ANA
    [posted] = [e for e in told if e["type"] == "message"]
    assert (posted["text"], posted["files"][0]["name"]) == (f"for <@{BOT_USER}>", "bank.csv")


def test_a_file_where_the_app_is_not_is_not_its_to_see(client, control):
    file_id = control.post("upload", user=ANA, channel="lobby", filename="a.txt", text="x")["file"]
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=file_id)


def test_any_event_the_app_wants_can_be_told(heard, control):
    control.post("event", event={"type": "team_join", "user": {"id": "U1"}})
    waited_for(lambda: heard)
    assert control.post("event", event={"type": "app_uninstalled"})["ok"] is False
