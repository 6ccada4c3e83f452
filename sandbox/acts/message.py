"""Writing a message."""

from dataclasses import replace

from sandbox import posting
from sandbox.acts.command import spelled
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, here
from sandbox.core import Slack
from sandbox.delivery import events
from sandbox.messages import Message, to_slack
from sandbox.workspace import BOT_USER


async def message(slack: Slack, user: str, channel: str, text: str, thread_ts: str = "") -> Outcome:
    """Post what somebody wrote, and tell the app of it where it listens."""
    conversation = here(slack, user, channel)
    if not text.strip():
        raise Mistake("no_text")
    if thread_ts and slack.state.message(channel, thread_ts) is None:
        raise Mistake("thread_not_found")
    if conversation.kind == "im" and slack.manifest.is_messages_tab_read_only:
        raise Mistake("messages_tab_read_only")
    posted = Message(
        ts=slack.clock.ts(),
        channel=channel,
        user=user,
        text=spelled(slack, text.strip(), with_names=False),
        thread_ts=thread_ts,
        team_id=slack.state.team_of(user),
    )
    if conversation.is_ext_shared:
        posted = replace(posted, user_team=slack.state.team_of(user))
    slack.state.put_message(posted)
    posting.announce(slack, posted)
    if f"<@{BOT_USER}>" in posted.text and conversation.kind != "im":
        _mention(slack, posted)
    return Outcome(data={"ts": posted.ts})


def _mention(slack: Slack, posted: Message) -> None:
    if not slack.state.has_app(posted.channel):
        return
    event = {
        **to_slack(posted),
        "type": "app_mention",
        "channel": posted.channel,
        "event_ts": posted.ts,
    }
    events.tell(slack, event)
