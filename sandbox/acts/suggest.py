"""Typing into a menu whose options the app looks up."""

from typing import Any

from sandbox.acts.click import Press, find_element
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, gesture, message_parts, seen_message
from sandbox.blocks.composition import OPTION, OPTION_GROUP
from sandbox.blocks.rules import List, Report
from sandbox.core import Slack
from sandbox.delivery.envelope import Envelope
from sandbox.view import View, to_slack

Json = dict[str, Any]
_OPTIONS = List(OPTION, 100, least=0)
_GROUPS = List(OPTION_GROUP, 100, least=0)


async def in_view(slack: Slack, view: View, press: Press, text: str) -> Outcome:
    """Ask for options in a modal or Home tab."""
    block_id, element = find_element(view.blocks, press)
    container: Json = {"type": "view", "view_id": view.id}
    place = {"container": container, "view": to_slack(view)}
    return await _ask(slack, view.user, place, (block_id, element), text)


async def on_message(
    slack: Slack, user: str, where: tuple[str, str], press: Press, text: str
) -> Outcome:
    """Ask for options on a message."""
    message = seen_message(slack, user, *where)
    found = find_element(message.blocks, press)
    return await _ask(slack, user, message_parts(slack, message, user), found, text)


async def _ask(slack: Slack, user: str, place: Json, found: tuple[str, Json], text: str) -> Outcome:
    block_id, element = found
    if "external_select" not in str(element["type"]):
        raise Mistake("element_looks_nothing_up")
    payload = gesture(slack, "block_suggestion", user) | place
    for absent in ("trigger_id", "response_url"):
        payload.pop(absent, None)
    payload |= {"action_id": element["action_id"], "block_id": block_id, "value": text}
    ack = await slack.deliver(Envelope("interactive", payload, accepts_payload=True))
    if not ack.is_ok:
        return Outcome(error=ack.error)
    return _offered(slack, ack.payload)


def _offered(slack: Slack, payload: Any) -> Outcome:
    body = payload if isinstance(payload, dict) else {}
    options, groups = body.get("options", []), body.get("option_groups", [])
    report = Report()
    _OPTIONS.check(options, "/options", report)
    _GROUPS.check(groups, "/option_groups", report)
    if report.problems or not isinstance(payload, dict):
        slack.note("in", "refused", "block_suggestion", report.problems)
        return Outcome(error="invalid_options", data={"problems": report.problems})
    every = [*options, *(option for group in groups for option in group["options"])]
    return Outcome(data={"options": every})
