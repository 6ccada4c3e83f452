"""How the KPIs of the domain's own example read, in both languages; the day is 23 Nov 2026."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.card import Component, ScoreCard
from scoring.kpi import Measure, Missing
from scoring.kpis import catalogue
from views.kpi import MISSING, missing_of, sentence_of, target_of, value_of
from views.say import Say, words

EN = Say.of("en", date(2026, 11, 23))
ZH = Say.of("zh", date(2026, 11, 23))


def measured(kpi: str, measure: Measure, missing: Missing | None = None) -> Component:
    return Component(
        kpi, f"{kpi} v1", measure, None, None, None, Fraction(20), Fraction(20), missing
    )


def card_of(component: Component) -> ScoreCard:
    return ScoreCard("sales", 1, Period.parse("2026-11"), "CNY", (component,), None)


@pytest.mark.parametrize(
    ("kpi", "value", "target", "english", "chinese"),
    [
        ("collection_rate", "0.86", "0.90", ("86.0 %", "90 %"), ("86.0%", "90%")),
        ("overdue_ratio", "0.14", "0.075", ("14.0 %", "7.5 %"), ("14.0%", "7.5%")),
        ("days_late", "6.3", "5", ("6.3 days", "5"), ("6.3 天", "5")),
        (
            "sales_amount",
            "131000000",
            "140000000",
            ("CNY 1.31M", "CNY 1.40M"),
            ("CNY 131 万", "CNY 140 万"),
        ),
        ("csat", "4.60", "4.5", ("4.6", "4.5"), ("4.6", "4.5")),
    ],
)
def test_a_value_reads_in_its_unit_and_its_target_without_idle_zeros(
    kpi, value, target, english, chinese
) -> None:
    for say, expected in ((EN, english), (ZH, chinese)):
        known, home = catalogue()[kpi], "CNY"
        said = value_of(say, known, Fraction(value), home)
        assert (said, target_of(say, known, Fraction(target), home)) == expected


RATE = Measure(Fraction(86, 100), Fraction(41230000), Fraction(47941860))
LATE = Measure(Fraction(63, 10), Fraction(63), Fraction(10))
SOLD = Measure(Fraction(131000000))
ASKED = Measure(Fraction(46, 10))


@pytest.mark.parametrize(
    ("kpi", "measure", "english", "chinese"),
    [
        (
            "collection_rate",
            RATE,
            "You collected CNY 412,300.00 of the CNY 479,418.60 due by 30 Nov.",
            "11月30日前到期 CNY 479,418.60，已回款 CNY 412,300.00。",
        ),
        (
            "days_late",
            LATE,
            "What came in, and what is still overdue, is 6.3 days late on average.",
            "已到账和仍逾期的款项，平均逾期 6.3 天。",
        ),
        ("sales_amount", SOLD, "You sold CNY 1,310,000.00.", "销售额为 CNY 1,310,000.00。"),
        ("csat", ASKED, "Your customers gave 4.6 on average.", "客户平均评分 4.6。"),
    ],
)
def test_a_sentence_comes_from_the_facts(kpi, measure, english, chinese) -> None:
    component = measured(kpi, measure)
    assert sentence_of(EN, card_of(component), component) == english
    assert sentence_of(ZH, card_of(component), component) == chinese


def test_a_missing_number_says_why() -> None:
    component = measured(
        "csat", Measure(None, missing=Missing.NO_METRIC), missing=Missing.NO_METRIC
    )
    assert (missing_of(EN, component), missing_of(ZH, component)) == (
        "no figure came in yet",
        "还没有数据",
    )


def test_what_is_said_by_its_name_has_a_chinese_twin_too() -> None:
    assert MISSING.keys() == set(Missing)
    said = {*MISSING.values(), catalogue()["csat"].left_out(None)}
    for kpi in catalogue().values():
        said |= {kpi.name, kpi.sentence, kpi.working} - {"", "{exact}"}
    assert [sentence for sentence in sorted(said) if (sentence,) not in words("zh")] == []
