"""Gates cap a total, grades name it, small books are drawn towards their cohort."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.card import ScoreCard
from scoring.engine import score
from scoring.facts import Facts, Rate
from scoring.ranking import Entrant, Unranked, rank
from scoring.scheme import Gate, Grade, Scheme
from tests.scoring.cast import component, facts, not_due, overdue, paid, weighted

RATE = weighted("collection_rate", 100, "1")
CSAT = Gate("csat", Fraction("3.5"), Fraction(80))
GRADES = (
    Grade(Fraction(60), "C"),
    Grade(Fraction(90), "A"),
    Grade(Fraction(75), "B"),
)
PERCENT = st.integers(0, 100)


def scheme(*parts, **other) -> Scheme:
    return Scheme("test", 1, {"en": "Test"}, "sales", parts or (RATE,), **other)


def collected(percent: int, **other) -> Facts:
    return facts(paid(percent), overdue(100 - percent), **other)


# --- gates ---------------------------------------------------------------------------------------


def test_a_gate_caps_the_total_when_its_kpi_is_below_the_limit() -> None:
    """96 points, but customers gave 3.4: at most 80."""
    card = score(collected(96, metrics={"csat": Fraction("3.4")}), scheme(gates=(CSAT,)))
    assert (card.score, card.uncapped) == (80, 96)
    (tripped,) = card.tripped
    assert (tripped.gate, tripped.value) == (CSAT, Fraction("3.4"))


@pytest.mark.parametrize("metrics", [{}, {"csat": Fraction("3.5")}, {"csat": Fraction(5)}])
def test_at_the_limit_or_without_a_value_a_gate_does_nothing(metrics) -> None:
    card = score(collected(96, metrics=metrics), scheme(gates=(CSAT,)))
    assert (card.score, card.uncapped, card.tripped) == (96, 96, ())


def test_a_gate_lifts_nobody_and_the_lowest_of_several_counts() -> None:
    gates = (CSAT, Gate("csat", Fraction(3), Fraction(50)))
    assert score(collected(20, metrics={"csat": Fraction(1)}), scheme(gates=gates)).score == 20
    assert score(collected(96, metrics={"csat": Fraction(1)}), scheme(gates=gates)).score == 50


def test_a_gate_on_an_amount_is_written_in_whole_units() -> None:
    """Below CNY 1,000.00 collected: 99,999 fen trips it, 100,000 fen does not."""
    gates = (Gate("collected_amount", Fraction(1000), Fraction(10)),)
    assert score(facts(paid(99_999)), scheme(gates=gates)).score == 10
    assert score(facts(paid(100_000)), scheme(gates=gates)).score == 100


def test_without_a_score_there_is_neither_a_gate_nor_a_grade() -> None:
    card = score(facts(metrics={"csat": Fraction(1)}), scheme(gates=(CSAT,), grades=GRADES))
    assert (card.score, card.uncapped, card.grade, card.tripped) == (None, None, None, ())


# --- grades --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("percent", "grade"), [(90, "A"), (89, "B"), (75, "B"), (60, "C")])
def test_a_grade_begins_at_its_limit(percent, grade) -> None:
    assert score(collected(percent), scheme(grades=GRADES)).grade == grade


def test_below_the_lowest_limit_there_is_no_grade() -> None:
    assert score(collected(59), scheme(grades=GRADES)).grade is None
    assert score(collected(99), scheme()).grade is None


def test_grades_look_at_the_exact_score() -> None:
    """89.999… is shown as 90.0 and is a B."""
    card = score(facts(paid(89_999), overdue(10_001)), scheme(grades=GRADES))
    assert card.grade == "B"


def test_a_grade_is_that_of_the_capped_score() -> None:
    known = collected(96, metrics={"csat": Fraction(1)})
    assert score(known, scheme(gates=(CSAT,), grades=GRADES)).grade == "B"


# --- small books ---------------------------------------------------------------------------------

COHORT = {"collection_rate": Rate(Fraction(800), Fraction(1000))}


def test_a_rate_of_small_books_is_drawn_to_the_cohort_s() -> None:
    """3 of 3 with k = 5: (3 x 1 + 5 x 0.8) / 8 = 0.875; 95 of 100: (100 x 0.95 + 4) / 105."""
    drawn = scheme(shrink=Fraction(5))
    small = score(facts(paid(300), base=3, cohort=COHORT), drawn)
    large = score(facts(paid(9500), overdue(500), base=100, cohort=COHORT), drawn)
    rate = component(small, "collection_rate")
    assert (rate.measure.value, rate.value) == (1, Fraction("0.875"))
    assert rate.drawn is not None
    assert (rate.drawn.cohort, rate.drawn.base) == (Fraction("0.8"), 3)
    assert component(large, "collection_rate").value == Fraction(99, 105)
    assert (small.score or 0) < (large.score or 0)


def test_without_shrink_or_a_cohort_the_own_value_is_judged() -> None:
    for known, given_scheme in (
        (facts(paid(300), base=3, cohort=COHORT), scheme()),
        (facts(paid(300), base=3), scheme(shrink=Fraction(5))),
        (
            facts(paid(300), base=3, cohort={"collection_rate": Rate(Fraction(0), Fraction(0))}),
            scheme(shrink=Fraction(5)),
        ),
    ):
        rate = component(score(known, given_scheme), "collection_rate")
        assert (rate.value, rate.drawn) == (1, None)


def test_days_and_amounts_are_never_drawn_and_nothing_stays_nothing() -> None:
    parts = (weighted("days_late", 50, "5"), weighted("collected_amount", 50, "10"))
    cohort = {name: Rate(Fraction(1), Fraction(2)) for name in ("days_late", "collected_amount")}
    card = score(facts(paid(300, 2), base=3, cohort=cohort), scheme(*parts, shrink=Fraction(5)))
    assert [one.drawn for one in card.components] == [None, None]
    empty = score(facts(cohort=COHORT), scheme(shrink=Fraction(5)))
    assert empty.components[0].drawn is None
    assert empty.score is None


def test_a_gate_judges_the_drawn_value_as_the_card_does() -> None:
    """Own 0.6, cohort 0.8, k = 3 of n = 3: 0.7, which passes a gate at 0.65."""
    gates = (Gate("collection_rate", Fraction("0.65"), Fraction(10)),)
    known = facts(paid(60), overdue(40), base=3, cohort=COHORT)
    assert score(known, scheme(gates=gates, shrink=Fraction(3))).score == 70
    assert score(known, scheme(gates=gates)).score == 10


def test_where_rates_are_drawn_small_books_are_ranked() -> None:
    card = score(facts(paid(300), base=3, cohort=COHORT), scheme(shrink=Fraction(5)))
    assert rank([Entrant(1, card, due=3)], scheme(shrink=Fraction(5))).cohort == 1
    assert rank([Entrant(1, card, due=3)], scheme()).unranked == {1: Unranked.FEW_DUE}


@given(PERCENT, PERCENT, st.integers(0, 50), st.integers(0, 20), st.booleans())
def test_more_collected_never_scores_less_whatever_gates_and_shrinking(
    one, other, base, k, is_rated
) -> None:
    less, more = sorted((one, other))
    metrics = {"csat": Fraction(3)} if is_rated else {}
    gates = (CSAT, Gate("collection_rate", Fraction(1, 2), Fraction(40)))
    drawn = scheme(shrink=Fraction(k), gates=gates, grades=GRADES)
    known = {"base": base, "cohort": COHORT, "metrics": metrics}
    assert _score(collected(less, **known), drawn) <= _score(collected(more, **known), drawn)


@given(PERCENT, st.permutations(GRADES), st.permutations([0, 1, 2]))
def test_the_order_of_kpis_gates_and_grades_decides_nothing(percent, grades, order) -> None:
    parts = (
        weighted("collection_rate", 50, "0.9"),
        weighted("overdue_ratio", 30, "0.1"),
        weighted("csat", 20, "4.5"),
    )
    gates = (CSAT, Gate("collection_rate", Fraction(1, 2), Fraction(40)))
    known = facts(paid(percent), overdue(100 - percent), not_due(50))
    first = score(known, scheme(*parts, gates=gates, grades=GRADES))
    other = score(known, scheme(*(parts[i] for i in order), gates=gates[::-1], grades=grades))
    assert (first.score, first.grade) == (other.score, other.grade)
    reached = {one.kpi: one.reached for one in first.components}
    assert reached == {one.kpi: one.reached for one in other.components}


def _score(known: Facts, by: Scheme) -> Fraction:
    card: ScoreCard = score(known, by)
    assert card.score is not None
    return card.score


# --- targets, and metrics of other systems -------------------------------------------------------


def test_a_target_of_one_s_own_comes_before_the_scheme_s() -> None:
    by = scheme(weighted("collection_rate", 100, "0.9"))
    assert score(collected(45), by).score == 50
    assert score(collected(45, targets={"collection_rate": Fraction("0.45")}), by).score == 100


def test_an_imported_metric_is_judged_like_a_kpi() -> None:
    by = scheme(weighted("nps", 60, "50"), weighted("training_amount", 40, "1000"))
    known = facts(metrics={"nps": Fraction(40), "training_amount": Fraction(500_00)})
    card = score(known, by)
    assert [one.points for one in card.components] == [80, 50]
    assert by.collections_percent == 0
    assert component(card, "nps").formula == "nps v1"
