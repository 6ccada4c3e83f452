"""The one path to a score: facts and a scheme in, a card with its reasons out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from ledger.currency import places
from scoring.card import Component, Drawn, Effect, ScoreCard, Tripped
from scoring.curves import attainment
from scoring.facts import Duty, Facts, Figure
from scoring.fairness import Allowance
from scoring.kpi import Added, Kpi, Measure, Missing, Part, Unit
from scoring.kpis import catalogue
from scoring.scheme import SHRUNK, Scheme, Weighted
from scoring.spans import adds_up


def score(facts: Facts, scheme: Scheme) -> ScoreCard:
    """Judge facts by a scheme.

    Points times weight add up to the score, which gates may cap. A KPI with nothing to judge
    gives its weight to the others in proportion; with none left there is no score.
    """
    return Again(facts, scheme).card()


def targets(facts: Facts, scheme: Scheme) -> dict[str, Fraction]:
    """What is to be reached in each KPI of a scheme that has a target."""
    found = ((part.kpi, _target(facts, part, catalogue()[part.kpi])) for part in scheme.parts)
    return {kpi: target for kpi, target in found if target is not None}


@dataclass(frozen=True, slots=True)
class Result:
    """What each KPI brings, the gates that were not passed, and the score they make together."""

    components: tuple[Component, ...]
    tripped: tuple[Tripped, ...]
    score: Fraction | None


class Again:
    """Facts that are judged again and again, with other figures and duties on top each time.

    Only what is on top is measured then, and added. A cohort's rates, and how many instalments a
    rate is about, stay as they are.
    """

    def __init__(self, facts: Facts, scheme: Scheme) -> None:
        """Measure and judge the facts, once."""
        self.facts, self.scheme = facts, scheme
        asked = {part.kpi for part in scheme.parts} | {gate.kpi for gate in scheme.gates}
        kpis = [catalogue()[kpi] for kpi in sorted(asked)]
        self._sums = [
            (kpi.id, kpi.measure, kpi.measure.sums(facts))
            for kpi in kpis
            if isinstance(kpi.measure, Added)
        ]
        self._measures = {kpi: one.measured(sums) for kpi, one, sums in self._sums}
        self._measures |= {k.id: k.measure(facts) for k in kpis if k.id not in self._measures}
        self.now = _judged(facts, scheme, self._measures, ())

    def judged(self, figures: tuple[Figure, ...] = (), duties: tuple[Duty, ...] = ()) -> Result:
        """Judge the facts with these on top."""
        more = replace(self.facts, figures=figures, duties=duties)
        changed = {
            kpi: one.measured(sums + added)
            for kpi, one, sums in self._sums
            if (added := one.sums(more)) != Part(Fraction(0))
        }
        measures = self._measures | changed
        return _judged(self.facts, self.scheme, measures, self.now.components)

    def card(self) -> ScoreCard:
        """The card of the facts as they are."""
        facts, scheme, now = self.facts, self.scheme, self.now
        grade = None if now.score is None else scheme.grade_of(now.score)
        return ScoreCard(
            scheme=scheme.id,
            version=scheme.version,
            period=facts.period,
            currency=facts.currency,
            components=now.components,
            score=now.score,
            without_rate=facts.without_rate,
            grade=None if grade is None else grade.name,
            tripped=now.tripped,
            allowed=tuple(
                Effect(Allowance(kind), one.instalments, self.judged(one.figures, one.duties).score)
                for kind, one in facts.without.items()
            ),
        )


def _judged(
    facts: Facts,
    scheme: Scheme,
    measures: Mapping[str, Measure],
    known: Sequence[Component],
) -> Result:
    """Judge measures; a component that is known stays while its measure is the same one."""
    judged = [
        one
        if one and one.measure is measures[part.kpi]
        else _component(facts, part, scheme, measures)
        for part, one in zip_longest(scheme.parts, known)
    ]
    components = tuple(_spread(judged))
    if all(component.points is None for component in components):
        return Result(components, (), None)
    total = sum((component.reached for component in components), Fraction(0))
    tripped = tuple(_tripped(facts, scheme, measures))
    reached = min((total, *(one.gate.total_cap for one in tripped)))
    return Result(components, tripped, reached)


def _component(
    facts: Facts, part: Weighted, scheme: Scheme, measures: Mapping[str, Measure]
) -> Component:
    kpi, measure = catalogue()[part.kpi], measures[part.kpi]
    drawn = _drawn(facts, kpi, measure, scheme)
    value = measure.value if drawn is None else drawn.value
    target = _target(facts, part, kpi)
    reached = None
    if value is not None and target is not None:
        reached = attainment(value, target, more_is_better=kpi.more_is_better)
    points = None
    if reached is not None:
        points = min(part.cap, max(part.floor, part.curve(reached)))
    return Component(
        kpi=kpi.id,
        formula=kpi.formula,
        measure=measure,
        target=target,
        attainment=reached,
        points=points,
        weight=part.weight,
        effective_weight=Fraction(0),
        missing=None if points is not None else (measure.missing or Missing.NO_TARGET),
        drawn=drawn,
    )


def _target(facts: Facts, part: Weighted, kpi: Kpi) -> Fraction | None:
    """A target of one's own comes before the scheme's, which is everybody's.

    Its amounts are cut to the working days in the role, rates are not (rules §5); one's own was
    cut when it was read.
    """
    own = facts.targets.get(part.kpi)
    if own is not None or part.target is None:
        return own
    share = facts.presence if adds_up(part.kpi) else 1
    return _in_unit(part.target, kpi, facts) * share


def _drawn(facts: Facts, kpi: Kpi, measure: Measure, scheme: Scheme) -> Drawn | None:
    """Draw a rate towards the cohort's, the more so the fewer instalments it is about."""
    of_all = facts.cohort.get(kpi.id)
    if scheme.shrink == 0 or kpi.id not in SHRUNK or measure.value is None:
        return None
    if of_all is None or of_all.under == 0:
        return None
    cohort, own, n, k = of_all.over / of_all.under, measure.value, facts.base, scheme.shrink
    return Drawn((n * own + k * cohort) / (n + k), cohort, n)


def _tripped(facts: Facts, scheme: Scheme, measures: Mapping[str, Measure]) -> Iterable[Tripped]:
    for gate in scheme.gates:
        kpi, measure = catalogue()[gate.kpi], measures[gate.kpi]
        drawn = _drawn(facts, kpi, measure, scheme)
        value = measure.value if drawn is None else drawn.value
        if value is not None and value < _in_unit(gate.below, kpi, facts):
            yield Tripped(gate, value)


def _in_unit(target: Fraction, kpi: Kpi, facts: Facts) -> Fraction:
    """Schemes are written in major units, facts are counted in minor ones."""
    return target * 10 ** places(facts.currency) if kpi.unit is Unit.AMOUNT else target


def _spread(components: Sequence[Component]) -> Iterable[Component]:
    applicable = sum((c.weight for c in components if c.points is not None), Fraction(0))
    for component in components:
        weight = Fraction(0)
        if component.points is not None:
            weight = component.weight * 100 / applicable
        if weight == component.effective_weight:
            yield component
        else:
            yield replace(component, effective_weight=weight)
