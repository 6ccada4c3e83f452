"""Text with separated cells: CSV and its relatives with semicolons, tabulators or bars."""

import csv
import io
import re
from collections.abc import Iterator
from typing import TextIO

from storage.importers import sentences
from storage.importers._contract import COLUMN_LIMIT, Format, Grid, Source
from storage.importers.decoding import encoding_of
from storage.importers.maps import DELIMITERS

_MEMORY = 100_000  # different cells remembered at a time, so that equal ones are stored once
_HEAD = 65_536  # characters in which the header must end for its delimiter to be found out
_NOT_TEXT = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x1f\x8b",
    b"<?xml",
    b"<!DOCTYPE",
    b"<html",
)
_EXCEL_HINT = re.compile(r"sep=.\r?\n")


def sniff(source: Source) -> bool:
    """Take every file that is not plainly something else."""
    return not source.data.startswith(_NOT_TEXT)


def read(source: Source) -> Grid:
    """Cut the text into rows of cells; a row with broken quotes makes the file unreadable."""
    encoding, guessed = encoding_of(source)
    delimiter = source.delimiter or _delimiter(source, encoding)
    rows = _rows(source, encoding, delimiter)
    _, header = next(rows, (0, ()))
    if not header:
        raise source.wrong(sentences.NO_BYTES)
    if len(header) > COLUMN_LIMIT:
        raise source.wrong(
            sentences.TOO_MANY_COLUMNS, count=str(len(header)), limit=str(COLUMN_LIMIT)
        )
    return Grid(header, dict(rows), delimiter, encoding, guessed)


def _rows(source: Source, encoding: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows with anything in them, numbered as a spreadsheet numbers them."""
    memory: dict[str, str] = {}
    row = 0
    try:
        for row, cells in enumerate(_cut(_opened(source.data, encoding), delimiter), 1):
            if len(memory) > _MEMORY:
                memory.clear()
            if any(map(str.strip, cells)):
                yield row, tuple(map(memory.setdefault, cells, cells))
    except csv.Error:
        raise source.wrong(sentences.NOT_CSV, row=str(row + 1)) from None


def _opened(data: bytes, encoding: str) -> TextIO:
    """Open the text behind the line with which some exports tell Excel their delimiter."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding, errors="strict", newline="")
    hint = _EXCEL_HINT.match(text.read(8))
    text.seek(0)
    if hint:
        text.readline()
    return text


def _cut(text: TextIO, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(text, delimiter=delimiter, skipinitialspace=True, strict=True)


def _delimiter(source: Source, encoding: str) -> str:
    """Find the delimiter that cuts the header into the most cells."""
    head = _opened(source.data, encoding).read(_HEAD)
    return max(DELIMITERS, key=lambda mark: _cells_of_header(head, mark))


def _cells_of_header(head: str, delimiter: str) -> int:
    try:
        return next((len(cells) for cells in _cut(io.StringIO(head, ""), delimiter) if cells), 0)
    except csv.Error:
        return 0


FORMAT = Format("csv", sniff, read)
