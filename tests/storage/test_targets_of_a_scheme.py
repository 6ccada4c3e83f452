"""An amount that a scheme asks of everybody is cut to the days in the role (rules §5)."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.pack import file_of, verify
from scoring.scheme import Scheme, read
from scoring.targets import Source, Whose
from storage import closing, company_scores, explanations, replay, schemes, scores
from storage.replay import Candidate
from storage.rosters import Question
from storage.schemes import Author
from tests.storage.books import Books

MARCH = Period.parse("2025-03")
TODAY = date(2025, 4, 1)
QUESTION = Question(MARCH, TODAY)
CASH = """
id = "cash"
name = {en = "Cash", zh = "回款"}
role = "sales"
reason = "All that they do."
[[kpi]]
id = "collected_amount"
weight = "100"
target = "300000"
"""
TWICE = CASH.replace("300000", "600000")


@pytest.fixture
def acme(books: Books) -> Books:
    """Three sell in East; Bo came on 17 March, so for 11 of 21 working days."""
    books.today = TODAY
    books.add(
        "people",
        """
        person_id, name, role,  team, valid_from
        ana,       Ana,  sales, East, 2024-01-01
        bo,        Bo,   sales, East, 2025-03-17
        cai,       Cai,  sales, East, 2024-01-01
        """,
    )
    books.add(
        "invoices",
        """
        invoice_id, customer_name, issued_on,  due_on,     amount, owners
        I1,         Hua,           2025-01-01, 2025-03-20, 300000, ana
        I2,         Hua,           2025-03-18, 2025-03-31, 150000, bo
        I3,         Hua,           2025-03-01, 2025-03-31, 300000, cai
        """,
    )
    books.add(
        "payments",
        """
        payment_id, customer_name, value_on,   amount, invoice_id
        R1,         Hua,           2025-03-20, 300000, I1
        R2,         Hua,           2025-03-25, 150000, I2
        R3,         Hua,           2025-03-25, 300000, I3
        """,
    )
    with books.database.write(books.now) as tx:
        assert not schemes.store(tx, books.company, CASH, MARCH.start, Author()).flaws
    return books


def in_force(books: Books) -> Scheme:
    with books.database.read(books.now) as tx:
        found = schemes.in_force(tx, books.company, "sales", MARCH)
    assert found is not None
    return found


def asked(books: Books) -> dict[str, Fraction | None]:
    """What each person and the team should collect."""
    scheme = in_force(books)
    with books.database.read(books.now) as tx:
        people = company_scores.of_people(tx, books.company, scheme, QUESTION)
        teams = company_scores.of_teams(tx, books.company, scheme, QUESTION, people)
    found = {one.person.number: one.card for one in people}
    found |= {one.name: one.card for one in teams}
    return {name: card.components[0].target for name, card in found.items()}


EXPECTED = {
    "ana": Fraction(300_000_00),
    "bo": Fraction(300_000_00 * 11, 21),
    "cai": Fraction(300_000_00),
    "East": Fraction(600_000_00) + Fraction(300_000_00 * 11, 21),
}


def test_a_newcomer_and_the_team_are_asked_for_the_days_that_people_were_there(
    acme: Books,
) -> None:
    assert asked(acme) == EXPECTED
    rows = [
        {"person_id": who, "kpi": "collected_amount", "period": "2025-03", "target": "300000"}
        for who in ("bo", "cai")
    ]
    acme.add("targets", rows)
    assert asked(acme) == EXPECTED


def test_the_own_card_and_its_explanation_say_the_same(acme: Books) -> None:
    scheme = in_force(acme)
    query = "SELECT id FROM person WHERE workspace_id = {company} AND number = 'bo'"
    person = acme.sql(query)[0][0]
    with acme.database.read(acme.now) as tx:
        kept = scores.worked_out(tx, acme.company, person, [(QUESTION, scheme)])[MARCH]
        why = explanations.of_person(tx, acme.company, person, scheme, QUESTION)
    assert kept.card.components[0].target == EXPECTED["bo"]
    assert why.card == kept.card
    assert why.sources == {"collected_amount": Source(Whose.SCHEME, 11, 21)}


def test_closing_keeps_it_and_a_candidate_s_own_target_is_cut_too(acme: Books) -> None:
    """Twice as much is asked, of Bo for 11 of 21 days."""
    with acme.database.write(acme.now) as tx:
        closed = closing.close(tx, acme.company, MARCH, TODAY, closing.Who())
    assert asked(acme) == EXPECTED
    assert verify(file_of(closed.content)).same
    candidate = Candidate(read(TWICE, 2), TWICE)
    with acme.database.read(acme.now) as tx:
        lines = replay.over(tx, acme.company, candidate, MARCH, TODAY)
    then = {line.number: line.candidate_score for line in lines}
    assert then == {"ana": 50, "bo": Fraction(150_000 * 100 * 21, 600_000 * 11), "cai": 50}
