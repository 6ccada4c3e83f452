"""The score card: a score with everything it was made of."""

from dataclasses import dataclass
from fractions import Fraction

from ledger.period import Period
from scoring.fairness import Allowance
from scoring.kpi import Measure, Missing
from scoring.scheme import Gate


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rate of small books, drawn towards the cohort's: (n x own + k x cohort) / (n + k)."""

    value: Fraction
    cohort: Fraction
    base: int


@dataclass(frozen=True, slots=True)
class Tripped:
    """A gate that was not passed, with the value that fell short of it."""

    gate: Gate
    value: Fraction


@dataclass(frozen=True, slots=True)
class Effect:
    """A sort of allowance, how many instalments it touches, and the score without it."""

    kind: Allowance
    instalments: int
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Component:
    """One KPI of a card: measured, compared with its target, turned into points.

    `effective_weight` is the weight after that of KPIs without data was spread; it is 0 where
    this KPI has none, and `missing` then says why. `drawn` is there where the value was drawn
    towards the cohort's rate because the books are small; the measure keeps the person's own.
    """

    kpi: str
    formula: str
    measure: Measure
    target: Fraction | None
    attainment: Fraction | None
    points: Fraction | None
    weight: Fraction
    effective_weight: Fraction
    missing: Missing | None = None
    drawn: Drawn | None = None

    @property
    def value(self) -> Fraction | None:
        """The value that is judged: the own one, or the one drawn towards the cohort's."""
        return self.measure.value if self.drawn is None else self.drawn.value

    @property
    def reached(self) -> Fraction:
        """What this KPI brings to the score."""
        return Fraction(0) if self.points is None else self.points * self.effective_weight / 100

    @property
    def possible(self) -> Fraction:
        """What this KPI brings when its target is met."""
        return self.effective_weight


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """A person's score in a period; None when nothing could be scored.

    The gates that were `tripped` capped what the KPIs bring, which is `uncapped`. `allowed` says
    what was allowed for, and what the score would be if it were not.
    """

    scheme: str
    version: int
    period: Period
    currency: str
    components: tuple[Component, ...]
    score: Fraction | None
    without_rate: int = 0
    grade: str | None = None
    tripped: tuple[Tripped, ...] = ()
    allowed: tuple[Effect, ...] = ()

    @property
    def uncapped(self) -> Fraction | None:
        """What the KPIs bring together, before any gate."""
        if self.score is None:
            return None
        return sum((component.reached for component in self.components), Fraction(0))

    @property
    def mostly_missing(self) -> bool:
        """Tell whether more than half of the weight had nothing to judge."""
        return sum(c.weight for c in self.components if c.points is None) > 50
