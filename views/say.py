"""One reader's language: whole sentences, money, dates and numbers as they are said there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from string import Formatter
from typing import Self

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

from ledger.currency import places as places_of
from ledger.money import Money, decimal, half_up
from ledger.period import Period
from views.words import Words, filled, lines, mrkdwn, run_on

LANGUAGES = ("en", "zh")

_LOCALES = {"en": Locale("en"), "zh": Locale("zh", script="Hans")}
_DAY = {"en": ("d MMM", "d MMM y"), "zh": ("M月d日", "y年M月d日")}
_MONTH = {"en": ("LLLL", "LLLL y"), "zh": ("LLLL", "y年M月")}
_QUARTER = {"en": "QQQ y", "zh": "y年QQQQ"}
_YEAR = {"en": "y", "zh": "y年"}

# From a million on money has a short form: unit and decimals by the power of ten it stands for.
_SHORT_FROM = 10**6
_SHORT = {
    "en": ((9, "B", 2), (6, "M", 2)),
    "zh": ((8, " 亿", 2), (4, " 万", 0)),
}

_HAN = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
_HAN_FIRST = re.compile(_HAN)
_HAN_LAST = re.compile(f"{_HAN}$")


@dataclass(frozen=True, slots=True)
class Say:
    """Says things in one language; `today` decides which dates need their year."""

    language: str
    today: date

    def __post_init__(self) -> None:
        """Hold a language there are words for."""
        assert self.language in LANGUAGES, self.language
        assert type(self.today) is date, self.today

    @classmethod
    def of(cls, language: str, today: date) -> Self:
        """Say in this language, on this day."""
        return cls(language, today)

    def __call__(self, sentence: str, /, **blanks: str | int) -> Words:
        """Say a whole English sentence in the reader's language, its {blanks} filled."""
        return self._filled(words(self.language).get((sentence,), (sentence,))[0], blanks)

    def count(self, n: int, one: str, many: str, /, **blanks: str | int) -> Words:
        """Say how many: "1 day", "{n} days"; one and many are one entry of the translation."""
        said = words(self.language).get((one, many), (one, many))[0 if n == 1 else -1]
        told = {"n": n} if "n" in blanks_of(said) else {}
        return self._filled(said, blanks | told)

    def money(self, amount: Money) -> str:
        """Say an amount with its ISO code: "CNY 412,300.00"."""
        return f"{amount.currency} {self.amount(amount)}"

    def amount(self, amount: Money) -> str:
        """Say an amount without its code: "412,300.00"."""
        return _grouped(str(amount))

    def short(self, amount: Money) -> str:
        """Say an amount for headlines, "CNY 1.23M" or "CNY 123 万"; below a million in full."""
        major = Fraction(amount.minor, 10 ** places_of(amount.currency))
        if abs(major) < _SHORT_FROM:
            return self.money(amount)
        power, unit, digits = next(form for form in _SHORT[self.language] if _reaches(major, form))
        return f"{amount.currency} {self.number(major / 10**power, digits)}{unit}"

    def day(self, day: date) -> str:
        """Say a calendar date: "20 Nov", the year only when it is not this one."""
        return self._dated(day, _DAY[self.language][day.year != self.today.year])

    def period(self, period: Period) -> str:
        """Say a period by its name, or by its first and last day."""
        if pattern := self._name_of(period):
            return self._dated(period.start, pattern)
        first, last = self.day(period.start), self.day(period.last)
        return first if first == last else self("{first} – {last}", first=first, last=last)

    def percent(self, value: Fraction, places: int = 1, *, trim: bool = False) -> str:
        """Say a ratio in percent, half-up: "86.0 %"; trimmed it has no idle zeros: "90 %"."""
        return self("{number} %", number=self.number(value * 100, places, trim=trim))

    def number(self, value: Fraction, places: int, *, trim: bool = False) -> str:
        """Say a number with so many decimals, half-up; trimmed it has no idle zeros."""
        written = decimal(value, places)
        if trim and "." in written:
            written = written.rstrip("0").rstrip(".")
        return _grouped(written)

    def ordinal(self, n: int) -> str:
        """Say a place: "4th"; Chinese sentences write 第 before the bare number."""
        if self.language == "zh":
            return f"{n}"
        last = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return f"{n}{'th' if n % 100 in {11, 12, 13} else last}"

    def points(self, value: Fraction) -> str:
        """Say points with their one decimal."""
        return self.number(value, 1)

    def join(self, parts: Sequence[str]) -> Words:
        """Say several things as one: "Ana, Bo and Chen"."""
        *front, last = parts
        if not front:
            return lines(last)
        listed = front[0]
        for part in front[1:]:
            listed = self("{first}, {next}", first=listed, next=part)
        return self("{first} and {last}", first=listed, last=last)

    def sentences(self, said: Sequence[str]) -> Words:
        """Say one sentence after another, with a space between them where the language has one."""
        return run_on("" if self.language == "zh" else " ", said)

    def _name_of(self, period: Period) -> str | None:
        """Find the pattern of a period that has a name: 2026, 2026-Q3 or 2026-11."""
        written = str(period)
        if len(written) == len("2026"):
            return _YEAR[self.language]
        if "Q" in written:
            return _QUARTER[self.language]
        if len(written) == len("2026-11"):
            return _MONTH[self.language][period.start.year != self.today.year]
        return None

    def _dated(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=_LOCALES[self.language])

    def _filled(self, sentence: str, blanks: Mapping[str, str | int]) -> Words:
        assert blanks_of(sentence) == blanks.keys(), (sentence, sorted(blanks))
        said = {name: _spelled(value) for name, value in blanks.items()}
        return filled(_fitted(sentence, said), said)


@cache
def words(language: str) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Read what a language says for each English key: a sentence, or one and many."""
    if language == "en":
        return {}
    file = resources.files("views") / "locale" / f"{_LOCALES[language]}.po"
    with file.open("rb") as written:
        entries = [(entry.id, entry.string) for entry in read_po(written)]
    return {_tuple(key): _tuple(said) for key, said in entries if key and said}


@cache
def blanks_of(sentence: str) -> frozenset[str]:
    """Name the {blanks} of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def _reaches(major: Fraction, form: tuple[int, str, int]) -> bool:
    """Tell whether an amount is at least one of this unit, as it would be shown: 1.00B."""
    power, _, digits = form
    least: int = 10**digits
    return half_up(abs(major) * least / 10**power) >= least


def _tuple(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _spelled(value: str | int) -> str:
    if isinstance(value, str):
        return value
    assert type(value) is int, f"say it with say.money, say.number, say.day: {value!r}"
    return f"{value:,}"


def _grouped(written: str) -> str:
    whole, dot, part = written.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{dot}{part}"


def _fitted(sentence: str, blanks: Mapping[str, str]) -> str:
    """Close the space of a translation between Han and a blank that turned out to be Han too.

    The translation is written for Latin names, "{first} 和 {last}": "Bo 和 Chen", but "小美和小王".
    """
    for name, value in blanks.items():
        shown, blank = mrkdwn(value), f"{{{name}}}"
        if _HAN_FIRST.match(shown):
            sentence = re.sub(f"(?<={_HAN}) (?={re.escape(blank)})", "", sentence)
        if _HAN_LAST.search(shown):
            sentence = re.sub(f"(?<={re.escape(blank)}) (?={_HAN})", "", sentence)
    return sentence
