"""HTTP mode: Slack's requests on /slack/events, and /health, behind a guard.

Bolt checks the signature. The guard stands before it because a malformed timestamp or a signature
in another alphabet makes Bolt's check break (500) instead of refuse (401).
"""

import json
import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from waitress import create_server, wasyncore

PATH = "/slack/events"
THREADS = 24
MOST_BYTES = 1024 * 1024
FLUSH_SECONDS = 0.3
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")

Start = Callable[..., Any]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]


class Server:
    """Listens from when it is made; raises OSError when the port is taken."""

    def __init__(self, application: Wsgi, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._waitress = create_server(
            application,
            map=self._sockets,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=MOST_BYTES,
        )
        self.port = int(self._waitress.effective_port)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)
        self._thread.start()

    def stop(self, grace_seconds: float) -> None:
        """Finish what was taken while the loop still writes, then let go of every socket."""
        self._waitress.task_dispatcher.shutdown(cancel_pending=True, timeout=grace_seconds)
        self._ending.wait(FLUSH_SECONDS)
        self._ending.set()
        self._waitress.pull_trigger()
        self._thread.join(grace_seconds)

    def _run(self) -> None:
        while not self._ending.is_set():
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._sockets, count=1)
        wasyncore.close_all(self._sockets)


def application(app: App, is_healthy: Callable[[], bool]) -> Wsgi:
    """Put the guard and /health in front of Bolt."""
    bolt = SlackRequestHandler(app, path=PATH)

    def serve(environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/health" and environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
            return _health(is_healthy(), start)
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST":
            if not _is_well_formed(environ):
                return _answer(start, "401 Unauthorized", {"error": "invalid request"})
            if not _is_text(environ):
                return _answer(start, "400 Bad Request", {"error": "not utf-8"})
        return bolt(environ, start)

    return serve


def _health(healthy: bool, start: Start) -> Iterable[bytes]:
    status = "200 OK" if healthy else "503 Service Unavailable"
    return _answer(start, status, {"status": "ok" if healthy else "database"})


def _is_well_formed(environ: Environ) -> bool:
    timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
    signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
    return bool(_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature))


def _is_text(environ: Environ) -> bool:
    """Read ahead: waitress has the whole body, and a signature is over its text."""
    body = environ["wsgi.input"]
    try:
        body.read().decode()
    except UnicodeDecodeError:
        return False
    body.seek(0)
    return True


def _answer(start: Start, status: str, document: dict[str, str]) -> Iterable[bytes]:
    body = json.dumps(document).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
