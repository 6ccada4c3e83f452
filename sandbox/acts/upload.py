"""Dropping a file into a conversation."""

from dataclasses import dataclass, replace

from sandbox import posting, uploads
from sandbox.acts.command import spelled
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, here
from sandbox.core import Slack
from sandbox.messages import Message
from sandbox.state import File


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as somebody hands it over, with what they wrote beside it."""

    name: str
    content: bytes
    title: str = ""
    comment: str = ""
    thread_ts: str = ""


async def upload(slack: Slack, user: str, channel: str, dropped: Dropped) -> Outcome:
    """Share a file, and tell the app of it where it listens."""
    conversation = here(slack, user, channel)
    if not dropped.name or not dropped.content:
        raise Mistake("no_file")
    file = File(
        id=uploads.new_id(),
        name=dropped.name,
        title=dropped.title or dropped.name,
        content=dropped.content,
        user=user,
        created_at=int(slack.clock.now()),
        is_complete=True,
        channels=(channel,),
    )
    slack.state.files[file.id] = file
    posted = Message(
        ts=slack.clock.ts(),
        channel=channel,
        user=user,
        text=spelled(slack, dropped.comment, with_names=False),
        thread_ts=dropped.thread_ts,
        subtype="file_share",
        files=(uploads.file_json(slack, file),),
        team_id=slack.state.team_of(user),
    )
    if conversation.is_ext_shared:
        posted = replace(posted, user_team=slack.state.team_of(user))
    slack.state.put_message(posted)
    posting.announce(slack, posted)
    if slack.state.has_app(channel):
        uploads.tell_shared(slack, file.id, channel, user)
    return Outcome(data={"file": file.id, "ts": posted.ts})
