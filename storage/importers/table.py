"""A file as typed columns: cells gathered by the header, read column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import itemgetter
from typing import Any

from storage.importers import columns, sentences
from storage.importers._contract import Grid
from storage.importers.cells import Unreadable, trimmed
from storage.importers.columns import Cells, Habits
from storage.importers.header import Header, Places
from storage.importers.kinds import Column, Kind, Type
from storage.importers.maps import ColumnMap
from storage.importers.record import Finding, Record, WrongFile

_JOINED = {Type.TEXT: " ", Type.TEXTS: ";", Type.IDS: ";", Type.RIGHTS: ";"}
_CANONICAL = Habits(decimal_mark=".", date_format="ymd")  # how a map writes its defaults


@dataclass(slots=True)
class Table:
    """The rows of one file while they are read; a column is a list with an entry a row."""

    kind: Kind
    rows: Sequence[int]  # the number of each row
    cells: Mapping[str, Cells]
    values: dict[str, list[Any]]
    findings: list[Finding] = field(default_factory=list)

    def reject(self, place: int, column: str | None, sentence: str, /, **blanks: str) -> None:
        """Find something wrong in the row at this place."""
        self.findings.append(Finding(self.rows[place], column, sentence, blanks, rejects=True))

    def at(self, place: int, column: str) -> Any:
        """Read one cell; None where there is nothing or nothing readable."""
        value = self.values[column][place] if column in self.values else None
        return None if type(value) is Unreadable else value

    def records(self) -> tuple[Record, ...]:
        """Give the rows that nothing rejects, without their empty cells."""
        rejected = {finding.row for finding in self.findings if finding.rejects}
        values = _by_row(self.values, len(self.rows))
        pairs = zip(self.rows, values, strict=True)
        return tuple(Record(row, filled) for row, filled in pairs if row not in rejected)


def _by_row(typed: Mapping[str, Sequence[Any]], count: int) -> list[dict[str, Any]]:
    """Turn columns into rows; columns without gaps at once, as most of a large file are."""
    full = {name: cells for name, cells in typed.items() if not _has(cells, type(None))}
    rows = zip(*full.values(), strict=True) if full else repeat((), count)
    values = [dict(zip(full, row, strict=True)) for row in rows]
    for name, cells in typed.items():
        if name not in full:
            for place, value in enumerate(cells):
                if value is not None:
                    values[place][name] = value
    return values


def _has(cells: Sequence[Any], kind: type) -> bool:
    return kind in set(map(type, cells))


def read(header: Header, grid: Grid, column_map: ColumnMap | None, places: Places) -> Table:
    """Read every column, and report every cell that cannot be read."""
    cells = _gathered(header.kind, grid, places)
    habits = Habits.of(cells.values(), column_map, grid.delimiter)
    values = {name: columns.read(each, habits) for name, each in cells.items()}
    table = Table(header.kind, tuple(grid.lines), cells, values)
    _fill(table, column_map)
    _report(table, grid)
    return table


def _gathered(kind: Kind, grid: Grid, places: Places) -> dict[str, Cells]:
    rows: Sequence[tuple[str, ...]] = list(grid.lines.values())
    width = len(grid.header)
    if any(length < width for length in map(len, rows)):
        rows = [row + ("",) * (width - len(row)) for row in rows]
    return {
        column.name: Cells.of(column, _raw(column, rows, places[column.name]))
        for column in kind.columns.values()
        if places.get(column.name)
    }


def _raw(column: Column, rows: Sequence[tuple[str, ...]], places: tuple[int, ...]) -> list[str]:
    """Gather a column; of several headers words are joined, else the first filled one counts."""
    if len(places) == 1:
        return list(map(itemgetter(places[0]), rows))
    parts = ([row[place] for place in places if trimmed(row[place])] for row in rows)
    if mark := _JOINED.get(column.type):
        return [mark.join(map(trimmed, filled)) for filled in parts]
    return [filled[0] if filled else "" for filled in parts]


def _fill(table: Table, column_map: ColumnMap | None) -> None:
    """Put the map's defaults where there is nothing."""
    for name, written in (column_map.defaults if column_map else {}).items():
        (value,) = columns.read(Cells.of(table.kind.columns[name], [written]), _CANONICAL)
        if type(value) is Unreadable:
            assert column_map
            reason = value.sentence.format_map(value.blanks)
            blanks = {"column": name, "reason": reason}
            raise WrongFile(column_map.name, sentences.MAP_DEFAULT, blanks)
        cells = table.values.get(name, [None] * len(table.rows))
        table.values[name] = [value if cell is None else cell for cell in cells]


def _report(table: Table, grid: Grid) -> None:
    for name, cells in table.values.items():
        if _has(cells, Unreadable):
            for place, value in enumerate(cells):
                if type(value) is Unreadable:
                    table.reject(place, name, value.sentence, **value.blanks)
    width = len(grid.header)
    if max(map(len, grid.lines.values()), default=0) <= width:
        return
    for place, line in enumerate(grid.lines.values()):
        if len(line) > width and any(map(trimmed, line[width:])):
            blanks = {"count": str(len(line)), "expected": str(width)}
            table.reject(place, None, sentences.CELLS, mark=grid.delimiter, **blanks)
