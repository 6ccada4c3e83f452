"""Every problem has words in both languages, and they are these."""

import importlib
import pkgutil
import re
from dataclasses import dataclass, fields
from datetime import date

import pytest

from commands._contract import FieldProblem
from ledger import errors
from ledger.errors import Problem
from ledger.money import Money
from ledger.period import Period
from views.blocks import check
from views.problems import say_problem
from views.say import Say, blanks_of, words

TODAY = date(2026, 11, 23)
# Who answers in Slack loads these; the command line says what only operators meet, in English.
ANSWERING = ("ledger", "scoring", "commands", "bot.dispatch")
PRODUCT = ("ledger", "scoring", "storage", "commands")


def every_problem() -> list[type[Problem]]:
    for name in ANSWERING:
        module = importlib.import_module(name)
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{name}."):
            importlib.import_module(found.name)
    return sorted(_below(Problem), key=lambda kind: kind.__qualname__)


def _below(kind) -> set[type[Problem]]:
    return {k for below in kind.__subclasses__() for k in {below, *_below(below)}}


def faults_of(kind) -> list[str]:
    sentence = getattr(kind, "sentence", None)
    if sentence is None:
        is_said_elsewhere = kind.__module__.startswith(("storage", "bot.cli"))
        is_a_family = bool(kind.__subclasses__())
        return [] if is_said_elsewhere or is_a_family else ["nobody could say it"]
    count = len(re.findall(r"[.?](?:\s|$)", sentence))
    only_wraps = sentence == "{problem}"  # the sentences are those of the problem inside
    return [
        *[f"{name} is no fact of it" for name in blanks_of(sentence) - _facts_of(kind)],
        *(["no Chinese twin"] if (sentence,) not in words("zh") else []),
        *([f"{count} sentences"] if count not in {1, 2, 3} and not only_wraps else []),
    ]


def _facts_of(kind) -> set[str]:
    return {field.name for field in fields(kind)}


def test_every_problem_has_its_words_in_both_languages() -> None:
    kinds = [k for k in every_problem() if k.__module__.startswith((*PRODUCT, "bot.access"))]
    assert {kind.__name__: faults for kind in kinds if (faults := faults_of(kind))} == {}


def test_a_problem_without_words_is_seen() -> None:
    @dataclass(eq=False)
    class _Speechless(Problem):
        pass

    @dataclass(eq=False)
    class _Wordy(Problem):
        sentence = "No {fact}. And. So. On."

    assert faults_of(_Speechless) == ["nobody could say it"]
    assert faults_of(_Wordy) == ["fact is no fact of it", "no Chinese twin", "4 sentences"]


SAID = [
    (
        errors.UnreadablePeriod("octobr"),
        """
        I don't know that period: octobr.
        Try `/myscore 2026-10`, `/myscore last month` or `/myscore 2026-Q3`.
        无法识别考核周期“octobr”。请试试 `/myscore 2026-10`、`/myscore 上月` \
或 `/myscore 2026-Q3`。
        """,
    ),
    (
        errors.UnreadableAmount("5oo"),
        """
        Nothing was changed: I can't read “5oo” as an amount.
        Write it like `50,000` or `50,000.00`.
        没有改动：无法把“5oo”识别为金额。请写成 `50,000` 或 `50,000.00`。
        """,
    ),
    (
        errors.UnknownCurrency("XAU"),
        """
        Nothing was changed: XAU is no currency code that I know.
        Use one of ISO 4217, such as `CNY` or `EUR`.
        没有改动：XAU 不是可识别的币种代码。请使用 ISO 4217 代码，例如 `CNY` 或 `EUR`。
        """,
    ),
    (
        errors.CurrencyMismatch("CNY", "EUR"),
        """
        Nothing was changed: CNY and EUR cannot be added up.
        Use one currency, please.
        没有改动：CNY 和 EUR 币种不同，不能相加。请统一使用一种币种。
        """,
    ),
]


@pytest.mark.parametrize(("problem", "said"), SAID, ids=lambda value: type(value).__name__)
def test_a_problem_says_what_stopped_it_and_what_to_type(problem, said) -> None:
    *english, chinese = (line.strip() for line in said.strip().splitlines())
    for language, sentence in (("en", " ".join(english)), ("zh", chinese)):
        message = say_problem(problem, Say.of(language, TODAY))
        check(message)
        assert message.text == sentence
        assert message.blocks[0]["text"]["text"] == sentence


@dataclass(eq=False)
class _Everything(Problem):
    sentence = "{amount}, {day}, {period}, {n}, {names}"

    amount: Money
    day: date
    period: Period
    n: int
    names: tuple[str, ...]


def test_every_kind_of_fact_is_said_in_the_readers_language() -> None:
    facts = (Money.of("30000", "CNY"), TODAY, Period.parse("2026-11"), 1024, ("Bo", "Chen"))
    text = say_problem(_Everything(*facts), Say.of("zh", TODAY)).text
    assert text == "CNY 30,000.00, 11月23日, 十一月, 1,024, Bo 和 Chen"


def test_a_problem_of_one_field_says_what_is_wrong_there() -> None:
    wrapped = FieldProblem("amount", errors.UnreadableAmount("5oo"))
    for language in ("en", "zh"):
        say = Say.of(language, TODAY)
        assert say_problem(wrapped, say) == say_problem(wrapped.problem, say)


def test_a_fact_of_no_known_kind_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        say_problem(errors.UnreadableAmount(None), Say.of("en", TODAY))


def test_a_typed_novel_leaves_room_for_what_to_do() -> None:
    text = say_problem(errors.UnreadablePeriod("<x> " * 2000), Say.of("en", TODAY)).text
    assert text.endswith("`/myscore 2026-Q3`.")
    assert len(text) < 500
