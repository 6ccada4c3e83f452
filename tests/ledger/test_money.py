"""Money in whole minor units: read, written, added, and split without losing a fen."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import CurrencyMismatch, UnknownCurrency, UnreadableAmount
from ledger.money import Money, decimal, half_up, major, split
from tests.ledger.vectors import ids, vector

AMOUNTS = st.integers(-(10**15), 10**15)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)


# --- splitting -----------------------------------------------------------------------------------


def test_a_hundred_in_thirds_gives_the_odd_fen_to_the_first() -> None:
    """CNY 100.00 in 1 : 1 : 1 is 33.34, 33.33, 33.33."""
    parts = Money.of("100.00", "CNY").split([1, 1, 1])
    assert [str(part) for part in parts] == ["33.34", "33.33", "33.33"]


def test_leftover_units_go_to_the_largest_remainders_first() -> None:
    """10 in 1 : 5 : 1 is 1.43, 7.14, 1.43: one unit is left, for the first of the two largest."""
    assert split(10, [1, 5, 1]) == (2, 7, 1)
    assert split(10, [0, 1]) == (0, 10)


def test_a_negative_amount_is_split_like_its_opposite() -> None:
    """A bounce of 100.00 in thirds takes exactly what the receipt gave: −33.34, −33.33, −33.33."""
    assert split(-10000, [1, 1, 1]) == (-3334, -3333, -3333)


def test_two_owners_of_half_each_have_the_whole_together() -> None:
    """1,000.00 owned 50 : 50 by two reps is 500.00 each."""
    assert split(100000, [5000, 5000]) == (50000, 50000)


def test_a_split_of_sixty_to_forty_can_be_taken_back_exactly() -> None:
    """100,000.00 shared 60 : 40 by A and B bounces: −60,000.00 for A, −40,000.00 for B."""
    assert split(-10_000_000, [6000, 4000]) == (-6_000_000, -4_000_000)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_money_is_not_split_among_nobody(weights) -> None:
    with pytest.raises(AssertionError):
        split(100, weights)


@given(AMOUNTS, WEIGHTS)
def test_the_parts_of_a_split_sum_to_the_whole(whole, weights) -> None:
    assert sum(split(whole, weights)) == whole


@given(AMOUNTS, WEIGHTS)
def test_no_part_is_a_unit_or_more_off_its_exact_share(whole, weights) -> None:
    for part, weight in zip(split(whole, weights), weights, strict=True):
        assert abs(part - Fraction(whole * weight, sum(weights))) < 1


@given(AMOUNTS, WEIGHTS)
def test_who_has_no_weight_gets_nothing(whole, weights) -> None:
    parts = split(whole, weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(st.integers(0, 10**12), WEIGHTS)
def test_among_equal_weights_the_one_written_first_never_gets_less(whole, weights) -> None:
    parts = split(whole, weights)
    for i, weight in enumerate(weights):
        same = [parts[j] for j in range(i, len(weights)) if weights[j] == weight]
        assert same == sorted(same, reverse=True)


@given(AMOUNTS, WEIGHTS, st.integers(1, 1000))
def test_a_split_depends_on_the_ratio_of_weights_alone(whole, weights, factor) -> None:
    assert split(whole, [weight * factor for weight in weights]) == split(whole, weights)


@given(AMOUNTS, WEIGHTS)
def test_taking_a_split_amount_back_leaves_nobody_with_anything(whole, weights) -> None:
    there, back = split(whole, weights), split(-whole, weights)
    assert [a + b for a, b in zip(there, back, strict=True)] == [0] * len(weights)


@pytest.mark.parametrize("vector_id", ["AL-15", "AL-16"])
def test_splits_of_others_come_out_the_same(shared_data, vector_id) -> None:
    """CNY 100.00 in thirds; 10 seats for six parties by the Hare quota."""
    asked, expected = vector(shared_data, "allocation", vector_id)
    whole = Money.of(asked["split"], asked.get("currency", "JPY"))  # seats have no decimals
    parts = whole.split([int(weight) for weight in asked["weights"]])
    assert [str(part) for part in parts] == expected["parts"]


# --- reading and writing -------------------------------------------------------------------------


@pytest.mark.parametrize("vector_id", ["CU-01", "CU-02", "CU-03", "CU-04"])
def test_amounts_are_counted_in_the_minor_units_of_their_currency(shared_data, vector_id) -> None:
    """CNY 12.34 is 1,234 fen, JPY 1,250,000 as many yen, KWD 1.234 is 1,234 fils."""
    asked, expected = vector(shared_data, "currency", vector_id)
    money = Money.of(asked["amount"], asked["currency"])
    assert money.minor == expected["minor_units"]


def test_every_currency_vector_is_looked_at(shared_data) -> None:
    assert ids(shared_data, "currency") == {"CU-01", "CU-02", "CU-03", "CU-04"}


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("0.005", "CNY", 1),
        ("0.0049", "CNY", 0),
        ("-0.005", "CNY", -1),
        ("1.005", "CNY", 101),
        ("2.675", "CNY", 268),
        ("0.5", "JPY", 1),
        ("1.2345", "KWD", 1235),
        ("1.5e3", "CNY", 150000),
        (Decimal("12.345"), "CNY", 1235),
    ],
)
def test_surplus_decimals_are_rounded_half_up_on_the_written_digits(
    written, currency, minor
) -> None:
    assert Money.of(written, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "twelve", "1.2.3", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_amount_is_refused(text) -> None:
    with pytest.raises(UnreadableAmount) as refusal:
        Money.of(text, "CNY")
    assert refusal.value.text == text


@pytest.mark.parametrize("text", ["1e999999999", "-1e999999999", "1e-999999999", "1e31"])
def test_an_endless_amount_is_refused_instead_of_counted_for_hours(text) -> None:
    with pytest.raises(UnreadableAmount):
        Money.of(text, "CNY")


def test_the_longest_amount_that_is_read_has_31_digits() -> None:
    assert Money.of("1e30", "JPY").minor == 10**30
    assert Money.of("1e-30", "JPY").minor == 0


@pytest.mark.parametrize("code", ["XAU", "DEM", "cny", ""])
def test_gold_abolished_and_misspelt_currencies_are_refused(code) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        Money.of("1", code)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (1234, "CNY", "12.34"),
        (-5, "CNY", "-0.05"),
        (0, "CNY", "0.00"),
        (-1234, "JPY", "-1234"),
        (1234, "KWD", "1.234"),
        (7, "CLF", "0.0007"),
    ],
)
def test_money_is_written_with_the_places_of_its_currency(minor, currency, written) -> None:
    assert str(Money(minor, currency)) == major(minor, currency) == written


@given(AMOUNTS, st.sampled_from(["CNY", "JPY", "KWD", "CLF"]))
def test_what_is_written_reads_as_the_same_money(minor, currency) -> None:
    money = Money(minor, currency)
    assert Money.of(str(money), currency) == money


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1)])
def test_money_counts_whole_units_alone(minor) -> None:
    with pytest.raises(AssertionError):
        Money(minor, "CNY")


# --- adding --------------------------------------------------------------------------------------


def test_money_of_one_currency_adds_up_and_turns_around() -> None:
    """12.00 + 3.50 is 15.50; 12.00 − 15.50 is −3.50."""
    twelve, more = Money(1200, "CNY"), Money(350, "CNY")
    assert twelve + more == Money(1550, "CNY")
    assert twelve - Money(1550, "CNY") == -more


def test_amounts_of_two_currencies_never_meet() -> None:
    """CNY 1.00 and EUR 1.00 are no 2.00 of anything."""
    yuan, euro = Money(100, "CNY"), Money(100, "EUR")
    with pytest.raises(CurrencyMismatch) as refusal:
        yuan + euro
    assert (refusal.value.left, refusal.value.right) == ("CNY", "EUR")
    with pytest.raises(CurrencyMismatch):
        yuan - euro


# --- exact numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.5", -3), ("0.49", 0), ("-0.49", 0)],
)
def test_halves_are_rounded_away_from_zero(value, rounded) -> None:
    assert half_up(Fraction(value)) == rounded


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (Fraction(5, 6), 4, "0.8333"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(-1, 3), 2, "-0.33"),
        (Fraction(17, 2), 0, "9"),
        (Fraction(1, 10**7), 7, "0.0000001"),
        (Fraction(10**30), 2, "1" + "0" * 30 + ".00"),
    ],
)
def test_an_exact_number_is_written_with_all_its_digits(value, digits, written) -> None:
    assert decimal(value, digits) == written


@given(st.fractions(), st.integers(0, 12))
def test_a_written_number_is_half_a_digit_off_at_most(value, digits) -> None:
    assert abs(Fraction(decimal(value, digits)) - value) <= Fraction(1, 2 * 10**digits)
