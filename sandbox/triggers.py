"""Trigger ids: each opens one modal, within three seconds."""

import secrets
from dataclasses import dataclass, replace

from sandbox.clock import Clock
from sandbox.refusal import Refused

LIFETIME_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Trigger:
    """Whose gesture it was, and until when it counts."""

    user: str
    expires_at: float
    is_used: bool = False
    view_id: str = ""


class Triggers:
    """Issue trigger ids and let each be spent once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str = "") -> str:
        """Make a trigger id for a person's gesture; `view_id` is the modal it came from."""
        trigger_id = (
            f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        )
        expires_at = self._clock.now() + LIFETIME_SECONDS
        self._known[trigger_id] = Trigger(user, expires_at, view_id=view_id)
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Use up a trigger id."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if self._clock.now() > trigger.expires_at:
            raise Refused("expired_trigger_id")
        self._known[trigger_id] = replace(trigger, is_used=True)
        return trigger
