"""Who and what is in the workspace: members, channels and the ids they go by."""

import base64
import hashlib
from dataclasses import dataclass, field, fields
from typing import Any

BOT_USER = "U0SANDBOX0"
"""The app's own user; put it among a channel's members to invite the app there."""

ZONE = "Asia/Shanghai"


def make_id(prefix: str, seed: str) -> str:
    """Make an id in Slack's form that is always the same for the same seed."""
    digest = hashlib.sha256(f"{prefix}/{seed}".encode()).digest()
    return prefix + base64.b32encode(digest).decode()[:10].replace("=", "0")


def member_id(name: str) -> str:
    """Make a member's id from a name."""
    return make_id("U", name)


def channel_id(name: str) -> str:
    """Make a channel's id from its name."""
    return make_id("C", name)


@dataclass(frozen=True, slots=True)
class Member:
    """One account: a colleague, a guest, somebody of another company, or a bot."""

    id: str
    name: str
    email: str = ""
    locale: str = "en-US"
    tz: str = ZONE
    title: str = ""
    team_id: str | None = None
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False

    def __post_init__(self) -> None:
        """Refuse an id that Slack would not give to a person."""
        assert self.id[:1] in {"U", "W"}, f"a member's id begins with U or W, not {self.id!r}"
        assert self.name, "a member has a name"

    @property
    def handle(self) -> str:
        """Give the name that stands behind an @."""
        return self.name.lower().replace(" ", ".")

    @property
    def is_guest(self) -> bool:
        """Tell whether the account is limited to the channels it was invited to."""
        return self.is_restricted or self.is_ultra_restricted


@dataclass(frozen=True, slots=True)
class Channel:
    """One conversation: public, private, direct, or shared with another company."""

    id: str
    name: str = ""
    members: tuple[str, ...] = ()
    is_private: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    is_org_shared: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    topic: str = ""

    def __post_init__(self) -> None:
        """Keep the members as a tuple and refuse an id of another kind."""
        assert self.id[:1] in {"C", "G", "D"}, f"a channel's id begins with C, G or D: {self.id!r}"
        object.__setattr__(self, "members", tuple(dict.fromkeys(self.members)))

    @property
    def is_direct(self) -> bool:
        """Tell whether only its members may ever know of it by name."""
        return self.is_im or self.is_mpim

    @property
    def is_closed(self) -> bool:
        """Tell whether it is hidden from everybody who is not in it."""
        return self.is_private or self.is_direct or self.id[:1] in {"G", "D"}

    @property
    def kind(self) -> str:
        """Name the conversation type as the types argument does."""
        if self.is_im or self.id.startswith("D"):
            return "im"
        if self.is_mpim:
            return "mpim"
        return "private_channel" if self.is_closed else "public_channel"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A team as it stands when the sandbox starts."""

    team_id: str
    name: str
    members: tuple[Member, ...] = ()
    channels: tuple[Channel, ...] = ()
    domain: str = field(default="")

    def __post_init__(self) -> None:
        """Keep tuples, find a domain, and refuse ids that stand for two things."""
        assert self.team_id.startswith("T"), f"a team's id begins with T: {self.team_id!r}"
        object.__setattr__(self, "members", tuple(self.members))
        object.__setattr__(self, "channels", tuple(self.channels))
        if not self.domain:
            plain = "".join(c for c in self.name.lower() if c.isascii() and c.isalnum())
            object.__setattr__(self, "domain", plain or "sandbox")
        ids = [m.id for m in self.members] + [c.id for c in self.channels]
        assert len(ids) == len(set(ids)), "an id stands for one thing only"


def changed(member: Member, changes: dict[str, Any]) -> Member:
    """Give the member with some fields replaced; unknown fields are refused."""
    known = {f.name for f in fields(Member)}
    unknown = set(changes) - known
    if unknown:
        raise ValueError(f"unknown member field: {', '.join(sorted(unknown))}")
    return Member(**{f.name: changes.get(f.name, getattr(member, f.name)) for f in fields(Member)})
