"""How members and channels look in answers and events."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.core import Slack
from sandbox.workspace import BOT_USER, Channel, Member

Json = dict[str, Any]


def channel_json(slack: Slack, channel: Channel) -> Json:
    """Write a conversation as the Web API does."""
    shared = channel.is_ext_shared or channel.is_org_shared
    body: Json = {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_org_shared": channel.is_org_shared,
        "context_team_id": slack.team_id,
        "updated": 1_700_000_000_000,
    }
    if channel.kind == "im":
        other = next((m for m in channel.members if m != BOT_USER), "")
        return body | {"user": other, "is_user_deleted": False, "priority": 0}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.id.startswith("C"),
        "is_group": channel.id.startswith("G"),
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_closed,
        "is_general": channel.name == "general",
        "is_member": BOT_USER in channel.members,
        "is_shared": shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": channel.is_pending_ext_shared,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [slack.team_id],
        "creator": BOT_USER,
        "unlinked": 0,
        "parent_conversation": None,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
    }


def member_json(slack: Slack, member: Member, *, with_email: bool, with_locale: bool) -> Json:
    """Write a member as the Web API does."""
    team = member.team_id or slack.team_id
    profile: Json = {
        "title": member.title,
        "real_name": member.name,
        "real_name_normalized": member.name,
        "display_name": member.name,
        "display_name_normalized": member.name,
        "team": team,
    }
    if with_email and member.email and team == slack.team_id:
        profile["email"] = member.email
    body: Json = {
        "id": member.id,
        "team_id": team,
        "name": member.handle,
        "deleted": member.deleted,
        "color": "4bbe2e",
        "real_name": member.name,
        "profile": profile,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if not member.deleted:
        body |= _account(member)
    if member.is_stranger:
        body["is_stranger"] = True
    if with_locale:
        body["locale"] = member.locale
    return body


def bot_json(slack: Slack) -> Json:
    """Write the app's own user."""
    bot = Member(id=BOT_USER, name=slack.manifest.bot_name, is_bot=True)
    body = member_json(slack, bot, with_email=False, with_locale=False)
    body["profile"] |= {
        "api_app_id": slack.credentials.app_id,
        "bot_id": slack.credentials.bot_id,
    }
    return body


def _account(member: Member) -> Json:
    return {
        "tz": member.tz,
        "tz_label": member.tz,
        "tz_offset": _offset(member.tz),
        "is_admin": member.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": member.is_guest,
        "is_ultra_restricted": member.is_ultra_restricted,
        "is_email_confirmed": True,
    }


def _offset(zone: str) -> int:
    try:
        offset = datetime.now(UTC).astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        return 0
    return int(offset.total_seconds()) if offset else 0
