"""The card of an appeal: what is questioned and why, until when, and what was decided."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.appeal import Appeal, Outcome, Verdict
from scoring.kpis import catalogue
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, lines


@dataclass(frozen=True, slots=True)
class Card:
    """An appeal as one reader sees it; `score` is there for those who may see it."""

    appeal: Appeal
    today: date
    decides: bool = False
    score: Fraction | None = None


def view(card: Card, say: Say) -> Message:
    """Lay out the card as it stands now; after the decision the same card reads differently."""
    appeal = card.appeal
    headline = headline_of(appeal, say)
    said = [bold(headline), say("Why: {words}", words=appeal.words)]
    if card.score is not None:
        said.append(say("The score stands at {points} points.", points=say.points(card.score)))
    if appeal.verdict is not None:
        said += verdict_lines(appeal.verdict, say)
    parts = [blocks.section(lines(*said))]
    if card.decides and appeal.verdict is None:
        value = str(appeal.id)
        buttons = (
            blocks.button(say("Uphold"), "appeal.uphold", value),
            blocks.button(say("Dismiss"), "appeal.dismiss", value),
        )
        parts.append(blocks.actions(*buttons))
    small = [say("asked on {day}", day=say.day(appeal.at.date()))]
    if appeal.verdict is None:
        small.append(_due(card, say))
    return Message(headline, (*parts, footer(*small, say("only you can see this"))))


def headline_of(appeal: Appeal, say: Say) -> Words:
    """Say who questions what, or what became of it."""
    told = {
        "name": appeal.by.name,
        "what": _what(appeal, say),
        "period": say.period(appeal.period),
    }
    if appeal.verdict is None:
        return say("{name} questions {what} of {period}", **told)
    if appeal.verdict.outcome is Outcome.UPHELD:
        return say("Upheld: {name} questioned {what} of {period}", **told)
    return say("Dismissed: {name} questioned {what} of {period}", **told)


def verdict_lines(verdict: Verdict, say: Say) -> list[Words]:
    """Say who decided, when and why."""
    name, day = verdict.by.name, say.day(verdict.at.date())
    said = [say("Decided by {name} on {day}: {words}", name=name, day=day, words=verdict.words)]
    if verdict.outcome is Outcome.UPHELD:
        said.append(
            say("What has to be corrected is corrected in the facts; a closed period stays.")
        )
    return said


def row(card: Card, say: Say) -> Words:
    """Say an appeal in one line of a list."""
    if card.appeal.verdict is not None:
        return headline_of(card.appeal, say)
    return say("{headline} ({due})", headline=headline_of(card.appeal, say), due=_due(card, say))


def _what(appeal: Appeal, say: Say) -> str:
    return say(catalogue()[appeal.kpi].name) if appeal.kpi else say("the whole score")


def _due(card: Card, say: Say) -> Words:
    day = say.day(card.appeal.due_on)
    if card.today > card.appeal.due_on:
        return say("it should have been decided by {day}", day=day)
    return say("to be decided by {day}", day=day)
