"""Shares: how much of a document each of its owners is credited with, in basis points."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ledger.errors import Problem

WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Share:
    """One owner's part; `person` is a number."""

    person: str
    weight_bp: int


@dataclass(eq=False)
class NotAHundred(Problem):
    """Shares that are less or more than all of it."""

    sentence = "Nothing was asked for: the shares sum to {sum}, not to 100."

    sum: str


@dataclass(eq=False)
class TooFine(Problem):
    """A share that is nothing, or finer than a hundredth of a percent."""

    sentence = (
        "Nothing was asked for: a share is above 0 and has at most two decimals, not {share}."
    )

    share: str


@dataclass(eq=False)
class NamedTwice(Problem):
    """An owner who is named twice."""

    sentence = "Nothing was asked for: {name} is named twice; write each owner once."

    name: str


def shared(parts: Iterable[tuple[str, str]]) -> tuple[Share, ...]:
    """Share a document among people, with percents as written; all of it, each once."""
    found: list[Share] = []
    for person, written in parts:
        weight = Fraction(written) * 100
        if weight <= 0 or weight.denominator != 1:
            raise TooFine(written)
        if any(person == one.person for one in found):
            raise NamedTwice(person)
        found.append(Share(person, int(weight)))
    total = sum(one.weight_bp for one in found)
    if total != WHOLE:
        raise NotAHundred(percent(total))
    return tuple(found)


def percent(weight_bp: int) -> str:
    """Write basis points as a plain number of percent: 60, or 33.34."""
    whole, part = divmod(weight_bp, 100)
    return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)
