"""Filling in a modal, and closing it."""

from dataclasses import replace
from typing import Any

from sandbox import modals
from sandbox.acts import answered
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, gesture
from sandbox.blocks import checker
from sandbox.core import Slack
from sandbox.delivery.envelope import Envelope
from sandbox.spoken import REQUIRED, TOO_LONG, TOO_SHORT, TROUBLE, spoken
from sandbox.view import View, to_slack

Json = dict[str, Any]


async def submit(slack: Slack, user: str, view: View, given: Json) -> Outcome:
    """Send what was filled in, and do what the app answers."""
    if view.user != user or view.is_home:
        raise Mistake("view_not_found")
    if not view.body.get("submit"):
        raise Mistake("view_has_no_submit")
    values = filled(view, given)
    missing = _problems(slack, view, values)
    kept = replace(view, values=values, errors=missing)
    if missing:
        slack.state.put_view(kept)
        return Outcome(field_errors=missing)
    slack.state.views[view.id] = kept
    payload = gesture(slack, "view_submission", user, view.id)
    payload |= {"view": to_slack(kept), "response_urls": []}
    ack = await slack.deliver(Envelope("interactive", payload, accepts_payload=True))
    if not ack.is_ok:
        return Outcome(error=ack.error, notice=spoken(slack, user, TROUBLE))
    return _answered(slack, kept, ack.payload)


async def close(slack: Slack, user: str, view: View, *, is_cleared: bool = False) -> Outcome:
    """Close a modal, and tell the app when it wants to know."""
    if view.user != user:
        raise Mistake("view_not_found")
    if is_cleared or view.body.get("clear_on_close"):
        modals.close_all(slack, user)
    else:
        modals.close_top(slack, user)
    if not view.body.get("notify_on_close"):
        return Outcome()
    payload = gesture(slack, "view_closed", user)
    del payload["trigger_id"]
    payload |= {"view": to_slack(view), "is_cleared": is_cleared}
    ack = await slack.deliver(Envelope("interactive", payload))
    return Outcome(error=ack.error)


def filled(view: View, given: Json) -> Json:
    """Write the view's state: what was given by block or action id, else what it held."""
    values: Json = {}
    for block in view.blocks:
        for element in checker.elements(block):
            if element["type"] in {"button", "overflow", "workflow_button"}:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            found, answer = _given(given, block_id, action_id)
            held = view.values.get(block_id, {}).get(action_id)
            value = answered.chosen(dict(element), answer) if found else None
            values.setdefault(block_id, {})[action_id] = (
                value or held or answered.initial(dict(element))
            )
    return values


def _given(given: Json, block_id: str, action_id: str) -> tuple[bool, Any]:
    if block_id not in given:
        return action_id in given, given.get(action_id)
    own = given[block_id]
    if isinstance(own, dict) and action_id in own:
        return True, own[action_id]
    is_other = isinstance(own, dict) and "value" not in own
    return (False, None) if is_other else (True, own)


def _problems(slack: Slack, view: View, values: Json) -> Json:
    """Find what Slack's own screen would stop before it is sent."""
    problems: Json = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]]
        if answered.is_empty(value):
            if not block.get("optional"):
                problems[block["block_id"]] = spoken(slack, view.user, REQUIRED)
        elif problem := _length_problem(element, value.get("value")):
            sentence, number = problem
            problems[block["block_id"]] = spoken(slack, view.user, sentence, number=number)
    return problems


def _length_problem(element: Json, text: Any) -> tuple[str, int] | None:
    if not isinstance(text, str):
        return None
    least, most = int(element.get("min_length", 0)), int(element.get("max_length", 3000))
    if len(text) < least:
        return TOO_SHORT, least
    return (TOO_LONG, most) if len(text) > most else None


def _answered(slack: Slack, view: View, payload: Any) -> Outcome:
    if payload in (None, "", {}):
        modals.close_top(slack, view.user)
        return Outcome()
    action = payload.get("response_action") if isinstance(payload, dict) else None
    if action == "clear":
        modals.close_all(slack, view.user)
        return Outcome()
    if action == "errors":
        return _with_errors(slack, view, payload.get("errors"))
    if action in {"update", "push"}:
        return _with_view(slack, view, action, payload.get("view"))
    return _refused(slack, view, "invalid_response_action", payload)


def _with_errors(slack: Slack, view: View, errors: Any) -> Outcome:
    inputs = {b["block_id"] for b in view.blocks if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        return _refused(slack, view, "invalid_errors", errors)
    slack.state.put_view(replace(view, errors=errors))
    return Outcome(field_errors=errors)


def _with_view(slack: Slack, view: View, action: str, body: Any) -> Outcome:
    problems = checker.view_problems(body)
    if problems:
        return _refused(slack, view, "invalid_view", list(problems))
    if action == "update":
        modals.changed(slack, view, body)
    else:
        modals.pushed(slack, view.user, body)
    return Outcome()


def _refused(slack: Slack, view: View, error: str, what: Any) -> Outcome:
    slack.note("in", "refused", "view_submission", {"error": error, "what": what})
    return Outcome(error=error, notice=spoken(slack, view.user, TROUBLE))
