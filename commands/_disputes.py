"""The card of a dispute: it goes to everybody concerned, and every copy changes with it."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from ledger.dispute import State
from ledger.proposal import UNDO_WINDOW
from scoring.shift import Shift
from storage import deliveries
from storage.companies import Company
from storage.database import Tx
from storage.disputes import About
from storage.sight import Glimpse
from views import dispute_card
from views.bodies import in_every_language
from views.dispute_card import Card

Shifts = tuple[Shift, ...]


def post(tx: Tx, company: Company, of: About, shifts: Shifts) -> None:
    """Store the card for everybody concerned; *Undo* goes from the opener's after ten minutes."""
    posts = [_post(tx, company, of, reader, shifts) for reader in sorted(of.readers)]
    deliveries.post_all(tx, company, posts)
    opener, later = of.dispute.opened_by, of.dispute.opened_at + UNDO_WINDOW
    assert opener is not None, of
    follows = [
        deliveries.Follow("update", copy, _line(tx, company, of, copy, shifts, later))
        for copy in deliveries.roots(tx, company, _subject(of))
        if copy.target == deliveries.person(opener.id)
    ]
    deliveries.follow(tx, company, follows)


def show(tx: Tx, company: Company, of: About, shifts: Shifts) -> None:
    """Let every copy of the card read as it stands."""
    follows = [
        deliveries.Follow("update", copy, _line(tx, company, of, copy, shifts))
        for copy in deliveries.roots(tx, company, _subject(of))
    ]
    deliveries.follow(tx, company, follows)


def send(tx: Tx, company: Company, of: About, reader: int, key: str) -> None:
    """Store one more copy of the card for somebody who asks for it."""
    target = deliveries.person(reader)
    body = _body(of, reader, (), _now(tx, company))
    wanted = deliveries.Post(f"{_subject(of)}/{key}", target, body, "personal", _subject(of))
    deliveries.post_all(tx, company, [wanted])


def names(of: About, people: Iterable[int]) -> tuple[str, ...]:
    """Name people, in the order of their names."""
    return tuple(sorted(of.circle.members[key].name for key in people))


def _post(tx: Tx, company: Company, of: About, reader: int, shifts: Shifts) -> deliveries.Post:
    target, body = deliveries.person(reader), _body(of, reader, shifts, _now(tx, company))
    key, shows = f"{_subject(of)}/{target}", _shows(of, reader, shifts)
    return deliveries.Post(key, target, body, "personal", _subject(of), shows=shows)


def _shows(of: About, reader: int, shifts: Shifts) -> tuple[Glimpse, ...]:
    """Whose scores the card says to one reader."""
    person = of.circle.members[reader]
    seen = (one for one in shifts if of.circle.may_see_score(person, one.person_id))
    return tuple(Glimpse(one.person_id, one.period) for one in seen)


def _line(  # noqa: PLR0913, PLR0917 - one copy of one card, now or later
    tx: Tx,
    company: Company,
    of: About,
    copy: deliveries.Root,
    shifts: Shifts,
    later: datetime | None = None,
) -> deliveries.Line:
    reader = int(copy.target.removeprefix("person:"))
    body = _body(of, reader, shifts, later or _now(tx, company))
    key = f"{_subject(of)}/{of.dispute.state}/{copy.id}"
    shows = _shows(of, reader, shifts)
    return deliveries.Line(f"{key}/later" if later else key, body, later, shows)


def _body(of: About, reader: int, shifts: Shifts, now: datetime) -> deliveries.Body:
    """Write the card as one reader may see it at a moment."""
    dispute, person = of.dispute, of.circle.members[reader]
    seen = tuple(one for one in shifts if of.circle.may_see_score(person, one.person_id))
    is_opener = dispute.opened_by is not None and dispute.opened_by.id == reader
    assert of.of.open is not None, of
    card = Card(
        dispute,
        now,
        of.of.open,
        tuple(name for _, name in of.of.owners),
        seen,
        may_judge=reader in of.judges.of(dispute),
        may_undo=is_opener
        and dispute.state is State.OPEN
        and now < dispute.opened_at + UNDO_WINDOW,
    )
    return in_every_language(lambda say: dispute_card.view(card, say), now.date())


def _now(tx: Tx, company: Company) -> datetime:
    return tx.now.astimezone(ZoneInfo(company.timezone))


def _subject(of: About) -> str:
    return f"dispute:{of.dispute.id}"
