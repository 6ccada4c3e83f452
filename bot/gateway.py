"""The gateway: with the messenger, the only caller of Slack's Web API.

Nothing is re-sent by itself: the SDK's retry handler sends a message again when the connection
drops after Slack stored it. Every call has a timeout, every payload is checked before it goes.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot import log
from bot.access import ChannelFacts, Unchecked, UserFacts
from bot.dispatch import Reply
from bot.settings import Settings
from views import blocks
from views.message import Message

ACK_TIMEOUT_SECONDS = 2  # a slash command must be answered within 3
POST_TIMEOUT_SECONDS = 10
FACTS_LIVE_SECONDS = 300
CHANNEL_LIVES_SECONDS = 60  # a channel may be shared with another company at any moment
FACTS_AT_MOST = 10_000
BROKEN = frozenset({"internal_error", "fatal_error", "service_unavailable"})
TROUBLES = (SlackClientError, HTTPException, OSError, ValueError)


class SlackUnreachable(Exception):
    """Slack could not be asked, or its answer was none."""


@dataclass(eq=False)
class SlackRefused(Exception):
    """Slack answered, and said no."""

    error: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot token belongs to; absent scopes are unknown, not missing."""

    team_id: str
    team: str
    bot_user_id: str
    bot_id: str
    enterprise_id: str | None
    scopes: frozenset[str] | None


class Gateway:
    """Ask Slack and answer through it, with one bot token."""

    def __init__(self, settings: Settings, now: Callable[[], float] = monotonic) -> None:
        self.client = web_client(settings, settings.bot_token)
        self._settings = settings
        self._encrypted_only = settings.is_encrypted
        self._now = now
        self._facts: dict[str, tuple[float, UserFacts]] = {}
        self._channels: dict[str, tuple[float, ChannelFacts]] = {}
        self._lock = threading.Lock()

    def user(self, user_id: str, seconds: float = ACK_TIMEOUT_SECONDS) -> UserFacts:
        """Say who a user is, from memory for at most five minutes; no answer is a refusal."""
        with self._lock:
            until, facts = self._facts.get(user_id, (0.0, None))
        if facts is not None and self._now() < until:
            return facts
        asked_at = self._now()
        facts = self._ask_user(user_id, seconds)
        self._keep(asked_at, facts)
        return facts

    def forget(self, user_id: str) -> None:
        """Drop what is remembered of a user who changed."""
        with self._lock:
            self._facts.pop(user_id, None)

    def channel(self, channel_id: str, seconds: float = ACK_TIMEOUT_SECONDS) -> ChannelFacts:
        """Say who may read a channel; no answer is a refusal."""
        try:
            return self.channel_facts(channel_id, seconds)
        except (SlackUnreachable, SlackRefused) as error:
            reason = error.error if isinstance(error, SlackRefused) else "no_answer"
            log.warning("channel_not_checked", reason=reason)
            raise Unchecked from error

    def channel_facts(self, channel_id: str, seconds: float = ACK_TIMEOUT_SECONDS) -> ChannelFacts:
        """Say who may read a channel, from memory for at most a minute."""
        with self._lock:
            until, facts = self._channels.get(channel_id, (0.0, None))
        if facts is not None and self._now() < until:
            return facts
        asked_at = self._now()
        answer = call(self._within(seconds).conversations_info, channel=channel_id)
        facts = channel_facts_of(answer.get("channel"))
        with self._lock:
            if len(self._channels) >= FACTS_AT_MOST:
                self._channels.clear()
            self._channels[channel_id] = (asked_at + CHANNEL_LIVES_SECONDS, facts)
        return facts

    def open_form(self, trigger_id: str, view: dict[str, Any], seconds: float) -> bool:
        """Open a form for whoever made the gesture; Slack allows it for three seconds."""
        try:
            call(self._within(seconds).views_open, trigger_id=trigger_id, view=view)
        except (SlackUnreachable, SlackRefused) as error:
            reason = error.error if isinstance(error, SlackRefused) else "no_answer"
            log.warning("form_not_opened", reason=reason)
            return False
        return True

    def change_form(self, view_id: str, view: dict[str, Any]) -> bool:
        """Let a form that is open read otherwise."""
        try:
            call(self.client.views_update, view_id=view_id, view=view)
        except (SlackUnreachable, SlackRefused) as error:
            reason = error.error if isinstance(error, SlackRefused) else "no_answer"
            log.warning("form_not_changed", reason=reason)
            return False
        return True

    def identity(self) -> Identity:
        """Ask Slack whose token this is."""
        answer = call(self.client.auth_test)
        return Identity(
            team_id=str(answer["team_id"]),
            team=str(answer.get("team") or ""),
            bot_user_id=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
            enterprise_id=answer.get("enterprise_id"),
            scopes=_scopes(answer),
        )

    def respond(self, address: str, reply: Reply) -> bool:
        """Answer a click at its response_url, for the one who clicked alone."""
        if urlsplit(address).scheme not in (
            {"https"} if self._encrypted_only else {"https", "http"}
        ):
            log.warning("response_url_refused", reason="not_https")
            return False
        body = {**payload(reply.words), "replace_original": reply.replaces}
        answer = self._post(address, body)
        if _is_about_blocks(answer):
            log.warning("blocks_refused", place="response_url")
            answer = self._post(address, {k: v for k, v in body.items() if k != "blocks"})
        return answer is not None and answer.status_code == 200

    def _post(self, address: str, body: dict[str, Any]) -> WebhookResponse | None:
        client = WebhookClient(
            address,
            timeout=POST_TIMEOUT_SECONDS,
            retry_handlers=[],
            logger=log.quiet("slack_sdk.webhook", logging.CRITICAL),
        )
        try:
            answer = client.send_dict(body)
        except TROUBLES as error:
            log.failure("answer_not_sent", error)
            return None
        if answer.status_code != 200:
            log.warning("answer_refused", status=answer.status_code, reason=answer.body[:40])
        return answer

    def _within(self, seconds: float) -> WebClient:
        """A client that waits no longer than this, and never longer than any other."""
        if seconds >= ACK_TIMEOUT_SECONDS:
            return self.client
        return web_client(self._settings, self._settings.bot_token, seconds)

    def _ask_user(self, user_id: str, seconds: float) -> UserFacts:
        try:
            answer = call(self._within(seconds).users_info, user=user_id, include_locale=True)
            return facts_of(answer["user"])
        except (SlackUnreachable, SlackRefused, KeyError, TypeError) as error:
            reason = error.error if isinstance(error, SlackRefused) else "no_answer"
            log.warning("user_not_checked", reason=reason)
            raise Unchecked from error

    def _keep(self, asked_at: float, facts: UserFacts) -> None:
        with self._lock:
            if len(self._facts) >= FACTS_AT_MOST:
                self._facts.clear()
            self._facts[facts.id] = (asked_at + FACTS_LIVE_SECONDS, facts)


def web_client(
    settings: Settings, token: str | None, timeout: float = ACK_TIMEOUT_SECONDS
) -> WebClient:
    """Make a client that asks once, waits briefly, and writes nothing down."""
    return WebClient(
        token=token,
        base_url=settings.api_url,
        timeout=timeout,  # type: ignore[arg-type]  # urllib takes parts of a second
        retry_handlers=[],
        logger=log.quiet("slack_sdk.web", logging.CRITICAL),
    )


def call(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    """Call a method of the Web API; whatever goes wrong is one of two things."""
    try:
        return method(**arguments)
    except SlackApiError as error:
        if is_no_answer(error.response):
            raise SlackUnreachable from error
        raise SlackRefused(str(error.response.get("error") or "unknown")) from error
    except TROUBLES as error:
        raise SlackUnreachable from error


def is_no_answer(response: SlackResponse) -> bool:
    """Tell whether something in between answered, or Slack broke down: that is no refusal."""
    error = str(response.get("error") or "unknown")
    if response.status_code == 429:
        return False
    return response.status_code >= 500 or error in BROKEN or not error.replace("_", "").isalnum()


def facts_of(user: dict[str, Any]) -> UserFacts:
    """Read what users.info says; an address that was never confirmed proves nothing."""
    confirmed = user.get("is_email_confirmed", True)
    return UserFacts(
        id=str(user["id"]),
        team_id=str(user["team_id"]),
        email=(user.get("profile", {}).get("email") or None) if confirmed else None,
        locale=user.get("locale") or None,
        zone=user.get("tz") or None,
        is_restricted=bool(user.get("is_restricted")),
        is_ultra_restricted=bool(user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_bot=bool(user.get("is_bot")),
        is_deleted=bool(user.get("deleted")),
    )


def channel_facts_of(channel: Any) -> ChannelFacts:
    """Read what conversations.info says; an answer that cannot be read is none."""
    try:
        within = bool(channel.get("is_org_shared"))
        flags = ("is_ext_shared", "is_pending_ext_shared")
        outside = any(channel.get(flag) for flag in flags)
        return ChannelFacts(
            id=str(channel["id"]),
            is_external=outside or (bool(channel.get("is_shared")) and not within),
            is_archived=bool(channel.get("is_archived")),
            has_bot=bool(channel.get("is_member")),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise SlackUnreachable from error


def payload(message: Message) -> dict[str, Any]:
    """Write a message for its reader alone; blocks that break Slack's limits are left out."""
    body: dict[str, Any] = {
        "text": str(message.text),
        "response_type": "ephemeral",
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if message.blocks and _fits(message):
        body["blocks"] = list(message.blocks)
    return body


def _fits(message: Message) -> bool:
    try:
        blocks.check(message)
    except (AssertionError, KeyError, TypeError) as error:
        log.failure("blocks_left_out", error)
        return False
    return True


def _scopes(answer: SlackResponse) -> frozenset[str] | None:
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    written = headers.get("x-oauth-scopes")
    return None if written is None else frozenset(filter(None, map(str.strip, written.split(","))))


def _is_about_blocks(answer: WebhookResponse | None) -> bool:
    return answer is not None and answer.status_code != 200 and "invalid_blocks" in answer.body
