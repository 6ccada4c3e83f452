"""Keeping cards: whoever has none that holds gets one, worked out from the facts.

Reading and judging take no lock. What was read is written only if no deed took cards away
meanwhile, so a card is never older than the facts; what lost that race is worked out again. What
changes no score, such as a payment that is only proposed, takes none away. Between two deeds that
take cards away each card is made once, so that keeping comes to an end whatever becomes of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ledger.period import Period
from scoring.scheme import Scheme
from storage import audit, cards, closed_scores, company_scores, figures, schemes, scores
from storage.cards import Kept
from storage.companies import Company
from storage.database import Database, Tx, lock_company
from storage.rosters import Listed, Question, roster
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


@dataclass
class Made:
    """Whose cards one process made since the newest deed that took some away, and on which day.

    `people` are those of a version of a scheme and a period, once by whether theirs say what would
    raise them.
    """

    since: tuple[int, date] | None = None
    people: dict[tuple[str, int, Period, bool], set[int]] = field(default_factory=dict)

    def begin(self, newest: int, today: date) -> None:
        """Forget what was made before the newest deed, or on another day."""
        if self.since != (newest, today):
            self.since, self.people = (newest, today), {}

    def of(self, scheme: Scheme, question: Question, *, told: bool = False) -> set[int]:
        """Whose cards were made; or told, whose say what would raise them."""
        which = (scheme.id, scheme.version, question.period, told)
        return self.people.setdefault(which, set())

    def add(self, found: Found) -> None:
        """Note what was made."""
        told = {person for person, kept in found.cards.items() if kept.worth is not None}
        self.of(found.scheme, found.question).update(found.cards)
        self.of(found.scheme, found.question, told=True).update(told)


def refresh(
    database: Database, company: Company, now: datetime, today: date, made: Made | None = None
) -> int:
    """Work out cards that are missing for the last months, the running one first; say how many.

    It takes a portion, so that the caller can do other things in between; 0 says all are there.
    """
    made = made or Made()
    with database.read(now) as tx:
        found = _next(tx, company, today, made)
    if found is None:
        return 0
    with database.write(now) as tx:
        lock_company(tx, company.id)
        if audit.cards_taken(tx, company) == found.newest:
            cards.keep(tx, company, found.scheme, found.question, found.cards)
    made.add(found)
    return len(found.cards)


def _next(tx: Tx, company: Company, today: date, made: Made) -> Found | None:
    newest = audit.cards_taken(tx, company)  # before any fact: what comes now is newer than this
    made.begin(newest, today)
    every = schemes.of_every_role(tx, company, ROLES).values()
    for question in last_months(today):
        for versions in every:
            scheme = versions.scheme_for(question.period)
            if scheme is not None and (found := _missing(tx, company, scheme, question, made)):
                return Found(scheme, question, found, newest)
    return None


def last_months(today: date) -> tuple[Question, ...]:
    """The months whose cards are kept, the running one first."""
    found = [Question(Period.month_of(today), today)]
    while len(found) < MONTHS:
        found.append(found[-1].before())
    return tuple(found)


def _missing(
    tx: Tx, company: Company, scheme: Scheme, question: Question, made: Made
) -> Mapping[int, Kept]:
    """Work out the cards of a portion of those who have none, with what would raise them."""
    listed = roster(tx, company, scheme.role, question)
    has = cards.people_with(tx, company, scheme, question) | made.of(scheme, question)
    without = [one for one in listed if one.person_id not in has]
    if len(without) > MANY:
        return _at_once(tx, company, scheme, question, without)
    if question.today not in question.period:
        return _one_by_one(tx, company, scheme, question, (one.person_id for one in without))
    told = cards.people_told(tx, company, scheme, question) | made.of(scheme, question, told=True)
    untold = [one.person_id for one in listed if one.person_id not in told]
    return _one_by_one(tx, company, scheme, question, untold[:AT_ONCE])


def _at_once(
    tx: Tx, company: Company, scheme: Scheme, question: Question, without: Sequence[Listed]
) -> dict[int, Kept]:
    """Take from a closed period's pack what it says; whom it does not know is worked out."""
    settled = closed_scores.of_people(tx, company, scheme, question) or ()
    known = {one.person.person_id: one for one in settled}
    unknown = [one for one in without if one.person_id not in known]
    judged = [known[one.person_id] for one in without if one.person_id in known]
    if unknown:
        judged += company_scores.worked_out(tx, company, scheme, question, unknown)
    return {
        one.person.person_id: Kept(one.card, one.due, one.metrics, one.targets) for one in judged
    }


def _one_by_one(
    tx: Tx, company: Company, scheme: Scheme, question: Question, people: Iterable[int]
) -> dict[int, Kept]:
    found = {}
    for person in people:
        kept = scores.worked_out(tx, company, person, [(question, scheme)])[question.period]
        base = figures.base_of_person(tx, company, question.window(company), person)
        found[person] = replace(kept, base=base)
    return found
