"""Pulses: after a close everybody judged says, without a name, whether it was fair and clear.

Groups of people judged by one scheme never overlap, and nothing is added up over them: whoever
knows a total and all parts but one would know that one.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.errors import Problem
from ledger.period import Period

LEAST = 5  # answers from which on anything is shown, and people who are asked together at least
DAYS = 10  # working days in which a pulse is answered
SCALE = (1, 2, 3, 4, 5)
LONGEST = 500


@dataclass(frozen=True, slots=True, order=True)
class About:
    """What people are asked about: the scheme's very version that judged them in a role."""

    role: str
    scheme: str
    version: int


TOGETHER = About("", "", 0)  # schemes that judged fewer than five people each


@dataclass(frozen=True, slots=True)
class Group:
    """People who are asked together: how many, how many answered, and the last day for it."""

    id: int
    period: Period
    about: About
    asked: int
    until: date
    answered: int = 0

    def __post_init__(self) -> None:
        """Nobody is asked alone, and nobody answers who was not asked."""
        assert self.asked >= LEAST, self
        assert 0 <= self.answered <= self.asked, self

    @property
    def missing(self) -> int:
        """How many answers are missing before anything is shown."""
        return max(0, LEAST - self.answered)

    def is_over(self, today: date) -> bool:
        """Tell whether no further answer can come, so that no two looks can be compared."""
        return today > self.until or self.answered == self.asked

    def is_shown(self, today: date) -> bool:
        """Tell whether what was said may be read."""
        return self.is_over(today) and not self.missing


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each of 1 to 5 was answered to one question."""

    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Count every step of the scale, and at least one answer."""
        assert len(self.counts) == len(SCALE), self
        assert sum(self.counts) > 0, self

    @property
    def average(self) -> Fraction:
        """The average, exact."""
        total = sum(step * count for step, count in zip(SCALE, self.counts, strict=True))
        return Fraction(total, sum(self.counts))


@dataclass(frozen=True, slots=True)
class Said:
    """What a group said, once it may be read."""

    fair: Tally
    clear: Tally


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person says; nothing in it says who."""

    fair: int
    clear: int
    words: str = ""

    def __post_init__(self) -> None:
        """Stay on the scale."""
        assert self.fair in SCALE, self.fair
        assert self.clear in SCALE, self.clear
        assert len(self.words) <= LONGEST, len(self.words)


@dataclass(eq=False)
class NotAsked(Problem):
    """Somebody who is not asked about that period."""

    sentence = "You are not asked about {period}: only who was judged in it is."

    period: Period


@dataclass(eq=False)
class PulseOver(Problem):
    """The last day is over."""

    sentence = "Nothing was counted: answers about {period} were taken until {until}."

    period: Period
    until: date


@dataclass(eq=False)
class AnsweredBefore(Problem):
    """The person has answered."""

    sentence = (
        "You have answered about {period}. Nothing ties the answer to you, so it stays as it is."
    )

    period: Period


def together(judged: Mapping[int, About]) -> dict[int, About]:
    """Decide who is asked with whom, so that nobody stands in a group of fewer than five.

    The few of several schemes are asked together; where they are too few even so they are not
    asked at all, because what they said could never be shown.
    """
    sizes = Counter(judged.values())
    found = {
        person: about if sizes[about] >= LEAST else TOGETHER for person, about in judged.items()
    }
    few = [person for person, about in found.items() if about == TOGETHER]
    return {
        person: about for person, about in found.items() if about != TOGETHER or len(few) >= LEAST
    }
