"""The Events API: what happened is told to the app, and told again when it did not take it."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.core import Slack
from sandbox.delivery.envelope import Envelope
from sandbox.workspace import BOT_USER

REASONS = {"operation_timeout": "timeout", "dispatch_failed": "http_error"}
MESSAGE_KINDS = {
    "public_channel": ("message.channels", "channel"),
    "private_channel": ("message.groups", "group"),
    "im": ("message.im", "im"),
    "mpim": ("message.mpim", "mpim"),
}


def tell(slack: Slack, event: Mapping[str, Any], subscription: str = "") -> None:
    """Send an event, if the app subscribed to it, without waiting for it to be taken."""
    wanted = subscription or str(event["type"])
    if wanted in slack.manifest.bot_events:
        slack.spawn(deliver(slack, callback(slack, event)))


async def deliver(slack: Slack, payload: dict[str, Any]) -> None:
    """Bring an event to the app, with up to three more attempts."""
    reason = ""
    for attempt, delay in enumerate((0.0, *slack.retry_delays)):
        await asyncio.sleep(delay)
        envelope = Envelope("events_api", payload, retry_attempt=attempt, retry_reason=reason)
        ack = await slack.deliver(envelope)
        if ack.is_ok or ack.stops_retries:
            return
        reason = REASONS.get(ack.error, ack.error)


def callback(slack: Slack, event: Mapping[str, Any]) -> dict[str, Any]:
    """Wrap an event as Slack's outer event."""
    channel = slack.state.channels.get(str(event.get("channel", "")))
    return {
        "token": slack.credentials.verification_token,
        "team_id": slack.team_id,
        "context_team_id": slack.team_id,
        "context_enterprise_id": None,
        "api_app_id": slack.credentials.app_id,
        "event": dict(event),
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(slack.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": slack.team_id,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{secrets.token_urlsafe(24)}",
    }
