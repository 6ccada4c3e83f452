"""The pulse says what it may, why not where it may not, and how it changed, in both languages."""

from datetime import date

import pytest

from ledger.period import Period
from ledger.pulse import TOGETHER, About, Group, Said, Tally
from views.blocks import check
from views.message import Message
from views.pulse_card import Board, Row, Texts, brief, texts, view
from views.say import Say

OCTOBER, SEPTEMBER = Period.parse("2026-10"), Period.parse("2026-09")
UNTIL, AFTER = date(2026, 11, 16), date(2026, 11, 17)
SALES, NAME = About("sales", "sales", 3), {"en": "Sales", "zh": "销售"}
EN, ZH = Say.of("en", AFTER), Say.of("zh", AFTER)


def group(answered: int, about: About = SALES, period: Period = OCTOBER) -> Group:
    return Group(7, period, about, 15, UNTIL, answered)


def said(*fair: int) -> Said:
    return Said(Tally(fair), Tally((0, 0, 5, 5, 2)))


def row(answered: int = 12, **more) -> Row:
    return Row(group(answered), AFTER, NAME, **more)


def lines(message: Message) -> list[str]:
    check(message)
    found = []
    for block in message.blocks:
        texts = block.get("elements") or [block["text"]]
        found += [line for one in texts if "text" in one for line in str(one["text"]).split("\n")]
    return found


@pytest.mark.parametrize(
    ("before", "english", "chinese"),
    [
        (said(0, 1, 3, 5, 3), "3.8 of 5, as in September", "公平：3.8（满分 5），与九月持平"),
        (said(0, 4, 3, 5, 0), "3.8 of 5, up 0.7 since September", "比九月高 0.7"),
        (said(0, 0, 0, 5, 7), "3.8 of 5, down 0.8 since September", "比九月低 0.8"),
    ],
)
def test_the_change_is_that_of_what_is_shown(before: Said, english: str, chinese: str) -> None:
    board = Board((row(said=said(0, 1, 3, 5, 3), before=before),))
    assert english in lines(view(board, EN))[2]
    assert chinese in lines(view(board, ZH))[2]


def test_of_several_schemes_none_speaks_for_all() -> None:
    small = Row(group(6, TOGETHER), AFTER, said=said(0, 0, 0, 6, 0))
    board = Board((row(said=said(0, 1, 3, 5, 3)), small))
    shown = lines(view(board, EN))
    assert shown[0] == "October: 18 of 30 answered", "no average over them"
    assert "*schemes of a few people each* · 6 of 15 answered" in shown
    assert "*人数较少的各方案合计* · 15 人中 6 人已反馈" in lines(view(board, ZH))


def test_too_few_answers_are_counted_and_not_shown() -> None:
    board = Board((row(4),))
    assert "Not shown: 1 more answer was needed." in lines(view(board, EN))
    assert "不显示：还差 1 份。" in lines(view(board, ZH))
    assert brief(row(4), EN) == "too few answers to show"
    assert brief(row(4), ZH) == "份数太少，不显示"


def test_earlier_periods_name_the_scheme_where_there_are_several() -> None:
    sales = Row(group(12, SALES, SEPTEMBER), AFTER, NAME, said(0, 1, 3, 5, 3))
    others = Row(group(3, TOGETHER, SEPTEMBER), AFTER)
    one = lines(view(Board((row(),), (sales,)), EN))
    assert "September · fair 3.8, clear 3.8 of 5, 12 answers" in one
    several = lines(view(Board((row(),), (sales, others)), EN))
    assert "September · Sales, version 3 · fair 3.8, clear 3.8 of 5, 12 answers" in several
    assert "September · schemes of a few people each · too few answers to show" in several


def test_a_reader_who_was_asked_can_answer_there() -> None:
    shown = view(Board((row(),), own=group(0)), ZH)
    assert "十月考核邀请你反馈，截止11月16日。" in lines(shown)
    assert shown.blocks[-2]["elements"][0]["action_id"] == "pulse.open"


def test_texts_are_turned_page_by_page() -> None:
    found = row(words=tuple(f"idea {n}" for n in range(25)), said=said(0, 1, 3, 5, 3))
    first, second = texts(Texts(found, 0), EN), texts(Texts(found, 20), ZH)
    assert [one["text"]["text"] for one in first.blocks[-2]["elements"]] == ["Back", "Next 5"]
    assert first.blocks[-2]["elements"][1]["value"] == "7 20"
    assert [one["text"]["text"] for one in second.blocks[-2]["elements"]] == ["返回"]
    assert lines(second)[-1] == "销售第 3 版 · 共 25 条，第 21 至 25 条 · 请勿追问是谁写的"
    assert "[All 25 texts]" not in lines(first)
    buttons = [b for b in view(Board((found,)), ZH).blocks if b["type"] == "actions"]
    assert buttons[0]["elements"][0]["text"]["text"] == "全部 25 条"
