"""What several cards share."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.money import half_up
from views.parts import adding_up, footer, ranked_list
from views.words import bold

TENTH = Fraction(1, 10)


def test_the_lines_of_a_score_sum_to_it() -> None:
    """cards.md: 29.8 + 13.9 + 7.5 + 35.1 = 86.3, of 31.3 + 18.7 + 12.5 + 37.5 = 100."""
    weights = [Fraction(w * 100, 80) for w in (25, 15, 10, 30)]
    assert adding_up(weights, 1) == (313 * TENTH, 187 * TENTH, 125 * TENTH, 375 * TENTH)
    attained = [Fraction(86, 90), Fraction(74, 100), Fraction(60, 100), Fraction(131, 140)]
    points = [a * w for a, w in zip(attained, weights, strict=True)]
    assert adding_up(points, 1) == (298 * TENTH, 139 * TENTH, 75 * TENTH, 351 * TENTH)


@given(st.lists(st.fractions(-1000, 1000), max_size=12), st.integers(0, 3))
def test_rounded_parts_sum_to_the_rounded_total_and_move_less_than_a_unit(parts, places) -> None:
    unit = Fraction(1, 10**places)
    shown = adding_up(parts, places)
    assert sum(shown) == half_up(sum(parts, Fraction()) / unit) * unit
    assert all(abs(a - b) < unit for a, b in zip(parts, shown, strict=True))


def test_a_list_is_numbered_and_keeps_what_is_bold() -> None:
    assert ranked_list([bold("INV-1"), "INV_2*"]).mrkdwn == "1. *INV-1*\n2. INV_2∗"


def test_a_footer_is_one_small_line() -> None:
    assert footer("as of 23 Nov", "only you can see this") == {
        "type": "context",
        "elements": [
            {
                "type": "mrkdwn",
                "text": "as of 23 Nov · only you can see this",
                "verbatim": True,
            }
        ],
    }
