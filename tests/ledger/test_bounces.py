"""Bounces and mistakes: what was settled is open again, and when; nothing is rewritten."""

from dataclasses import replace
from datetime import date

import pytest

from ledger.ageing import age
from ledger.booking import Bounce, Source, Standing, book
from tests.ledger.books import credit_note, day, due, left_open, lines, receipt, unapplied


def test_a_balance_of_the_past_stays_what_it_was_when_the_bank_takes_money_back() -> None:
    """
    INV-1  due 31 Jan 2025  1,000
    R-1    on 10 Feb 2025     600, bounced on 5 Mar
    open:  31 Jan 1,000; 28 Feb 400; 31 Mar 1,000, which is 59 days overdue
    """
    dues = [due("INV-1", 1000, "2025-01-31", issued_on="2025-01-01")]
    money = receipt("R-1", 600, "2025-02-10")
    entries = book(dues, [money], [Bounce(money.key, "B-1", day("2025-03-05"))])
    assert left_open(dues, entries, "2025-01-31") == [1000]
    assert left_open(dues, entries, "2025-02-28") == [400]
    assert left_open(dues, entries, "2025-03-31") == [1000]
    assert age(dues[0].due_on, date(2025, 3, 31)) == 59


def test_a_bounce_reverses_every_line_and_names_it() -> None:
    """
    INV-1  100 ┐
    INV-2   50 ┴ settled by R-1, 120 on 1 Mar; bounced on 5 Mar
    """
    dues = [due("INV-1", 100), due("INV-2", 50, "03-02")]
    money = receipt("R-1", 120)
    entries = book(dues, [money], [Bounce(money.key, "B-1", day("03-05"))])
    assert lines(dues, entries) == [
        ("INV-1/1", 100, "03-01"),
        ("INV-2/1", 20, "03-01"),
        ("INV-1/1", -100, "03-05"),
        ("INV-2/1", -20, "03-05"),
    ]
    assert [entry.undoes for entry in entries] == [None, None, 0, 1]
    assert [entry.credited_on for entry in entries] == [day("03-01")] * 4


def test_a_bounce_takes_back_what_an_earlier_command_booked() -> None:
    """
    INV-1  100, of which R-1 paid 60 and R-2 paid 40 in an earlier command
    R-1    bounced on 5 Mar: 60 are open again, R-2 stays
    """
    dues = [due("INV-1", 0)]
    standing = [
        Standing(2, dues[0].key, 40, day("03-02")),
        Standing(1, dues[0].key, 60, day("03-01")),
    ]
    entries = book(dues, [], [Bounce(1, "B-1", day("03-05"))], standing)
    assert lines(dues, entries) == [("INV-1/1", -60, "03-05")]
    assert [(entry.settling, entry.undoes) for entry in entries] == [(1, -2)]
    assert left_open(dues, entries) == [60]


def test_a_mistake_is_undone_on_the_days_of_what_it_undoes() -> None:
    """
    INV-1  100   ← R-1, 100 on 1 Mar, undone on 5 Mar: it was never settled
    INV-2  100   ← R-2, 100 on 1 Mar, bounced on 5 Mar: it was settled until then
    """
    dues = [due("INV-1", 0), due("INV-2", 0)]
    standing = [Standing(n, one.key, 100, day("03-01")) for n, one in enumerate(dues, 1)]
    bounces = [Bounce(1, "R-1", day("03-05"), undo=True), Bounce(2, "R-2", day("03-05"))]
    entries = book(dues, [], bounces, standing)
    assert lines(dues, entries) == [("INV-1/1", -100, "03-01"), ("INV-2/1", -100, "03-05")]


def test_money_that_comes_after_a_bounce_settles_what_it_reopened() -> None:
    """
    INV-1  due 1 Mar   100   ← R-1 on 1 Mar, bounced on 5 Mar; then R-3
    INV-2  due 2 Mar   100   ← R-2 on 2 Mar
    INV-3  due 31 Mar  100
    R-3    on 6 Mar    100: INV-1 is the oldest again
    """
    dues = [due("INV-1", 100), due("INV-2", 100, "03-02"), due("INV-3", 100, "03-31")]
    rows = [receipt("R-1", 100), receipt("R-2", 100, "03-02"), receipt("R-3", 100, "03-06")]
    entries = book(dues, rows, [Bounce(rows[0].key, "B-1", day("03-05"))])
    assert lines(dues, entries)[-1] == ("INV-1/1", 100, "03-06")
    assert left_open(dues, entries) == [0, 0, 100]


def test_a_partly_paid_instalment_is_not_settled_twice_once_it_is_reopened() -> None:
    """
    INV-1  100   ← R-1, 60 on 1 Mar, bounced on 5 Mar; R-2, 100 on 6 Mar, settles it
    """
    dues = [due("INV-1", 100)]
    rows = [receipt("R-1", 60), receipt("R-2", 130, "03-06")]
    entries = book(dues, rows, [Bounce(rows[0].key, "B-1", day("03-05"))])
    assert left_open(dues, entries) == [0]
    assert unapplied(rows[1], entries) == 30


def test_money_that_came_before_a_bounce_stays_unapplied() -> None:
    """
    INV-1  100   ← R-1, 100 on 1 Mar, bounced on 5 Mar; R-2, 100 on 2 Mar, found nothing open
    """
    dues = [due("INV-1", 100)]
    rows = [receipt("R-1", 100), receipt("R-2", 100, "03-02")]
    entries = book(dues, rows, [Bounce(rows[0].key, "B-1", day("03-05"))])
    assert left_open(dues, entries) == [100]
    assert unapplied(rows[1], entries) == 100


@pytest.mark.parametrize("number", ["A-1", "R-1", "Z-1"])
def test_a_bounce_on_the_day_of_its_money_comes_after_it(number) -> None:
    """R-1, 100 on 1 Mar, bounced on 1 Mar: in and out, and INV-1 stays open."""
    dues, money = [due("INV-1", 100)], receipt("R-1", 100)
    entries = book(dues, [money], [Bounce(money.key, number, day("03-01"))])
    assert lines(dues, entries) == [("INV-1/1", 100, "03-01"), ("INV-1/1", -100, "03-01")]


def test_several_that_came_and_went_on_one_day_each_came_before_it_went() -> None:
    """R-0, R-1 and R-2, 100 each on 1 Mar, each taken back that day under its own number."""
    dues, rows = [due("INV-1", 100)], [receipt(f"R-{n}", 100) for n in range(3)]
    bounces = [Bounce(row.key, row.number, day("03-01")) for row in rows]
    entries = book(dues, rows, bounces)
    assert [(entry.settling, entry.amount_minor) for entry in entries] == [
        (row.key, amount) for row in rows for amount in (100, -100)
    ]


def test_on_one_day_a_bounce_has_its_place_among_the_receipts_by_number() -> None:
    """
    INV-1  100   ← R-1 on 1 Mar, taken back by R-3 on 5 Mar
    R-2    on 5 Mar, 100: before R-3, so it finds nothing open
    R-4    on 5 Mar, 100: after R-3, so it settles INV-1
    """
    dues = [due("INV-1", 100)]
    rows = [receipt("R-4", 100, "03-05"), receipt("R-2", 100, "03-05"), receipt("R-1", 100)]
    entries = book(dues, rows, [Bounce(rows[2].key, "R-3", day("03-05"))])
    assert [unapplied(row, entries) for row in rows] == [0, 100, 100]


def test_money_that_bounced_before_its_document_came_settles_nothing() -> None:
    """
    R-1    on 1 Mar, 100, names INV-1; bounced on 5 Mar
    INV-1  issued 10 Mar  100: stays open
    """
    dues = [due("INV-1", 100, "03-31", issued_on="03-10")]
    money = receipt("R-1", 100, names=("INV-1",))
    assert book(dues, [money], [Bounce(money.key, "B-1", day("03-05"))]) == ()


def test_a_bounce_before_an_allocation_took_effect_takes_effect_with_it() -> None:
    """R-1 settled INV-1 on its issue date, 10 Mar; the bank took it back on 5 Mar: no day owes."""
    dues = [due("INV-1", 0, "03-31", issued_on="03-10")]
    standing = [Standing(1, dues[0].key, 100, day("03-10"))]
    entries = book(dues, [], [Bounce(1, "B-1", day("03-05"))], standing)
    assert lines(dues, entries) == [("INV-1/1", -100, "03-10")]


def test_a_receipt_bounces_once() -> None:
    """R-1, 100 on 1 Mar; bounced on 5 Mar and, by mistake, again on 6 Mar."""
    dues, money = [due("INV-1", 100)], receipt("R-1", 100)
    bounces = [Bounce(money.key, f"B-{n}", day(f"03-0{n}")) for n in (5, 6)]
    entries = book(dues, [money], bounces)
    assert lines(dues, entries) == [("INV-1/1", 100, "03-01"), ("INV-1/1", -100, "03-05")]


def test_a_credit_note_does_not_bounce_with_a_receipt_of_the_same_key() -> None:
    """CN-1 and R-1 are both the seventh of their table; R-1 bounces, CN-1 stands."""
    dues = [due("INV-1", 100)]
    note = credit_note("CN-1", 40, "03-06", names=("INV-1",))
    entries = book(dues, [note], [Bounce(note.key, "B-1", day("03-05"))])
    assert lines(dues, entries) == [("INV-1/1", 40, "03-06")]
    assert entries[0].source is Source.CREDIT_NOTE


def test_money_that_waits_for_a_document_does_not_go_back_to_the_one_before_it() -> None:
    """
    INV-1  60   ← R-0, 20, bounced on 5 Mar; ← R-1, 40 of its 100 on 1 Mar
    INV-2  100  issued on 10 Mar, for which the 60 left of R-1 wait; INV-1 had its turn
    """
    dues = [due("INV-1", 60), due("INV-2", 100, "03-31", issued_on="03-10")]
    rows = [receipt("R-0", 20, names=("INV-1",)), receipt("R-1", 100, names=("INV-1", "INV-2"))]
    entries = book(dues, rows, [Bounce(rows[0].key, "B-1", day("03-05"))])
    assert lines(dues, entries) == [
        ("INV-1/1", 20, "03-01"),
        ("INV-1/1", 40, "03-01"),
        ("INV-1/1", -20, "03-05"),
        ("INV-2/1", 60, "03-10"),
    ]


# --- what was open all along, and what only since a bounce ---------------------------------------


def test_money_of_before_a_bounce_settles_what_was_open_all_along_first() -> None:
    """
    INV-1  100, of which 40 are open only since 10 Mar
    R-1    on 5 Mar   80: 60 on its day, 20 on 10 Mar
    R-2    on 6 Mar   20: the rest, on 10 Mar
    """
    dues = [replace(due("INV-1", 100), reopened_minor=40, reopened_on=day("03-10"))]
    entries = book(dues, [receipt("R-1", 80, "03-05"), receipt("R-2", 20, "03-06")])
    assert lines(dues, entries) == [
        ("INV-1/1", 60, "03-05"),
        ("INV-1/1", 20, "03-10"),
        ("INV-1/1", 20, "03-10"),
    ]


def test_money_of_the_day_of_a_bounce_settles_all_of_it_in_one_line() -> None:
    """INV-1, 100, of which 40 are open since 10 Mar; R-1, 90 on that day; R-2, 30 on 5 Mar."""
    dues = [replace(due("INV-1", 100), reopened_minor=40, reopened_on=day("03-10"))]
    assert lines(dues, book(dues, [receipt("R-1", 90, "03-10")])) == [("INV-1/1", 90, "03-10")]
    assert lines(dues, book(dues, [receipt("R-2", 30, "03-05")])) == [("INV-1/1", 30, "03-05")]


def test_what_a_mistake_had_settled_was_open_all_along_though_more_is_open_since_a_bounce() -> None:
    """
    INV-1  100   40 open since a bounce on 10 Mar; 60 settled by R-1 on 1 Mar, by mistake
    R-2    on 5 Mar  70: the 60 of the mistake on its day, 10 on 10 Mar
    """
    dues = [replace(due("INV-1", 40), reopened_minor=40, reopened_on=day("03-10"))]
    standing = [Standing(1, dues[0].key, 60, day("03-01"))]
    undone = Bounce(1, "R-1", day("03-02"), undo=True)
    entries = book(dues, [receipt("R-2", 70, "03-05")], [undone], standing)
    assert lines(dues, entries)[1:] == [("INV-1/1", 60, "03-05"), ("INV-1/1", 10, "03-10")]


def test_a_bounce_reopens_from_the_day_on_which_its_money_had_counted() -> None:
    """
    INV-1  settled by R-1 on 20 Mar, when it was open again; R-1 itself bounced on 7 Mar
    R-2    on 10 Mar  100: nothing was open before 20 Mar
    """
    dues = [due("INV-1", 0)]
    standing = [Standing(1, dues[0].key, 100, day("03-20"))]
    bounce = Bounce(1, "B-1", day("03-07"))
    entries = book(dues, [receipt("R-2", 100, "03-10")], [bounce], standing)
    assert lines(dues, entries) == [("INV-1/1", -100, "03-20"), ("INV-1/1", 100, "03-20")]
