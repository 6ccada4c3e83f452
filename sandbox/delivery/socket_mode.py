"""Socket Mode: the app dials in with a ticket, and envelopes go to one of its sockets."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.delivery.envelope import ACK_SECONDS, Ack, Envelope

MAX_CONNECTIONS = 10
GRACE_SECONDS = 0.5
PING_SECONDS = 10.0

Note = Callable[[str, str, str, Any], None]


class SocketMode:
    """Keep the app's sockets, and share the envelopes out among them."""

    def __init__(self, app_id: str, note: Note, moved: Callable[[], None]) -> None:
        self._app_id = app_id
        self._note = note
        self._moved = moved
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._retired: set[web.WebSocketResponse] = set()
        self._pending: dict[str, asyncio.Future[Ack]] = {}
        self._turn = 0

    @property
    def connections(self) -> int:
        """Count the sockets that take envelopes."""
        return len(self._sockets)

    def ticket(self) -> str:
        """Make a ticket that opens one socket, once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._sockets) >= MAX_CONNECTIONS:
            return web.Response(status=403 if ticket not in self._tickets else 429)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        self._sockets.append(socket)
        self._moved()
        try:
            await self._send(socket, self._hello())
            await self._read(socket)
        finally:
            self._forget(socket)
        return socket

    async def deliver(self, envelope: Envelope) -> Ack:
        """Send an envelope down one socket and wait for its ack."""
        if not self._sockets:
            return Ack(error="dispatch_failed")
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._pending[envelope.id] = future
        try:
            await self._send(self._next(), _frame(envelope))
            return await asyncio.wait_for(future, ACK_SECONDS)
        except TimeoutError:
            return Ack(error="operation_timeout")
        except ConnectionError:
            return Ack(error="dispatch_failed")
        finally:
            self._pending.pop(envelope.id, None)

    async def disconnect(self, reason: str) -> int:
        """Tell every socket to reconnect, and close it shortly after."""
        leaving, self._sockets = self._sockets, []
        self._retired.update(leaving)
        for socket in leaving:
            with contextlib.suppress(ConnectionError):
                await self._send(socket, {"type": "disconnect", "reason": reason, **_debug()})
            asyncio.get_running_loop().call_later(GRACE_SECONDS, _close_soon, socket)
        return len(leaving)

    async def drop(self) -> int:
        """Cut every socket without a word."""
        leaving, self._sockets = self._sockets, []
        for socket in leaving:
            _abort(socket)
        return len(leaving)

    async def close(self) -> None:
        """Close every socket."""
        for socket in [*self._sockets, *self._retired]:
            await socket.close(code=1001)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            **_debug(),
            "connection_info": {"app_id": self._app_id},
        }

    def _next(self) -> web.WebSocketResponse:
        self._turn += 1
        return self._sockets[self._turn % len(self._sockets)]

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self._retired.discard(socket)
        if socket in self._sockets:
            self._sockets.remove(socket)
        self._moved()

    async def _send(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        self._note("out", "socket", str(frame.get("type", "")), frame)
        await socket.send_str(json.dumps(frame, ensure_ascii=False))

    async def _read(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._take(message.data)

    def _take(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        self._note("in", "socket", "ack", frame)
        future = self._pending.get(frame.get("envelope_id", ""))
        if future is not None and not future.done():
            future.set_result(Ack(payload=frame.get("payload")))


def _frame(envelope: Envelope) -> dict[str, Any]:
    frame = {
        "envelope_id": envelope.id,
        "payload": envelope.payload,
        "type": envelope.kind,
        "accepts_response_payload": envelope.accepts_payload,
    }
    if envelope.kind == "events_api":
        frame |= {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
    return frame


def _debug() -> dict[str, Any]:
    return {
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060}
    }


def _close_soon(socket: web.WebSocketResponse) -> None:
    task = asyncio.get_running_loop().create_task(_close(socket))
    task.add_done_callback(lambda done: done.exception())


async def _close(socket: web.WebSocketResponse) -> None:
    await socket.close(code=1001)


def _abort(socket: web.WebSocketResponse) -> None:
    transport = socket._req.transport if socket._req is not None else None  # noqa: SLF001
    if transport is not None:
        transport.abort()
