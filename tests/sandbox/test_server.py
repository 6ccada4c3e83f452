"""The sandbox as a process: ports, threads, who may talk to it, its log and clock."""

import socket
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

from sandbox.server import Sandbox
from tests.sandbox.app import end
from tests.sandbox.conftest import ANA, MANIFEST, SALES, Control, workspace


def status(box, path="/control/state", **headers):
    connection = HTTPConnection(urlsplit(box.url).netloc, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_taken_port_is_told(box):
    with pytest.raises(OSError, match="in use"):
        Sandbox(workspace(), MANIFEST, port=box.port).start()


def test_it_listens_on_this_machine_only():
    with pytest.raises(AssertionError, match="loopback"):
        Sandbox(workspace(), MANIFEST, host="0.0.0.0")  # noqa: S104


def test_stopping_leaves_no_thread_and_no_socket():
    before = set(threading.enumerate())
    box = Sandbox(workspace(), MANIFEST)
    box.start()
    port = box.port
    box.stop()
    box.stop()
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_another_sites_page_cannot_reach_it(box):
    assert status(box) == 200
    assert status(box, Origin=box.url.rstrip("/")) == 200
    assert status(box, Origin="https://evil.example") == 403
    assert status(box, Host="evil.example") == 403


def test_the_page_is_served(box):
    assert status(box, "/") == 200
    assert status(box, "/page/js/app.js") == 200
    assert status(box, "/page/../server.py") == 404


def test_the_log_holds_no_secret(box, client, control):
    client.chat_postMessage(channel=SALES, text=f"my token is {box.bot_token}")
    client.apps_connections_open(app_token=box.app_token)
    text = str(control.get("log"))
    for secret in (box.bot_token, box.app_token, box.signing_secret):
        assert secret not in text
    assert "chat.postMessage" in text


def test_the_log_comes_in_pages(client, control):
    client.auth_test()
    first = control.get("log?limit=1")
    rest = control.get(f"log?since={first['next']}")
    assert [e["seq"] for e in first["entries"] + rest["entries"]] == [1, 2]


def test_who_goes_by_the_clock_is_told_and_the_page_offers_to_move_it(box, control):
    told = []
    assert control.get("seen")["has_clock"] is False
    box.slack.clock.tell = told.append
    control.post("clock", set="2026-11-23T01:30:00+00:00", stopped=True)
    control.post("clock", advance=60)
    assert [seconds - told[0] for seconds in told] == [0, 60]
    assert control.get("seen")["has_clock"] is True


def test_the_clock_can_be_set_and_moved(client, control):
    control.post("clock", set="2026-11-23T01:30:00+00:00", stopped=True)
    ts = client.chat_postMessage(channel=SALES, text="x")["ts"]
    assert ts == "1795397400.000000"
    assert control.post("clock", advance=60)["iso"] == "2026-11-23T01:31:00.000+00:00"
    assert control.post("clock", set="yesterday")["ok"] is False


def test_a_reset_goes_back_to_the_start(client, control):
    client.chat_postMessage(channel=SALES, text="x")
    control.post("user", name="Chen")
    control.post("reset")
    state = control.get("state")
    assert state["messages"][SALES] == []
    assert len(state["users"]) == 6


def test_a_wrong_control_is_told(control):
    assert control.post("dance")["error"] == "unknown control: dance"
    assert control.post("click", user=ANA, channel=SALES, message_ts="1.1")["ok"] is False


def test_stopping_does_not_wait_for_an_app_that_is_silent(monkeypatch):
    monkeypatch.setattr("sandbox.delivery.socket_mode.ACK_SECONDS", 60)
    box = Sandbox(workspace(), MANIFEST)
    box.start()
    web_client = WebClient(box.app_token, base_url=box.api_url)
    silent = SocketModeClient(box.app_token, web_client=web_client, auto_reconnect_enabled=False)
    silent.connect()
    typing = threading.Thread(target=command_that_is_cut_off, args=(box,))
    typing.start()
    time.sleep(0.3)
    started = time.monotonic()
    box.stop()
    assert time.monotonic() - started < 30, "it waited for the app"
    typing.join()
    end(silent, silent.close)


def command_that_is_cut_off(box):
    with suppress(HTTPException, OSError, ValueError):
        Control(box.url).post("command", user=ANA, channel=SALES, text="/plain")
