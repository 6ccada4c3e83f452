"""A whole card, field by field: a scheme judges everything and invents nothing."""

from dataclasses import replace
from fractions import Fraction

from scoring.card import Component, Drawn, Effect, ScoreCard, Tripped
from scoring.engine import score
from scoring.facts import Rate, Without
from scoring.fairness import Allowance
from scoring.kpi import Measure, Missing
from scoring.scheme import Gate, Grade
from tests.scoring.cast import OCTOBER, facts, overdue, paid, scheme, weighted

GATE = Gate("csat", Fraction("4.5"), Fraction(80))
GRADES = (Grade(Fraction(90), "A"), Grade(Fraction(70), "B"))
BY = replace(
    scheme(weighted("collection_rate", 60, "0.9"), weighted("csat", 40)),
    id="own",
    version=7,
    gates=(GATE,),
    grades=GRADES,
)
KNOWN = facts(
    paid(90),
    overdue(10),
    overdue(5, currency="USD", rate=None),
    metrics={"csat": Fraction(4)},
    targets={"csat": Fraction(5)},
)


def test_a_card_says_what_was_judged_by_what_and_what_came_of_it() -> None:
    """0.9 of 0.9 is 100 points of 60 %, 4 of 5 are 80 of 40 %: 92, and capped at 80 a B."""
    rate = Component(
        kpi="collection_rate",
        formula="collection_rate v1",
        measure=Measure(Fraction(9, 10), Fraction(90), Fraction(100)),
        target=Fraction(9, 10),
        attainment=Fraction(1),
        points=Fraction(100),
        weight=Fraction(60),
        effective_weight=Fraction(60),
    )
    csat = Component(
        kpi="csat",
        formula="csat v1",
        measure=Measure(Fraction(4), Fraction(4)),
        target=Fraction(5),
        attainment=Fraction(4, 5),
        points=Fraction(80),
        weight=Fraction(40),
        effective_weight=Fraction(40),
    )
    assert score(KNOWN, BY) == ScoreCard(
        scheme="own",
        version=7,
        period=OCTOBER,
        currency="CNY",
        components=(rate, csat),
        score=Fraction(80),
        without_rate=1,
        grade="B",
        tripped=(Tripped(GATE, Fraction(4)),),
        allowed=(),
    )


def test_what_is_missing_says_why_and_gives_its_weight_away() -> None:
    card = score(replace(KNOWN, metrics={}), BY)
    assert (card.components[0].effective_weight, card.score, card.grade) == (100, 100, "A")
    assert card.components[1] == Component(
        kpi="csat",
        formula="csat v1",
        measure=Measure(None, missing=Missing.NO_METRIC),
        target=Fraction(5),
        attainment=None,
        points=None,
        weight=Fraction(40),
        effective_weight=Fraction(0),
        missing=Missing.NO_METRIC,
    )
    aimless = score(replace(KNOWN, targets={}), BY).components[1]
    assert aimless == Component(
        kpi="csat",
        formula="csat v1",
        measure=Measure(Fraction(4), Fraction(4)),
        target=None,
        attainment=None,
        points=None,
        weight=Fraction(40),
        effective_weight=Fraction(0),
        missing=Missing.NO_TARGET,
    )


def test_a_drawn_rate_stands_on_the_card_beside_the_own_one() -> None:
    """Own 0.9 with 5 instalments, all others 0.6, k = 10: (5 x 0.9 + 10 x 0.6) / 15 = 0.7."""
    cohort = {"collection_rate": Rate(Fraction(6), Fraction(10))}
    known = replace(KNOWN, base=5, cohort=cohort)
    component = score(known, replace(BY, shrink=Fraction(10))).components[0]
    assert component.drawn == Drawn(Fraction(7, 10), Fraction(6, 10), 5)
    assert component.measure.value == Fraction(9, 10)
    assert component.attainment == Fraction(7, 9)
    assert component.points == Fraction(700, 9)


def test_what_was_allowed_for_stands_on_the_card_with_the_score_without_it() -> None:
    """Without the dispute 100 more were overdue: 90 of 200."""
    by = replace(scheme(weighted("collection_rate", 100, "0.9")))
    known = facts(paid(90), overdue(10), without={"disputed": Without(3, (overdue(100),))})
    card = score(known, by)
    assert card.score == 100
    assert card.allowed == (Effect(Allowance.DISPUTED, 3, Fraction(50)),)


def test_a_target_of_an_amount_is_in_whole_units_and_one_s_own_in_minor_ones() -> None:
    by = scheme(weighted("collected_amount", 100, "10"))
    assert score(facts(paid(5_00)), by).components[0].target == 10_00
    own = facts(paid(5_00), targets={"collected_amount": Fraction(20_00)})
    assert score(own, by).components[0].target == 20_00
    yen = facts(paid(5, currency="JPY"), currency="JPY")
    assert score(yen, by).components[0].target == 10
