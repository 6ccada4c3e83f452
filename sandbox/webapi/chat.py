"""Posting, changing and deleting messages."""

from dataclasses import replace

from sandbox import posting
from sandbox.messages import Message, to_slack
from sandbox.refusal import Refused
from sandbox.webapi.call import Call, Handler, Json
from sandbox.workspace import BOT_USER, Channel


def post_message(call: Call) -> Json:
    """Post to a conversation, or to a person's direct messages."""
    channel = _target(call)
    said = posting.content(call.slack, call.args)
    thread_ts = _thread(call, channel)
    message = posting.post(call.slack, channel.id, said, thread_ts=thread_ts)
    shown = to_slack(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """Show something to one person in a conversation."""
    channel = _target(call)
    user = call.text("user")
    said = posting.content(call.slack, call.args)
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = posting.post(
        call.slack, channel.id, said, thread_ts=_thread(call, channel), visible_to=user
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change one of the app's own messages."""
    message = _own(call, "cant_update_message")
    said = posting.content(call.slack, _kept(call, message))
    metadata = said.metadata if "metadata" in call.args else message.metadata
    edited = replace(
        message,
        text=said.text,
        blocks=said.blocks,
        attachments=said.attachments,
        metadata=metadata,
        edited_ts=call.slack.clock.ts() if not said.blocks else message.edited_ts,
    )
    call.slack.state.put_message(edited)
    shown = to_slack(edited, with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": edited.text, "message": shown}


def delete(call: Call) -> Json:
    """Take one of the app's own messages away."""
    message = _own(call, "cant_delete_message")
    call.slack.state.drop_message(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(call: Call) -> Json:
    """Give the address of a message."""
    channel = call.channel()
    ts = call.text("message_ts")
    if call.slack.state.message(channel.id, ts) is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": f"{call.slack.base_url}#/{channel.id}/{ts}"}


def _target(call: Call) -> Channel:
    wanted = call.text("channel")
    if wanted[:1] in {"U", "W"}:
        return _direct_messages(call, wanted)
    channel = call.channel()
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _direct_messages(call: Call, user: str) -> Channel:
    member = call.slack.state.members.get(user)
    if member is None or member.deleted or call.slack.state.is_outsider(user):
        raise Refused("channel_not_found")
    if not call.slack.manifest.has_messages_tab:
        raise Refused("messages_tab_disabled")
    return call.slack.state.direct((user,))


def _thread(call: Call, channel: Channel) -> str:
    thread_ts = call.text("thread_ts")
    parent = call.slack.state.message(channel.id, thread_ts) if thread_ts else None
    if parent is None:
        return ""
    return parent.thread_ts or parent.ts


def _own(call: Call, refusal: str) -> Message:
    channel = call.channel()
    message = call.slack.state.message(channel.id, call.text("ts"))
    if message is None:
        raise Refused("message_not_found")
    if not message.is_by_app:
        raise Refused(refusal)
    return message


def _kept(call: Call, message: Message) -> Json:
    """Keep the blocks when only the text of a message without blocks changes."""
    args = dict(call.args)
    if "text" not in args and "blocks" not in args and "attachments" not in args:
        args |= {"text": message.text, "blocks": list(message.blocks)}
    return args


METHODS: dict[str, Handler] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
