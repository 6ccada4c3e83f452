"""Typing a slash command."""

from functools import partial

from sandbox.acts import answers
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, channel_label, find_channel, find_member, here
from sandbox.core import Slack
from sandbox.delivery.envelope import Envelope
from sandbox.manifest import SlashCommand
from sandbox.spoken import FAILED, INVALID, NOT_IN_THREADS, spoken
from sandbox.wording import typed
from sandbox.workspace import Channel


async def command(slack: Slack, user: str, channel: str, text: str, thread_ts: str = "") -> Outcome:
    """Send what somebody typed after a slash, and show what comes back on the ack."""
    conversation = here(slack, user, channel)
    name, _, rest = text.strip().partition(" ")
    if thread_ts:
        words = spoken(slack, user, NOT_IN_THREADS, command=name)
        return _slackbot(slack, channel, user, words)
    declared = slack.manifest.command(name)
    if declared is None:
        words = spoken(slack, user, INVALID, command=name)
        return _slackbot(slack, channel, user, words, error="unknown_command")
    payload = _payload(slack, user, conversation, declared, rest.strip())
    ack = await slack.deliver(Envelope("slash_commands", payload, accepts_payload=True))
    error = ack.error or answers.take_ack(slack, channel, user, ack.payload)
    if not error:
        return Outcome()
    words = spoken(slack, user, FAILED, command=name, error=error)
    return _slackbot(slack, channel, user, words, error=error)


def _slackbot(
    slack: Slack, channel: str, user: str, words: str, error: str = "not_supported"
) -> Outcome:
    answers.say_as_slackbot(slack, channel, user, words)
    return Outcome(error=error, notice=words)


def _payload(
    slack: Slack, user: str, channel: Channel, declared: SlashCommand, text: str
) -> dict[str, str]:
    path = slack.response_urls.issue(user, channel.id)
    return {
        "token": slack.credentials.verification_token,
        "team_id": slack.team_id,
        "team_domain": slack.state.workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel_label(channel),
        "user_id": user,
        "user_name": slack.state.members[user].handle,
        "command": declared.command,
        "text": spelled(slack, text) if declared.should_escape else text,
        "api_app_id": slack.credentials.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.base_url + path,
        "trigger_id": slack.triggers.issue(user),
    }


def spelled(slack: Slack, text: str, *, with_names: bool = True) -> str:
    """Mark the people, channels and links in a typed line, and escape the rest."""
    person = partial(_person, slack, with_names=with_names)
    return typed(text, person, partial(_channel, slack))


def _person(slack: Slack, name: str, *, with_names: bool) -> str | None:
    try:
        found = find_member(slack, name)
    except Mistake:
        return None
    member = slack.state.members.get(found)
    return f"<@{found}|{member.handle}>" if member and with_names else f"<@{found}>"


def _channel(slack: Slack, name: str) -> str | None:
    try:
        found = find_channel(slack, name)
    except Mistake:
        return None
    return f"<#{found}|{slack.state.channels[found].name}>"
