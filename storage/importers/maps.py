"""Column maps: which header of a product's export is which canonical column, and how it writes.

    invoice_id = "Document Number"
    name = ["First name", "Last name"]
    date_format = "mdy"        # or dmy, ymd, or a format such as "%m/%d/%Y"
    decimal_mark = ","
    encoding = "cp1252"
    delimiter = ";"
    [defaults]
    currency = "EUR"

The columns may also stand in a table `[columns]`. Several headers: words are joined with a blank,
lists become one list, of everything else the first that is filled counts. `open = []` leaves a
column out that would be recognised. A default fills absent columns and empty cells.
"""

import codecs
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from storage.importers import sentences
from storage.importers.dates import is_date_format
from storage.importers.record import WrongFile

SHIPPED = Path(__file__).with_name("maps")
DELIMITERS = ",;\t|"
_TABLES = ("columns", "defaults")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How one product's export is read; what it does not say is found out from the file."""

    name: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    decimal_mark: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    @classmethod
    def load(cls, name_or_path: str | Path) -> Self:
        """Read a map: by name one of those that come with the product, else a TOML file."""
        path = _path(str(name_or_path))
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as wrong:
            if isinstance(wrong, OSError):
                raise _no_map(str(name_or_path)) from None
            raise WrongFile(path.name, sentences.NOT_TOML, {"reason": str(wrong)}) from None
        return cls._of(path.name, document)

    @classmethod
    def _of(cls, name: str, document: dict[str, Any]) -> Self:
        settings = {_SETTINGS.get(key, key): key for key in document if key in _SETTINGS}
        checked = {
            setting: _setting(name, key, setting, document[key])
            for setting, key in settings.items()
        }
        tables = {table: document.get(table, {}) for table in _TABLES}
        for table, content in tables.items():
            if not isinstance(content, dict):
                raise _wrong(name, table, content, f"a table, [{table}]")
        top = {k: v for k, v in document.items() if k not in _SETTINGS and k not in _TABLES}
        columns = {c: _headers(name, c, given) for c, given in {**top, **tables["columns"]}.items()}
        defaults = {c: _default(name, c, given) for c, given in tables["defaults"].items()}
        return cls(name, columns, defaults, **checked)


def shipped() -> tuple[str, ...]:
    """Name the maps that come with the product."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def _path(name: str) -> Path:
    return SHIPPED / f"{name}.toml" if name in shipped() else Path(name)


def _no_map(name: str) -> WrongFile:
    maps = ", ".join(shipped()) or "-"
    return WrongFile(name, sentences.NO_MAP, {"map": name, "maps": maps})


def _wrong(file: str, key: str, value: object, expected: str) -> WrongFile:
    blanks = {"key": key, "value": repr(value), "expected": expected}
    return WrongFile(file, sentences.MAP_VALUE, blanks)


def _headers(file: str, column: str, given: object) -> tuple[str, ...]:
    headers = [given] if isinstance(given, str) else given
    if not isinstance(headers, list) or not all(isinstance(h, str) and h for h in headers):
        raise _wrong(file, column, given, "a header or a list of headers")
    return tuple(headers)


def _default(file: str, column: str, given: object) -> str:
    if isinstance(given, dict | list | bool):
        raise _wrong(file, f"defaults.{column}", given, "one value")
    return str(given)


def _setting(file: str, key: str, setting: str, value: object) -> str:
    expected, fits = _EXPECTED[setting]
    if not isinstance(value, str) or not fits(value):
        raise _wrong(file, key, value, expected)
    return value


def _is_encoding(name: str) -> bool:
    try:
        "a".encode(name)
        return codecs.lookup(name).name not in _ESCAPES
    except (LookupError, ValueError):
        return False


# They make characters of plain text, also such as no file can hold.
_ESCAPES = {"unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "utf-7"}
_SETTINGS = {
    "date_format": "date_format",
    "decimal_mark": "decimal_mark",
    "decimal": "decimal_mark",
    "encoding": "encoding",
    "delimiter": "delimiter",
}
_EXPECTED: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "date_format": ('"dmy", "mdy", "ymd" or a format such as "%m/%d/%Y"', is_date_format),
    "decimal_mark": ('"." or ","', lambda text: text in {".", ","}),
    "encoding": ('the name of an encoding, such as "gb18030"', _is_encoding),
    "delimiter": (
        "one of , ; | and the tabulator",
        lambda text: len(text) == 1 and text in DELIMITERS,
    ),
}
