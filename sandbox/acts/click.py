"""Pressing a button, or choosing in a menu, on a message or in a view."""

from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.acts import answered, modal
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, gesture, message_parts, seen_message
from sandbox.blocks.checker import elements
from sandbox.core import Slack
from sandbox.delivery.envelope import Envelope
from sandbox.view import View, to_slack

Json = dict[str, Any]
NO_ANSWER = "Something went wrong. Please try again."


@dataclass(frozen=True, slots=True)
class Press:
    """Which element was used, and what was chosen in it."""

    action_id: str = ""
    block_id: str = ""
    answer: Any = None
    value: str | None = None
    values: Json = field(default_factory=dict)


async def on_message(slack: Slack, user: str, channel: str, ts: str, press: Press) -> Outcome:
    """Use an element of a message."""
    message = seen_message(slack, user, channel, ts)
    block_id, element = find_element(message.blocks, press)
    payload = gesture(slack, "block_actions", user) | message_parts(slack, message, user)
    payload["state"] = {"values": _current(message.blocks, {}, block_id, element, press)}
    payload["actions"] = [_action(slack, block_id, element, press)]
    return await _send(slack, payload)


async def in_view(slack: Slack, user: str, view: View, press: Press) -> Outcome:
    """Use an element of a modal or of the Home tab."""
    if view.user != user:
        raise Mistake("view_not_found")
    block_id, element = find_element(view.blocks, press)
    typed = modal.filled(view, press.values)
    values = _current(view.blocks, typed, block_id, element, press)
    kept = replace(view, values=values)
    slack.state.views[view.id] = kept
    payload = gesture(slack, "block_actions", user, view.id)
    payload["container"] = {"type": "view", "view_id": view.id}
    payload["view"] = to_slack(kept)
    payload["state"] = {"values": values}
    payload["actions"] = [_action(slack, block_id, element, press)]
    return await _send(slack, payload)


async def _send(slack: Slack, payload: Json) -> Outcome:
    if not slack.manifest.is_interactive:
        raise Mistake("interactivity_is_off")
    ack = await slack.deliver(Envelope("interactive", payload))
    if ack.payload not in (None, "", {}):
        words = "a click's ack takes no answer; it was not shown"
        slack.note("in", "ignored", "block_actions", {"why": words, "payload": ack.payload})
    return Outcome(error=ack.error, notice=NO_ANSWER if ack.error else "")


def find_element(blocks: tuple[Json, ...], press: Press) -> tuple[str, Json]:
    """Find the element that is meant, and the block it stands in."""
    for block in blocks:
        if press.block_id in {"", block["block_id"]}:
            for element in elements(block):
                is_named = press.action_id in {"", element["action_id"]}
                if is_named and press.value in {None, element.get("value")}:
                    return str(block["block_id"]), dict(element)
    raise Mistake("element_not_found")


def _action(slack: Slack, block_id: str, element: Json, press: Press) -> Json:
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": slack.clock.ts(),
    }
    if element["type"] in {"button", "workflow_button"}:
        kept = {k: element[k] for k in ("text", "value", "style", "url") if k in element}
        return action | kept
    if element.get("placeholder"):
        action["placeholder"] = element["placeholder"]
    return action | answered.chosen(element, press.answer)


def _current(
    blocks: tuple[Json, ...], known: Json, block_id: str, used: Json, press: Press
) -> Json:
    """Write what every element that holds something holds now."""
    values: Json = {}
    for block in blocks:
        for element in elements(block):
            if element["type"] in {"button", "overflow", "workflow_button"}:
                continue
            before = known.get(block["block_id"], {}).get(element["action_id"])
            held = before or answered.initial(dict(element))
            if block["block_id"] == block_id and element["action_id"] == used["action_id"]:
                held = answered.chosen(dict(element), press.answer)
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values
