"""Cards as they were worked out last: read instead of worked out, while nothing has changed.

Whatever is done is written into the audit log, and the log takes the cards away of whoever it
touched (`storage.audit`); what is not there is worked out from the facts, so nothing but speed
depends on these rows.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlmodel import col

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.items import Item
from scoring.ranking import Entrant, rank
from scoring.scheme import Scheme
from storage import rows
from storage.companies import Company
from storage.database import Tx
from storage.facts import wanted_by
from storage.ids import new_id
from storage.rosters import Question
from storage.tables import Card

LONGEST_BREAK = timedelta(days=20)  # of public holidays that a limit in business days may cross
UNTOLD = '"worth":null}'  # how a card's document ends that says nothing of what would raise it


@dataclass(frozen=True, slots=True)
class Worth:
    """An open item and the points that collecting it today would add."""

    item: Item
    points: Fraction


@dataclass(frozen=True, slots=True)
class Kept:
    """A card with what ranking and teams need of its person; `worth` stands where today does."""

    card: ScoreCard
    base: int = 0
    metrics: Mapping[str, Fraction] = field(default_factory=dict)
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    worth: tuple[Worth, ...] | None = None


def held_on(scheme: Scheme, question: Question) -> date:
    """The day for which a card holds.

    A month that is over changes without any deed while a time in which something was to be done
    still runs: until then a card holds for a day, as in the running month.
    """
    if not wanted_by(scheme).families:
        return question.as_of
    longest = max(scheme.rules.invoicing_days, scheme.rules.followup_days)
    all_over = question.as_of + timedelta(days=2 * longest) + LONGEST_BREAK
    return max(question.as_of, min(question.today, all_over))


def of_person(
    tx: Tx, company: Company, person_id: int, asked: Collection[tuple[Question, Scheme]]
) -> dict[Period, Kept]:
    """Read one person's cards that still hold, by period."""
    starts = [question.period.start for question, _ in asked]
    query = _cards(company).where(col(Card.person_id) == person_id, col(Card.start_on).in_(starts))
    wanted = {
        (one.period.start, one.period.end, held_on(scheme, one), scheme.id, scheme.version): one
        for one, scheme in asked
    }
    return {
        wanted[which].period: _document().validate_json(row.document)
        for row in tx.execute(query)
        if (which := tuple(row[1:6])) in wanted
    }


def of_everyone(tx: Tx, company: Company, scheme: Scheme, question: Question) -> dict[int, Kept]:
    """Read everybody's cards of a period that still hold; none of what was known earlier."""
    if question.known_at is not None:
        return {}
    found = tx.execute(_cards(company).where(*_about(scheme, question)))
    return {row.person_id: _document().validate_json(row.document) for row in found}


def people_with(tx: Tx, company: Company, scheme: Scheme, question: Question) -> frozenset[int]:
    """Tell whose cards of a period still hold, without reading them."""
    return frozenset(row[0] for row in tx.execute(_held(company, scheme, question)))


def people_told(tx: Tx, company: Company, scheme: Scheme, question: Question) -> frozenset[int]:
    """Tell whose cards hold and also say what would raise them, without reading them."""
    says = ~col(Card.document).endswith(UNTOLD)
    return frozenset(row[0] for row in tx.execute(_held(company, scheme, question).where(says)))


def keep(
    tx: Tx, company: Company, scheme: Scheme, question: Question, found: Mapping[int, Kept]
) -> None:
    """Put cards of a scheme and a period in the place of older ones."""
    _forget(tx, company, scheme, question.period, found)
    entrants = (Entrant(person, kept.card, kept.base) for person, kept in found.items())
    scores = {place.key: place.score for place in rank(entrants, scheme).places}
    step: int = 10**scheme.rank_decimals
    new = (
        {
            "workspace_id": company.id,
            "id": new_id(),
            "person_id": person,
            "start_on": question.period.start,
            "end_on": question.period.end,
            "as_of": held_on(scheme, question),
            "scheme_id": kept.card.scheme,
            "scheme_version": kept.card.version,
            "ranked": int(scores[person] * step) if person in scores else None,
            "of_cohort": scheme.shrink > 0,
            "document": _document().dump_json(kept).decode(),
            "recorded_at": tx.now,
        }
        for person, kept in found.items()
    )
    rows.add(tx, Card, list(new))


def _forget(
    tx: Tx, company: Company, scheme: Scheme, period: Period, people: Iterable[int]
) -> None:
    """Take these people's cards of a period away; a card of another scheme is of another role."""
    for part in rows.portions(people):
        gone = delete(Card).where(
            col(Card.workspace_id) == company.id,
            col(Card.person_id).in_(part),
            col(Card.start_on) == period.start,
            col(Card.end_on) == period.end,
            col(Card.scheme_id) == scheme.id,
        )
        tx.execute(gone)


def _held(company: Company, scheme: Scheme, question: Question) -> Any:
    return select(col(Card.person_id)).where(
        col(Card.workspace_id) == company.id, *_about(scheme, question)
    )


@cache
def _document() -> TypeAdapter[Kept]:
    return TypeAdapter(Kept)


def _cards(company: Company) -> Any:
    columns: tuple[Any, ...] = (
        Card.person_id,
        Card.start_on,
        Card.end_on,
        Card.as_of,
        Card.scheme_id,
        Card.scheme_version,
        Card.document,
    )
    return select(*map(col, columns)).where(col(Card.workspace_id) == company.id)


def _about(scheme: Scheme, question: Question) -> tuple[Any, ...]:
    return (
        col(Card.scheme_id) == scheme.id,
        col(Card.scheme_version) == scheme.version,
        col(Card.start_on) == question.period.start,
        col(Card.end_on) == question.period.end,
        col(Card.as_of) == held_on(scheme, question),
    )
