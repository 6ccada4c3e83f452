"""Coaching: help with the weakest KPI that somebody can influence, assigned by a person.

Nothing here changes a score, and nothing is ever assigned by itself.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from ledger.errors import Problem
from ledger.period import Period
from ledger.proposal import Who
from scoring.card import Component, ScoreCard
from scoring.kpis import catalogue
from scoring.roles import beyond


class Sort(StrEnum):
    """A tip is tried on the next call, a training item takes a while of its own."""

    TIP = "tip"
    TRAINING = "training"


class State(StrEnum):
    """What became of what was assigned."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that helps with a KPI; title and text by language, `minutes` of a training item.

    A company's list keeps every version of it; a shipped one is version 0.
    """

    id: str
    kpi: str
    sort: Sort
    title: Mapping[str, str]
    text: Mapping[str, str]
    minutes: int = 0
    hidden: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a KPI stood in a period: its value, and the points that it brought."""

    period: Period
    value: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """Who marked it as done, withdrew it or took it up again, and when; the first has number 1."""

    state: State
    by: Who
    at: datetime
    number: int = 1


@dataclass(frozen=True, slots=True)
class Assigned:
    """An item as it was assigned, with how the KPI stood then; `step` is the last one since."""

    id: int
    person: Who
    by: Who
    item: Item
    note: str
    until_on: date
    period: Period
    then: Reading | None
    at: datetime
    step: Step | None = None

    @property
    def state(self) -> State:
        """Tell what became of it."""
        return State.OPEN if self.step is None else self.step.state


@dataclass(eq=False)
class AssignedBefore(Problem):
    """The same item is open with the same person."""

    sentence = "Nothing was assigned: {name} has this already, until {until}."

    name: str
    until: date


@dataclass(eq=False)
class OpenAgain(Problem):
    """The same item was assigned anew since it was done."""

    sentence = "Nothing was changed: this was assigned again, until {until}. Mark that one."

    until: date


@dataclass(eq=False)
class NotYoursToMark(Problem):
    """Somebody else wants to mark it."""

    sentence = "Nothing was changed: only whoever it was assigned to marks it."


@dataclass(eq=False)
class NotYoursToWithdraw(Problem):
    """Somebody who leads the person no more, or never did, wants to withdraw it."""

    sentence = "Nothing was changed: only whoever assigned it, or leads the person, withdraws it."


@dataclass(eq=False)
class DoneBefore(Problem):
    """It is done."""

    sentence = "{name} marked this as done on {day}; nothing was done twice."

    name: str
    day: date


@dataclass(eq=False)
class WithdrawnBefore(Problem):
    """It was taken back."""

    sentence = "{name} withdrew this on {day}; nothing was done twice."

    name: str
    day: date


@dataclass(eq=False)
class StillOpen(Problem):
    """It is not done, so there is nothing to take up again."""

    sentence = "Nothing was changed: this is open already."


@cache
def starter() -> tuple[Item, ...]:
    """The shipped items, by KPI, in the order in which they are written."""
    files = resources.files("scoring.coaching").iterdir()
    found = sorted((file.name.removesuffix(".toml"), file) for file in files if _is_list(file))
    return tuple(
        _item(kpi, written)
        for kpi, file in found
        for written in tomllib.loads(file.read_text(encoding="utf-8"))["item"]
    )


def _is_list(file: Any) -> bool:
    return bool(file.name.endswith(".toml"))


def _item(kpi: str, written: Mapping[str, Any]) -> Item:
    return Item(
        f"{kpi}.{written['id']}",
        kpi,
        Sort(written["sort"]),
        written["title"],
        written["text"],
        written.get("minutes", 0),
    )


def merged(own: Iterable[Item]) -> tuple[Item, ...]:
    """Put a company's list together: its own items before the shipped ones, hidden ones too.

    A row of the company about a shipped item stands in its place.
    """
    newest = {one.id: one for one in sorted(own, key=lambda one: one.version)}
    shipped = tuple(newest.pop(one.id, one) for one in starter())
    return (*newest.values(), *shipped)


def lost(component: Component) -> Fraction:
    """The points that a KPI leaves on the table; none where its target is met."""
    return max(component.possible - component.reached, Fraction(0))


def weakest(card: ScoreCard, role: str) -> Component | None:
    """Find the collections KPI that leaves the most points, of those the role can influence.

    Sales and satisfaction are other systems' figures: they are no weakness in collecting.
    """
    controllable = helped(card, role)
    found = [one for one in card.components if one.kpi in controllable and lost(one) > 0]
    return max(found, key=lost, default=None)


def helped(card: ScoreCard, role: str) -> frozenset[str]:
    """The KPIs of a card that there can be help with."""
    known, kpis = catalogue(), {one.kpi for one in card.components}
    theirs = kpis - {kpi for kpi, _ in beyond(role, kpis)}
    return frozenset(kpi for kpi in theirs if known[kpi].is_collections)


def suggested(items: Iterable[Item], card: ScoreCard, role: str) -> tuple[Item, ...]:
    """Give the shown items of a card's KPIs, those of the weakest first, then by points left."""
    open_to, left = helped(card, role), {one.kpi: lost(one) for one in card.components}
    found = [one for one in items if not one.hidden and one.kpi in open_to]
    return tuple(sorted(found, key=lambda one: -left[one.kpi]))


def tip(items: Iterable[Item], kpi: str) -> Item | None:
    """Find the first tip that is shown for a KPI."""
    shown = (one for one in items if one.kpi == kpi and not one.hidden)
    return next((one for one in shown if one.sort is Sort.TIP), None)


def reading(card: ScoreCard | None, kpi: str) -> Reading | None:
    """Read how a KPI stands on a card; None where there is nothing to judge."""
    components = () if card is None else card.components
    found = next((one for one in components if one.kpi == kpi), None)
    if card is None or found is None or found.value is None:
        return None
    return Reading(card.period, found.value, found.reached)


def may_mark(assigned: Assigned, who: Who) -> None:
    """Refuse to mark as done what is somebody else's, or settled."""
    if who.id != assigned.person.id:
        raise NotYoursToMark
    _refuse_settled(assigned)


def may_withdraw(assigned: Assigned, who: Who, leads: frozenset[int]) -> None:
    """Refuse to withdraw what somebody else assigned, or what is settled."""
    if who.id != assigned.by.id and who.id not in leads:
        raise NotYoursToWithdraw
    _refuse_settled(assigned)


def may_take_up(assigned: Assigned, who: Who, others: Iterable[Assigned]) -> None:
    """Refuse to take up again what is somebody else's, withdrawn, not done, or assigned anew."""
    if who.id != assigned.person.id:
        raise NotYoursToMark
    if assigned.state is State.OPEN:
        raise StillOpen
    if assigned.state is State.WITHDRAWN:
        _refuse_settled(assigned)
    for other in others:
        if other.item.id == assigned.item.id and other.state is State.OPEN:
            raise OpenAgain(other.until_on)


def _refuse_settled(assigned: Assigned) -> None:
    step = assigned.step
    if step is None or step.state is State.OPEN:
        return
    refusal = DoneBefore if step.state is State.DONE else WithdrawnBefore
    raise refusal(step.by.name, step.at.date())
