"""What was allowed for on a card: each sort with the score without it and with it."""

from typing import assert_never

from scoring.card import Effect, ScoreCard
from scoring.fairness import Allowance
from views.say import Say
from views.words import Words


def effect_lines(say: Say, card: ScoreCard) -> list[Words]:
    """Say what was allowed for, and what it does to the score."""
    return [_line(say, effect, card) for effect in card.allowed]


def _line(say: Say, effect: Effect, card: ScoreCard) -> Words:
    what = _what(say, effect)
    if card.score is None or effect.score is None:
        return what
    return say(
        "{what}: {without} points without, {now} with",
        what=what,
        without=say.points(effect.score),
        now=say.points(card.score),
    )


def _what(say: Say, effect: Effect) -> Words:
    n = effect.instalments
    match effect.kind:
        case Allowance.EXEMPT:
            return say.count(n, "1 instalment exempt", "{n} instalments exempt")
        case Allowance.EXTENDED:
            return say.count(n, "1 due date extended", "{n} due dates extended")
        case Allowance.DISPUTED:
            return say.count(n, "1 instalment disputed", "{n} instalments disputed")
        case Allowance.EXCUSED:
            return say.count(
                n,
                "1 instalment with days of a past dispute",
                "{n} instalments with days of past disputes",
            )
        case Allowance.HANDED_OVER:
            return say.count(
                n,
                "1 instalment taken over when it was overdue",
                "{n} instalments taken over when they were overdue",
            )
    assert_never(effect.kind)
