"""Dates and moments, as people and programs write them; the column decides what one cell cannot.

`2026-09-15`, `2026/9/15`, `20260915`, `20260915.0`, `12-Aug-2026`, `Aug 12, 2026` and
`2026年9月15日` can be read one by one, with or without a time behind them. `3/4/2013` cannot:
another cell of the column decides (`1/26/2013` is month first), then another column of the file,
then the map; else the cell is asked back. `05.08.2026` is day first unless its column says
otherwise. `46292` is a spreadsheet's count of days, where the whole column is.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from storage.importers import sentences
from storage.importers.cells import plain, unreadable

# "dmy", "mdy", and with a dot behind them for dates with dots: those that cells prove, or possible
Orders = frozenset[str]

_BOTH: Orders = frozenset({"dmy", "mdy"})
_DOTTED: Orders = frozenset({"dmy.", "mdy."})
_LONGEST = 40  # characters; no date needs more
_YEARS = range(1900, 2200)
_FOREVER = date(9999, 12, 31)  # how other systems write "until further notice"
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"([2-7][0-9]{4})(?:\.[0-9]+)?")  # 1954 to 2119
_YEAR_FIRST = (
    re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.)([0-9]{1,2})"),
    re.compile(r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:\.0+)?"),
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_DAY_NAME = re.compile(r"([0-9]{1,2})[-/. ]?([A-Z]+)[-/., ]{0,2}([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_NAME_DAY = re.compile(r"([A-Z]+)[-/. ]{0,2}([0-9]{1,2})[-/., ]{1,2}([0-9]{4})", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_CLOCK = re.compile(
    r"(?:T|,?\s+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"\s*(AM|PM)?\s*(Z|UTC|GMT|[-+][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Style:
    """How the dates of one column are written."""

    orders: Orders = _BOTH | {"dmy."}
    formats: tuple[str, ...] = ()  # of the map, as in Python's strptime
    serials: bool = False

    @classmethod
    def of(cls, cells: Collection[str], own: Orders, elsewhere: Orders) -> "Style":
        """Decide from what the column proves; what that leaves open, from other columns."""
        plain_orders = own & _BOTH or elsewhere & _BOTH or _BOTH
        dotted = own & _DOTTED or elsewhere & _DOTTED or {"dmy."}
        serials = bool(cells) and all(map(_SERIAL.fullmatch, cells))
        return cls(plain_orders | dotted, (), serials)

    @classmethod
    def declared(cls, date_format: str) -> "Style":
        """Take the map's word: `dmy`, `mdy`, `ymd`, or a format such as `%m/%d/%Y`."""
        if date_format in {"dmy", "mdy"}:
            return cls(frozenset({date_format, f"{date_format}."}))
        return cls(frozenset(), () if date_format == "ymd" else (date_format,))


def is_date_format(text: str) -> bool:
    """Tell whether a map can declare this; a format must hold a whole date."""
    if text in {"dmy", "mdy", "ymd"}:
        return True
    day = datetime(2013, 11, 26, tzinfo=UTC)
    try:
        return _parsed(day.strftime(text), text) == day.date()
    except ValueError:
        return False


def proof(cells: Iterable[str]) -> Orders:
    """Collect the orders of which some cell allows no other."""
    return frozenset().union(*map(_proof, cells))


def _proof(cell: str) -> Orders:
    written = _CLOCK.sub("", plain(cell)) if len(cell) <= _LONGEST else ""
    match = _YEAR_LAST.fullmatch(written)
    if not match:
        return frozenset()
    mark = "." if match[2] == "." else ""
    possible = {f"{order}{mark}" for order in _BOTH if _ordered(match, order)}
    return frozenset(possible) if len(possible) == 1 else frozenset()


def reader(style: Style) -> Callable[[str], date]:
    """Make the reader of a column of dates; a time behind a date is left out."""

    def read(cell: str) -> date:
        day, clock = _split(cell, sentences.NOT_A_DATE)
        if clock:
            _time(clock, cell, sentences.NOT_A_DATE)
        return _day(day, style, cell, sentences.NOT_A_DATE)

    return read


def instant_reader(style: Style) -> Callable[[str], date | datetime]:
    """Make the reader of moments: aware with an offset, naive with a time, else a date."""

    def read(cell: str) -> date | datetime:
        written, clock = _split(cell, sentences.NOT_A_MOMENT)
        day = _day(written, style, cell, sentences.NOT_A_MOMENT)
        if not clock:
            return day
        return datetime.combine(day, _time(clock, cell, sentences.NOT_A_MOMENT))

    return read


def _split(cell: str, sentence: str) -> tuple[str, re.Match[str] | None]:
    """Part the day from the time behind it."""
    if len(cell) > _LONGEST:
        raise unreadable(sentence, cell)
    text = plain(cell)
    clock = _CLOCK.search(text)
    return (text[: clock.start()] if clock else text), clock


def _day(written: str, style: Style, cell: str, sentence: str) -> date:
    """Read the day by what the map says, then by what needs no order, then by the order."""
    if style.serials and (serial := _SERIAL.fullmatch(written)):
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    readings = set(_by_format(written, style.formats)) or set(_by_itself(written))
    if not readings and (match := _YEAR_LAST.fullmatch(written)):
        return _by_order(match, style, cell, sentence)
    if len(readings) != 1:
        raise unreadable(sentence, cell)
    return readings.pop()


def _by_format(written: str, formats: tuple[str, ...]) -> Iterator[date]:
    for pattern in formats:
        try:
            yield _parsed(written, pattern)
        except ValueError:
            continue


def _parsed(written: str, pattern: str) -> date:
    return datetime.strptime(written, pattern).date()  # noqa: DTZ007 - a day has no zone


def _by_itself(written: str) -> Iterator[date]:
    """Read what can be read only in one way."""
    for pattern in _YEAR_FIRST:
        if match := pattern.fullmatch(written):
            year, month, day = filter(None, match.groups())
            yield from _date(int(year), int(month), int(day))
    if match := _DAY_NAME.fullmatch(written):
        yield from _date(_year(match[3]), _month(match[2]), int(match[1]))
    elif match := _NAME_DAY.fullmatch(written):
        yield from _date(int(match[3]), _month(match[1]), int(match[2]))


def _by_order(match: re.Match[str], style: Style, cell: str, sentence: str) -> date:
    mark = "." if match[2] == "." else ""
    orders = [order for order in sorted(_BOTH) if f"{order}{mark}" in style.orders]
    readings = [day for order in orders for day in _ordered(match, order)]
    if len(readings) > 1:
        raise unreadable(sentences.WHICH_DATE, cell)
    if not readings:
        raise unreadable(sentence, cell)
    return readings[0]


def _ordered(match: re.Match[str], order: str) -> list[date]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    return _date(year, second, first) if order == "dmy" else _date(year, first, second)


def _date(year: int, month: int, day: int) -> list[date]:
    """Make the day, if there is such a day."""
    try:
        found = date(year, month, day)
    except ValueError:
        return []
    return [found] if year in _YEARS or found == _FOREVER else []


def _month(name: str) -> int:
    """Number a month by its English name or at least three letters of it; 0 is none."""
    short = name.lower()
    found = [n for n, month in enumerate(_MONTHS.split("|"), 1) if month.startswith(short)]
    return found[0] if len(short) >= 3 and found else 0


def _year(digits: str) -> int:
    """Complete a year of two digits, as spreadsheets do: 30 to 99 are of the last century."""
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 30 else 1900)


def _time(match: re.Match[str], cell: str, sentence: str) -> time:
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    micro = int((match[4] or "0")[:6].ljust(6, "0"))
    if half := (match[5] or "").upper():
        hour = hour % 12 + 12 * (half == "PM") if 1 <= hour <= 12 else 99
    try:
        return time(hour, minute, second, micro, _zone(match[6]))
    except ValueError:
        raise unreadable(sentence, cell) from None


def _zone(offset: str | None) -> timezone | None:
    if not offset:
        return None
    if offset[0] not in "+-":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=minutes if offset[0] == "+" else -minutes))
