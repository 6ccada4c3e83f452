"""Write-offs take their whole amount off the document they name, after the money of their day."""

import pytest

from ledger.booking import book
from tests.ledger.books import credit_note, due, left_open, lines, receipt, write_off


def test_a_write_off_goes_to_the_oldest_instalment_first() -> None:
    """
    INV-1/1  due 1 Mar  100
    INV-1/2  due 1 Apr  100
    W-1      on 5 Apr   130
    """
    dues = [due("INV-1", 100, "04-01", label="2"), due("INV-1", 100, "03-01")]
    entries = book(dues, [write_off("W-1", 130, "04-05", names=("INV-1",))])
    assert lines(dues, entries) == [("INV-1/1", 100, "04-05"), ("INV-1/2", 30, "04-05")]


@pytest.mark.parametrize("amount", [100, 99])
def test_more_than_is_open_is_not_written_off_at_all(amount) -> None:
    """INV-1 of 100 is paid but for 99: a write-off of 99 fits, one of 100 takes nothing."""
    dues = [due("INV-1", 100)]
    entries = book(
        dues, [receipt("R-1", 1, "03-05"), write_off("W-1", amount, "03-06", names=("INV-1",))]
    )
    assert left_open(dues, entries) == [99 if amount == 100 else 0]


def test_on_one_day_credit_notes_come_first_then_money_then_write_offs() -> None:
    """INV-1 of 100, all on 5 March: 10 are credited, 60 paid, 30 written off; none is left."""
    dues = [due("INV-1", 100)]
    settlings = [
        write_off("A-1", 30, "03-05", names=("INV-1",)),
        receipt("B-1", 60, "03-05"),
        credit_note("C-1", 10, "03-05", names=("INV-1",)),
    ]
    assert [line[1] for line in lines(dues, book(dues, settlings))] == [10, 60, 30]


def test_money_after_a_write_off_finds_less() -> None:
    """INV-1 of 100: 40 are written off on 5 March, so of 100 on 6 March 40 stay unapplied."""
    dues = [due("INV-1", 100)]
    settlings = [receipt("R-1", 100, "03-06"), write_off("W-1", 40, "03-05", names=("INV-1",))]
    expected = [("INV-1/1", 40, "03-05"), ("INV-1/1", 60, "03-06")]
    assert lines(dues, book(dues, settlings)) == expected


def test_of_two_write_offs_the_later_one_that_does_not_fit_takes_nothing() -> None:
    """INV-1 of 100: W-1 takes 70 on 5 March; W-2 of 70 on 6 March does not fit."""
    dues = [due("INV-1", 100)]
    settlings = [
        write_off("W-2", 70, "03-06", names=("INV-1",)),
        write_off("W-1", 70, "03-05", names=("INV-1",)),
    ]
    assert lines(dues, book(dues, settlings)) == [("INV-1/1", 70, "03-05")]
