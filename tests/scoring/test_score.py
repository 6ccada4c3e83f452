"""From facts and a scheme to a card: points, weights, and what is not there."""

from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.money import decimal
from scoring.card import ScoreCard
from scoring.curves import Curve
from scoring.engine import score, targets
from scoring.kpi import Missing
from scoring.scheme import Scheme, template
from tests.scoring.cast import (
    OCTOBER,
    bounced,
    component,
    facts,
    not_due,
    overdue,
    paid,
    scheme,
    weighted,
)

MILLION = 1_000_000_00  # fen
ANA = facts(
    paid(51_000),
    paid(35_000, 10),
    overdue(14_000, 20),
    not_due(86_000),
    metrics={"sales_amount": Fraction("1.31") * MILLION},
    targets={"sales_amount": Fraction("1.40") * MILLION},
)


def sales() -> Scheme:
    shipped = template("sales")
    assert shipped is not None
    return shipped


def points(card: ScoreCard) -> dict[str, str]:
    return {
        one.kpi: "n.a." if one.points is None else decimal(one.points, 2) for one in card.components
    }


def test_the_shipped_scheme_gives_ana_her_score() -> None:
    """
    due by the end of October  100,000: 51,000 paid on time, 35,000 ten days late,
                               14,000 open, 20 days overdue ⇒ 0.8600 and 6.3 days
    due in November             86,000 ⇒ 14,000 of 100,000 open is overdue: 0.14
    sales 1.31M of 1.40M, nobody asked her customers
    """
    card = score(ANA, sales())
    values = {one.kpi: one.measure.value for one in card.components}
    assert values["collection_rate"] == Fraction("0.86")
    assert values["days_late"] == Fraction("6.3")
    assert values["overdue_ratio"] == Fraction("0.14")
    assert points(card) == {
        "collection_rate": "95.56",
        "days_late": "74.00",
        "overdue_ratio": "60.00",
        "sales_amount": "93.57",
        "csat": "n.a.",
    }
    assert card.score is not None
    assert decimal(card.score, 2) == "86.33"


def test_the_card_says_what_it_was_made_by() -> None:
    card = score(ANA, sales())
    assert (card.scheme, card.version) == ("sales", 1)
    assert (card.period, card.currency, card.without_rate) == (OCTOBER, "CNY", 0)
    rate = component(card, "collection_rate")
    assert rate.formula == "collection_rate v1"
    assert (rate.measure.over, rate.measure.under) == (86_000, 100_000)
    assert (rate.target, rate.attainment) == (Fraction(9, 10), Fraction(86, 90))
    assert rate.missing is None


def test_what_is_left_out_for_want_of_a_rate_is_counted_on_the_card() -> None:
    card = score(facts(paid(100), paid(100, currency="USD", rate=None)), sales())
    assert card.without_rate == 1


# --- no data -------------------------------------------------------------------------------------


def test_the_weight_of_what_has_no_data_is_spread_over_the_others() -> None:
    """Weights 40 / 30 / 30, points 90 / n.a. / 80: (90 × 40 + 80 × 30) ÷ 70 = 85.7."""
    parts = (
        weighted("sales_amount", 40, "1000"),
        weighted("csat", 30, "4.5"),
        weighted("collection_rate", 30, "1"),
    )
    known = facts(paid(80), overdue(20), metrics={"sales_amount": Fraction(900_00)})
    card = score(known, scheme(*parts))
    assert points(card) == {"sales_amount": "90.00", "csat": "n.a.", "collection_rate": "80.00"}
    assert card.score is not None
    assert decimal(card.score, 1) == "85.7"
    assert [one.effective_weight for one in card.components] == [
        Fraction(4000, 70),
        0,
        Fraction(3000, 70),
    ]
    assert component(card, "csat").missing is Missing.NO_METRIC
    assert component(card, "csat").reached == 0


def test_a_target_with_no_cash_is_a_real_zero() -> None:
    """1,000 due, nothing paid: 0 points, not "not applicable"."""
    card = score(facts(overdue(1000)), scheme(weighted("collection_rate", 100, "0.9")))
    assert card.score == 0
    assert component(card, "collection_rate").missing is None


def test_with_nothing_to_judge_there_is_no_score() -> None:
    card = score(facts(), sales())
    assert card.score is None
    assert card.mostly_missing
    assert {one.kpi: one.missing for one in card.components} == {
        "collection_rate": Missing.NOTHING_DUE,
        "days_late": Missing.NOTHING_PAID,
        "overdue_ratio": Missing.NOTHING_OPEN,
        "sales_amount": Missing.NO_METRIC,
        "csat": Missing.NO_METRIC,
    }
    assert {one.effective_weight for one in card.components} == {0}


def test_a_company_without_metrics_is_scored_by_its_collections_half() -> None:
    """Sales 30 and satisfaction 20 are not there: exactly half is, so it is not mostly missing."""
    card = score(facts(*ANA.figures), sales())
    assert not card.mostly_missing
    assert [one.effective_weight for one in card.components] == [50, 30, 20, 0, 0]


def test_with_more_than_half_of_the_weight_missing_a_card_is_mostly_missing() -> None:
    """Nothing was open: 10 of overdue share, 30 of sales and 20 of satisfaction are missing."""
    card = score(facts(paid(100)), sales())
    assert card.score is not None
    assert card.mostly_missing


# --- targets -------------------------------------------------------------------------------------


def test_a_target_of_zero_is_not_applicable_where_more_is_better() -> None:
    known = facts(metrics={"sales_amount": Fraction(5)}, targets={"sales_amount": Fraction(0)})
    card = score(known, scheme(weighted("sales_amount", 100)))
    assert card.score is None
    (sold,) = card.components
    assert (sold.target, sold.attainment, sold.missing) == (0, None, Missing.NO_TARGET)


def test_a_target_of_zero_is_met_by_zero_where_less_is_better() -> None:
    wanted = scheme(weighted("overdue_ratio", 100, "0"))
    assert score(facts(not_due(100)), wanted).score == 100
    assert score(facts(not_due(100), overdue(1)), wanted).score == 0


def test_without_a_target_there_is_a_value_and_no_points() -> None:
    known = facts(metrics={"sales_amount": Fraction(5)})
    (sold,) = score(known, scheme(weighted("sales_amount", 100))).components
    assert sold.measure.value == 5
    assert (sold.points, sold.missing) == (None, Missing.NO_TARGET)


def test_an_amount_target_of_a_scheme_is_written_in_whole_units() -> None:
    """A target of 1,000 is CNY 1,000.00: 100,000 fen; in yen it is 1,000."""
    parts = scheme(weighted("collected_amount", 100, "1000"))
    for currency, minor in (("CNY", 100_000), ("JPY", 1000)):
        card = score(facts(paid(minor, currency=currency), currency=currency), parts)
        assert component(card, "collected_amount").target == minor
        assert card.score == 100


def test_an_amount_target_of_a_scheme_is_cut_to_the_days_in_the_role_and_nothing_else_is() -> None:
    """Bo was there for 11 of 21 days. His own target was cut when it was read."""
    parts = scheme(weighted("collected_amount", 50, "1000"), weighted("collection_rate", 50, "0.9"))
    known = facts(paid(100_000), presence=Fraction(11, 21))
    cut = {"collected_amount": Fraction(100_000 * 11, 21), "collection_rate": Fraction(9, 10)}
    assert targets(known, parts) == cut
    assert {part.kpi: part.target for part in score(known, parts).components} == cut
    own = replace(known, targets={"collected_amount": Fraction(70_000)})
    assert targets(own, parts) == cut | {"collected_amount": 70_000}
    assert targets(own, scheme(weighted("csat", 100))) == {}


def test_a_scheme_asks_for_amounts_where_one_has_a_target() -> None:
    assert scheme(weighted("csat", 50), weighted("collected_amount", 50, "1")).asks_amounts
    assert not scheme(weighted("csat", 50, "4"), weighted("sales_amount", 50)).asks_amounts


def test_a_rate_target_of_a_scheme_is_the_same_in_every_currency() -> None:
    card = score(facts(paid(9), overdue(1)), scheme(weighted("collection_rate", 100, "0.9")))
    assert component(card, "collection_rate").target == Fraction(9, 10)
    assert card.score == 100


# --- points --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sold", "expected"), [(0, 20), (10, 20), (50, 50), (100, 100), (110, 105), (200, 105)]
)
def test_points_stay_between_floor_and_cap(sold, expected) -> None:
    part = weighted("sales_amount", 100, floor=Fraction(20), cap=Fraction(105))
    known = facts(metrics={"sales_amount": Fraction(sold)}, targets={"sales_amount": Fraction(100)})
    assert score(known, scheme(part)).score == expected


def test_without_floor_and_cap_points_go_from_zero_to_a_hundred_and_twenty() -> None:
    steep = Curve.of((("0", "-50"), ("1", "100"), ("2", "200")))
    for sold, expected in ((0, 0), (100, 100), (200, 120)):
        known = facts(
            metrics={"sales_amount": Fraction(sold)}, targets={"sales_amount": Fraction(100)}
        )
        card = score(known, scheme(weighted("sales_amount", 100, curve=steep)))
        assert card.score == expected


def test_what_a_kpi_brings_is_its_points_by_its_weight() -> None:
    """95.56 points at 25 of 80: 29.86 of at most 31.25 for meeting the target."""
    rate = component(score(ANA, sales()), "collection_rate")
    assert rate.possible == rate.effective_weight == Fraction("31.25")
    assert decimal(rate.reached, 2) == "29.86"


def test_a_bounce_in_the_next_month_leaves_the_month_of_the_money_alone() -> None:
    """
    February  600 of 1,000 paid, 400 open
    March     the 600 bounced: minus 600 collected, 0 of 1,000 of the rate
    """
    parts = scheme(weighted("collection_rate", 50, "1"), weighted("collected_amount", 50, "6"))
    february = facts(paid(600, 10), overdue(400, 28))
    march = facts(bounced(600), overdue(1000, 59))
    assert [one.measure.value for one in score(february, parts).components] == [
        Fraction(6, 10),
        600,
    ]
    assert [one.measure.value for one in score(march, parts).components] == [0, -600]
