"""The one path to a score: facts and a scheme in, a card with its reasons out."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from ledger.currency import places
from scoring.card import Component, Drawn, Effect, ScoreCard, Tripped
from scoring.curves import attainment
from scoring.facts import Facts
from scoring.fairness import Allowance
from scoring.kpi import Kpi, Measure, Missing, Unit
from scoring.kpis import catalogue
from scoring.scheme import SHRUNK, Scheme, Weighted


def score(facts: Facts, scheme: Scheme) -> ScoreCard:
    """Judge facts by a scheme.

    Points times weight add up to the score, which gates may cap. A KPI with nothing to judge
    gives its weight to the others in proportion; with none left there is no score.
    """
    components = tuple(_spread([_judge(facts, part, scheme) for part in scheme.parts]))
    total = sum((component.reached for component in components), Fraction(0))
    tripped = tuple(_tripped(facts, scheme))
    reached = min((total, *(one.gate.total_cap for one in tripped)))
    applicable = any(component.points is not None for component in components)
    grade = scheme.grade_of(reached) if applicable else None
    return ScoreCard(
        scheme=scheme.id,
        version=scheme.version,
        period=facts.period,
        currency=facts.currency,
        components=components,
        score=reached if applicable else None,
        without_rate=facts.without_rate,
        grade=None if grade is None else grade.name,
        tripped=tripped if applicable else (),
        allowed=tuple(_allowed(facts, scheme)),
    )


def _allowed(facts: Facts, scheme: Scheme) -> Iterable[Effect]:
    """Judge the same facts without each sort of allowance; a cohort's rate stays as it is."""
    for kind, one in facts.without.items():
        bare = replace(facts, figures=(*facts.figures, *one.figures), without={})
        yield Effect(Allowance(kind), one.instalments, score(bare, scheme).score)


def _judge(facts: Facts, part: Weighted, scheme: Scheme) -> Component:
    kpi = catalogue()[part.kpi]
    measure = kpi.measure(facts)
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
    """A target of one's own comes before the scheme's, which is everybody's."""
    own = facts.targets.get(part.kpi)
    if own is not None or part.target is None:
        return own
    return _in_unit(part.target, kpi, facts)


def _drawn(facts: Facts, kpi: Kpi, measure: Measure, scheme: Scheme) -> Drawn | None:
    """Draw a rate towards the cohort's, the more so the fewer instalments it is about."""
    of_all = facts.cohort.get(kpi.id)
    if scheme.shrink == 0 or kpi.id not in SHRUNK or measure.value is None:
        return None
    if of_all is None or of_all.under == 0:
        return None
    cohort, own, n, k = of_all.over / of_all.under, measure.value, facts.base, scheme.shrink
    return Drawn((n * own + k * cohort) / (n + k), cohort, n)


def _tripped(facts: Facts, scheme: Scheme) -> Iterable[Tripped]:
    for gate in scheme.gates:
        kpi = catalogue()[gate.kpi]
        measure = kpi.measure(facts)
        drawn = _drawn(facts, kpi, measure, scheme)
        value = measure.value if drawn is None else drawn.value
        if value is not None and value < _in_unit(gate.below, kpi, facts):
            yield Tripped(gate, value)


def _in_unit(target: Fraction, kpi: Kpi, facts: Facts) -> Fraction:
    """Schemes are written in major units, facts are counted in minor ones."""
    return target * 10 ** places(facts.currency) if kpi.unit is Unit.AMOUNT else target


def _spread(components: Iterable[Component]) -> Iterable[Component]:
    judged = tuple(components)
    applicable = sum((c.weight for c in judged if c.points is not None), Fraction(0))
    for component in judged:
        if component.points is None:
            yield component
        else:
            yield replace(component, effective_weight=component.weight * 100 / applicable)
