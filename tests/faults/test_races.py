"""Two processes of the real bot, and many who press at once: a small sample of `make races`."""

import pytest

from faults import races
from faults.races import Findings

SEED = 4
CARDS, PAIRS = 3, 3


def test_a_card_that_many_press_is_booked_once_and_the_others_are_told_by_whom() -> None:
    found = races.cards("postgres", CARDS, SEED)
    assert found.wrong == []
    assert found.effects == found.cards == CARDS
    assert min(found.shares) > 0, "both processes answered"
    assert found.told >= found.clicks - CARDS


def test_two_cards_of_one_instalment_settle_it_once_and_the_loser_is_told() -> None:
    found = races.pairs("sqlite", PAIRS, SEED)
    assert found.wrong == []
    assert (found.cards, found.effects, found.told) == (2 * PAIRS, PAIRS, PAIRS)


@pytest.mark.parametrize(
    ("engine", "sabotage", "race", "kind"),
    [
        ("sqlite", "no-key", races.cards, "not proposed once"),
        ("postgres", "no-version", races.cards, "not booked once"),
        ("postgres", "no-guard", races.pairs, "over-settled"),
    ],
)
def test_without_its_guards_the_race_is_lost(engine: str, sabotage: str, race, kind: str) -> None:
    found: Findings = race(engine, CARDS, SEED, sabotage)
    assert kind in found.kinds, found.line()
