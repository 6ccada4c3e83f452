"""/receivables: what can be asked, by examples that run; a word nobody knows gets the nearest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from commands._access import members
from commands._contract import Ask, Command, discover
from storage.database import Tx
from views import blocks
from views.message import Message
from views.say import Say
from views.words import Words, code, dotted, lines

UMBRELLA = "receivables"
_HELP = {"", "help", "?", "帮助"}
A_SECTION = 8  # commands that surely fit into one


@dataclass(frozen=True, slots=True)
class Args:
    """The words after the command; none, or `help`, ask for everything."""

    words: str


@dataclass(frozen=True, slots=True)
class Help:
    """Every command with what it does, and what an unknown word was probably meant to be."""

    commands: tuple[Command[Any, Any], ...]
    typed: str = ""
    nearest: str = ""


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Take the words as they are."""
    return Args(" ".join(text.split()))


def run(_tx: Tx, ask: Ask[Args]) -> Help:
    """List the registry, and look for the nearest word."""
    registry = discover().commands
    listed = tuple(registry[name] for name in sorted(registry) if name != UMBRELLA)
    words = ask.args.words
    if words.casefold() in _HELP:
        return Help(listed)
    return Help(listed, f"/{UMBRELLA} {words}", _nearest(words.casefold(), sorted(registry)))


def _nearest(words: str, names: Sequence[str]) -> str:
    """Compare the first word with what stands after /receivables, and with the other commands."""
    known = {name.removeprefix(f"{UMBRELLA} "): name for name in names if name != UMBRELLA}
    near = get_close_matches(words.partition(" ")[0], known, n=1)
    return f"/{known[near[0]]}" if near else ""


def view(found: Help, say: Say) -> Message:
    """Say what was not understood, then list what can be typed."""
    first = _first(found, say)
    rows = [_row(command, say) for command in found.commands]
    parts = [rows[at : at + A_SECTION] for at in range(0, len(rows), A_SECTION)]
    return Message(
        say.sentences([first, _examples(found, say)]),
        (blocks.section(first), *(blocks.section(lines(*part)) for part in parts)),
    )


def _first(found: Help, say: Say) -> Words:
    if found.nearest:
        return say(
            "I don't know {typed}. Did you mean {nearest}?",
            typed=found.typed,
            nearest=found.nearest,
        )
    if found.typed:
        return say("I don't know {typed}. This is what you can type:", typed=found.typed)
    return say("This is what you can type:")


def _row(command: Command[Any, Any], say: Say) -> Words:
    return lines(dotted(*map(code, command.usage)), say(command.summary))


def _examples(found: Help, say: Say) -> Words:
    firsts = [command.usage[0] for command in found.commands]
    return say("{examples}.", examples=say.join(firsts))


COMMAND = Command(
    name=UMBRELLA,
    summary="What you can ask, with examples",
    usage=("/receivables", "/receivables help"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)
