"""What somebody chose in an element, as payloads and view states write it."""

from typing import Any

from sandbox.acts.payloads import Mistake

Json = dict[str, Any]

_SINGLE = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_MANY = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
_SOME_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
_FROM_INITIAL = {
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_users": "initial_users",
    "selected_conversations": "initial_conversations",
    "selected_channels": "initial_channels",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "value": "initial_value",
}


def key_of(kind: str) -> str:
    """Name the field that an element's answer stands in."""
    if kind in _ONE_OPTION:
        return "selected_option"
    if kind in _SOME_OPTIONS:
        return "selected_options"
    return _SINGLE.get(kind) or _MANY.get(kind) or "value"


def chosen(element: Json, answer: Any) -> Json:
    """Write an answer to an element; options are named by their values."""
    kind = str(element["type"])
    key = key_of(kind)
    if key == "selected_option":
        return {"type": kind, key: _option(element, answer) if answer not in (None, "") else None}
    if key == "selected_options":
        return {"type": kind, key: [_option(element, one) for one in answer or ()]}
    if kind in _MANY:
        return {"type": kind, key: list(answer or ())}
    return {"type": kind, key: None if answer == "" else answer}


def initial(element: Json) -> Json:
    """Write what an element holds before anybody touched it."""
    kind = str(element["type"])
    key = key_of(kind)
    empty: Any = [] if key in {"selected_options", *_MANY.values()} else None
    return {"type": kind, key: element.get(_FROM_INITIAL[key], empty)}


def is_empty(value: Json) -> bool:
    """Tell whether an answer says nothing."""
    return all(v in (None, "", []) for k, v in value.items() if k != "type")


def _option(element: Json, answer: Any) -> Json:
    if isinstance(answer, dict):
        if "external" not in str(element["type"]):
            return _option(element, answer.get("value"))
        return answer
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    for option in (o for group in groups for o in group["options"]):
        if option["value"] == answer:
            return dict(option)
    raise Mistake(f"option_not_offered: {answer}")
