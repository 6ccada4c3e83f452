"""The card's buttons: confirm once, by whom, and by two people above the limit."""

from commands._contract import Place
from commands._words import OldCard
from tests.commands.paying import Till, filled_in
from views.message import Message
from views.modal import Modal

DIRECT = Place("D0ANA", posts=False)
CHANGED = "Nothing was booked: the card has changed meanwhile. Look at it again, then confirm."
NOT_SEEN = (
    "Nothing was changed: the card has changed meanwhile. Look at it again, please.",
    "没有改动：卡片已经变化，请重新查看。",
)
NOT_FINANCE = (
    "Nothing was changed: only finance decides about payments. The card stays as it is.",
    "没有改动：只有财务人员可以处理回款。卡片保持不变。",
)
ONE_MORE = (
    "Nothing was changed: a second person of finance is needed, and you are the first.",
    "没有改动：还需要另一名财务人员，你是第一位。",
)
OWN = (
    "Nothing was booked: you would be credited with this money. Somebody else confirms.",
    "没有入账：这笔款会计入你的业绩。请由其他人确认。",
)


def told(till: Till, who: str, button: str, value: str | None = None) -> tuple[str, str]:
    """What somebody reads who presses a button in vain, in both languages."""
    return till.refused(who, button, value)


def said(message: Message | Modal | None) -> str:
    """What somebody reads alone."""
    assert isinstance(message, Message)
    return str(message.text)


def booked(till: Till) -> tuple[int, int, int]:
    """How many receipts, allocations and credit shares there are."""
    count = till.books.count
    return count("receipt"), count("allocation"), count("credit_share")


def test_confirm_books_receipt_allocations_and_credit_shares_once(till: Till) -> None:
    till.paid("ana", "INV-1024 INV-1023 30k 2026-11-20 fee 12 ref HX881")
    assert till.press("fin", "confirm") is None
    assert booked(till) == (1, 3, 5)
    assert till.opened()["INV-1024/1"] == 0
    assert till.opened()["INV-1024/2"] == 0
    assert till.opened()["INV-1023/1"] == 75_000_00
    receipt = till.books.sql(
        "SELECT number, amount_minor, fee_minor, reference, allocated_minor FROM receipt "
        "WHERE workspace_id = {company}"
    )
    assert receipt == [("R-1", 30_000_00, 12_00, "HX881", 30_000_00)]
    assert till.newest_card().splitlines() == [
        "*CNY 30,000.00 from 华星科技 is booked (R-1)*",
        "INV-1024/1 is paid",
        "INV-1024/2 is paid",
        "INV-1023: CNY 75,000.00 of 80,000.00 still open",
        "Credited to Ana (60 %) and Bo (40 %)",
        "[Undo] [Bounced]",
        (
            "Proposed by Ana · reference HX881 · bank fee CNY 12.00 · "
            "confirmed by Fin, today 10:00 · Undo until 10:10"
        ),
    ]
    assert till.audited() == ["payment.proposed", "payment.confirmed"]
    assert till.is_sound()


def test_a_second_press_is_told_who_and_when_and_books_nothing_twice(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    old = till.card()
    till.wait(minutes=2)
    till.press("fin", "confirm")
    till.wait(minutes=3)
    for who in ("fay", "fin"):
        for value in (old, till.card()):
            assert told(till, who, "confirm", value) == (
                "Fin decided this at 10:02; nothing was booked twice.",
                "Fin 已在 10:02 处理，没有重复入账。",
            )
    assert booked(till) == (1, 1, 1)


def test_an_old_confirm_never_books_after_an_undo(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    old = till.card()
    till.press("fin", "confirm")
    till.wait(minutes=7)
    till.press("fay", "undo")
    for value in (old, till.card()):
        assert told(till, "flo", "confirm", value)[0].startswith("Fay decided this at 10:07;")
    assert till.states() == ["undone"]
    assert till.opened()["INV-1023/1"] == 80_000_00
    assert till.is_sound()


def test_who_confirmed_is_told_even_when_another_one_wants_it_taken_back(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    till.press("fin", "confirm")
    till.wait(minutes=1)
    till.press("fay", "confirm")
    till.wait(minutes=20)
    till.send("flo", "confirm.correct", reason="wrong customer")
    assert told(till, "fin", "confirm")[0] == "Fay decided this at 10:01; nothing was booked twice."


def test_a_rep_proposes_and_never_confirms(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    for who in ("ana", "bo"):
        assert told(till, who, "confirm") == NOT_FINANCE
    assert till.states() == ["open"]
    till.press("fin", "confirm")
    for button in ("undo", "correct", "bounced"):
        assert told(till, "ana", button) == NOT_FINANCE
    assert till.states() == ["booked"]


def test_nobody_confirms_money_credited_to_them(till: Till) -> None:
    till.paid("fin", "INV-3001 500")
    assert told(till, "fay", "confirm") == OWN
    assert booked(till) == (0, 0, 0)
    till.press("fin", "confirm")
    assert till.states() == ["booked"]


def test_nobody_confirms_money_of_which_any_line_is_credited_to_them(till: Till) -> None:
    till.paid("ana", "1001 INV-3001 9,100")
    assert told(till, "fay", "confirm") == OWN


def test_over_the_limit_two_different_people_confirm(till: Till) -> None:
    till.paid("ana", "INV-1023 30,000.01")
    assert "needs two people of finance" in till.shown()
    till.press("fin", "confirm")
    assert till.states() == ["seconded"]
    assert booked(till) == (0, 0, 0)
    assert "confirmed by Fin, today 10:00 · needs one more person of finance" in till.newest_card()
    assert told(till, "fin", "confirm") == ONE_MORE
    assert told(till, "ana", "confirm") == NOT_FINANCE
    till.press("fay", "confirm")
    assert booked(till) == (1, 1, 1)
    assert "confirmed by Fin and Fay, today 10:00" in till.newest_card()
    assert till.audited() == ["payment.proposed", "payment.confirm.first", "payment.confirmed"]
    assert till.is_sound()


def test_exactly_at_the_limit_one_person_confirms(till: Till) -> None:
    till.paid("ana", "INV-1023 30k")
    till.press("fin", "confirm")
    assert till.states() == ["booked"]


def test_a_finance_proposer_is_one_of_the_two(till: Till) -> None:
    till.paid("fin", "INV-1023 50k")
    assert "needs one more person of finance" in till.shown()
    assert told(till, "fin", "confirm") == ONE_MORE
    till.press("fay", "confirm")
    assert till.states() == ["booked"]
    assert "confirmed by Fay" in till.newest_card()


def test_a_finance_proposer_confirms_alone_below_the_limit(till: Till) -> None:
    till.paid("fin", "INV-1023 20k")
    till.press("fin", "confirm")
    assert till.states() == ["booked"]


def test_whoever_changes_a_proposal_cannot_second_it(till: Till) -> None:
    """Else one person could raise what another one of finance had proposed, and book it alone."""
    till.paid("fin", "INV-1023 100")
    till.send("fay", "pay.form", till.card(), what="INV-1023", amount="60k", day="2026-11-20")
    assert told(till, "fay", "confirm") == ONE_MORE
    till.press("fin", "confirm")
    assert till.states() == ["booked"]


def test_money_without_a_rate_needs_two_and_with_one_its_worth_decides(till: Till) -> None:
    till.paid("ana", "INV-2001 100")
    assert "needs two people of finance" in till.shown()
    till.books.add("rates", [{"on": "2026-11-01", "currency": "EUR", "rate": "7.5"}])
    till.press("fin", "confirm")
    assert till.states() == ["booked"]
    till.paid("ana", "INV-2001 4000.01")
    till.press("fin", "confirm")
    assert till.states() == ["booked", "seconded"]


def test_a_limit_that_is_raised_meanwhile_lets_the_first_person_confirm_alone(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    till.press("fin", "confirm")
    till.limit("60000")
    till.press("fin", "confirm")
    assert till.states() == ["booked"]
    query = "SELECT seconded_by FROM proposal WHERE workspace_id = {company}"
    assert till.books.sql(query) == [(None,)]
    assert till.is_sound()


def test_a_limit_that_is_lowered_meanwhile_asks_for_a_second_person(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    till.limit("10000")
    till.press("fin", "confirm")
    assert till.states() == ["seconded"]


def test_not_a_payment_is_said_by_the_proposer_or_by_finance(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    assert told(till, "bo", "dismiss") == NOT_FINANCE
    till.press("ana", "dismiss")
    assert till.newest_card().splitlines() == [
        "*Not a payment: CNY 20,000.00 from 华星科技*",
        "Proposed by Ana · set aside by Ana, today 10:00",
    ]
    assert told(till, "fin", "confirm")[0].startswith("Ana decided this at 10:00;")
    till.paid("ana", "INV-1023 50k")
    till.press("fin", "confirm")
    till.press("fay", "dismiss")
    assert till.states() == ["dismissed", "dismissed"]
    assert booked(till) == (0, 0, 0)
    assert till.is_sound()


# --- stale cards ---------------------------------------------------------------------------------


def test_what_nobody_has_seen_is_not_set_aside(till: Till) -> None:
    """Ana reported 100 and then made it 10,000; Fin presses on the card that still says 100."""
    till.paid("ana", "INV-1023 100")
    old = till.card()
    till.send("ana", "pay.form", old, what="INV-1023", amount="10k", day="2026-11-20")
    seen = till.newest_card()
    answer = till.press("fin", "dismiss", old)
    assert till.states() == ["open"]
    assert till.newest_card() == seen
    assert said(answer) == NOT_SEEN[0]
    assert till.words(OldCard()) == NOT_SEEN
    till.press("fin", "dismiss")
    assert till.states() == ["dismissed"]
    assert told(till, "fin", "dismiss", old)[0].startswith("Fin decided this at 10:00;")


def test_a_card_that_is_out_of_date_is_made_new_and_nothing_is_booked(till: Till) -> None:
    till.paid("ana", "INV-1024/1 20k")
    till.paid("bo", "INV-1024/1 15k")
    till.press("fin", "confirm", till.card(1))
    assert said(till.press("fin", "confirm", till.card(0))) == CHANGED
    assert till.states() == ["open", "booked"]
    assert till.newest_card().splitlines()[1:3] == [
        "Settles INV-1024/1: CNY 5,000.00, all of it",
        "Unapplied: CNY 15,000.00",
    ]
    till.press("fin", "confirm", till.card(0))
    assert till.states() == ["booked", "booked"]
    assert till.opened()["INV-1024/1"] == 0
    assert till.is_sound()


def test_an_old_version_of_a_card_books_nothing(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    old = till.card()
    till.send("ana", "pay.form", old, what="INV-1023", amount="25k", day="2026-11-20")
    assert said(till.press("fin", "confirm", old)) == CHANGED
    assert till.states() == ["open"]
    till.press("fin", "confirm")
    assert till.opened()["INV-1023/1"] == 55_000_00


def test_who_confirmed_a_card_that_is_made_new_did_not_confirm_the_new_one(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    till.press("fin", "confirm", till.card(0))
    till.paid("bo", "INV-1023 30k")
    till.press("fay", "confirm", till.card(1))
    till.press("flo", "confirm", till.card(0))
    assert till.states() == ["open", "booked"]
    till.press("flo", "confirm", till.card(0))
    assert till.states() == ["seconded", "booked"]
    till.press("fin", "confirm", till.card(0))
    assert till.states() == ["booked", "booked"]
    assert till.is_sound()


def test_two_cards_on_one_instalment_never_settle_more_than_it_owes(till: Till) -> None:
    for _ in range(2):
        till.paid("ana", "INV-1024/1 20k")
    till.press("fin", "confirm", till.card(0))
    till.press("fin", "confirm", till.card(1))
    till.press("fin", "confirm", till.card(1))
    assert till.opened()["INV-1024/1"] == 0
    assert till.books.unapplied("2026-11-23") == "20000.00"
    assert till.newest_card().splitlines()[1] == "Unapplied: CNY 20,000.00"
    assert till.is_sound()


# --- where it is said ----------------------------------------------------------------------------


def test_a_booking_updates_the_card_tells_the_thread_and_takes_undo_away_later(till: Till) -> None:
    till.paid("ana", "INV-1023 20k")
    till.press("fin", "confirm")
    card, *rest = till.messages()
    key = f"proposal/{till.card().partition(':')[0]}/2/{card['id']}"
    assert [(m["kind"], m["key"], m["root"], m["audience"]) for m in rest] == [
        ("update", key, card["id"], "finance"),
        ("update", f"{key}/later", card["id"], "finance"),
        ("reply", f"{key}/news", card["id"], "finance"),
    ]
    update, later, news = rest
    assert update["lines"][-2] == "[Undo] [Bounced]"
    assert later["lines"][-2:] == [
        "[Correct] [Bounced]",
        "Proposed by Ana · confirmed by Fin, today 10:00",
    ]
    assert news["lines"] == ["CNY 20,000.00 from 华星科技 is booked (R-1), by Fin."]
    query = "SELECT count(*) FROM outbox WHERE {company} = workspace_id AND not_before > '{at}'"
    nine, ten = ("2026-11-23 02:09:59", "2026-11-23 02:10:00")
    assert till.books.sql(query.replace("{at}", nine)) == [(1,)]
    assert till.books.sql(query.replace("{at}", ten + ".1")) == [(0,)]


def test_cards_in_direct_messages_are_all_updated_and_have_no_thread(till: Till) -> None:
    till.paid("ana", "INV-1023 20k", DIRECT)
    till.press("fin", "confirm")
    messages = till.messages()
    kinds = [message["kind"] for message in messages]
    assert (kinds.count("post"), kinds.count("update"), kinds.count("reply")) == (3, 6, 0)
    assert len({message["key"] for message in messages}) == 9


def test_a_first_confirmation_is_no_news_for_the_thread(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    till.press("fin", "confirm")
    assert [message["kind"] for message in till.messages()] == ["post", "update"]


def test_a_change_after_a_card_was_made_new_starts_from_what_it_says_now(till: Till) -> None:
    till.paid("ana", "INV-1024/1 20k")
    till.paid("ana", "INV-1024/1 15k")
    till.press("fin", "confirm", till.card(1))
    till.press("fin", "confirm", till.card(0))
    assert filled_in(till.press("ana", "change", till.card(0)))["amount"] == "CNY 20,000.00"
