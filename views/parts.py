"""Composites that several cards share."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from ledger.money import half_up
from views.blocks import Block, context
from views.say import Say
from views.words import Words, dotted, filled, lines


def ranked_list(texts: Sequence[str]) -> Words:
    """Number lines from 1."""
    numbered = (filled("{n}. {line}", {"n": str(n), "line": t}) for n, t in enumerate(texts, 1))
    return lines(*numbered)


def footer(*texts: str) -> Block:
    """Close a card with its small line: by which rules, as of when, who sees it."""
    return context(dotted(*texts))


def moment(at: datetime, today: date, say: Say) -> Words:
    """Say when something was done: today by the clock, else with its day."""
    if at.date() == today:
        return say("today {time}", time=f"{at:%H:%M}")
    return say("{day} {time}", day=say.day(at.date()), time=f"{at:%H:%M}")


def adding_up(parts: Sequence[Fraction], places: int) -> tuple[Fraction, ...]:
    """Round parts so that what is shown sums to the rounded total (largest remainder).

    No part moves by a whole unit, ties go in the order in which the parts are written, and a part
    that needs no rounding stays.
    """
    unit = Fraction(1, 10**places)
    units = [part // unit for part in parts]
    missing = half_up(sum(parts, Fraction()) / unit) - sum(units)
    by_remainder = sorted(range(len(parts)), key=lambda i: -(parts[i] % unit))
    for i in by_remainder[:missing]:
        units[i] += 1
    return tuple(count * unit for count in units)
