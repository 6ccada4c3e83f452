"""How a KPI reads: its value in its unit, its sentence, and why it was not counted."""

from fractions import Fraction
from typing import assert_never

from ledger.money import Money, half_up
from scoring.card import Component, ScoreCard
from scoring.kpi import Kpi, Missing, Unit
from scoring.kpis import catalogue
from views.say import Say, blanks_of
from views.words import Words

MISSING = {
    Missing.NOTHING_DUE: "nothing was due",
    Missing.NOTHING_OPEN: "nothing is open",
    Missing.NOTHING_PAID: "nothing came in and nothing is overdue",
    Missing.NO_METRIC: "no figure came in yet",
    Missing.NO_TARGET: "it has no target yet",
    Missing.NOTHING_BILLED: "nothing was billed",
    Missing.OLDER_THAN_BILLING: "what is open is older than all that was billed",
    Missing.NO_DUTY: "there was nothing to do in time",
}


def value_of(say: Say, kpi: Kpi, value: Fraction, currency: str) -> str:
    """Say a value in its unit: 86.0 %, 6.3 days, CNY 1.31M, 4.6."""
    match kpi.unit:
        case Unit.RATIO:
            return say.percent(value)
        case Unit.DAYS:
            return say("{number} days", number=say.number(value, 1))
        case Unit.AMOUNT:
            return say.short(Money(half_up(value), currency))
        case Unit.NUMBER:
            return say.number(value, 2, trim=True)
    assert_never(kpi.unit)


def target_of(say: Say, kpi: Kpi, target: Fraction, currency: str) -> str:
    """Say a target in its unit, without idle zeros."""
    match kpi.unit:
        case Unit.RATIO:
            return say.percent(target, trim=True)
        case Unit.DAYS | Unit.NUMBER:
            return say.number(target, 2, trim=True)
        case Unit.AMOUNT:
            return say.short(Money(half_up(target), currency))
    assert_never(kpi.unit)


def sentence_of(say: Say, card: ScoreCard, component: Component) -> Words:
    """Say what the value was made of: you collected so much of so much."""
    kpi = catalogue()[component.kpi]
    measure = component.measure
    assert measure.value is not None, "a sentence comes from facts"
    known = {
        "value": exact_of(say, kpi, measure.value, card.currency),
        "over": say.money(Money(half_up(measure.over), card.currency)),
        "under": say.money(Money(half_up(measure.under), card.currency)),
        "last": say.day(card.period.last),
    }
    return say(kpi.sentence, **{name: known[name] for name in blanks_of(kpi.sentence)})


def missing_of(say: Say, component: Component) -> str:
    """Say why a KPI was not counted."""
    assert component.missing is not None, component
    return say(MISSING[component.missing])


def exact_of(say: Say, kpi: Kpi, value: Fraction, currency: str) -> str:
    """Say a value with its amount in full."""
    if kpi.unit is Unit.AMOUNT:
        return say.money(Money(half_up(value), currency))
    return say.number(value, 1) if kpi.unit is Unit.DAYS else value_of(say, kpi, value, currency)
