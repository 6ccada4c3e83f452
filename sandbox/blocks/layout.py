"""Layout blocks, and which of them each surface takes."""

from sandbox.blocks.composition import (
    BLOCK_ID,
    IMAGE_ELEMENT,
    SLACK_FILE,
    URL,
    image_source,
    plain,
    text,
)
from sandbox.blocks.elements import IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.rules import Bool, Json, List, Obj, OneOf, Report, Rule, Str
from sandbox.blocks.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}


def _says_something(value: Json, at: str, report: Report) -> None:
    if not value.get("text") and not value.get("fields"):
        report.add("must have at least one of: text, fields", at)


SECTION = Obj(
    optional={
        **_ID,
        "text": text(3000),
        "fields": List(text(2000), 10),
        "accessory": OneOf(IN_SECTION),
        "expand": Bool(),
    },
    also=_says_something,
)
IMAGE = Obj(
    {"alt_text": Str(2000)},
    {**_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
    also=image_source,
)
CONTEXT = Obj({"elements": List(OneOf({**text(3000).kinds, "image": IMAGE_ELEMENT}), 10)}, _ID)
INPUT = Obj(
    {"label": plain(2000), "element": OneOf(IN_INPUT)},
    {**_ID, "hint": plain(2000), "optional": Bool(), "dispatch_action": Bool()},
)
VIDEO = Obj(
    {"alt_text": Str(2000), "title": plain(200), "thumbnail_url": URL, "video_url": URL},
    {
        **_ID,
        "title_url": URL,
        "description": plain(200),
        "provider_name": Str(50),
        "provider_icon_url": URL,
        "author_name": Str(50),
    },
)

EVERYWHERE: dict[str, Obj] = {
    "section": SECTION,
    "divider": Obj(optional=_ID),
    "header": Obj({"text": plain(150)}, _ID),
    "context": CONTEXT,
    "actions": Obj({"elements": List(OneOf(IN_ACTIONS), 25)}, _ID),
    "image": IMAGE,
    "input": INPUT,
    "rich_text": RICH_TEXT,
    "video": VIDEO,
}
IN_MESSAGE: dict[str, Obj] = {
    **EVERYWHERE,
    "markdown": Obj({"text": Str(12_000)}, _ID),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "file": Obj({"external_id": Str(255), "source": Str(choices=("remote",))}, _ID),
}
