"""The card of a replay: the answer first, every reason in words, pages where there is much."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.replay import Because, Cause, Line, outcome
from scoring.scheme import read, templates
from views.blocks import check
from views.replay_card import (
    Card,
    Replay,
    cause_words,
    moves_named,
    people,
    people_named,
    view,
)
from views.say import Say

OCTOBER = Period.parse("2026-10")
TODAY = date(2026, 11, 23)
ENGLISH, CHINESE = (Say.of(language, TODAY) for language in ("en", "zh"))
SCHEME = read(templates()["sales"], 2)


def line(number: int, before: int | None, after: int | None, *ranks: int) -> Line:
    scores = (None if one is None else Fraction(one) for one in (before, after))
    return Line(f"P{number}", f"Person {number}", OCTOBER, *scores, *(ranks or (None, None)))


def card(*lines: Line, page: int = 0, seen: dict[str, int] | None = None) -> Card:
    everybody = {one.number: int(one.number[1:]) for one in lines}
    told = Replay(1, SCHEME, (OCTOBER,), "Hua", TODAY, lines, outcome(lines), "ab" * 32)
    return Card(told, everybody if seen is None else seen, "CNY", page)


def blocks(message) -> list[dict]:
    check(message)
    return list(message.blocks)


def buttons(message) -> list[tuple[str, str]]:
    rows = [block["elements"] for block in blocks(message) if block["type"] == "actions"]
    return [(one["action_id"], one["value"]) for row in rows for one in row]


def test_who_cannot_be_compared_is_counted_in_the_answer() -> None:
    one, two = line(1, None, 50), line(2, None, None)
    assert view(card(one), ENGLISH).text == "The 1 person there has no two scores to compare."
    assert str(view(card(one, two), CHINESE).text).startswith("2 人均无前后两个得分可比")
    assert view(card(), ENGLISH).text.startswith("Nobody of this role was judged then")


def test_what_is_being_worked_out_says_where_it_comes() -> None:
    waiting = replace(card(), replay=replace(card().replay, lines=None, sha256=""))
    told = view(waiting, CHINESE)
    assert told.text == "第 1 次试算正在进行。算完后会私信发给Hua。"
    assert "哈希" not in str(blocks(told))


def test_who_has_no_score_is_said_by_name() -> None:
    assert "*Person 2*：无得分" in str(
        blocks(people(card(line(1, 70, 80), line(2, None, 5)), CHINESE))
    )


def test_of_one_person_it_is_said_in_the_singular() -> None:
    told = view(card(line(1, 70, 80)), ENGLISH)
    assert told.text.split("\n")[0] == (
        "Of 1 person 1 would gain, 0 lose; the middle moves from 70.0 to 80.0."
    )


def test_who_stays_is_counted_beside_who_moves() -> None:
    (_, about, *_) = blocks(view(card(line(1, 70, 80), line(2, 60, 60)), CHINESE))
    assert about["text"]["text"] == "*销售 v2*，试算周期：十月\n1 人不变"


def test_many_moves_and_many_people_are_turned_page_by_page() -> None:
    lines = [line(n, n, 100 - n, n, 50 - n) for n in range(1, 46) if n != 25]
    first, last = view(card(*lines), ENGLISH), view(card(*lines, page=4), ENGLISH)
    assert buttons(first) == [("replay.people", "1 0"), ("replay.more", "1 1")]
    assert buttons(last) == [("replay.people", "1 0"), ("replay.show", "1 3")]
    assert any("41 to 44 of 44" in str(block) for block in blocks(last))
    assert not any(block["type"] == "data_visualization" for block in blocks(last))
    page = people(card(*lines), ENGLISH)
    assert buttons(page) == [("replay.show", "1 0"), ("replay.people", "1 1")]
    assert buttons(people(card(*lines, page=2), ENGLISH)) == [("replay.show", "1 0")]
    assert str(blocks(page)).count("Person ") == 20


def test_whose_place_moves_without_a_change_of_their_own_is_moved_by_others() -> None:
    (table,) = [
        b for b in blocks(view(card(line(1, 70, 70, 1, 2)), ENGLISH)) if b["type"] == "table"
    ]
    assert [cell["text"] for cell in table["rows"][1]] == [
        "Person 1",
        "1 → 2",
        "70.0 → 70.0",
        "the others moved",
    ]


def test_who_may_see_nobody_reads_how_points_spread_and_no_name() -> None:
    told = view(card(*(line(n, 70, 80, 1, 2) for n in range(1, 6)), seen={}), ENGLISH)
    assert "Person 1" not in str(blocks(told))
    assert told.text.startswith("Of 5 people 5 would gain, 0 lose; the middle moves from 70.0")
    assert any(block["type"] == "data_visualization" for block in blocks(told))
    assert buttons(told) == []


def test_of_four_people_no_median_is_told_to_who_may_not_see_them_all() -> None:
    four = [line(n, 70, 80, 1, 2) for n in range(1, 5)]
    some = view(card(*four, seen={"P1": 1, "P2": 2}), ENGLISH)
    assert some.text == "Of 4 people 4 would gain, 0 lose."
    assert not any(block["type"] == "data_visualization" for block in blocks(some))
    assert view(card(*four[:1], seen={}), ENGLISH).text == "Of 1 person 1 would gain, 0 lose."
    assert "the middle moves" in str(view(card(*four), ENGLISH).text)


@pytest.mark.parametrize(
    ("cause", "english", "chinese"),
    [
        (
            Cause("csat", Because.WEIGHT, Fraction(2), Fraction(20), Fraction(30)),
            "Customer satisfaction, weight 20 → 30: adds 2.0",
            "客户满意度权重 20 → 30：加 2.0 分",
        ),
        (
            Cause("collection_rate", Because.TARGET, Fraction(-2), Fraction("0.9"), Fraction(1)),
            "Collection rate, target 90 % → 100 %: takes 2.0",
            "到期回款率目标 90% → 100%：减 2.0 分",
        ),
        (
            Cause("csat", Because.ADDED, Fraction(1), None, Fraction(30)),
            "Customer satisfaction, new with weight 30: adds 1.0",
            "新增客户满意度，权重 30：加 1.0 分",
        ),
        (
            Cause("csat", Because.LEFT_OUT, Fraction(1), Fraction(20), None),
            "Customer satisfaction, left out; its weight was 20: adds 1.0",
            "不再考核客户满意度（原权重 20）：加 1.0 分",
        ),
        (
            Cause("csat", Because.CURVE, Fraction(1)),
            "Customer satisfaction, other points for the same result: adds 1.0",
            "客户满意度同样结果的得分不同：加 1.0 分",
        ),
        (
            Cause("followup_coverage", Because.RULES, Fraction(1)),
            "Follow-up in time, measured by other rules: adds 1.0",
            "跟进及时率口径不同：加 1.0 分",
        ),
        (
            Cause("csat", Because.CAP, Fraction(-16)),
            "Customer satisfaction, the cap on the total: takes 16.0",
            "客户满意度触发总分封顶的变化：减 16.0 分",
        ),
    ],
)
def test_every_reason_is_said_in_both_languages(cause, english: str, chinese: str) -> None:
    assert cause_words(cause, "CNY", ENGLISH) == english
    assert cause_words(cause, "CNY", CHINESE) == chinese
    own = replace(line(1, 70, 72), causes=(cause,))
    assert english in str(blocks(people(card(own), ENGLISH))) or cause.points < 0


def test_whose_points_a_page_says_is_known_without_its_words() -> None:
    lines = [line(n, 90 - n, 80 + n, n, 31 - n) for n in range(1, 31)]
    found = card(*lines, line(31, None, 50))
    assert [len(moves_named(card(*lines, page=page))) for page in (0, 2, 3)] == [10, 10, 0]
    assert [len(people_named(replace(found, page=page))) for page in (0, 1)] == [20, 10]
    for page in (0, 1):
        told = str(people(replace(found, page=page), ENGLISH).blocks)
        assert all(f"*{one.name}*: " in told for one in people_named(replace(found, page=page)))
    assert moves_named(card(*lines, seen={})) == people_named(card(*lines, seen={})) == ()
