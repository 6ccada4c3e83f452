"""A replay says what a candidate would move, for whom, and which change of it does most."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.period import Period
from scoring.curves import Curve
from scoring.engine import score
from scoring.facts import Facts
from scoring.replay import (
    Because,
    Bin,
    Cause,
    Line,
    Someone,
    causes_of,
    hash_of,
    main_of,
    moved,
    opened,
    outcome,
    spread,
    written,
)
from scoring.scheme import Gate, Scheme
from tests.scoring.cast import OCTOBER, facts, overdue, paid, scheme, weighted

SEPTEMBER = Period.parse("2026-09")
PERCENT = st.integers(0, 100)
METRICS = st.dictionaries(
    st.sampled_from(["csat", "sales_amount"]), st.integers(1, 5).map(Fraction), max_size=2
)


def collected(percent: int, **metrics: str) -> Facts:
    told = {name: Fraction(value) for name, value in metrics.items()}
    return facts(paid(percent), overdue(100 - percent), metrics=told)


def plan(rate: int, csat: int, target: str = "1") -> Scheme:
    parts = [weighted("collection_rate", rate, target)] if rate else []
    return scheme(*parts, *([weighted("csat", csat, "5")] if csat else []))


def why(own: Facts, before: Scheme, after: Scheme) -> tuple[str, str, Fraction] | None:
    cause = main_of(causes_of(score(own, before), score(own, after)))
    return cause and (cause.kpi, cause.because.value, cause.points)


def line(number: str, before: int | None, after: int | None, **more) -> Line:
    scores = (None if one is None else Fraction(one) for one in (before, after))
    ranks = more.pop("ranks", (None, None))
    return Line(number, more.pop("name", number), more.pop("period", OCTOBER), *scores, *ranks)


# --- why -----------------------------------------------------------------------------------------


def test_a_weight_that_grows_helps_whoever_is_better_there_than_on_the_whole() -> None:
    """
    collection_rate 80, csat 100 (5 of 5): 50 to 50 are 90, 20 to 80 are 96
    csat:            (80 - 50) x (100 - 90) = +3, collection_rate: (20 - 50) x (80 - 90) = +3
    """
    own = collected(80, csat="5")
    found = causes_of(score(own, plan(50, 50)), score(own, plan(20, 80)))
    assert [(one.kpi, one.because, one.points) for one in found] == [
        ("collection_rate", Because.WEIGHT, 3),
        ("csat", Because.WEIGHT, 3),
    ]
    assert (found[1].before, found[1].after) == (50, 80)
    assert why(own, plan(50, 50), plan(20, 80)) == ("csat", "weight", 3)
    assert why(own, plan(20, 80), plan(50, 50)) == ("collection_rate", "weight", Fraction("-4.8"))


def test_a_kpi_that_is_new_or_left_out_is_said_so() -> None:
    own = collected(80, csat="5")
    added = main_of(causes_of(score(own, plan(100, 0)), score(own, plan(50, 50))))
    assert added == Cause("csat", Because.ADDED, Fraction(10), None, Fraction(50))
    assert why(own, plan(0, 100), plan(50, 50)) == ("collection_rate", "added", -10)
    assert why(collected(80, csat="1"), plan(50, 50), plan(100, 0)) == ("csat", "left_out", 15)


def test_a_target_a_curve_and_a_rule_are_told_apart() -> None:
    """A rate of 45 % is 45 points of a target of 100 %, and 50 of one of 90 %."""
    own = collected(45)
    cause = main_of(causes_of(score(own, plan(100, 0)), score(own, plan(100, 0, "0.9"))))
    assert cause == Cause(
        "collection_rate", Because.TARGET, Fraction(5), Fraction(1), Fraction("0.9")
    )
    steep = Curve.of([["0", "0"], ["0.45", "100"], ["1", "100"]])
    bent = scheme(replace(weighted("collection_rate", 100, "1"), curve=steep))
    assert why(own, plan(100, 0), bent) == ("collection_rate", "curve", 55)
    before, after = score(own, plan(100, 0)), score(collected(55), plan(100, 0))
    found = main_of(causes_of(before, after))
    assert found == Cause("collection_rate", Because.RULES, Fraction(10))


def test_a_gate_that_caps_is_why() -> None:
    own = collected(96, csat="3")
    gated = replace(plan(100, 0), gates=(Gate("csat", Fraction("3.5"), Fraction(80)),))
    assert why(own, plan(100, 0), gated) == ("csat", "cap", -16)
    assert why(own, gated, plan(100, 0)) == ("csat", "cap", 16)
    both = (*gated.gates, Gate("collection_rate", Fraction(1), Fraction(70)))
    assert why(own, plan(100, 0), replace(gated, gates=both)) == ("collection_rate", "cap", -26)


def test_a_weight_is_told_as_the_schemes_have_it_unless_only_its_share_changed() -> None:
    """Without a survey the rate takes all the weight, whatever it is; with one it has its own."""
    half, most = score(collected(80, csat="1"), plan(50, 50)), score(collected(80), plan(50, 50))
    (rate, _) = causes_of(half, score(collected(80, csat="1"), plan(80, 20)))
    assert (rate.before, rate.after) == (50, 80)
    (rate, survey) = causes_of(half, most)
    assert (rate.because, rate.before, rate.after) == (Because.WEIGHT, 50, 100)
    assert (survey.because, survey.before, survey.after) == (Because.LEFT_OUT, 50, None)


def test_what_stays_or_has_no_score_has_no_cause() -> None:
    assert why(collected(80), plan(100, 0), plan(100, 0)) is None
    assert why(collected(80), plan(100, 0), plan(0, 100)) is None
    assert causes_of(score(facts(), plan(100, 0)), score(collected(80), plan(100, 0))) == ()


@given(PERCENT, METRICS, st.data())
def test_the_parts_of_a_change_sum_to_it(percent: int, metrics, data) -> None:
    own = facts(paid(percent), overdue(100 - percent), metrics=metrics)
    before, after = (score(own, data.draw(_schemes())) for _ in range(2))
    found = causes_of(before, after)
    if before.score is None or after.score is None:
        assert found == ()
        return
    change = after.score - before.score
    assert sum(one.points for one in found) == change
    cause = main_of(causes_of(before, after))
    assert (cause is None) == (change == 0)
    assert cause is None or cause.points * change > 0


@st.composite
def _schemes(draw) -> Scheme:
    first, second = sorted(draw(st.tuples(PERCENT, PERCENT)))
    weights = {"collection_rate": first, "csat": second - first, "sales_amount": 100 - second}
    targets = {"collection_rate": "0.8", "csat": "4", "sales_amount": draw(st.sampled_from("29"))}
    parts = [weighted(kpi, weight, targets[kpi]) for kpi, weight in weights.items() if weight]
    cap = Gate("csat", Fraction(draw(st.integers(1, 5))), Fraction(60))
    return replace(scheme(*parts), gates=(cap,) if draw(st.booleans()) else ())


# --- all together --------------------------------------------------------------------------------


def test_people_are_taken_over_all_periods_that_can_be_compared() -> None:
    found = outcome(
        [
            line("ana", 70, 80),
            line("ana", 90, 90, period=SEPTEMBER),
            line("ana", None, 50, period=Period.parse("2026-08")),
            line("bo", 60, 58),
            line("cai", 50, 50),
            line("dee", None, 50),
        ]
    )
    assert found.gain == (Someone("ana", "ana", Fraction(80), Fraction(85)),)
    assert found.lose == (Someone("bo", "bo", Fraction(60), Fraction(58)),)
    assert [one.number for one in found.stay] == ["cai"]
    assert found.unscored == (Someone("dee", "dee", None, None),)
    assert found.unscored[0].moves == 0
    assert found.people == 4
    assert found.middle == (60, 58)


def test_the_reason_of_several_periods_is_what_did_most_over_all_of_them() -> None:
    """csat: +6 and -1 are +2.5 on average, the rate: -2 and +6 are +2."""
    own = [
        replace(line("ana", 70, 74, period=SEPTEMBER), causes=_of(csat=6, collection_rate=-2)),
        replace(line("ana", 70, 75), causes=_of(csat=-1, collection_rate=6)),
        replace(line("ana", None, 75, period=Period.parse("2026-08")), causes=_of(csat=99)),
    ]
    assert [one.cause and one.cause.kpi for one in own] == ["csat", "collection_rate", "csat"]
    (ana,) = outcome(own).gain
    assert ana.moves == Fraction("4.5")
    assert ana.cause == Cause("csat", Because.WEIGHT, Fraction("2.5"))


def _of(**points: int) -> tuple[Cause, ...]:
    return tuple(Cause(kpi, Because.WEIGHT, Fraction(n)) for kpi, n in points.items())


def test_nobody_gains_what_nobody_sees() -> None:
    causes = (Cause("csat", Because.WEIGHT, Fraction("0.03")),)
    tiny = Line("ana", "Ana", OCTOBER, Fraction("70.01"), Fraction("70.04"), None, None, causes)
    (same,) = outcome([tiny]).stay
    assert (same.before, same.after, same.cause) == (70, 70, None)


def test_a_score_of_nothing_is_a_score_and_half_a_point_is_a_gain() -> None:
    """The largest gain comes first."""
    half = Line("cai", "cai", OCTOBER, Fraction(70), Fraction("70.5"), None, None)
    found = outcome([half, line("ana", 0, 10), line("bo", 10, 0)])
    assert [(one.number, one.before, one.after) for one in found.gain] == [
        ("ana", 0, 10),
        ("cai", 70, Fraction("70.5")),
    ]
    assert [(one.number, one.before, one.after) for one in found.lose] == [("bo", 10, 0)]


def test_the_main_cause_goes_where_the_score_went() -> None:
    small, other = (Cause(kpi, Because.WEIGHT, Fraction(n, 2)) for kpi, n in (("a", 1), ("b", -2)))
    assert main_of([small, other]) == other
    assert main_of([small]) == small
    assert main_of([small, replace(small, kpi="b", points=-small.points)]) is None


def test_of_nobody_there_is_no_middle_and_no_spread() -> None:
    found = outcome([line("dee", None, 50)])
    assert found.middle is None
    assert spread(found.unscored) == ()


def test_the_largest_moves_of_places_come_first() -> None:
    lines = [
        line("ana", 70, 80, ranks=(3, 2)),
        line("bo", 90, 60, ranks=(1, 4)),
        line("cai", 80, 90, ranks=(2, 1)),
        line("dee", 60, 75, ranks=(4, 3)),
        line("eli", 55, 55, ranks=(5, 5)),
        line("fay", 50, 70, ranks=(None, 5)),
    ]
    found = moved(lines)
    assert [one.number for one in found] == ["bo", "dee", "ana", "cai"]
    assert [one.places for one in found] == [-3, 1, 1, 1]
    zeros = [line("gus", 10, 0, ranks=(1, 2)), line("zoe", 0, 10, ranks=(2, 1))]
    less = line("ida", 19, 10, ranks=(2, 3))
    assert [one.number for one in moved([less, *zeros, lines[3]])] == ["dee", "gus", "zoe", "ida"]


def test_a_spread_counts_everybody_before_and_after() -> None:
    people = outcome([line("ana", 70, 80), line("bo", 69, 71), line("cai", 85, 85)]).compared
    assert spread(people) == (Bin(60, 70, 1, 0), Bin(70, 80, 1, 1), Bin(80, 90, 1, 2))


@pytest.mark.parametrize("highest", [0, 120, 199, 200, 1000])
def test_a_spread_fits_into_a_chart(highest: int) -> None:
    people = outcome([line("ana", 0, highest)]).compared
    found = spread(people)
    assert len(found) <= 20
    assert (sum(one.before for one in found), sum(one.after for one in found)) == (1, 1)
    steps = {one.high - one.low for one in found}
    assert steps == {next(w for w in (10, 20, 40, 80) if highest // w < 20)}


def test_a_spread_begins_with_the_lowest() -> None:
    found = spread(outcome([line("ana", 110, 190)]).compared)
    assert (found[0].low, found[-1].high, len(found)) == (110, 200, 9)
    assert len(spread(outcome([line("ana", 5, 205)]).compared)) == 11
    assert spread([Someone("ana", "Ana", None, Fraction(50))]) == ()


# --- as it is kept -------------------------------------------------------------------------------


def test_what_is_written_is_read_again_and_named_by_its_hash() -> None:
    cause = Cause("csat", Because.TARGET, Fraction(1, 3), Fraction(4), None)
    lines = (
        replace(line("ana", 70, 80, name="安娜", ranks=(1, 2)), causes=(cause,)),
        line("bo", None, 1),
    )
    text = written(lines)
    assert opened(text) == lines
    assert written(opened(text)) == text
    assert written(lines[1:]) == (
        '[{"candidate_rank":null,"candidate_score":"1","causes":[],"name":"bo","number":"bo",'
        '"period":{"end":"2026-11-01","start":"2026-10-01"},"rank":null,"score":null}]'
    )
    assert "安娜" in text
    assert hash_of(text) == hash_of(written(lines)) != hash_of(written(lines[:1]))
