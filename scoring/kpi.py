"""What a KPI is: one function from a figure to what it adds above and below the line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import partial

from scoring.facts import Facts, Family, Figure


class Unit(StrEnum):
    """How a value is read."""

    AMOUNT = "amount"  # minor units of the company's currency
    RATIO = "ratio"  # 0.86 is 86 %
    DAYS = "days"
    NUMBER = "number"


class Missing(StrEnum):
    """Why there is nothing to judge."""

    NOTHING_DUE = "nothing_due"
    NOTHING_OPEN = "nothing_open"
    NOTHING_PAID = "nothing_paid"
    NO_METRIC = "no_metric"
    NO_TARGET = "no_target"
    NOTHING_BILLED = "nothing_billed"
    OLDER_THAN_BILLING = "older_than_billing"
    NO_DUTY = "no_duty"


@dataclass(frozen=True, slots=True)
class Part:
    """What a figure, or many, add above the line and, for a ratio, below it."""

    over: Fraction
    under: Fraction = Fraction(0)

    def __add__(self, other: "Part") -> "Part":
        return Part(self.over + other.over, self.under + other.under)


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI's value with what it was made of; None means nothing to judge and is never zero."""

    value: Fraction | None
    over: Fraction = Fraction(0)
    under: Fraction = Fraction(0)
    missing: Missing | None = None

    def __post_init__(self) -> None:
        """A value that is not there always says why."""
        assert (self.value is None) == (self.missing is not None), self


@dataclass(frozen=True, slots=True)
class Added:
    """A measure made of two sums: measure what came on top alone, and add it to what there was."""

    sums: Callable[[Facts], Part]
    measured: Callable[[Part], Measure]

    def __call__(self, facts: Facts) -> Measure:
        """Measure facts at once."""
        return self.measured(self.sums(facts))


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure: its words, and how it is measured.

    `name`, `sentence`, `measures` (the formula in words) and `working` (the same with its
    numbers) are English keys with a Chinese twin. `takes` gives a figure's part, or None for one
    that is left out, for which `left_out` says why. A KPI that is not `is_scored` stands beside
    others for comparison, and no scheme may use it; one with a `family` is about duties, not
    about figures.
    """

    id: str
    name: str
    sentence: str
    unit: Unit
    more_is_better: bool
    measure: Callable[[Facts], Measure]
    takes: Callable[[Figure], Part | None] = lambda _figure: None
    left_out: Callable[[Figure], str] = lambda _figure: "it is measured elsewhere"
    is_collections: bool = True
    is_scored: bool = True
    family: Family | None = None
    measures: str = ""
    working: str = "{exact}"
    version: int = 1

    def counts(self, figure: Figure) -> bool:
        """Tell whether a figure is part of the measure."""
        return figure.rate is not None and self.takes(figure) is not None

    @property
    def formula(self) -> str:
        """The formula's id with its version, as cards and exports name it."""
        return f"{self.id} v{self.version}"


Takes = Callable[[Figure], Part | None]


def ratio_of(takes: Takes, missing: Missing) -> Added:
    """Measure the sum above the line over the sum below it; nothing below is not applicable."""

    def sums(facts: Facts) -> Part:
        parts = taken(takes, facts.counted)
        return Part(total(part.over for part in parts), total(part.under for part in parts))

    return Added(sums, partial(_share, missing=missing))


def share_of(family: Family, *, by_amount: bool = False) -> Added:
    """Measure the share of duties that were done, by amount if it or the scheme says so."""

    def sums(facts: Facts) -> Part:
        over = under = Fraction(0)
        for duty in facts.duties_of(family):
            size = duty.amount if by_amount or duty.by_amount else Fraction(duty.items)
            under += size
            over += size if duty.done else 0
        return Part(over, under)

    return Added(sums, partial(_share, missing=Missing.NO_DUTY))


def sum_of(takes: Takes) -> Added:
    """Measure the sum of what figures add; nothing is a real zero."""

    def sums(facts: Facts) -> Part:
        return Part(total(part.over for part in taken(takes, facts.counted)))

    return Added(sums, lambda sums: Measure(sums.over, sums.over))


def _share(sums: Part, missing: Missing) -> Measure:
    if sums.under == 0:
        return Measure(None, missing=missing)
    return Measure(sums.over / sums.under, sums.over, sums.under)


def imported(metric: str) -> Callable[[Facts], Measure]:
    """Measure what another system says of the person."""

    def measure(facts: Facts) -> Measure:
        value = facts.metrics.get(metric)
        if value is None:
            return Measure(None, missing=Missing.NO_METRIC)
        return Measure(value, value)

    return measure


def total(amounts: Iterable[Fraction]) -> Fraction:
    """Add up exactly; whole amounts, which most are, without a common denominator to look for."""
    whole, rest = 0, Fraction(0)
    for amount in amounts:
        if amount.denominator == 1:
            whole += amount.numerator
        else:
            rest += amount
    return rest + whole


def taken(takes: Takes, figures: Iterable[Figure]) -> list[Part]:
    """The parts of those figures that count."""
    return [part for figure in figures if (part := takes(figure)) is not None]
