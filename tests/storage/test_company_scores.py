"""Everybody's card is the one that its person sees, in a number of statements that never grows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import event

from ledger.period import Period
from sandbox.company import write
from sandbox.company_plan import Plan
from scoring.ranking import Unranked
from scoring.scheme import template
from storage import company_scores, intake, schemes, scores
from storage.database import Database, Tx
from storage.rosters import Question
from tests.storage.books import Books

SCHEME = template("sales")
assert SCHEME is not None
PEOPLE = """
    person_id, name, role,    team,  valid_from, valid_to
    ana,       Ana,  sales,   East,  2025-01-01,
    bo,        Bo,   sales,   East,  2025-01-01,
    mei,       Mei,  sales,   South, 2025-01-01, 2025-05-16
    mei,       Mei,  sales,   East,  2025-05-16,
    una,       Una,  sales,   ,      2025-01-01, 2025-05-02
    rob,       Rob,  sales,   South, 2025-07-01,
    fin,       Fin,  finance, ,      2025-01-01,
"""
TEAMS = """
    team,  manager_id
    East,  bo
    South, fin
"""


@pytest.fixture
def sample(database: Database, sample_folder: Path) -> Books:
    """Give the sample company of 23 November 2026."""
    books = Books.of_new_company(database)
    books.today = date(2026, 11, 23)
    with database.write(books.now) as tx:
        intake.run(tx, books.company, intake.open_folder(sample_folder), intake.Rules())
    return books


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write(folder, Plan(seed=7, today=date(2026, 11, 23), invoices=400))
    return folder


@pytest.mark.parametrize("period", ["2026-11", "2026-10", "2026-Q3", "2026-10-10..2026-11-12"])
def test_everybody_s_card_is_the_one_that_its_person_sees(sample: Books, period: str) -> None:
    asked = Question(Period.parse(period), sample.today)
    with sample.database.read(sample.now) as tx:
        people = company_scores.of_people(tx, sample.company, SCHEME, asked)
        versions = schemes.of_role(tx, sample.company, "sales")
        for one in people:
            key, own = one.person.person_id, (asked.period, asked.today)
            standing = scores.standing(tx, sample.company, key, versions, own)
            assert standing is not None
            assert one.card == standing.card
    assert len(people) > 9
    assert [one.person.number for one in people] == sorted(one.person.number for one in people)


def test_the_statements_do_not_grow_with_the_company(sample: Books, books: Books) -> None:
    """Roster, cards, figures, bases, what is judged and allowed for: some only if needed."""
    books.add("people", PEOPLE)
    books.today = date(2025, 5, 20)
    assert _taken(books) <= _taken(sample) <= 26


def test_everybody_on_the_roster_appears_and_nobody_else(books: Books) -> None:
    books.add("people", PEOPLE)
    people = _people(books, "2025-05")
    assert [one.person.name for one in people] == ["Ana", "Bo", "Mei", "Una"]
    assert [one.person.team for one in people] == ["East", "East", "East", None]
    assert [one.card.score for one in people] == [None] * 4
    assert [one.person.name for one in _people(books, "2025-06")] == ["Ana", "Bo", "Mei"]


def test_the_roster_of_a_running_period_ends_today(books: Books) -> None:
    books.add("people", PEOPLE)
    books.today = date(2025, 7, 1)
    assert "Rob" in [one.person.name for one in _people(books, "2025-07")]
    books.today = date(2025, 6, 30)
    assert "Rob" not in [one.person.name for one in _people(books, "2025-Q3")]


def test_a_base_counts_each_instalment_once_whatever_the_share(books: Books) -> None:
    books.add("people", PEOPLE)
    books.add(
        "invoices",
        """
        invoice_id, instalment, customer_name, issued_on,  due_on,     amount, owners
        I1,         1,          Hua,           2025-05-01, 2025-05-20, 100,    ana:1;bo:99
        I1,         2,          Hua,           2025-05-01, 2025-05-31, 100,    ana
        I2,         ,           Hua,           2025-05-01, 2025-06-01, 100,    ana
        I3,         ,           Hua,           2025-03-01, 2025-04-20, 100,    ana
        """,
    )
    books.add(
        "payments",
        """
        payment_id, customer_name, value_on,   amount, invoice_id
        R1,         Hua,           2025-05-03, 30,     I1
        R2,         Hua,           2025-05-04, 30,     I1
        R3,         Hua,           2025-05-05, 30,     I2
        """,
    )
    books.today = date(2025, 5, 31)
    bases = {one.person.name: one.due for one in _people(books, "2025-05")}
    assert bases == {"Ana": 3, "Bo": 1, "Mei": 0, "Una": 0}


def test_small_books_are_scored_and_unranked(books: Books) -> None:
    books.add("people", PEOPLE)
    for number, owner in enumerate(["ana"] * 5 + ["bo"] * 4):
        books.add("invoices", _invoice(f"I{number}", owner))
    people = _people(books, "2025-05")
    ranking = company_scores.ranking_of(people, SCHEME)
    ana, bo, mei, una = (one.person.person_id for one in people)
    assert [place.key for place in ranking.places] == [ana]
    assert ranking.unranked[bo] is Unranked.FEW_DUE
    assert ranking.unranked[mei] is ranking.unranked[una] is Unranked.NO_SCORE
    assert people[1].card.score is not None


def test_a_team_counts_a_shared_invoice_once_and_adds_up_amounts(books: Books) -> None:
    books.add("people", PEOPLE)
    books.add("teams", TEAMS)
    books.add(
        "invoices",
        """
        invoice_id, customer_name, issued_on,  due_on,     amount, owners
        I1,         Hua,           2025-05-01, 2025-05-20, 1000,   ana:50;bo:50
        I2,         Hua,           2025-05-01, 2025-05-20, 1000,   ana
        """,
    )
    books.add(
        "payments",
        """
        payment_id, customer_name, value_on,   amount, invoice_id
        R1,         Hua,           2025-05-19, 500,    I1
        """,
    )
    books.add("metrics", _table("metric", "value", ("ana", 60), ("bo", 30), ("mei", 15)))
    books.add("targets", _table("kpi", "target", ("ana", 50), ("bo", 50), ("mei", 50)))
    books.add("metrics", _table("metric", "value", ("ana", 4), ("bo", 5), metric="csat"))
    (east,) = _teams(books, "2025-05")
    values = {part.kpi: (part.measure.value, part.target) for part in east.card.components}
    assert east.name == "East"
    assert values["collection_rate"][0] == Fraction(500, 2000)
    assert values["sales_amount"] == (105_00, 150_00)
    assert values["csat"] == (Fraction(9, 2), Fraction(9, 2))


def test_a_team_without_a_scored_member_has_no_score(books: Books) -> None:
    books.add("people", PEOPLE)
    books.add("teams", TEAMS)
    assert _teams(books, "2025-05") == ()
    assert company_scores.ranking_of_teams((), SCHEME).cohort == 0


def test_what_became_known_later_can_be_left_out(books: Books) -> None:
    books.add("people", PEOPLE)
    books.add("invoices", _invoice("I1", "ana"))
    known_at, books.today = books.now, date(2025, 7, 1)
    books.add("metrics", _table("metric", "value", ("ana", 60)))
    for moment, value in ((known_at, None), (None, 60_00)):
        asked = Question(Period.parse("2025-05"), books.today, moment)
        with books.database.read(books.now) as tx:
            ana = company_scores.of_people(tx, books.company, SCHEME, asked)[0]
        sales = next(part for part in ana.card.components if part.kpi == "sales_amount")
        assert sales.measure.value == value


def _invoice(number: str, owner: str) -> str:
    return f"""
        invoice_id, customer_name, issued_on,  due_on,     amount, owner_id
        {number},   Hua,           2025-05-01, 2025-05-20, 1000,   {owner}
        """


def _table(key: str, column: str, *rows: tuple[str, int], metric: str = "sales_amount"):
    named = [{"person_id": who, key: metric, "period": "2025-05"} for who, _ in rows]
    return [row | {column: str(value)} for row, (_, value) in zip(named, rows, strict=True)]


def _people(books: Books, period: str) -> tuple[company_scores.Scored, ...]:
    asked = Question(Period.parse(period), books.today)
    with books.database.read(books.now) as tx:
        return company_scores.of_people(tx, books.company, SCHEME, asked)


def _teams(books: Books, period: str) -> tuple[company_scores.ScoredTeam, ...]:
    asked, people = Question(Period.parse(period), books.today), _people(books, period)
    with books.database.read(books.now) as tx:
        return company_scores.of_teams(tx, books.company, SCHEME, asked, people)


def _taken(books: Books) -> int:
    asked = Question(Period.parse("2026-11"), date(2026, 11, 23))
    with books.database.read(books.now) as tx, _counted(tx) as statements:
        people = company_scores.of_people(tx, books.company, SCHEME, asked)
        company_scores.of_teams(tx, books.company, SCHEME, asked, people)
    return len(statements)


@contextmanager
def _counted(tx: Tx) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        statements.append(statement)

    event.listen(tx.connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(tx.connection, "before_cursor_execute", note)
