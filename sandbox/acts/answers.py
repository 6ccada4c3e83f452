"""What the app answers: on the ack of a command, or at a response address."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox import posting
from sandbox.core import Slack
from sandbox.messages import Message
from sandbox.refusal import Refused
from sandbox.response_urls import ResponseUrl

SLACKBOT = "USLACKBOT"
_ALLOWED = frozenset(
    {
        *("text", "blocks", "attachments", "markdown_text", "metadata", "response_type"),
        *("replace_original", "delete_original", "thread_ts"),
        *("unfurl_links", "unfurl_media", "mrkdwn", "parse", "link_names"),
    }
)


def say_as_slackbot(slack: Slack, channel: str, user: str, text: str) -> None:
    """Tell one person something in Slack's own name."""
    message = Message(
        ts=slack.clock.ts(),
        channel=channel,
        user=SLACKBOT,
        text=text,
        visible_to=user,
        team_id=slack.team_id,
    )
    slack.state.put_message(message)


def take_ack(slack: Slack, channel: str, user: str, payload: Any) -> str:
    """Post what came with a command's ack; give the error's name when it cannot be posted."""
    if payload in (None, "", {}):
        return ""
    body = {"text": payload} if isinstance(payload, str) else payload
    if not isinstance(body, dict) or set(body) - _ALLOWED:
        return "invalid_command_response"
    try:
        said = posting.content(slack, body)
    except Refused as refusal:
        slack.note("out", "refused", "command_response", refusal.to_json())
        return "invalid_command_response"
    to_all = body.get("response_type") == "in_channel"
    posting.post(slack, channel, said, visible_to="" if to_all else user)
    return ""


class Responses:
    """Serve the response addresses."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one answer."""
        slack = self._slack
        address, error = slack.response_urls.find(request.match_info["key"])
        body = await _body(request)
        slack.note("in", "response_url", request.match_info["key"][:4], body)
        if address is None:
            return _refusal(slack, error, 404)
        if not isinstance(body, dict):
            return _refusal(slack, "invalid_payload", 400)
        slack.response_urls.count(address)
        try:
            answer(slack, address, body)
        except Refused as refusal:
            slack.note("out", "response_url", refusal.error, refusal.to_json())
            return web.json_response(refusal.to_json(), status=400)
        slack.note("out", "response_url", "ok", {"ok": True})
        return web.json_response({"ok": True})


async def _body(request: web.Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        return None


def _refusal(slack: Slack, error: str, status: int) -> web.Response:
    body = {"ok": False, "error": error}
    slack.note("out", "response_url", error, body)
    return web.json_response(body, status=status)


def answer(slack: Slack, address: ResponseUrl, body: Mapping[str, Any]) -> None:
    """Post, replace or delete, as an answer at a response address says."""
    unknown = sorted(set(body) - _ALLOWED)
    if unknown:
        raise Refused("invalid_payload", tuple(f"[ERROR] unsupported field: {n}" for n in unknown))
    original = _original(slack, address)
    if body.get("delete_original") and original is not None:
        slack.state.drop_message(original)
        return
    said = posting.content(slack, body)
    if body.get("replace_original") and original is not None:
        _replace(slack, original, said)
        return
    to_all = body.get("response_type") == "in_channel"
    posting.post(
        slack,
        address.channel,
        said,
        thread_ts=str(body.get("thread_ts") or ""),
        visible_to="" if to_all else address.user,
    )


def _replace(slack: Slack, original: Message, said: posting.Content) -> None:
    changed = replace(
        original,
        text=said.text,
        blocks=said.blocks,
        attachments=said.attachments,
        metadata=said.metadata or original.metadata,
    )
    slack.state.put_message(changed)


def _original(slack: Slack, address: ResponseUrl) -> Message | None:
    if not address.message_ts:
        return None
    if address.is_ephemeral:
        return slack.state.ephemeral(address.user, address.message_ts)
    return slack.state.message(address.channel, address.message_ts)
