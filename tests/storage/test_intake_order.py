"""Whatever the order of rows: the same balances, which add up to what the rows alone say."""

import random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.money import major
from storage.window import By
from tests.storage.books import Books
from tests.storage.ledgers import Ledger, day, ledgers

# Every example is two imports or fifty questions: a failing one is shown as it was drawn.
some = settings(
    max_examples=10,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LOOKS = [str(day(n)) for n in (0, 15, 30, 45, 60, 80, 110)]
PARTS = (By.PERSON, By.TEAM, By.CUSTOMER)
MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04")


def imported(database, ledger: Ledger) -> Books:
    books = Books.of_new_company(database)
    outcomes = books.take_folder(ledger.files())
    assert not any(outcome.rejected for outcome in outcomes)
    return books


def everything(books: Books) -> dict[str, object]:
    """Give every figure that can be asked for, on several days and in several months."""
    return {
        "settled": {number: sorted(lines) for number, lines in books.settled().items()},
        "reduced": books.reduced(),
        "aged": [books.ageing(on, by) for on in LOOKS for by in (None, *PARTS)],
        "measured": [books.kpis(month, by) for month in MONTHS for by in (By.COMPANY, *PARTS)],
    }


@given(ledgers(), st.randoms(use_true_random=False))
@some
def test_shuffled_rows_give_the_same_books(database, ledger: Ledger, dice: random.Random) -> None:
    shuffled = Ledger(
        tuple(dice.sample(ledger.invoices, len(ledger.invoices))),
        tuple(dice.sample(ledger.payments, len(ledger.payments))),
        tuple(dice.sample(ledger.people, len(ledger.people))),
    )
    first, second = (everything(imported(database, each)) for each in (ledger, shuffled))
    assert first == second


@given(ledgers())
@some
def test_outstanding_is_billed_less_credited_less_received(database, ledger: Ledger) -> None:
    books = imported(database, ledger)
    for on in range(0, 130, 13):
        aged = books.ageing(str(day(on)))["CNY"]
        assert aged["outstanding"] == major(ledger.owed(day(on)), "CNY")
        buckets = [aged[name] for name in ("current", "1-30", "31-60", "61-90", "90+")]
        cents = [int(amount.replace(".", "")) for amount in (*buckets, aged["disputed"])]
        unapplied = int(aged["unapplied"].replace(".", ""))
        assert sum(cents) - unapplied == ledger.owed(day(on))
        assert min(cents) >= 0
        assert unapplied >= 0


@given(ledgers())
@some
def test_every_view_adds_up_to_the_company(database, ledger: Ledger) -> None:
    books = imported(database, ledger)
    for on in LOOKS:
        whole = books.ageing(on)["CNY"]
        for by in PARTS:
            parts = books.ageing(on, by).values()
            for column, amount in whole.items():
                assert _sum(part[column] for part in parts) == _sum([amount])
    for month in MONTHS:
        whole = books.kpis(month)[None]["collected_amount"]
        for by in PARTS:
            assert _sum(books.collected(month, by).values()) == _sum([whole])


@given(ledgers())
@some
def test_the_same_folder_again_changes_nothing(database, ledger: Ledger) -> None:
    books = imported(database, ledger)
    before = everything(books)
    assert [outcome.added for outcome in books.take_folder(ledger.files())] == [0] * len(
        ledger.files()
    )
    assert everything(books) == before


def _sum(amounts) -> int:
    return sum(int(amount.replace(".", "")) for amount in amounts)
