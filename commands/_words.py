"""Reading periods and scopes out of what people type, in English and Chinese."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.currency import is_currency
from ledger.errors import Problem, UnreadablePeriod
from ledger.period import Period
from storage.importers.cells import plain

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
A_YEAR = timedelta(days=364)  # a day without a year from so long ago on is a past one, or today
THREE_DIGITS = re.compile(r"\d{3}(?:[.,]\d+)?")
HALF_A_YEAR = timedelta(days=182)  # from so long ago on it is the one nearest to today
_THIS = {"", "now", "this month", "month", "current", "本月", "这个月", "当月", "至今"}
_LAST = {"last month", "last", "previous month", "上月", "上个月"}
_NUMBERED_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_CHINESE_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_CHINESE_PERIOD = re.compile(r"(\d{4})年(?:(\d{1,2})月份?|第?([一二三四])季度)?")
_QUARTER = re.compile(r"q[1-4]")
_YEAR = re.compile(r"20\d\d")
_GLUED = re.compile(r"(?<!\S)([从自])(?=\d)")
_SINCE = re.compile(r"(?<!\S)((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])起")
_QUARTERS = {"this quarter": 0, "本季度": 0, "last quarter": 1, "上季度": 1, "上个季度": 1}
_YEARS = {"this year": 0, "今年": 0, "last year": 1, "去年": 1}


@dataclass(eq=False)
class OldCard(Problem):
    """The card that was pressed does not read like that any more."""

    sentence = "Nothing was changed: the card has changed meanwhile. Look at it again, please."


@dataclass(eq=False)
class UnreadableScope(Problem):
    """A text that names nothing a scheduled message could be about."""

    sentence = "There is no message about {text}. Write `company`, `team:East` or `person:P11`."

    text: str


@dataclass(eq=False)
class NoSuchTeam(Problem):
    """A team that is not there, asked for by somebody who may see all of them."""

    sentence = "I don't know a team {text}. Try {known}."

    text: str
    known: tuple[str, ...]


@dataclass(eq=False)
class NoSuchPerson(Problem):
    """A person who is not in the books, asked for by number."""

    sentence = "Nobody has the number {text}. Check it, please."

    text: str


@dataclass(eq=False)
class NobodyOfThatName(Problem):
    """Nobody, or several, of that number or name."""

    sentence = "Nothing was changed: I find no single person called {text}."

    text: str


def read_period(text: str, today: date) -> Period:
    """Read a period: nothing is the running month, a month's name the latest one that has begun.

    Everything that `Period.parse` reads is read too: 2026-10, 2026-Q3, 2026, a range of days. So is
    what we write ourselves: October 2025, Q3 2026, 2025年10月, 2026年第三季度.
    """
    words = " ".join(plain(text).casefold().split())
    running = Period.month_of(today)
    if words in _THIS:
        return running
    if words in _LAST:
        return running.before()
    if words in _QUARTERS:
        return _back(Period.months(today.year, (today.month - 1) // 3 * 3 + 1, 3), _QUARTERS[words])
    if words in _YEARS:
        return _back(Period.months(today.year, 1, 12), _YEARS[words])
    if month := _month(words):
        return Period.months(today.year - (month > today.month), month, 1)
    try:
        return Period.parse(_as_parsed(words))
    except UnreadablePeriod:
        raise UnreadablePeriod(text) from None


def read_coming_day(text: str, today: date) -> date | None:
    """Read a day, without its year the next one.

    2026-12-31 · 2026/12/31 · 31 Dec 2026 · 31 Dec · Dec 31 · 2026年12月31日 · 12月31日
    """
    read = _day_and_month(plain(text).strip())
    if read is None:
        return None
    year, month, day = read
    years = (today.year, today.year + 1) if year is None else (year,)
    found = (_date(one, month, day) for one in years)
    return next((on for on in found if on and (year or 0 <= (on - today).days <= 366)), None)


def spaced(text: str) -> list[str]:
    """Cut into words, also where Chinese writes `从11月2日` or `11月2日起` in one."""
    return _GLUED.sub(r"\1 ", _SINCE.sub(r"从\1 ", text)).split()


def amount_words(words: Sequence[str]) -> int:
    """How many of the first words are an amount, if they are one.

    A currency before it may be written in any case. Behind it only capitals are one, as in
    `5,000 CNY`: `5,000 all boxes wet` is a reason, and so is `try again`. Three digits behind it
    belong to it, and make it none: `12 500` is not 12, for the reason 500.
    """
    before, behind = (*words, "", "")[:2]
    has_currency = is_currency(before.upper()) or (behind.isupper() and is_currency(behind))
    count = 2 if has_currency else 1
    while words[count:] and THREE_DIGITS.fullmatch(words[count]):
        count += 1
    return count


def take_coming_day(words: Sequence[str], today: date) -> tuple[date | None, list[str]]:
    """Read the first words as a day, and give the words behind it; all of them without."""
    for count in (3, 1, 2):
        if day := read_coming_day(" ".join(words[:count]).removesuffix("起"), today):
            return day, list(words[min(count, len(words)) :])
    return None, list(words)


def _day_and_month(text: str) -> tuple[int | None, int, int] | None:
    """Read year (or None), month and day, which may be in no calendar."""
    if match := _NUMBERED_DAY.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _CHINESE_DAY.fullmatch(text):
        return int(match[1]) if match[1] else None, int(match[2]), int(match[3])
    words = [word.rstrip(",") for word in text.casefold().split()]
    year = int(words.pop()) if len(words) == 3 and _YEAR.fullmatch(words[2]) else None
    figures = [word for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if len(figures) != 1 or len(names) != 1:
        return None
    month = _month(names[0])
    return (year, month, int(figures[0])) if month else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_scope(name: str) -> tuple[str, str]:
    """Read what a scheduled message is about: ("company", ""), ("team", "East") and so on."""
    what, _, key = name.partition(":")
    if what == "company" or (what in {"team", "person"} and key.strip()):
        return what, key.strip()
    raise UnreadableScope(name)


def _as_parsed(words: str) -> str:
    """Write a month, quarter or year of a year as `Period.parse` reads it; else leave it."""
    if match := _CHINESE_PERIOD.fullmatch(words):
        year, month, quarter = match.groups()
        if month:
            return f"{year}-{month:0>2}"
        return f"{year}-q{_NUMERALS.index(quarter) + 1}" if quarter else year
    name, _, year = words.rpartition(" ")
    if not _YEAR.fullmatch(year):
        return words
    if number := _month(name):
        return f"{year}-{number:02d}"
    return f"{year}-{name}" if _QUARTER.fullmatch(name) else words


def _month(words: str) -> int | None:
    short = words.rstrip(".")
    for number, name in enumerate(_MONTHS, 1):
        if len(short) >= 3 and name.startswith(short):
            return number
    if words.endswith(("月", "月份")):
        numeral = words.removesuffix("份").removesuffix("月")
        if numeral in _NUMERALS:
            return _NUMERALS.index(numeral) + 1
        if numeral.isdecimal() and 1 <= int(numeral) <= 12:
            return int(numeral)
    return None


def _back(period: Period, times: int) -> Period:
    return period.before() if times else period
