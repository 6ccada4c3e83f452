"""A preview names whom the reader may see, up to a screen of them, and counts everybody."""

from datetime import date
from fractions import Fraction

from views.say import Say
from views.scheme_preview import SHOWN, Change, moved, rows

EN = Say.of("en", date(2026, 11, 23))


def change(number: int, before: int | None, after: int | None) -> Change:
    points = (None if one is None else Fraction(one) for one in (before, after))
    return Change(number, f"P{number}", *points)


def test_each_person_has_the_points_before_and_after() -> None:
    found = (change(1, 70, 75), change(2, None, 60))
    assert rows(found, found, EN) == ["P1: 70.0 → 75.0", "P2: no score → 60.0"]


def test_those_who_find_no_room_are_counted() -> None:
    many = tuple(change(number, 70, 75) for number in range(SHOWN + 2))
    assert len(rows(many, many, EN)) == SHOWN + 1
    assert rows(many, many, EN)[-1] == "and 2 more"
    assert rows(many, many[: SHOWN + 1], EN)[-1] == "and 1 more"
    assert len(rows(many, many[:SHOWN], EN)) == SHOWN


def test_who_may_see_nobody_is_told_so_and_a_role_that_nobody_had_is_named_first() -> None:
    assert rows((change(1, 70, 75),), (), EN) == [
        "Each person's points are shown to their managers and HR only."
    ]
    assert rows((), (), EN) == ["Nobody had this role then."]


def test_who_gains_and_who_loses_is_counted_over_everybody_with_a_score_before_and_after() -> None:
    found = (change(1, 70, 75), change(2, 70, 65), change(3, 70, 60), change(4, None, 60))
    assert moved((*found, change(5, 70, 70)), EN) == "1 person gains · 2 people lose"
