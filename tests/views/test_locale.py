"""The Chinese twins: punctuation, spaces and markup as they are written in Chinese."""

import re

import pytest

from views.say import words

HAN = "[\u3400-\u9fff]"
TWINS = [(key[-1], said) for key, forms in words("zh").items() for said in forms]


def without_code(text: str) -> str:
    return re.sub("`[^`]*`", "``", text)


@pytest.mark.parametrize(("english", "chinese"), TWINS, ids=lambda text: text[:40])
def test_a_chinese_sentence_is_set_in_chinese(english, chinese) -> None:
    said = without_code(chinese)
    assert not re.search(rf"{HAN}[A-Za-z0-9`]|[A-Za-z0-9`]{HAN}", said), "a space is missing"
    assert not re.search(rf"{HAN} {HAN}|  ", said), "a space too many"
    assert not re.search(rf"{HAN}[,.;:?!()\"]|[,.;:?!()\"]{HAN}", said), "Latin punctuation"
    assert not re.search("[！…]|\\.\\.\\.", said), "calm"


@pytest.mark.parametrize(("english", "chinese"), TWINS, ids=lambda text: text[:40])
def test_both_twins_have_the_same_markup_and_commands(english, chinese) -> None:
    commands = [re.findall(r"`(/?\w+)[^`]*`", text) for text in (english, chinese)]
    assert sorted(commands[0]) == sorted(commands[1])
    for mark in "*~":
        assert english.count(mark) == chinese.count(mark)
