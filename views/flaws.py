"""What is wrong with a scheme, and what one aims at, in the reader's language."""

from scoring.aims import AIMS
from scoring.flaws import Flaw
from views.say import Say
from views.words import Words


def flaw_words(flaw: Flaw, say: Say) -> Words:
    """Say what is wrong, and why it matters."""
    return say(flaw.wrong.value, **flaw.blanks)


def aim_name(aim: str, say: Say) -> Words:
    """Name an aim."""
    return say(AIMS[aim].name)


def aim_sentence(aim: str, say: Say) -> Words:
    """Say what an aim is for."""
    return say(AIMS[aim].sentence)
