"""What is stored for delivery: one message in every language, inside Slack's limits."""

from datetime import date

import pytest

from views.blocks import divider, section
from views.bodies import in_every_language
from views.message import Message

TODAY = date(2026, 11, 23)


def test_a_message_is_stored_in_every_language_that_it_may_be_read_in() -> None:
    bodies = in_every_language(lambda say: Message(say("Undo"), (section(say("Undo")),)), TODAY)
    assert {language: body["text"] for language, body in bodies.items()} == {
        "en": "Undo",
        "zh": "撤销",
    }
    assert bodies["zh"]["blocks"][0]["text"]["text"] == "撤销"


def test_a_message_that_slack_would_refuse_is_a_bug_of_ours() -> None:
    with pytest.raises(AssertionError):
        in_every_language(lambda _say: Message("x", (divider(),) * 51), TODAY)
