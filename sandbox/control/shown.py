"""What there is to see: for one person, or all of it."""

from typing import Any

from sandbox.core import Slack
from sandbox.messages import Message, thread_summary, to_slack
from sandbox.view import to_slack as view_json
from sandbox.workspace import BOT_USER, Channel, Member

Json = dict[str, Any]


def person_json(slack: Slack, member: Member) -> Json:
    """Write a member for the page."""
    return {
        "id": member.id,
        "name": member.name,
        "handle": member.handle,
        "title": member.title,
        "email": member.email,
        "locale": member.locale,
        "tz": member.tz,
        "team_id": slack.state.team_of(member.id),
        "is_outsider": slack.state.is_outsider(member.id),
        "is_guest": member.is_guest,
        "is_restricted": member.is_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
        "is_stranger": member.is_stranger,
        "is_bot": member.is_bot,
        "is_admin": member.is_admin,
        "deleted": member.deleted,
    }


def channel_json(channel: Channel, user: str = "") -> Json:
    """Write a conversation for the page."""
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": list(channel.members),
        "is_private": channel.is_closed,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": channel.is_pending_ext_shared,
        "is_org_shared": channel.is_org_shared,
        "is_archived": channel.is_archived,
        "is_member": user in channel.members,
        "has_app": BOT_USER in channel.members,
        "topic": channel.topic,
    }


def message_json(slack: Slack, message: Message) -> Json:
    """Write a message for the page."""
    body = to_slack(message, with_metadata=True) | {
        "channel": message.channel,
        "is_ephemeral": message.is_ephemeral,
        "visible_to": message.visible_to,
        "is_app": message.is_by_app,
    }
    if not message.is_reply and not message.is_ephemeral:
        body |= thread_summary(message, slack.state.messages.get(message.channel, {}).values())
    return body


def app_json(slack: Slack) -> Json:
    """Write what the app declared."""
    manifest = slack.manifest
    return {
        "id": slack.credentials.app_id,
        "user": BOT_USER,
        "bot_id": slack.credentials.bot_id,
        "name": manifest.bot_name,
        "has_home_tab": manifest.has_home_tab,
        "has_messages_tab": manifest.has_messages_tab,
        "is_messages_tab_read_only": manifest.is_messages_tab_read_only,
        "connections": slack.socket_mode.connections,
        "is_connected": slack.is_connected,
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in manifest.commands
        ],
        "shortcuts": [
            {
                "name": s.name,
                "callback_id": s.callback_id,
                "description": s.description,
                "is_message": s.is_message,
            }
            for s in manifest.shortcuts
        ],
    }


def seen(slack: Slack, user: str) -> Json:
    """Write everything that one person sees."""
    state = slack.state
    channels = [c for c in state.channels.values() if user and state.sees(user, c)]
    modal, home = state.open_view(user), state.homes.get(user)
    return {
        "type": "snapshot",
        "team": {"id": slack.team_id, "name": state.workspace.name},
        "app": app_json(slack),
        "now": slack.clock.now(),
        "has_clock": slack.clock.tell is not None,
        "people": [person_json(slack, m) for m in state.members.values()],
        "channels": [channel_json(c, user) for c in channels],
        "messages": [message_json(slack, m) for c in channels for m in state.seen_in(c.id, user)],
        "view": view_json(modal) | {"errors": modal.errors} if modal else None,
        "home": view_json(home) if home else None,
    }


def everything(slack: Slack) -> Json:
    """Write the whole workspace."""
    state = slack.state
    return {
        "team": {"id": slack.team_id, "name": state.workspace.name},
        "app": app_json(slack),
        "now": slack.clock.now(),
        "users": [person_json(slack, m) for m in state.members.values()],
        "channels": [channel_json(c) for c in state.channels.values()],
        "messages": {
            c: [message_json(slack, m) for m in state.in_channel(c)] for c in state.channels
        },
        "ephemerals": {
            user: [message_json(slack, m) for m in own.values()]
            for user, own in state.ephemerals.items()
        },
        "views": {
            user: [view_json(state.views[v]) for v in stack]
            for user, stack in state.stacks.items()
            if stack
        },
        "homes": {user: view_json(v) for user, v in state.homes.items()},
        "files": [
            {
                "id": f.id,
                "name": f.name,
                "title": f.title,
                "user": f.user,
                "size": len(f.content),
                "channels": list(f.channels),
                "is_complete": f.is_complete,
            }
            for f in state.files.values()
        ],
    }
