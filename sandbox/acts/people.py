"""Comings and goings: members changed, channels joined and left."""

from typing import Any

from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake
from sandbox.core import Slack
from sandbox.delivery import events
from sandbox.webapi.shapes import member_json
from sandbox.workspace import Member, changed, member_id


async def put_user(slack: Slack, fields: dict[str, Any]) -> Outcome:
    """Add a member, or change the one of that id."""
    user = str(fields.get("id") or member_id(str(fields.get("name", ""))))
    known = slack.state.members.get(user)
    try:
        member = changed(known, fields) if known else Member(**{**fields, "id": user})
    except (TypeError, ValueError, AssertionError) as problem:
        raise Mistake(str(problem)) from problem
    slack.state.put_member(member)
    shown = member_json(slack, member, with_email=_may_read_email(slack), with_locale=True)
    kind = "user_change" if known is not None else "team_join"
    events.tell(slack, {"type": kind, "user": shown, "event_ts": slack.clock.ts()})
    return Outcome(data={"user": user})


async def join(slack: Slack, user: str, channel: str) -> Outcome:
    """Put somebody, or the app, into a channel."""
    found = slack.state.channels[channel]
    if user in found.members:
        return Outcome()
    slack.state.join(channel, user)
    _moved(slack, "member_joined_channel", user, channel)
    return Outcome()


async def leave(slack: Slack, user: str, channel: str) -> Outcome:
    """Take somebody, or the app, out of a channel."""
    if user not in slack.state.channels[channel].members:
        raise Mistake("not_in_channel")
    _moved(slack, "member_left_channel", user, channel)
    slack.state.leave(channel, user)
    return Outcome()


def _moved(slack: Slack, kind: str, user: str, channel: str) -> None:
    if not slack.state.has_app(channel):
        return
    event = {
        "type": kind,
        "user": user,
        "channel": channel,
        "channel_type": channel[:1],
        "team": slack.state.team_of(user),
        "event_ts": slack.clock.ts(),
    }
    events.tell(slack, event)


def _may_read_email(slack: Slack) -> bool:
    return "users:read.email" in slack.scopes
