"""The sandbox itself: one thread serves the Web API, the sockets, the page and the controls."""

import asyncio
import ipaddress
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from aiohttp import web

from sandbox import manifest as manifests
from sandbox.acts.answers import Responses
from sandbox.control.routes import Control
from sandbox.core import Slack
from sandbox.credentials import Credentials
from sandbox.uploads import Uploads
from sandbox.webapi.dispatch import WebApi
from sandbox.webapi.mischief import mischievous
from sandbox.workspace import Workspace

PAGE = Path(__file__).with_name("page")
MOST_BODY_BYTES = 64 * 1024 * 1024
STOP_SECONDS = 10.0
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sandbox:
    """A small Slack on this machine, with one app installed."""

    def __init__(  # noqa: PLR0913
        self,
        workspace: Workspace,
        manifest: Mapping[str, Any],
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        request_url: str | None = None,
        bot_token: str | None = None,
        app_token: str | None = None,
        signing_secret: str | None = None,
    ) -> None:
        assert host == "localhost" or ipaddress.ip_address(host).is_loopback, "loopback only"
        given = {"bot_token": bot_token, "app_token": app_token, "signing_secret": signing_secret}
        credentials = Credentials(**{name: value for name, value in given.items() if value})
        self.slack = Slack(workspace, manifests.read(manifest), credentials, request_url)
        self.host = host
        self.port = port
        self._control = Control(self.slack)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def url(self) -> str:
        """Give the page's address."""
        return f"http://{self.host}:{self.port}/"

    @property
    def api_url(self) -> str:
        """Give the Web API's address."""
        return f"{self.url}api/"

    @property
    def bot_token(self) -> str:
        """Give the app's bot token."""
        return self.slack.credentials.bot_token

    @property
    def app_token(self) -> str:
        """Give the app-level token that opens Socket Mode."""
        return self.slack.credentials.app_token

    @property
    def signing_secret(self) -> str:
        """Give the secret that requests are signed with."""
        return self.slack.credentials.signing_secret

    def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        assert self._thread is None, "a sandbox starts once"
        ready: Future[int] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(ready,), name="sandbox", daemon=True
        )
        self._thread.start()
        try:
            self.port = ready.result()
        except OSError:
            self._thread.join()
            self._thread = None
            raise

    def stop(self) -> None:
        """Let go of every socket and thread; stopping twice is fine."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(STOP_SECONDS)
        self._thread = None

    def __enter__(self) -> Self:
        """Start for the length of a block."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop at the end of the block."""
        self.stop()

    def _run(self, ready: "Future[int]") -> None:
        asyncio.run(self._serve(ready))

    async def _serve(self, ready: "Future[int]") -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, self.host, self.port, reuse_address=True)
        try:
            await site.start()
        except OSError as problem:
            await runner.cleanup()
            ready.set_exception(problem)
            return
        port = int(runner.addresses[0][1])
        self.slack.base_url = f"http://{self.host}:{port}/"
        ready.set_result(port)
        await self._stopping.wait()
        await self._control.live.close()
        await self.slack.close()
        await runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[_local_only], client_max_size=MOST_BODY_BYTES)
        application.add_routes(self._control.routes())
        api, responses, uploads = WebApi(self.slack), Responses(self.slack), Uploads(self.slack)
        application.add_routes(
            [
                web.get("/link/", self.slack.socket_mode.handle),
                web.route("*", "/api/{method}", mischievous(self.slack, api.handle)),
                web.post(
                    "/response/{key}", mischievous(self.slack, responses.handle, "response_url")
                ),
                web.post("/upload/{place}", uploads.take),
                web.get("/files-pri/{place}/{name:.+}", uploads.give),
                web.get("/control/file/{file}", uploads.show),
                web.get("/", _index),
                web.static("/page", PAGE),
            ]
        )
        return application


async def _index(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html")


@web.middleware
async def _local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page, or another name for this address, sends here."""
    names = [urlsplit(f"//{request.host}").hostname or ""]
    origin = request.headers.get("Origin")
    if origin is not None:
        names.append(urlsplit(origin).hostname or "")
    if any(name not in _LOCAL_NAMES for name in names):
        return web.Response(status=403, text="this machine only")
    answer = await handler(request)
    if not answer.prepared:
        answer.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'"
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "no-store"
    return answer
