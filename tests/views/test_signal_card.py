"""The cards of signals stay inside Slack's limits, and say how many there are."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.signal import Signal
from views.blocks import check
from views.message import Message
from views.say import Say
from views.signal_card import Listed, digest, listed

DAY = date(2026, 11, 23)
OCTOBER = Period.parse("2026-10")
FACTS = {
    "receipt": "R-9 <!channel>",
    "customer": "华星*科技*",
    "amount": Money(5000000, "CNY"),
    "value_on": date(2026, 10, 29),
    "back_on": date(2026, 11, 3),
}
ANA = Who(1, "Ana")
ONE = Signal(1, "reversed", OCTOBER, FACTS, 7, datetime(2026, 11, 23, tzinfo=UTC), (ANA,))


def texts(message: Message) -> str:
    check(message)
    return str(message.blocks)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("count", [1, 8, 9, 30])
def test_many_are_shown_in_part_and_counted(count: int, language: str) -> None:
    found, say = tuple(replace(ONE, id=n) for n in range(count)), Say.of(language, DAY)
    for message in (listed(Listed(found), say), digest(OCTOBER, found, say)):
        said = texts(message)
        assert said.count("signal.dismiss") == min(count, 8)
        assert f"{count} " in str(message.text)
        more = {"en": f"and {count - 8} more", "zh": f"还有 {count - 8} 条"}[language]
        assert (more in said) == (count > 8)


def test_what_is_data_is_no_markup() -> None:
    said = texts(listed(Listed((ONE,)), Say.of("en", DAY)))
    assert "<!channel>" not in said
    assert "*科技*" not in said
