"""How amounts, dates and counts are said, in both languages; the day is 23 Nov 2026."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.money import Money
from ledger.period import Period
from views.say import Say
from views.words import bold

TODAY = date(2026, 11, 23)
EN = Say.of("en", TODAY)
ZH = Say.of("zh", TODAY)


def both(thing):
    return thing(EN), thing(ZH)


def test_money_carries_its_code_and_its_currencys_places() -> None:
    amount = Money.of("412300", "CNY")
    assert both(lambda say: say.money(amount)) == ("CNY 412,300.00", "CNY 412,300.00")
    assert EN.amount(amount) == "412,300.00"
    assert EN.money(Money.of("-1234567", "JPY")) == "JPY -1,234,567"
    assert EN.money(Money.of("0.005", "KWD")) == "KWD 0.005"
    assert EN.money(Money(-5, "CNY")) == "CNY -0.05"


@pytest.mark.parametrize(
    ("major", "english", "chinese"),
    [
        ("1234567", "CNY 1.23M", "CNY 123 万"),
        ("1400000", "CNY 1.40M", "CNY 140 万"),
        ("-1840000", "CNY -1.84M", "CNY -184 万"),
        ("12345678", "CNY 12.35M", "CNY 1,235 万"),
        ("123456789", "CNY 123.46M", "CNY 1.23 亿"),
        ("412300", "CNY 412,300.00", "CNY 412,300.00"),
        ("999999.99", "CNY 999,999.99", "CNY 999,999.99"),
        ("999999999", "CNY 1.00B", "CNY 10.00 亿"),
        ("99996000", "CNY 100.00M", "CNY 1.00 亿"),
    ],
)
def test_headlines_may_shorten_from_a_million_on(major, english, chinese) -> None:
    amount = Money.of(major, "CNY")
    assert both(lambda say: say.short(amount)) == (english, chinese)


def test_a_date_has_its_year_only_when_it_is_not_this_one() -> None:
    assert both(lambda say: say.day(date(2026, 9, 20))) == ("20 Sep", "9月20日")
    assert both(lambda say: say.day(date(2025, 9, 20))) == ("20 Sep 2025", "2025年9月20日")


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("2026-11", "November", "十一月"),
        ("2025-11", "November 2025", "2025年11月"),
        ("2026-Q3", "Q3 2026", "2026年第三季度"),
        ("2026", "2026", "2026年"),
        ("2026-10-01..2026-11-15", "1 Oct – 15 Nov", "10月1日至11月15日"),
        ("2025-12-01..2026-01-31", "1 Dec 2025 – 31 Jan", "2025年12月1日至1月31日"),
        ("2026-11-05..2026-11-05", "5 Nov", "11月5日"),
    ],
)
def test_a_period_is_called_by_its_name(period, english, chinese) -> None:
    assert both(lambda say: say.period(Period.parse(period))) == (english, chinese)


def test_ratios_round_half_up_and_targets_have_no_idle_zeros() -> None:
    assert both(lambda say: say.percent(Fraction(86, 100))) == ("86.0 %", "86.0%")
    assert both(lambda say: say.percent(Fraction(9, 10), 0)) == ("90 %", "90%")
    assert EN.percent(Fraction(925, 1000), 2, trim=True) == "92.5 %"
    assert EN.percent(Fraction(9, 10), 2, trim=True) == "90 %"
    assert EN.number(Fraction(100), 0, trim=True) == "100"
    assert EN.number(Fraction(123455, 100), 1) == "1,234.6"
    assert EN.number(Fraction(-1, 100), 1) == "0.0"
    assert EN.points(Fraction(8625, 100)) == "86.3"


def test_people_are_joined_as_one_says_them() -> None:
    assert both(lambda say: say.join(["Bo"])) == ("Bo", "Bo")
    assert both(lambda say: say.join(["Bo", "Chen"])) == ("Bo and Chen", "Bo 和 Chen")
    assert both(lambda say: say.join(["Ana", "Bo", "Chen"])) == (
        "Ana, Bo and Chen",
        "Ana、Bo 和 Chen",
    )


def test_a_space_stands_between_chinese_and_latin_and_nowhere_else() -> None:
    assert ZH.join(["小美", "小王"]) == "小美和小王"
    assert ZH.join(["小美", "Bo"]) == "小美和 Bo"
    assert ZH.join([bold("小美"), "小王"]).mrkdwn == "*小美* 和小王"


def test_a_count_takes_the_plural_and_groups_its_digits() -> None:
    assert EN.count(1, "one day", "{n} days") == "one day"
    assert EN.count(0, "{n} day", "{n} days") == "0 days"
    assert EN.count(1200, "{n} day of {period}", "{n} days of {period}", period="2026") == (
        "1,200 days of 2026"
    )


def test_a_blank_takes_text_or_whole_numbers_and_every_blank_is_filled() -> None:
    assert EN("{n} of {total}", n=4, total=1024) == "4 of 1,024"
    with pytest.raises(AssertionError):
        EN("{points} points", points=Fraction(1, 2))
    with pytest.raises(AssertionError):
        EN("{points} points")
    with pytest.raises(AssertionError):
        EN("{points} points", points="1", person="Ana")


def test_there_are_words_for_two_languages() -> None:
    with pytest.raises(AssertionError):
        Say.of("de", TODAY)


def test_chinese_sentences_follow_each_other_without_a_space() -> None:
    said = ["{headline}.", "{headline}."]
    english, chinese = both(lambda say: say.sentences([say(one, headline="A") for one in said]))
    assert (english, chinese) == ("A. A.", "A。A。")


def test_a_chinese_count_has_one_form() -> None:
    pair = ("1 working day left", "{n} working days left")
    assert both(lambda say: say.count(1, *pair)) == ("1 working day left", "还有 1 个工作日")
    assert both(lambda say: say.count(6, *pair)) == ("6 working days left", "还有 6 个工作日")


def test_the_first_line_of_a_card_reads_in_both_languages() -> None:
    november, october = Period.parse("2026-11"), Period.parse("2026-10")
    assert both(
        lambda say: (
            say("{points} points so far in {period}", points="86.3", period=say.period(november)),
            say("Up {points} since {period}", points="3.1", period=say.period(october)),
        )
    ) == (
        ("86.3 points so far in November", "Up 3.1 since October"),
        ("十一月至今 86.3 分", "比十月高 3.1 分"),
    )


@pytest.mark.parametrize(
    ("n", "english"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (113, "113th")],
)
def test_a_place_is_an_ordinal(n: int, english: str) -> None:
    assert Say.of("en", date(2026, 11, 23)).ordinal(n) == english
    assert Say.of("zh", date(2026, 11, 23)).ordinal(n) == str(n)
