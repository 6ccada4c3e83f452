"""Importers: bytes in, typed records out; one file a format, and no table or database anywhere.

`read` cuts a file into cells by the format that recognises it (`_contract`, `csv_file`), finds the
canonical columns (`header`, `titles`, `maps`), reads every column by its type (`columns`, `kinds`)
and checks single rows (`rules`). What is wrong with a row is a finding, and every wrong thing of a
row is found; only a file that cannot be read as the kind at all raises `WrongFile`.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from storage.importers import rules, sentences, table
from storage.importers._contract import CHAT_UPLOAD_BYTES, Source, grid
from storage.importers.header import Header
from storage.importers.kinds import KINDS, Kind
from storage.importers.maps import ColumnMap
from storage.importers.record import Finding, Record, Sheet, WrongFile
from storage.importers.rejects import write_rejects

__all__ = [
    "CHAT_UPLOAD_BYTES",
    "KINDS",
    "ColumnMap",
    "Finding",
    "Kind",
    "Record",
    "Sheet",
    "WrongFile",
    "read",
    "write_rejects",
]


def read(
    kind: str,
    name: str,
    data: bytes,
    column_map: ColumnMap | None = None,
    *,
    home: str | None = None,
) -> Sheet:
    """Read a file of one kind; `home` is the company's currency, for amounts with a bare `$`."""
    if kind not in KINDS:
        raise WrongFile(name, sentences.NO_KIND, {"kind": kind, "kinds": ", ".join(KINDS)})
    encoding = column_map.encoding if column_map else None
    delimiter = column_map.delimiter if column_map else None
    source = Source(name, data, encoding, delimiter)
    with _pause_of_collection():
        return _read(KINDS[kind], source, column_map, home)


def _read(kind: Kind, source: Source, column_map: ColumnMap | None, home: str | None) -> Sheet:
    cells = grid(source)
    header = Header(source.name, kind, cells.header)
    places = header.places(column_map)
    rows = table.read(header, cells, column_map, places)
    rules.apply(rows, header, home)
    return Sheet(
        kind.name,
        cells.header,
        cells.lines,
        rows.records(),
        tuple(sorted(rows.findings, key=lambda finding: finding.row)),
        cells.encoding,
        cells.encoding_guessed,
        header.ignored(places),
    )


@contextmanager
def _pause_of_collection() -> Iterator[None]:
    """Look for no garbage among millions of new values: there is none, and it took a third."""
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
