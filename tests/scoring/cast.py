"""Small facts: amounts in fen of CNY, in October 2026, unless said otherwise."""

from dataclasses import replace
from fractions import Fraction

from ledger.period import Period
from scoring.card import Component, ScoreCard
from scoring.facts import Facts, Figure, Kind
from scoring.scheme import Scheme, Weighted

OCTOBER = Period.parse("2026-10")


def paid(amount_minor: int, days: int = 0, **other) -> Figure:
    """Cash that came in so many days late on what was due in the period."""
    other = {"currency": "CNY", "due_in_period": True} | other
    return Figure(Kind.CASH, amount_minor, amount_days=amount_minor * days, **other)


def bounced(amount_minor: int, **other) -> Figure:
    """Cash that the bank took back: the amount is negative, as that of its reversal is."""
    other = {"currency": "CNY", "due_in_period": True} | other
    return Figure(Kind.BOUNCE, -amount_minor, **other)


def overdue(amount_minor: int, days: int = 1, **other) -> Figure:
    """An open instalment so many days overdue."""
    other = {"currency": "CNY", "due_in_period": True} | other
    return Figure(Kind.OPEN, amount_minor, overdue=True, amount_days=amount_minor * days, **other)


def lost(amount_minor: int, days: int = 1, **other) -> Figure:
    """A written-off instalment that was so many days overdue."""
    return replace(overdue(amount_minor, days, **other), kind=Kind.WRITTEN_OFF)


def not_due(amount_minor: int, **other) -> Figure:
    """An open instalment that falls due after the period."""
    other = {"currency": "CNY", "due_in_period": False} | other
    return Figure(Kind.OPEN, amount_minor, **other)


def facts(*figures: Figure, **other) -> Facts:
    return Facts(**({"period": OCTOBER, "currency": "CNY"} | other), figures=figures)


def weighted(kpi: str, weight: int, target: str | None = None, **other) -> Weighted:
    return Weighted(kpi, Fraction(weight), None if target is None else Fraction(target), **other)


def scheme(*parts: Weighted) -> Scheme:
    return Scheme("test", 1, {"en": "Test"}, "sales", parts)


def component(card: ScoreCard, kpi: str) -> Component:
    return next(one for one in card.components if one.kpi == kpi)
