"""Undo, Correct and Bounced: by whom, until when, with which reason, and what the figures say."""

import json

import pytest

from commands._contract import FieldProblem
from ledger.proposal import NeedsAnother, NotFinance, NothingToTakeBack
from tests.commands.paying import Till, filled_in
from tests.storage.books import Books

LATE = (
    "Nothing was changed: Undo ends after ten minutes. Press Correct instead.",
    "没有改动：十分钟后 撤销 失效。请改按 更正 按钮。",
)
ONE_MORE = "Nothing was changed: a second person of finance is needed, and you are the first."


@pytest.fixture
def till(books: Books) -> Till:
    """Give a desk whose figures are all in one currency."""
    return Till.open(books, abroad=False)


@pytest.fixture
def booked(till: Till) -> Till:
    """30,000 of INV-1023 (80,000, due 10 Nov) that came on 20 Nov and was confirmed on 23 Nov."""
    till.paid("ana", "INV-1023 30k 2026-11-20")
    till.press("fin", "confirm")
    return till


def figures(till: Till, as_of: str) -> dict[str, str]:
    """What came in by a day, and what of the company's own currency is overdue by age then."""
    row = till.books.ageing(as_of)["CNY"]
    measured = till.kpis("2026-11")
    names = ("collected_amount", "collection_rate", "days_late")
    return {"1-30": row["1-30"]} | {name: measured[name] or "" for name in names}


# --- undo ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["fin", "fay"])
def test_whoever_confirmed_or_another_of_finance_takes_it_back_alone(
    booked: Till, who: str
) -> None:
    booked.wait(minutes=7)
    booked.press(who, "undo")
    assert booked.newest_card().splitlines() == [
        "*Taken back: CNY 30,000.00 from 华星科技 (R-1)*",
        "INV-1023 is open with CNY 80,000.00 again",
        f"Proposed by Ana · taken back by {who.title()}, today 10:07",
    ]
    news = booked.messages()[-1]
    assert news["kind"] == "reply"
    assert news["lines"] == [f"Taken back: CNY 30,000.00 from 华星科技 (R-1), by {who.title()}."]
    assert booked.audited() == ["payment.proposed", "payment.confirmed", "payment.undo"]
    assert booked.is_sound()


def test_one_person_undoes_above_the_limit_too(till: Till) -> None:
    till.paid("fin", "INV-1023 50k")
    till.press("fay", "confirm")
    till.press("fay", "undo")
    assert till.states() == ["undone"]


def test_an_undo_counts_on_the_day_of_what_it_undoes(booked: Till) -> None:
    before = figures(booked, "2026-11-21")
    assert before == {
        "1-30": "79700.00",
        "collected_amount": "30000.00",
        "collection_rate": "0.2735",  # of 109,700 due by the end of November
        "days_late": "11.0629",  # 30,000 ten days late, the rest until today
    }
    booked.press("fin", "undo")
    assert figures(booked, "2026-11-21") == {
        "1-30": "109700.00",
        "collected_amount": "0.00",
        "collection_rate": "0.0000",
        "days_late": "11.8833",  # all 80,000 thirteen days late
    }
    assert booked.opened()["INV-1023/1"] == 80_000_00


def test_undo_says_what_is_open_after_what_others_paid_meanwhile(booked: Till) -> None:
    booked.paid("ana", "INV-1023 10k")
    booked.press("fin", "confirm")
    booked.press("fin", "undo", booked.card(0))
    assert "INV-1023 is open with CNY 70,000.00 again" in booked.newest_card()
    assert booked.is_sound()


def test_undo_ends_after_ten_minutes_and_says_what_to_press(booked: Till) -> None:
    booked.wait(minutes=10)
    booked.wait(seconds=1)
    assert tuple(words.replace("*", "") for words in booked.refused("fin", "undo")) == LATE
    assert booked.states() == ["booked"]
    assert filled_in(booked.press("fin", "correct")) == {"reason": ""}


def test_what_is_not_booked_is_not_taken_back(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    for button in ("undo", "correct", "bounced"):
        assert till.refused("fin", button) == (
            "Nothing was changed: this payment is not booked.",
            "没有改动：这笔回款没有入账。",
        )
    with pytest.raises(NothingToTakeBack):
        till.send("fin", "confirm.correct", reason="x")


def test_what_is_taken_back_is_taken_back_once(booked: Till) -> None:
    booked.press("fin", "undo")
    assert booked.refused("fay", "undo")[0] == "Nothing was changed: this payment is not booked."
    assert booked.books.count("reversal") == 1


# --- correct -------------------------------------------------------------------------------------


def test_correct_asks_for_a_reason_and_counts_like_an_undo(booked: Till) -> None:
    booked.wait(days=1)
    booked.send("fay", "confirm.correct", reason="It was for INV-1024")
    assert booked.newest_card().splitlines() == [
        "*Corrected, taken back: CNY 30,000.00 from 华星科技 (R-1)*",
        "INV-1023 is open with CNY 80,000.00 again",
        "Proposed by Ana · taken back by Fay, today 10:00 · reason: It was for INV-1024",
    ]
    assert figures(booked, "2026-11-21")["1-30"] == "109700.00"
    assert booked.kpis("2026-11")["collected_amount"] == "0.00"
    assert booked.audited()[-1] == "payment.correct"
    assert booked.is_sound()


def test_above_the_limit_two_people_correct_and_until_then_nothing_changes(till: Till) -> None:
    till.paid("fin", "INV-1023 50k")
    till.press("fay", "confirm")
    till.wait(minutes=30)
    before = len(till.messages())
    till.send("fin", "confirm.correct", reason="wrong customer")
    assert till.states() == ["booked"]
    assert till.opened()["INV-1023/1"] == 30_000_00
    (update,) = till.messages()[before:]
    assert update["kind"] == "update"
    assert "/later" not in update["key"]
    assert update["lines"][-2:] == [
        "[Correct] [Bounced]",
        (
            "Proposed by Fin · confirmed by Fay, today 10:00 · "
            "Fin wants to correct it: one more person of finance is needed · reason: wrong customer"
        ),
    ]
    with pytest.raises(NeedsAnother):
        till.send("fin", "confirm.correct", reason="again")
    assert till.refused("fin", "correct")[0] == ONE_MORE
    till.send("flo", "confirm.correct", reason="wrong customer, agreed")
    assert till.states() == ["corrected"]
    assert till.opened()["INV-1023/1"] == 80_000_00
    assert till.audited()[-2:] == ["payment.correct.first", "payment.correct"]
    assert till.is_sound()


def test_two_people_must_want_the_same(till: Till) -> None:
    till.paid("fin", "INV-1023 50k 2026-11-20")
    till.press("fay", "confirm")
    till.send("fin", "confirm.correct", reason="wrong customer")
    till.send("fay", "confirm.bounce", reason="no funds", day="2026-11-23")
    assert till.states() == ["booked"]
    assert "Fay says it bounced" in till.newest_card()
    till.send("fin", "confirm.bounce", reason="no funds", day="2026-11-23")
    assert till.states() == ["bounced"]
    assert till.is_sound()


@pytest.fixture
def large(till: Till) -> Till:
    """50,000 that came on 20 Nov; on 26 Nov Fin says that the bank took it back on the 24th."""
    till.paid("fin", "INV-1023 50k 2026-11-20")
    till.press("fay", "confirm")
    till.wait(days=3)
    till.send("fin", "confirm.bounce", reason="bank letter of 25 Nov", day="2026-11-24")
    return till


def told_of(till: Till, action: str) -> list[dict[str, str]]:
    """What the audit log says of deeds of one kind, but for which proposal it was."""
    query = "SELECT detail FROM audit WHERE workspace_id = {company} AND action = "
    found = [json.loads(row[0]) for row in till.books.sql(f"{query}'{action}' ORDER BY seq")]
    return [{name: one[name] for name in one if name != "proposal"} for one in found]


def reversed_on(till: Till) -> list[str]:
    """On which days money was taken back."""
    query = "SELECT effective_on FROM reversal WHERE workspace_id = {company}"
    return [str(row[0]) for row in till.books.sql(query)]


def test_the_second_person_approves_what_the_first_one_said(large: Till) -> None:
    """Flo leaves the form as it opens: it has the day and the reason that the card shows."""
    first = {"reason": "bank letter of 25 Nov", "on": "2026-11-24"}
    assert (
        large.newest_card()
        .splitlines()[-1]
        .endswith(
            "Fin says it bounced on 24 Nov: one more person of finance is needed · "
            "reason: bank letter of 25 Nov"
        )
    )
    assert told_of(large, "payment.bounce.first") == [first]
    form = filled_in(large.press("flo", "bounced"))
    assert form == {"day": "2026-11-24", "reason": "bank letter of 25 Nov"}
    assert filled_in(large.press("flo", "correct")) == {"reason": ""}
    large.send("flo", "confirm.bounce", **form)
    assert large.states() == ["bounced"]
    assert reversed_on(large) == ["2026-11-24"]
    assert told_of(large, "payment.bounce") == [first]
    assert large.newest_card().endswith("reason: bank letter of 25 Nov")
    assert large.is_sound()


def test_another_day_is_a_new_first_word_that_waits_for_a_second(large: Till) -> None:
    large.send("flo", "confirm.bounce", reason="it says the 25th", day="2026-11-25")
    assert large.states() == ["booked"]
    assert reversed_on(large) == []
    assert "Flo says it bounced on 25 Nov" in large.newest_card()
    with pytest.raises(NeedsAnother):
        large.send("flo", "confirm.bounce", reason="it does", day="2026-11-25")
    form = filled_in(large.press("fin", "bounced"))
    assert form == {"day": "2026-11-25", "reason": "it says the 25th"}
    large.send("fin", "confirm.bounce", **form)
    assert reversed_on(large) == ["2026-11-25"]
    days = [one["on"] for one in told_of(large, "payment.bounce.first")]
    assert days == ["2026-11-24", "2026-11-25"]
    assert large.is_sound()


def test_the_second_person_reads_why_the_first_one_corrects(till: Till) -> None:
    till.paid("fin", "INV-1023 50k 2026-11-20")
    till.press("fay", "confirm")
    till.wait(days=3)
    till.send("fin", "confirm.correct", reason="it was for INV-1024")
    first = {"reason": "it was for INV-1024", "on": "2026-11-20"}
    assert told_of(till, "payment.correct.first") == [first]
    assert filled_in(till.press("flo", "correct")) == {"reason": "it was for INV-1024"}
    assert filled_in(till.press("flo", "bounced")) == {"day": "2026-11-26", "reason": ""}


def test_a_rep_sends_no_form_of_finance(booked: Till) -> None:
    for form, fields in (("correct", {}), ("bounce", {"day": "2026-11-23"})):
        with pytest.raises(NotFinance):
            booked.send("ana", f"confirm.{form}", reason="x", **fields)
    assert booked.states() == ["booked"]


# --- bounced -------------------------------------------------------------------------------------


def test_a_bounce_asks_for_its_day_and_reason_and_counts_on_that_day(booked: Till) -> None:
    booked.wait(days=9)
    assert filled_in(booked.press("fin", "bounced")) == {"day": "2026-12-02", "reason": ""}
    booked.send("fin", "confirm.bounce", reason="no funds", day="2026-12-01")
    assert booked.newest_card().splitlines() == [
        "*Bounced: CNY 30,000.00 from 华星科技 (R-1)*",
        "INV-1023 is open with CNY 80,000.00 again",
        "Proposed by Ana · recorded by Fin, today 10:00 · reason: no funds",
    ]
    assert booked.books.ageing("2026-11-30")["CNY"]["1-30"] == "79700.00"
    assert booked.books.ageing("2026-12-01")["CNY"]["1-30"] == "109700.00"
    assert booked.kpis("2026-11")["collected_amount"] == "30000.00"
    assert booked.kpis("2026-12")["collected_amount"] == "-30000.00"
    assert booked.kpis("2026-11")["collection_rate"] == "0.2735"
    assert booked.kpis("2026-12")["collection_rate"] == "0.0000"
    assert booked.audited()[-1] == "payment.bounce"
    assert booked.is_sound()


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-24"])
def test_a_bounce_lies_between_the_arrival_and_today(booked: Till, day: str) -> None:
    with pytest.raises(FieldProblem) as wrong:
        booked.send("fin", "confirm.bounce", reason="no funds", day=day)
    assert wrong.value.field == "day"
    assert booked.words(wrong.value) == (
        "It arrived on 20 Nov; it can have bounced from then until today.",
        "这笔款11月20日到账，退票日只能在当天到今天之间。",
    )
    assert booked.states() == ["booked"]


def test_a_new_payment_after_a_bounce_takes_its_place(booked: Till) -> None:
    booked.send("fin", "confirm.bounce", reason="no funds", day="2026-11-23")
    booked.paid("ana", "INV-1023 30k")
    booked.press("fin", "confirm")
    assert booked.opened()["INV-1023/1"] == 50_000_00
    assert "booked (R-2)" in booked.newest_card()
    assert booked.is_sound()


def test_taking_back_what_stands_unapplied_opens_nothing(till: Till) -> None:
    till.paid("ana", "INV-1024/1 20k")
    till.paid("ana", "INV-1024/1 20k")
    till.press("fin", "confirm", till.card(0))
    till.press("fin", "confirm", till.card(1))
    till.press("fin", "confirm", till.card(1))
    till.press("fin", "undo", till.card(1))
    assert till.newest_card().splitlines() == [
        "*Taken back: CNY 20,000.00 from 华星科技 (R-2)*",
        "Proposed by Ana · taken back by Fin, today 10:00",
    ]
    assert till.books.unapplied("2026-11-23") == "0.00"
    assert till.is_sound()


def test_whatever_is_pressed_the_newest_update_says_what_is_true(till: Till) -> None:
    """A *later* update of a card that was undone meanwhile is older than the undo's own."""
    till.paid("ana", "INV-1023 20k")
    till.press("fin", "confirm")
    till.wait(minutes=5)
    till.press("fin", "undo")
    updates = [message for message in till.messages() if message["kind"] == "update"]
    assert [message["key"].partition("/later")[1] for message in updates] == ["", "/later", ""]
    assert updates[-1]["lines"][0] == "*Taken back: CNY 20,000.00 from 华星科技 (R-1)*"
