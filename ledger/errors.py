"""Problems: what a person asked for that cannot be done, as facts instead of sentences."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class Problem(Exception):
    """A wish that cannot be fulfilled; views.problems says it in the reader's language.

    `sentence` is the English key of its words, its {blanks} are fields: what was not done, which
    thing stopped it, what to do instead.
    """

    sentence: ClassVar[str]


@dataclass(eq=False)
class CurrencyMismatch(Problem):
    """Two amounts of different currencies met where only one currency makes sense."""

    sentence = (
        "Nothing was changed: {left} and {right} cannot be added up. Use one currency, please."
    )

    left: str
    right: str


@dataclass(eq=False)
class UnknownCurrency(Problem):
    """A code that ISO 4217 does not list, or one without a minor unit."""

    sentence = (
        "Nothing was changed: {code} is no currency code that I know. "
        "Use one of ISO 4217, such as `CNY` or `EUR`."
    )

    code: str


@dataclass(eq=False)
class UnreadableAmount(Problem):
    """A text that is no amount of money."""

    sentence = (
        "Nothing was changed: I can't read “{text}” as an amount. "
        "Write it like `50,000` or `50,000.00`."
    )

    text: str


@dataclass(eq=False)
class UnreadablePeriod(Problem):
    """A text that is no month, quarter, year or range of days."""

    sentence = (
        "I don't know that period: {text}. "
        "Try `/myscore 2026-10`, `/myscore last month` or `/myscore 2026-Q3`."
    )

    text: str
