"""A real Bolt app in Socket Mode against the sandbox."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Control


def bolt(box: Sandbox) -> App:
    client = WebClient(box.bot_token, base_url=box.api_url, retry_handlers=[])
    return App(client=client, signing_secret=box.signing_secret)


@contextmanager
def connected(box: Sandbox, app: App) -> Iterator[SocketModeHandler]:
    web_client = WebClient(box.app_token, base_url=box.api_url)
    handler = SocketModeHandler(
        app, app_token=box.app_token, web_client=web_client, ping_interval=1
    )
    handler.client.auto_reconnect_enabled = True
    handler.connect()
    try:
        yield handler
    finally:
        quit_quickly(box, handler.client, handler.close)


def quit_quickly(box: Sandbox, client: SocketModeClient, close: Callable[[], None]) -> None:
    """Close a client that would else wait 3 s for a frame and 1 s for a message."""
    client.auto_reconnect_enabled = False
    Control(box.url).post("disconnect", silent=True)
    end(client, close)


def end(client: SocketModeClient, close: Callable[[], None]) -> None:
    """Close a client that says to itself that it ends, and now and then listens on for ever."""
    closing = Thread(target=close)
    closing.start()
    while closing.is_alive():
        client.current_session_state.terminated = True
        client.message_queue.put("")
        closing.join(0.01)
