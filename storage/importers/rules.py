"""Rules of one row that need no other row and no database: what must be filled, and be positive."""

from collections.abc import Sequence
from decimal import Decimal

from storage.importers import sentences
from storage.importers.amounts import currency_sign
from storage.importers.cells import Unreadable, shown
from storage.importers.header import Header
from storage.importers.kinds import Type
from storage.importers.table import Table

Sign = tuple[str, frozenset[str]]  # as written, and the currencies that it can mean

_FLOOR = {  # kind → columns that may not be negative
    "customers": ("credit_limit",),
    "invoices": ("amount", "open"),
    "payments": ("amount", "fee"),
    "rates": ("rate",),
    "promises": ("amount",),
    "writeoffs": ("amount",),
    "disputes": ("amount",),
}
_ABOVE_ZERO = {"payments", "promises", "writeoffs", "disputes"}  # an amount of nothing is nothing


def apply(table: Table, header: Header, home: str | None) -> None:
    """Find everything that is wrong within single rows; `home` is the company's currency."""
    _require(table, header)
    for name in _FLOOR.get(table.kind.name, ()):
        _check_sign(table, name)
    _check_owners(table)
    for column in table.kind.columns.values():
        if column.type in {Type.AMOUNT, Type.NUMBER} and column.name in table.cells:
            _check_currency(table, column.name, home)


def _require(table: Table, header: Header) -> None:
    """Hold that of every required group the file has a column, and each row a cell."""
    groups = [group for group in table.kind.required if not _exempt_everywhere(table, group)]
    missing = [group for group in groups if not any(name in table.values for name in group)]
    if missing:
        raise header.missing(missing)
    for group in groups:
        _require_cells(table, group)


def _exempt(table: Table, place: int, group: Sequence[str]) -> bool:
    """A credit note falls due never."""
    return "due_on" in group and table.at(place, "kind") == "credit_note"


def _exempt_everywhere(table: Table, group: Sequence[str]) -> bool:
    places = range(len(table.rows))
    return bool(places) and all(_exempt(table, place, group) for place in places)


def _require_cells(table: Table, group: Sequence[str]) -> None:
    found = [table.values[name] for name in group if name in table.values]
    if any(type(None) not in set(map(type, cells)) for cells in found):
        return
    for place, cells in enumerate(zip(*found, strict=True)):
        if all(cell is None for cell in cells) and not _exempt(table, place, group):
            if len(group) == 1:
                table.reject(place, group[0], sentences.EMPTY, column=group[0])
            else:
                table.reject(place, group[0], sentences.ALL_EMPTY, columns=" / ".join(group))


def _check_sign(table: Table, column: str) -> None:
    """Refuse negative amounts; those of credit notes and bounces are taken without their sign."""
    cells = table.values.get(column, ())
    low = [(n, v) for n, v in enumerate(cells) if type(v) is Decimal and v <= 0]
    for place, value in low:
        if value < 0 and _goes_back(table, place) and column != "fee":
            table.values[column][place] = abs(value)
        elif value < 0:
            table.reject(place, column, _negative(table, column), value=f"{value:f}")
        elif value == 0 and _is_something(table, place, column):
            table.reject(place, column, sentences.NOT_ABOVE_ZERO, value=f"{value:f}")


def _goes_back(table: Table, place: int) -> bool:
    if table.kind.name == "invoices":
        return bool(table.at(place, "kind") == "credit_note")
    return table.kind.name == "payments" and table.at(place, "reverses_id") is not None


def _negative(table: Table, column: str) -> str:
    by_kind = {
        "invoices": sentences.NEGATIVE_INVOICE,
        "payments": sentences.NEGATIVE_PAYMENT,
    }
    if column not in {"amount", "rate"}:
        return sentences.NEGATIVE
    return by_kind.get(table.kind.name, sentences.NOT_ABOVE_ZERO)


def _is_something(table: Table, place: int, column: str) -> bool:
    """Payments, credit notes, rates and claims are never zero; an invoice can be."""
    if column == "rate":
        return True
    if column != "amount":
        return False
    return table.kind.name in _ABOVE_ZERO or _goes_back(table, place)


def _check_owners(table: Table) -> None:
    if not {"owner_id", "owners"} <= table.values.keys():
        return
    for place in range(len(table.rows)):
        owner, shares = table.at(place, "owner_id"), table.at(place, "owners")
        if owner and shares and shares != ((owner, Decimal(100)),):
            written = ";".join(f"{person}:{weight:f}" for person, weight in shares)
            table.reject(place, "owners", sentences.TWO_OWNERS, one=owner, other=written)


def _check_currency(table: Table, column: str, home: str | None) -> None:
    """Compare a sign beside an amount with the row's currency; it fills an empty one."""
    cells = table.cells[column]
    signs = {cell: sign for cell, bare in cells.bare.items() if (sign := _sign(bare))}
    if not signs:
        return
    for place, cell in enumerate(cells.raw):
        if found := signs.get(cell):
            _compare(table, place, column, found, home)


def _sign(cell: str) -> Sign | None:
    try:
        return currency_sign(cell)
    except Unreadable:
        return None


def _compare(table: Table, place: int, column: str, sign: Sign, home: str | None) -> None:
    written, possible = sign
    value = shown(table.cells[column].raw[place])
    if stated := table.at(place, "currency"):
        if stated not in possible:
            blanks = {"value": value, "sign": written, "currency": stated}
            table.reject(place, column, sentences.OTHER_CURRENCY, **blanks)
    elif home is None or home in possible:
        return
    elif "currency" not in table.kind.columns:
        blanks = {"value": value, "sign": written, "currency": home}
        table.reject(place, column, sentences.OTHER_CURRENCY, **blanks)
    elif len(possible) > 1:
        table.reject(place, "currency", sentences.WHICH_CURRENCY, value=value)
    else:
        cells = table.values.setdefault("currency", [None] * len(table.rows))
        cells[place] = next(iter(possible))
