"""Socket Mode: the bot dials in, takes envelopes, and dials in again whenever it got cut off.

Our own few lines on aiohttp instead of the SDK's clients: the built-in one notices a lost peer
after 9 seconds at best, sends no frame over 64 KB and cuts the line before its answers are out;
the asyncio one waits up to 10 seconds to say goodbye to a peer that is gone.
"""

import asyncio
import json
from collections.abc import Callable
from time import monotonic
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import log
from bot.deadline import arrived
from bot.gateway import SlackRefused, SlackUnreachable, call, web_client
from bot.settings import Settings
from bot.workers import Workers

HEARTBEAT_SECONDS = 4.0  # a silent peer is lost after this and half of it again
CONNECT_SECONDS = 5.0
LINGER_SECONDS = 30.0  # what a line that Slack asked us to replace may still deliver
STEADY_SECONDS = 10.0  # a line that held so long was no failure
PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0)
RATE_LIMITED_SECONDS = 30.0
GIVE_UP_SECONDS = 600.0
MOST_BYTES = 16 * 1024 * 1024


class GaveUp(Exception):
    """No connection for ten minutes: better a fresh process than a deaf one."""


class SocketMode:
    """One process's line to Slack; `busy` is the ack of a command that found no free place."""

    def __init__(
        self,
        settings: Settings,
        app: App,
        workers: Workers,
        busy: Callable[[], dict[str, Any]],
    ) -> None:
        self._client = web_client(settings, settings.app_token)
        self._app = app
        self._workers = workers
        self._busy = busy
        self._answers: set[asyncio.Task[None]] = set()
        self._lines: set[asyncio.Task[None]] = set()
        self._is_closing = False
        self._heard_at = monotonic()
        self._failures = 0

    async def run(self, stop: asyncio.Event, grace_seconds: float) -> None:
        """Serve until `stop`, then let what was taken be answered."""
        async with aiohttp.ClientSession(trust_env=True) as session:
            serving = asyncio.create_task(self._serve(session))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self._is_closing = True
            if self._answers:
                await asyncio.wait(self._answers, timeout=grace_seconds)
            tasks = {serving, stopping, *self._lines}
            if serving.done() and (error := serving.exception()):
                raise error
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=1.0)

    async def _serve(self, session: aiohttp.ClientSession) -> None:
        """Keep one line open; one that is being replaced still delivers what it has."""
        while True:
            dialled_at, replaceable = monotonic(), asyncio.Event()
            line = asyncio.create_task(self._line(session, replaceable))
            self._lines.add(line)
            line.add_done_callback(self._lines.discard)
            await replaceable.wait()
            held = monotonic() - dialled_at >= STEADY_SECONDS
            self._failures = 0 if held else self._failures + 1
            await self._pause()

    async def _pause(self) -> None:
        if monotonic() - self._heard_at > GIVE_UP_SECONDS:
            raise GaveUp
        if self._failures:
            await asyncio.sleep(PAUSES_SECONDS[min(self._failures, len(PAUSES_SECONDS)) - 1])

    async def _line(self, session: aiohttp.ClientSession, replaceable: asyncio.Event) -> None:
        try:
            socket = await self._dial(session)
            try:
                await self._read(socket, replaceable)
            finally:
                await socket.close()
        except (SlackRefused, SlackUnreachable, aiohttp.ClientError, OSError, ValueError) as error:
            reason = error.error if isinstance(error, SlackRefused) else type(error).__name__
            log.warning("socket_lost", reason=reason)
            if reason in {"ratelimited", "rate_limited"}:
                await asyncio.sleep(RATE_LIMITED_SECONDS)
        finally:
            replaceable.set()

    async def _dial(self, session: aiohttp.ClientSession) -> ClientWebSocketResponse:
        token = self._client.token
        answer = await asyncio.to_thread(call, self._client.apps_connections_open, app_token=token)
        return await asyncio.wait_for(
            session.ws_connect(
                answer["url"],
                heartbeat=HEARTBEAT_SECONDS,
                timeout=ClientWSTimeout(ws_close=0.5),
                max_msg_size=MOST_BYTES,
            ),
            CONNECT_SECONDS,
        )

    async def _read(self, socket: ClientWebSocketResponse, replaceable: asyncio.Event) -> None:
        """Take frames; the first one is Slack's hello, or the line is deaf."""
        frame = await socket.receive(CONNECT_SECONDS)
        while frame.type is WSMsgType.TEXT:
            self._take(socket, json.loads(frame.data), replaceable)
            frame = await socket.receive(LINGER_SECONDS if replaceable.is_set() else None)
        log.info("socket_closed", code=socket.close_code)

    def _take(
        self, socket: ClientWebSocketResponse, frame: dict[str, Any], replaceable: asyncio.Event
    ) -> None:
        self._heard_at = monotonic()
        match frame.get("type"):
            case "hello":
                log.info("socket_open")
            case "disconnect":
                log.info("socket_replaced", reason=frame.get("reason"))
                replaceable.set()
            case _ if not self._is_closing and (request := SocketModeRequest.from_dict(frame)):
                task = asyncio.create_task(self._answer(socket, request))
                self._answers.add(task)
                task.add_done_callback(self._answers.discard)

    def _run(self, request: SocketModeRequest, moment: float) -> BoltResponse:
        """Let Bolt answer; what waited for a free thread has that much less time."""
        with arrived(moment):
            response: BoltResponse = run_bolt_app(self._app, request)
        return response

    async def _answer(self, socket: ClientWebSocketResponse, request: SocketModeRequest) -> None:
        future = self._workers.submit(self._run, request, monotonic())
        if future is not None:
            response = await asyncio.wrap_future(future)
            if response.status != 200:
                log.warning("not_acknowledged", type=request.type, status=response.status)
                return
            payload = json.loads(response.body) if response.body else None
        elif request.type == "slash_commands":
            payload = self._busy()
        else:
            return
        ack = {"envelope_id": request.envelope_id, **({"payload": payload} if payload else {})}
        try:
            await socket.send_json(ack)
        except (OSError, aiohttp.ClientError) as error:
            log.failure("ack_not_sent", error, type=request.type)
