"""Ask a command as somebody of a company's books, without Slack around it."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from commands._contract import Ask, Caller, Command, Occasion, Scope, Weekly, discover
from storage import people
from tests.storage.books import Books
from views.blocks import check
from views.message import Message
from views.say import Say


@dataclass(frozen=True)
class Refused:
    """What the way in says to somebody who may not."""


def ask(books: Books, number: str, typed: str, language: str = "en") -> Message | Refused:
    """Type a command, the longest name that fits."""
    commands = discover().commands
    words = typed.removeprefix("/")
    name = max((n for n in commands if f"{words} ".startswith(f"{n} ")), key=len)
    command: Command[Any, Any] = commands[name]
    now = datetime.combine(books.today, time(9, 30), ZoneInfo(books.company.timezone))
    with books.database.read(now) as tx:
        member = people.by_number(tx, books.company, number, books.today)
        assert member is not None, number
        caller = Caller(books.company, member, language)
        args = command.parse(words.removeprefix(name).strip(), books.today)
        if not command.allow(caller, args):
            return Refused()
        result = command.run(tx, Ask(caller, args, books.today, now))
    message = command.view(result, Say.of(language, books.today))
    assert isinstance(message, Message)
    check(message)
    return message


def digest(
    books: Books, kind: str, scope: str, occasion: Occasion | None = None, language: str = "en"
) -> tuple[Message, ...]:
    """Read a scheduled message with its thread, at 08:30 of its day."""
    found, when = discover().digests[kind], occasion or Occasion(Weekly(), "k", books.today)
    now = datetime.combine(books.today, time(8, 30), ZoneInfo(books.company.timezone))
    with books.database.read(now) as tx:
        result = found.compose(tx, books.company, Scope(scope, ()), when)
    say = Say.of(language, when.on)
    messages = (found.view(result, say), *found.thread(result, say))
    for message in messages:
        check(message)
    return messages


def lines(message: Message | Refused) -> list[str]:
    """Read a message as a phone shows it: every line of every block."""
    assert isinstance(message, Message), "refused"
    return [line for block in message.blocks for line in _texts(block)]


def _texts(block: dict[str, Any]) -> list[str]:
    texts = [block["text"]] if "text" in block else block.get("fields", block.get("elements", []))
    return [line for text in texts for line in _said(text).split("\n")]


def _said(text: dict[str, Any]) -> str:
    inner = text["text"]
    return inner["text"] if isinstance(inner, dict) else str(inner)
