"""Scores: the facts of one person, judged by the scheme in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from ledger.money import Money
from ledger.period import Period
from scoring.card import ScoreCard
from scoring.engine import score
from scoring.facts import Facts
from scoring.items import Item, largest_first, whole
from scoring.scheme import Scheme
from scoring.what_if import gains
from storage import cards, closed_scores, facts, itemised, periods, places
from storage.cards import Kept, Worth
from storage.companies import Company
from storage.database import Tx
from storage.figure_queries import open_rows_of_person
from storage.judgements import Judged
from storage.places import Place
from storage.rosters import Question
from storage.schemes import OfRole
from storage.tables import Customer, Instalment, Invoice
from storage.window import Window

SHOWN = 3  # open items on a card


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the card, the period before, the place, and what would raise it."""

    card: ScoreCard
    before: ScoreCard | None
    running: Period
    worth: tuple[Worth, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class FirstDue:
    """The next open instalment that falls due."""

    name: str
    customer: str
    amount: Money
    due_on: date


def standing(
    tx: Tx, company: Company, person_id: int, versions: OfRole, asked: tuple[Period, date]
) -> Standing | None:
    """Judge a person in a period as of today, the period before it, and what is open now.

    Each period is judged by the scheme in force for it; None where the asked one has none.
    """
    period, today = asked
    running, before = Period.month_of(today), period.before()
    questions = [Question(of, today) for of in dict.fromkeys((period, before, running))]
    judged = [(one, scheme) for one in questions if (scheme := versions.scheme_for(one.period))]
    kept = cards.of_person(tx, company, person_id, judged)
    place = None
    if len(kept) < len(judged) or (running in kept and kept[running].worth is None):
        kept = worked_out(tx, company, person_id, judged)
    elif period in kept:
        question, scheme = next(one for one in judged if one[0].period == period)
        place = places.of_person(tx, company, scheme, question, person_id)
    if period not in kept:
        return None
    worth = kept[running].worth if running in kept else None
    earlier = kept[before].card if before in kept else None
    return Standing(kept[period].card, earlier, running, worth or (), place)


def worked_out(
    tx: Tx, company: Company, person_id: int, asked: Sequence[tuple[Question, Scheme]]
) -> dict[Period, Kept]:
    """Judge a person from the facts; in the running period, say what would raise it.

    The periods are judged under schemes of one role.
    """
    if not asked:
        return {}
    span = Period(
        min(one.period.start for one, _ in asked), max(one.period.end for one, _ in asked)
    )
    judged = facts.judged_of(tx, company, person_id, span, [scheme for _, scheme in asked])
    found = _settled(tx, company, person_id, asked)
    for question, scheme in asked:
        if question.period not in found:
            found[question.period] = _kept(tx, company, scheme, question, (person_id, judged))
    return found


def _settled(
    tx: Tx, company: Company, person_id: int, asked: Sequence[tuple[Question, Scheme]]
) -> dict[Period, Kept]:
    """What a person was settled with in those of the periods that are closed."""
    over = [one for one in asked if one[0].today not in one[0].period]
    open_from = periods.open_from(tx, company) if over else periods.BEGINNING
    found = {}
    for question, scheme in over:
        if question.period.end <= open_from:
            one = closed_scores.of_person(tx, company, scheme, question, person_id)
            if one is not None:
                own = one.facts
                found[question.period] = Kept(one.card, own.base, own.metrics, own.targets)
    return found


def _kept(
    tx: Tx, company: Company, scheme: Scheme, question: Question, whose: tuple[int, Judged]
) -> Kept:
    read = facts.of_judged(tx, company, scheme, question, whose)
    worth = None
    if question.today in question.period:
        worth = _worth(tx, company, whose[0], scheme, (read, question.today))
    return Kept(score(read, scheme), read.base, read.metrics, read.targets, worth)


def first_due(tx: Tx, company: Company, person_id: int, today: date) -> FirstDue | None:
    """Find the open instalment of a person that falls due next."""
    window = Window(Period.month_of(today), today)
    rows = open_rows_of_person(window.shape)
    query = (
        select(
            col(Invoice.number),
            col(Customer.name),
            col(Instalment.balance_minor),
            col(Instalment.currency),
            col(Instalment.due_on),
        )
        .select_from(rows)
        .join(Instalment, _is(Instalment, company, rows.c.instalment_id))
        .join(Invoice, _is(Invoice, company, col(Instalment.invoice_id)))
        .join(Customer, _is(Customer, company, col(Instalment.customer_id)))
        .where(rows.c.amount != 0, col(Instalment.due_on) >= today)
        .order_by(col(Instalment.due_on), col(Invoice.number))
        .limit(1)
    )
    found = tx.execute(query, window.values(company, person_id)).first()
    return found and FirstDue(found[0], found[1], Money(found[2], found[3]), found[4])


def _worth(
    tx: Tx, company: Company, person_id: int, scheme: Scheme, asked: tuple[Facts, date]
) -> tuple[Worth, ...]:
    now, today = asked
    window = Window(now.period, today, home=company.currency)
    items = itemised.largest_open(tx, company, window, person_id, SHOWN)
    opens = sorted(whole(items), key=largest_first)
    figures_of = [[one.figure for one in items if _is_part(one, of)] for of in opens]
    best = gains(now, scheme, figures_of)[:SHOWN]
    return tuple(Worth(opens[gain.place], gain.points) for gain in best if gain.points > 0)


def _is_part(one: Item, whole_one: Item) -> bool:
    return one.instalment_id == whole_one.instalment_id


def _is(table: type[Instalment | Invoice | Customer], company: Company, row_id: Any) -> Any:
    return (col(table.workspace_id) == company.id) & (col(table.id) == row_id)
