"""The list of help says whose figures of which periods it shows, so that a look can be noted."""

from datetime import UTC, date, datetime
from fractions import Fraction

from ledger.period import Period
from ledger.proposal import Who
from scoring.coach import Assigned, Item, Reading, Sort
from scoring.engine import score
from tests.scoring.cast import component, facts, paid, scheme, weighted
from views.coach_card import Card
from views.coach_list import Led

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
TIP = Item("ask", "collection_rate", Sort.TIP, {"en": "Ask"}, {"en": "Ask early."})
RATE = component(
    score(facts(paid(1)), scheme(weighted("collection_rate", 100, "1"))), "collection_rate"
)


def given(shown: bool) -> Card:
    then = Reading(OCTOBER, Fraction(1, 2), Fraction(30))
    at = datetime(2026, 11, 2, tzinfo=UTC)
    who, by, until = Who(1, "Ana"), Who(2, "Mo"), date(2026, 12, 1)
    assigned = Assigned(1, who, by, TIP, "", until, OCTOBER, then, at)
    return Card(assigned, Reading(NOVEMBER, Fraction(3, 5), Fraction(40)), "CNY", shown=shown)


def led(weakest: object, *cards: Card) -> Led:
    return Led(1, "Ana", True, weakest, None, cards, "CNY", Period.parse("2026-12"))


def test_a_line_shows_the_period_of_its_weakest_kpi_and_those_of_each_card() -> None:
    assert led(RATE, given(shown=True)).periods == (Period.parse("2026-12"), OCTOBER, NOVEMBER)


def test_what_is_without_figures_shows_no_period() -> None:
    assert led(None, given(shown=False)).periods == ()
