"""What became of a duty, in both languages; the day is 23 November 2026."""

from datetime import date

import pytest

from scoring.duties import DONE, LEFT_OUT, Because, Subject, Task
from scoring.facts import Family
from views.duties import WHY, why
from views.say import Say

EN = Say.of("en", date(2026, 11, 23))
ZH = Say.of("zh", date(2026, 11, 23))
SUBJECT = Subject(1, "INV-1/1", "Kay", 100, "CNY")


def task(family: Family, because: Because, done_on: date | None = None) -> Task:
    return Task(family, SUBJECT, date(2026, 10, 16), date(2026, 10, 21), because, done_on)


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        (
            task(Family.INVOICING, Because.TOO_LATE, date(2026, 10, 22)),
            "sent on 22 Oct; 21 Oct was the last day",
            "10月22日才开票；期限为 10月21日",
        ),
        (
            task(Family.FOLLOWUP, Because.NEVER),
            "not followed up; 21 Oct was the last day",
            "未跟进；期限为 10月21日",
        ),
        (
            task(Family.PROMISE, Because.KEPT),
            "kept; it fell due on 21 Oct",
            "已兑现；10月21日到期",
        ),
        (
            task(Family.PROMISE, Because.RECORDED_LATE),
            "written down on 16 Oct, when its money was there or its day was over",
            "10月16日才登记，当时款项已到或承诺日已过",
        ),
        *((task(family, Because.EXEMPT), "exempt", "已豁免") for family in Family),
    ],
)
def test_a_duty_says_what_became_of_it_and_by_when_it_was_due(given, english, chinese) -> None:
    assert (str(why(EN, given)), str(why(ZH, given))) == (english, chinese)


def test_every_reason_of_a_family_has_its_words_in_both_languages() -> None:
    assert {because for _, because in WHY} == set(Because)
    assert set(Because) >= DONE | LEFT_OUT
    for family, because in WHY:
        done_on = date(2026, 10, 20) if because in {Because.IN_TIME, Because.TOO_LATE} else None
        given = task(family, because, done_on)
        assert str(why(EN, given))
        assert str(why(ZH, given)) != str(why(EN, given))
