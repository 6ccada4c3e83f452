"""What the commands of coaching share: the list as one reader sees it, and cards that change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from commands._contract import Ask, Caller
from ledger.errors import Problem
from ledger.period import Period
from ledger.proposal import Who
from scoring.card import ScoreCard
from scoring.coach import Assigned, Item, State, reading, tip, weakest
from storage import coached, coaching, deliveries
from storage.circle import Circle, circle
from storage.database import Tx
from storage.people import Member
from storage.sight import Glimpse
from views import coach_card
from views.bodies import in_every_language
from views.coach_card import Card
from views.coach_list import COUNTED_DAYS, Led, Listed

SHOWN = 12  # people; the rest is counted
EACH = 4  # of what one person has or had, the newest


@dataclass(eq=False)
class NobodyYouLead(Problem):
    """A name of somebody whom the asker does not lead, or of nobody."""

    sentence = (
        "Nothing was shown: you lead nobody called {text}. "
        "`/receivables coach` alone shows your people."
    )

    text: str


def who(caller: Caller) -> Who:
    """Name whoever asks, as rules and the books do."""
    return Who(caller.person.id, caller.person.name)


def listed(tx: Tx, ask: Ask[Any], name: str = "") -> Listed:
    """List what the asker has to do, what their people have, and for HR how often there was help.

    With a name it is about that one alone.
    """
    company, person = ask.caller.company, ask.caller.person
    around = circle(tx, company, ask.today)
    below = coached.led_by(person, around)
    month = Period.month_of(ask.today)
    given = coached.of_people(tx, company, {person.id, *below}, month.start)
    cards = _cards(tx, ask, around)
    seen = _Seen(around, cards, coaching.items(tx, company), given, company.currency, month)
    if name:
        return Listed(people=(seen.led(_named(around, below, name)),))
    counts = None
    if "hr" in person.rights:
        counts = coached.counts(tx, company, ask.today - timedelta(days=COUNTED_DAYS))
    mine = seen.led(person.id)
    people = seen.in_order(below, person)
    return Listed(
        seen.given_to(person.id, own=True),
        mine.weakest,
        mine.tip,
        tuple(seen.led(key) for key in people[:SHOWN]),
        max(len(people) - SHOWN, 0),
        counts,
    )


def _named(around: Circle, below: frozenset[int], name: str) -> int:
    found = around.named(name)
    if found is None or found.id not in below:
        raise NobodyYouLead(name)
    return found.id


def _cards(tx: Tx, ask: Ask[Any], around: Circle) -> Mapping[int, ScoreCard]:
    """The cards of the asker and of everybody below; alone, one's own costs less."""
    company, person = ask.caller.company, ask.caller.person
    if coached.led_by(person, around):
        return coached.cards_below(tx, company, person, around, ask.today)
    card = coached.card_of(tx, company, person, ask.today)
    return {} if card is None else {person.id: card}


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything that a list is made of."""

    around: Circle
    cards: Mapping[int, ScoreCard]
    items: Sequence[Item]
    given: Sequence[Assigned]
    currency: str
    month: Period

    def led(self, key: int) -> Led:
        """Somebody's weakest KPI, the tip for it, and what they have."""
        member, card = self.around.members[key], self.cards.get(key)
        weak = None if card is None else weakest(card, member.role or "")
        found = None if weak is None else tip(self.items, weak.kpi)
        given = self.given_to(key, own=False)
        scored = card is not None and card.score is not None
        return Led(key, member.name, scored, weak, found, given, self.currency, self.month)

    def in_order(self, below: frozenset[int], viewer: Member) -> tuple[int, ...]:
        """Those who are judged or have something, one's own first, by name."""
        having = {one.person.id for one in self.given}
        judged = {key for key, card in self.cards.items() if card.score is not None}

        def order(key: int) -> tuple[bool, str, str]:
            member = self.around.members[key]
            return viewer.id not in self.around.above(key), member.name, member.number

        return tuple(sorted(below & (judged | having), key=order))

    def given_to(self, key: int, *, own: bool) -> tuple[Card, ...]:
        """What somebody has or had, the newest last, with the KPI as it stands now."""
        theirs = [one for one in self.given if one.person.id == key]
        card = self.cards.get(key)
        return tuple(
            Card(one, reading(card, one.item.kpi), self.currency, own) for one in theirs[-EACH:]
        )


def shows(found: Listed) -> tuple[Glimpse, ...]:
    """Whose KPIs the list shows: a part of a score is private as the whole is."""
    return tuple(Glimpse(one.id, period) for one in found.people for period in one.periods)


def _shown(card: Card) -> tuple[Glimpse, ...]:
    """Whose KPI a copy of the card shows."""
    return tuple(Glimpse(card.assigned.person.id, period) for period in card.periods)


def post(tx: Tx, ask: Ask[Any], assigned: Assigned) -> None:
    """Send the card to whoever has it and to whoever assigned it."""
    company, posts = ask.caller.company, []
    for reader in (assigned.person.id, assigned.by.id):
        card = Card(assigned, assigned.then, company.currency, reader == assigned.person.id)
        target = deliveries.person(reader)
        key = f"coach/{assigned.id}/{target}"
        body = _body(card, ask)
        subject, shows_ = _subject(assigned), _shown(card)
        posts.append(deliveries.Post(key, target, body, "personal", subject, shows=shows_))
    deliveries.post_all(tx, company, posts)


def settle(tx: Tx, ask: Ask[Any], assigned: Assigned, state: State) -> None:
    """Store a step; every copy of the card says it, with the KPI as it stands now."""
    company, today = ask.caller.company, ask.today
    after = coached.step(tx, company, assigned, who(ask.caller), state)
    assert after.step is not None, after
    around = circle(tx, company, today)
    member = around.members[after.person.id]
    now = reading(coached.card_of(tx, company, member, today), after.item.kpi)
    follows = []
    for copy in deliveries.roots(tx, company, _subject(after)):
        own = copy.target == deliveries.person(after.person.id)
        shown = own or after.by.id in around.all_above(member.id)
        card = Card(after, now, company.currency, own, shown)
        key = f"coach/{after.id}/{after.step.number}/{copy.id}"
        line = deliveries.Line(key, _body(card, ask), shows=_shown(card))
        follows.append(deliveries.Follow("update", copy, line))
    deliveries.follow(tx, company, follows)


def member_led(around: Circle, viewer: Member, key: int) -> Member | None:
    """Find somebody whom the viewer leads."""
    return around.members[key] if key in coached.led_by(viewer, around) else None


def _body(card: Card, ask: Ask[Any]) -> deliveries.Body:
    return in_every_language(lambda say: coach_card.view(card, say), ask.today)


def _subject(assigned: Assigned) -> str:
    return f"coach:{assigned.id}"
