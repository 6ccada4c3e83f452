"""Requests and replies, as the dispatcher takes and gives them; a reply can be stored as text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Self

from bot.deadline import Deadline
from views.blocks import Words
from views.message import Message
from views.modal import Modal


class Kind(Enum):
    """What somebody did."""

    COMMAND = "command"
    BUTTON = "button"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody typed, pressed or filled in.

    `text` is the words, the button's value or the form's state; `key` is that of a repeated
    delivery, too. It is answered by its deadline, or told to be asked again.
    """

    id: str
    kind: Kind
    name: str
    text: str
    user_id: str
    team_id: str | None = None
    channel: str = ""
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    deadline: Deadline = field(default_factory=Deadline.begin)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer: words, a form to open, or nothing; words replace the card that was pressed.

    A problem never does, and in a form it is said at a field, the first where `at` is empty.
    """

    message: Message | None
    replaces: bool = True
    form: Modal | None = None
    is_problem: bool = False
    at: str = ""

    @classmethod
    def of(cls, seen: Message | Modal | None, *, replaces: bool) -> Self:
        """Make the reply of what an entry's view gave."""
        if isinstance(seen, Modal):
            return cls(None, replaces, seen)
        assert seen is None or isinstance(seen, Message), seen
        return cls(seen, replaces)

    @classmethod
    def problem(cls, message: Message, at: str = "") -> Self:
        """Say what went wrong; the card stays as it is."""
        return cls(message, replaces=False, is_problem=True, at=at)

    @property
    def words(self) -> Message:
        """The message of a reply that has one."""
        assert self.message is not None, "this reply says nothing"
        return self.message

    def stored(self) -> str:
        """Write words, or nothing, for a repeated delivery of the same request."""
        assert self.form is None, "a form has no effect that could be repeated"
        if self.message is None:
            return ""
        body: dict[str, Any] = {"text": str(self.message.text), "blocks": self.message.blocks}
        return json.dumps({**body, "replaces": self.replaces}, ensure_ascii=False)

    @classmethod
    def again(cls, stored: str) -> Self:
        """Read what was stored."""
        if not stored:
            return cls(None)
        body = json.loads(stored)
        text = Words(body["text"], body["text"])  # spelled before it was stored
        return cls(Message(text, tuple(body["blocks"])), bool(body["replaces"]))
