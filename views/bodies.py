"""Bodies: one message in every language that it may be read in, as it is stored for delivery."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from views import blocks
from views.message import Message
from views.say import LANGUAGES, Say


def in_every_language(
    view: Callable[[Say], Message], today: date
) -> Mapping[str, Mapping[str, Any]]:
    """Render a message in each language; a message that Slack would refuse is a bug of ours."""
    return {language: body(view(Say.of(language, today))) for language in LANGUAGES}


def body(message: Message) -> Mapping[str, Any]:
    """Write a message as Slack's payload has it."""
    blocks.check(message)
    return {"text": str(message.text), "blocks": list(message.blocks)}
