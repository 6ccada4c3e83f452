"""Slack's limits: builders stay inside them, and the gate finds what does not."""

import re
from pathlib import Path

import pytest

from views import blocks as made
from views.blocks import (
    actions,
    bold,
    button,
    check,
    context,
    divider,
    fields,
    header,
    section,
)
from views.message import Message

VIEWS = Path(made.__file__).parent
LONG = "华<" * 5000


def test_a_card_is_made_of_plain_dicts() -> None:
    why = button("Why", "explain.why", "collection_rate", "primary")
    card = Message("86.3 points", (
        header("86.3 points"),
        section(bold("Collection rate"), why),
        divider(),
        fields(["1–30 days", "31–60"]),
        context("only you can see this"),
        actions(why, button("History", "score.history")),
    ))  # fmt: skip
    check(card)
    assert card.blocks[0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": "86.3 points", "emoji": False},
    }
    assert card.blocks[1] == {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*Collection rate*", "verbatim": True},
        "accessory": {
            "type": "button",
            "text": {"type": "plain_text", "text": "Why", "emoji": False},
            "action_id": "explain.why",
            "value": "collection_rate",
            "style": "primary",
        },
    }


def test_texts_of_any_length_fit() -> None:
    press = button(LONG, "a.b", "v" * 2000)
    card = (header(LONG), section(LONG, press), fields([LONG] * 10), context(*[LONG] * 10))
    check(Message(LONG, (*card, actions(press))))


def test_more_than_a_block_holds_is_a_bug() -> None:
    for broken in (
        lambda: fields([]),
        lambda: fields(["x"] * 11),
        context,
        lambda: context(*["x"] * 11),
        actions,
        lambda: actions(*[button("x", "a.b")] * 26),
        lambda: button("x", ""),
        lambda: button("x", "a" * 256),
        lambda: button("x", "a.b", "v" * 2001),
        lambda: header("\u200b"),
        lambda: section(" "),
        lambda: bold(" "),
        lambda: bold(made.lines("a", "b")),
        lambda: Message(" "),
    ):
        with pytest.raises(AssertionError):
            broken()


TEXT = {"type": "mrkdwn", "text": "x"}
BUTTON = button("x", "a.b")


@pytest.mark.parametrize(
    "block",
    [
        {"type": "hologram"},
        {"type": "header", "text": TEXT},
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
        {"type": "section"},
        {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
        {"type": "section", "text": {"type": "markdown", "text": "x"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}},
        {"type": "section", "fields": [TEXT] * 11},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]},
        {"type": "section", "text": TEXT, "accessory": {"type": "image"}},
        {"type": "section", "text": TEXT, "block_id": "x" * 256},
        {"type": "section", "text": TEXT, "block_id": ""},
        {"type": "context", "elements": []},
        {"type": "context", "elements": [TEXT] * 11},
        {"type": "actions", "elements": []},
        {"type": "actions", "elements": [BUTTON] * 26},
        {"type": "actions", "elements": [BUTTON, BUTTON]},
        {"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]},
        {"type": "actions", "elements": [BUTTON | {"action_id": ""}]},
        {
            "type": "actions",
            "elements": [button("x", "a.b") | {"text": {**TEXT, "text": "x" * 76}}],
        },
    ],
)
def test_the_gate_refuses_what_slack_refuses(block) -> None:
    with pytest.raises(AssertionError):
        check(Message("x", (block,)))


def test_the_gate_counts_blocks_and_tells_their_ids_apart() -> None:
    check(Message("x", (divider(),) * 50))
    with pytest.raises(AssertionError):
        check(Message("x", (divider(),) * 51))
    with pytest.raises(AssertionError):
        check(Message("x", (divider() | {"block_id": "a"},) * 2))


def test_only_the_builders_write_text_objects() -> None:
    """A block made by hand would go past the escaping."""
    written = re.compile(r"[\"']type[\"']: [\"'](?:mrkdwn|plain_text)[\"']")
    for package in ("views", "commands", "bot"):
        for path in (VIEWS.parent / package).rglob("*.py"):
            if path != VIEWS / "blocks.py":
                assert not written.search(path.read_text("utf-8")), path
