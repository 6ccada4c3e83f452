"""What if: how many points collecting what is open today would add."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import lcm

from scoring.card import ScoreCard
from scoring.engine import score
from scoring.facts import Facts, Figure, Kind
from scoring.scheme import Scheme
from scoring.without import taken_away


@dataclass(frozen=True, slots=True)
class Gain:
    """The place of an open instalment in the question, and the points that collecting it adds."""

    place: int
    points: Fraction


def gains(facts: Facts, scheme: Scheme, opens: Sequence[Sequence[Figure]]) -> tuple[Gain, ...]:
    """Score again with each open instalment collected in full today; the best gain comes first.

    An instalment of which a part is disputed has several figures. Equal gains stay in the order
    of the question.
    """
    short = brief(facts)
    now = _points(score(short, scheme))
    found = [
        Gain(place, _points(all_collected(short, scheme, figures)) - now)
        for place, figures in enumerate(opens)
        if all(figure.rate is not None for figure in figures)
    ]
    return tuple(sorted(found, key=lambda gain: -gain.points))


def collected(facts: Facts, figure: Figure) -> Facts:
    """The facts as they would stand once this open figure was paid today."""
    assert figure.kind is Kind.OPEN, figure
    cash = replace(figure, kind=Kind.CASH, overdue=False, disputed=False, inherited=False)
    return replace(facts, figures=(*facts.figures, taken_away(figure), cash))


def all_collected(facts: Facts, scheme: Scheme, opens: Iterable[Figure]) -> ScoreCard:
    """Score as if all these open figures were paid in full today; nothing was allowed for."""
    return score(reduce(collected, opens, replace(facts, without={})), scheme)


def brief(facts: Facts) -> Facts:
    """The same facts with fewer figures, which measure alike; what was allowed for is let be."""
    return replace(facts, figures=_added_up(facts.figures), without={})


def _added_up(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Add up figures whatever their rates: measured alike, and scored in no time again and again.

    Their rates become one over a common denominator, which goes into the amounts, exactly.
    """
    rated = [(figure, figure.rate) for figure in figures if figure.rate is not None]
    parts = lcm(*(rate.denominator for _, rate in rated))
    sums: dict[tuple[object, ...], Figure] = {}
    for figure, rate in rated:
        alike = (
            figure.kind, figure.currency, figure.due_in_period, figure.overdue, figure.stands,
            figure.exempt, figure.disputed, figure.inherited,
        )  # fmt: skip
        times, old = int(rate * parts), sums.get(alike)
        sums[alike] = replace(
            figure,
            amount_minor=figure.amount_minor * times + (old.amount_minor if old else 0),
            amount_days=figure.amount_days * times + (old.amount_days if old else 0),
            rate=Fraction(1, parts),
            items=figure.items + (old.items if old else 0),
        )
    return tuple(sums.values())


def _points(card: ScoreCard) -> Fraction:
    return card.score or Fraction(0)
