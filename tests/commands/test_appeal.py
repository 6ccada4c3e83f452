"""Somebody questions the own score; somebody who had no part in it decides; both read why."""

import json

import pytest

from commands._contract import FieldProblem, discover
from ledger.appeal import DecidedBefore, NobodyCanDecide, NotYoursToDecide
from ledger.errors import Problem
from ledger.period import Period
from storage import closing
from tests.commands.approving import lines_of
from tests.commands.settling import NOVEMBER, WHY, Court, court_of
from tests.storage.books import Books
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say


@pytest.fixture
def court(books: Books) -> Court:
    return court_of(books)


def both(problem: Problem, court: Court) -> tuple[str, str]:
    english, chinese = (Say.of(language, court.now.date()) for language in ("en", "zh"))
    return str(words_of(problem, english)), str(words_of(problem, chinese))


def test_an_appeal_succeeds_and_both_sides_read_the_decision(court: Court) -> None:
    told = court.question("ana")
    assert told.text == "Asked. Big and Hua had no part in it and may decide."
    assert court.seen("ana") == [
        "*Ana questions Collection rate of November*",
        f"Why: {WHY}",
        court.seen("ana")[2],
        "asked on 23 Nov · to be decided by 30 Nov · only you can see this",
    ]
    assert court.seen("ana")[2].startswith("The score stands at ")
    assert court.seen("hua", "zh")[:2] == ["*Ana 对十一月的到期回款率提出申诉*", f"理由：{WHY}"]
    assert court.seen("hua")[3] == "[Uphold] [Dismiss]"
    assert court.unsettled(NOVEMBER) == ("1 appeals are not decided",)
    assert court.unsettled("2026-10") == ()
    court.wait(days=1)
    court.rule("hua", "upheld")
    for who in ("ana", "hua", "big"):
        seen = court.seen(who)
        assert seen[0] == "*Upheld: Ana questioned Collection rate of November*"
        assert "Decided by Hua on 24 Nov: the bank's line says so" in seen
        assert not any("[" in line for line in seen)
    assert court.unsettled(NOVEMBER) == ()
    assert court.audited() == ["appeal.asked", "appeal.decided"]
    assert court.is_sound()


def test_it_is_decided_once_and_only_by_who_had_no_part_in_it(court: Court) -> None:
    court.question("ana")
    for who in ("ana", "mei", "bo", "fin", "ada"):
        with pytest.raises(NotYoursToDecide) as refused:
            court.click(who, "appeal.uphold", court.newest())
    assert both(refused.value, court)[1] == "没有裁定：只能由未参与评分的 HR 或更上级主管裁定。"
    court.rule("big", "dismissed", "it came after the due date")
    with pytest.raises(DecidedBefore) as late:
        court.click("hua", "appeal.uphold", court.newest())
    assert both(late.value, court) == (
        "Big decided this on 23 Nov; nothing was done twice.",
        "Big 已于11月23日裁定，没有重复处理。",
    )
    assert "*Dismissed: Ana questioned Collection rate of November*" in court.seen("ana")


def test_who_closed_the_period_does_not_decide_about_it(court: Court) -> None:
    court.close("2026-10", "hua")
    court.question("ana", period="2026-10")
    assert court.judges("ana") == {"big"}


def test_who_approved_what_the_person_asked_for_does_not_decide(court: Court) -> None:
    court.type("ana", "/receivables exempt INV-1023 until 2026-12-31 insolvent")
    court.press("hua", "approve")
    court.question("ana")
    assert court.judges("ana") == {"big"}


def test_where_nobody_else_is_left_an_administrator_decides(court: Court) -> None:
    court.question("ana")
    assert court.judges("ana") == {"big", "hua"}
    court.close("2026-10", "hua")
    court.question("mei", "score", "2026-10")
    assert court.judges("mei") == {"ada", "abe"}, "big is mei's manager, hua closed it"


def test_where_nobody_at_all_is_left_nothing_is_asked(court: Court) -> None:
    court.books.run("UPDATE person SET rights = '' WHERE workspace_id = {company}")
    with pytest.raises(NobodyCanDecide):
        court.question("mei", "score")
    assert court.books.count("appeal") == 0


def test_the_same_is_questioned_once_at_a_time(court: Court) -> None:
    court.question("ana")
    with pytest.raises(Problem) as again:
        court.question("ana")
    assert both(again.value, court) == (
        "Nothing was asked: you questioned this already, and it is decided until 30 Nov.",
        "没有提交：你已就此提出申诉，11月30日前会有裁定。",
    )
    court.question("ana", "score")
    assert court.books.count("appeal") == 2


def test_a_score_is_questioned_until_thirty_days_after_the_close(court: Court) -> None:
    court.close("2026-10", "hua")
    court.wait(days=30)
    assert isinstance(court.click("ana", "appeal.ask", "2026-10"), Modal)
    court.wait(days=1)
    with pytest.raises(Problem) as late:
        court.click("ana", "appeal.ask", "2026-10")
    assert both(late.value, court) == (
        "Nothing was asked: questions about October were taken until 23 Dec.",
        "没有提交：十月的申诉截止于12月23日。",
    )


def test_the_days_of_closing_end(court: Court) -> None:
    with court.books.database.write(court.now) as tx:
        october, today = Period.parse("2026-10"), court.now.date()
        closing.begin_closing(tx, court.books.company, october, today, closing.Who())
    court.wait(days=7)
    assert isinstance(court.click("ana", "appeal.ask", "2026-10"), Modal)
    court.wait(days=1)
    with pytest.raises(Problem):
        court.question("ana", period="2026-10")
    assert court.books.count("appeal") == 0


def test_who_has_no_score_questions_none(court: Court) -> None:
    with pytest.raises(Problem) as refused:
        court.click("ada", "appeal.ask", "2024-01")
    assert both(refused.value, court)[1] == "没有提交：你在2024年1月没有绩效得分。"


def test_the_form_offers_the_kpis_of_the_scheme_and_wants_words(court: Court) -> None:
    form = court.click("ana", "appeal.ask", NOVEMBER)
    offered = [option["value"] for option in form.blocks[0]["element"]["options"]]
    assert offered[:2] == ["score", "collection_rate"]
    for entry, fields in (
        ("appeal.form", {"kpi": "score", "words": " "}),
        ("appeal.upheld", {"words": ""}),
        ("appeal.dismissed", {"words": "x" * 1001}),
    ):
        with pytest.raises(FieldProblem):
            discover().forms[entry].parse(fields, "1", court.now.date())


def test_open_ones_are_listed_for_hr_and_managers_and_ones_own_for_oneself(court: Court) -> None:
    court.question("ana")
    court.wait(days=8)

    def listed(who: str, language: str = "en") -> list[str]:
        message = court.type(who, "/receivables appeal", language)
        assert isinstance(message, Message)
        return lines_of({"blocks": json.loads(json.dumps(message.blocks))})

    late = "Ana questions Collection rate of November (it should have been decided by 30 Nov)"
    assert listed("hua")[:2] == ["1 question is open", late]
    assert listed("mei")[1] == late
    assert listed("bo")[0] == "No question about a score waits for you"
    assert listed("ana", "zh")[:3] == [
        "没有等待你裁定的申诉",
        "*你的申诉*",
        "Ana 对十一月的到期回款率提出申诉（本应在11月30日前裁定）",
    ]
    court.rule("hua", "upheld")
    assert listed("ana")[2] == "Upheld: Ana questioned Collection rate of November"
    assert listed("hua")[0] == "No question about a score waits for you"


def test_everybody_may_question_only_their_own(court: Court) -> None:
    """The form has no field for a person: what is stored is about whoever sends it."""
    court.question("bo")
    query = (
        "SELECT p.number FROM appeal a JOIN person p ON p.workspace_id = a.workspace_id "
        "AND p.id = a.person_id WHERE a.workspace_id = {company}"
    )
    assert court.books.sql(query) == [("bo",)]
