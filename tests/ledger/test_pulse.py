"""Who is asked together, when something is shown, and what a tally says."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from ledger.pulse import TOGETHER, About, Answer, Group, Tally, together

SALES, SUPPORT, FINANCE = About("sales", "s", 3), About("other", "o", 1), About("finance", "f", 1)
OCTOBER, UNTIL = Period.parse("2026-10"), date(2026, 11, 16)


def judged(**sizes: int) -> dict[int, About]:
    """So many people of each scheme, numbered on."""
    known = {"sales": SALES, "support": SUPPORT, "finance": FINANCE}
    everyone = [known[name] for name, size in sizes.items() for _ in range(size)]
    return dict(enumerate(everyone, 1))


def group(answered: int, asked: int = 6) -> Group:
    return Group(1, OCTOBER, SALES, asked, UNTIL, answered)


def test_five_of_one_scheme_are_asked_about_it() -> None:
    assert set(together(judged(sales=5)).values()) == {SALES}


def test_the_few_of_several_schemes_are_asked_together() -> None:
    found = together(judged(sales=6, support=3, finance=2))
    assert [person for person, about in found.items() if about == TOGETHER] == [7, 8, 9, 10, 11]
    assert len(found) == 11


def test_who_could_never_be_shown_is_not_asked() -> None:
    assert together(judged(sales=5, support=2, finance=2)) == dict.fromkeys(range(1, 6), SALES)
    assert together(judged(sales=4)) == {}
    assert together({}) == {}


def test_nobody_stands_in_a_group_of_fewer_than_five() -> None:
    for sales in range(12):
        for support in range(7):
            for finance in range(7):
                found = list(
                    together(judged(sales=sales, support=support, finance=finance)).values()
                )
                assert all(found.count(about) >= 5 for about in found)


@pytest.mark.parametrize(
    ("answered", "day", "over", "shown", "missing"),
    [
        (0, UNTIL, False, False, 5),
        (5, UNTIL, False, False, 0),
        (6, UNTIL, True, True, 0),
        (4, date(2026, 11, 17), True, False, 1),
        (5, date(2026, 11, 17), True, True, 0),
    ],
    ids=["nobody", "one may still come", "everybody", "one is missing", "time is up"],
)
def test_it_is_shown_from_five_on_once_no_more_can_come(
    answered: int, day: date, *, over: bool, shown: bool, missing: int
) -> None:
    found = group(answered)
    assert (found.is_over(day), found.is_shown(day), found.missing) == (over, shown, missing)


def test_an_average_is_exact() -> None:
    assert Tally((0, 1, 3, 5, 3)).average == Fraction(23, 6)
    assert Tally((0, 0, 0, 1, 0)).average == 4


def test_five_are_enough_and_words_may_be_as_long_as_is_said() -> None:
    assert group(5, asked=5).is_shown(UNTIL)
    assert len(Answer(1, 5, "x" * 500).words) == 500


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: group(7),
        lambda: group(0, asked=4),
        lambda: Tally((0, 0, 0, 0, 0)),
        lambda: Tally((1,)),
        lambda: Answer(0, 5),
        lambda: Answer(5, 6),
        lambda: Answer(5, 5, "x" * 501),
    ],
    ids=["seven of six", "four", "no answer", "no scale", "zero", "six", "too long"],
)
def test_what_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(AssertionError):
        wrong()
