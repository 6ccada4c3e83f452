"""Asking for what somebody else has to approve: the wish is stored, and its card goes round.

It goes to whoever may decide and to whoever asked, each as they may see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from commands._contract import Ask, Caller
from ledger.approval import Request, Stand
from ledger.proposal import Who
from ledger.wish import Wish
from scoring.shift import Shift
from storage import deliveries, wishes
from storage.companies import Company
from storage.database import Tx
from storage.sight import Glimpse
from storage.wish_documents import Basis
from storage.wishes import About
from views import approval_card, blocks
from views.approval_card import Card
from views.bodies import in_every_language
from views.message import Message
from views.say import Say

NAMED = 3  # of those who may decide, in the answer


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which request, and in which version its card was read."""

    request: int
    version: int


@dataclass(frozen=True, slots=True)
class Waits:
    """A wish was stored; these people may decide it."""

    deciders: tuple[str, ...]


def read_pressed(value: str, today: date) -> Pressed:  # noqa: ARG001 - every parse has both
    """Read what a button carries."""
    request, version = value.split(":")
    return Pressed(int(request), int(version))


def who(caller: Caller) -> Who:
    """The caller as somebody who asks or decides."""
    return Who(caller.person.id, caller.person.name, "finance" in caller.person.rights)


def request(tx: Tx, ask: Ask[Any], of: About) -> Waits:
    """Store a wish, and let its card go to whoever may decide it and to whoever asks."""
    company, asker = ask.caller.company, who(ask.caller)
    stored, shifts = wishes.ask(tx, company, of, asker)
    deciders = of.deciders(asker.id).of(asker.id)
    _post(tx, company, _Shown(of, stored, shifts), {*deciders, asker.id})
    names = sorted(of.circle.members[key].name for key in deciders)
    return Waits(tuple(names))


def about(tx: Tx, ask: Ask[Any], wish: Wish) -> About:
    """Look at what is wished for, as of today."""
    return wishes.about(tx, ask.caller.company, wish, ask.today)


def show(
    tx: Tx, company: Company, of: About, request: Request, shifts: tuple[Shift, ...] = ()
) -> None:
    """Let every copy of the card read as it stands; whose score or share changed gets one, too."""
    shown = _Shown(of, request, shifts)
    copies = deliveries.roots(tx, company, _subject(request))
    follows = [
        deliveries.Follow(
            "update",
            copy,
            deliveries.Line(
                f"approval/{request.id}/{request.version}/{copy.id}",
                shown.body(tx, company, int(copy.target.removeprefix("person:"))),
                shows=shown.to(int(copy.target.removeprefix("person:"))),
            ),
        )
        for copy in copies
    ]
    deliveries.follow(tx, company, follows)
    if request.state is Stand.APPROVED:
        told = {int(copy.target.removeprefix("person:")) for copy in copies}
        _post(tx, company, shown, of.told - told)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A request with everything that its cards say; who reads decides what of it."""

    of: About
    request: Request
    shifts: tuple[Shift, ...]

    def body(self, tx: Tx, company: Company, reader_id: int) -> deliveries.Body:
        """Write the card as one reader may see it."""
        now = tx.now.astimezone(ZoneInfo(company.timezone))
        card = self._card(reader_id, company.currency, now)
        return in_every_language(lambda say: approval_card.view(card, say), now.date())

    def to(self, reader_id: int) -> tuple[Glimpse, ...]:
        """Whose scores the card shows to one reader."""
        return tuple(Glimpse(one.person_id, one.period) for one in self._shifts(reader_id))

    def _shifts(self, reader_id: int) -> tuple[Shift, ...]:
        reader = self.of.circle.members[reader_id]
        return tuple(s for s in self.shifts if self.of.circle.may_see_score(reader, s.person_id))

    def _card(self, reader_id: int, currency: str, now: datetime) -> Card:
        of, asker = self.of, self.request.asked_by.id
        shifts = self._shifts(reader_id)
        card = Card(
            self.request,
            of.of.customer if isinstance(of.of, Basis) else of.of.name,
            currency,
            now,
            shifts=shifts,
            is_asker=reader_id == asker,
        )
        if not isinstance(of.of, Basis):
            return replace(card, before=of.of.before)
        left = None if of.of.left is None else of.of.left.open
        names = tuple(name for _, name in of.of.owners)
        card = replace(card, open=of.of.open, left=left, owners=names)
        moved = of.of.handover
        return card if moved is None else replace(card, before_move=moved.before, moved=moved.after)


def _post(tx: Tx, company: Company, shown: _Shown, readers: Iterable[int]) -> None:
    posts = []
    for reader in sorted(readers):
        target, body = deliveries.person(reader), shown.body(tx, company, reader)
        key = f"approval/{shown.request.id}/{target}"
        subject, shows = _subject(shown.request), shown.to(reader)
        posts.append(deliveries.Post(key, target, body, "personal", subject, shows=shows))
    deliveries.post_all(tx, company, posts)


def _subject(request: Request) -> str:
    return f"approval:{request.id}"


def told(waits: Waits, say: Say) -> Message:
    """Say who may decide."""
    some = waits.deciders[:NAMED]
    if len(waits.deciders) > NAMED:
        count = len(waits.deciders)
        words = say("Asked {n} people who may approve it. Nothing is changed yet.", n=count)
    else:
        words = say("Asked {people} to approve it. Nothing is changed yet.", people=say.join(some))
    return Message(words, (blocks.section(words),))
