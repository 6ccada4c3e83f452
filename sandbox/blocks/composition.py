"""Composition objects: texts, options, confirmations, filters."""

from sandbox.blocks.rules import Bool, Json, List, Number, Obj, OneOf, Report, Rule, Str

ACTION_ID = Str(255)
BLOCK_ID = Str(255)
URL = Str(3000)


def plain(most: int) -> OneOf:
    """Describe a plain_text object."""
    return OneOf({"plain_text": Obj({"text": Str(most)}, {"emoji": Bool()})})


def text(most: int) -> OneOf:
    """Describe a text object of either kind."""
    mrkdwn = Obj({"text": Str(most)}, {"verbatim": Bool()})
    return OneOf({**plain(most).kinds, "mrkdwn": mrkdwn})


def option(*, with_url: bool = False, is_rich: bool = False) -> Obj:
    """Describe an option; checkboxes and radio buttons may use mrkdwn."""
    words = text(75) if is_rich else plain(75)
    optional: dict[str, Rule] = {"description": words}
    if with_url:
        optional["url"] = URL
    return Obj({"text": words, "value": Str(150)}, optional)


OPTION = option()
RICH_OPTION = option(is_rich=True)
OPTION_GROUP = Obj({"label": plain(75), "options": List(OPTION, 100)})
CONFIRM = Obj(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": Str(choices=("primary", "danger"))},
)
CONVERSATION_FILTER = Obj(
    optional={
        "include": List(Str(choices=("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Bool(),
        "exclude_bot_users": Bool(),
    }
)
DISPATCH = Obj(
    {"trigger_actions_on": List(Str(choices=("on_enter_pressed", "on_character_entered")), 2)}
)


def _one_way_to_name_it(value: Json, at: str, report: Report) -> None:
    if ("id" in value) == ("url" in value):
        report.add("must have exactly one of: id, url", at)


SLACK_FILE = Obj(optional={"id": Str(), "url": URL}, also=_one_way_to_name_it)


def image_source(value: Json, at: str, report: Report) -> None:
    """Report an image without a source, or with two."""
    if ("image_url" in value) == ("slack_file" in value):
        report.add("must have exactly one of: image_url, slack_file", at)


IMAGE_ELEMENT = Obj(
    {"alt_text": Str(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    also=image_source,
)
WHOLE = Number(least=0)
