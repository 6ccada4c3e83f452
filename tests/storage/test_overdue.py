"""What is overdue adds up by owner, bucket and currency, and its change since a week before."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import overdue, teams
from storage.overdue import About, Change, Disputed, Moment, Overdue
from tests.storage.books import Books

PEOPLE = """
    person_id, name, role,  team,  valid_from
    ana,       Ana,  sales, East,  2025-01-01
    bo,        Bo,   sales, East,  2025-01-01
    mei,       Mei,  sales, South, 2025-01-01
    fin,       Fin,  other, Staff, 2025-01-01
"""
NOW, BEFORE = date(2025, 6, 30), date(2025, 6, 23)


def of(books: Books, about: About | None = None, **known: datetime) -> Overdue:
    now = Moment(NOW, known.get("now"))
    with books.database.read(books.now) as tx:
        before = Moment(BEFORE, known.get("before"))
        return overdue.of(tx, books.company, about or About(), now, before)


def team(books: Books, name: str) -> About:
    with books.database.read(books.now) as tx:
        found = teams.named(teams.everyone(tx, books.company), name)
    assert found is not None
    return About(frozenset({found.id}))


def invoice(books: Books, number: str, due_on: str, amount: str, owners: str = "ana") -> None:
    row = {"invoice_id": number, "customer_name": "Hua", "issued_on": "2025-03-01"}
    books.add("invoices", [row | {"due_on": due_on, "amount": amount, "owners": owners}])


def paid(books: Books, number: str, value_on: str, amount: str, on: str) -> None:
    row = {"payment_id": number, "customer_name": "Hua", "value_on": value_on}
    books.add("payments", [row | {"amount": amount, "invoice_id": on}])


@pytest.fixture
def east(books: Books) -> Books:
    books.add("people", PEOPLE)
    return books


def test_what_is_due_today_is_not_overdue(east: Books) -> None:
    invoice(east, "I1", "2025-06-30", "100")
    invoice(east, "I2", "2025-06-29", "100")
    (item,) = of(east).items
    assert (item.document, item.days, item.bucket, item.owner) == ("I2", 1, "1-30", "Ana")


def test_what_is_disputed_is_apart_and_the_rest_is_overdue(east: Books) -> None:
    """100 of Ana's and 80 of Ana's and Bo's, of which 30 and all 80 are disputed."""
    invoice(east, "I1", "2025-06-01", "100")
    invoice(east, "I2", "2025-06-01", "80", "ana:50;bo:50")
    header = "dispute_id, invoice_id, amount, from"
    east.add("disputes", f"{header}\n D1, I1, 30, 2025-06-25\n D2, I2, 80, 2025-06-25")
    found = of(east)
    assert [(item.document, item.amount_minor) for item in found.items] == [("I1", 70_00)]
    assert found.disputed == (Disputed("CNY", 110_00, 2),)
    (change,) = found.changes
    assert (change.before, change.now, change.other) == (180_00, 70_00, -110_00)


def test_the_change_says_what_was_paid_what_fell_due_and_the_rest(east: Books) -> None:
    invoice(east, "I1", "2025-06-01", "100")
    invoice(east, "I2", "2025-06-01", "80")
    invoice(east, "I3", "2025-06-23", "50")  # due on the day before's own day: overdue since
    invoice(east, "I4", "2025-06-20", "30")
    paid(east, "R1", "2025-06-25", "100", "I1")
    paid(east, "R2", "2025-06-26", "20", "I2")
    paid(east, "R3", "2025-06-22", "10", "I4")
    east.add(
        "invoices",
        """
        invoice_id, customer_name, issued_on,  amount, kind,        reverses_id
        N1,         Hua,           2025-06-27, 7,      credit_note, I2
        """,
    )
    (change,) = of(east).changes
    assert change == Change("CNY", 200_00, 123_00, 120_00, 2, 50_00, 1)
    assert change.other == -7_00


def test_a_shared_item_counts_once_for_a_team_and_by_share_across_teams(east: Books) -> None:
    invoice(east, "I1", "2025-06-01", "100", "ana:50;bo:50")
    invoice(east, "I2", "2025-06-01", "100", "bo:30;mei:70")
    paid(east, "R1", "2025-06-25", "50", "I2")
    found = of(east, team(east, "East"))
    assert [(i.document, i.owner, i.amount_minor) for i in found.items] == [
        ("I1", "Ana", 50_00),
        ("I1", "Bo", 50_00),
        ("I2", "Bo", 15_00),
    ]
    assert found.changes == (Change("CNY", 130_00, 115_00, 15_00, 1),)
    assert [[part.owner for part in parts] for parts in found.whole] == [["Ana", "Bo"], ["Bo"]]
    assert of(east, team(east, "South")).changes == (Change("CNY", 70_00, 35_00, 35_00, 1),)
    assert of(east).changes == (Change("CNY", 200_00, 150_00, 50_00, 1),)
    assert of(east, team(east, "Staff")) == Overdue((), (), {})


def test_a_person_s_items_are_theirs_alone(east: Books) -> None:
    invoice(east, "I1", "2025-06-01", "100", "ana:50;bo:50")
    ((bo,),) = east.sql("SELECT id FROM person WHERE number = 'bo' AND workspace_id = {company}")
    assert [item.owner for item in of(east, About(person=bo)).items] == ["Bo"]


def test_a_bounce_is_no_payment_and_what_it_reopens_is_another_change(east: Books) -> None:
    invoice(east, "I1", "2025-06-01", "100")
    paid(east, "R1", "2025-06-10", "100", "I1")
    east.add(
        "payments",
        """
        payment_id, customer_name, value_on,   amount, reverses_id
        B1,         Hua,           2025-06-26, 100,    R1
        """,
    )
    found = of(east)
    assert found.changes == (Change("CNY", 0, 100_00),)
    assert found.changes[0].other == 100_00
    assert found.last_paid == {}


def test_the_most_pressing_comes_first_by_amount_times_days_across_currencies(
    east: Books,
) -> None:
    east.add("rates", [{"on": "2025-01-01", "currency": "JPY", "rate": "0.05"}])
    invoice(east, "I1", "2025-06-28", "10000")  # 20,000 day-yuan
    invoice(east, "I2", "2025-04-01", "200")  # 18,000
    row = {"invoice_id": "I3", "customer_name": "Kobe", "issued_on": "2025-03-01"}
    row |= {"due_on": "2025-06-29", "amount": "500000", "currency": "JPY", "owner_id": "mei"}
    east.add("invoices", [row])  # 25,000
    paid(east, "R1", "2025-04-02", "1", "I2")
    found = of(east)
    assert [parts[0].document for parts in found.whole] == ["I3", "I1", "I2"]
    assert found.whole[0][0].worth == Fraction(25_000)
    assert sorted(found.last_paid.values()) == [date(2025, 4, 2)]
    assert [change.currency for change in found.changes] == ["CNY", "JPY"]


def test_a_past_week_is_read_as_it_was_known_then(east: Books) -> None:
    east.today = date(2025, 6, 20)
    invoice(east, "I1", "2025-06-01", "100")
    east.today = date(2025, 6, 25)
    paid(east, "R1", "2025-06-22", "40", "I1")  # known only after the week before's day
    east.today = NOW
    known = {"now": east.now, "before": datetime(2025, 6, 23, 1, tzinfo=UTC)}
    assert of(east, **known).changes == (Change("CNY", 100_00, 60_00, 40_00, 1),)
    assert of(east).changes == (Change("CNY", 60_00, 60_00),)
    early = datetime(2025, 6, 1, tzinfo=UTC)
    with east.database.read(east.now) as tx:
        assert not overdue.anything_known(tx, east.company, early)
        assert overdue.anything_known(tx, east.company, known["before"])


def test_only_teams_with_receivables_are_written_to(east: Books) -> None:
    invoice(east, "I1", "2025-06-01", "100", "mei")
    with east.database.read(east.now) as tx:
        found = teams.with_receivables(tx, east.company, NOW)
        assert [group.name for group in found] == ["South"]
        assert teams.named(found, "sOUTH") == found[0]
        assert teams.named(found, "East") is None


amounts = st.integers(1, 500)
days = st.integers(1, 60)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sales=st.lists(
        st.tuples(amounts, days, st.sampled_from(["ana", "bo:33.3;mei:66.7", "mei"])),
        min_size=1,
        max_size=6,
    ),
    cash=st.lists(st.tuples(amounts, days), max_size=5),
)
def test_a_change_always_adds_up_and_teams_sum_to_the_company(database, sales, cash) -> None:
    books = Books.of_new_company(database)
    books.add("people", PEOPLE)
    for n, (amount, day, owners) in enumerate(sales):
        invoice(books, f"I{n}", str(date.fromordinal(NOW.toordinal() - day)), str(amount), owners)
    for n, (amount, day) in enumerate(cash):
        value_on = str(date.fromordinal(NOW.toordinal() - day))
        row = {"payment_id": f"R{n}", "customer_name": "Hua", "value_on": value_on}
        books.take("payments", [row | {"amount": str(amount)}])
    whole = of(books)
    for change in whole.changes:
        assert change.other == 0  # only money and the calendar moved anything
        assert sum(item.amount_minor for item in whole.items) == change.now
    parts = [of(books, team(books, name)).changes for name in ("East", "South")]
    for name in ("before", "now", "newly"):
        total = sum(getattr(change, name) for changes in parts for change in changes)
        assert total == sum(getattr(change, name) for change in whole.changes)
