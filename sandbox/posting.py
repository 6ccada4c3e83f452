"""What may stand in a message: text, blocks and metadata, checked before they are kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.blocks import checker
from sandbox.core import Slack
from sandbox.delivery import events
from sandbox.messages import Message, to_slack
from sandbox.refusal import Refused
from sandbox.wording import stored
from sandbox.workspace import BOT_USER

MOST_TEXT = 40_000
MOST_METADATA_BYTES = 8_000
MOST_ATTACHMENTS = 100
_FILE_ID = re.compile(r"(?<=[-/])F[0-9A-Z]{8,}(?=/|$)")


@dataclass(frozen=True, slots=True)
class Content:
    """The checked content of a message."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    metadata: dict[str, Any] | None = None


def content(slack: Slack, args: Mapping[str, Any]) -> Content:
    """Check what an app wants to say."""
    text = args.get("text") or ""
    markdown = args.get("markdown_text") or ""
    blocks = args.get("blocks") or []
    attachments = args.get("attachments") or []
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if markdown:
        blocks, text = [{"type": "markdown", "text": markdown}], markdown
    _check_sizes(text, blocks, attachments)
    _check_files(slack, blocks)
    return Content(
        text=stored(text),
        blocks=checker.with_ids(blocks),
        attachments=tuple(attachments),
        metadata=_metadata(args.get("metadata")),
    )


def _check_sizes(text: Any, blocks: Any, attachments: Any) -> None:
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if not isinstance(text, str) or not (text.strip() or blocks or attachments):
        raise Refused("no_text")
    if len(text) > MOST_TEXT:
        raise Refused("msg_too_long")
    if not isinstance(attachments, list) or len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    problems = checker.message_problems(blocks)
    if problems:
        raise Refused("invalid_blocks", problems)


def _check_files(slack: Slack, blocks: list[dict[str, Any]]) -> None:
    for number, block in enumerate(blocks):
        source = block.get("slack_file")
        if source is None:
            continue
        known = slack.state.files.get(source.get("id") or _id_in(source["url"]))
        if known is None or not known.is_complete:
            words = f"[ERROR] invalid slack file [json-pointer:/blocks/{number}/slack_file]"
            raise Refused("invalid_blocks", (words,))


def _id_in(url: str) -> str:
    found = _FILE_ID.findall(url)
    return found[-1] if found else ""


def _metadata(metadata: Any) -> dict[str, Any] | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise Refused("invalid_metadata_schema")
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_schema")
    if len(str(payload).encode()) > MOST_METADATA_BYTES:
        raise Refused("metadata_too_large")
    return metadata


def post(
    slack: Slack, channel: str, said: Content, *, thread_ts: str = "", visible_to: str = ""
) -> Message:
    """Post something in the app's name."""
    message = Message(
        ts=slack.clock.ts(),
        channel=channel,
        user=BOT_USER,
        text=said.text,
        blocks=said.blocks,
        attachments=said.attachments,
        metadata=said.metadata,
        thread_ts=thread_ts,
        visible_to=visible_to,
        bot_id=slack.credentials.bot_id,
        app_id=slack.credentials.app_id,
        team_id=slack.team_id,
    )
    slack.state.put_message(message)
    if not visible_to:
        announce(slack, message)
    return message


def announce(slack: Slack, message: Message) -> None:
    """Tell the app of a message in one of its conversations."""
    channel = slack.state.channels[message.channel]
    subscription, channel_type = events.MESSAGE_KINDS[channel.kind]
    if not slack.state.has_app(channel.id):
        return
    event = {
        **to_slack(message),
        "channel": channel.id,
        "channel_type": channel_type,
        "event_ts": message.ts,
    }
    events.tell(slack, event, subscription)
