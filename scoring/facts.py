"""Facts: what a score is made of, as figures that were credited to one person (or team, …)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from ledger.currency import places
from ledger.period import Period


class Kind(StrEnum):
    """What a figure is about."""

    CASH = "cash"  # allocated in the period
    BOUNCE = "bounce"  # an allocation that the bank took back in the period
    OPEN = "open"  # still open on the day of measurement
    WRITTEN_OFF = "written_off"  # given up in the period
    CREDIT = "credit"  # reduced by a credit note in the period
    BILLED = "billed"  # issued in the period


def _rated(size: int, rate: Fraction) -> Fraction:
    """A size at its rate; most are in the company's own currency, and no denominator is sought."""
    if rate.denominator == 1:
        return Fraction(size * rate.numerator)
    return size * rate


@dataclass(frozen=True, slots=True)
class Figure:
    """One allocation or open instalment, or several of the same kind added up.

    `amount_minor` counts in the figure's own currency; `rate` is what one unit of it was worth in
    the company's currency when the invoice was booked (None: no rate is known). `amount_days` is
    the sum of amount times days late, never below 0. Everything else is the same for all that
    were added up, so a sum of figures and the figures themselves measure alike.

    `exempt` items are in no rate; `disputed` ones are open and not overdue; `inherited` ones were
    overdue when the person took them over, and stay out of the person's overdue share.
    """

    kind: Kind
    amount_minor: int
    currency: str
    due_in_period: bool
    overdue: bool = False
    stands: bool = True
    exempt: bool = False
    disputed: bool = False
    inherited: bool = False
    amount_days: int = 0
    rate: Fraction | None = Fraction(1)
    items: int = 1

    @property
    def amount(self) -> Fraction:
        """The amount at its booking rate, as `Facts.counted` has it."""
        assert self.rate is not None, "an amount without a rate counts nowhere"
        return _rated(self.amount_minor, self.rate)

    @property
    def late(self) -> Fraction:
        """Amount times days late, at the booking rate."""
        assert self.rate is not None, "an amount without a rate counts nowhere"
        return _rated(self.amount_days, self.rate)


class Family(StrEnum):
    """What a duty is about."""

    INVOICING = "invoicing"  # an invoice to be sent in time
    FOLLOWUP = "followup"  # a newly overdue instalment to be spoken about in time
    PROMISE = "promise"  # a customer's promise that fell due


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that was to be done in the period, and whether it was; or several alike.

    A share of duties counts them, and weighs by amount those that a scheme wants weighed.
    """

    family: Family
    done: bool
    amount_minor: int
    currency: str
    rate: Fraction | None = Fraction(1)
    items: int = 1
    by_amount: bool = False

    @property
    def amount(self) -> Fraction:
        """The amount at its booking rate, as `Facts.duties_of` has it."""
        assert self.rate is not None, "an amount without a rate counts nowhere"
        return _rated(self.amount_minor, self.rate)


_Rated = TypeVar("_Rated", Figure, Duty)


@dataclass(frozen=True, slots=True)
class Without:
    """What would count on top without one sort of allowance, which touches so many instalments.

    What counts because of it stands here with its signs turned.
    """

    instalments: int
    figures: tuple[Figure, ...]
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of a whole cohort: what stands above and below its line, in all."""

    over: Fraction
    under: Fraction


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is judged: figures, duties, what other systems measured, and the targets.

    `currency` is what amounts are counted in. `metrics` and `targets` are by KPI id; a target
    that is not there is not set. `base` is how many instalments the collection rate is about, and
    `cohort` the rates of everybody compared, which small books are drawn towards. `days` counts
    the period's days up to the day of measurement; `billed_back` holds the days and the billing
    of calendar months, the newest first, back from that day. `without` says for each sort of
    allowance what it changed. `presence` is the share of the period's working days that somebody
    was in the role: what a scheme asks of everybody in amounts is asked of them in that share.
    """

    period: Period
    currency: str
    figures: tuple[Figure, ...] = ()
    metrics: Mapping[str, Fraction] = field(default_factory=dict)
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    base: int = 0
    cohort: Mapping[str, Rate] = field(default_factory=dict)
    days: int = 0
    billed_back: tuple[tuple[int, Fraction], ...] = ()
    without: Mapping[str, Without] = field(default_factory=dict)
    presence: Fraction = Fraction(1)

    @property
    def counted(self) -> tuple[Figure, ...]:
        """The figures that have a rate, which then leads to the company's minor units.

        One yen at 0.05 is five fen: the yen has no decimal places, the yuan has two.
        """
        return tuple(self._rated(self.figures))

    def duties_of(self, family: Family) -> tuple[Duty, ...]:
        """The duties of a family; their rates lead to the company's minor units."""
        return tuple(self._rated(duty for duty in self.duties if duty.family is family))

    def _rated(self, given: Iterable[_Rated]) -> Iterator[_Rated]:
        home = places(self.currency)
        for one in given:
            if one.rate is not None:
                shift = home - places(one.currency)
                yield replace(one, rate=one.rate * Fraction(10) ** shift) if shift else one

    @property
    def without_rate(self) -> int:
        """How many allocations and open items are left out because no rate is known."""
        judged = {Kind.CASH, Kind.BOUNCE, Kind.OPEN, Kind.WRITTEN_OFF}
        return sum(one.items for one in self.figures if one.rate is None and one.kind in judged)
