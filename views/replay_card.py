"""The card of a replay: who would gain and lose, how points spread, whose place moves and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.period import Period
from scoring.kpis import catalogue
from scoring.replay import Because, Bin, Cause, Line, Outcome, Someone, moved, spread
from scoring.scheme import Scheme
from views import blocks
from views.chart import Point, bars
from views.kpi import target_of
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

MOVES = 10  # of places on a page
PEOPLE = 20  # on a page of everybody
FEWEST = 5  # people, from which on a median or a spread tells nobody's own points
HASH = 12  # signs of a hash that people compare

_PLAIN = {
    Because.CURVE: "{kpi}, other points for the same result",
    Because.RULES: "{kpi}, measured by other rules",
    Because.CAP: "{kpi}, the cap on the total",
}


@dataclass(frozen=True, slots=True)
class Replay:
    """What was tried on what, by whom; `lines` is None while it is being worked out."""

    number: int
    scheme: Scheme
    periods: tuple[Period, ...]
    by: str
    on: date
    lines: tuple[Line, ...] | None
    outcome: Outcome
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A replay for one reader, who is given the names of those whose scores they may see.

    `seen` has the ids of these people by their numbers.
    """

    replay: Replay
    seen: Mapping[str, int]
    currency: str
    page: int = 0

    @property
    def tells(self) -> bool:
        """Whether a median and a spread may be said: the reader sees everybody, or many are there.

        Of a few people a median is somebody's own score.
        """
        compared = self.replay.outcome.compared
        return are_many(self.replay) or all(one.number in self.seen for one in compared)


def are_many(replay: Replay) -> bool:
    """Whether so many are compared that a median tells nobody's own score."""
    return len(replay.outcome.compared) >= FEWEST


def view(card: Card, say: Say) -> Message:
    """Say what a candidate would move; the first page is all of it, the others are more places."""
    replay = card.replay
    headline = headline_of(replay, say, tells=card.tells)
    if replay.lines is None:
        soon = say(
            "It comes to {name} by direct message as soon as it is worked out.", name=replay.by
        )
        told = lines(_tried(replay, say), soon)
        return Message(
            say.sentences([say("{headline}.", headline=headline), soon]),
            (blocks.header(headline), blocks.section(told), _small(replay, say)),
        )
    shown: list[blocks.Block] = [blocks.header(headline), blocks.section(_about(replay, say))]
    people = replay.outcome.people
    if people and card.seen:
        shown.append(blocks.actions(_button(say("Everybody, one by one"), "replay.people", card)))
    bins = spread(replay.outcome.compared) if card.tells else ()
    words = [say("{headline}.", headline=headline)]
    if bins and not card.page:
        told = _spread(bins, say)
        shown += [_chart(bins, say), blocks.section(told)]
        words.append(told)
    return Message(lines(*words), (*shown, *_moves(card, say), _small(replay, say)))


def people(card: Card, say: Say) -> Message:
    """Go through everybody whom the reader may see, by what would become of them."""
    replay = card.replay
    rows = [row for row in _everybody(replay.outcome, say, card) if row[0].number in card.seen]
    page = rows[card.page * PEOPLE : (card.page + 1) * PEOPLE]
    headline = headline_of(replay, say, tells=card.tells)
    shown = [blocks.header(headline)]
    for title in dict.fromkeys(title for _, title, _ in page):
        own = [line for _, of, line in page if of == title]
        shown.append(blocks.section(lines(bold(title), *own)))
    more = len(rows) > (card.page + 1) * PEOPLE
    buttons = [blocks.button(say("Back"), "replay.show", f"{replay.number} 0")]
    if more:
        buttons.append(_button(say("More people"), "replay.people", card, card.page + 1))
    aloud = lines(say("{headline}.", headline=headline), *(line for _, _, line in page))
    return Message(aloud, (*shown, blocks.actions(*buttons), _small(replay, say)))


def moves_named(card: Card) -> tuple[Line, ...]:
    """Those whose points in a period are said on this page of places."""
    own = [one for one in moved(card.replay.lines or ()) if one.number in card.seen]
    return tuple(own[card.page * MOVES : (card.page + 1) * MOVES])


def people_named(card: Card) -> tuple[Someone, ...]:
    """Those whose points are said on this page of everybody."""
    found = card.replay.outcome
    every = (*found.gain, *found.lose, *found.stay, *found.unscored)
    own = [one for one in every if one.number in card.seen]
    page = own[card.page * PEOPLE : (card.page + 1) * PEOPLE]
    return tuple(one for one in page if one.before is not None)


def headline_of(replay: Replay, say: Say, *, tells: bool) -> Words:
    """Say in one line what would become of people; the medians only where they may be told."""
    found = replay.outcome
    if replay.lines is None:
        return say("Replay {n} is being worked out", n=replay.number)
    if not found.people:
        return say("Nobody of this role was judged then: nothing can be compared")
    if found.middle is None:
        return say.count(
            found.people,
            "The 1 person there has no two scores to compare",
            "None of the {n} people has two scores to compare",
        )
    told: dict[str, str | int] = {"gain": len(found.gain), "lose": len(found.lose)}
    if not tells:
        return say.count(
            found.people,
            "Of 1 person {gain} would gain, {lose} lose",
            "Of {n} people {gain} would gain, {lose} lose",
            **told,
        )
    before, after = (say.points(value) for value in found.middle)
    told |= {"before": before, "after": after}
    return say.count(
        found.people,
        "Of 1 person {gain} would gain, {lose} lose; the middle moves from {before} to {after}",
        "Of {n} people {gain} would gain, {lose} lose; the middle moves from {before} to {after}",
        **told,
    )


def scheme_of(scheme: Scheme, say: Say) -> Words:
    """Name a candidate."""
    return say("{scheme} v{n}", scheme=scheme.name[say.language], n=scheme.version)


def cause_words(cause: Cause, currency: str, say: Say) -> Words:
    """Say which change of a scheme moved somebody, and by how many points."""
    what, points = _what(cause, currency, say), say.points(abs(cause.points))
    if cause.points > 0:
        return say("{what}: adds {points}", what=what, points=points)
    return say("{what}: takes {points}", what=what, points=points)


def _what(cause: Cause, currency: str, say: Say) -> Words:
    kpi = catalogue()[cause.kpi]
    name = say(kpi.name)
    match cause.because:
        case Because.WEIGHT:
            weights = (_weight(cause.before, say), _weight(cause.after, say))
            return say("{kpi}, weight {before} → {after}",
                       kpi=name, before=weights[0], after=weights[1])  # fmt: skip
        case Because.TARGET:
            assert cause.before is not None, cause
            assert cause.after is not None, cause
            before, after = (
                target_of(say, kpi, value, currency) for value in (cause.before, cause.after)
            )
            return say("{kpi}, target {before} → {after}", kpi=name, before=before, after=after)
        case Because.ADDED:
            return say("{kpi}, new with weight {after}", kpi=name, after=_weight(cause.after, say))
        case Because.LEFT_OUT:
            weight = _weight(cause.before, say)
            return say("{kpi}, left out; its weight was {before}", kpi=name, before=weight)
        case _:
            return say(_PLAIN[cause.because], kpi=name)


def _weight(value: Fraction | None, say: Say) -> str:
    assert value is not None, "a weight that is told is there"
    return say.number(value, 1, trim=True)


def _tried(replay: Replay, say: Say) -> Words:
    months = say.join([say.period(period) for period in replay.periods])
    scheme = scheme_of(replay.scheme, say)
    return say("{scheme}, tried on {periods}", scheme=bold(scheme), periods=months)


def _about(replay: Replay, say: Say) -> Words:
    found = replay.outcome
    said = []
    if found.stay:
        said.append(say.count(len(found.stay), "1 stays as it is", "{n} stay as they are"))
    if found.unscored:
        said.append(
            say.count(len(found.unscored), "1 has no score there", "{n} have no score there")
        )
    several = [say("points are means of the periods")] if len(replay.periods) > 1 else []
    told = [dotted(*said, *several)] if said or several else []
    return lines(_tried(replay, say), *told)


def _chart(bins: Sequence[Bin], say: Say) -> blocks.Block:
    def of(values: Sequence[int]) -> list[Point]:
        return [Point(_range(one, say), Fraction(n)) for one, n in zip(bins, values, strict=True)]

    series = {
        str(say("as it was")): of([one.before for one in bins]),
        str(say("as it would be")): of([one.after for one in bins]),
    }
    return bars(say("People by their points"), series)


def _spread(bins: Sequence[Bin], say: Say) -> Words:
    told = (
        say("{range}: {before} → {after}", range=_range(one, say), before=one.before,
            after=one.after)
        for one in bins
        if one.before or one.after
    )  # fmt: skip
    title = bold(say("People by their points, as it was → as it would be"))
    return lines(title, dotted(*told))


def _range(one: Bin, say: Say) -> str:
    return say("{low}–{high}", low=one.low, high=one.high)


def _moves(card: Card, say: Say) -> list[blocks.Block]:
    """The places that would move, of those whom the reader may see."""
    every = moved(card.replay.lines or ())
    if not every:
        return [blocks.section(say("Nobody's place would be another."))]
    own = [one for one in every if one.number in card.seen]
    if not own:
        return [blocks.section(say("Names are shown to HR, and to whoever leads these people."))]
    first, page = card.page * MOVES, moves_named(card)
    title = say("Largest moves of places, {first} to {last} of {all}",
                first=first + 1, last=first + len(page), all=len(own))  # fmt: skip
    head = (say("Person"), say("Place"), say("Points"), say("Mostly because"))
    rows = [_move(one, card, say) for one in page]
    shown = [blocks.section(bold(title)), blocks.table(head, rows, right=(1, 2))]
    buttons = []
    if card.page:
        buttons.append(_button(say("Back"), "replay.show", card, card.page - 1))
    if len(own) > first + MOVES:
        buttons.append(_button(say("More places"), "replay.more", card, card.page + 1))
    return [*shown, blocks.actions(*buttons)] if buttons else shown


def _move(one: Line, card: Card, say: Say) -> tuple[str, str, str, str]:
    several = len(card.replay.periods) > 1
    name = say("{name}, {period}", name=one.name, period=say.period(one.period))
    assert one.rank is not None, one
    assert one.candidate_rank is not None, one
    return (
        name if several else one.name,
        say("{before} → {after}", before=one.rank, after=one.candidate_rank),
        _points(one.score, one.candidate_score, say),
        say("the others moved")
        if one.cause is None
        else cause_words(one.cause, card.currency, say),
    )


def _everybody(found: Outcome, say: Say, card: Card) -> list[tuple[Someone, Words, Words]]:
    titles = {
        say("They gain"): found.gain,
        say("They lose"): found.lose,
        say("They stay as they are"): found.stay,
        say("They have no score there"): found.unscored,
    }
    return [(one, title, _one(one, card, say)) for title, those in titles.items() for one in those]


def _one(one: Someone, card: Card, say: Say) -> Words:
    if one.before is None:
        return say("{name}: no score", name=bold(one.name))
    points = _points(one.before, one.after, say)
    told = say("{name}: {points}", name=bold(one.name), points=points)
    return told if one.cause is None else dotted(told, cause_words(one.cause, card.currency, say))


def _points(before: Fraction | None, after: Fraction | None, say: Say) -> Words:
    assert before is not None, "who has a place has points"
    assert after is not None, "who has a place has points"
    return say("{before} → {after}", before=say.points(before), after=say.points(after))


def _button(text: str, action: str, card: Card, page: int = 0) -> blocks.Block:
    return blocks.button(text, action, f"{card.replay.number} {page}")


def _small(replay: Replay, say: Say) -> blocks.Block:
    told = [
        say("replay {n}, asked for by {name} on {day}",
            n=replay.number, name=replay.by, day=say.day(replay.on)),
        say("results stay as they are"),
    ]  # fmt: skip
    if replay.sha256:
        told.append(say("hash {sha256}", sha256=replay.sha256[:HASH]))
    return footer(*told, say("only you can see this"))
