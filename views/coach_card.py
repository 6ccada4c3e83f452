"""The card of what was assigned: what to try, until when, and what became of the KPI since."""

from dataclasses import dataclass
from datetime import date

from ledger.period import Period
from scoring.coach import Assigned, Item, Reading, Sort, State
from scoring.kpis import catalogue
from views import blocks
from views.kpi import value_of
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines


@dataclass(frozen=True, slots=True)
class Card:
    """An assignment with its KPI as it stands now; `own` is the copy of whoever has it.

    One that is not `shown` is without figures, for somebody who leads the person no more.
    """

    assigned: Assigned
    now: Reading | None
    currency: str
    own: bool = False
    shown: bool = True

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods whose KPIs it shows."""
        readings = (self.assigned.then, self.now) if self.shown else ()
        return tuple(one.period for one in readings if one is not None)


def view(card: Card, say: Say) -> Message:
    """Lay out the card as it stands now: before, and after somebody settled it."""
    headline = headline_of(card, say)
    said = [bold(headline), *body_lines(card, say)]
    parts = [blocks.section(lines(*said)), *_actions(card, say)]
    small = [say("assigned on {day}", day=say.day(card.assigned.at.date()))]
    if card.assigned.state is State.OPEN:
        small.append(say("it changes no score"))
    small.append(say("seen by you and whoever leads you") if card.own else say("only you see this"))
    return Message(headline, (*parts, footer(*small)))


def headline_of(card: Card, say: Say) -> Words:
    """Say who has what, or what became of it."""
    assigned = card.assigned
    told = {"title": assigned.item.title[say.language]}
    if assigned.state is State.DONE:
        return say("Done: {title}", **told)
    if assigned.state is State.WITHDRAWN:
        return say("Withdrawn: {title}", **told)
    if card.own:
        return say("{name} assigned you: {title}", name=assigned.by.name, **told)
    return say("Assigned to {name}: {title}", name=assigned.person.name, **told)


def own_lines(card: Card, say: Say) -> tuple[Words, ...]:
    """Say it in two lines below one's own score: what it is, and what became of the KPI."""
    said = [headline_of(card, say)]
    if card.assigned.state is State.OPEN:
        said += [_until(card.assigned.until_on, say), say("mark it with `/receivables coach`")]
    return dotted(*said), became(card, say)


def body_lines(card: Card, say: Say) -> list[Words]:
    """Say what to do, until when, and how the KPI stands."""
    assigned, said = card.assigned, []
    if assigned.step is not None and assigned.state is not State.OPEN:
        told = {"name": assigned.step.by.name, "day": say.day(assigned.step.at.date())}
        if assigned.state is State.DONE:
            said.append(say("{name} marked it as done on {day}.", **told))
        else:
            said.append(say("{name} withdrew it on {day}.", **told))
    else:
        said.append(lines(assigned.item.text[say.language]))
        if assigned.note:
            said.append(say("Note from {name}: {note}", name=assigned.by.name, note=assigned.note))
        said.append(dotted(how_long(assigned.item, say), _until(assigned.until_on, say)))
    return [*said, became(card, say)] if card.shown else said


def became(card: Card, say: Say) -> Words:
    """Say how the KPI stood when it was assigned, and how it stands now."""
    assigned, now = card.assigned, card.now
    kpi, then = catalogue()[assigned.item.kpi], assigned.then
    told = {"kpi": say(kpi.name), "period": say.period(assigned.period)}
    if then is not None:
        told["before"] = value_of(say, kpi, then.value, card.currency)
    if now is None:
        if then is None:
            return say("{kpi}: there was nothing to judge in {period}", **told)
        return say("{kpi} {before} in {period} when it was assigned", **told)
    told["after"] = value_of(say, kpi, now.value, card.currency)
    running = say.period(now.period)
    if then is None:
        nothing = (
            "{kpi}: nothing to judge in {period} when it was assigned, {after} so far in {now}"
        )
        return say(nothing, now=running, **told)
    if (then.value, then.points, then.period) == (now.value, now.points, now.period):
        told.pop("after")
        points = say("{points} points then", points=say.points(then.points))
        return dotted(say("{kpi} {before} in {period} when it was assigned", **told), points)
    points = say(
        "{before} points then, {after} now",
        before=say.points(then.points),
        after=say.points(now.points),
    )
    moved = "{kpi} {before} in {period} when it was assigned, {after} so far in {now}"
    return dotted(say(moved, now=running, **told), points)


def how_long(item: Item, say: Say) -> Words:
    """Say that it takes time of its own; a tip takes none."""
    if item.sort is Sort.TIP:
        return say("Tip")
    return say("Training, about {n} minutes", n=item.minutes)


def _until(day: date, say: Say) -> Words:
    return say("to be done by {day}", day=say.day(day))


def _actions(card: Card, say: Say) -> list[blocks.Block]:
    value, state = str(card.assigned.id), card.assigned.state
    if card.own and state is State.OPEN:
        return [blocks.actions(blocks.button(say("Mark as done"), "coach.done", value))]
    if card.own and state is State.DONE:
        return [blocks.actions(blocks.button(say("Not done yet"), "coach.again", value))]
    if not card.own and state is State.OPEN:
        return [blocks.actions(blocks.button(say("Withdraw"), "coach.withdraw", value))]
    return []
