"""One thing told to the app, and what the app said to it."""

import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

ACK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload on its way; `kind` is slash_commands, interactive or events_api."""

    kind: str
    payload: dict[str, Any]
    accepts_payload: bool = False
    retry_attempt: int = 0
    retry_reason: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def name(self) -> str:
        """Say in a word what it is about, for the log."""
        inner = self.payload.get("event", {}).get("type", "")
        return str(self.payload.get("command") or inner or self.payload.get("type", ""))


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's answer: an error name, or nothing wrong and perhaps a payload."""

    error: str = ""
    payload: Any = None
    stops_retries: bool = False

    @property
    def is_ok(self) -> bool:
        """Tell whether the app took it."""
        return not self.error


class Transport(Protocol):
    """A way to the app."""

    async def deliver(self, envelope: Envelope) -> Ack:
        """Bring one envelope to the app and wait for its ack."""

    async def close(self) -> None:
        """Let go of every connection."""
