"""Booking: what receipts and credit notes settle, in which order, and what is left of them."""

import pytest

from ledger.booking import book, natural
from ledger.money import Money
from tests.ledger.books import credit_note, day, due, left_open, lines, receipt, unapplied
from tests.ledger.vectors import ids, vector

# --- which instalments ---------------------------------------------------------------------------


def test_a_receipt_that_names_nothing_goes_to_the_oldest_due_first() -> None:
    """
    INV-1  due 1 Mar  100
    INV-2  due 5 Mar   50
    R-1    on 6 Mar   180, of which 30 stay unapplied
    """
    dues = [due("INV-2", 50, "03-05"), due("INV-1", 100, "03-01")]
    money = receipt("R-1", 180, "03-06")
    entries = book(dues, [money])
    assert lines(dues, entries) == [("INV-1/1", 100, "03-06"), ("INV-2/1", 50, "03-06")]
    assert unapplied(money, entries) == 30


def test_what_is_unapplied_is_not_applied_to_the_next_invoice_by_itself() -> None:
    """
    INV-1  due 1 Mar  100 ┐
    INV-2  due 5 Mar   50 ┴ settled by R-1, 180 on 6 Mar: 30 stay unapplied
    INV-3  issued 7 Mar, due 31 Mar, 40: waits for somebody to apply the 30
    """
    old = [due("INV-1", 100, "03-01"), due("INV-2", 50, "03-05")]
    new = due("INV-3", 40, "03-31", issued_on="03-07")
    money = receipt("R-1", 180, "03-06")
    entries = book([*old, new], [money])
    assert left_open([*old, new], entries) == [0, 0, 40]
    assert unapplied(money, entries) == 30


def test_on_one_due_date_the_lower_number_is_settled_first() -> None:
    """INV-9 and INV-10 are both due on 1 March; 100 pay INV-9, as 9 is less than 10."""
    dues = [due("INV-10", 100), due("INV-9", 100)]
    assert lines(dues, book(dues, [receipt("R-1", 100)])) == [("INV-9/1", 100, "03-01")]


def test_on_one_due_date_the_second_instalment_comes_before_the_tenth() -> None:
    """INV-1/10 and INV-1/2 are both due on 1 March; 100 pay INV-1/2."""
    dues = [due("INV-1", 100, label="10"), due("INV-1", 100, label="2")]
    assert lines(dues, book(dues, [receipt("R-1", 100)])) == [("INV-1/2", 100, "03-01")]


def test_numbers_that_differ_in_zeros_alone_have_an_order_of_their_own() -> None:
    """INV-09 and INV-9 are both due on 1 March: the order of rows decides nothing."""
    dues = [due("INV-9", 100), due("INV-09", 100)]
    money = [receipt("R-7", 60), receipt("R-07", 30)]
    expected = [("INV-09/1", 30, "03-01"), ("INV-09/1", 60, "03-01")]
    assert lines(dues, book(dues, money)) == expected
    assert lines(dues, book(dues[::-1], money[::-1])) == expected


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("INV-9", "INV-10"), ("9", "INV-1"), ("A-1", "B-1"), ("A", "A-1"), ("1/2", "1/10"), ("", "1")],
)
def test_digits_in_numbers_are_compared_as_numbers(lower, higher) -> None:
    assert natural(lower) < natural(higher)


def test_money_stays_inside_its_customer_and_its_currency() -> None:
    """
    INV-1  customer 1, CNY 100
    INV-2  customer 1, EUR 100   ← R-1, customer 1, EUR 250: the only one it may settle
    INV-3  customer 2, EUR 100
    """
    dues = [
        due("INV-1", 100),
        due("INV-2", 100, currency="EUR"),
        due("INV-3", 100, customer=2, currency="EUR"),
    ]
    money = receipt("R-1", 250, currency="EUR")
    entries = book(dues, [money])
    assert left_open(dues, entries) == [100, 0, 100]
    assert unapplied(money, entries) == 150


def test_naming_a_document_of_another_customer_or_currency_settles_nothing() -> None:
    """
    INV-1  customer 1, EUR 100
    INV-2  customer 2, CNY 100
    R-1    customer 1, CNY 200, names both and INV-9, which nobody knows
    """
    dues = [due("INV-1", 100, currency="EUR"), due("INV-2", 100, customer=2)]
    assert book(dues, [receipt("R-1", 200, names=("INV-1", "INV-2", "INV-9"))]) == ()


def test_a_receipt_settles_nothing_issued_after_its_value_date() -> None:
    """
    INV-1  issued 2 Mar, due 3 Mar   100
    INV-2  issued 1 Mar, due 31 Mar  100   ← R-1, 150 on 1 Mar: the only one there
    """
    dues = [
        due("INV-1", 100, "03-03", issued_on="03-02"),
        due("INV-2", 100, "03-31", issued_on="03-01"),
    ]
    money = receipt("R-1", 150, "03-01")
    entries = book(dues, [money])
    assert lines(dues, entries) == [("INV-2/1", 100, "03-01")]
    assert unapplied(money, entries) == 50


# --- named documents -----------------------------------------------------------------------------


def test_named_documents_are_settled_in_the_order_named() -> None:
    """
    INV-1  due 1 Mar  100
    INV-2  due 5 Mar   50
    INV-3  due 9 Mar   70   ← named first
    R-1    on 10 Mar  200, names INV-3 and INV-1: 30 stay unapplied, INV-2 stays open
    """
    dues = [due("INV-1", 100), due("INV-2", 50, "03-05"), due("INV-3", 70, "03-09")]
    money = receipt("R-1", 200, "03-10", names=("INV-3", "INV-1"))
    entries = book(dues, [money])
    assert lines(dues, entries) == [("INV-3/1", 70, "03-10"), ("INV-1/1", 100, "03-10")]
    assert unapplied(money, entries) == 30


def test_a_named_document_is_settled_from_its_oldest_instalment_on() -> None:
    """
    INV-1/1  due 31 Mar  60
    INV-1/2  due 1 Mar   60   ← older, so it comes first
    R-1      on 5 Mar   100, names INV-1
    """
    dues = [due("INV-1", 60, "03-31"), due("INV-1", 60, "03-01", label="2")]
    entries = book(dues, [receipt("R-1", 100, "03-05", names=("INV-1",))])
    assert lines(dues, entries) == [("INV-1/2", 60, "03-05"), ("INV-1/1", 40, "03-05")]


def test_one_instalment_can_be_named_alone() -> None:
    """
    INV-1/1  due 1 Mar   60
    INV-1/2  due 31 Mar  60   ← R-1, 100, names INV-1/2: 40 stay unapplied
    """
    dues = [due("INV-1", 60), due("INV-1", 60, "03-31", label="2")]
    money = receipt("R-1", 100, names=("INV-1/2",))
    entries = book(dues, [money])
    assert left_open(dues, entries) == [60, 0]
    assert unapplied(money, entries) == 40


def test_an_invoice_without_instalments_is_named_by_its_number_alone() -> None:
    """INV-1, one due of 60 without a label; R-1, 60, names INV-1."""
    dues = [due("INV-1", 60, label="")]
    assert left_open(dues, book(dues, [receipt("R-1", 60, names=("INV-1",))])) == [0]


def test_money_waits_for_the_document_it_names_and_settles_on_its_issue_date() -> None:
    """
    INV-1  issued 10 Mar, due 31 Mar  100
    R-1    on 1 Mar                   100, names INV-1: takes effect on 10 Mar
    R-2    on 9 Mar                   100, names INV-1: comes too late
    """
    dues = [due("INV-1", 100, "03-31", issued_on="03-10")]
    late = receipt("R-2", 100, "03-09", names=("INV-1",))
    early = receipt("R-1", 100, "03-01", names=("INV-1",))
    entries = book(dues, [late, early])
    assert lines(dues, entries) == [("INV-1/1", 100, "03-10")]
    assert unapplied(early, entries) == 0
    assert unapplied(late, entries) == 100


def test_money_that_waits_has_settled_what_it_named_before() -> None:
    """
    INV-1  issued 1 Jan                60   ← R-1, 100 on 1 Mar, names INV-1, INV-2
    INV-2  issued 10 Mar              100   ← its other 40, on 10 Mar
    """
    dues = [due("INV-1", 60), due("INV-2", 100, "03-31", issued_on="03-10")]
    entries = book(dues, [receipt("R-1", 100, "03-01", names=("INV-1", "INV-2"))])
    assert lines(dues, entries) == [("INV-1/1", 60, "03-01"), ("INV-2/1", 40, "03-10")]


# --- which comes first ---------------------------------------------------------------------------


def test_the_earlier_receipt_settles_first_whatever_the_order_of_rows() -> None:
    """
    INV-1  100   ← R-2, 60 on 1 Mar; then R-1, 60 on 2 Mar, of which 20 stay unapplied
    """
    dues = [due("INV-1", 100)]
    second, first = receipt("R-1", 60, "03-02"), receipt("R-2", 60, "03-01")
    for rows in ([second, first], [first, second]):
        entries = book(dues, rows)
        assert unapplied(first, entries) == 0
        assert unapplied(second, entries) == 20


def test_on_one_day_the_lower_number_settles_first() -> None:
    """INV-1, 100: R-9 of 60 comes before R-10 of 60, of which 20 stay unapplied."""
    dues, ten, nine = [due("INV-1", 100)], receipt("R-10", 60), receipt("R-9", 60)
    entries = book(dues, [ten, nine])
    assert (unapplied(nine, entries), unapplied(ten, entries)) == (0, 20)


def test_on_one_day_a_credit_note_comes_before_a_receipt() -> None:
    """
    INV-1  100   ← CN-9, 70 on 1 Mar, names it; then R-1, 70 on 1 Mar: 40 stay unapplied
    """
    dues, note = [due("INV-1", 100)], credit_note("CN-9", 70, names=("INV-1",))
    money = receipt("R-1", 70)
    entries = book(dues, [money, note])
    assert (unapplied(note, entries), unapplied(money, entries)) == (0, 40)


def test_a_credit_note_that_names_nothing_stays_unapplied() -> None:
    """INV-1, 100; CN-1, 100, names nothing: both stay as they are."""
    assert book([due("INV-1", 100)], [credit_note("CN-1", 100)]) == ()


def test_what_a_credit_note_exceeds_stays_unapplied() -> None:
    """INV-1, 100, and INV-2, 100; CN-1, 150, names INV-1: 50 stay unapplied."""
    dues, note = [due("INV-1", 100), due("INV-2", 100)], credit_note("CN-1", 150, names=("INV-1",))
    entries = book(dues, [note])
    assert left_open(dues, entries) == [0, 100]
    assert unapplied(note, entries) == 50


def test_an_allocation_takes_effect_on_the_later_of_value_and_issue_date() -> None:
    """INV-1 issued 5 Mar: R-1 on 1 Mar counts from 5 Mar on, R-2 on 7 Mar from 7 Mar on."""
    dues = [due("INV-1", 100, "03-31", issued_on="03-05")]
    rows = [receipt("R-1", 40, "03-01", names=("INV-1",)), receipt("R-2", 40, "03-07")]
    entries = book(dues, rows)
    assert [entry.effective_on for entry in entries] == [day("03-05"), day("03-07")]
    assert [entry.credited_on for entry in entries] == [day("03-05"), day("03-07")]


# --- expected values of others -------------------------------------------------------------------


@pytest.mark.parametrize("vector_id", ["AL-01", "AL-02", "AL-03"])
def test_lots_of_three_days_are_settled_first_in_first_out(shared_data, vector_id) -> None:
    """A 4, B 5 and C 6, due on three days, written as B, A, C; a receipt of 2, 7 or 15."""
    asked, expected = vector(shared_data, "allocation", vector_id)
    dues = [
        due(item["id"], int(item["open"]), item["due"], issued_on="2015-01-01")
        for item in asked["items"]
    ]
    money = receipt("R-1", int(asked["receipt"]), "2015-10-04")
    entries = book(dues, [money])
    settled = {name.removesuffix("/1"): str(amount) for name, amount, _ in lines(dues, entries)}
    open_after = zip(dues, left_open(dues, entries), strict=True)
    assert settled == expected["allocations"]
    assert {one.document: str(left) for one, left in open_after if left} == expected["left_open"]
    assert str(unapplied(money, entries)) == expected["unapplied"]


def test_a_receipt_runs_over_the_instalments_of_an_invoice(shared_data) -> None:
    """Instalments of 30, 50 and 20; a receipt of 40 pays 30 and 10."""
    asked, expected = vector(shared_data, "allocation", "AL-10")
    dues = instalments(asked["instalments"])
    entries = book(dues, [receipt("R-1", int(asked["receipt"]), "04-01")])
    assert open_of(dues, entries) == expected["open"]
    assert [amount for _, amount, _ in lines(dues, entries)] == [30, 10]


def test_a_credit_note_goes_to_the_oldest_instalment_and_is_no_cash(shared_data) -> None:
    """Instalments of 60, 100 and 40; 40 are paid, then 100 credited: 20 and 80."""
    asked, expected = vector(shared_data, "allocation", "AL-11")
    dues = instalments(asked["instalments"])
    money = receipt("R-1", int(asked["receipt"]), "04-01")
    note = credit_note("CN-1", int(asked["then_credit_note"]), "04-02", names=("INV-1",))
    entries = book(dues, [note, money])
    assert open_of(dues, book(dues, [money])) == expected["after_receipt"]["open"]
    assert open_of(dues, entries) == expected["after_credit_note"]["open"]
    assert [entry.amount_minor for entry in entries if entry.settling == note.key] == [20, 80]
    cash = sum(entry.amount_minor for entry in entries if entry.settling == money.key)
    assert str(cash) == expected["after_credit_note"]["cash_collected"]


def test_three_receipts_leave_one_yuan_for_the_write_off(shared_data) -> None:
    """240.00 in two instalments; 120.00, 20.00 and 99.00 come in; 1.00 is left to write off."""
    asked, expected = vector(shared_data, "allocation", "AL-12")
    dues = instalments([fen(amount) for amount in asked["instalments"]])
    rows = [receipt(f"R-{n}", fen(amount)) for n, amount in enumerate(asked["receipts"])]
    entries = book(dues, rows)
    assert sum(entry.amount_minor for entry in entries) == fen(expected["cash"])
    assert sum(left_open(dues, entries)) == fen(asked["write_off"])


def test_an_overpayment_stays_unapplied(shared_data) -> None:
    """INV-1, 100.00; a receipt of 110.00: 10.00 are unapplied, the customer's balance is −10.00."""
    asked, expected = vector(shared_data, "allocation", "AL-13")
    dues, money = [due("INV-1", fen(asked["invoice"]))], receipt("R-1", fen(asked["receipt"]))
    entries = book(dues, [money])
    assert left_open(dues, entries) == [fen(expected["outstanding_of_invoice"])]
    assert unapplied(money, entries) == fen(expected["unapplied"])
    assert left_open(dues, entries)[0] - unapplied(money, entries) == fen(
        expected["customer_balance"]
    )


def test_one_bank_line_pays_two_invoices_in_the_order_named(shared_data) -> None:
    """INV-1, 100.00, and INV-2, 150.00; 180.00 name both: 70.00 of INV-2 stay open."""
    asked, expected = vector(shared_data, "allocation", "AL-14")
    dues = [due("INV-1", 10000, "03-31"), due("INV-2", 15000, "03-01")]
    money = receipt("R-1", fen(asked["bank_line"]), names=("INV-1", "INV-2"))
    entries = book(dues, [money])
    wanted = [fen(amount) for amount in expected["allocations"].values()]
    assert [amount for _, amount, _ in lines(dues, entries)] == wanted
    assert left_open(dues, entries) == [0, fen(expected["open"]["invoice 2"])]


def test_the_last_cent_stays_open(shared_data) -> None:
    """INV-1, 100.00; 99.99 come in: 0.01 is outstanding and still there to list."""
    asked, expected = vector(shared_data, "ageing", "AG-04")
    dues = [due("INV-1", fen(asked["invoice"]))]
    entries = book(dues, [receipt("R-1", fen(asked["paid"]))])
    assert left_open(dues, entries) == [fen(expected["outstanding"])]


def test_an_advance_stands_beside_the_buckets(shared_data) -> None:
    """
    R-1    on 1 Jan   50.00, an advance: nothing was issued yet
    INV-1  on 1 Mar  200.00   ← R-2, 125.00 on 2 Mar, names it
    """
    asked, expected = vector(shared_data, "ageing", "AG-05")
    dues = [due("INV-1", fen(asked["invoice"]), "03-31", issued_on="03-01")]
    advance = receipt("R-1", fen(asked["advance_unapplied"]), "01-01")
    paid = receipt("R-2", fen(asked["then_paid_on_invoice"]), "03-02", names=("INV-1",))
    for rows, step in (([advance], "after_advance"), ([advance, paid], "after_payment")):
        entries = book(dues, rows)
        buckets, beside = sum(left_open(dues, entries)), unapplied(advance, entries)
        assert buckets == fen(expected[step]["bucket_sum"])
        assert beside == fen(expected[step]["unapplied"])
        assert buckets - beside == fen(expected[step]["outstanding"])


def test_every_allocation_vector_is_looked_at(shared_data) -> None:
    """AL-15 and AL-16 are splits and stand in test_money.py."""
    assert ids(shared_data, "allocation") == {f"AL-{n:02d}" for n in (1, 2, 3, *range(10, 17))}


def fen(written: str) -> int:
    return Money.of(written, "CNY").minor


def instalments(amounts):
    """Give the instalments of INV-1, a month apart from 1 March on."""
    return [
        due("INV-1", int(amount), f"{2 + n:02d}-01", label=str(n))
        for n, amount in enumerate(amounts, 1)
    ]


def open_of(dues, entries) -> list[str]:
    return [str(left) for left in left_open(dues, entries)]
