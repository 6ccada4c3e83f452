"""Interactive elements: buttons, menus, pickers, inputs."""

import re
from typing import Any

from sandbox.blocks.composition import (
    ACTION_ID,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    IMAGE_ELEMENT,
    OPTION,
    OPTION_GROUP,
    RICH_OPTION,
    URL,
    WHOLE,
    option,
    plain,
)
from sandbox.blocks.rules import Anything, Bool, Json, List, Number, Obj, Report, Rule, Str, dicts

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")


def _matching(name: str, pattern: re.Pattern[str]) -> Any:
    def check(value: Json, at: str, report: Report) -> None:
        given = value.get(name)
        if isinstance(given, str) and not pattern.fullmatch(given):
            report.add(f"{name} is not in the expected form", f"{at}/{name}")

    return check


def _options_or_groups(value: Json, at: str, report: Report) -> None:
    if bool(value.get("options")) == bool(value.get("option_groups")):
        report.add("must have exactly one of: options, option_groups", at)
        return
    groups = dicts(value.get("option_groups")) or [value]
    values = [o.get("value") for g in groups for o in dicts(g.get("options"))]
    if len(values) != len(set(map(str, values))):
        report.add("option values must be unique", at)
    _initial_is_offered(value, values, at, report)


def _initial_is_offered(value: Json, values: list[Any], at: str, report: Report) -> None:
    chosen = dicts(value.get("initial_options")) or dicts([value.get("initial_option")])
    if any(o.get("value") not in values for o in chosen):
        report.add("initial option is not among the options", at)


def _own_options(value: Json, at: str, report: Report) -> None:
    values = [o.get("value") for o in dicts(value.get("options"))]
    if len(values) != len(set(map(str, values))):
        report.add("option values must be unique", at)
    _initial_is_offered(value, values, at, report)


_ACTS: dict[str, Rule] = {"action_id": ACTION_ID}
_FOCUS: dict[str, Rule] = {**_ACTS, "focus_on_load": Bool()}
_MENU: dict[str, Rule] = {**_FOCUS, "placeholder": plain(150), "confirm": CONFIRM}
_MANY: dict[str, Rule] = {**_MENU, "max_selected_items": Number(least=1)}
_INPUT: dict[str, Rule] = {
    **_FOCUS,
    "placeholder": plain(150),
    "initial_value": Str(3000, least=0),
    "dispatch_action_config": DISPATCH,
}
_STATIC: dict[str, Rule] = {
    "options": List(OPTION, 100),
    "option_groups": List(OPTION_GROUP, 100),
}
_ID = Str(30)
_CONVERSATIONS: dict[str, Rule] = {
    "default_to_current_conversation": Bool(),
    "response_url_enabled": Bool(),
    "filter": CONVERSATION_FILTER,
}

BUTTON = Obj(
    {"text": plain(75)},
    {
        **_ACTS,
        "url": URL,
        "value": Str(2000, least=0),
        "style": Str(choices=("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": Str(75),
    },
)

SELECTS: dict[str, Obj] = {
    "static_select": Obj(
        optional={**_MENU, **_STATIC, "initial_option": OPTION}, also=_options_or_groups
    ),
    "multi_static_select": Obj(
        optional={**_MANY, **_STATIC, "initial_options": List(OPTION, 100)},
        also=_options_or_groups,
    ),
    "external_select": Obj(optional={**_MENU, "initial_option": OPTION, "min_query_length": WHOLE}),
    "multi_external_select": Obj(
        optional={**_MANY, "initial_options": List(OPTION, 100), "min_query_length": WHOLE}
    ),
    "users_select": Obj(optional={**_MENU, "initial_user": _ID}),
    "multi_users_select": Obj(optional={**_MANY, "initial_users": List(_ID, 100)}),
    "conversations_select": Obj(optional={**_MENU, **_CONVERSATIONS, "initial_conversation": _ID}),
    "multi_conversations_select": Obj(
        optional={**_MANY, **_CONVERSATIONS, "initial_conversations": List(_ID, 100)}
    ),
    "channels_select": Obj(
        optional={**_MENU, "initial_channel": _ID, "response_url_enabled": Bool()}
    ),
    "multi_channels_select": Obj(optional={**_MANY, "initial_channels": List(_ID, 100)}),
}

PICKERS: dict[str, Obj] = {
    "datepicker": Obj(
        optional={**_MENU, "initial_date": Str(10)}, also=_matching("initial_date", _DATE)
    ),
    "timepicker": Obj(
        optional={**_MENU, "initial_time": Str(5), "timezone": Str(100)},
        also=_matching("initial_time", _TIME),
    ),
    "datetimepicker": Obj(optional={**_FOCUS, "confirm": CONFIRM, "initial_date_time": WHOLE}),
    "checkboxes": Obj(
        {"options": List(RICH_OPTION, 10)},
        {**_FOCUS, "confirm": CONFIRM, "initial_options": List(RICH_OPTION, 10)},
        also=_own_options,
    ),
    "radio_buttons": Obj(
        {"options": List(RICH_OPTION, 10)},
        {**_FOCUS, "confirm": CONFIRM, "initial_option": RICH_OPTION},
        also=_own_options,
    ),
}

BUTTONS: dict[str, Obj] = {
    "button": BUTTON,
    "overflow": Obj(
        {"options": List(option(with_url=True), 5)},
        {**_ACTS, "confirm": CONFIRM},
        also=_own_options,
    ),
    "workflow_button": Obj(
        {"text": plain(75), "workflow": Anything()},
        {**_ACTS, "style": Str(choices=("primary", "danger")), "accessibility_label": Str(75)},
    ),
}

INPUTS: dict[str, Obj] = {
    "plain_text_input": Obj(
        optional={
            **_INPUT,
            "multiline": Bool(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        }
    ),
    "email_text_input": Obj(optional=_INPUT),
    "url_text_input": Obj(optional=_INPUT),
    "number_input": Obj(
        {"is_decimal_allowed": Bool()},
        {**_INPUT, "min_value": Str(40), "max_value": Str(40)},
    ),
    "rich_text_input": Obj(optional={**_INPUT, "initial_value": Anything()}),
    "file_input": Obj(
        optional={**_ACTS, "filetypes": List(Str(20), 100), "max_files": Number(1, 10)}
    ),
}

IN_ACTIONS: dict[str, Obj] = {**BUTTONS, **SELECTS, **PICKERS}
IN_SECTION: dict[str, Obj] = {**IN_ACTIONS, "image": IMAGE_ELEMENT}
IN_INPUT: dict[str, Obj] = {**SELECTS, **PICKERS, **INPUTS}
