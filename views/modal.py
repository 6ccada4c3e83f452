"""Modals: forms on top of Slack, pre-filled with what was understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from views.blocks import Block, plain_text

TITLE = 24
LABEL = 2000
OPTIONS = 100
OPTION_TEXT = 75


@dataclass(frozen=True, slots=True)
class Modal:
    """A form; `id` finds its Form again, `state` is an id that comes back with the answer."""

    id: str
    title: str
    submit: str
    close: str
    blocks: tuple[Block, ...]
    state: str = ""

    def payload(self, channel: str = "") -> dict[str, Any]:
        """Write the form as `views.open` takes it; where it was asked for comes back, too."""
        return {
            "type": "modal",
            "callback_id": self.id,
            "private_metadata": f"{self.state}\n{channel}" if channel else self.state,
            "title": plain_text(self.title, TITLE),
            "submit": plain_text(self.submit, TITLE),
            "close": plain_text(self.close, TITLE),
            "blocks": list(self.blocks),
        }


def text_field(name: str, label: str, value: str = "", *, optional: bool = False) -> Block:
    """Ask for words; the field's name is where its answer and its error stand."""
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": name}
    if value:
        element["initial_value"] = value
    return _input(name, label, element, optional=optional)


def date_field(name: str, label: str, value: str = "", *, optional: bool = False) -> Block:
    """Ask for a calendar date."""
    element: dict[str, Any] = {"type": "datepicker", "action_id": name}
    if value:
        element["initial_date"] = value
    return _input(name, label, element, optional=optional)


def choice_field(name: str, label: str, options: Sequence[tuple[str, str]]) -> Block:
    """Let one of these be chosen, each a value with the words for it; the first one is."""
    shown = _options(options)
    element = {"type": "static_select", "action_id": name, "options": shown}
    return _input(name, label, element | {"initial_option": shown[0]}, optional=False)


def scale_field(name: str, label: str, options: Sequence[tuple[str, str]]) -> Block:
    """Let one of these be chosen, all of them in sight; none is chosen before somebody does."""
    element = {"type": "radio_buttons", "action_id": name, "options": _options(options)}
    return _input(name, label, element, optional=False)


def choices_field(
    name: str, label: str, options: Sequence[tuple[str, str]], *, optional: bool = False
) -> Block:
    """Let several of these be chosen, each a value with the words for it."""
    element = {"type": "multi_static_select", "action_id": name, "options": _options(options)}
    return _input(name, label, element, optional=optional)


def _options(options: Sequence[tuple[str, str]]) -> list[Block]:
    assert 0 < len(options) <= OPTIONS, len(options)
    return [{"text": plain_text(words, OPTION_TEXT), "value": value} for value, words in options]


def _input(name: str, label: str, element: Block, *, optional: bool) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, LABEL),
        "element": element,
        "optional": optional,
    }
