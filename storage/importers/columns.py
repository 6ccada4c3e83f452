"""Columns: decide for each how its cells are read, and read every different cell once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.importers import amounts, currencies, dates, words
from storage.importers.cells import Unreadable, trimmed
from storage.importers.kinds import Column, Type
from storage.importers.maps import ColumnMap

Reader = Callable[[str], Any]

_EMPTY = {str, tuple}  # types of which nothing may be left: of invisible characters, of semicolons
_DATES = {Type.DATE, Type.INSTANT}
_FIGURES = {Type.AMOUNT, Type.NUMBER, Type.RATE}
_BY_ITSELF: Mapping[Type, Reader] = {
    Type.TEXT: words.text,
    Type.TEXTS: words.list_reader(words.text),
    Type.DAYS: words.days,
    Type.SHARES: words.shares,
    Type.CURRENCY: currencies.currency,
    Type.PERIOD: words.period,
    Type.ROLE: words.role,
    Type.RIGHTS: words.rights,
    Type.INVOICE_KIND: words.invoice_kind,
    Type.EXEMPTION_KIND: words.exemption_kind,
    Type.DISPUTE_OUTCOME: words.dispute_outcome,
    Type.YES_NO: words.yes_no,
}


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as it is in the file; every different cell is looked at once."""

    column: Column
    raw: Sequence[str]
    bare: Mapping[str, str]  # cell as given → what is read of it, empty if nothing
    orders: dates.Orders  # what its dates prove
    marks: amounts.Marks  # what its figures prove

    @classmethod
    def of(cls, column: Column, raw: Sequence[str]) -> "Cells":
        """Look at the different cells of a column."""
        bare = {cell: trimmed(cell) for cell in set(raw)}
        orders = dates.proof(bare.values()) if column.type in _DATES else frozenset()
        marks = amounts.proof(bare.values()) if column.type in _FIGURES else frozenset()
        return cls(column, raw, bare, orders, marks)

    def filled(self) -> set[str]:
        """Give the different cells with anything in them."""
        return set(self.bare.values()) - {""}


@dataclass(frozen=True, slots=True)
class Habits:
    """How a file writes, as far as all its columns together or its map prove."""

    orders: dates.Orders = frozenset()
    marks: amounts.Marks = frozenset()
    date_format: str | None = None
    decimal_mark: str | None = None
    commas_group: bool = False

    @classmethod
    def of(cls, columns: Iterable[Cells], column_map: ColumnMap | None, delimiter: str) -> "Habits":
        """Collect what the dates and the figures of the file prove."""
        looked_at = list(columns)
        return cls(
            frozenset().union(*(cells.orders for cells in looked_at)),
            frozenset().union(*(cells.marks for cells in looked_at)),
            column_map.date_format if column_map else None,
            column_map.decimal_mark if column_map else None,
            delimiter == ",",
        )

    def style(self, cells: Cells) -> dates.Style:
        """Decide how a column of dates is read."""
        if self.date_format:
            return dates.Style.declared(self.date_format)
        return dates.Style.of(cells.filled(), cells.orders, self.orders)

    def possible_marks(self, cells: Cells) -> amounts.Marks:
        """Decide which decimal marks a column of figures can have."""
        if self.decimal_mark:
            return frozenset(self.decimal_mark)
        proven = cells.marks or self.marks
        return proven if len(proven) == 1 else amounts.ANY


def read(cells: Cells, habits: Habits) -> list[Any]:
    """Read a column: a value for each cell, None for an empty one, Unreadable for what is none."""
    reader = _reader(cells, habits)
    values = {cell: _value(reader, bare) for cell, bare in cells.bare.items()}
    return list(map(values.__getitem__, cells.raw))


def _value(reader: Reader, cell: str) -> Any:
    if not cell:
        return None
    try:
        value = reader(cell)
    except Unreadable as wrong:
        return Unreadable(wrong.sentence, wrong.blanks)  # a fresh one: no traceback is kept
    is_nothing = type(value) in _EMPTY and not value
    return None if is_nothing else value


def _reader(cells: Cells, habits: Habits) -> Reader:
    """Make the reader of a column from its type and all its cells."""
    type_ = cells.column.type
    if reader := _BY_ITSELF.get(type_):
        return reader
    if type_ in _FIGURES:
        return _figure_reader(type_, habits.possible_marks(cells), habits)
    if type_ is Type.DATE:
        return dates.reader(habits.style(cells))
    if type_ is Type.INSTANT:
        return dates.instant_reader(habits.style(cells))
    number = words.number_reader(cells.filled())
    return number if type_ is Type.ID else words.list_reader(number)


def _figure_reader(type_: Type, marks: amounts.Marks, habits: Habits) -> Reader:
    if type_ is Type.RATE:
        return amounts.reader(marks)
    make = amounts.reader if type_ is Type.AMOUNT else amounts.number_reader
    return make(marks, commas_group=habits.commas_group)
