"""Keeping cards comes to an end, whoever is on which roster, and makes nobody's card twice."""

from datetime import date

import pytest

from ledger.period import Period
from scoring.scheme import Scheme, template, templates
from storage import card_keeping, cards, closing, company_scores, rosters, schemes
from storage.card_keeping import Made
from storage.rosters import Question
from tests.storage.books import Books

TODAY = date(2026, 11, 23)
OCTOBER, NOVEMBER = (Question(Period.parse(f"2026-{month}"), TODAY) for month in (10, 11))
SALES = template("sales")
assert SALES is not None


@pytest.fixture
def company(books: Books) -> Books:
    """Three people in sales, and one of customer service."""
    books.today = TODAY
    header = "person_id, name, role, valid_from"
    people = "\n".join(f"A{n}, Ann {n}, sales, 2024-01-01" for n in range(3))
    books.add("people", f"{header}\n{people}\nC, Cai, customer_service, 2024-01-01")
    owned = "I-1, K, 2026-10-01, 2026-10-10, 100, A1"
    books.add("invoices", f"invoice_id, customer_id, issued_on, due_on, amount, owner_id\n{owned}")
    return books


def keep_all(books: Books, made: Made | None = None) -> list[int]:
    """Keep cards until none is missing; how many in each portion."""
    portions: list[int] = []
    while found := card_keeping.refresh(books.database, books.company, books.now, TODAY, made):
        portions.append(found)
        assert len(portions) < 50, "keeping cards comes to no end"
    return portions


def kept(books: Books, scheme: Scheme, question: Question) -> dict[str, cards.Kept]:
    with books.database.read(books.now) as tx:
        found = cards.of_everyone(tx, books.company, scheme, question)
    numbers = dict(books.sql("SELECT id, number FROM person WHERE workspace_id = {company}"))
    return {numbers[person]: one for person, one in found.items()}


def test_whoever_changes_roles_has_a_card_of_each_scheme(company: Books) -> None:
    """On both rosters of November and the months before: neither card takes the other's place."""
    text = templates()["customer-service-monthly"]
    with company.database.write(company.now) as tx:
        schemes.store(tx, company.company, text, date(2026, 1, 1), schemes.Author())
        service = schemes.in_force(tx, company.company, "customer_service", NOVEMBER.period)
    assert service is not None
    keep_all(company)
    company.add(
        "people", "person_id, name, role, valid_from\nA1, Ann 1, customer_service, 2026-11-10"
    )
    keep_all(company)
    assert sorted(kept(company, SALES, NOVEMBER)) == ["A0", "A1", "A2"]
    assert sorted(kept(company, service, NOVEMBER)) == ["A1", "C"]
    ((person,),) = company.sql(
        "SELECT id FROM person WHERE workspace_id = {company} AND number = 'A1'"
    )
    with company.database.read(company.now) as tx:
        for scheme in (SALES, service):
            own = cards.of_person(tx, company.company, person, [(NOVEMBER, scheme)])
            assert own[NOVEMBER.period].card.scheme == scheme.id
            every = company_scores.of_people(tx, company.company, scheme, NOVEMBER)
            listed = rosters.roster(tx, company.company, scheme.role, NOVEMBER)
            judged = company_scores.worked_out(tx, company.company, scheme, NOVEMBER, listed)
            assert [one.card for one in every] == [one.card for one in judged]


@pytest.mark.parametrize("many", [card_keeping.MANY, card_keeping.MANY + 1])
def test_people_whom_a_closed_period_does_not_know_have_cards_too(
    company: Books, many: int
) -> None:
    """They came into the books after October was closed, with no first day: they are listed."""
    with company.database.write(company.now) as tx:
        closed = closing.close(tx, company.company, OCTOBER.period, TODAY, closing.Who())
    keep_all(company)
    before = kept(company, SALES, OCTOBER)
    assert sorted(before) == ["A0", "A1", "A2"]
    names = "\n".join(f"N{n}, New {n}, sales" for n in range(many))
    company.add("people", f"person_id, name, role\n{names}")
    keep_all(company)
    after = kept(company, SALES, OCTOBER)
    assert len(after) == 3 + many
    assert {number: after[number].card for number in before} == {
        number: one.card for number, one in before.items()
    }
    with company.database.read(company.now) as tx:
        settled = company_scores.of_people(tx, company.company, SALES, OCTOBER)
    assert len(settled) == 3, f"the pack {closed.sha256} holds"


def test_what_was_made_once_is_not_made_again_for_ever(company: Books, monkeypatch) -> None:
    """Even if a card is never found where it was put; a deed or another day begins anew."""
    monkeypatch.setattr(cards, "keep", lambda *_: None)
    made = Made()
    first = keep_all(company, made)
    assert sum(first) >= 3 * card_keeping.MONTHS
    assert keep_all(company, made) == []
    company.add("people", "person_id, name, role, valid_from\nA3, Ann 3, sales, 2026-11-01")
    assert sum(keep_all(company, made)) > sum(first)
