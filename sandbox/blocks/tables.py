"""Tables and charts: the blocks that only a message takes."""

from typing import Any

from sandbox.blocks.composition import BLOCK_ID
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.rules import Bool, Json, List, Number, Obj, OneOf, Report, Rule, Str, dicts

MOST_CHARACTERS = 10_000

_CELL = OneOf(
    {
        "raw_text": Obj({"text": Str(MOST_CHARACTERS)}),
        "raw_number": Obj({"value": Number(is_whole=False)}, {"text": Str(MOST_CHARACTERS)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = Obj(optional={"align": Str(choices=("left", "center", "right")), "is_wrapped": Bool()})


class _Column:
    """A column's settings, or null where the default holds."""

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report settings that are no settings."""
        if value is not None:
            _COLUMN.check(value, at, report)


def characters(value: Any) -> int:
    """Count the characters of every text inside a value."""
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters(v) for v in value.values() if not isinstance(v, str))
    return sum(characters(v) for v in value) if isinstance(value, list) else 0


def _table_size(value: Json, at: str, report: Report) -> None:
    if characters(value.get("rows")) > MOST_CHARACTERS:
        report.add(f"must be less than {MOST_CHARACTERS + 1} characters", f"{at}/rows")


def _even_table(value: Json, at: str, report: Report) -> None:
    _table_size(value, at, report)
    rows = value.get("rows")
    if isinstance(rows, list) and len({len(r) for r in rows if isinstance(r, list)}) > 1:
        report.add("every row must have the same number of cells", f"{at}/rows")


TABLE = Obj(
    {"rows": List(List(_CELL, 20), 100)},
    {"block_id": BLOCK_ID, "column_settings": List(_Column(), 20, least=0)},
    also=_table_size,
)
DATA_TABLE = Obj(
    {"caption": Str(200), "rows": List(List(_CELL, 20), 101, least=2)},
    {
        "block_id": BLOCK_ID,
        "page_size": Number(1, 100),
        "row_header_column_index": Number(0, 19),
    },
    also=_even_table,
)

_LABEL = Str(20)
_POINT = Obj({"label": _LABEL, "value": Number(is_whole=False)})
_SERIES = Obj({"name": _LABEL, "data": List(_POINT, 20)})
_AXIS = Obj({"categories": List(_LABEL, 20)}, {"x_label": Str(50), "y_label": Str(50)})


def _series_fit(value: Json, at: str, report: Report) -> None:
    series = dicts(value.get("series"))
    names = [str(s.get("name")) for s in series]
    if len(names) != len(set(names)):
        report.add("series names must be unique", f"{at}/series")
    axis = value.get("axis_config")
    categories = axis.get("categories") if isinstance(axis, dict) else None
    for number, one in enumerate(series):
        labels = [p.get("label") for p in dicts(one.get("data"))]
        if labels != categories:
            report.add("data labels must match the categories", f"{at}/series/{number}/data")


_LINES: dict[str, Rule] = {"series": List(_SERIES, 6), "axis_config": _AXIS}
_PLOT = Obj(_LINES, also=_series_fit)
_SLICE = Obj({"label": _LABEL, "value": Number(least=0, is_whole=False)})

DATA_VISUALIZATION = Obj(
    {
        "title": Str(50),
        "chart": OneOf(
            {
                "line": _PLOT,
                "bar": _PLOT,
                "area": _PLOT,
                "pie": Obj({"segments": List(_SLICE, 6)}),
            }
        ),
    },
    {"block_id": BLOCK_ID},
)
