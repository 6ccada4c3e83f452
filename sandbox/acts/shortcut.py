"""Choosing a shortcut, in the menu or on a message."""

from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, gesture, message_parts, seen_message
from sandbox.core import Slack
from sandbox.delivery.envelope import Envelope


async def shortcut(
    slack: Slack, user: str, callback_id: str, channel: str = "", ts: str = ""
) -> Outcome:
    """Run one of the app's shortcuts."""
    declared = slack.manifest.shortcut(callback_id)
    if declared is None:
        raise Mistake("shortcut_not_found")
    payload = gesture(slack, "message_action" if declared.is_message else "shortcut", user)
    payload |= {"callback_id": callback_id, "action_ts": slack.clock.ts()}
    if declared.is_message:
        message = seen_message(slack, user, channel, ts)
        if message.is_ephemeral:
            raise Mistake("message_not_found")
        parts = message_parts(slack, message, user)
        del parts["container"]
        payload |= parts | {"message_ts": ts}
    ack = await slack.deliver(Envelope("interactive", payload))
    return Outcome(error=ack.error, notice=_words(declared.name) if ack.error else "")


def _words(name: str) -> str:
    return f"{name} did not work this time. Please try again."
