"""What is shown is what the facts say now, whatever is kept: small books, each with one trap."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from storage import card_keeping, cards, effort, people, proposals, schemes, scores
from storage.booked import Payment
from storage.database import Database
from storage.rosters import Question
from tests.storage.books import Books
from tests.stories.conftest import scheme_of

PEOPLE = """person_id, name, role, email, valid_from
    A, Ana, sales, ana@x.y, 2024-01-01
    B, Bo, sales, bo@x.y, 2024-01-01
    F, Fin, finance, fin@x.y, 2024-01-01"""


class Shown:
    """A company of three people, and what each is shown."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def under(self, *parts: str, **more: str) -> None:
        with self.books.database.write(self.books.now) as tx:
            text = scheme_of("sales", *parts, reason="a test", **more)
            schemes.store(tx, self.books.company, text, date(2026, 1, 1), schemes.Author())

    def id_of(self, table: str, number: str) -> int:
        ((found,),) = self.books.sql(
            f"SELECT id FROM {table} "  # noqa: S608 - a test's own words
            f"WHERE workspace_id = {{company}} AND number = '{number}'"
        )
        return int(found)

    def keep(self) -> int:
        """Keep cards until none is missing; how many."""
        count = 0
        books = self.books
        while found := card_keeping.refresh(books.database, books.company, books.now, books.today):
            count += found
            assert count < 100, "keeping cards comes to no end"
        return count

    def score(self, person: str, month: str) -> Fraction | None:
        """What somebody is shown, which is what the facts say."""
        books, key = self.books, self.id_of("person", person)
        question = Question(Period.parse(month), books.today)
        with books.database.read(books.now) as tx:
            versions = schemes.of_role(tx, books.company, "sales")
            scheme = versions.scheme_for(question.period)
            assert scheme is not None
            asked = (question.period, books.today)
            found = scores.standing(tx, books.company, key, versions, asked)
            facts = scores.worked_out(tx, books.company, key, [(question, scheme)])
            assert found is not None
            assert found.card == facts[question.period].card
        return found.card.score

    def is_kept(self, person: str, month: str) -> bool:
        books, question = self.books, Question(Period.parse(month), self.books.today)
        with books.database.read(books.now) as tx:
            scheme = schemes.in_force(tx, books.company, "sales", question.period)
            assert scheme is not None
            return self.id_of("person", person) in cards.of_everyone(
                tx, books.company, scheme, question
            )

    def confirm(self, customer: str, amount: str, on: date) -> None:
        books, fin = self.books, Who(self.id_of("person", "F"), "Fin", is_finance=True)
        payment = Payment(self.id_of("customer", customer), Money.of(amount, "CNY"), on)
        with books.database.write(books.now) as tx:
            found = proposals.propose(tx, books.company, payment, fin)
            proposals.confirm(tx, books.company, found, fin)

    def promise(self, person: str, customer: str, amount: str, on: date) -> None:
        books = self.books
        with books.database.write(books.now) as tx:
            who = people.by_email(tx, books.company, f"{person}@x.y", books.today)
            assert who is not None
            subject = effort.subject_of(tx, books.company, [customer])
            effort.record_promise(tx, books.company, who, subject, (Money.of(amount, "CNY"), on))


@pytest.fixture
def shown(database: Database) -> Shown:
    books = Books.of_new_company(database)
    books.today = date(2026, 10, 15)
    books.add("people", PEOPLE)
    return Shown(books)


def test_a_month_that_is_over_changes_while_a_duty_of_it_still_runs(shown: Shown) -> None:
    """I1 is due on 29 October; three business days to speak of it end on 4 November: no one did."""
    shown.books.add(
        "invoices",
        """invoice_id, customer_id, issued_on, due_on, amount, owner_id
        I0, K, 2026-09-01, 2026-10-10, 100, A
        I1, K, 2026-09-05, 2026-10-29, 100, A""",
    )
    shown.books.add(
        "followups",
        "followup_id, person_id, customer_id, invoice_id, at\n F1, A, K, I0, 2026-10-12T10:00:00",
    )
    shown.under("followup_coverage 100 1")
    for day, expected in ((2, 100), (5, 50)):
        shown.books.today = date(2026, 11, day)
        shown.keep()
        assert shown.is_kept("A", "2026-10")
        assert shown.score("A", "2026-10") == expected
    assert shown.keep() == 0
    shown.books.today = date(2027, 2, 1)
    shown.keep()
    shown.books.today += timedelta(days=1)
    assert shown.keep() == 4, "two people, February and January; December is over"


def test_money_reaches_the_card_of_whoever_wrote_down_the_promise(shown: Shown) -> None:
    """It settles Bo's older invoice of the customer, and keeps Ana's promise."""
    shown.books.add(
        "invoices",
        """invoice_id, customer_id, issued_on, due_on, amount, owner_id
        I0, K, 2026-09-01, 2026-09-10, 100, B
        I1, L, 2026-10-01, 2026-10-20, 100, A""",
    )
    shown.under("promise_kept_rate 100 1")
    shown.books.today = date(2026, 11, 2)
    shown.promise("ana", "K", "100", date(2026, 11, 18))
    shown.books.today = date(2026, 11, 23)
    shown.keep()
    assert shown.score("A", "2026-11") == 0
    shown.confirm("K", "100", date(2026, 11, 18))
    assert shown.score("A", "2026-11") == 100
    shown.keep()
    assert shown.score("A", "2026-11") == 100


def test_under_a_scheme_that_draws_rates_together_money_of_one_reaches_everybody(
    shown: Shown,
) -> None:
    """800 of Ana's 1,000 raise the rate of all, towards which Bo's nothing of 400 is drawn."""
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    rows = [f"A{n}, K, 2026-10-01, 2026-10-10, 100, A" for n in range(10)]
    rows += [f"B{n}, L, 2026-10-01, 2026-10-10, 100, B" for n in range(4)]
    shown.books.add("invoices", "\n".join([header, *rows]))
    shown.under("collection_rate 100 1", shrink="20")
    shown.keep()
    before = shown.score("B", "2026-10")
    assert shown.is_kept("B", "2026-10")
    shown.confirm("K", "800", date(2026, 10, 12))
    after = shown.score("B", "2026-10")
    assert before == 0
    assert after == Fraction(20 * 100, 24) * Fraction(800, 1400)
    shown.keep()
    assert shown.score("B", "2026-10") == after
