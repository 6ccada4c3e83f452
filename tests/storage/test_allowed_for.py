"""What is allowed for, end to end: ageing, a card and its single rows say one thing."""

from datetime import date
from typing import Any

import pytest

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.engine import score
from scoring.scheme import read
from storage import company_scores, explanations, facts, itemised, movements, rosters
from storage.explanations import Explained
from storage.rosters import Question
from storage.window import By, Window
from tests.storage.books import Books

LATE = read(
    """
    id = "late"
    name = { en = "Late", zh = "逾期" }
    role = "sales"
    reason = "a test"
    kpi = [
        { id = "overdue_ratio", weight = "50", target = "0.5" },
        { id = "days_late", weight = "50", target = "60" },
    ]
    """,
    1,
)
WRITE_OFFS = "writeoff_id, invoice_id, amount, on, requested_by, approved_by"


@pytest.fixture
def office(books: Books) -> Books:
    """Ana and Bo sell; Fay and Gus write off."""
    books.today = date(2025, 1, 1)
    books.add(
        "people",
        """
        person_id, name, role,    team
        A,         Ana,  sales,   East
        B,         Bo,   sales,   East
        F,         Fay,  finance, East
        G,         Gus,  finance, East
        """,
    )
    return books


def owe(books: Books, *rows: str) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, owners"
    books.add("invoices", "\n".join([header, *rows]))


def explained(books: Books, who: str, day: str) -> Explained:
    """Explain somebody on a day, and see that the card of one, of all and of the rows is one."""
    today = date.fromisoformat(day)
    books.today = today
    question = Question(Period.month_of(today), today)
    with books.database.read(books.now) as tx:
        listed = rosters.roster(tx, books.company, "sales", question)
        (person,) = (one.person_id for one in listed if one.number == who)
        found = explanations.of_person(tx, books.company, person, LATE, question)
        own = score(facts.of_person(tx, books.company, LATE, question, person), LATE)
        every = company_scores.worked_out(tx, books.company, LATE, question, listed)
        (of_all,) = (one.card for one in every if one.person.number == who)
        everyones = itemised.of_everyone(tx, books.company, question.window(books.company))
    assert own == of_all == found.card
    assert sorted(map(str, everyones[person])) == sorted(map(str, found.items))
    return found


def rates(card: ScoreCard) -> dict[str, Any]:
    """What each KPI came to, and the score."""
    values = {one.kpi: one.measure.value for one in card.components}
    return values | {"score": card.score}


def amounts(found: Explained) -> list[tuple[str, int]]:
    return sorted((one.figure.kind.value, one.figure.amount_minor) for one in found.items)


def test_two_write_offs_of_a_shared_item_are_split_one_by_one(office: Books) -> None:
    """0.03 and 0.03 in halves: 0.02 and 0.02 of Ana's, 0.01 and 0.01 of Bo's."""
    owe(office, "INV-1, C1, 2025-01-01, 2025-01-31, 1000, A:50;B:50")
    office.today = date(2025, 2, 20)
    rows = ["W-1, INV-1, 0.03, 2025-02-10, F, G", "W-2, INV-1, 0.03, 2025-02-11, F, G"]
    office.add("writeoffs", "\n".join([WRITE_OFFS, *rows]))
    lost = ("written_off", 2), ("written_off", 2)
    assert amounts(explained(office, "A", "2025-02-20")) == [("open", 499_97), *lost]
    lost = ("written_off", 1), ("written_off", 1)
    assert amounts(explained(office, "B", "2025-02-20")) == [("open", 499_97), *lost]


def test_two_credit_notes_on_a_shared_item_are_split_one_by_one(office: Books) -> None:
    owe(office, "INV-1, C1, 2025-01-01, 2025-01-31, 1000, A:50;B:50")
    office.today = date(2025, 2, 20)
    header = "invoice_id, customer_id, issued_on, amount, kind, reverses_id"
    rows = (f"CN-{n}, C1, 2025-02-1{n}, 0.03, credit_note, INV-1" for n in (1, 2))
    office.add("invoices", "\n".join([header, *rows]))
    window = Window(Period.parse("2025-02"), office.today)
    with office.database.read(office.now) as tx:
        credited = movements.of_all(tx, office.company, window, By.PERSON)
    assert sorted(one.figure.amount_minor for one in credited) == [2, 4]
