"""Replay: what a candidate scheme would move, for whom, and which KPI moves somebody most.

Each person's change is told apart exactly: what a weight, a target, a rule or a cap did adds up to
the change of the score. A weight that grows helps whoever is better there than on the whole.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from statistics import median

from pydantic import TypeAdapter

from ledger.money import half_up
from ledger.period import Period
from scoring.card import Component, ScoreCard

BINS = 20  # of a spread, so that a chart takes them
WIDTH = 10  # points of one bin, doubled until they fit


class Because(StrEnum):
    """What of a scheme changed a KPI's part in a score."""

    WEIGHT = "weight"
    TARGET = "target"
    CURVE = "curve"
    RULES = "rules"
    ADDED = "added"
    LEFT_OUT = "left_out"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Cause:
    """How many points one change of one KPI moves, and what it was and would be.

    Of a weight these are the weights of the schemes, or where those are the same, what they were
    after those without data were spread; of a target the targets.
    """

    kpi: str
    because: Because
    points: Fraction
    before: Fraction | None = None
    after: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One person in one period: what stands, and what the candidate would give."""

    number: str
    name: str
    period: Period
    score: Fraction | None
    candidate_score: Fraction | None
    rank: int | None
    candidate_rank: int | None
    causes: tuple[Cause, ...] = ()

    @property
    def cause(self) -> Cause | None:
        """What moved the score most."""
        return main_of(self.causes)

    @property
    def places(self) -> int:
        """How many places up somebody would be; 0 where one of the two is no place."""
        if self.rank is None or self.candidate_rank is None:
            return 0
        return self.rank - self.candidate_rank


@dataclass(frozen=True, slots=True)
class Someone:
    """One person over all periods in which both scores are there; their means, as shown."""

    number: str
    name: str
    before: Fraction | None
    after: Fraction | None
    cause: Cause | None = None

    @property
    def moves(self) -> Fraction:
        """By how many points the mean would move."""
        if self.before is None or self.after is None:
            return Fraction(0)
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Bin:
    """How many people's means lie from `low` up to, not including, `high`: before and after."""

    low: int
    high: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A replay as a whole: who gains, who loses, who stays, who has no two scores to compare."""

    gain: tuple[Someone, ...]
    lose: tuple[Someone, ...]
    stay: tuple[Someone, ...]
    unscored: tuple[Someone, ...]

    @property
    def compared(self) -> tuple[Someone, ...]:
        """Everybody with a score on both sides."""
        return (*self.gain, *self.lose, *self.stay)

    @property
    def people(self) -> int:
        """How many people were on the rosters."""
        return len(self.compared) + len(self.unscored)

    @property
    def middle(self) -> tuple[Fraction, Fraction] | None:
        """The medians before and after; None where nobody can be compared."""
        if not self.compared:
            return None
        before = [one.before for one in self.compared if one.before is not None]
        after = [one.after for one in self.compared if one.after is not None]
        return median(before), median(after)


def outcome(lines: Iterable[Line]) -> Outcome:
    """Take each person's periods together, and sort people by what would become of them."""
    of_each: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of_each[line.number].append(line)
    people = sorted((_someone(own) for own in of_each.values()), key=_largest_first)
    compared = [one for one in people if one.before is not None]
    return Outcome(
        tuple(one for one in compared if one.moves > 0),
        tuple(one for one in compared if one.moves < 0),
        tuple(one for one in compared if one.moves == 0),
        tuple(one for one in people if one.before is None),
    )


def moved(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines whose place would be another, the largest moves first."""
    changed = [one for one in lines if one.places]
    return tuple(sorted(changed, key=lambda one: (-abs(one.places), -abs(_change(one)), _by(one))))


def spread(people: Sequence[Someone]) -> tuple[Bin, ...]:
    """Count people's means by equal steps of points, from the lowest to the highest."""
    pairs = [(one.before, one.after) for one in people]
    found = [(b, a) for b, a in pairs if b is not None and a is not None]
    if not found:
        return ()
    values = [value for pair in found for value in pair]
    width = WIDTH
    while max(values) // width - min(values) // width >= BINS:
        width *= 2
    steps = range(int(min(values) // width), int(max(values) // width) + 1)
    return tuple(
        Bin(
            step * width,
            (step + 1) * width,
            sum(before // width == step for before, _ in found),
            sum(after // width == step for _, after in found),
        )
        for step in steps
    )


def main_of(causes: Iterable[Cause]) -> Cause | None:
    """Find the one change that moved a score most, in the direction in which it went."""
    every = tuple(causes)
    total = sum((one.points for one in every), Fraction(0))
    towards = [one for one in every if one.points * total > 0]
    return max(towards, key=lambda one: (abs(one.points), one.kpi), default=None)


def causes_of(before: ScoreCard, after: ScoreCard) -> tuple[Cause, ...]:
    """Tell a change apart into parts that sum to it; none where a score is missing."""
    if before.score is None or after.score is None:
        return ()
    assert before.uncapped is not None, before
    assert after.uncapped is not None, after
    had, has = _judged(before), _judged(after)
    found = [
        cause
        for kpi in (*had, *(kpi for kpi in has if kpi not in had))
        for cause in _causes(kpi, (had.get(kpi), has.get(kpi)), before.uncapped)
    ]
    cap = after.score - after.uncapped - (before.score - before.uncapped)
    if cap:
        capping = min(
            (*after.tripped, *before.tripped), key=lambda one: (one.gate.total_cap, one.gate.kpi)
        )
        found.append(Cause(capping.gate.kpi, Because.CAP, cap))
    return tuple(one for one in found if one.points)


def _causes(
    kpi: str, both: tuple[Component | None, Component | None], whole: Fraction
) -> Iterator[Cause]:
    """What a KPI does beside the score as a whole: weights sum to 100, so the wholes cancel out."""
    had, has = both
    if had is None:
        assert has is not None, kpi
        points = has.effective_weight * (_points(has) - whole) / 100
        yield Cause(kpi, Because.ADDED, points, None, has.weight)
        return
    own = _points(had)
    if has is None:
        points = -had.effective_weight * (own - whole) / 100
        yield Cause(kpi, Because.LEFT_OUT, points, had.weight)
        return
    shift = has.effective_weight - had.effective_weight
    weights = had.weight, has.weight
    if had.weight == has.weight:
        weights = had.effective_weight, has.effective_weight
    yield Cause(kpi, Because.WEIGHT, shift * (own - whole) / 100, *weights)
    points = has.effective_weight * (_points(has) - own) / 100
    if has.value != had.value:
        yield Cause(kpi, Because.RULES, points)
    elif has.target != had.target:
        yield Cause(kpi, Because.TARGET, points, had.target, has.target)
    else:
        yield Cause(kpi, Because.CURVE, points)


def _judged(card: ScoreCard) -> dict[str, Component]:
    return {one.kpi: one for one in card.components if one.points is not None}


def _points(component: Component) -> Fraction:
    assert component.points is not None, component
    return component.points


def _someone(own: Sequence[Line]) -> Someone:
    newest = max(own, key=lambda one: one.period)
    both = [one for one in own if one.score is not None and one.candidate_score is not None]
    if not both:
        return Someone(newest.number, newest.name, None, None)
    before = _mean([one.score or Fraction(0) for one in both])
    after = _mean([one.candidate_score or Fraction(0) for one in both])
    cause = None if before == after else main_of(_on_average(both))
    return Someone(newest.number, newest.name, before, after, cause)


def _on_average(both: Sequence[Line]) -> Iterator[Cause]:
    """The causes of several periods as one: their points spread over all of these periods."""
    points: dict[tuple[str, Because], Fraction] = defaultdict(Fraction)
    newest: dict[tuple[str, Because], Cause] = {}
    for line in sorted(both, key=lambda one: one.period):
        for cause in line.causes:
            points[cause.kpi, cause.because] += cause.points / len(both)
            newest[cause.kpi, cause.because] = cause
    yield from (replace(cause, points=points[key]) for key, cause in newest.items())


def _mean(values: Sequence[Fraction]) -> Fraction:
    """Round as it is shown: nobody gains or loses what nobody sees."""
    return Fraction(half_up(sum(values, Fraction(0)) * 10 / len(values)), 10)


def _largest_first(one: Someone) -> tuple[Fraction, str, str]:
    return (-abs(one.moves), one.name, one.number)


def _change(line: Line) -> Fraction:
    return (line.candidate_score or Fraction(0)) - (line.score or Fraction(0))


def _by(line: Line) -> tuple[str, str, Period]:
    return (line.name, line.number, line.period)


# --- as it is kept -------------------------------------------------------------------------------


def written(lines: Sequence[Line]) -> str:
    """Write lines in one canonical form: the same lines are the same text anywhere."""
    document = _adapter().dump_python(tuple(lines), mode="json")
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def opened(text: str) -> tuple[Line, ...]:
    """Read what `written` wrote."""
    return _adapter().validate_json(text)


def hash_of(text: str) -> str:
    """The hash that names a candidate, or a replay's lines."""
    return sha256(text.encode()).hexdigest()


@cache
def _adapter() -> TypeAdapter[tuple[Line, ...]]:
    return TypeAdapter(tuple[Line, ...])
