"""Conversations: opening, listing and reading them."""

from typing import Any

from sandbox.messages import Message, thread_summary, to_slack
from sandbox.refusal import Refused
from sandbox.webapi.call import ANY_KIND, Call, Handler, Json, page
from sandbox.webapi.shapes import channel_json
from sandbox.workspace import BOT_USER, Channel

MOST_PEOPLE = 8


def open_conversation(call: Call) -> Json:
    """Open the direct conversation with one or several people."""
    if call.text("channel"):
        channel = call.channel()
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    users = [u for u in call.text("users").split(",") if u]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_PEOPLE:
        raise Refused("too_many_users")
    call.need("im:write" if len(users) == 1 else "mpim:write")
    _check_people(call, users)
    known = set(call.slack.state.channels)
    channel = call.slack.state.direct(users)
    shown = channel_json(call.slack, channel) if call.flag("return_im") else {"id": channel.id}
    old = {"no_op": True, "already_open": True} if channel.id in known else {}
    return {"channel": shown, **old}


def info(call: Call) -> Json:
    """Describe a conversation."""
    channel = call.channel()
    call.need(f"{ANY_KIND[channel.kind]}:read")
    shown = channel_json(call.slack, channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def list_all(call: Call) -> Json:
    """List the conversations that the app knows of."""
    kinds = [k.strip() for k in (call.text("types") or "public_channel").split(",")]
    if set(kinds) - set(ANY_KIND):
        raise Refused("invalid_types")
    for kind in kinds:
        call.need(f"{ANY_KIND[kind]}:read")
    visible = [c for c in _known(call) if c.kind in kinds]
    if call.flag("exclude_archived"):
        visible = [c for c in visible if not c.is_archived]
    rows, cursor = page(visible, call)
    shown = [channel_json(call.slack, c) for c in rows]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def own(call: Call) -> Json:
    """List the conversations that the app, or a person, is in."""
    user = call.text("user") or BOT_USER
    kinds = [k.strip() for k in (call.text("types") or "public_channel").split(",")]
    visible = [c for c in _known(call) if c.kind in kinds and user in c.members]
    rows, cursor = page(visible, call)
    shown = [channel_json(call.slack, c) for c in rows]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    """List who is in a conversation."""
    channel = call.channel()
    call.need(f"{ANY_KIND[channel.kind]}:read")
    rows, cursor = page(list(channel.members), call)
    return {"members": rows, "response_metadata": {"next_cursor": cursor}}


def join(call: Call) -> Json:
    """Let the app into a public channel."""
    channel = call.channel()
    if channel.is_closed:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER not in channel.members:
        call.slack.state.join(channel.id, BOT_USER)
    return {"channel": channel_json(call.slack, call.slack.state.channels[channel.id])}


def history(call: Call) -> Json:
    """List a conversation's messages, newest first; replies stay in their threads."""
    channel = _readable(call)
    everything = call.slack.state.in_channel(channel.id)
    top = [m for m in everything if not m.is_reply]
    rows, cursor = page([m for m in reversed(top) if _between(call, m)], call, most=999)
    return {
        "messages": [_shown(call, m, everything) for m in rows],
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def replies(call: Call) -> Json:
    """List a thread, its parent first."""
    channel = _readable(call)
    everything = call.slack.state.in_channel(channel.id)
    asked = call.slack.state.message(channel.id, call.text("ts"))
    if asked is None:
        raise Refused("thread_not_found")
    root = asked.thread_ts or asked.ts
    thread = [m for m in everything if root in {m.ts, m.thread_ts} and _between(call, m)]
    rows, cursor = page(thread, call)
    return {
        "messages": [_shown(call, m, everything) for m in rows],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _shown(call: Call, message: Message, everything: list[Message]) -> Json:
    shown = to_slack(message, with_metadata=call.flag("include_all_metadata"))
    return shown if message.is_reply else shown | thread_summary(message, everything)


def _between(call: Call, message: Message) -> bool:
    oldest = _instant(call, "oldest", 0.0)
    latest = _instant(call, "latest", float("inf"))
    at = float(message.ts)
    if call.flag("inclusive"):
        return oldest <= at <= latest
    return oldest < at < latest


def _instant(call: Call, name: str, default: float) -> float:
    text = call.text(name)
    if not text:
        return default
    try:
        return float(text)
    except ValueError:
        raise Refused(f"invalid_ts_{name}") from None


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need(f"{ANY_KIND[channel.kind]}:history")
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _known(call: Call) -> list[Any]:
    channels = call.slack.state.channels.values()
    return [c for c in channels if not c.is_closed or BOT_USER in c.members]


def _check_people(call: Call, users: list[str]) -> None:
    for user in users:
        member = call.slack.state.members.get(user)
        if member is None:
            raise Refused("user_not_found")
        if member.deleted:
            raise Refused("user_disabled")
        if member.is_stranger:
            raise Refused("user_not_visible")


METHODS: dict[str, Handler] = {
    "conversations.open": open_conversation,
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.conversations": own,
}
