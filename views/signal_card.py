"""The card of a signal: what was seen, what it may be instead, and what somebody made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.period import Period
from ledger.signal import Outcome, Review, Signal
from ledger.signals import catalogue
from views import blocks
from views.message import Message
from views.parts import footer
from views.problems import said
from views.say import Say
from views.words import Words, bold, dotted, lines

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """What waits for the reader, and what somebody wants to talk about with the reader."""

    others: tuple[Signal, ...]
    own: tuple[Signal, ...] = ()


def listed(found: Listed, say: Say) -> Message:
    """List what waits, the oldest first, and what is about oneself."""
    count = len(found.others)
    headline = say.count(count, "1 signal to look at", "{n} signals to look at")
    if not count:
        headline = say("No signal waits for you")
    parts = [blocks.header(headline), *_cards(found.others, say, with_period=True)]
    if found.own:
        parts.append(blocks.section(bold(say("About you"))))
        parts += [blocks.section(body(signal, say)) for signal in found.own]
    small = (
        say("a signal is a question, and changes no score"),
        say("whom it is about reads it once somebody wants to talk"),
        say("only you can see this"),
    )
    return Message(headline, (*parts, footer(*small)))


def digest(period: Period, found: Sequence[Signal], say: Say) -> Message:
    """Tell a reviewer what was found at once, and later what became of each."""
    waiting = sum(signal.review is None for signal in found)
    told = {"period": say.period(period)}
    headline = say.count(
        waiting, "1 signal to look at in {period}", "{n} signals to look at in {period}", **told
    )
    if not waiting:
        headline = say("Every signal in {period} is looked at", **told)
    shown = _cards(found, say, with_period=False)
    small = (
        say("a signal is a question, and changes no score"),
        say("all of them: `/receivables signals`"),
        say("only you can see this"),
    )
    return Message(headline, (blocks.header(headline), *shown, footer(*small)))


def noted(signal: Signal, say: Say) -> Message:
    """Tell a person whom a signal is about that somebody wants to talk about it."""
    assert signal.review is not None, signal
    headline = say(
        "{name} wants to talk with you about {period}",
        name=signal.review.by.name,
        period=say.period(signal.period),
    )
    small = footer(
        say("it changes no score, and nothing follows by itself"), say("only you can see this")
    )
    said_ = lines(_words(signal.review, say), *_seen(signal, say, with_period=False))
    return Message(headline, (blocks.header(headline), blocks.section(said_), small))


def reviewed(signal: Signal, say: Say) -> Message:
    """Say to whoever reviewed it what stands now."""
    assert signal.review is not None, signal
    return Message(_made_of_it(signal.review, say), (blocks.section(body(signal, say)),))


def body(signal: Signal, say: Say, *, with_period: bool = True) -> Words:
    """Say what was seen, what it may be instead, and what somebody made of it."""
    shown = _seen(signal, say, with_period=with_period)
    if signal.review is not None:
        shown.append(_made_of_it(signal.review, say))
    return lines(*shown)


def _seen(signal: Signal, say: Say, *, with_period: bool) -> list[Words]:
    rule = catalogue()[signal.kind]
    facts = {name: said(fact, say) for name, fact in signal.facts.items()}
    name = bold(say(rule.name))
    return [
        dotted(name, say.period(signal.period)) if with_period else name,
        say(rule.sentence, **facts),
        say(rule.innocent),
    ]


def _cards(found: Sequence[Signal], say: Say, *, with_period: bool) -> Iterable[blocks.Block]:
    for signal in found[:SHOWN]:
        yield blocks.section(body(signal, say, with_period=with_period))
        if signal.review is None:
            value = str(signal.id)
            yield blocks.actions(
                blocks.button(say("Nothing in it"), "signal.dismiss", value),
                blocks.button(say("Talk about it"), "signal.note", value),
            )
    if (rest := len(found) - SHOWN) > 0:
        yield blocks.section(say.count(rest, "and 1 more signal", "and {n} more signals"))


def _made_of_it(review: Review, say: Say) -> Words:
    is_nothing = review.outcome is Outcome.DISMISSED
    outcome = say("Nothing in it") if is_nothing else say("To be talked about")
    return dotted(bold(outcome), _words(review, say))


def _words(review: Review, say: Say) -> Words:
    told = {"name": review.by.name, "day": say.day(review.at.date()), "words": review.words}
    return say("{name} on {day}: {words}", **told)
