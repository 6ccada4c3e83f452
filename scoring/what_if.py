"""What if: how many points collecting what is open today would add."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from scoring.engine import Again, Result
from scoring.facts import Facts, Figure, Kind
from scoring.scheme import Scheme
from scoring.without import taken_away


@dataclass(frozen=True, slots=True)
class Gain:
    """The place of an open instalment in the question, and the points that collecting it adds."""

    place: int
    points: Fraction


def gains(facts: Facts, scheme: Scheme, opens: Sequence[Sequence[Figure]]) -> tuple[Gain, ...]:
    """Judge again with each open instalment collected in full today; the best gain comes first.

    An instalment of which a part is disputed has several figures. Equal gains stay in the order
    of the question.
    """
    again = Again(facts, scheme)
    now = _points(again.now)
    found = [
        Gain(place, _points(again.judged(collected(figures))) - now)
        for place, figures in enumerate(opens)
        if all(figure.rate is not None for figure in figures)
    ]
    return tuple(sorted(found, key=lambda gain: -gain.points))


def collected(opens: Iterable[Figure]) -> tuple[Figure, ...]:
    """What comes on top once these open figures are paid in full today."""
    return tuple(chain.from_iterable((taken_away(one), _paid(one)) for one in opens))


def _paid(figure: Figure) -> Figure:
    assert figure.kind is Kind.OPEN, figure
    return replace(figure, kind=Kind.CASH, overdue=False, disputed=False, inherited=False)


def _points(result: Result) -> Fraction:
    return result.score or Fraction(0)
