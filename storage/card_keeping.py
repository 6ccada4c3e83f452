"""Keeping cards: whoever has none that holds gets one, worked out from the facts.

Reading and judging take no lock. What was read is written only if no deed took cards away
meanwhile, so a card is never older than the facts; what lost that race is worked out again. What
changes no score, such as a payment that is only proposed, takes none away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from ledger.period import Period
from scoring.scheme import Scheme
from storage import audit, cards, closed_scores, company_scores, figures, schemes, scores
from storage.cards import Kept
from storage.companies import Company
from storage.database import Database, Tx, lock_company
from storage.rosters import Question, roster
from storage.tables.company import ROLES

MANY = 12  # of so many people at once everybody is worked out, in a few statements
AT_ONCE = 40  # people in one transaction that reads
MONTHS = 6  # the running one and those before it, as a history shows them


@dataclass(frozen=True, slots=True)
class Found:
    """Cards of one period, and the newest deed that took cards away before they were worked out."""

    scheme: Scheme
    question: Question
    cards: Mapping[int, Kept]
    newest: int


def refresh(database: Database, company: Company, now: datetime, today: date) -> int:
    """Work out cards that are missing for the last months, the running one first; say how many.

    It takes a portion, so that the caller can do other things in between; 0 says all are there.
    """
    with database.read(now) as tx:
        found = _next(tx, company, today)
    if found is None:
        return 0
    with database.write(now) as tx:
        lock_company(tx, company.id)
        if audit.cards_taken(tx, company) == found.newest:
            cards.keep(tx, company, found.scheme, found.question, found.cards)
    return len(found.cards)


def _next(tx: Tx, company: Company, today: date) -> Found | None:
    newest = audit.cards_taken(tx, company)  # before any fact: what comes now is newer than this
    every = schemes.of_every_role(tx, company, ROLES).values()
    for question in last_months(today):
        for versions in every:
            scheme = versions.scheme_for(question.period)
            if scheme is not None and (found := _missing(tx, company, scheme, question)):
                return Found(scheme, question, found, newest)
    return None


def last_months(today: date) -> tuple[Question, ...]:
    """The months whose cards are kept, the running one first."""
    found = [Question(Period.month_of(today), today)]
    while len(found) < MONTHS:
        found.append(found[-1].before())
    return tuple(found)


def _missing(tx: Tx, company: Company, scheme: Scheme, question: Question) -> Mapping[int, Kept]:
    """Work out the cards of a portion of those who have none, with what would raise them."""
    listed = roster(tx, company, scheme.role, question)
    has = cards.people_with(tx, company, scheme, question)
    without = [one for one in listed if one.person_id not in has]
    if len(without) > MANY:
        settled = closed_scores.of_people(tx, company, scheme, question)
        judged = settled or company_scores.worked_out(tx, company, scheme, question, without)
        return {
            one.person.person_id: Kept(one.card, one.due, one.metrics, one.targets)
            for one in judged
        }
    if question.today not in question.period:
        return _one_by_one(tx, company, scheme, question, (one.person_id for one in without))
    told = cards.people_told(tx, company, scheme, question)
    untold = [one.person_id for one in listed if one.person_id not in told]
    return _one_by_one(tx, company, scheme, question, untold[:AT_ONCE])


def _one_by_one(
    tx: Tx, company: Company, scheme: Scheme, question: Question, people: Iterable[int]
) -> dict[int, Kept]:
    found = {}
    for person in people:
        kept = scores.worked_out(tx, company, person, [(question, scheme)])[question.period]
        base = figures.base_of_person(tx, company, question.window(company), person)
        found[person] = replace(kept, base=base)
    return found
