"""Many people press at once: one receipt a card, and everybody else is told."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ledger.errors import Problem
from ledger.proposal import AlreadyDecided
from storage.database import open_database
from storage.proposals import Overtaken
from tests.commands.paying import Till
from tests.storage.books import Books

PRESSERS = 8
CARDS = 20


@pytest.fixture
def till(database_url: str) -> Iterator[Till]:
    database = open_database(database_url)
    yield Till.open(Books.of_new_company(database))
    database.close()


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Let everybody act at the same moment; count what came of it."""
    start = Barrier(len(acts))

    def act(do: Callable[[], object]) -> str:
        start.wait()
        try:
            return "told" if do() else "done"
        except (AlreadyDecided, Overtaken) as problem:
            return type(problem).__name__
        except Problem as problem:
            return f"refused: {type(problem).__name__}"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(act, acts))


def test_a_card_pressed_by_eight_at_once_is_booked_exactly_once(till: Till) -> None:
    for _ in range(CARDS):
        till.paid("ana", "INV-1023 1,000")
    for number in range(CARDS):
        pressed = till.card(number)
        refreshed = till.press("fin", "confirm", pressed) if number else None
        card = till.card(number) if refreshed else pressed
        presses = [
            (lambda who=who, card=card: till.press(who, "confirm", card))
            for who in ("fin", "fay", "flo", "fin", "fay", "flo", "fin", "fay")[:PRESSERS]
        ]
        came = at_once(*presses)
        assert came["done"] == 1, came
        assert came["AlreadyDecided"] + came["Overtaken"] == PRESSERS - 1, came
        assert till.books.count("receipt") == number + 1
    assert till.states() == ["booked"] * CARDS
    assert till.opened()["INV-1023/1"] == 60_000_00
    assert till.is_sound()


def test_two_cards_on_one_instalment_race_and_never_settle_more_than_it_owes(till: Till) -> None:
    for _ in range(PRESSERS):
        till.paid("ana", "INV-1024/2 5,000")
    cards = [till.card(number) for number in range(PRESSERS)]
    came = at_once(*[lambda card=card: till.press("fin", "confirm", card) for card in cards])
    assert came == {"done": 1, "told": PRESSERS - 1}
    assert till.opened()["INV-1024/2"] == 0
    assert Counter(till.states()) == {"booked": 1, "open": PRESSERS - 1}
    assert till.is_sound()


def test_confirm_and_not_a_payment_at_once_leave_one_of_both(till: Till) -> None:
    for _ in range(5):
        till.paid("ana", "1001 100")
        card = till.card()
        came = at_once(
            lambda card=card: till.press("fin", "confirm", card),
            lambda card=card: till.press("fay", "dismiss", card),
        )
        assert came == {"done": 1, "AlreadyDecided": 1}
    booked = till.states().count("booked")
    assert till.books.count("receipt") == booked
    assert till.states().count("dismissed") == 5 - booked
    assert till.is_sound()


def test_undo_and_bounce_at_once_take_the_money_back_once(till: Till) -> None:
    for _ in range(5):
        till.paid("ana", "1001 100")
        till.press("fin", "confirm")
        card = till.card()
        number = card.partition(":")[0]
        came = at_once(
            lambda card=card: till.press("fin", "undo", card),
            lambda number=number: till.send(
                "fay", "confirm.bounce", number, reason="x", day="2026-11-23"
            ),
        )
        assert came == {"done": 1, "refused: NothingToTakeBack": 1}
    assert till.opened()["1001/1"] == 9_000_00
    assert till.books.count("reversal") == 5
    assert till.is_sound()
