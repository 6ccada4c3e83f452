"""What somebody has to do themselves, what their people have, and how often there was help."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.period import Period
from scoring.card import Component
from scoring.coach import Item, State, lost
from scoring.kpis import catalogue
from views import blocks
from views.coach_card import Card, became, body_lines, headline_of
from views.kpi import target_of, value_of
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

COUNTED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Led:
    """Somebody whom the reader leads: the weakest KPI, what may help, and what they have."""

    id: int
    name: str
    scored: bool
    weakest: Component | None
    tip: Item | None
    given: tuple[Card, ...]
    currency: str
    period: Period

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods whose KPIs it shows."""
        own = (self.period,) if self.weakest else ()
        return own + tuple(one for card in self.given for one in card.periods)


@dataclass(frozen=True, slots=True)
class Listed:
    """What one reader sees; `counts` are HR's, by KPI, and name nobody."""

    own: tuple[Card, ...] = ()
    weakest: Component | None = None
    tip: Item | None = None
    people: tuple[Led, ...] = ()
    more: int = 0
    counts: Mapping[str, Mapping[State, int]] | None = None

    @property
    def open(self) -> int:
        """How many things the reader has to do."""
        return sum(card.assigned.state is State.OPEN for card in self.own)


def view(listed: Listed, say: Say) -> Message:
    """One's own first, then one's people, then the counts of the company."""
    headline = _headline(listed, say)
    parts = [blocks.header(headline)]
    for card in listed.own:
        said = [bold(headline_of(card, say)), *body_lines(card, say)]
        parts.append(blocks.section(lines(*said), _finish(card, say)))
    if not listed.own and not listed.people and listed.weakest and listed.tip:
        parts.append(blocks.section(_tip(listed.weakest, listed.tip, say)))
    if listed.people and (listed.own or listed.counts):
        parts.append(blocks.section(bold(say("Your people"))))
    parts += [_person(one, say) for one in listed.people]
    if listed.more:
        more = say.count(
            listed.more,
            "and 1 more: name them, `/receivables coach NAME`",
            "and {n} more: name one, `/receivables coach NAME`",
        )
        parts.append(blocks.section(more))
    parts += _counts(listed, say)
    items = say("all items: `/receivables coach items`")
    return Message(
        headline,
        (*parts, footer(items, say("it changes no score"), say("only you can see this"))),
    )


def _headline(listed: Listed, say: Say) -> Words:
    if listed.open:
        return say.count(
            listed.open, "1 thing is assigned to you", "{n} things are assigned to you"
        )
    if listed.people:
        cards = (card for one in listed.people for card in one.given)
        count = sum(card.assigned.state is State.OPEN for card in cards)
        if not count:
            return say("Nothing is open with your people")
        return say.count(
            count, "1 thing is open with your people", "{n} things are open with your people"
        )
    if listed.counts and not listed.own:
        count = sum(sum(states.values()) for states in listed.counts.values())
        return say.count(
            count,
            "Help was assigned once in {days} days",
            "Help was assigned {n} times in {days} days",
            days=COUNTED_DAYS,
        )
    return say("Nothing is assigned to you")


def _finish(card: Card, say: Say) -> blocks.Block | None:
    if card.assigned.state is not State.OPEN:
        return None
    return blocks.button(say("Mark as done"), "coach.finish", str(card.assigned.id))


def _tip(weakest: Component, tip: Item, say: Say) -> Words:
    kpi = catalogue()[weakest.kpi]
    return say("Weakest: {kpi}. Tip: {tip}", kpi=say(kpi.name), tip=tip.text[say.language])


def _person(one: Led, say: Say) -> blocks.Block:
    said = [dotted(bold(one.name), _weakest(one, say))]
    if one.tip is not None:
        said.append(say("Suggested: {title}", title=one.tip.title[say.language]))
    for card in one.given:
        said.append(_given(card, say))
        said.append(became(card, say))
    return blocks.section(
        lines(*said), blocks.button(say("Assign help"), "coach.assign", str(one.id))
    )


def _weakest(one: Led, say: Say) -> Words:
    weakest = one.weakest
    if not one.scored:
        return say("no score")
    if weakest is None or weakest.value is None or weakest.target is None:
        return say("no KPI below its target")
    kpi = catalogue()[weakest.kpi]
    return say(
        "{kpi} {value}, target {target}: {points} points left",
        kpi=say(kpi.name),
        value=value_of(say, kpi, weakest.value, one.currency),
        target=target_of(say, kpi, weakest.target, one.currency),
        points=say.points(lost(weakest)),
    )


def _given(card: Card, say: Say) -> Words:
    assigned = card.assigned
    title = assigned.item.title[say.language]
    if assigned.state is State.OPEN:
        return say("Open until {day}: {title}", day=say.day(assigned.until_on), title=title)
    assert assigned.step is not None, assigned
    day = say.day(assigned.step.at.date())
    if assigned.state is State.DONE:
        return say("Done on {day}: {title}", day=day, title=title)
    return say("Withdrawn on {day}: {title}", day=day, title=title)


def _counts(listed: Listed, say: Say) -> list[blocks.Block]:
    if not listed.counts:
        return []
    title = bold(say("Assigned in {days} days, of all", days=COUNTED_DAYS))
    said = [_count(kpi, states, say) for kpi, states in listed.counts.items()]
    return [blocks.section(lines(title, *said))]


def _count(kpi: str, states: Mapping[State, int], say: Say) -> Words:
    return say(
        "{kpi}: {done} done, {open} open, {withdrawn} withdrawn",
        kpi=say(catalogue()[kpi].name),
        done=states.get(State.DONE, 0),
        open=states.get(State.OPEN, 0),
        withdrawn=states.get(State.WITHDRAWN, 0),
    )
