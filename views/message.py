"""What is sent: blocks for the eye, and a text that makes sense read aloud."""

from dataclasses import dataclass
from typing import Any

from views.words import Words, cut, mrkdwn

MESSAGE_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Message:
    """A finished message in one reader's language; the text is spelled in mrkdwn like the blocks.

    Slack reads mentions out of the text too, so it is escaped here, where nobody can forget it.
    """

    text: str
    blocks: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        """A message without words is silence to a screen reader."""
        assert self.text.strip(), "a message needs a text"
        spelled = cut(mrkdwn(self.text), MESSAGE_TEXT)
        object.__setattr__(self, "text", Words(spelled, spelled))
