"""Places are 1-2-2-4 on the rounded score; who is named, and who never is."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.period import Period
from scoring.card import Component, ScoreCard
from scoring.kpi import Measure, Missing
from scoring.ranking import (
    TEAMS,
    Entrant,
    Neighbours,
    Ranking,
    Unranked,
    moved_most,
    rank,
    shown,
)
from scoring.scheme import template

SCHEME = template("sales")
assert SCHEME is not None
OCTOBER = Period.parse("2026-10")


def card(score: str | Fraction | None, missing_weight: int = 0) -> ScoreCard:
    judged = _component(100 - missing_weight, Measure(Fraction(1)))
    absent = _component(missing_weight, Measure(None, missing=Missing.NO_METRIC))
    parts = (judged, absent) if missing_weight else (judged,)
    return ScoreCard("sales", 1, OCTOBER, "CNY", parts, None if score is None else Fraction(score))


def _component(weight: int, measure: Measure) -> Component:
    points = None if measure.value is None else Fraction(100)
    return Component(
        "collection_rate", "v1", measure, Fraction(1), points, points, Fraction(weight),
        Fraction(weight), measure.missing,
    )  # fmt: skip


def ranked(*scores: str, least: int = 5) -> Ranking:
    entrants = [Entrant(key, card(score), due=9) for key, score in enumerate(scores, 1)]
    return rank(entrants, SCHEME, least)


def places(ranking: Ranking) -> list[tuple[int, int]]:
    return [(place.key, place.rank) for place in ranking.places]


def named(ranking: Ranking) -> list[int]:
    return [place.key for place in ranking.public]


def test_equals_share_a_place_and_the_next_one_is_left_out() -> None:
    ranking = ranked("84.9", "93.2", "87.1", "87.1", "84.2")
    assert places(ranking) == [(2, 1), (3, 2), (4, 2), (1, 4), (5, 5)]
    assert ranking.cohort == 5


def test_the_place_is_decided_on_the_rounded_score() -> None:
    ranking = ranked("87.05", "87.149", "87.14", "87.15", "87.0499")
    assert places(ranking) == [(4, 1), (1, 2), (2, 2), (3, 2), (5, 5)]
    assert ranking.places[0].score == Fraction("87.2")


@pytest.mark.parametrize(("decimals", "score"), [(0, "87"), (1, "87.1"), (2, "87.13")])
def test_a_score_is_shown_with_the_decimals_of_its_scheme(decimals: int, score: str) -> None:
    by = replace(SCHEME, rank_decimals=decimals)
    assert shown(Fraction("87.126"), by) == Fraction(score)


def test_who_cannot_be_ranked_has_a_reason_and_takes_no_place() -> None:
    entrants = [
        Entrant(1, card("80"), due=5),
        Entrant(2, card("99"), due=4),
        Entrant(3, card("99", missing_weight=51), due=9),
        Entrant(4, card("99", missing_weight=50), due=9),
        Entrant(5, card(None), due=0),
        Entrant(6, card("99"), due=9, in_role=False),
    ]
    ranking = rank(entrants, SCHEME)
    assert places(ranking) == [(4, 1), (1, 2)]
    assert ranking.unranked == {
        2: Unranked.FEW_DUE,
        3: Unranked.MOSTLY_MISSING,
        5: Unranked.NO_SCORE,
        6: Unranked.NOT_IN_ROLE,
    }
    assert ranking.place_of(2) is None


def test_nobody_competes_twice() -> None:
    with pytest.raises(AssertionError, match="twice"):
        rank([Entrant(1, card("80")), Entrant(1, card("70"))], SCHEME)


@pytest.mark.parametrize(
    ("scores", "least", "expected"),
    [
        ("90 80 70 60", 5, []),  # four people are too few to name anybody
        ("90 80 70 60", TEAMS, [1, 2]),
        ("90 80 70 60 50", 5, [1, 2]),  # half of five is two
        ("90 80 70 60 50 40 30 20", 5, [1, 2, 3]),  # three places at most
        ("90 80 70 70 50 40 30 20", 5, [1, 2, 3, 4]),  # a shared place is named whole
        ("90 80 70 70 50 40 30", 5, [1, 2]),  # or not at all
        ("90 90 90 50 40", 5, []),
        ("90 90 80 80 50 40", 5, [1, 2]),
        ("90 80 80 70 50 40 30 20", 5, [1, 2, 3]),
        ("70 70 70 70 70 70", 5, []),
    ],
)
def test_only_whole_places_of_the_upper_half_are_named(
    scores: str, least: int, expected: list[int]
) -> None:
    assert named(ranked(*scores.split(), least=least)) == expected


def test_one_s_own_place_stands_between_two_on_either_side() -> None:
    ranking = ranked("93.2", "87.1", "87.1", "86.3", "84.9", "84.2", "80", "70", "60", "50")
    around = ranking.around(4)
    assert around is not None
    assert (around.own.rank, around.cohort) == (4, 10)
    assert around.above == (Neighbours(Fraction("87.1"), 2, (2, 3)),)
    assert around.equal is None
    assert around.below == (
        Neighbours(Fraction("84.9"), 1),
        Neighbours(Fraction("84.2"), 1),
    )


def test_neighbours_outside_the_public_top_have_points_and_no_name() -> None:
    around = ranked("90", "80", "70", "60", "60", "40", "30").around(4)
    assert around is not None
    assert around.above == (Neighbours(Fraction(80), 1, (2,)), Neighbours(Fraction(70), 1, (3,)))
    assert around.equal == Neighbours(Fraction(60), 1)
    assert [one.named for one in around.below] == [(), ()]


def test_equals_at_the_top_are_named_to_each_other() -> None:
    around = ranked("90", "90", "70", "60", "50").around(1)
    assert around is not None
    assert around.above == ()
    assert around.equal == Neighbours(Fraction(90), 1, (2,))


def test_of_equals_that_do_not_all_fit_none_is_named() -> None:
    around = ranked("90", "90", "90", "60", "50", "40", "30").around(4)
    assert around is not None
    assert around.above == (Neighbours(Fraction(90), 2),)


@pytest.mark.parametrize("key", [1, 99])
def test_there_is_no_place_to_tell_in_a_small_cohort_or_outside_it(key: int) -> None:
    assert ranked("90", "80", "70", "60").around(key) is None


def test_moved_most_names_who_of_the_public_top_rose_most() -> None:
    before = ranked("70", "80", "60", "10", "20", "30", "30", "30")
    now = ranked("81.4", "90", "60", "59", "50", "40", "30", "20")
    (move,) = moved_most(now, before)
    assert (move.key, move.points) == (1, Fraction("11.4"))


def test_who_rose_alike_is_named_together_and_who_fell_is_not() -> None:
    before = ranked("85", "75", "75", "40", "40", "40")
    now = ranked("90", "80", "70", "60", "50", "40")
    assert [move.key for move in moved_most(now, before)] == [1, 2]
    assert moved_most(now, now) == ()
    assert moved_most(now, ranked("90", least=5)) == ()


scores = st.lists(st.integers(0, 1200).map(lambda n: Fraction(n, 7)), max_size=30)


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_entry_decides_nothing(found: Sequence[Fraction], random) -> None:
    entrants = [Entrant(key, card(score), due=9) for key, score in enumerate(found)]
    shuffled = random.sample(entrants, len(entrants))
    one, other = rank(entrants, SCHEME), rank(shuffled, SCHEME)
    assert set(one.places) == set(other.places)
    assert set(one.public) == set(other.public)
    for entrant in entrants:
        assert _unordered(one, entrant.key) == _unordered(other, entrant.key)


def _unordered(ranking: Ranking, key: int):
    around = ranking.around(key)
    groups = () if around is None else (*around.above, *around.below, around.equal)
    return [group and (group.score, group.count, set(group.named)) for group in groups]


@given(scores)
def test_a_place_is_one_more_than_how_many_are_better(found: Sequence[Fraction]) -> None:
    ranking = rank([Entrant(k, card(s), due=9) for k, s in enumerate(found)], SCHEME)
    for place in ranking.places:
        better = sum(other.score > place.score for other in ranking.places)
        assert place.rank == better + 1
    assert len(ranking.public) <= ranking.cohort // 2
    assert not ranking.public or ranking.cohort >= ranking.least


@given(scores)
def test_nobody_of_the_lower_half_is_ever_named(found: Sequence[Fraction]) -> None:
    ranking = rank([Entrant(k, card(s), due=9) for k, s in enumerate(found)], SCHEME)
    told = {place.key for place in ranking.public}
    for place in ranking.places:
        around = ranking.around(place.key)
        if around is not None:
            groups = (*around.above, *around.below, *([around.equal] if around.equal else []))
            told |= {key for group in groups for key in group.named}
    assert all(place.rank <= ranking.cohort // 2 for place in ranking.places if place.key in told)
