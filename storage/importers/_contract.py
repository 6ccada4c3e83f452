"""What an import format is: one file `…_file.py` with a constant FORMAT, found by name."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.importers import sentences
from storage.importers.record import WrongFile

CHAT_UPLOAD_BYTES = 10_000_000  # a file from a chat may be this long; the command line takes more
COLUMN_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came: its name, its bytes, and what a map declares about it."""

    name: str
    data: bytes
    encoding: str | None = None
    delimiter: str | None = None

    def wrong(self, sentence: str, **blanks: str) -> WrongFile:
        """Say why this file cannot be read."""
        return WrongFile(self.name, sentence, blanks)


@dataclass(frozen=True, slots=True)
class Grid:
    """A file as rows of cells; row numbers as a spreadsheet counts, blank rows left out."""

    header: tuple[str, ...]
    lines: Mapping[int, tuple[str, ...]]
    delimiter: str  # empty where the format has none
    encoding: str
    encoding_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One file format: `sniff` recognises it by name and first bytes, `read` cuts it into cells."""

    name: str
    sniff: Callable[[Source], bool]
    read: Callable[[Source], Grid]


@cache
def formats() -> tuple[Format, ...]:
    """Find every format, by file name; the first that recognises a file reads it."""
    folder = str(Path(__file__).parent)
    names = sorted(m.name for m in pkgutil.iter_modules([folder]) if m.name.endswith("_file"))
    modules = [importlib.import_module(f"storage.importers.{name}") for name in names]
    found = tuple(module.FORMAT for module in modules)
    assert all(type(each) is Format for each in found), names
    return found


def grid(source: Source) -> Grid:
    """Cut a file into cells by the format that recognises it."""
    if not source.data:
        raise source.wrong(sentences.NO_BYTES)
    for each in formats():
        if each.sniff(source):
            return each.read(source)
    raise source.wrong(sentences.NOT_TEXT)
