"""What a scheme's limits did to a card: gates that capped it, rates drawn towards the others'."""

from scoring.card import Component, ScoreCard, Tripped
from scoring.kpi import Kpi
from scoring.kpis import catalogue
from views.kpi import target_of, value_of
from views.say import Say
from views.scheme import in_minor
from views.words import Words


def drawn_line(say: Say, kpi: Kpi, component: Component, currency: str) -> Words | None:
    """Say the own rate and everybody's, where few items drew one towards the other."""
    own, drawn = component.measure.value, component.drawn
    if drawn is None or own is None:
        return None
    return say(
        "Yours alone is {own}; with few items it is drawn towards everybody's {cohort}.",
        own=value_of(say, kpi, own, currency),
        cohort=value_of(say, kpi, drawn.cohort, currency),
    )


def gate_lines(say: Say, card: ScoreCard) -> list[Words]:
    """Say which gates capped the total, and what it would have been."""
    if card.uncapped is None or card.uncapped == card.score:
        return []
    lowest = min(one.gate.total_cap for one in card.tripped)
    return [_gate(say, one, card) for one in card.tripped if one.gate.total_cap == lowest]


def _gate(say: Say, tripped: Tripped, card: ScoreCard) -> Words:
    kpi, gate = catalogue()[tripped.gate.kpi], tripped.gate
    below = in_minor(gate.below, kpi, card.currency)
    assert below is not None, "a gate has a limit"
    assert card.uncapped is not None, "what is capped had points"
    return say(
        "Capped at {cap} from {points} points: {kpi} is {value}, below {below}",
        cap=say.number(gate.total_cap, 2, trim=True),
        points=say.points(card.uncapped),
        kpi=say(kpi.name),
        value=value_of(say, kpi, tripped.value, card.currency),
        below=target_of(say, kpi, below, card.currency),
    )
