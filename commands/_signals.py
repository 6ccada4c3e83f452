"""Signals between the worker and the people who review them: found, told, and told again."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ledger.period import Period
from ledger.signal import Finding, Outcome, Signal
from ledger.signals import found_in
from storage import deliveries, occurrences, signals
from storage.circle import Circle, circle
from storage.companies import Company
from storage.database import Tx
from storage.occurrences import Coming
from storage.signal_facts import Look, facts_of
from views import signal_card
from views.bodies import in_every_language

Found = Sequence[tuple[str, Finding]]


def search(tx: Tx, company: Company, look: Look) -> Found:
    """Let the rules look at a period; nothing is written, and no lock is held."""
    return tuple(found_in(facts_of(tx, company, look)))


def keep(tx: Tx, company: Company, coming: Coming, found: Found) -> bool:
    """Store what is new and tell whoever reviews it; False where somebody else just looked."""
    if not occurrences.claim(tx, company, coming):
        return False
    period = Period.parse(coming.scope)
    fresh = signals.keep(tx, company, period, found)
    around = _around(tx, company)
    posts = []
    for reader in sorted({key for one in fresh for key in signals.reviewers_of(one, around)}):
        batch, target = fresh[0].batch, deliveries.person(reader)
        body = _body(tx, company, _for(reader, fresh, around))
        key = f"signals/{batch}/{target}"
        posts.append(deliveries.Post(key, target, body, "personal", _subject(batch)))
    deliveries.post_all(tx, company, posts)
    return bool(fresh)


def show(tx: Tx, company: Company, signal: Signal) -> None:
    """Let every copy of the message read as its signals stand now, and tell whom one is about."""
    around, batch = _around(tx, company), signals.of_batch(tx, company, signal.batch)
    follows = []
    for copy in deliveries.roots(tx, company, _subject(signal.batch)):
        theirs = _for(int(copy.target.removeprefix("person:")), batch, around)
        line = deliveries.Line(f"signal/{signal.id}/{copy.id}", _body(tx, company, theirs))
        follows += [deliveries.Follow("update", copy, line)] if theirs else []
    deliveries.follow(tx, company, follows)
    assert signal.review is not None, signal
    if signal.review.outcome is Outcome.NOTED:
        _tell(tx, company, signal)


def _tell(tx: Tx, company: Company, signal: Signal) -> None:
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    body = in_every_language(lambda say: signal_card.noted(signal, say), today)
    posts = [
        deliveries.Post(f"signal/{signal.id}/{target}", target, body, "personal")
        for target in (deliveries.person(who.id) for who in signal.about)
    ]
    deliveries.post_all(tx, company, posts)


def _around(tx: Tx, company: Company) -> Circle:
    return circle(tx, company, tx.now.astimezone(ZoneInfo(company.timezone)).date())


def _for(reader: int, found: Sequence[Signal], around: Circle) -> tuple[Signal, ...]:
    return tuple(one for one in found if reader in signals.reviewers_of(one, around))


def _body(tx: Tx, company: Company, found: Sequence[Signal]) -> deliveries.Body:
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    return in_every_language(lambda say: signal_card.digest(found[0].period, found, say), today)


def _subject(batch: int) -> str:
    return f"signals:{batch}"
