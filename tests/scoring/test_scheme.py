"""Schemes: the shipped one, and how one is read."""

from fractions import Fraction

import pytest

from scoring.curves import DEFAULT, Curve
from scoring.scheme import Scheme, Weighted, read, template
from tests.scoring.cast import scheme, weighted

OWN = """
id = "own"
name = { en = "Own", zh = "自定" }
role = "project_manager"
minimum_base = 3
rank_decimals = 2

[[kpi]]
id = "collection_rate"
weight = "66.6"
target = "0.95"
curve = [["0.5", "0"], ["1", "100"]]
floor = "10"
cap = "110"

[[kpi]]
id = "sales_amount"
weight = "33.4"
"""


def test_the_shipped_sales_scheme_is_the_one_of_the_domain() -> None:
    """25 + 15 + 10 on collections, 30 on sales, 20 on satisfaction."""
    shipped = template("sales")
    assert shipped is not None
    assert (shipped.id, shipped.version, shipped.role) == ("sales", 1, "sales")
    assert dict(shipped.name) == {"en": "Sales", "zh": "销售"}
    assert [(part.kpi, part.weight, part.target) for part in shipped.parts] == [
        ("collection_rate", 25, Fraction("0.90")),
        ("days_late", 15, 5),
        ("overdue_ratio", 10, Fraction("0.10")),
        ("sales_amount", 30, None),
        ("csat", 20, Fraction("4.5")),
    ]
    for part in shipped.parts:
        assert (part.curve, part.floor, part.cap) == (DEFAULT, 0, 120)


def test_half_of_the_shipped_scheme_lies_on_collections() -> None:
    """Between 30 and 50 of the weight should."""
    shipped = template("sales")
    assert shipped is not None
    assert shipped.collections_percent == 50


def test_five_due_instalments_and_one_decimal_rank_unless_a_scheme_says_otherwise() -> None:
    shipped, own = template("sales"), read(OWN, version=3)
    assert shipped is not None
    assert (shipped.minimum_base, shipped.rank_decimals) == (5, 1)
    assert (own.minimum_base, own.rank_decimals) == (3, 2)


def test_what_a_file_does_not_say_is_as_it_is_by_default() -> None:
    bare = 'id = "x"\nname = { en = "X", zh = "某" }\nrole = "sales"\n'
    bare += '[[kpi]]\nid = "csat"\nweight = 100\n'
    parts = (Weighted("csat", Fraction(100)),)
    found = read(bare, version=2)
    assert found == Scheme("x", 2, {"en": "X", "zh": "某"}, "sales", parts)
    assert (found.reason, found.aim) == ("", "")


def test_days_and_grace_are_whole_numbers_and_a_threshold_is_exact() -> None:
    own = read(
        OWN.replace('"sales_amount"', '"promise_kept_rate"\ngrace = "2"\nthreshold = 0.8'), 1
    )
    assert (own.rules.promise_grace, own.rules.promise_threshold) == (2, Fraction(8, 10))
    assert type(own.rules.promise_grace) is int


def test_a_role_whose_scheme_nobody_chose_has_none() -> None:
    assert template("finance") is None


def test_a_scheme_is_read_with_exact_decimals() -> None:
    own = read(OWN, version=3)
    assert (own.id, own.version, own.role) == ("own", 3, "project_manager")
    rate, sold = own.parts
    assert (rate.weight, sold.weight) == (Fraction(666, 10), Fraction(334, 10))
    assert (rate.target, sold.target) == (Fraction(95, 100), None)
    assert rate.curve == Curve.of((("0.5", "0"), ("1", "100")))
    assert (rate.floor, rate.cap) == (10, 110)
    assert own.collections_percent == Fraction("66.6")


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (weighted("csat", 99),),
        (weighted("csat", 60), weighted("days_late", 41)),
        (weighted("csat", 50), weighted("csat", 50)),
        (weighted("csat", 110), weighted("days_late", -10)),
        (weighted("csat", 100), weighted("days_late", 0)),
    ],
)
def test_weights_are_above_zero_sum_to_a_hundred_and_no_kpi_counts_twice(parts) -> None:
    with pytest.raises(AssertionError):
        scheme(*parts)
