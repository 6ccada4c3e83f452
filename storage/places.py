"""One's own place among those who are compared, counted from the cards that are kept."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, Text, and_, bindparam, func, select
from sqlmodel import col

from scoring.ranking import PEOPLE
from scoring.scheme import Scheme
from storage.cards import held_on
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question
from storage.tables import Assignment, Card


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a cohort that is large enough to tell it, and not the last one."""

    rank: int
    cohort: int


def of_person(
    tx: Tx, company: Company, scheme: Scheme, question: Question, person_id: int
) -> Place | None:
    """Find a person's place, in one statement; None unless everybody's card is kept."""
    wanted = {"workspace": company.id, "role": scheme.role, "person": person_id}
    wanted |= {"scheme": scheme.id, "version": scheme.version, "as_of": question.as_of}
    wanted |= {"start": question.period.start, "end": question.period.end}
    wanted |= {"held": held_on(scheme, question)}
    found = tx.execute(_counts(), wanted).one()
    if found.people != found.cards or found.own is None or found.cohort < PEOPLE:
        return None
    is_last = found.above > 0 and found.below == 0
    return None if is_last else Place(found.above + 1, found.cohort)


@cache
def _counts() -> Any:
    """Who is above and below; built once, because building it takes longer than asking it."""
    workspace, as_of = bindparam("workspace", type_=BigInteger), bindparam("as_of", type_=Date)
    start, end = bindparam("start", type_=Date), bindparam("end", type_=Date)
    listed = (
        select(col(Assignment.person_id))
        .where(
            col(Assignment.workspace_id) == workspace,
            col(Assignment.role) == bindparam("role", type_=Text),
            col(Assignment.valid_from) <= as_of,
            col(Assignment.valid_to) > start,
            col(Assignment.replaced_at) == FOREVER,
        )
        .distinct()
        .subquery()
    )
    is_card = and_(
        col(Card.workspace_id) == workspace,
        col(Card.start_on) == start,
        col(Card.end_on) == end,
        col(Card.as_of) == bindparam("held", type_=Date),
        col(Card.scheme_id) == bindparam("scheme", type_=Text),
        col(Card.scheme_version) == bindparam("version", type_=Integer),
    )
    own = select(col(Card.ranked)).where(
        is_card, col(Card.person_id) == bindparam("person", type_=BigInteger)
    )
    cards = (
        select(col(Card.id), col(Card.ranked), own.scalar_subquery().label("own"))
        .select_from(listed)
        .join(Card, and_(is_card, col(Card.person_id) == listed.c.person_id), isouter=True)
        .subquery()
    )
    return select(
        func.count().label("people"),
        func.count(cards.c.id).label("cards"),
        func.count(cards.c.ranked).label("cohort"),
        func.max(cards.c.own).label("own"),
        func.count().filter(cards.c.ranked > cards.c.own).label("above"),
        func.count().filter(cards.c.ranked < cards.c.own).label("below"),
    )
