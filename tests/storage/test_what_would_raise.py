"""What would raise a score is found among what counts, not among what is left out of it."""

from datetime import date

import pytest

from ledger.period import Period
from scoring.scheme import read
from storage import itemised, scores
from storage.rosters import Question
from tests.storage.books import Books

TODAY = date(2025, 2, 20)
QUESTION = Question(Period.parse("2025-02"), TODAY)
SCHEME = read(
    """
    id = "cash"
    name = {en = "Cash", zh = "回款"}
    role = "sales"
    reason = "All that they do."
    [[kpi]]
    id = "collection_rate"
    weight = "50"
    target = "0.9"
    [[kpi]]
    id = "overdue_ratio"
    weight = "50"
    target = "0.5"
    """,
    1,
)


@pytest.fixture
def acme(books: Books) -> Books:
    """Of Ana's six overdue invoices the three large ones are exempt."""
    books.add(
        "people",
        """
        person_id, name, role,    team, valid_from
        ana,       Ana,  sales,   East, 2024-01-01
        fay,       Fay,  finance, ,     2024-01-01
        gus,       Gus,  finance, ,     2024-01-01
        """,
    )
    head = "invoice_id, customer_name, issued_on, due_on, amount, owners"
    rows = [f"BIG-{n}, Hua, 2025-01-01, 2025-01-31, {100_000 + n}, ana" for n in (1, 2, 3)]
    rows += [f"SMALL-{n}, Hua, 2025-01-01, 2025-01-31, {50_000 + n}, ana" for n in (1, 2, 3)]
    rows += ["LATER, Hua, 2025-01-01, 2025-12-31, 1000, ana"]
    books.add("invoices", "\n".join([head, *rows]))
    books.today = TODAY
    return books


def exempt(books: Books, *numbers: int) -> None:
    head = "exemption_id, invoice_id, kind, from, requested_by, approved_by, reason"
    rows = [f"E-{n}, BIG-{n}, exclude, 2025-02-01, fay, gus, insolvent" for n in numbers]
    books.add("exemptions", "\n".join([head, *rows]))


def raising(books: Books) -> list[str]:
    """Name what a card says would raise it."""
    person = books.sql("SELECT id FROM person WHERE workspace_id = {company} AND number = 'ana'")
    with books.database.read(books.now) as tx:
        kept = scores.worked_out(tx, books.company, person[0][0], [(QUESTION, SCHEME)])
    return [one.item.document for one in kept[QUESTION.period].worth or ()]


def test_exempt_items_do_not_crowd_out_those_that_count(acme: Books) -> None:
    assert raising(acme) == ["BIG-3", "BIG-2", "BIG-1"]
    exempt(acme, 1, 2)
    assert raising(acme) == ["BIG-3", "SMALL-3", "SMALL-2"]
    exempt(acme, 3)
    assert raising(acme) == ["SMALL-3", "SMALL-2", "SMALL-1"]


def test_each_sort_has_its_largest_and_no_more(acme: Books) -> None:
    exempt(acme, 1, 2, 3)
    person = acme.sql("SELECT id FROM person WHERE workspace_id = {company} AND number = 'ana'")
    window = QUESTION.window(acme.company)
    with acme.database.read(acme.now) as tx:
        found = itemised.largest_open(tx, acme.company, window, person[0][0], 2)
    assert {one.document for one in found} == {"BIG-2", "BIG-3", "SMALL-2", "SMALL-3", "LATER"}
