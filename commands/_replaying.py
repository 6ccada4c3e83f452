"""Replays as people come to them: asked for in chat, worked out by the worker, read by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from commands._contract import Ask
from ledger.errors import Problem
from ledger.proposal import Who
from scoring.replay import Line, outcome
from storage import deliveries, replays, sight
from storage.circle import circle
from storage.companies import Company
from storage.database import Tx
from storage.periods import Closed
from storage.replay import Candidate
from storage.replays import Replay
from storage.sight import Glimpse
from views import replay_card
from views.bodies import in_every_language
from views.replay_card import Card


@dataclass(eq=False)
class NothingClosed(Problem):
    """No period of the scheme's rhythm is closed."""

    sentence = (
        "Nothing was tried: no period of this scheme's rhythm is closed yet. "
        "`/receivables close` closes one."
    )


def ask_for(tx: Tx, ask: Ask[Any], candidate: Candidate, closed: Sequence[Closed]) -> Replay:
    """Have the worker try a candidate; what was tried before is there at once."""
    if not closed:
        raise NothingClosed
    person = ask.caller.person
    return replays.ask(tx, ask.caller.company, candidate, closed, Who(person.id, person.name))


def carry_out(tx: Tx, company: Company, replay_id: int, lines: Sequence[Line]) -> bool:
    """Keep what came out, and give it to whoever asked."""
    if not replays.keep(tx, company, replay_id, lines):
        return False
    found = replays.look(tx, company, replay_id)
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    card = card_of(tx, company, found, (found.by.id, today))
    body = in_every_language(lambda say: replay_card.view(card, say), today)
    target, subject = deliveries.person(found.by.id), f"replay:{found.number}"
    key, shows = f"replay/{found.number}", shows_moves(card)
    post = deliveries.Post(key, target, body, "personal", subject, shows=shows)
    deliveries.post(tx, company, post)
    return True


def card_of(
    tx: Tx, company: Company, found: Replay, reader: tuple[int, date], page: int = 0
) -> Card:
    """A replay as one person may see it today: names are of those whose scores they may see."""
    person_id, today = reader
    around = circle(tx, company, today)
    viewer = around.members.get(person_id)
    judged = {line.number for line in found.lines or ()}
    seen = frozenset() if viewer is None else sight.numbers_shown_to(viewer, around, judged)
    ids = {one.number: key for key, one in around.members.items() if one.number in seen}
    return Card(shown(found), ids, company.currency, page)


def shows_moves(card: Card) -> tuple[Glimpse, ...]:
    """Whose scores a page of places says."""
    named = replay_card.moves_named(card)
    return tuple(Glimpse(card.seen[one.number], one.period) for one in named)


def shows_people(card: Card) -> tuple[Glimpse, ...]:
    """Whose scores a page of everybody says: means of all the periods."""
    named, periods = replay_card.people_named(card), card.replay.periods
    return tuple(Glimpse(card.seen[one.number], of) for one in named for of in periods)


def shown(found: Replay) -> replay_card.Replay:
    """A replay as its card tells it."""
    return replay_card.Replay(
        found.number,
        found.scheme,
        found.periods,
        found.by.name,
        found.at.date(),
        found.lines,
        outcome(found.lines or ()),
        found.sha256,
    )
