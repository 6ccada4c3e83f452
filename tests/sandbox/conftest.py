"""A workspace with the fixed cast, and an app that a test can teach to answer."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, Channel, Member, Workspace, channel_id, member_id

ANA, BO, MEI, FIN, ZOE, GUS = (member_id(n) for n in ("ana", "bo", "mei", "fin", "zoe", "gus"))
SALES, BOARD, SHARED, LOBBY = (channel_id(n) for n in ("sales", "board", "shared", "lobby"))

MANIFEST = {
    "_metadata": {"major_version": 2},
    "display_information": {"name": "Huikuan"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Huikuan"},
        "shortcuts": [
            {
                "name": "Record as payment",
                "type": "message",
                "callback_id": "record_payment",
                "description": "Book the money that a message tells of",
            }
        ],
        "slash_commands": [
            {
                "command": "/myscore",
                "description": "Your score, and what to collect next",
                "usage_hint": "[period]",
                "should_escape": True,
            },
            {
                "command": "/paid",
                "description": "Record that money has arrived",
                "usage_hint": "INV-1023 50,000 2026-11-20",
                "should_escape": True,
            },
            {"command": "/plain", "description": "Takes the line as it was typed"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *("commands", "chat:write", "im:write", "users:read", "users:read.email"),
                *("channels:read", "groups:read", "im:read", "files:read", "files:write"),
                *("app_mentions:read", "channels:history", "groups:history", "im:history"),
                "team:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                *("app_mention", "app_home_opened", "message.channels", "message.im"),
                *("user_change", "team_join", "member_joined_channel", "file_shared"),
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def workspace() -> Workspace:
    return Workspace(
        "T0ACME",
        "Acme",
        members=(
            Member(ANA, "Ana", "ana@example.com", title="Sales rep"),
            Member(BO, "Bo", "bo@example.com", title="Sales manager", locale="zh-CN"),
            Member(MEI, "Mei", "mei@example.com", title="Finance", locale="zh-CN"),
            Member(FIN, "Fin", "fin@example.com", title="Finance", is_admin=True),
            Member(ZOE, "Zoe", "zoe@other.example", team_id="T0OTHER", is_stranger=True),
            Member(GUS, "Gus", "gus@example.com", is_restricted=True),
        ),
        channels=(
            Channel(SALES, "sales", (ANA, BO, MEI, BOT_USER)),
            Channel(BOARD, "board", (BO, FIN), is_private=True),
            Channel(SHARED, "shared", (ANA, ZOE, GUS, BOT_USER), is_ext_shared=True),
            Channel(LOBBY, "lobby", (ANA, FIN)),
        ),
    )


@dataclass
class Control:
    """The control API by its names."""

    url: str

    def get(self, what: str) -> dict:
        return self._ask("GET", what)

    def post(self, what: str, **body: object) -> dict:
        return self._ask("POST", what, json.dumps(body))

    def _ask(self, method: str, what: str, body: str | None = None) -> dict:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        with closing(connection):
            connection.request(method, f"/control/{what}", body)
            return json.load(connection.getresponse())


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(workspace(), MANIFEST) as running:
        yield running


@pytest.fixture
def control(box: Sandbox) -> Control:
    return Control(box.url)


@pytest.fixture
def client(box: Sandbox) -> WebClient:
    return WebClient(box.bot_token, base_url=box.api_url, retry_handlers=[])
