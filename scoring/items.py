"""Items: a figure with the document that it is about, as an explanation lists it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from scoring.facts import Figure
from scoring.fairness import Allowed


@dataclass(frozen=True, slots=True)
class Item:
    """A figure with the instalment it is about, and for cash the receipt that paid it.

    `allowed` says why it counts as it does, where something was allowed for.
    """

    figure: Figure
    instalment_id: int
    document: str
    label: str
    customer: str
    due_on: date
    billed_minor: int
    receipt: str | None = None
    value_on: date | None = None
    allowed: Allowed | None = None

    @property
    def name(self) -> str:
        """The instalment as people write it: INV-1023/1."""
        return f"{self.document}/{self.label}"

    @property
    def short_name(self) -> str:
        """The document, with the instalment only where it is not the first."""
        return self.document if self.label == "1" else self.name

    @property
    def falls_due_on(self) -> date:
        """The day it is due, or the later one that an exemption made of it."""
        return self.due_on if self.allowed is None else self.allowed.case.due_on


def whole(items: Iterable[Item]) -> tuple[Item, ...]:
    """Put the parts of an instalment together again: one item each, in the order of the first."""
    found: dict[int, Item] = {}
    for item in items:
        old = found.get(item.instalment_id)
        more = 0 if old is None else old.figure.amount_minor
        figure = replace((old or item).figure, amount_minor=item.figure.amount_minor + more)
        found[item.instalment_id] = replace(old or item, figure=figure)
    return tuple(found.values())


def largest_first(item: Item) -> tuple[Fraction, date, str]:
    """Order by what an item is worth, then as people read them; one without a rate comes last."""
    size = Fraction(0) if item.figure.rate is None else -item.figure.amount
    return size, item.due_on, item.name
