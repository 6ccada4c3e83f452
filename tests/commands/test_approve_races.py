"""Several approve, reject and withdraw at once: exactly one of them takes effect."""

from collections.abc import Iterator

import pytest

from storage.database import open_database
from tests.commands.approving import Desk
from tests.commands.test_confirm_races import at_once
from tests.storage.books import Books

ROUNDS = 10


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = open_database(database_url)
    yield Desk.open(Books.of_new_company(database))
    database.close()


def test_one_of_many_who_decide_at_once_decides(desk: Desk) -> None:
    for number in range(ROUNDS):
        desk.type("ana", "/receivables exempt INV-1023 until 2026-12-31 insolvent")
        card = desk.card()
        presses = [
            lambda who=who, button=button, card=card: desk.press(who, button, card)
            for who, button in (
                ("mei", "approve"), ("hua", "approve"), ("ana", "withdraw"),
                ("hua", "approve"), ("mei", "approve"), ("ana", "withdraw"),
            )
        ]  # fmt: skip
        came = at_once(*presses)
        assert came["done"] == 1, came
        assert len(desk.states()) == number + 1
    assert set(desk.states()) <= {"approved", "withdrawn"}
    assert desk.books.count("exemption") == desk.states().count("approved")
    assert desk.is_sound()


def test_wishes_that_compete_for_one_balance_never_take_more_than_there_is(desk: Desk) -> None:
    """INV-1031 owes 300: 60 of cash and 280 given up do not both fit."""
    desk.type("fin", "/receivables apply R-12 INV-1031 60")
    desk.type("fin", "/receivables writeoff INV-1031 280 gone")
    cards = [desk.card(0), desk.card(1)]
    came = at_once(*[lambda card=card: desk.press("fay", "approve", card) for card in cards])
    assert came["done"] == 1, came
    assert came["refused: MoreThanOpen"] == 1, came
    assert sorted(desk.states()) == ["approved", "open"]
    assert desk.is_sound()
