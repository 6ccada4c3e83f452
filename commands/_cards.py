"""The card of a proposed payment, wherever it stands: made, made new, and followed by news."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from commands._contract import Caller
from ledger.errors import Problem
from ledger.proposal import UNDO_WINDOW, State, Who
from storage import deliveries, people, proposals, settings
from storage.companies import Company
from storage.database import Tx
from storage.deliveries import Root
from storage.proposals import Found
from views import payment_card
from views.bodies import in_every_language
from views.payment_card import Card

NEWS = {State.BOOKED, State.UNDONE, State.CORRECTED, State.BOUNCED}


@dataclass(eq=False)
class CardChanged(Problem):
    """The card shows something else by now."""

    sentence = "Nothing was booked: the card has changed meanwhile. Look at it again, then confirm."


def post(tx: Tx, company: Company, found: Found, targets: Iterable[str]) -> None:
    """Store the card for a channel, or for everybody of finance."""
    body, subject = _body(tx, company, found), _subject(found)
    posts = [
        deliveries.Post(f"proposal/{found.proposal.id}/{target}", target, body, "finance", subject)
        for target in targets
    ]
    deliveries.post_all(tx, company, posts)


def show(tx: Tx, company: Company, found: Found) -> None:
    """Let every copy of the card read as it stands, and tell its channel what it must know."""
    copies = deliveries.roots(tx, company, _subject(found))
    news = _news(tx, company, found, copies)
    deliveries.follow(tx, company, [*_updates(tx, company, found, copies), *news])


def remind(tx: Tx, company: Company, found: Found) -> None:
    """Repeat a card that nobody decided to finance: in its channel, or to each directly."""
    now = _now(tx, company)
    channel = settings.all_of(tx, company)["finance_channel"]
    finance = people.rights_of(tx, company, "finance", now.date())
    targets = [channel] if channel else sorted(map(deliveries.person, finance))
    body, subject = _body(tx, company, found), _subject(found)
    key = f"proposal/{found.proposal.id}/again"
    posts = [
        deliveries.Post(f"{key}/{target}", target, body, "finance", subject) for target in targets
    ]
    deliveries.post_all(tx, company, posts)


def settle_bounce(tx: Tx, company: Company, proposal_id: int) -> None:
    """Let the card say that the bank took the money back, as an import told."""
    found = proposals.find(tx, company, proposal_id)
    if proposal_id in proposals.bounced_in_books(tx, company):
        show(tx, company, proposals.settle_bounce(tx, company, found))


def _updates(
    tx: Tx, company: Company, found: Found, copies: Sequence[Root]
) -> Iterator[deliveries.Follow]:
    """Every copy as it reads now, and while *Undo* is open, as it reads once it is not."""
    proposal = found.proposal
    later = proposal.confirmed_at and proposal.confirmed_at + UNDO_WINDOW
    moments: list[tuple[str, datetime | None]] = [("", None)]
    if proposal.state is State.BOOKED and later is not None and later > tx.now:
        moments.append(("/later", later))
    for name, at in moments:
        body = _body(tx, company, found, at)
        for copy in copies:
            line = deliveries.Line(f"{_key(found, copy)}{name}", body, at)
            yield deliveries.Follow("update", copy, line)


def _news(
    tx: Tx, company: Company, found: Found, copies: Sequence[Root]
) -> Iterator[deliveries.Follow]:
    """One line in the thread of a card that stands in a channel."""
    proposal = found.proposal
    waits = proposal.state is State.BOOKED and proposal.wish is not None  # booked stays booked
    if waits or proposal.state not in NEWS:
        return
    card = Card(proposal, found.plan, _now(tx, company))
    body = in_every_language(lambda say: payment_card.thread_line(card, say), card.now.date())
    for copy in copies:
        if not copy.target.startswith("person:"):
            line = deliveries.Line(f"{_key(found, copy)}/news", body)
            yield deliveries.Follow("reply", copy, line)


def _key(found: Found, copy: Root) -> str:
    return f"proposal/{found.proposal.id}/{found.proposal.version}/{copy.id}"


def who(caller: Caller) -> Who:
    """The caller as somebody who proposes or decides."""
    return Who(caller.person.id, caller.person.name, "finance" in caller.person.rights)


def _body(tx: Tx, company: Company, found: Found, at: datetime | None = None) -> deliveries.Body:
    payment = found.payment
    card = Card(found.proposal, found.plan, _now(tx, company, at), payment.names, payment.fee_minor)
    return in_every_language(lambda say: payment_card.view(card, say), card.now.date())


def _now(tx: Tx, company: Company, at: datetime | None = None) -> datetime:
    return (at or tx.now).astimezone(ZoneInfo(company.timezone))


def _subject(found: Found) -> str:
    return f"proposal:{found.proposal.id}"
