"""Cards that are kept are the ones that the facts would give, and go as soon as a fact changes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger.period import Period
from sandbox.company import write
from sandbox.company_plan import Plan
from scoring.scheme import template
from storage import audit, card_keeping, cards, company_scores, intake, rosters, schemes, scores
from storage.database import Database, Tx
from storage.rosters import Question
from tests.storage.books import Books

TODAY = date(2026, 11, 23)
NOVEMBER = Question(Period.parse("2026-11"), TODAY)
SCHEME = template("sales")
assert SCHEME is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sample")
    write(made, Plan(seed=7, today=TODAY, invoices=400))
    return made


@pytest.fixture
def sample(database: Database, folder: Path) -> Books:
    """Give the sample company with all its cards kept."""
    books = Books.of_new_company(database)
    books.today = TODAY
    with database.write(books.now) as tx:
        intake.run(tx, books.company, intake.open_folder(folder), intake.Rules())
    refreshed(books)
    return books


def refreshed(books: Books) -> list[int]:
    """Keep cards until none is missing; how many in each portion."""
    portions = []
    while found := card_keeping.refresh(books.database, books.company, books.now, books.today):
        portions.append(found)
        assert len(portions) < 50, "keeping cards comes to no end"
    return portions


def kept(books: Books, question: Question = NOVEMBER) -> dict[int, cards.Kept]:
    with books.database.read(books.now) as tx:
        return cards.of_everyone(tx, books.company, SCHEME, question)


def worked_out(tx: Tx, books: Books, person: int, question: Question) -> cards.Kept:
    found = scores.worked_out(tx, books.company, person, [(question, SCHEME)])
    return found[question.period]


def deed(books: Books, touches: frozenset[int] | None) -> None:
    with books.database.write(books.now) as tx:
        audit.record(tx, books.company, audit.Deed("test", "test", "test", {}, touches))


def test_a_kept_card_is_the_one_that_the_facts_give(sample: Books) -> None:
    """To the last fraction, for the running month and the one before, and so is what raises it."""
    for question in (NOVEMBER, NOVEMBER.before()):
        held = kept(sample, question)
        with sample.database.read(sample.now) as tx:
            listed = rosters.roster(tx, sample.company, SCHEME.role, question)
            judged = company_scores.worked_out(tx, sample.company, SCHEME, question, listed)
            assert len(judged) > 9
            for one in judged:
                person = one.person.person_id
                own = worked_out(tx, sample, person, question)
                assert held[person].card == one.card == own.card
                assert held[person].base == one.due
                if question is NOVEMBER:
                    assert held[person].worth == own.worth

    assert any(one.worth for one in kept(sample).values())


def test_what_is_asked_is_answered_from_the_cards(sample: Books) -> None:
    """A card that says something else is believed: the facts are not read again."""
    person, own = next(iter(kept(sample).items()))
    false = replace(own, card=replace(own.card, score=own.card.score and own.card.score / 2))
    with sample.database.write(sample.now) as tx:
        cards.keep(tx, sample.company, SCHEME, NOVEMBER, {person: false})
    with sample.database.read(sample.now) as tx:
        asked, versions = (NOVEMBER.period, TODAY), schemes.of_role(tx, sample.company, "sales")
        standing = scores.standing(tx, sample.company, person, versions, asked)
        assert standing is not None
        assert standing.card == false.card
        everybody = company_scores.of_people(tx, sample.company, SCHEME, NOVEMBER)
        assert {one.person.person_id: one.card for one in everybody}[person] == false.card


def test_a_deed_takes_the_cards_of_those_it_touches(sample: Books) -> None:
    first, second, *_ = held = sorted(kept(sample))
    deed(sample, frozenset())
    assert sorted(kept(sample)) == held
    deed(sample, frozenset({first, second}))
    assert sorted(kept(sample)) == held[2:]
    assert first not in kept(sample, NOVEMBER.before())
    assert refreshed(sample) == [2] * card_keeping.MONTHS
    assert sorted(kept(sample)) == held
    deed(sample, None)
    assert kept(sample) == {}


def test_an_import_leaves_no_card_that_it_changed(sample: Books) -> None:
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    ((number, customer, amount, owner),) = sample.sql(
        "SELECT i.number, c.number, n.balance_minor, o.person_id FROM instalment n "
        "JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id "
        "JOIN customer c ON c.workspace_id = n.workspace_id AND c.id = n.customer_id "
        "JOIN ownership o ON o.workspace_id = n.workspace_id AND o.instalment_id = n.id "
        "WHERE n.workspace_id = {company} AND n.balance_minor = n.amount_minor "
        "AND n.currency = 'CNY' AND o.weight_bp = 10000 AND n.balance_minor > 0 "
        "AND n.due_on < '2026-11-20' ORDER BY n.id LIMIT 1"
    )
    before = kept(sample)[owner].card
    sample.add("payments", f"{header}\n NEW-1, {customer}, 2026-11-20, {amount / 100}, {number}")
    assert owner not in kept(sample)
    refreshed(sample)
    after = kept(sample)[owner].card
    assert after.score != before.score
    with sample.database.read(sample.now) as tx:
        own = worked_out(tx, sample, owner, NOVEMBER)
    assert after == own.card


def test_another_day_and_another_version_have_cards_of_their_own(sample: Books) -> None:
    tomorrow = Question(NOVEMBER.period, TODAY + timedelta(days=1))
    assert kept(sample, tomorrow) == {}
    with sample.database.read(sample.now) as tx:
        newer = replace(SCHEME, version=2)
        assert cards.of_everyone(tx, sample.company, newer, NOVEMBER) == {}
        earlier = replace(NOVEMBER, known_at=sample.now)
        assert cards.of_everyone(tx, sample.company, SCHEME, earlier) == {}
    sample.today += timedelta(days=1)
    refreshed(sample)
    assert len(kept(sample, tomorrow)) > 9
    assert kept(sample) == {}


def test_what_was_read_before_a_deed_is_not_kept_after_it(sample: Books, monkeypatch) -> None:
    """Between reading and writing somebody does something: the portion is thrown away."""
    deed(sample, None)
    write_ = Database.write

    def write_after_a_deed(self: Database, *rest):
        monkeypatch.setattr(Database, "write", write_)
        deed(sample, None)
        return write_(self, *rest)

    monkeypatch.setattr(Database, "write", write_after_a_deed)
    assert card_keeping.refresh(sample.database, sample.company, sample.now, TODAY)
    assert kept(sample) == {}
    refreshed(sample)
    assert len(kept(sample)) > 9


def test_what_changes_no_score_throws_no_work_away(sample: Books, monkeypatch) -> None:
    """As payments that are proposed again and again while everybody's cards are worked out."""
    deed(sample, None)
    write_ = Database.write

    def write_after_a_deed(self: Database, *rest):
        monkeypatch.setattr(Database, "write", write_)
        deed(sample, frozenset())
        return write_(self, *rest)

    monkeypatch.setattr(Database, "write", write_after_a_deed)
    assert card_keeping.refresh(sample.database, sample.company, sample.now, TODAY)
    assert len(kept(sample)) > 9
