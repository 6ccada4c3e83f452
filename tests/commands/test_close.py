"""A period is closed in chat: put into closing, closed by the worker, reopened by two people."""

import json
from typing import Any

import pytest

from commands._contract import Caller, FieldProblem, discover
from ledger.period import Period
from storage import closing, people
from tests.commands.approving import lines_of, said
from tests.commands.settling import PERIOD, Office, office_of
from tests.storage.books import Books
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say


@pytest.fixture
def office(books: Books) -> Office:
    return office_of(books)


def shown(message: Any) -> list[str]:
    assert isinstance(message, Message)
    return lines_of({"blocks": message.blocks})


def test_the_card_says_where_a_period_stands_whom_it_is_about_and_what_is_open(
    office: Office,
) -> None:
    assert shown(office.type("hua", "/receivables close")) == [
        "October is over and open",
        "Nothing was done with it yet.",
        "*4 people in Sales* · 0 are ranked",
        "2 not ranked: more than half of the weight has nothing to judge",
        "2 not ranked: nothing to score",
        "Nothing is unsettled.",
        "[Begin closing]",
        "as of 23 Nov · every step is in the audit log · only you can see this",
    ]
    office.type("ana", "/receivables exempt INV-1023 until 2026-12-31 insolvent")
    seen = shown(office.type("fin", f"/receivables close {PERIOD}", "zh"))
    assert seen[0] == "十月已结束，尚未关账"
    assert seen[-3:-1] == ["*尚未决定*", "1 项申请等待审批"]
    assert not any("[" in line for line in seen), "finance begins nothing"


def test_a_period_that_runs_is_not_closed(office: Office) -> None:
    assert office.refusal(lambda: office.type("hua", "/receivables close 2026-11")) == (
        "November was not closed: it runs until 30 Nov. Close it from the next day on.",
        "十一月没有关账：它到11月30日才结束，请从次日起关账。",
    )


def test_who_may_move_a_period_on(office: Office) -> None:
    for who, entry in (
        ("ana", discover().commands["receivables close"]),
        ("fin", discover().buttons["close.begin"]),
        ("ada", discover().buttons["close.ask"]),
        ("ada", discover().buttons["close.reopen"]),
        ("mei", discover().buttons["close.second"]),
        ("fin", discover().forms["close.form"]),
        ("ada", discover().forms["close.reopened"]),
    ):
        with office.books.database.read(office.now) as tx:
            member = people.by_number(tx, office.books.company, who, office.now.date())
        assert member is not None
        assert not entry.allow(Caller(office.books.company, member, "en"), None), entry


def test_while_it_is_closing_everybody_judged_is_told_until_when_to_question(
    office: Office,
) -> None:
    card = shown(office.click("hua", "close.begin"))
    assert card[:3] == [
        "October is in closing",
        "23 Nov: put into closing by Hua",
        "Everybody may question their result until 30 Nov.",
    ]
    assert card[-2] == "[Close the period]"
    invited = office.posts("period/2026-10/1/questions")
    assert len(invited) == 4, "the roster of sales"
    assert lines_of(invited[0][1]["en"]) == [
        "October is closed soon: look at your result",
        "Until 30 Nov you can question it. Somebody who had no part in it decides.",
        "[My score]",
    ]
    again = shown(office.click("hua", "close.begin"))
    assert again == card
    assert len(office.posts("period/")) == 4
    assert office.stands() == "closing"


def test_before_the_five_days_are_over_it_is_closed_with_a_reason_only(office: Office) -> None:
    office.click("hua", "close.begin")
    form = office.click("hua", "close.ask")
    assert isinstance(form, Modal)
    assert "until 30 Nov" in json.dumps(form.payload())
    assert form.blocks[-1]["optional"] is False
    with pytest.raises(FieldProblem) as refused:
        office.fill("hua", "close.form", " ")
    zh = Say.of("zh", office.now.date())
    assert words_of(refused.value, zh) == "请用 500 字以内说明为什么仍要关账。"
    told = shown(office.fill("hua", "close.form", "the board meets"))
    assert told[:1] == ["October is being closed"]
    assert "23 Nov: Hua asked to close it: the board meets" in told
    assert not any("[" in line for line in told)
    assert office.stands() == "closing", "the worker closes it"
    assert (office.work(), office.work()) == (1, 0)
    assert office.stands() == "closed"
    assert office.is_sound()


def test_after_the_five_days_no_reason_is_needed(office: Office) -> None:
    office.click("hua", "close.begin")
    office.wait(days=7)
    assert office.click("hua", "close.ask").blocks[-1]["optional"] is False
    office.wait(days=1)
    assert office.click("hua", "close.ask").blocks[-1]["optional"] is True
    office.fill("hua", "close.form", "")
    office.work()
    ((_, body),) = office.posts("period/2026-10/3/person")
    card = lines_of(body["en"])
    ((_, sha256),) = office.packs()
    assert card[:4] == [
        "October is closed",
        "23 Nov: put into closing by Hua",
        "1 Dec: Hua asked to close it",
        "1 Dec: closed by Hua, pack 1",
    ]
    assert f"Hash: {sha256}" in card
    assert card[-2] == "[Reopen]"
    assert office.refusal(lambda: office.click("hua", "close.ask"))[1] == (
        "十月已经关账。可由两人说明原因后重新打开。"
    )


def test_the_summary_and_the_ranking_are_posted_once_at_the_close(office: Office) -> None:
    office.due()
    office.close()
    office.due()
    found = office.posts("close_summary/")
    assert [target for target, _ in found] == ["C0RANKING"]
    summary = lines_of(found[0][1]["zh"])
    assert summary[:2] == ["十月已关账", "12月1日：Hua 关账，第 1 个数据包"]
    ((_, sha256),) = office.packs()
    assert summary[-1] == f"查看自己的结果：`/myscore 2026-10` · 哈希 {sha256}"
    assert len(office.posts("ranking/company/2026-10/1/")) == 1
    for _ in range(2):
        office.wait(hours=1)
        office.due()
    assert len(office.posts("close_summary/")) == 1
    assert len(office.posts("ranking/company/2026-10/1/")) == 1


def test_two_periods_closed_between_two_rounds_are_both_told(office: Office) -> None:
    with office.books.database.write(office.now) as tx:
        for period in ("2026-09", PERIOD):
            today = office.now.date()
            closing.close(tx, office.books.company, Period.parse(period), today, closing.Who())
    office.due()
    first = [lines_of(body["en"])[:2] for _, body in office.posts("close_summary/")]
    assert first == [
        ["September is closed", "23 Nov: closed by the command line, pack 1"],
        ["October is closed", "23 Nov: closed by the command line, pack 1"],
    ]


def test_hr_is_reminded_of_the_month_that_is_over_while_it_is_open(office: Office) -> None:
    office.wait(days=8)  # Tuesday 1 December, the first working day
    office.due()
    reminded = office.posts("close_reminder/")
    assert [lines_of(body["en"])[0] for _, body in reminded] == ["November is over and open"]
    assert "[Begin closing]" in lines_of(reminded[0][1]["en"])


def test_nobody_is_reminded_of_what_is_closed(office: Office) -> None:
    office.wait(days=8)
    with office.books.database.write(office.now) as tx:
        november = Period.parse("2026-11")
        closing.close(tx, office.books.company, november, office.now.date(), closing.Who())
    office.due()
    assert office.posts("close_reminder/") == []


def test_two_people_reopen_it_with_a_reason_and_its_pack_stays(office: Office) -> None:
    office.close()
    ((_, first),) = office.packs()
    waits = shown(office.fill("fin", "close.reopened", "a bank file was missing"))
    assert waits[0] == "October waits to be reopened"
    assert not any("[" in line for line in waits), "fin does not agree to what fin asked for"
    called = office.posts("period/2026-10/4/person")
    assert len(called) == 5, "hua, fin, fay, ada, abe"
    buttons = ["[Reopen too]" in lines_of(body["en"]) for _, body in called]
    assert sorted(buttons) == [False, True, True, True, True]
    assert office.refusal(lambda: office.click("fin", "close.second"))[0] == (
        "Nothing was changed: you asked for this. Somebody else decides it."
    )
    assert office.stands() == "closed"
    card = shown(office.click("ada", "close.second"))
    assert card[0] == "October is over and open"
    assert "1 Dec: reopened by Fin and Ada" in card
    assert office.refusal(lambda: office.click("abe", "close.second"))[1] == (
        "十月没有重新打开：它尚未关账。"
    )
    office.click("hua", "close.begin")
    office.fill("hua", "close.form", "nothing else changed")
    office.work()
    assert [version for version, _ in office.packs()] == [1, 2]
    assert office.packs()[0] == (1, first)
    assert office.is_sound()
    assert [a for a in office.audited() if a.startswith("period")] == [
        *("period.closing", "period.close_asked", "period.closed", "period.reopen_asked"),
        *("period.reopened", "period.closing", "period.close_asked", "period.closed"),
    ]


def test_it_is_reopened_with_a_reason_only(office: Office) -> None:
    office.close()
    assert isinstance(office.click("fin", "close.reopen"), Modal)
    with pytest.raises(FieldProblem) as refused:
        office.fill("fin", "close.reopened", "")
    zh = Say.of("zh", office.now.date())
    assert words_of(refused.value, zh) == "请用 500 字以内说明为什么重新打开，第二位会看到。"
    assert said(office.type("hua", "/receivables close october")) == "October is closed."


def test_every_copy_of_the_card_changes_in_place(office: Office) -> None:
    office.close()
    office.fill("fin", "close.reopened", "a bank file was missing")
    office.click("ada", "close.second")
    query = (
        "SELECT count(*) FROM outbox WHERE workspace_id = {company} AND kind = 'update' "
        "AND dedupe_key LIKE 'period/2026-10/5/%'"
    )
    assert office.books.sql(query)[0][0] == 6, "five cards, and the one that told of the close"
