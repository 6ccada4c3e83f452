"""How it reads who saw somebody's score, when, and by what."""

from collections.abc import Sequence

from ledger.sight import Line, Look
from views.say import Say
from views.words import Words, code, dotted

NAMED = 3  # in one line
# What shows a score without being typed; everything else is a command of that name.
WAYS = {
    "approval": "a card to approve",
    "appeal": "the card of your question",
    "dispute": "the card of a dispute",
    "scheme.form": "the preview of a scheme",
    "coach": "the card of help that was assigned",
    "coach.list": "the list of help",
    "coach.finish": "the list of help",
    "replay": "a scheme tried on past periods",
    "replay.show": "a scheme tried on past periods",
    "replay.more": "a scheme tried on past periods",
    "replay.people": "a scheme tried on past periods",
}


def seen_by(latest: Sequence[Look], say: Say) -> Words:
    """Say who saw it last, each with the day: a line of the card itself."""
    told = [
        say("{name} on {day}", name=_name(one.name, say), day=say.day(one.seen_on))
        for one in latest[:NAMED]
    ]
    if (left := len(latest) - NAMED) > 0:
        told.append(say.count(left, "1 other", "{n} others"))
    return say("Seen by {people}", people=say.join(told))


def people_of(latest: Sequence[Look], say: Say) -> Words:
    """Name those who saw it, or count them."""
    if len(latest) > NAMED:
        return say.count(len(latest), "1 other", "{n} others")
    return say.join([_name(one.name, say) for one in latest])


def row(line: Line, say: Say, *, of_one: bool) -> Words:
    """Say one line: the day, who, which periods unless it is about one, how."""
    periods = [] if of_one else [say.join([say.period(period) for period in line.periods])]
    return dotted(say.day(line.seen_on), _name(line.name, say), *periods, _way(line, say))


def _name(name: str | None, say: Say) -> Words | str:
    return say("an operator") if name is None else name


def _way(line: Line, say: Say) -> Words:
    if line.name is None:
        return code(f"huikuan {line.entry}")
    return say(WAYS[line.entry]) if line.entry in WAYS else code(f"/{line.entry}")
