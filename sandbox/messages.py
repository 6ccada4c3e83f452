"""One message as it is kept, and as Slack writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.workspace import BOT_USER

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A posted message; `visible_to` names the one reader of an ephemeral one."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str = ""
    metadata: Json | None = None
    files: tuple[Json, ...] = ()
    edited_ts: str = ""
    visible_to: str = ""
    bot_id: str = ""
    app_id: str = ""
    team_id: str = ""
    user_team: str = ""
    subtype: str = ""

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether one person sees it, in this session only."""
        return bool(self.visible_to)

    @property
    def is_reply(self) -> bool:
        """Tell whether it stands inside a thread."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def is_by_app(self) -> bool:
        """Tell whether the app posted it."""
        return bool(self.bot_id) and self.user == BOT_USER


def to_slack(message: Message, *, with_metadata: bool = False) -> Json:
    """Write the message as the Web API and the payloads show it."""
    body: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": message.team_id,
    }
    extra: Json = {
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "thread_ts": message.thread_ts,
        "blocks": list(message.blocks),
        "attachments": list(message.attachments),
        "files": list(message.files),
        "user_team": message.user_team,
        "source_team": message.user_team,
    }
    body |= {key: value for key, value in extra.items() if value}
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if with_metadata and message.metadata is not None:
        body["metadata"] = message.metadata
    return body


def thread_summary(parent: Message, messages: Iterable[Message]) -> Json:
    """Count the replies of a parent, as its own JSON shows them."""
    replies = [m for m in messages if m.thread_ts == parent.ts and m.is_reply]
    if not replies:
        return {}
    people = list(dict.fromkeys(m.user for m in replies))
    return {
        "thread_ts": parent.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "latest_reply": replies[-1].ts,
        "reply_users": people[:5],
        "is_locked": False,
        "subscribed": False,
    }
