"""Slack's blocks: builders that escape and stay inside the limits, and the gate that checks."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from views.message import MESSAGE_TEXT, Message
from views.words import (
    Words,
    bold,
    cut,
    dotted,
    escape,
    lines,
    mrkdwn,
    plain,
)

__all__ = [
    "MESSAGE_TEXT", "Words", "actions", "bold", "button", "check", "context", "divider", "dotted",
    "escape", "fields", "header", "lines", "section", "table",
]  # fmt: skip

Block = dict[str, Any]

# The lower figure where Slack's own sources differ.
MESSAGE_BLOCKS = 50
HEADER_TEXT = 150
SECTION_TEXT = 3000
FIELDS = 10
FIELD_TEXT = 2000
CONTEXT_ELEMENTS = 10
CONTEXT_TEXT = 2000
BUTTONS = 25
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
CHART_TITLE = 50
CHART_LABEL = 20
CHART_POINTS = 20
CHARTS = 2
CHART_SERIES = 6
TABLES = 1
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARACTERS = 10_000
ID = 255


def header(text: str) -> Block:
    """Head a message with its answer."""
    return {"type": "header", "text": plain_text(text, HEADER_TEXT)}


def section(text: str, accessory: Block | None = None) -> Block:
    """Say something, with a button beside it or without."""
    block = {"type": "section", "text": _mrkdwn(text, SECTION_TEXT)}
    return block | ({"accessory": accessory} if accessory else {})


def fields(texts: Sequence[str]) -> Block:
    """Put short texts in two columns."""
    assert 0 < len(texts) <= FIELDS, texts
    return {"type": "section", "fields": [_mrkdwn(text, FIELD_TEXT) for text in texts]}


def divider() -> Block:
    """Draw a line."""
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Add the small print."""
    assert 0 < len(texts) <= CONTEXT_ELEMENTS, texts
    return {"type": "context", "elements": [_mrkdwn(text, CONTEXT_TEXT) for text in texts]}


def actions(*buttons: Block) -> Block:
    """Put buttons in a row."""
    assert 0 < len(buttons) <= BUTTONS, buttons
    return {"type": "actions", "elements": list(buttons)}


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Block:
    """Put texts into a table; the columns named by `right` are figures.

    Rows stay on one line: a phone turns narrow columns into towers, and scrolls wide tables.
    """
    cells = [[_cell(text) for text in row] for row in (head, *rows)]
    settings = [{"align": "right" if n in right else "left"} for n in range(len(head))]
    return {"type": "table", "rows": cells, "column_settings": settings}


def button(
    text: str,
    action_id: str,
    value: str = "",
    style: Literal["primary", "danger"] | None = None,
) -> Block:
    """Offer what can be pressed; the value is an id, never data."""
    assert 0 < len(action_id) <= ID, action_id
    assert len(value) <= BUTTON_VALUE, value
    block = {"type": "button", "text": plain_text(text, BUTTON_TEXT), "action_id": action_id}
    return block | ({"value": value} if value else {}) | ({"style": style} if style else {})


def check(message: Message) -> None:
    """Assert that Slack takes this message: its limits, and ids that are told apart."""
    assert 0 < len(message.text) <= MESSAGE_TEXT, message.text
    assert len(message.blocks) <= MESSAGE_BLOCKS, len(message.blocks)
    ids = [block["block_id"] for block in message.blocks if "block_id" in block]
    assert len(ids) == len(set(ids)), ids
    charts = [block for block in message.blocks if block["type"] == "data_visualization"]
    assert len(charts) <= CHARTS, len(charts)
    assert sum(block["type"] == "table" for block in message.blocks) <= TABLES, message.text
    for block in message.blocks:
        assert block["type"] in _CHECKS, f"no limits are known for {block['type']}"
        assert 0 < len(block.get("block_id", "-")) <= ID, block
        _CHECKS[block["type"]](block)


def plain_text(text: str, limit: int) -> Block:
    """Say something where Slack takes no markup: a header, a label, a title."""
    shown = cut(plain(text), limit)
    assert shown.strip(), "Slack refuses a text without words"
    return {"type": "plain_text", "text": shown, "emoji": False}


def _mrkdwn(text: str, limit: int) -> Block:
    """Verbatim: Slack makes no links out of what looks like a channel, a name or an address."""
    shown = cut(mrkdwn(text), limit)
    assert shown.strip(), "Slack refuses a text without words"
    return {"type": "mrkdwn", "text": shown, "verbatim": True}


def _cell(text: str) -> Block:
    """Slack refuses an empty cell."""
    return {"type": "raw_text", "text": plain(text) or " "}


def _check_header(block: Block) -> None:
    assert block["text"]["type"] == "plain_text", block
    _check_text(block["text"], HEADER_TEXT)


def _check_section(block: Block) -> None:
    texts = block.get("fields", [])
    assert "text" in block or texts, block
    assert len(texts) <= FIELDS, block
    for text in texts:
        _check_text(text, FIELD_TEXT)
    if "text" in block:
        _check_text(block["text"], SECTION_TEXT)
    if "accessory" in block:
        _check_button(block["accessory"])


def _check_context(block: Block) -> None:
    assert 0 < len(block["elements"]) <= CONTEXT_ELEMENTS, block
    for text in block["elements"]:
        _check_text(text, CONTEXT_TEXT)


def _check_actions(block: Block) -> None:
    assert 0 < len(block["elements"]) <= BUTTONS, block
    for element in block["elements"]:
        _check_button(element)
    ids = [element["action_id"] for element in block["elements"]]
    assert len(ids) == len(set(ids)), ids


def _check_chart(block: Block) -> None:
    """A line with its points on the axis, each told apart by its label."""
    assert 0 < len(block["title"]) <= CHART_TITLE, block
    labels = block["chart"]["axis_config"]["categories"]
    assert 0 < len(labels) <= CHART_POINTS, block
    assert len(set(labels)) == len(labels), labels
    assert all(0 < len(label) <= CHART_LABEL for label in labels), labels
    assert 0 < len(block["chart"]["series"]) <= CHART_SERIES, block
    for series in block["chart"]["series"]:
        assert [point["label"] for point in series["data"]] == labels, block


def _check_table(block: Block) -> None:
    columns = len(block["column_settings"])
    assert 0 < columns <= TABLE_COLUMNS, block
    assert 1 < len(block["rows"]) <= TABLE_ROWS, len(block["rows"])
    assert all(len(row) == columns for row in block["rows"]), block
    assert all(cell["text"] for row in block["rows"] for cell in row), block
    letters = sum(len(cell["text"]) for row in block["rows"] for cell in row)
    assert letters <= TABLE_CHARACTERS, letters


def _check_button(element: Block) -> None:
    assert element["type"] == "button", element
    _check_text(element["text"], BUTTON_TEXT)
    assert 0 < len(element["action_id"]) <= ID, element
    assert len(element.get("value", "")) <= BUTTON_VALUE, element


def _check_text(text: Block, limit: int) -> None:
    assert text["type"] in {"plain_text", "mrkdwn"}, text
    assert text["text"].strip(), text
    assert len(text["text"]) <= limit, text


def _check_nothing(block: Block) -> None:
    assert block["type"] == "divider", block


_CHECKS: dict[str, Callable[[Block], None]] = {
    "header": _check_header,
    "section": _check_section,
    "context": _check_context,
    "actions": _check_actions,
    "divider": _check_nothing,
    "data_visualization": _check_chart,
    "table": _check_table,
}
