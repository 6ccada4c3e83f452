"""The parts that Slack's payloads share."""

from typing import Any

from sandbox.core import Slack
from sandbox.messages import Message, to_slack
from sandbox.workspace import BOT_USER, Channel

Json = dict[str, Any]


class Mistake(Exception):
    """Somebody tried what Slack's own screens would not let them do."""


def user_json(slack: Slack, user: str) -> Json:
    """Write the acting person."""
    member = slack.state.members[user]
    return {
        "id": user,
        "username": member.handle,
        "name": member.handle,
        "team_id": slack.state.team_of(user),
    }


def channel_label(channel: Channel) -> str:
    """Name a conversation as payloads do: private ones stay unnamed."""
    labels = {"im": "directmessage", "private_channel": "privategroup"}
    return labels.get(channel.kind, channel.name)


def gesture(slack: Slack, kind: str, user: str, view_id: str = "") -> Json:
    """Begin an interaction payload."""
    return {
        "type": kind,
        "user": user_json(slack, user),
        "api_app_id": slack.credentials.app_id,
        "token": slack.credentials.verification_token,
        "trigger_id": slack.triggers.issue(user, view_id),
        "team": {"id": slack.team_id, "domain": slack.state.workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_parts(slack: Slack, message: Message, user: str) -> Json:
    """Write where a message stands; an ephemeral one is not sent along."""
    channel = slack.state.channels[message.channel]
    path = slack.response_urls.issue(
        user, channel.id, message.ts, is_ephemeral=message.is_ephemeral
    )
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    parts: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel_label(channel)},
        "response_url": slack.base_url + path,
    }
    if not message.is_ephemeral:
        parts["message"] = to_slack(message, with_metadata=True)
    return parts


def here(slack: Slack, user: str, channel: str) -> Channel:
    """Give the conversation, when the person stands in it."""
    member = slack.state.members.get(user)
    if member is None or member.deleted:
        raise Mistake("user_not_found")
    found = slack.state.channels.get(channel)
    if found is None or not slack.state.sees(user, found):
        raise Mistake("channel_not_found")
    if user not in found.members:
        raise Mistake("not_in_channel")
    if found.is_archived:
        raise Mistake("is_archived")
    return found


def seen_message(slack: Slack, user: str, channel: str, ts: str) -> Message:
    """Give a message that the person sees."""
    own = slack.state.ephemeral(user, ts)
    found = own if own and own.channel == channel else slack.state.message(channel, ts)
    conversation = slack.state.channels.get(channel)
    if found is None or conversation is None or not slack.state.sees(user, conversation):
        raise Mistake("message_not_found")
    return found


def find_member(slack: Slack, wanted: str) -> str:
    """Find a member's id by id, handle or name."""
    if wanted in slack.state.members or wanted == BOT_USER:
        return wanted
    plain = wanted.removeprefix("@").lower()
    for member in slack.state.members.values():
        if plain in {member.handle, member.name.lower()}:
            return member.id
    if plain == slack.manifest.bot_name.lower().replace(" ", "."):
        return BOT_USER
    raise Mistake("user_not_found")


def find_channel(slack: Slack, wanted: str) -> str:
    """Find a conversation's id by id or name."""
    if wanted in slack.state.channels:
        return wanted
    plain = wanted.removeprefix("#").lower()
    for channel in slack.state.channels.values():
        if channel.name and channel.name.lower() == plain:
            return channel.id
    raise Mistake("channel_not_found")
