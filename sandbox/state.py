"""What the workspace holds right now; every change is told to whoever listens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sandbox.messages import Message
from sandbox.view import View
from sandbox.workspace import BOT_USER, Channel, Member, Workspace, make_id


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became different: what kind, where, and who may see it."""

    kind: str
    channel: str = ""
    ts: str = ""
    user: str = ""


Listener = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class File:
    """One uploaded file and the conversations that it was shared to."""

    id: str
    name: str
    title: str
    content: bytes
    user: str
    created_at: int
    alt_text: str = ""
    is_complete: bool = False
    channels: tuple[str, ...] = ()


class State:
    """Members, conversations, messages, views and files of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.listeners: list[Listener] = []
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: dict[str, dict[str, Message]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, tuple[str, ...]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.reset()

    def reset(self) -> None:
        """Go back to the workspace as it was at the start."""
        for kept in (self.messages, self.ephemerals, self.views, self.stacks, self.homes):
            kept.clear()
        self.files.clear()
        self.members = {m.id: m for m in self.workspace.members}
        self.channels = {c.id: c for c in self.workspace.channels}
        self.tell(Change("reset"))

    def tell(self, change: Change) -> None:
        """Tell every listener of a change."""
        for listener in list(self.listeners):
            listener(change)

    # People

    def put_member(self, member: Member) -> None:
        """Add a member, or replace the one of that id."""
        self.members[member.id] = member
        self.tell(Change("member", user=member.id))

    def team_of(self, user: str) -> str:
        """Name the team a person belongs to."""
        member = self.members.get(user)
        return (member.team_id if member else None) or self.workspace.team_id

    def is_outsider(self, user: str) -> bool:
        """Tell whether a person belongs to another company."""
        return self.team_of(user) != self.workspace.team_id

    # Conversations

    def put_channel(self, channel: Channel) -> None:
        """Add a conversation, or replace the one of that id."""
        self.channels[channel.id] = channel
        self.tell(Change("channel", channel=channel.id))

    def has_app(self, channel: str) -> bool:
        """Tell whether the app is in a conversation."""
        found = self.channels.get(channel)
        return found is not None and BOT_USER in found.members

    def app_reads(self, file: File) -> bool:
        """Tell whether the app may know of a file: its own, or shared where it is."""
        return file.user == BOT_USER or any(self.has_app(c) for c in file.channels)

    def join(self, channel: str, user: str) -> None:
        """Put somebody into a conversation."""
        found = self.channels[channel]
        self.put_channel(replace(found, members=(*found.members, user)))

    def leave(self, channel: str, user: str) -> None:
        """Take somebody out of a conversation."""
        found = self.channels[channel]
        self.put_channel(replace(found, members=tuple(m for m in found.members if m != user)))

    def sees(self, user: str, channel: Channel) -> bool:
        """Tell whether a person knows of a conversation."""
        if user in channel.members:
            return True
        member = self.members.get(user)
        limited = member is None or member.is_guest or self.is_outsider(user)
        return not channel.is_closed and not limited

    def direct(self, users: Iterable[str]) -> Channel:
        """Open the direct conversation of the app with one or several people."""
        people = tuple(sorted(users))
        members = (BOT_USER, *people)
        for channel in self.channels.values():
            if channel.is_direct and set(channel.members) == set(members):
                return channel
        single = len(people) == 1
        prefix, seed = ("D", people[0]) if single else ("G", "/".join(people))
        name = "" if single else "mpdm-" + "--".join(self.members[p].handle for p in people) + "-1"
        opened = Channel(
            id=make_id(prefix, seed), name=name, members=members, is_im=single, is_mpim=not single
        )
        self.put_channel(opened)
        return opened

    # Messages

    def put_message(self, message: Message) -> None:
        """Post a message, or replace the one of that timestamp."""
        if message.is_ephemeral:
            self.ephemerals.setdefault(message.visible_to, {})[message.ts] = message
        else:
            self.messages.setdefault(message.channel, {})[message.ts] = message
        self.tell(Change("message", message.channel, message.ts, message.visible_to))

    def drop_message(self, message: Message) -> None:
        """Take a message away."""
        if message.is_ephemeral:
            self.ephemerals.get(message.visible_to, {}).pop(message.ts, None)
        else:
            self.messages.get(message.channel, {}).pop(message.ts, None)
        self.tell(Change("message", message.channel, message.ts, message.visible_to))

    def message(self, channel: str, ts: str) -> Message | None:
        """Find a message that everybody in the conversation sees."""
        return self.messages.get(channel, {}).get(ts)

    def ephemeral(self, user: str, ts: str) -> Message | None:
        """Find a message that only one person sees."""
        return self.ephemerals.get(user, {}).get(ts)

    def in_channel(self, channel: str) -> list[Message]:
        """List a conversation's messages, oldest first."""
        return sorted(self.messages.get(channel, {}).values(), key=lambda m: m.ts)

    def seen_in(self, channel: str, user: str) -> list[Message]:
        """List what one person sees in a conversation, oldest first."""
        own = (m for m in self.ephemerals.get(user, {}).values() if m.channel == channel)
        return sorted([*self.in_channel(channel), *own], key=lambda m: m.ts)

    # Views

    def put_view(self, view: View) -> None:
        """Keep a view: a modal, or somebody's Home tab."""
        self.views[view.id] = view
        if view.is_home:
            self.homes[view.user] = view
        self.tell(Change("home" if view.is_home else "view", user=view.user))

    def put_stack(self, user: str, stack: tuple[str, ...]) -> None:
        """Set the modals that a person has open, the topmost last."""
        gone = set(self.stacks.get(user, ())) - set(stack)
        self.stacks[user] = stack
        for view_id in gone:
            self.views.pop(view_id, None)
        self.tell(Change("view", user=user))

    def open_view(self, user: str) -> View | None:
        """Give the modal on top of a person's screen."""
        stack = self.stacks.get(user, ())
        return self.views.get(stack[-1]) if stack else None
