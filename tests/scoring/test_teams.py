"""A team is judged by one scheme, on its own figures and its people's metrics and targets."""

from fractions import Fraction

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.facts import Figure, Kind
from scoring.teams import facts, scheme_of, together

OCTOBER = Period.parse("2026-10")


def card(scheme: str, score: int | None) -> ScoreCard:
    told = None if score is None else Fraction(score)
    return ScoreCard(scheme, 1, OCTOBER, "CNY", (), told)


def test_the_scheme_of_most_scored_members_judges_the_team() -> None:
    cards = [card("sales", None), card("sales", None), card("sales", 80), card("projects", 70)]
    assert scheme_of([*cards, card("projects", 60)]) == "projects"
    assert scheme_of(cards) == "projects"  # as many of each: the first by name
    assert scheme_of([*cards, card("sales", 60)]) == "sales"
    assert scheme_of([card("sales", None)]) is None


def test_amounts_add_up_and_ratings_average_over_who_has_one() -> None:
    found = together(
        [
            {"sales_amount": Fraction(100), "csat": Fraction(4)},
            {"sales_amount": Fraction(50)},
            {"csat": Fraction(5)},
        ]
    )
    assert found == {"sales_amount": 150, "csat": Fraction(9, 2)}


def test_a_team_s_facts_hold_its_own_figures_once() -> None:
    figure = Figure(Kind.CASH, 100, "CNY", due_in_period=True)
    half = {"sales_amount": Fraction(10)}
    made = facts(OCTOBER, "CNY", (figure,), [(half, half), (half, {})])
    assert (made.period, made.currency, made.figures) == (OCTOBER, "CNY", (figure,))
    assert made.metrics == {"sales_amount": 20}
    assert made.targets == {"sales_amount": 10}
