"""The messenger: one attempt at one call that posts, and how it ended; reading back; addresses.

Three endings that are no success are told apart. `Refused`: Slack said no, or was not reached, so
nothing was stored. `Lost`: the answer is missing, so nobody knows. `Impossible`: Slack will
never take it.
"""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot import log
from bot.access import UserFacts
from bot.gateway import (
    POST_TIMEOUT_SECONDS,
    TROUBLES,
    Gateway,
    SlackRefused,
    SlackUnreachable,
    call,
    facts_of,
    is_no_answer,
    web_client,
)
from bot.settings import Settings

EVENT = "huikuan_message"
PAGE, MOST_PAGES = 200, 25
NAMES_LIVE_SECONDS = 600.0
NAMES_REST_SECONDS = 60.0
SLOW_DOWN = frozenset({"ratelimited", "rate_limited"})
NO_CHANNEL = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "external_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "channel_is_limited_access",
        "posting_to_channel_denied",
    }
)
NO_MESSAGE = frozenset(
    {
        "message_not_found",
        "thread_not_found",
        "cant_update_message",
        "edit_window_closed",
        "is_inactive",
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
        "messages_tab_disabled",
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "user_not_visible",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
    }
)


@dataclass(eq=False)
class Refused(Exception):
    """It was surely not stored; `after` is how long Slack wants to be left alone."""

    error: str
    after: float = 0.0


@dataclass(eq=False)
class Lost(Exception):
    """Whether it was stored nobody knows."""

    error: str


@dataclass(eq=False)
class Impossible(Exception):
    """It was not stored, and never will be."""

    error: str


class Messenger:
    """Post, change and find the bot's own messages."""

    def __init__(
        self,
        settings: Settings,
        gateway: Gateway,
        bot_id: str = "",
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.gateway = gateway
        self._client = web_client(settings, settings.bot_token, POST_TIMEOUT_SECONDS)
        self._bot_id = bot_id
        self._now = now
        self._lock = Lock()
        self._directs: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._named_at = float("-inf")

    def post(self, channel: str, row_id: int, body: Mapping[str, Any], thread: str | None) -> str:
        """Post a message, or a reply; the metadata lets us find it again."""
        metadata = {"event_type": EVENT, "event_payload": {"id": str(row_id)}}
        more = {"thread_ts": thread} if thread else {}
        answer = self._sent(
            self._client.chat_postMessage,
            body,
            channel=channel,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            **more,
        )
        return str(answer["ts"])

    def update(self, channel: str, ts: str, body: Mapping[str, Any]) -> None:
        """Let a message read differently."""
        self._sent(self._client.chat_update, body, channel=channel, ts=ts)

    def find(self, channel: str, row_id: int, thread: str | None, oldest: datetime) -> str | None:
        """Read the channel, or the thread, for the message of an outbox row; give its timestamp."""
        for message in self._read(channel, thread, f"{oldest.timestamp():.6f}"):
            known = message.get("metadata") or {}
            own = not self._bot_id or message.get("bot_id") in {None, self._bot_id}
            ours = own and known.get("event_type") == EVENT
            if ours and known.get("event_payload", {}).get("id") == str(row_id):
                return str(message["ts"])
        return None

    def direct(self, user_id: str) -> str:
        """Give the conversation of the bot with one person."""
        with self._lock:
            known = self._directs.get(user_id)
        if known is None:
            known = str(_asked(self._client.conversations_open, users=user_id)["channel"]["id"])
            with self._lock:
                self._directs[user_id] = known
        return known

    def user_of(self, email: str) -> UserFacts:
        """Find the Slack user with an e-mail address."""
        return facts_of(_asked(self._client.users_lookupByEmail, email=email)["user"])

    def channel_called(self, name: str) -> str:
        """Find a channel's id by its name."""
        plain = name.removeprefix("#").lower()
        with self._lock:
            age = self._now() - self._named_at
            if age > NAMES_LIVE_SECONDS or (plain not in self._names and age > NAMES_REST_SECONDS):
                self._names = dict(self._listed())
                self._named_at = self._now()
            if plain not in self._names:
                raise Impossible("channel_not_found")
            return self._names[plain]

    def _listed(self) -> Iterator[tuple[str, str]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = _asked(
                self._client.conversations_list,
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=PAGE,
                cursor=cursor,
            )
            for channel in answer["channels"]:
                yield str(channel.get("name") or "").lower(), str(channel["id"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _read(self, channel: str, thread: str | None, oldest: str) -> Iterator[dict[str, Any]]:
        method = (
            self._client.conversations_replies if thread else self._client.conversations_history
        )
        where = {"channel": channel, **({"ts": thread} if thread else {})}
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = _asked(
                method,
                **where,
                oldest=oldest,
                limit=PAGE,
                cursor=cursor,
                include_all_metadata=True,
            )
            yield from answer["messages"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        raise Refused("too_much_to_read")

    def _sent(
        self, method: Callable[..., SlackResponse], body: Mapping[str, Any], **where: Any
    ) -> SlackResponse:
        blocks = {"blocks": body["blocks"]} if body.get("blocks") else {}
        try:
            return _attempted(method, text=body["text"], **blocks, **where)
        except Impossible as impossible:
            if impossible.error not in {"invalid_blocks", "invalid_blocks_format"} or not blocks:
                raise
        log.warning("blocks_refused", place="message")
        return _attempted(method, text=body["text"], **where)


def _attempted(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise _answered(error.response) from error
    except SlackRequestError as error:
        raise Refused("not_sent") from error
    except TROUBLES as error:
        raise (Refused("unreachable") if _is_early(error) else Lost("no_answer")) from error


def _answered(response: SlackResponse) -> Refused | Lost | Impossible:
    error, status = str(response.get("error") or "unknown"), response.status_code
    if status == 429 or error in SLOW_DOWN:
        return Refused("ratelimited", _retry_after(response))
    if is_no_answer(response) or error == "update_failed":
        return Lost(f"status_{status}" if status >= 500 else "no_answer")
    if error in NO_CHANNEL | NO_MESSAGE or error.startswith("invalid_blocks"):
        return Impossible(error)
    return Refused(error)


def _retry_after(response: SlackResponse) -> float:
    headers = {str(name).lower(): value for name, value in response.headers.items()}
    written = str(headers.get("retry-after") or "")
    return float(written) if written.isdecimal() else 1.0


def _is_early(error: Exception) -> bool:
    """Tell whether it failed before anything of the message had left this machine."""
    reason = error.reason if isinstance(error, URLError) else None
    early = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
    return isinstance(reason, early)


def _asked(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    """Call what only reads: whatever goes wrong, nothing was posted by it."""
    try:
        return call(method, **arguments)
    except SlackRefused as refused:
        if refused.error in NO_CHANNEL | NO_MESSAGE:
            raise Impossible(refused.error) from refused
        raise Refused(refused.error) from refused
    except SlackUnreachable as error:
        raise Refused("unreachable") from error
