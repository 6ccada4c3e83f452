"""Whatever moves between people: the bases of all add up to the company's, and no rate passes 1.

Where an instalment is disputed in part, each owner's share is cut by itself into what is overdue
and what is disputed, so `cash_cei` may be off by a cent an owner.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from ledger.period import Period
from scoring.facts import Facts, Figure, Kind
from scoring.kpis import catalogue
from storage import figures, itemised
from storage.rosters import Question
from storage.window import By, Window
from tests.storage.books import Books
from tests.storage.ledgers import Ledger, crowded, ledgers

MONTHS = tuple(Period.parse(f"2025-0{month}") for month in (1, 2, 3, 4))
OWNERS = 3  # of one instalment, at most
RATES = ("collection_rate", "cash_cei", "bad_debt_ratio")
some = settings(
    max_examples=10,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def of_each(books: Books, window: Window, by: By) -> dict[int | None, Facts]:
    """The figures of every key, as facts."""
    found: dict[int | None, list[Figure]] = {}
    with books.database.read(books.now) as tx:
        for keyed in figures.of_all(tx, books.company, window, by):
            found.setdefault(keyed.key, []).append(keyed.figure)
    return {key: Facts(window.period, "CNY", tuple(own)) for key, own in found.items()}


@pytest.mark.parametrize("is_score", [False, True], ids=["reports", "scores"])
@given(ledger=ledgers(allowing=True))
@some
def test_the_bases_of_all_add_up_to_the_company_s(
    database, ledger: Ledger, *, is_score: bool
) -> None:
    books = Books.of_new_company(database)
    books.take_folder(ledger.files(), partial=True)
    for month in MONTHS:
        question = Question(month, books.today)
        window = question.window(books.company) if is_score else Window(month, question.as_of)
        whole = of_each(books, window, By.COMPANY).values()
        for by in (By.PERSON, By.TEAM, By.CUSTOMER):
            parts = of_each(books, window, by).values()
            for name in RATES:
                over, under = added_up(name, parts)
                assert over == added_up(name, whole)[0]
                cents = abs(under - added_up(name, whole)[1])
                assert cents <= (OWNERS * len(ledger.disputes) if name == "cash_cei" else 0)


@given(ledger=crowded())
@some
def test_ageing_and_kpis_say_one_thing_and_so_do_sums_and_single_rows(
    database, ledger: Ledger
) -> None:
    """Whatever is disputed, credited and written off, in whatever order."""
    books = Books.of_new_company(database)
    books.take_folder(ledger.files(), partial=True)
    for question in (Question(month, books.today) for month in MONTHS):
        as_of = question.as_of
        found = of_each(books, Window(question.period, as_of), By.COMPANY).values()
        opens = [one for facts in found for one in facts.figures if one.kind is Kind.OPEN]
        aged = {name: minor(amount) for name, amount in books.ageing(str(as_of))["CNY"].items()}
        assert sum(one.amount_minor for one in opens if one.disputed) == aged["disputed"]
        late = aged["open"] - aged["current"] - aged["disputed"]
        assert sum(one.amount_minor for one in opens if one.overdue) == late
        window = question.window(books.company)
        sums = of_each(books, window, By.PERSON)
        with books.database.read(books.now) as tx:
            rows = itemised.of_everyone(tx, books.company, window)
        for person, items in rows.items():
            assert alike(item.figure for item in items) == alike(sums[person].figures)


def minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def alike(figures: Iterable[Figure]) -> dict[Figure, tuple[int, int]]:
    """Amounts and days of figures that differ in nothing else, where there are any."""
    found: dict[Figure, tuple[int, int]] = {}
    for one in figures:
        key = replace(one, amount_minor=0, amount_days=0, items=0)
        amount, days = found.get(key, (0, 0))
        found[key] = amount + one.amount_minor, days + one.amount_days
    return {key: sums for key, sums in found.items() if any(sums)}


def added_up(name: str, every: Iterable[Facts]) -> tuple[Fraction, Fraction]:
    """What stands above the line and below it of all of them; each rate is one of 0 to 1."""
    told = [catalogue()[name].measure(facts) for facts in every]
    assert all(one.value is None or 0 <= one.value <= 1 for one in told)
    return sum((one.over for one in told), Fraction(0)), sum(
        (one.under for one in told), Fraction(0)
    )
