"""What a card says of the score without an allowance is the score without it, duties included."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.pack import file_of, verify
from scoring.scheme import read
from storage import closing, company_scores, explanations, schemes, scores
from storage.database import Database
from storage.rosters import Question
from storage.schemes import Author
from tests.storage.books import Books

FEBRUARY = Period.parse("2025-02")
TODAY = date(2025, 3, 20)
QUESTION = Question(FEBRUARY, TODAY)
CALLS = """
id = "calls"
name = {en = "Calls", zh = "跟进"}
role = "sales"
reason = "All that they do."
[[kpi]]
id = "collection_rate"
weight = "40"
target = "0.8"
[[kpi]]
id = "followup_coverage"
weight = "20"
target = "1"
[[kpi]]
id = "invoicing_on_time"
weight = "20"
target = "1"
[[kpi]]
id = "promise_kept_rate"
weight = "20"
target = "1"
"""
SCHEME = read(CALLS, 1)
EXEMPTIONS = "exemption_id, invoice_id, kind, from, requested_by, approved_by, until, reason"
DISPUTES = "dispute_id, invoice_id, amount, from, to, outcome, own_doing"
ALLOWED = {
    "exempt": ("exemptions", f"{EXEMPTIONS}\nE, INV-1, exclude, 2025-02-08, fay, gus, , insolvent"),
    "extended": (
        "exemptions",
        f"{EXEMPTIONS}\nE, INV-1, extend, 2025-02-01, fay, gus, 2025-03-31, flood",
    ),
    "disputed": ("disputes", f"{DISPUTES}\nD, INV-1, 1000, 2025-02-01, , open, no"),
}


def company(database: Database) -> Books:
    """Of two invoices one was sent late, never called about, promised in vain, and is open."""
    books = Books.of_new_company(database)
    books.add(
        "people",
        """
        person_id, name, role,    team, valid_from
        ana,       Ana,  sales,   East, 2024-01-01
        bo,        Bo,   sales,   East, 2024-01-01
        fay,       Fay,  finance, ,     2024-01-01
        gus,       Gus,  finance, ,     2024-01-01
        """,
    )
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on, due_on, amount, owners, delivered_on, sent_on
        INV-1, C1, 2025-02-01, 2025-02-05, 1000, ana:50;bo:50, 2025-02-01, 2025-02-20
        INV-2, C2, 2025-02-01, 2025-02-05, 1000, ana,          2025-02-01, 2025-02-03
        """,
    )
    books.today = TODAY
    books.add(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, invoice_id
        R1,         C2,          2025-02-14, 1000,   INV-2
        """,
    )
    books.add("followups", "followup_id, person_id, customer_id, at\nT1, ana, C2, 2025-02-07T10:00")
    books.add(
        "promises",
        """
        promise_id, customer_id, amount, promised_on, recorded_at, invoice_id, person_id
        P-1,        C1,          1000,   2025-02-14,  2025-02-06,  INV-1,      ana
        P-2,        C2,          1000,   2025-02-14,  2025-02-06,  INV-2,      ana
        """,
    )
    return books


def cards(books: Books) -> Sequence[ScoreCard]:
    """Read Ana's and Bo's cards, and see that each is the same alone, together and explained."""
    with books.database.read(books.now) as tx:
        found = company_scores.of_people(tx, books.company, SCHEME, QUESTION)
        for one in found:
            key = one.person.person_id
            alone = scores.worked_out(tx, books.company, key, [(QUESTION, SCHEME)])[FEBRUARY]
            why = explanations.of_person(tx, books.company, key, SCHEME, QUESTION)
            assert alone.card == one.card == why.card
    return [one.card for one in found]


@pytest.mark.parametrize("kind", ALLOWED)
def test_the_score_without_it_is_the_one_of_books_without_it(database: Database, kind) -> None:
    plain, allowed = company(database), company(database)
    allowed.add(*ALLOWED[kind])
    without, found = cards(plain), cards(allowed)
    assert [card.allowed for card in without] == [(), ()]
    for one, then in zip(found, without, strict=True):
        (effect,) = one.allowed
        assert (effect.kind, effect.instalments) == (kind, 1)
        assert effect.score == then.score
    assert found[0].score != without[0].score


def test_ana_s_score_with_and_without_an_exemption_is_worked_out_by_hand(
    database: Database,
) -> None:
    """With it all that counts was done: 120 x 0.4 + 100 x 0.6. Without, 2/3 came in, half was."""
    books = company(database)
    books.add(*ALLOWED["exempt"])
    ana, bo = cards(books)
    assert (ana.score, bo.score) == (108, None)
    rate = Fraction(1000, 1500) / Fraction("0.8") * 100
    assert ana.allowed[0].score == rate * Fraction("0.4") + 50 * Fraction("0.6")
    assert bo.allowed[0].score == 0


def test_a_pack_holds_what_a_card_says(database: Database) -> None:
    books = company(database)
    books.add(*ALLOWED["exempt"])
    with books.database.write(books.now) as tx:
        assert not schemes.store(tx, books.company, CALLS, FEBRUARY.start, Author()).flaws
    before = cards(books)
    with books.database.write(books.now) as tx:
        closed = closing.close(tx, books.company, FEBRUARY, TODAY, closing.Who())
    assert cards(books) == before
    assert verify(file_of(closed.content)).same
