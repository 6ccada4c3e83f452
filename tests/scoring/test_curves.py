"""From a value to its attainment, and from attainment to points."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.curves import DEFAULT, Curve, attainment

RATIOS = st.fractions(min_value=-1, max_value=3)
STEEP = Curve.of((("0.8", "60"), ("1", "100"), ("1.5", "150")))


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [("0.86", "0.90", Fraction(86, 90)), ("90", "90", 1), ("0", "90", 0), ("180", "90", 2)],
)
def test_where_more_is_better_attainment_is_value_over_target(value, target, expected) -> None:
    assert attainment(Fraction(value), Fraction(target), more_is_better=True) == expected


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        ("6.3", "5", "0.74"),
        ("0.14", "0.10", "0.60"),
        ("5", "5", "1"),
        ("0", "5", "2"),
        ("10", "5", "0"),
        ("11", "5", "0"),
    ],
)
def test_where_less_is_better_attainment_is_two_less_the_ratio_and_not_below_zero(
    value, target, expected
) -> None:
    reached = attainment(Fraction(value), Fraction(target), more_is_better=False)
    assert reached == Fraction(expected)


def test_a_target_of_zero_is_not_applicable_where_more_is_better() -> None:
    assert attainment(Fraction(5), Fraction(0), more_is_better=True) is None
    assert attainment(Fraction(0), Fraction(0), more_is_better=True) is None


def test_a_target_of_zero_is_met_by_zero_alone_where_less_is_better() -> None:
    assert attainment(Fraction(0), Fraction(0), more_is_better=False) == 1
    assert attainment(Fraction(1, 1000), Fraction(0), more_is_better=False) == 0


@pytest.mark.parametrize(
    ("reached", "points"),
    [
        ("-1", "0"),
        ("0", "0"),
        ("0.5", "50"),
        ("0.999", "99.9"),
        ("1", "100"),
        ("1.1", "110"),
        ("1.2", "120"),
        ("1.2001", "120"),
        ("2", "120"),
    ],
)
def test_the_default_curve_gives_a_hundred_points_for_the_target(reached, points) -> None:
    assert DEFAULT(Fraction(reached)) == Fraction(points)


@pytest.mark.parametrize(
    ("reached", "points"),
    [
        ("0", "60"),
        ("0.79", "60"),
        ("0.8", "60"),
        ("0.9", "80"),
        ("1", "100"),
        ("1.25", "125"),
        ("9", "150"),
    ],
)
def test_below_its_first_point_and_beyond_its_last_their_values_stand(reached, points) -> None:
    assert STEEP(Fraction(reached)) == Fraction(points)


def test_a_curve_of_one_point_is_flat() -> None:
    flat = Curve.of((("1", "70"),))
    assert {flat(Fraction(x)) for x in ("0", "1", "2")} == {70}


@given(RATIOS, RATIOS)
def test_more_attainment_never_gives_fewer_points(one, other) -> None:
    for curve in (DEFAULT, STEEP):
        low, high = sorted((one, other))
        assert curve(low) <= curve(high)


@given(st.fractions(min_value=0, max_value=10), st.fractions(min_value=0, max_value=10))
def test_at_its_target_a_kpi_is_worth_a_hundred_in_both_directions(target, value) -> None:
    for more_is_better in (True, False):
        if target > 0:
            assert attainment(target, target, more_is_better=more_is_better) == 1
            reached = attainment(value, target, more_is_better=more_is_better)
            assert reached is not None
            if value != target and reached != 0:
                assert (reached > 1) == ((value > target) == more_is_better)


@pytest.mark.parametrize(
    "points",
    [
        (),
        (("1", "100"), ("1", "110")),
        (("1", "100"), ("0", "0")),
        (("0", "10"), ("1", "0")),
    ],
)
def test_a_curve_rises_from_left_to_right(points) -> None:
    with pytest.raises(AssertionError):
        Curve.of(points)
