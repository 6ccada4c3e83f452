"""Signed HTTP: each payload is one request to the app's address, as Slack signs it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery.envelope import ACK_SECONDS, Ack, Envelope

Note = Callable[[str, str, str, Any], None]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it goes out."""

    body: bytes
    headers: dict[str, str]


class SignedHttp:
    """Bring envelopes to a request URL."""

    def __init__(self, request_url: str, signing_secret: str, note: Note) -> None:
        self._url = request_url
        self._secret = signing_secret
        self._note = note
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, envelope: Envelope) -> Ack:
        """Post an envelope's payload and wait for the answer."""
        request = signed(envelope, self._secret, int(time.time()))
        self._note("out", "http", envelope.name, envelope.payload)
        try:
            ack = await self._post(request)
        except TimeoutError:
            ack = Ack(error="operation_timeout")
        except aiohttp.ClientError:
            ack = Ack(error="dispatch_failed")
        self._note("in", "http", envelope.name, {"error": ack.error, "payload": ack.payload})
        return ack

    async def close(self) -> None:
        """Close the client."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, request: Request) -> Ack:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=ACK_SECONDS)
        async with self._session.post(
            self._url, data=request.body, headers=request.headers, timeout=timeout
        ) as answer:
            text = await answer.text()
            stops = answer.headers.get("X-Slack-No-Retry") == "1"
            if answer.status != 200:
                return Ack(error="dispatch_failed", stops_retries=stops)
            return Ack(payload=_payload(text))


def signed(envelope: Envelope, secret: str, at: int) -> Request:
    """Write an envelope as the request that Slack would send at an instant."""
    body, content_type = _body(envelope)
    base = b"v0:%d:" % at + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": signature,
    }
    if envelope.retry_attempt:
        headers["X-Slack-Retry-Num"] = str(envelope.retry_attempt)
        headers["X-Slack-Retry-Reason"] = envelope.retry_reason
    return Request(body, headers)


def _body(envelope: Envelope) -> tuple[bytes, str]:
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload, ensure_ascii=False).encode(), "application/json"
    if envelope.kind == "slash_commands":
        return urlencode(envelope.payload).encode(), FORM
    return urlencode({"payload": json.dumps(envelope.payload, ensure_ascii=False)}).encode(), FORM


def _payload(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
