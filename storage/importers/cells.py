"""One cell: what is done to each before it is read, and how a reader says that it cannot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

CELL_LIMIT = 1_000  # characters of one stored text
SHOWN = 60  # characters of a cell that a finding repeats

_GUARD = re.compile(r"'(?=[=+\-@\t\r])")  # what our own file of rejected rows puts before formulas
_FORMULA_TEXT = re.compile(r'="([^"]*)"')  # how some exports keep leading zeros from a spreadsheet
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
# Full-width forms of a Chinese keyboard, dashes and spaces, as the plain characters they stand for.
_PLAIN = str.maketrans(
    "０１２３４５６７８９．，／－（）：；＋％　\u00a0\u202f\u2007\u2009−–‐‑’＇",
    "0123456789.,/-():;+%     ----''",
    _INVISIBLE,
)


@dataclass(eq=False)
class Unreadable(Exception):
    """A cell that is no value of its type: a sentence about it with its blanks."""

    sentence: str
    blanks: Mapping[str, str]


def unreadable(sentence: str, cell: str, **blanks: str) -> Unreadable:
    """Say that the cell cannot be read; the value is always among the blanks."""
    return Unreadable(sentence, {"value": shown(cell), **blanks})


def shown(cell: str) -> str:
    """Repeat a cell in a sentence: on one line, and not too long."""
    line = " ".join(_CONTROL.sub(" ", cell).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def trimmed(cell: str) -> str:
    """Take away what only stands around a value: a formula's guard, blanks, invisible marks."""
    if cell[:1] == "'" and _GUARD.match(cell):
        cell = cell[1:]
    bare = cell.strip()
    if not bare.isascii():
        bare = bare.strip(_INVISIBLE).strip()
    if bare[:1] == "=" and (match := _FORMULA_TEXT.fullmatch(bare)):
        return match[1].strip()
    return bare


def plain(cell: str) -> str:
    """Write full-width digits and marks as ASCII, for values that are not words."""
    return cell if cell.isascii() else cell.translate(_PLAIN).strip()
