"""Reading periods and scopes out of what people type, in English and Chinese."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.currency import is_currency
from ledger.errors import Problem, UnreadablePeriod
from ledger.period import Period

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
A_YEAR = timedelta(days=364)  # a day without a year from so long ago on is a past one, or today
HALF_A_YEAR = timedelta(days=182)  # from so long ago on it is the one nearest to today
_THIS = {"", "now", "this month", "month", "current", "本月", "这个月", "当月", "至今"}
_LAST = {"last month", "last", "previous month", "上月", "上个月"}
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CHINESE_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_THREE_DIGITS = re.compile(r"\d{3}(?:[.,]\d+)?")
_YEAR = re.compile(r"20\d\d")
_GLUED = re.compile(r"(?<!\S)([从自])(?=\d)")
_QUARTERS = {"this quarter": 0, "本季度": 0, "last quarter": 1, "上季度": 1, "上个季度": 1}
_YEARS = {"this year": 0, "今年": 0, "last year": 1, "去年": 1}


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

    Everything that `Period.parse` reads is read too: 2026-10, 2026-Q3, 2026, a range of days.
    """
    words = " ".join(text.casefold().split())
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
        return Period.parse(words)
    except UnreadablePeriod:
        raise UnreadablePeriod(text) from None


def read_coming_day(text: str, today: date) -> date | None:
    """Read a day: 2026-12-31, 31 Dec 2026, 31 Dec, Dec 31, 12月31日; without a year the next."""
    written = text.strip().replace("/", "-")
    try:
        return date.fromisoformat(written) if _ISO_DAY.fullmatch(written) else _next(text, today)
    except (ValueError, OverflowError):
        return None


def spaced(text: str) -> list[str]:
    """Cut into words, also where Chinese writes `从11月2日` in one."""
    return _GLUED.sub(r"\1 ", text).split()


def amount_words(words: Sequence[str]) -> int:
    """How many of the first words are an amount, if they are one.

    A currency before it may be written in any case. Behind it only capitals are one, as in
    `5,000 CNY`: `5,000 all boxes wet` is a reason, and so is `try again`. Three digits behind it
    belong to it, and make it none: `12 500` is not 12, for the reason 500.
    """
    before, behind = (*words, "", "")[:2]
    has_currency = is_currency(before.upper()) or (behind.isupper() and is_currency(behind))
    count = 2 if has_currency else 1
    while words[count:] and _THREE_DIGITS.fullmatch(words[count]):
        count += 1
    return count


def take_coming_day(words: Sequence[str], today: date) -> tuple[date | None, list[str]]:
    """Read the first words as a day, and give the words behind it; all of them without."""
    for count in (3, 1, 2):
        if day := read_coming_day(" ".join(words[:count]).removesuffix("起"), today):
            return day, list(words[min(count, len(words)) :])
    return None, list(words)


def _next(text: str, today: date) -> date | None:
    words = text.casefold().split()
    if len(words) == 3 and _YEAR.fullmatch(words[2]):
        return _next(" ".join(words[:2]), date(int(words[2]), 1, 1))
    if match := _CHINESE_DAY.fullmatch(text.strip()):
        month, day = int(match[1]), int(match[2])
    elif len(words) == 2 and any(map(str.isdecimal, words)):
        day = int(next(filter(str.isdecimal, words)))
        name = words[1] if words[0].isdecimal() else words[0]
        month = _month(name) or 0
    else:
        return None
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def read_scope(name: str) -> tuple[str, str]:
    """Read what a scheduled message is about: ("company", ""), ("team", "East") and so on."""
    what, _, key = name.partition(":")
    if what == "company" or (what in {"team", "person"} and key.strip()):
        return what, key.strip()
    raise UnreadableScope(name)


def _month(words: str) -> int | None:
    for number, name in enumerate(_MONTHS, 1):
        if words == name or (
            len(words) >= 3 and words.rstrip(".") == name[: len(words.rstrip("."))]
        ):
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
