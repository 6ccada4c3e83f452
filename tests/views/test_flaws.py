"""What is wrong with a scheme, and what aims are called, is said in both languages."""

from datetime import date
from string import Formatter

import pytest

from scoring.aims import AIMS
from scoring.flaws import Flaw, Wrong
from views.flaws import aim_name, aim_sentence, flaw_words
from views.say import Say, words

DAY = date(2026, 11, 23)
BOTH = [Say.of("en", DAY), Say.of("zh", DAY)]


@pytest.mark.parametrize("wrong", Wrong)
def test_every_flaw_is_said_in_both_languages(wrong) -> None:
    names = sorted({name for _, name, _, _ in Formatter().parse(wrong) if name})
    flaw = Flaw("kpi", wrong, {name: f"<{name}>" for name in names})
    english, chinese = (flaw_words(flaw, say) for say in BOTH)
    assert str(english) == flaw.message
    assert (wrong.value,) in words("zh")
    assert all(f"<{name}>" in chinese for name in names)
    assert "<" not in chinese.mrkdwn


@pytest.mark.parametrize("aim", AIMS)
def test_every_aim_is_said_in_both_languages(aim) -> None:
    english, chinese = BOTH
    assert aim_name(aim, english) == AIMS[aim].name
    assert aim_sentence(aim, english) == AIMS[aim].sentence
    assert aim_name(aim, chinese) != AIMS[aim].name
    assert aim_sentence(aim, chinese) != AIMS[aim].sentence


def test_a_flaw_reads_like_this() -> None:
    flaw = Flaw("kpi", Wrong.WEIGHTS, {"total": "95"})
    english, chinese = (str(flaw_words(flaw, say)) for say in BOTH)
    assert english == (
        "The weights add up to 95, not to 100, so points would not mean what they say."
    )
    assert chinese == "权重合计为 95，不是 100，分数会失去意义。"
