"""One's own place is the one that the ranking gives, once everybody's card is kept."""

from datetime import date

import pytest

from ledger.period import Period
from scoring.scheme import template
from storage import card_keeping, company_scores, places
from storage.places import Place
from storage.rosters import Question
from tests.storage.books import Books

TODAY = date(2026, 11, 23)
QUESTION = Question(Period.parse("2026-11"), TODAY)
SCHEME = template("sales")
assert SCHEME is not None
PAID = {"P1": 90, "P2": 70, "P3": 70, "P4": 50, "P5": 40, "P6": 30}  # of 100, in percent


@pytest.fixture
def raced(books: Books) -> Books:
    """Six people with five invoices each, and a seventh with one, who has no place."""
    books.today = TODAY
    names = "\n".join(f"P{n}, N{n}, sales, 2026-01-01" for n in range(1, 8))
    books.add("people", f"person_id, name, role, valid_from\n{names}")
    dated = "2026-10-01, 2026-11-05, 100"
    invoices = [f"I-{who}-{n}, C{who}, {dated}, {who}" for who in PAID for n in range(5)]
    invoices.append(f"I-P7, CP7, {dated}, P7")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    books.add("invoices", "\n".join((header, *invoices)))
    paid = "\n".join(f"R-{who}, C{who}, 2026-11-05, {5 * share}" for who, share in PAID.items())
    books.add("payments", f"payment_id, customer_id, value_on, amount\n{paid}")
    return books


def keep_all(books: Books) -> None:
    while card_keeping.refresh(books.database, books.company, books.now, books.today):
        pass


def place_of(books: Books, number: str) -> Place | None:
    ((person,),) = books.sql(
        f"SELECT id FROM person WHERE workspace_id = {{company}} AND number = '{number}'"  # noqa: S608
    )
    with books.database.read(books.now) as tx:
        return places.of_person(tx, books.company, SCHEME, QUESTION, person)


def test_a_place_is_that_of_the_ranking_and_the_last_is_not_told(raced: Books) -> None:
    keep_all(raced)
    with raced.database.read(raced.now) as tx:
        people = company_scores.of_people(tx, raced.company, SCHEME, QUESTION)
        ranking = company_scores.ranking_of(people, SCHEME)
    ranks = [place.rank for place in ranking.places]
    assert ranks == [1, 2, 2, 4, 5, 6]
    found = {number: place_of(raced, number) for number in (*PAID, "P7")}
    assert found == {
        "P1": Place(1, 6), "P2": Place(2, 6), "P3": Place(2, 6), "P4": Place(4, 6),
        "P5": Place(5, 6), "P6": None, "P7": None,
    }  # fmt: skip


def test_no_place_is_told_while_a_card_is_missing_or_few_are_ranked(raced: Books) -> None:
    assert place_of(raced, "P1") is None
    keep_all(raced)
    raced.run(
        "DELETE FROM card WHERE workspace_id = {company} AND person_id = "
        "(SELECT id FROM person WHERE workspace_id = {company} AND number = 'P7')"
    )
    assert place_of(raced, "P1") is None
    keep_all(raced)
    assert place_of(raced, "P1") == Place(1, 6)
    raced.run(
        "UPDATE card SET ranked = NULL WHERE workspace_id = {company} AND person_id IN "
        "(SELECT id FROM person WHERE workspace_id = {company} AND number IN ('P5', 'P6'))"
    )
    assert place_of(raced, "P1") is None
