"""Check the blocks of a message, or a whole view, as Slack does before it takes them."""

import json
import secrets
import string
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.blocks.composition import plain
from sandbox.blocks.layout import EVERYWHERE, IN_MESSAGE
from sandbox.blocks.rules import Bool, Json, List, Obj, OneOf, Report, Rule, Str, dicts

MOST_MARKDOWN = 12_000
MOST_CHARTS = 2
MOST_VIEW_BYTES = 250_000
_TABLES = ("table", "data_table")

_MESSAGE = List(OneOf(IN_MESSAGE), 50, least=0)
_VIEW_BLOCKS = List(OneOf(EVERYWHERE), 100, least=0)
_VIEW: dict[str, Rule] = {
    "private_metadata": Str(3000, least=0),
    "callback_id": Str(255, least=0),
    "external_id": Str(255, least=0),
}
_VIEWS = OneOf(
    {
        "modal": Obj(
            {"title": plain(24), "blocks": _VIEW_BLOCKS},
            {
                **_VIEW,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": Bool(),
                "notify_on_close": Bool(),
                "submit_disabled": Bool(),
            },
        ),
        "home": Obj({"blocks": _VIEW_BLOCKS}, _VIEW),
    }
)


def message_problems(blocks: Any) -> tuple[str, ...]:
    """List what Slack would refuse about a message's blocks."""
    report = Report()
    _MESSAGE.check(blocks, "/blocks", report)
    known = dicts(blocks)
    _check_ids(known, "/blocks", report)
    _check_message_totals(known, report)
    return tuple(report.problems)


def view_problems(view: Any) -> tuple[str, ...]:
    """List what Slack would refuse about a view."""
    report = Report()
    _VIEWS.check(view, "/view", report)
    known = dicts(view.get("blocks")) if isinstance(view, dict) else []
    _check_ids(known, "/view/blocks", report)
    if isinstance(view, dict) and view.get("type") == "modal" and not view.get("submit"):
        for number, block in enumerate(known):
            if block.get("type") == "input":
                report.add("a view with input blocks must have submit", f"/view/blocks/{number}")
    return tuple(report.problems)


def is_too_large(view: Any) -> bool:
    """Tell whether a view is over Slack's size limit."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > MOST_VIEW_BYTES


def with_ids(blocks: list[Any]) -> tuple[dict[str, Any], ...]:
    """Give every block and element the id that Slack would make up for it."""
    return tuple(_block_with_ids(dict(block)) for block in blocks)


def _block_with_ids(block: dict[str, Any]) -> dict[str, Any]:
    block.setdefault("block_id", _made_up())
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            block[name] = _element_with_id(block[name])
    if block.get("type") == "actions":
        block["elements"] = [_element_with_id(e) for e in block["elements"]]
    return block


def _element_with_id(element: Any) -> Any:
    if not isinstance(element, dict) or element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or _made_up()}


def _made_up() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(5))


def elements(block: Json) -> Iterator[Json]:
    """List a block's interactive elements."""
    inside = dicts([block.get("accessory"), block.get("element")])
    if block.get("type") == "actions":
        inside += dicts(block.get("elements"))
    return (e for e in inside if e.get("type") != "image")


def _check_ids(blocks: list[Json], at: str, report: Report) -> None:
    ids = Counter(str(b["block_id"]) for b in blocks if b.get("block_id"))
    for number, block in enumerate(blocks):
        if ids[str(block.get("block_id"))] > 1:
            words = f"`block_id` already exists: {block['block_id']}"
            report.add(words, f"{at}/{number}/block_id")
        actions = Counter(str(e["action_id"]) for e in elements(block) if e.get("action_id"))
        for action_id in (a for a, count in actions.items() if count > 1):
            report.add(f"`action_id` already exists: {action_id}", f"{at}/{number}")


def _check_message_totals(blocks: list[Json], report: Report) -> None:
    kinds = Counter(str(b.get("type")) for b in blocks)
    if sum(kinds[t] for t in _TABLES) > 1:
        report.add("only one table is allowed", "/blocks")
    if kinds["data_visualization"] > MOST_CHARTS:
        report.add(f"no more than {MOST_CHARTS} data_visualization blocks allowed", "/blocks")
    written = [str(b.get("text", "")) for b in blocks if b.get("type") == "markdown"]
    if sum(map(len, written)) > MOST_MARKDOWN and max(map(len, written)) <= MOST_MARKDOWN:
        report.add(f"markdown must be less than {MOST_MARKDOWN + 1} characters in all", "/blocks")
