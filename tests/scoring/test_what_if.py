"""What collecting an open item today would add to the score."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring import what_if
from scoring.engine import Again, Result, score
from scoring.facts import Facts, Figure
from scoring.scheme import Scheme, template
from scoring.what_if import Gain, collected
from tests.scoring.cast import facts, not_due, overdue, paid, scheme, weighted

RATE = scheme(weighted("collection_rate", 100, "1"))


def gains(known: Facts, parts: Scheme, opens: list[Figure]) -> tuple[Gain, ...]:
    """What each would bring, every one being an instalment of its own."""
    return what_if.gains(known, parts, [[one] for one in opens])


def test_collecting_an_item_moves_it_from_open_to_cash() -> None:
    """
    500 paid, 300 open and 20 days overdue, 200 not due
    once the 300 are paid today: 800 of 800 due, 200 open, none overdue
    """
    late, later = overdue(300, 20), not_due(200)
    for parts in (RATE, template("sales")):
        assert parts is not None
        expected = score(facts(paid(500), paid(300, 20), later), parts)
        after = Again(facts(paid(500), late, later), parts).judged(collected([late]))
        assert after == Result(expected.components, expected.tripped, expected.score)


def test_the_item_that_brings_most_comes_first() -> None:
    """500 of 1,000 paid; 300 bring 30 points, 200 bring 20, what is due later none."""
    opens = [overdue(200), not_due(900), overdue(300)]
    found = gains(facts(paid(500), *opens), RATE, opens)
    assert found == (Gain(2, Fraction(30)), Gain(0, Fraction(20)), Gain(1, Fraction(0)))


def test_equal_gains_stay_in_the_order_of_the_question() -> None:
    opens = [overdue(100, 9), overdue(100, 3), overdue(100, 6)]
    found = gains(facts(paid(700), *opens), RATE, opens)
    assert [gain.place for gain in found] == [0, 1, 2]


def test_an_item_without_a_rate_brings_nothing_and_is_left_out() -> None:
    opens = [overdue(100, currency="USD", rate=None), overdue(100)]
    found = gains(facts(paid(100), *opens), RATE, opens)
    assert [gain.place for gain in found] == [1]


def test_the_first_cash_brings_the_whole_score_where_nothing_could_be_scored() -> None:
    """Nothing was due: no score. 100 of collected 1.00 bring 100 points of the amount."""
    only_late = scheme(weighted("days_late", 100, "5"))
    opens = [not_due(100)]
    assert score(facts(*opens), only_late).score is None
    assert gains(facts(*opens), only_late, opens) == (Gain(0, Fraction(120)),)


def test_what_leaves_nothing_to_judge_brings_no_points() -> None:
    """The overdue share of nothing open is not applicable."""
    share = scheme(weighted("overdue_ratio", 100, "0.1"))
    opens = [overdue(100)]
    assert gains(facts(*opens), share, opens) == (Gain(0, Fraction(0)),)


def test_a_dollar_brings_what_it_is_worth() -> None:
    """800.00 of 1,000.00 paid; open are USD 20.00 at 7.00 and CNY 60.00."""
    opens = [overdue(60_00), overdue(20_00, currency="USD", rate=Fraction(7))]
    found = gains(facts(paid(800_00), *opens), RATE, opens)
    assert found == (Gain(1, Fraction(14)), Gain(0, Fraction(6)))


def test_only_what_is_open_can_be_collected() -> None:
    with pytest.raises(AssertionError):
        collected([paid(100)])


def test_what_is_collected_is_cash_that_nothing_is_wrong_with() -> None:
    late = overdue(300, 20, disputed=True, inherited=True, exempt=True)
    gone, cash = collected([late])
    assert gone == replace(late, amount_minor=-300, amount_days=-6000, items=-1)
    assert cash == paid(300, 20, exempt=True)


def test_an_instalment_in_parts_is_collected_whole() -> None:
    """300 open, of which 100 are disputed: 800 of 800; a part without a rate leaves it out."""
    parts = [overdue(200), overdue(100, disputed=True)]
    found = what_if.gains(facts(paid(500), *parts), RATE, [parts])
    assert found == (Gain(0, 100 - Fraction(500, 800) * 100),)
    unrated = [*parts, overdue(1, rate=None)]
    assert what_if.gains(facts(paid(500), *unrated), RATE, [unrated]) == ()
