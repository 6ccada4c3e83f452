"""Modals and the Home tab, as the app opens and changes them."""

from typing import Any

from sandbox import modals
from sandbox.blocks import checker
from sandbox.refusal import Refused
from sandbox.view import View, to_slack
from sandbox.webapi.call import Call, Handler, Json


def open_view(call: Call) -> Json:
    """Open a modal for whoever made the gesture."""
    body = _checked(call, "modal")
    trigger = call.slack.triggers.spend(call.text("trigger_id"))
    view = modals.made(call.slack, trigger.user, body)
    modals.show(call.slack, view)
    return {"view": to_slack(view)}


def push(call: Call) -> Json:
    """Put a modal on top of the one that the gesture was made in."""
    body = _checked(call, "modal")
    trigger = call.slack.triggers.spend(call.text("trigger_id"))
    view = modals.pushed(call.slack, trigger.user, body)
    return {"view": to_slack(view)}


def update(call: Call) -> Json:
    """Change a modal that is open."""
    known = _open_modal(call)
    body = _checked(call, "home" if known.is_home else "modal")
    given = call.text("hash")
    if given and given != known.hash:
        raise Refused("hash_conflict")
    return {"view": to_slack(modals.changed(call.slack, known, body))}


def publish(call: Call) -> Json:
    """Set somebody's Home tab."""
    if not call.slack.manifest.has_home_tab:
        raise Refused("not_enabled")
    body = _checked(call, "home")
    user = call.text("user_id")
    if user not in call.slack.state.members:
        raise Refused("invalid_arguments", ("[ERROR] invalid user: user_id",))
    known = call.slack.state.homes.get(user)
    given = call.text("hash")
    if known is not None:
        if given and given != known.hash:
            raise Refused("hash_conflict")
        return {"view": to_slack(modals.changed(call.slack, known, body))}
    view = modals.made(call.slack, user, body)
    call.slack.state.put_view(view)
    return {"view": to_slack(view)}


def _open_modal(call: Call) -> View:
    state = call.slack.state
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise Refused("invalid_arguments", ("[ERROR] missing required field: view_id",))
    found = state.views.get(view_id) if view_id else _by_external_id(call, external_id)
    if found is None:
        raise Refused("not_found")
    return found


def _by_external_id(call: Call, external_id: str) -> View | None:
    views = call.slack.state.views.values()
    return next((v for v in views if v.body.get("external_id") == external_id), None)


def _checked(call: Call, kind: str) -> dict[str, Any]:
    body = call.args["view"]
    problems = checker.view_problems(body)
    if problems:
        raise Refused("invalid_arguments", problems)
    if body["type"] != kind:
        raise Refused("invalid_arguments", (f"[ERROR] must be a {kind} [json-pointer:/view/type]",))
    if checker.is_too_large(body):
        raise Refused("view_too_large")
    own = call.text("view_id") or call.text("external_id")
    if not own and body.get("external_id") and _by_external_id(call, body["external_id"]):
        raise Refused("duplicate_external_id")
    return dict(body)


METHODS: dict[str, Handler] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
