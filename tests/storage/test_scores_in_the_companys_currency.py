"""People are credited at the invoice's booking rate, whatever the rate on the day of the money."""

from datetime import date

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.facts import Kind
from scoring.items import Item
from scoring.scheme import template
from storage import explanations
from storage.rosters import Question
from storage.window import By

RATES = "on, currency, rate\n 2025-01-02, USD, 7.30\n 2025-02-10, USD, 7.10"
FEBRUARY = Period.parse("2025-02")


def card_of(books, person: str) -> tuple[ScoreCard, tuple[Item, ...]]:
    """Give a person's card of February by the shipped scheme, and what it was made of."""
    scheme = template("sales")
    assert scheme is not None
    ((person_id,),) = books.sql(
        f"SELECT id FROM person WHERE workspace_id = {{company}} AND number = '{person}'"  # noqa: S608
    )
    with books.database.read(books.now) as tx:
        asked = Question(FEBRUARY, date(2025, 2, 28))
        found = explanations.of_person(tx, books.company, person_id, scheme, asked)
        return found.card, found.items


def invoiced(books, *rows: str) -> None:
    books.add("people", "person_id, name, role\n P1, Ana, sales")
    header = "invoice_id, customer_id, issued_on, due_on, amount, currency, owner_id"
    books.add("invoices", "\n".join((header, *rows)))


def test_an_invoice_in_dollars_is_credited_at_its_booking_rate(books) -> None:
    """USD 10,000 booked at 7.30 and paid at 7.10: outstanding 0, credit CNY 73,000."""
    books.add("rates", RATES)
    invoiced(books, "INV-1, C1, 2025-01-10, 2025-02-09, 10000, USD, P1")
    books.add(
        "payments",
        "payment_id, customer_id, value_on, amount, currency\n PAY-1, C1, 2025-02-10, 10000, USD",
    )
    assert books.ageing("2025-02-28")["USD"]["outstanding"] == "0.00"
    card, items = card_of(books, "P1")
    rate = next(c for c in card.components if c.kpi == "collection_rate")
    assert (rate.measure.over, rate.measure.under) == (73_000_00, 73_000_00)
    assert [(item.figure.kind, item.figure.amount) for item in items] == [(Kind.CASH, 73_000_00)]
    ana = books.kpis("2025-02", By.PERSON)["P1"]
    assert (ana["currency"], ana["collected_amount"]) == ("USD", "10000.00")


def test_an_invoice_without_a_rate_is_left_out_of_the_score_and_said(books) -> None:
    """Issued on 1 January, the first rate is of the 2nd; the other invoice is in CNY."""
    books.add("rates", RATES)
    invoiced(
        books,
        "INV-1, C1, 2025-01-01, 2025-02-09, 10000, USD, P1",
        "INV-2, C1, 2025-01-01, 2025-02-09, 100, CNY, P1",
    )
    card, items = card_of(books, "P1")
    rate = next(c for c in card.components if c.kpi == "collection_rate")
    assert (rate.measure.over, rate.measure.under) == (0, 100_00)
    assert {item.document: item.figure.rate for item in items} == {"INV-1": None, "INV-2": 1}


def test_a_corrected_rate_of_the_day_counts(books) -> None:
    books.add("rates", RATES)
    books.take("rates", "on, currency, rate\n 2025-01-02, USD, 7.31")
    invoiced(books, "INV-1, C1, 2025-01-10, 2025-02-09, 10000, USD, P1")
    _, (item,) = card_of(books, "P1")
    assert item.figure.amount == 73_100_00
