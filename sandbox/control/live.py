"""Live updates: each page holds a socket and is told what changes for its person."""

import asyncio
import contextlib
from typing import Any

from aiohttp import web

from sandbox.control import shown
from sandbox.core import Slack
from sandbox.state import Change
from sandbox.view import to_slack as view_json

Json = dict[str, Any]
PING_SECONDS = 20.0


class Live:
    """Serve the pages' sockets."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._open: set[web.WebSocketResponse] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it goes away."""
        user = request.query.get("user", "")
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        changes: asyncio.Queue[Change] = asyncio.Queue()
        self._slack.state.listeners.append(changes.put_nowait)
        self._open.add(socket)
        writer = asyncio.create_task(self._write(socket, user, changes))
        try:
            await socket.send_json(shown.seen(self._slack, user))
            async for _ in socket:
                pass
        finally:
            self._slack.state.listeners.remove(changes.put_nowait)
            self._open.discard(socket)
            writer.cancel()
        return socket

    async def close(self) -> None:
        """Close every page's socket."""
        for socket in list(self._open):
            await socket.close(code=1001)

    async def _write(
        self, socket: web.WebSocketResponse, user: str, changes: asyncio.Queue[Change]
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                told = self._told(user, await changes.get())
                if told is not None:
                    await socket.send_json(told)

    def _told(self, user: str, change: Change) -> Json | None:
        if change.kind in {"reset", "member", "channel", "clock"}:
            return shown.seen(self._slack, user)
        if change.kind == "app":
            return {"type": "app", "app": shown.app_json(self._slack)}
        if change.kind == "message":
            return self._message(user, change)
        if change.user != user:
            return None
        state = self._slack.state
        if change.kind == "home":
            home = state.homes.get(user)
            return {"type": "home", "home": view_json(home) if home else None}
        modal = state.open_view(user)
        return {
            "type": "view",
            "view": view_json(modal) | {"errors": modal.errors} if modal else None,
        }

    def _message(self, user: str, change: Change) -> Json | None:
        state = self._slack.state
        channel = state.channels.get(change.channel)
        if change.user not in {"", user} or channel is None or not state.sees(user, channel):
            return None
        message = state.ephemeral(user, change.ts) or state.message(change.channel, change.ts)
        if message is None:
            return {"type": "removed", "channel": change.channel, "ts": change.ts}
        told = {"type": "message", "message": shown.message_json(self._slack, message)}
        parent = state.message(message.channel, message.thread_ts) if message.is_reply else None
        if parent is not None:
            told["parent"] = shown.message_json(self._slack, parent)
        return told
