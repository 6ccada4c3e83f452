"""Response addresses: five answers within thirty minutes of a command or a click."""

import secrets
from dataclasses import dataclass, replace

from sandbox.clock import Clock

LIFETIME_SECONDS = 30 * 60
USES = 5


@dataclass(frozen=True, slots=True)
class ResponseUrl:
    """For whom, where, and about which message answers may be posted."""

    key: str
    user: str
    channel: str
    expires_at: float
    message_ts: str = ""
    is_ephemeral: bool = False
    uses: int = 0


class ResponseUrls:
    """Issue response addresses and count their uses."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, ResponseUrl] = {}

    def issue(
        self, user: str, channel: str, message_ts: str = "", *, is_ephemeral: bool = False
    ) -> str:
        """Make the path of a new address."""
        key = secrets.token_urlsafe(24)
        self._known[key] = ResponseUrl(
            key=key,
            user=user,
            channel=channel,
            expires_at=self._clock.now() + LIFETIME_SECONDS,
            message_ts=message_ts,
            is_ephemeral=is_ephemeral,
        )
        return f"response/{key}"

    def find(self, key: str) -> tuple[ResponseUrl | None, str]:
        """Find an address, or say why it takes no answer."""
        known = self._known.get(key)
        if known is None:
            return None, "no_service"
        if known.uses >= USES:
            return None, "used_url"
        if self._clock.now() > known.expires_at:
            return None, "expired_url"
        return known, ""

    def count(self, address: ResponseUrl) -> None:
        """Count one use."""
        self._known[address.key] = replace(address, uses=address.uses + 1)
