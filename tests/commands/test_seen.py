"""Whose score was seen is told to that person alone; it is recorded before it is shown."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from bot.access import UserFacts
from bot.clock import Clock
from bot.deadline import Deadline
from bot.dispatch import Dispatcher, Kind, Reply, Request
from commands._contract import discover
from ledger.period import Period
from storage import people, sight
from storage.companies import bind_to_slack
from storage.sight import Glimpse, Shown
from tests.commands.approving import Desk, lines_of
from tests.house.acme import counted
from tests.storage.books import Books

TEAM = "T0ACME"
OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


@pytest.fixture
def desk(books: Books) -> Desk:
    desk = Desk.open(books)
    books.run("UPDATE person SET email = number || '@acme.example' WHERE workspace_id = {company}")
    with books.database.write(desk.now) as tx:
        bind_to_slack(tx, books.company, TEAM)
    books.company = replace(books.company, slack_team_id=TEAM)
    return desk


def answer(desk: Desk, who: str, name: str, text: str = "", **more: Any) -> Reply:
    """Ask as Slack does, through the dispatcher."""
    language = {"en": "en-US", "zh": "zh-CN"}[more.pop("language", "en")]
    facts = UserFacts(f"U0{who}", TEAM, email=f"{who}@acme.example", locale=language)
    clock = Clock(desk.books.today)
    asked = Dispatcher(desk.books.database, desk.books.company, discover(), clock,
                       lambda _user, _seconds: facts)  # fmt: skip
    kind = more.pop("kind", Kind.COMMAND)
    request = Request(f"{who} {name}", kind, name, text, f"U0{who}", TEAM, **more)
    return asked.answer(request)


def shown(reply: Reply) -> list[str]:
    return lines_of({"blocks": [one for one in reply.words.blocks if one["type"] != "divider"]})


def looks(desk: Desk) -> list[tuple[Any, ...]]:
    query = (
        "SELECT p.number, s.viewer, s.entry, s.start_on FROM sight s JOIN person p ON "
        "p.workspace_id = s.workspace_id AND p.id = s.person_id WHERE s.workspace_id = "
    )
    return sorted(map(tuple, desk.books.sql(query + "{company} ORDER BY s.id")))


def note(desk: Desk, viewer: str, entry: str, *glimpses: tuple[str, Period]) -> None:
    """Let somebody have seen scores."""
    books = desk.books
    with books.database.write(desk.now) as tx:
        members = {one.number: one.id for one in people.everyone(tx, books.company, books.today)}
        seen = tuple(Glimpse(members[number], period) for number, period in glimpses)
        by = sight.person(members[viewer]) if viewer in members else viewer
        sight.record(tx, books.company, Shown(by, entry, seen))


def test_a_person_reads_who_saw_the_own_score_and_by_what(desk: Desk) -> None:
    assert shown(answer(desk, "ana", "receivables", "seen"))[0] == "Nobody else has seen your score"
    answer(desk, "mei", "teamscore")
    desk.wait(days=1)
    note(desk, "hua", "scheme.form", ("ana", OCTOBER), ("bo", OCTOBER))
    note(desk, "operator", "score", ("ana", NOVEMBER))
    small = (
        "your managers and HR may see it; the first places of rankings are public"
        " · only you can see this"
    )
    assert shown(answer(desk, "ana", "receivables", "seen")) == [
        "Your score was seen by an operator, Hua and Mei",
        "24 Nov · an operator · November · `huikuan score`",
        "24 Nov · Hua · October · the preview of a scheme",
        "23 Nov · Mei · October and November · `/teamscore`",
        small,
    ]
    assert shown(answer(desk, "ana", "receivables", "seen october", language="zh")) == [
        "Hua 和 Mei 看过你十月的得分",
        "11月24日 · Hua · 考核方案预览",
        "11月23日 · Mei · `/teamscore`",
        "你的上级和 HR 可以查看；排名前列公开 · 仅你可见",
    ]
    assert shown(answer(desk, "bo", "receivables", "seen 2026-09", language="zh"))[0] == (
        "没有其他人看过你九月的得分"
    )


def test_hr_reads_no_more_of_others_than_anybody(desk: Desk) -> None:
    answer(desk, "mei", "teamscore")
    assert shown(answer(desk, "hua", "receivables", "seen"))[0] == "Nobody else has seen your score"


def test_the_card_of_a_score_says_who_saw_it_and_opens_the_list(desk: Desk) -> None:
    before = shown(answer(desk, "ana", "myscore"))
    assert not any("Seen by" in line or "Who saw this" in line for line in before)
    answer(desk, "mei", "teamscore")
    after = shown(answer(desk, "ana", "myscore"))
    assert "Seen by Mei on 23 Nov" in after
    (buttons,) = [line for line in after if line.startswith("[History]")]
    assert buttons.endswith("[Who saw this]")
    reply = answer(desk, "ana", "seen.show", "2026-11", kind=Kind.BUTTON)
    assert reply.replaces
    assert shown(reply)[:3] == [
        "Your score of November was seen by Mei",
        "23 Nov · Mei · `/teamscore`",
        "[Back]",
    ]
    chinese = shown(answer(desk, "ana", "myscore", language="zh"))
    assert "看过此得分的人：Mei 11月23日" in chinese


def test_many_viewers_are_counted(desk: Desk) -> None:
    for viewer in ("mei", "hua", "big", "bo", "wu"):
        note(desk, viewer, "teamscore", ("ana", NOVEMBER))
    said = shown(answer(desk, "ana", "myscore"))
    (line,) = [line for line in said if line.startswith("Seen by")]
    assert line.endswith(" and 2 others")
    assert line.count("on 23 Nov") == 3
    assert shown(answer(desk, "ana", "receivables", "seen"))[0] == "Your score was seen by 5 others"
    for _ in range(5):
        desk.wait(days=1)
        for viewer in ("mei", "hua", "big", "bo"):
            note(desk, viewer, "teamscore", ("ana", NOVEMBER))
    listed = shown(answer(desk, "ana", "receivables", "seen"))
    assert listed[-2] == "and 5 more entries"
    chinese = shown(answer(desk, "ana", "receivables", "seen", language="zh"))
    assert chinese[-2] == "另有 5 项"


def test_a_second_look_of_the_day_adds_nothing_and_takes_no_lock(desk: Desk) -> None:
    answer(desk, "mei", "teamscore")
    first = looks(desk)
    assert {(whose, entry) for whose, _, entry, _ in first} == {
        ("ana", "teamscore"),
        ("bo", "teamscore"),
    }
    with counted(desk.books.database) as begun:
        answer(desk, "mei", "teamscore")
    assert begun
    assert not any("IMMEDIATE" in statement or "INSERT" in statement for statement in begun)
    assert looks(desk) == first
    desk.wait(days=1)
    answer(desk, "mei", "teamscore")
    assert len(looks(desk)) == 2 * len(first)


def test_what_cannot_be_recorded_is_not_shown(desk: Desk) -> None:
    """Somebody holds the lock for longer than the answer may take."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with desk.books.database.write(desk.now):
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    soon = Deadline(Deadline.begin().at - 1.5)
    reply = answer(desk, "mei", "teamscore", deadline=soon)
    done.set()
    holder.join()
    assert reply.is_problem
    assert "Ana" not in str(reply.words)
    assert looks(desk) == []
    assert not answer(desk, "mei", "teamscore").is_problem


def test_ones_own_score_is_no_sight(desk: Desk) -> None:
    note(desk, "ana", "score", ("ana", NOVEMBER))
    answer(desk, "ana", "myscore")
    assert looks(desk) == []
