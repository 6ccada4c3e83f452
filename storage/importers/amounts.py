"""Amounts and other figures, as people and programs write them; the column tells the decimal mark.

`1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `1,28,500.00` (India), `(1200)`, `190.00-`,
`75.00 CR`, `$1,000.00`, `1300,00` and `380115,` can be read one by one. `10.000` cannot: it is ten
thousand or ten. Then another figure of the column decides, then another column of the file, then
the map; else the cell is asked back. An amount of `1,200` is twelve hundred in a file whose cells
are separated by commas: a program with a decimal comma separates them by something else.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from ledger.currency import is_currency
from storage.importers import sentences
from storage.importers.cells import Unreadable, plain, unreadable
from storage.importers.currencies import SIGNS

Marks = frozenset[str]  # decimal marks: those that cells prove, or those that are possible

ANY: Marks = frozenset(",.")
_LONGEST = 40  # characters; no amount of money needs more
_DIGITS = 15  # before the decimal mark, so that minor units fit into 63 bits
_SIMPLE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?")
_ENGLISH = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}\.[0-9]{1,2}")
_ENTRY = re.compile(r"\s*(?:(DR|借)|(?:CR|贷))\.?$", re.IGNORECASE)  # beside a balance
_CODE = re.compile(r"^([A-Z]{3})\s*(?=[-+(.0-9])|(?<=[0-9).,+-])\s*([A-Z]{3})$", re.IGNORECASE)
_SIGN = re.compile("^({0})\\s*|\\s*({0})$".format("|".join(map(re.escape, SIGNS))))
_FIGURE = frozenset("0123456789.,()+-")  # what a figure without a currency begins and ends with
_PLAIN_DIGITS = re.compile(r"[0-9]+")
_THREES = {mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:[{mark}][0-9]{{3}})+") for mark in ",.' "}
_LAKHS = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")


def proof(cells: Iterable[str]) -> Marks:
    """Collect the decimal marks of which some cell allows no other reading."""
    return frozenset().union(*map(_proof, cells))


def _proof(cell: str) -> Marks:
    if _SIMPLE.fullmatch(cell) or _ENGLISH.fullmatch(cell):
        return frozenset("." if "." in cell else "")
    try:
        _, digits, _ = taken_apart(cell)
    except Unreadable:
        return frozenset()
    readings = _readings(digits, ANY)
    marked = "." in digits or "," in digits
    return frozenset(readings) if marked and len(readings) == 1 else frozenset()


def reader(allowed: Marks, *, commas_group: bool = False) -> Callable[[str], Decimal]:
    """Make the reader of a column of amounts from the decimal marks that it can have."""

    def read(cell: str) -> Decimal:
        if "." in allowed and _SIMPLE.fullmatch(cell):
            return _unsigned_zero(Decimal(cell))
        if "." in allowed and _ENGLISH.fullmatch(cell):
            return _unsigned_zero(Decimal(cell.replace(",", "")))
        sign, digits, _ = taken_apart(cell)
        readings = _readings(digits, allowed)
        if not readings:
            raise unreadable(sentences.NOT_AN_AMOUNT, cell)
        if len(set(readings.values())) > 1:
            if not commas_group or "," not in digits:
                one, other = (f"{sign}{readings[mark]:f}" for mark in ".,")
                raise unreadable(sentences.WHICH_AMOUNT, cell, one=one, other=other)
            readings.pop(",")
        value = readings.popitem()[1]
        return _unsigned_zero(-value if sign else value)

    return read


def number_reader(allowed: Marks, *, commas_group: bool = False) -> Callable[[str], Decimal]:
    """Make the reader of a column of figures that can be percentages: `90%` is 0.90."""
    amount = reader(allowed, commas_group=commas_group)

    def read(cell: str) -> Decimal:
        figure = plain(cell)
        percent = figure.endswith("%")
        try:
            value = amount(figure.removesuffix("%").rstrip())
        except Unreadable as wrong:
            if wrong.sentence == sentences.NOT_AN_AMOUNT:
                raise unreadable(sentences.NOT_A_NUMBER, cell) from None
            raise
        return value.scaleb(-2) if percent else value

    return read


def currency_sign(cell: str) -> tuple[str, frozenset[str]] | None:
    """Name the currency sign beside a readable amount, and the currencies that it can mean."""
    if cell[:1].isdigit() and cell[-1:].isdigit():
        return None
    _, _, sign = taken_apart(cell)
    return (sign, SIGNS.get(sign, frozenset({sign}))) if sign else None


def taken_apart(cell: str) -> tuple[str, str, str]:
    """Take an amount apart: its sign (`-` or nothing), its digits with marks, its currency."""
    if len(cell) > _LONGEST:
        raise unreadable(sentences.NOT_AN_AMOUNT, cell)
    text, currency = _without_currency(plain(cell))
    text, entry = _without_entry(text)
    text, sign = _without_sign(text)
    if not currency:
        text, currency = _without_currency(text)
    if entry and sign:
        raise unreadable(sentences.NOT_AN_AMOUNT, cell)
    return (entry or sign).replace("+", ""), text, currency


def _without_currency(text: str) -> tuple[str, str]:
    if text[:1] in _FIGURE and text[-1:] in _FIGURE:
        return text, ""
    if match := _SIGN.search(text):
        return text[: match.start()] + text[match.end() :], match[1] or match[2]
    match = _CODE.search(text)
    if match and is_currency(code := (match[1] or match[2]).upper()):
        return (text[: match.start()] + text[match.end() :]).strip(), code
    return text, ""


def _without_entry(text: str) -> tuple[str, str]:
    """Split off what says debit or credit: in a list of receivables, a credit is negative."""
    match = _ENTRY.search(text)
    if not match:
        return text, ""
    return text[: match.start()], "+" if match[1] else "-"


def _without_sign(text: str) -> tuple[str, str]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), "-"
    if text[:1] in {"-", "+"}:
        return text[1:].lstrip(), text[0]
    if text[-1:] in {"-", "+"}:
        return text[:-1].rstrip(), text[-1]
    return text, ""


def _readings(digits: str, allowed: Marks) -> dict[str, Decimal]:
    """Read the digits with each decimal mark that is possible."""
    values = ((mark, _value(digits, mark)) for mark in sorted(allowed))
    return {mark: value for mark, value in values if value is not None}


def _value(digits: str, mark: str) -> Decimal | None:
    whole, _, part = digits.partition(mark)
    if part and not _PLAIN_DIGITS.fullmatch(part):
        return None
    if whole and not _PLAIN_DIGITS.fullmatch(whole):
        whole = _ungrouped(whole, mark)
        if not whole:
            return None
    if not (whole or part) or len(whole) > _DIGITS:
        return None
    return Decimal(f"{whole}.{part}")


def _ungrouped(whole: str, mark: str) -> str:
    """Take thousands separators away, all of one kind; nothing is left of any other text."""
    for separator, grouped in _THREES.items():
        if separator != mark and grouped.fullmatch(whole):
            return whole.replace(separator, "")
    if mark == "." and _LAKHS.fullmatch(whole):
        return whole.replace(",", "")
    return ""


def _unsigned_zero(value: Decimal) -> Decimal:
    return value or abs(value)
