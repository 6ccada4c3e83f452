"""The company keeps its own list of tips and training items, in both languages."""

import pytest

from commands._contract import FieldProblem, discover
from commands.coach import NothingToAssign
from commands.coach_item import ManyItems, NoMinutes, NoText, NoTitle
from scoring.coach import starter
from tests.commands.approving import Desk, said
from tests.commands.coaching_room import OLDEST, TITLE, Room
from tests.storage.books import Books
from views.modal import Modal


@pytest.fixture
def room(books: Books) -> Room:
    desk = Desk.open(books)
    return Room(desk.books, desk.now)


VISIT = {"kpi": "overdue_ratio", "sort": "tip", "title_zh": "上门拜访", "text_zh": "每周上门一次。"}


def test_hr_adds_an_item_of_the_companys_own(room: Room) -> None:
    assert isinstance(room.click("hua", "coach.add", "new"), Modal)
    told = room.fill("hua", "coach.item", **VISIT)
    assert said(told) == "Added: 上门拜访. It stands before the shipped ones."
    listed = room.listed("hua", "items")
    assert listed[:2] == ["35 items that help", "[Add an item]"]
    assert listed[listed.index("*Overdue share*") + 1] == "上门拜访 · your own"
    room.assign("mei", "ana", next(one.id for one in room.items() if one.version))
    assert room.seen("ana")[:2] == ["*Mei assigned you: 上门拜访*", "每周上门一次。"]
    training = {"kpi": "days_late", "sort": "training", "title_en": "A day out", "text_en": "Go."}
    room.fill("hua", "coach.item", **training, minutes="120")
    assert "A day out · Training, about 120 minutes · your own" in room.listed("ana", "items")
    assert room.audited()[:1] == ["coach.item_added"]
    assert room.is_sound()


def test_hr_hides_an_item_and_shows_it_again(room: Room) -> None:
    room.assign("mei", "ana")
    form = room.click("hua", "coach.turn", "overdue_ratio")
    assert form.blocks[0]["element"]["options"][0]["value"] == f"hide {OLDEST}"
    told = room.fill("hua", "coach.turned", item=f"hide {OLDEST}")
    assert said(told) == f"Hidden: {TITLE}. What was assigned of it stays."
    assert f"{TITLE} · hidden" in room.listed("hua", "items")
    assert TITLE not in room.listed("ana", "items")
    assert room.listed("ana", "items")[0] == "33 items that help"
    assert room.listed("ana")[1] == f"*Mei assigned you: {TITLE}*"
    room.fill("hua", "coach.turned", item=f"hide {OLDEST}")
    assert room.books.count("coach_item") == 1, "hidden is hidden"
    form = room.click("hua", "coach.turn", "overdue_ratio", "zh")
    assert (
        form.blocks[0]["element"]["options"][0]["text"]["text"]
        == "重新显示：先为最早的一笔约定日期"
    )
    assert said(room.fill("hua", "coach.turned", "zh", item=f"show {OLDEST}")) == (
        "已重新显示：先为最早的一笔约定日期。"
    )
    assert TITLE in room.listed("ana", "items")
    assert room.audited() == ["coach.assigned", "coach.item_hidden", "coach.item_shown"]


def test_only_hr_keeps_the_list(room: Room) -> None:
    found = discover()
    for entry in (*(found.buttons[f"coach.{name}"] for name in ("add", "turn")),
                  *(found.forms[f"coach.{name}"] for name in ("item", "turned"))):  # fmt: skip
        assert entry.allow.__name__ == "hr_only"
    assert "[Add an item]" not in room.listed("mei", "items")


def test_an_item_has_words_in_one_language_at_least(room: Room) -> None:
    title = (
        "Write a title of up to 50 signs, in English or in Chinese.",
        "请用中文或英文填写标题，最多 50 个字。",
    )
    text = (
        "Say what to do, in up to 300 signs, in the language of the title.",
        "请用标题所用的语言写明怎么做，最多 300 个字。",
    )
    minutes = (
        "Write how many minutes it takes, from 1 to 480; a tip takes none.",
        "请填写所需分钟数（1 至 480）；建议不用填写。",
    )
    none = {"title_zh": "", "text_zh": ""}
    for problem, told, fields in (
        (NoTitle, title, none),
        (NoTitle, title, none | {"text_en": "Go."}),
        (NoTitle, title, {"title_zh": "长" * 51}),
        (NoText, text, {"text_zh": ""}),
        (NoText, text, {"title_en": "Visit", "text_en": "x" * 301}),
        (NoMinutes, minutes, {"sort": "training"}),
        (NoMinutes, minutes, {"sort": "training", "minutes": "481"}),
        (NoMinutes, minutes, {"minutes": "soon"}),
    ):
        with pytest.raises(FieldProblem) as refused:
            room.fill("hua", "coach.item", **VISIT | fields)
        assert isinstance(refused.value.problem, problem)
        assert room.told(refused.value) == told
    room.fill("hua", "coach.item", **VISIT | {"minutes": "5"})
    assert room.items()[0].minutes == 0, "a tip takes none"


def test_a_list_that_nobody_would_read_grows_no_further(room: Room) -> None:
    for _ in range(40):
        room.fill("hua", "coach.item", **VISIT)
    with pytest.raises(FieldProblem) as refused:
        room.fill("hua", "coach.item", **VISIT)
    assert isinstance(refused.value.problem, ManyItems)
    assert room.told(refused.value) == (
        "Nothing was added: this KPI has 40 items of your own already.",
        "没有新增：这项指标已有 40 条自建内容。",
    )
    assert "and 24 more entries" in room.listed("ana", "items")


def test_where_everything_is_hidden_nothing_is_assigned(room: Room) -> None:
    for item in starter():
        room.fill("hua", "coach.turned", item=f"hide {item.id}")
    with pytest.raises(NothingToAssign) as refused:
        room.click("mei", "coach.assign", room.id_of("ana"))
    assert room.told(refused.value) == (
        (
            "Nothing was assigned: every item is hidden. "
            "HR shows them with `/receivables coach items`."
        ),
        "没有安排：全部内容都已隐藏。HR 可用 `/receivables coach items` 重新显示。",
    )
    assert room.listed("mei")[1] == "*Ana* · Collection rate 43.5 %, target 90 %: 25.8 points left"
