"""Signals are found at the close, told to who has no part in them, and reviewed once."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from commands._contract import FieldProblem, discover
from ledger import signals as rules
from ledger.period import Period
from storage import closing, signals
from storage.signal_facts import Look, facts_of
from tests.commands.signalling import Watch
from tests.house.acme import counted
from tests.storage.books import Books
from views.modal import Modal

COPIED = (
    "On 30 Oct Ana wrote the same about 4 customers, such as Nordwind GmbH, 华星科技 and 海明电子: "
    "“Called; the boss is away”"
)
NOT_YOURS = (
    "Nothing was changed: only somebody of HR or finance reviews this who had no part in it."
)
KINDS = ["copied", "extended", "moved", "promised_after", "rebilled", "reversed"]


@pytest.fixture
def watch(books: Books) -> Watch:
    return Watch.of(books)


def test_one_of_each_is_found_once_however_often_it_is_looked(watch: Watch) -> None:
    assert watch.work() == 0, "an open month is not looked at"
    watch.begin()
    assert watch.kinds() == KINDS
    assert watch.work() == 0
    watch.wait(days=1)
    assert watch.work() == 0
    assert watch.kinds() == KINDS
    assert len(watch.posts("signals/")) == 3
    assert watch.audited() == ["period.closing", "signals.found"]
    assert watch.is_sound()


def test_hr_and_finance_are_told_each_what_is_theirs(watch: Watch) -> None:
    watch.begin()
    assert watch.seen("hua")[:5] == [
        "4 signals to look at in October",
        "*The same note for many customers*",
        COPIED,
        "It may be a letter or a statement that went to all of them.",
        "[Nothing in it] [Talk about it]",
    ]
    told = watch.seen("fin", "zh")
    assert told[0] == "十月有 2 条异常提示待核实"
    assert told[2] == (
        "10月28日 CN-9 冲减华星科技 INV-900（9月15日到期）CNY 8,000.00；"
        "又开出 INV-901，CNY 8,000.00，11月28日到期。"
    )
    assert told == watch.seen("fay", "zh")
    assert len(watch.posts("signals/")) == 3, "nobody else is told"


def test_the_list_has_what_is_open_and_nothing_for_whom_it_is_about(watch: Watch) -> None:
    watch.begin()
    listed = watch.listed("hua")
    assert listed[0] == "4 signals to look at"
    assert [line for line in listed if line.startswith("*")] == [
        "*The same note for many customers* · October",
        "*Extended once it was overdue* · October",
        "*Moved just before the end* · October",
        "*Promised once it was paid* · October",
    ]
    assert watch.listed("fin")[0] == "2 signals to look at"
    for who in ("ana", "bo", "wu", "mei", "big", "ada"):
        assert watch.listed(who)[0] == "No signal waits for you"
        assert not any("*" in line or "[" in line for line in watch.listed(who))
    assert watch.listed("ana", "zh")[0] == "没有等待你核实的异常提示"
    english, chinese = watch.listed("hua"), watch.listed("hua", "zh")
    assert (
        "INV-910 of Nordwind GmbH, CNY 5,000.00, was due on 5 Oct. On 28 Oct it got until 30 Nov: "
        "Bo asked, Mei approved."
    ) in english
    assert "CNY 6,000.00 open of Nordwind GmbH went from Wu to Bo on 28 Oct: INV-930." in english
    assert (
        "P-1: 海明电子 pays CNY 3,000.00 on 20 Oct, written down on 21 Oct; "
        "R-91 had brought CNY 3,000.00 on 19 Oct."
    ) in english
    assert "10月28日 Nordwind GmbH未收 CNY 6,000.00 从 Wu 转给 Bo：INV-930。" in chinese
    assert (
        "R-90 over CNY 2,000.00 from 海明电子 counted on 29 Oct, and was taken back on 3 Nov."
    ) in watch.listed("fin")


def test_what_is_dismissed_is_never_shown_to_whom_it_is_about(watch: Watch) -> None:
    watch.begin()
    done = watch.review("fin", "dismissed", "rebilled", "a new tax number, see their letter")
    assert str(done.text) == "*Nothing in it* · Fin on 23 Nov: a new tax number, see their letter"
    for who in ("fin", "fay"):
        seen = watch.seen(who)
        assert seen[0] == "1 signal to look at in October"
        assert "*Nothing in it* · Fin on 23 Nov: a new tax number, see their letter" in seen
        assert sum("[Nothing in it]" in line for line in seen) == 1
    assert watch.listed("fay")[0] == "1 signal to look at"
    assert watch.listed("ana")[0] == "No signal waits for you"
    assert "About you" not in str(watch.listed("ana"))
    assert watch.posts("signal/") == []
    watch.review("fay", "dismissed", "reversed", "票据退票")
    assert watch.seen("fin", "zh")[0] == "十月的异常提示都已核实"
    assert watch.audited()[-2:] == ["signal.reviewed"] * 2
    assert watch.is_sound()


def test_whom_it_is_about_reads_it_once_somebody_wants_to_talk(watch: Watch) -> None:
    watch.begin()
    watch.review("hua", "noted", "moved", "Why on the 28th? Let us talk *today*.")
    for who in ("wu", "bo"):
        seen = watch.seen(who)
        assert seen == [
            "Hua wants to talk with you about October",
            "Hua on 23 Nov: Why on the 28th? Let us talk ∗today∗.",
            "*Moved just before the end*",
            "CNY 6,000.00 open of Nordwind GmbH went from Wu to Bo on 28 Oct: INV-930.",
            "It may be a new territory, or a colleague who is away.",
            "it changes no score, and nothing follows by itself · only you can see this",
        ]
        assert watch.listed(who)[:3] == [
            *("No signal waits for you", "*About you*", f"{seen[2]} · October"),
        ]
    assert watch.seen("wu", "zh")[0] == "Hua 想和你沟通十月的一件事"
    assert watch.listed("ana") == watch.listed("mei"), "nobody else reads of it"
    assert watch.seen("hua")[0] == "3 signals to look at in October"


def test_it_is_reviewed_once_and_by_nobody_with_a_part_in_it(watch: Watch) -> None:
    watch.begin()
    for who, kind in (("ana", "rebilled"), ("hua", "rebilled"), ("fin", "moved"), ("mei", "moved")):
        assert watch.refusal(lambda who=who, kind=kind: watch.press(who, "dismiss", kind)) == (
            NOT_YOURS,
            "没有改动：只能由与此无关的 HR 或财务核实。",
        )
    watch.review("fin", "noted", "reversed")
    assert watch.refusal(lambda: watch.press("fay", "note", "reversed")) == (
        "Fin reviewed this on 23 Nov; nothing was done twice.",
        "Fin 已于11月23日核实，没有重复处理。",
    )
    assert watch.books.count("signal_review") == 1


def test_a_review_says_why(watch: Watch) -> None:
    watch.begin()
    form = watch.press("fin", "note", "reversed")
    assert isinstance(form, Modal)
    assert form.blocks[-1]["label"]["text"] == "What you want to ask; to be read by Ana"
    assert watch.press("fin", "dismiss", "reversed").blocks[-1]["label"]["text"] == "What you saw"
    for entry, words in (("signal.noted", " "), ("signal.dismissed", "x" * 501)):
        with pytest.raises(FieldProblem) as refused:
            discover().forms[entry].parse({"words": words}, "1", watch.now.date())
        assert refused.value.field == "words"

        def act(refused=refused) -> None:
            raise refused.value.problem

        assert watch.refusal(act) == (
            "Say what you saw, or what you want to ask, in up to 500 signs.",
            "请用 500 字以内说明核实情况或想沟通的问题。",
        )


def rights(watch: Watch, granted: str, number: str) -> None:
    its = f"WHERE workspace_id = {{company}} AND number = '{number}'"
    watch.books.run(f"UPDATE person SET rights = '{granted}' {its}")  # noqa: S608 - our own words


def test_who_is_about_or_leads_them_is_passed_over_for_the_next_right(watch: Watch) -> None:
    """Where HR is the manager of whom it is about, finance looks; where nobody is left, no one."""
    watch.books.run(
        "UPDATE person SET rights = 'hr' WHERE workspace_id = {company} AND number = 'mei'"
    )
    watch.books.run(
        "UPDATE person SET rights = '' WHERE workspace_id = {company} AND number = 'hua'"
    )
    watch.click("mei", "close.begin")
    watch.work()
    assert watch.listed("mei")[0] == "No signal waits for you", "she leads Ana, Bo, and approved"
    assert watch.listed("fin")[0] == "6 signals to look at"
    watch.books.run("UPDATE person SET rights = '' WHERE workspace_id = {company}")
    watch.books.run(
        "UPDATE assignment SET role = 'other' WHERE workspace_id = {company} AND role = 'finance'"
    )
    watch.books.run(
        "UPDATE person SET rights = 'admin' WHERE workspace_id = {company} AND number = 'ana'"
    )
    assert watch.listed("ana")[0] == "2 signals to look at", "Bo's extension, Wu's handover"
    watch.books.run("UPDATE person SET rights = '' WHERE workspace_id = {company}")
    assert watch.listed("ana")[0] == "No signal waits for you"


def test_signals_are_counted_at_the_close_and_hold_nothing_up(watch: Watch) -> None:
    watch.begin()
    card = watch.type("hua", "/receivables close 2026-10")
    assert "6 signals to look at" in str(card.blocks)
    assert "6 条异常提示待核实" in str(watch.type("hua", "/receivables close 2026-10", "zh").blocks)
    watch.wait(days=8)
    assert watch.click("hua", "close.ask").blocks[-1]["optional"] is True, "no reason is needed"
    watch.fill("hua", "close.form", "")
    watch.work()
    assert watch.stands() == "closed"


def test_what_comes_in_late_is_found_on_the_next_day_and_only_that_is_told(watch: Watch) -> None:
    watch.begin()
    late = (
        "payment_id, customer_id, value_on, amount, reverses_id\nB-91, C2, 2026-11-24, 9100, R-12"
    )
    watch.wait(days=1)
    watch.books.add("payments", late)
    assert watch.work() == 0, "R-12 is November's"
    watch.wait(days=1)
    paid = "payment_id, customer_id, value_on, amount, invoice_id, reverses_id"
    watch.books.add("payments", f"{paid}\nR-95, C4, 2026-10-30, 100, INV-940,")
    watch.books.add("payments", f"{paid}\nB-95, C4, 2026-11-25, 100, , R-95")
    assert (watch.work(), watch.work()) == (1, 0)
    assert watch.seen("fin")[0] == "1 signal to look at in October"
    assert watch.listed("fin")[0] == "3 signals to look at"


def test_a_period_is_looked_at_when_it_is_closed_and_for_some_weeks(watch: Watch) -> None:
    october = Period.parse("2026-10")
    with watch.books.database.write(watch.now) as tx:
        company, today = watch.books.company, watch.now.date()
        closing.close(tx, company, october, today, closing.Who())
    assert watch.work() == 1
    watch.wait(days=46)
    watch.books.run("DELETE FROM signal_person WHERE workspace_id = {company}")
    watch.books.run("DELETE FROM signal WHERE workspace_id = {company}")
    assert watch.work() == 0, "six weeks later nobody looks any more"


def test_a_reopened_period_is_left_alone_until_it_is_closing_again(watch: Watch) -> None:
    watch.begin()
    watch.fill("hua", "close.form", "the board meets")
    assert watch.work() == 1
    watch.fill("fin", "close.reopened", "a bank file was missing")
    watch.click("ada", "close.second")
    watch.wait(days=1)
    with watch.books.database.read(watch.now) as tx:
        assert signals.due(tx, watch.books.company) == ()


def test_what_a_rule_breaks_on_is_tried_again(watch: Watch, monkeypatch) -> None:
    watch.click("hua", "close.begin")
    with monkeypatch.context() as broken:
        broken.setattr(rules, "__path__", [])
        rules.catalogue.cache_clear()
        assert watch.work() == 0
    rules.catalogue.cache_clear()
    watch.wait(days=1)
    assert watch.work() == 1


def test_facts_are_read_in_a_dozen_statements(watch: Watch) -> None:
    closed_at = datetime(2026, 11, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    database, company = watch.books.database, watch.books.company
    with database.read(watch.now) as tx, counted(database) as statements:
        facts_of(tx, company, Look(Period.parse("2026-10"), closed_at))
    assert len([one for one in statements if one.startswith("SELECT")]) == 12
