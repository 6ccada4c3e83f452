"""Rich text: sections, lists, quotes, code, and the pieces inside them."""

from sandbox.blocks.composition import BLOCK_ID, URL, WHOLE
from sandbox.blocks.rules import Bool, List, Number, Obj, OneOf, Rule, Str

_STYLE = Obj(
    optional={name: Bool() for name in ("bold", "italic", "strike", "code", "underline", "unlink")}
    | {"highlight": Bool(), "client_highlight": Bool()}
)
_STYLED: dict[str, Rule] = {"style": _STYLE}
_ID = Str(40)

_PIECE = OneOf(
    {
        "text": Obj({"text": Str(12_000)}, _STYLED),
        "link": Obj({"url": URL}, {**_STYLED, "text": Str(12_000), "unsafe": Bool()}),
        "user": Obj({"user_id": _ID}, _STYLED),
        "channel": Obj({"channel_id": _ID}, _STYLED),
        "usergroup": Obj({"usergroup_id": _ID}, _STYLED),
        "emoji": Obj({"name": Str(100)}, {**_STYLED, "unicode": Str(100), "skin_tone": WHOLE}),
        "broadcast": Obj({"range": Str(choices=("here", "channel", "everyone"))}, _STYLED),
        "color": Obj({"value": Str(20)}, _STYLED),
        "date": Obj(
            {"timestamp": WHOLE, "format": Str(1000)},
            {**_STYLED, "url": URL, "fallback": Str(1000)},
        ),
    }
)
_PIECES = List(_PIECE, 1000, least=0)
_SECTION = Obj({"elements": _PIECES})

RICH_TEXT = Obj(
    {
        "elements": List(
            OneOf(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": Obj(
                        {
                            "style": Str(choices=("bullet", "ordered")),
                            "elements": List(OneOf({"rich_text_section": _SECTION}), 500),
                        },
                        {"indent": Number(0, 8), "offset": WHOLE, "border": Number(0, 1)},
                    ),
                    "rich_text_preformatted": Obj(
                        {"elements": _PIECES}, {"border": Number(0, 1), "language": Str(40)}
                    ),
                    "rich_text_quote": Obj({"elements": _PIECES}, {"border": Number(0, 1)}),
                }
            ),
            500,
        )
    },
    {"block_id": BLOCK_ID},
)
