"""What is allowed for, end to end: ageing, a card and its single rows say one thing."""

from datetime import date
from fractions import Fraction
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
DISPUTES = "dispute_id, invoice_id, amount, from, to, outcome"
NOTES = "invoice_id, customer_id, issued_on, amount, kind, reverses_id"
PAYMENTS = "payment_id, customer_id, value_on, amount, invoice_id"


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


def write_off(books: Books, *rows: str) -> None:
    numbered = (f"W-{n}, {row}, F, G" for n, row in enumerate(rows))
    books.add("writeoffs", "\n".join([WRITE_OFFS, *numbered]))


def overdue(books: Books, day: str) -> Fraction:
    """What ageing says is overdue, of all that is open."""
    row = {name: Fraction(amount) for name, amount in books.ageing(day)["CNY"].items()}
    return 1 - (row["current"] + row["disputed"]) / row["open"]


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
    write_off(office, "INV-1, 0.03, 2025-02-10", "INV-1, 0.03, 2025-02-11")
    lost = ("written_off", 2), ("written_off", 2)
    assert amounts(explained(office, "A", "2025-02-20")) == [("open", 499_97), *lost]
    lost = ("written_off", 1), ("written_off", 1)
    assert amounts(explained(office, "B", "2025-02-20")) == [("open", 499_97), *lost]


def test_two_credit_notes_on_a_shared_item_are_split_one_by_one(office: Books) -> None:
    owe(office, "INV-1, C1, 2025-01-01, 2025-01-31, 1000, A:50;B:50")
    office.today = date(2025, 2, 20)
    rows = (f"CN-{n}, C1, 2025-02-1{n}, 0.03, credit_note, INV-1" for n in (1, 2))
    office.add("invoices", "\n".join([NOTES, *rows]))
    window = Window(Period.parse("2025-02"), office.today)
    with office.database.read(office.now) as tx:
        credited = movements.of_all(tx, office.company, window, By.PERSON)
    assert sorted(one.figure.amount_minor for one in credited) == [2, 4]


@pytest.fixture
def disputed(office: Books) -> Books:
    """Of Ana's 100,000 due on 31 January 30,000 are disputed; another 100,000 is not due yet."""
    owe(
        office,
        "INV-1, C1, 2025-01-01, 2025-01-31, 100000, A:100",
        "INV-2, C1, 2025-01-01, 2025-12-31, 100000, A:100",
    )
    office.today = date(2025, 2, 5)
    office.add("disputes", f"{DISPUTES}\n D-1, INV-1, 30000, 2025-02-05, ,")
    office.today = date(2025, 2, 28)
    return office


@pytest.mark.parametrize(
    "lost",
    [("10000", "10000"), ("70000",), ("60000", "25000"), ("100000",)],
    ids=["of the rest", "all of the rest", "more", "all"],
)
def test_what_is_written_off_stays_disputed_or_overdue_as_it_was(disputed: Books, lost) -> None:
    before = rates(explained(disputed, "A", "2025-02-28").card)
    assert before["overdue_ratio"] == Fraction(70_000, 200_000) == overdue(disputed, "2025-02-28")
    assert before["days_late"] == 28
    write_off(disputed, *(f"INV-1, {amount}, 2025-02-2{n}" for n, amount in enumerate(lost)))
    found = explained(disputed, "A", "2025-02-28")
    assert rates(found.card) == before
    assert [(one.kind.value, one.instalments) for one in found.card.allowed] == [("disputed", 1)]
    assert disputed.kpis("2025-02")[None]["overdue_ratio"] == "0.3500"


def test_of_two_write_offs_and_cash_the_dispute_is_served_once(disputed: Books) -> None:
    """60,000 come in, 20,000 are written off: 10,000 of those are disputed, and the 20,000 left."""
    disputed.add("payments", f"{PAYMENTS}\n R-1, C1, 2025-02-22, 60000, INV-1")
    before = rates(explained(disputed, "A", "2025-02-28").card)
    write_off(disputed, "INV-1, 5000, 2025-02-20", "INV-1, 15000, 2025-02-23")
    found = explained(disputed, "A", "2025-02-28")
    assert rates(found.card) == before
    assert before["overdue_ratio"] == Fraction(10_000, 140_000)
    assert before["days_late"] == Fraction(60_000 * 22 + 10_000 * 28, 70_000)


def test_when_its_period_is_over_a_write_off_has_settled_the_rest(disputed: Books) -> None:
    """Of the 30,000 left all are disputed: cash in March is on them."""
    write_off(disputed, "INV-1, 70000, 2025-02-20")
    disputed.today = date(2025, 3, 31)
    disputed.add("payments", f"{PAYMENTS}\n R-1, C1, 2025-03-10, 10000, INV-1")
    found = rates(explained(disputed, "A", "2025-03-31").card)
    assert found["overdue_ratio"] == 0 == overdue(disputed, "2025-03-31")
    assert found["days_late"] == 4  # from 31 January to 4 February


def test_a_credit_note_during_a_dispute_settles_the_rest_first(disputed: Books) -> None:
    disputed.add("invoices", f"{NOTES}\n CN-1, C1, 2025-02-20, 20000, credit_note, INV-1")
    found = rates(explained(disputed, "A", "2025-02-28").card)
    assert found["overdue_ratio"] == Fraction(50_000, 180_000) == overdue(disputed, "2025-02-28")
    assert disputed.kpis("2025-02")[None]["overdue_ratio"] == "0.2778"


def dispute(books: Books, *rows: str) -> None:
    numbered = (f"D-{n}, INV-1, {row}" for n, row in enumerate(rows, 1))
    books.add("disputes", "\n".join([DISPUTES, *numbered]))


@pytest.fixture
def owing(office: Books) -> Books:
    """Ana's 100,000 were due on 31 January."""
    owe(office, "INV-1, C1, 2025-01-01, 2025-01-31, 100000, A:100")
    office.today = date(2025, 2, 28)
    return office


def test_what_was_disputed_before_is_disputed_again(owing: Books) -> None:
    """All of it from 2 to 9 February, decided for us, and again from the 15th on."""
    dispute(owing, "100000, 2025-02-02, 2025-02-10, for_us", "100000, 2025-02-15, ,")
    found = explained(owing, "A", "2025-02-28")
    assert rates(found.card)["overdue_ratio"] == 0 == overdue(owing, "2025-02-28")
    assert owing.kpis("2025-02")[None]["overdue_ratio"] == "0.0000"
    without = {one.kind.value: one.score for one in found.card.allowed}
    assert without["disputed"] == Fraction(50 * 0 + 50 * 120, 100)  # all overdue, 20 days late


def test_of_two_disputes_one_after_the_other_each_spares_its_days(owing: Books) -> None:
    """60,000 from 2 to 9 and from 15 to 27 February: 28 - 8 - 13 days late, the rest 28."""
    dispute(owing, "60000, 2025-02-02, 2025-02-10, for_us", "60000, 2025-02-15, 2025-02-28, for_us")
    found = explained(owing, "A", "2025-02-28")
    assert rates(found.card)["days_late"] == Fraction(60 * 7 + 40 * 28, 100)
    running = explained(owing, "A", "2025-02-27")
    assert rates(running.card)["overdue_ratio"] == Fraction(40, 100) == overdue(owing, "2025-02-27")
    assert rates(running.card)["days_late"] == 27


@pytest.mark.parametrize("owner", ["A:100", ""], ids=["Ana's", "nobody's"])
def test_what_was_overdue_when_it_got_an_owner_is_charged_from_that_day(office, owner) -> None:
    """Due on 31 December, Bo's from 10 April on: 20 days on 30 April, and out of his share."""
    owe(
        office,
        f"INV-1, C1, 2024-12-01, 2024-12-31, 1000, {owner}",
        "INV-2, C1, 2025-01-01, 2025-12-31, 1000, B:100",
    )
    office.today = date(2025, 4, 10)
    office.add("ownership", "invoice_id, owners, valid_from\n INV-1, B:100, 2025-04-10")
    found = explained(office, "B", "2025-04-30")
    assert rates(found.card)["days_late"] == 20
    assert rates(found.card)["overdue_ratio"] == 0
    assert [(one.kind.value, one.instalments) for one in found.card.allowed] == [("handed_over", 1)]
    june = rates(explained(office, "B", "2025-06-30").card)
    assert (june["days_late"], june["overdue_ratio"]) == (81, Fraction(1, 2))


def test_who_owns_an_invoice_that_comes_in_overdue_is_charged_from_its_due_date(office) -> None:
    owe(office, "INV-1, C1, 2025-04-01, 2025-03-31, 1000, B:100")
    assert rates(explained(office, "B", "2025-04-30").card)["days_late"] == 30
