"""Shifts: what people's scores of the running month are, before and after something is stored."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

from ledger.period import Period
from scoring.engine import score
from scoring.shift import Shift
from storage import facts, schemes
from storage.companies import Company
from storage.database import Tx
from storage.people import Member
from storage.rosters import Question

Scores = Mapping[int, Fraction | None]


def scores(tx: Tx, company: Company, people: tuple[Member, ...], today: date) -> Scores:
    """Judge people in the running month, each by the scheme of their role."""
    question = Question(Period.month_of(today), today)
    roles = {one.role for one in people if one.role is not None}
    versions = schemes.of_every_role(tx, company, roles) if roles else {}
    found: dict[int, Fraction | None] = {}
    for one in people:
        scheme = versions[one.role].scheme_for(question.period) if one.role else None
        if scheme is not None:
            read = facts.of_person(tx, company, scheme, question, one.id)
            found[one.id] = score(read, scheme).score
    return found


def between(
    people: tuple[Member, ...], today: date, before: Scores, after: Scores
) -> tuple[Shift, ...]:
    """Put two judgements beside each other; who has no scheme has no shift."""
    period = Period.month_of(today)
    return tuple(
        Shift(one.id, one.name, period, before[one.id], after[one.id])
        for one in people
        if one.id in before
    )


@contextmanager
def rehearsal(tx: Tx) -> Iterator[None]:
    """Take back whatever is stored meanwhile."""
    savepoint = tx.connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
