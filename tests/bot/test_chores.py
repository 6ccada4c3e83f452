"""What finance must not miss: a payment that nobody pressed, and one that an import bounced."""

from collections.abc import Iterator

import pytest

from bot import chores
from storage import settings
from storage.database import open_database
from tests.commands.paying import Till
from tests.storage.books import Books


@pytest.fixture
def till(database_url: str) -> Iterator[Till]:
    database = open_database(database_url)
    yield Till.open(Books.of_new_company(database))
    database.close()


def done(till: Till) -> int:
    return chores.do(till.books.database, till.books.company, lambda: till.now)


def repeats(till: Till) -> list[str]:
    return [m["target"] for m in till.messages() if "/again/" in m["key"]]


def finance(till: Till) -> list[str]:
    query = "SELECT id, number FROM person WHERE workspace_id = {company}"
    return sorted(f"person:{row[0]}" for row in till.books.sql(query) if row[1][0] == "f")


def test_what_nobody_pressed_for_a_working_day_is_repeated_to_finance_once(till: Till) -> None:
    till.paid("ana", "INV-1023 1,000")
    till.wait(hours=23)
    assert done(till) == 0
    till.wait(hours=1)
    assert done(till) == 1
    assert sorted(repeats(till)) == finance(till)
    assert done(till) == 0
    till.wait(days=3)
    assert done(till) == 0
    assert len(repeats(till)) == len(finance(till))
    assert "[Confirm] [Change] [Not a payment]" in till.shown()
    till.press("fin", "confirm")
    updates = [m for m in till.messages() if m["kind"] == "update" and "/later" not in m["key"]]
    assert len(updates) == 1 + len(finance(till)), "the copies change with the card"


def test_it_is_repeated_on_a_working_day_of_the_company(till: Till) -> None:
    """Tuesday is a holiday, and Wednesday too: the only reminder comes on Thursday at ten."""
    holidays = "on, working, name\n2026-11-24, no, Founding day\n2026-11-25, no, Founding day"
    till.books.add("calendar", holidays)
    till.paid("ana", "INV-1023 1,000")
    till.wait(days=2, hours=23)
    assert done(till) == 0
    till.wait(hours=1)
    assert done(till) == 1
    assert sorted(repeats(till)) == finance(till)


def test_a_saturday_on_which_the_company_works_is_a_working_day(till: Till) -> None:
    till.books.add("calendar", "on, working, name\n2026-11-28, yes, Make-up day")
    till.wait(days=4)
    till.paid("ana", "INV-1023 1,000")
    till.wait(days=1)
    assert done(till) == 1


def test_a_channel_of_finance_gets_it_instead(till: Till) -> None:
    with till.books.database.write(till.now) as tx:
        settings.put(tx, till.books.company, "finance_channel", "#money")
    till.paid("ana", "INV-1023 1,000")
    till.wait(days=1)
    assert done(till) == 1
    assert repeats(till) == ["#money"]


def test_what_was_decided_is_not_repeated_and_what_waits_for_a_second_person_is(
    till: Till,
) -> None:
    till.paid("ana", "INV-1023 1,000")
    till.press("fin", "confirm")
    till.paid("ana", "INV-1023 1,000")
    till.press("fin", "dismiss")
    till.paid("ana", "INV-1023 40,000")
    till.press("fin", "confirm")
    till.wait(days=1)
    assert done(till) == 1
    assert till.states() == ["booked", "dismissed", "seconded"]
    assert len(repeats(till)) == len(finance(till))


BOUNCE = "payment_id, customer_id, value_on, amount, reverses_id\n B-1, C1, 2026-11-23, 1000, "


@pytest.fixture
def bounced(till: Till) -> Till:
    till.paid("ana", "INV-1023 1,000")
    till.press("fin", "confirm")
    number = till.books.sql("SELECT number FROM receipt WHERE workspace_id = {company}")[0][0]
    till.books.add("payments", BOUNCE + number)
    return till


def test_a_card_says_what_an_import_bounced(bounced: Till) -> None:
    assert done(bounced) == 1
    assert done(bounced) == 0
    assert bounced.states() == ["bounced"]
    card = bounced.newest_card()
    assert "*Bounced: CNY 1,000.00 from 华星科技" in card
    assert "INV-1023 is open with CNY 80,000.00 again" in card
    assert "the bank took it back on 23 Nov, as an import says" in card
    assert "[" not in card
    assert bounced.messages()[-1]["kind"] == "reply"
    assert bounced.messages()[-1]["lines"][0].startswith("Bounced: CNY 1,000.00")
    assert bounced.audited()[-1] == "payment.bounced"
    assert bounced.is_sound()


@pytest.mark.parametrize("button", ["undo", "bounced", "correct", "confirm"])
@pytest.mark.parametrize("is_shown", [True, False])
def test_a_press_on_what_an_import_bounced_is_answered_plainly(
    bounced: Till, button: str, is_shown: bool
) -> None:
    if is_shown:
        done(bounced)
    english, chinese = bounced.refused("fin", button)
    assert english == (
        "Nothing was changed: the bank took this money back on 23 Nov, as an import says."
    )
    assert chinese == "没有改动：导入的数据显示，银行已在11月23日退回这笔款。"
    assert bounced.books.count("reversal") == 1
    assert bounced.is_sound()
