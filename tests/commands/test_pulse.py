"""After a close everybody judged is asked, without a name; HR reads it once no more can come."""

import threading

import pytest

from commands._contract import discover
from storage.database import open_database
from tests.commands.polling import OCTOBER, PEOPLE, SALES, SEPTEMBER, Poll, shown
from tests.storage.books import Books

FEW = PEOPLE.replace(
    "fay,       Fay,  fay@acme.example,  sales", "fay, Fay, fay@acme.example, other"
)

SMALL = (
    "shown from 5 answers on, when no more can come · never ask who wrote what"
    " · only you can see this"
)
WHO_SEES = (
    "HR sees averages and texts of each scheme, from 5 answers on, when no more can come."
    " Nobody sees who said what."
)


@pytest.fixture
def poll(books: Books) -> Poll:
    return Poll.open(books)


def said(reply: object) -> str:
    return "\n".join(shown(reply))  # type: ignore[arg-type]


def test_everybody_judged_is_asked_once_what_it_is_and_how_long_it_takes(poll: Poll) -> None:
    poll.close()
    assert sorted(poll.asked()) == list(SALES), "nobody else is judged"
    assert poll.asked()["ana"] == [
        "October: two anonymous questions, one minute",
        "Was your score fair, was it clear, and what should change?",
        "Nothing stored ties an answer to you. So it can't be changed or taken back.",
        "[Answer]",
        "about Sales, version 1 · answers until 16 Nov",
    ]
    assert poll.asked("zh")["ana"] == [
        "十月考核反馈：两个匿名问题，约一分钟",
        "你的得分公平吗？清楚吗？希望改什么？",
        "系统不保存任何能把反馈与你对应的信息，因此提交后无法更改或撤回。",
        "[填写反馈]",
        "关于销售第 1 版 · 11月16日截止",
    ]
    poll.tell()
    assert poll.books.sql("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'pulse/%'") == [(6,)]
    query = "SELECT detail FROM audit WHERE action = 'pulse.begun'"
    assert poll.books.sql(query) == [('{"asked": 6, "period": "2026-10"}',)]


def test_a_period_that_is_closed_again_is_not_asked_about_again(poll: Poll) -> None:
    poll.close()
    poll.books.run("UPDATE period_close SET version = 2 WHERE workspace_id = {company}")
    poll.tell()
    query = "SELECT count(*) FROM occurrence WHERE kind = 'pulse' AND occasion = '2026-10/2'"
    assert poll.books.sql(query) == [(1,)], "the occasion came, for nobody"
    assert poll.books.sql("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'pulse/%'") == [(6,)]


def test_where_nobody_can_be_written_to_nobody_is_asked(poll: Poll) -> None:
    poll.books.run("DELETE FROM occurrence WHERE workspace_id = {company}")
    poll.close()
    assert poll.books.count("pulse") == 0


def test_the_form_chooses_nothing_before_somebody_does(poll: Poll) -> None:
    poll.close()
    form = poll.press("ana", "pulse.open", OCTOBER).form
    assert form is not None
    fair, clear, words = (block for block in form.blocks if block["type"] == "input")
    for field in (fair, clear):
        assert [o["value"] for o in field["element"]["options"]] == ["1", "2", "3", "4", "5"]
        assert "initial_option" not in field["element"]
        assert not field["optional"]
    assert words["optional"]
    assert "Anonymous and final" in form.blocks[0]["text"]["text"]


def test_an_answer_counts_once_and_is_final(poll: Poll) -> None:
    poll.close()
    assert said(poll.answer("ana", 4, 2)) == (
        "*Counted, without your name.*\nHR reads it after 16 Nov, or once everybody has "
        "answered: figures of all and texts in no order, from 5 answers on."
    )
    assert said(poll.answer("ana", 1, 1)) == (
        "Your first answer counts. Nothing was counted twice, and nothing changed."
    )
    assert said(poll.answer("ana", 1, 1, language="zh")) == (
        "以你第一次的反馈为准。没有重复计入，也没有改动。"
    )
    assert poll.books.sql("SELECT fair, clear FROM pulse_answer") == [(4, 2)]
    refused = [said(poll.press("ana", "pulse.open", OCTOBER, one)) for one in ("en", "zh")]
    assert refused == [
        "You have answered about October. Nothing ties the answer to you, so it stays as it is.",
        "你已提交十月的反馈。反馈与你没有任何关联，因此无法更改。",
    ]


def test_one_answer_sent_twice_to_two_processes_counts_once(poll: Poll) -> None:
    poll.close()
    books = poll.books
    second = open_database(str(books.database.engine.url))
    other = Poll(Books(second, books.company, books.today))
    both = [
        threading.Thread(target=one.answer, args=("ana", 5, 5), kwargs={"key": "V1"})
        for one in (poll, other)
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    second.close()
    assert books.count("pulse_answer") == 1
    assert books.count("pulse_mark") == 1


def test_who_was_not_judged_is_not_asked(poll: Poll) -> None:
    poll.close()
    for reply in (poll.press("hua", "pulse.open", OCTOBER), poll.answer("hua", 5, 5)):
        assert said(reply) == "You are not asked about October: only who was judged in it is."
    zh = poll.press("hua", "pulse.open", OCTOBER, "zh")
    assert said(zh) == "十月没有邀请你反馈：只邀请该期被考核的人。"


def test_after_ten_working_days_nothing_more_is_counted(poll: Poll) -> None:
    poll.close()
    poll.wait(14)
    assert poll.press("ana", "pulse.open", OCTOBER).form is not None
    assert "Counted" in said(poll.answer("bo", 3, 3))
    poll.wait(1)
    for reply in (poll.press("ana", "pulse.open", OCTOBER), poll.answer("ana", 5, 5)):
        assert said(reply) == "Nothing was counted: answers about October were taken until 16 Nov."
    zh = poll.answer("ana", 5, 5, language="zh")
    assert said(zh) == "没有计入：十月的反馈截止于11月16日。"
    assert poll.books.count("pulse_answer") == 1


def test_more_than_500_signs_are_said_at_the_field(poll: Poll) -> None:
    poll.close()
    reply = poll.answer("ana", 3, 3, "x" * 501)
    assert (reply.at, said(reply)) == ("words", "Nothing was sent: say it in up to 500 signs.")
    assert said(poll.answer("ana", 3, 3, "x" * 501, language="zh")) == (
        "没有提交：请控制在 500 字以内。"
    )


def test_nothing_is_shown_before_five_have_answered_and_no_more_can_come(poll: Poll) -> None:
    poll.close()
    for name in SALES[:2]:
        poll.answer(name, 4, 2, "fewer KPIs")
    assert poll.read("hua") == [
        "October: 2 of 6 answered",
        "*Sales, version 1* · 2 of 6 answered",
        "3 more answers are needed by 16 Nov for anything to be shown.",
        SMALL,
    ]
    for name in SALES[2:5]:
        poll.answer(name, 4, 2, "fewer KPIs")
    assert poll.read("hua")[2] == "Shown after 16 Nov, or once everybody has answered."
    assert "fair" not in "".join(poll.read("hua"))
    poll.wait(15)
    assert poll.read("hua")[0] == "October: fair 4.0, clear 2.0 of 5"


def test_once_everybody_has_answered_hr_reads_it(poll: Poll) -> None:
    poll.close()
    for number, name in enumerate(SALES):
        poll.answer(name, 3 + number % 3, 5, f"idea {number}" if number < 3 else "")
    card = poll.read("hua")
    assert card[:6] == [
        "October: fair 4.0, clear 5.0 of 5",
        "*Sales, version 1* · 6 of 6 answered",
        "Fair: 4.0 of 5",
        "How many chose 1 to 5: 0 · 0 · 2 · 2 · 2",
        "Clear: 5.0 of 5",
        "How many chose 1 to 5: 0 · 0 · 0 · 0 · 6",
    ]
    assert card[6] == "*What should change*"
    assert sorted(card[7:10]) == ["“idea 0”", "“idea 1”", "“idea 2”"]
    zh = poll.read("hua", "2026-10", "zh")
    assert zh[:4] == [
        "十月：公平 4.0，清楚 5.0（满分 5）",
        "*销售第 1 版* · 6 人中 6 人已反馈",
        "公平：4.0（满分 5）",
        "1 至 5 分的人数：0 · 0 · 2 · 2 · 2",
    ]


def test_it_is_compared_with_the_period_before(poll: Poll) -> None:
    poll.close(SEPTEMBER)
    for number, name in enumerate(SALES):
        poll.answer(name, 3, 4 + number % 2, period=SEPTEMBER)
    poll.close(OCTOBER)
    for name in SALES:
        poll.answer(name, 4, 4)
    card = poll.read("hua")
    assert card[2] == "Fair: 4.0 of 5, up 1.0 since September"
    assert card[4] == "Clear: 4.0 of 5, down 0.5 since September"
    assert card[6:8] == ["*Before*", "September · fair 3.0, clear 4.5 of 5, 6 answers"]
    assert poll.read("hua", SEPTEMBER)[0] == "September: fair 3.0, clear 4.5 of 5"


def test_every_text_can_be_read_page_by_page(poll: Poll) -> None:
    poll.close()
    for name in SALES:
        poll.answer(name, 4, 4, f"idea of <{name}>")
    assert "[All 6 texts]" in poll.read("hua")
    (group,) = poll.books.sql("SELECT id FROM pulse")
    first = poll.press("hua", "pulse.texts", f"{group[0]} 0")
    assert shown(first)[0] == "October: what should change"
    assert shown(first)[-2:] == [
        "[Back]",
        "Sales, version 1 · 1 to 6 of 6 · never ask who wrote what",
    ]
    assert "“idea of &lt;ana&gt;”" in shown(first), "nobody's words are markup"
    back = poll.press("hua", "pulse.back", OCTOBER)
    assert shown(back)[0] == "October: fair 4.0, clear 4.0 of 5"


def test_others_read_that_there_is_one_and_who_sees_what(poll: Poll) -> None:
    poll.close()
    assert poll.read("ana") == [
        "After each close: two anonymous questions",
        "Everybody who was judged is asked if it was fair and clear, and what should change.",
        WHO_SEES,
        "You were asked about October, until 16 Nov.",
        "[Answer]",
    ]
    poll.answer("ana", 1, 1)
    assert poll.read("ana", language="zh") == [
        "每次关账后：两个匿名问题",
        "邀请所有被考核的人反馈：是否公平、是否清楚、希望改什么。",
        "收集结束且满 5 份后，HR 可以看到各方案的平均分和文字。没有人能看到谁说了什么。",
    ]
    for entry in ("pulse.texts", "pulse.back"):
        assert not discover().buttons[entry].allow(_caller(poll, "ana"), None)


def test_a_line_of_it_stands_beside_the_scheme(poll: Poll) -> None:
    poll.close()
    assert "Pulse October: runs until 16 Nov" in shown(poll.type("hua", "scheme"))
    for name in SALES:
        poll.answer(name, 4, 3)
    line = "Pulse October: fair 4.0, clear 3.0 of 5, 6 answers"
    assert line in shown(poll.type("hua", "scheme"))
    assert line not in shown(poll.type("ana", "scheme"))
    zh = shown(poll.type("hua", "scheme", "zh"))
    assert "十月考核反馈：公平 4.0，清楚 3.0（满分 5），6 份" in zh


def test_too_few_people_are_not_asked_at_all(books: Books) -> None:
    poll = Poll.open(books, FEW)
    books.run("UPDATE assignment SET role = 'other' WHERE role = 'sales' AND person_id IN "
              "(SELECT id FROM person WHERE number = 'eve')")  # fmt: skip
    poll.close()
    assert poll.asked() == {}
    assert poll.read("hua") == [
        "No pulse yet: it goes out after the next close",
        "It needs at least 5 people who are judged, or nothing could be shown.",
    ]
    assert poll.read("hua", OCTOBER) == [
        "Nobody was asked about October. Try `/receivables pulse`.",
    ]
    assert poll.read("hua", OCTOBER, "zh") == [
        "十月没有做过考核反馈。请试试 `/receivables pulse`。",
    ]


def _caller(poll: Poll, number: str):
    from commands._contract import Caller
    from storage import people

    with poll.books.database.read(poll.now) as tx:
        member = people.by_number(tx, poll.books.company, number, poll.books.today)
    assert member is not None
    return Caller(poll.books.company, member, "en")
