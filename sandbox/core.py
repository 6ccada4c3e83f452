"""The workspace's machinery in one place: state, clock, log, tickets and the way to the app."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from sandbox.clock import Clock
from sandbox.credentials import Credentials
from sandbox.delivery.envelope import Ack, Envelope, Transport
from sandbox.delivery.mischief import Mischief
from sandbox.delivery.signed_http import SignedHttp
from sandbox.delivery.socket_mode import SocketMode
from sandbox.log import TrafficLog
from sandbox.manifest import Manifest
from sandbox.misbehave import Misbehaviour
from sandbox.response_urls import ResponseUrls
from sandbox.state import Change, State
from sandbox.triggers import Triggers
from sandbox.workspace import Workspace

RETRY_DELAYS = (0.0, 60.0, 300.0)


class Slack:
    """One running workspace with one app installed."""

    def __init__(
        self,
        workspace: Workspace,
        manifest: Manifest,
        credentials: Credentials,
        request_url: str | None = None,
    ) -> None:
        self.manifest = manifest
        self.credentials = credentials
        self.clock = Clock()
        self.state = State(workspace)
        self.log = TrafficLog(credentials.secrets)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.socket_mode = SocketMode(
            credentials.app_id, self.note, lambda: self.state.tell(Change("app"))
        )
        self.is_http = request_url is not None
        inner: Transport = self.socket_mode
        if request_url is not None:
            inner = SignedHttp(request_url, credentials.signing_secret, self.note)
        self.misbehaviour = Misbehaviour(self.note)
        self.transport = Mischief(inner, self.socket_mode, self.misbehaviour, self.spawn)
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self.base_url = ""
        self.scopes = manifest.bot_scopes
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_connected(self) -> bool:
        """Tell whether there is a way to the app."""
        return self.is_http or self.socket_mode.connections > 0

    @property
    def team_id(self) -> str:
        """Name the team that the app is installed in."""
        return self.state.workspace.team_id

    def note(self, way: str, kind: str, name: str, body: Any) -> None:
        """Write a line of traffic."""
        self.log.note(self.clock.iso(), way, kind, name, body)

    async def deliver(self, envelope: Envelope) -> Ack:
        """Bring one envelope to the app and wait for its ack."""
        return await self.transport.deliver(envelope)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the present request."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def reset(self) -> None:
        """Go back to the start: state, log and whatever was still to be delivered."""
        for task in self._tasks:
            task.cancel()
        self.misbehaviour.clear()
        self.clock.reset()
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(self.clock)
        self.retry_delays, self.scopes = RETRY_DELAYS, self.manifest.bot_scopes
        self.state.reset()
        self.log.clear()

    async def close(self) -> None:
        """End all work and let go of every connection."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.socket_mode.close()
        await self.transport.close()
