"""Problems in the reader's language: what was not done, what stopped it, what to type instead."""

from collections.abc import Sequence
from datetime import date

from ledger.errors import Problem
from ledger.money import Money
from ledger.period import Period
from views.blocks import section
from views.message import Message
from views.say import Say, blanks_of
from views.words import Words

# What somebody typed may be a novel; what to type instead must still stand behind it.
_LONGEST_FACT = 80


def say_problem(problem: Problem, say: Say) -> Message:
    """Say why something was not done, and what to do instead."""
    words = words_of(problem, say)
    return Message(words, (section(words),))


def words_of(problem: Problem, say: Say) -> Words:
    """Say it without a message around it; the command line prints this."""
    if isinstance(inner := getattr(problem, "problem", None), Problem):
        return words_of(inner, say)  # the form that was filled in shows at which field
    named = sorted(blanks_of(problem.sentence))
    return say(problem.sentence, **{name: said(getattr(problem, name), say) for name in named})


def said(fact: object, say: Say) -> str | int:
    """Say a fact as it is said in a sentence."""
    match fact:
        case str():
            return fact if len(fact) <= _LONGEST_FACT else fact[: _LONGEST_FACT - 1] + "…"
        case int():
            return fact
        case Money():
            return say.money(fact)
        case Period():
            return say.period(fact)
        case date():
            return say.day(fact)
        case Sequence():
            return say.join([str(said(part, say)) for part in fact])
        case _:
            raise AssertionError(fact)
