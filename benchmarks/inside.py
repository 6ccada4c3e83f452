"""The same commands without Slack: the dispatcher in this process, and the queries it runs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from benchmarks.books import CLOCK, TEAM_ID, Books
from benchmarks.sample import timed
from bot.access import UserFacts
from bot.dispatch import Dispatcher, Kind, Request
from commands._contract import discover
from storage.database import Database, open_database


class Inside:
    """A dispatcher whose Slack answers from memory."""

    def __init__(self, database: Database, books: Books) -> None:
        facts = {
            rep.number: UserFacts(rep.number, TEAM_ID, email=rep.email, locale="en-US")
            for rep in books.reps
        }
        self._dispatcher = Dispatcher(
            database, books.company, discover(), CLOCK, lambda user, _seconds: facts[user]
        )
        self._statements: list[str] = []
        event.listen(database.engine, "before_cursor_execute", self._note)

    def command(self, number: str, name: str) -> float:
        """Answer a command; give the milliseconds that it took."""
        request = Request("benchmark", Kind.COMMAND, name, "", number)
        return timed(lambda: self._dispatcher.answer(request))

    def press(self, number: str, button: str, value: str) -> float:
        """Press a button; give the milliseconds that its answer took."""
        request = Request("benchmark", Kind.BUTTON, button, value, number)
        return timed(lambda: self._dispatcher.answer(request))

    def queries(self, number: str, name: str) -> int:
        """Count the statements of a command, without the transaction's own."""
        self._statements.clear()
        self.command(number, name)
        return sum(not text.startswith(("BEGIN", "COMMIT")) for text in self._statements)

    def _note(self, *arguments: Any) -> None:
        self._statements.append(arguments[2])


@contextmanager
def dispatcher(books: Books) -> Iterator[Inside]:
    """Open the books for this process."""
    logging.getLogger("huikuan").setLevel(logging.WARNING)  # without a line a command
    database = open_database(books.url)
    try:
        yield Inside(database, books)
    finally:
        database.close()
