"""The card of a period says whom it is about and what is open, in both languages."""

from datetime import UTC, date, datetime

import pytest

from ledger.calendar import Calendar
from ledger.period import Period
from ledger.stages import By, Course, Stage
from scoring.ranking import Unranked
from views.blocks import check
from views.period_card import Affected, Card, Standing, summary, view
from views.say import Say

OCTOBER = Period.parse("2026-10")
TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 10, 9, tzinfo=UTC)
SCHEME = {"en": "Sales", "zh": "销售"}
CLOSED = Course((Stage("closed", AT, By(None), 1, sha256="ab" * 32),))


def texts(standing: Standing, language: str = "en") -> str:
    message = view(Card(standing, 7, frozenset({"hr"})), Say.of(language, TODAY))
    check(message)
    return str(message.blocks)


@pytest.mark.parametrize(
    ("why", "english", "chinese"),
    [
        (Unranked.NOT_IN_ROLE, "2 not ranked: not in the role", "2 人无名次：不在该岗位"),
        (Unranked.NO_SCORE, "2 not ranked: nothing to score", "2 人无名次：没有可评分的内容"),
        (Unranked.MOSTLY_MISSING, "2 not ranked: more than half", "2 人无名次：超过一半权重"),
        (Unranked.FEW_DUE, "2 not ranked: too few invoices due", "2 人无名次：到期单据太少"),
    ],
)
def test_why_somebody_has_no_place_is_said(why: Unranked, english: str, chinese: str) -> None:
    affected = Affected(SCHEME, 9, 7, ((why, 2),))
    standing = Standing(OCTOBER, Course(), TODAY, Calendar(), affected)
    assert english in texts(standing)
    assert chinese in texts(standing, "zh")


def test_what_is_not_decided_is_counted() -> None:
    unsettled = (
        ("payments wait for finance", 1),
        ("wishes wait for approval", 2),
        ("disputes are not decided", 3),
        ("appeals are not decided", 1),
        ("signals are not looked at", 2),
    )
    said = texts(Standing(OCTOBER, Course(), TODAY, Calendar(), unsettled=unsettled))
    assert "1 payment waits for finance\\n2 requests wait for approval" in said
    assert "3 disputes\\n1 question about a score\\n2 signals to look at" in said


def test_without_a_scheme_nobody_is_counted() -> None:
    standing = Standing(OCTOBER, CLOSED, TODAY, Calendar())
    assert "people in" not in texts(standing)
    said = str(summary(standing, Say.of("zh", TODAY)).blocks)
    assert "11月10日：命令行 关账，第 1 个数据包" in said or "11月10日：命令行关账" in said
