"""Assign help as people of one company; each step is a transaction."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands._contract import discover
from ledger.errors import Problem
from scoring.coach import (
    Item,
)
from storage import coaching
from tests.commands.approving import Desk, lines_of
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say

OLDEST = "overdue_ratio.oldest_first"
TITLE = "Agree a date for the oldest invoice"
UNTIL = "2026-12-07"
LATER = """
    payment_id, customer_id, value_on,   amount, invoice_id
    R-20,       C1,          2026-12-02, 40000,  INV-1023
"""


@dataclass
class Room(Desk):
    """The same company, where people help each other."""

    def listed(self, who: str, name: str = "", language: str = "en") -> list[str]:
        """Type the command, and read it."""
        message = self.type(who, f"/receivables coach {name}".strip(), language)
        assert isinstance(message, Message)
        return lines_of({"blocks": json.loads(json.dumps(message.blocks))})

    def click(self, who: str, button: str, value: str = "", language: str = "en") -> Any:
        """Press a button."""
        return self._do(who, discover().buttons[button], value, language=language)

    def assign(self, who: str, whom: str, item: str = OLDEST, **fields: str) -> Any:
        """Open the form and send it."""
        form = self.click(who, "coach.assign", self.id_of(whom))
        assert isinstance(form, Modal)
        given = {"item": item, "until": UNTIL, "note": "as we said"} | fields
        return self._do(who, discover().forms["coach.form"], given, form.state)

    def fill(self, who: str, form: str, language: str = "en", **fields: str) -> Any:
        """Send a form about items."""
        return self._do(who, discover().forms[form], fields, "", language=language)

    def id_of(self, who: str) -> str:
        """The id of a person."""
        query = "SELECT id FROM person WHERE workspace_id = {company} AND number = "
        return str(self.books.sql(f"{query}'{who}'")[0][0])

    def newest(self) -> str:
        """The number of the newest assignment."""
        query = "SELECT max(id) FROM coach_assignment WHERE workspace_id = {company}"
        return str(self.books.sql(query)[0][0])

    def told(self, problem: Problem) -> tuple[str, str]:
        """Read a refusal in both languages."""
        both = (Say.of(language, self.now.date()) for language in ("en", "zh"))
        english, chinese = (str(words_of(problem, say)) for say in both)
        return english, chinese

    def items(self) -> tuple[Item, ...]:
        """The company's list."""
        with self.books.database.read(self.now) as tx:
            return coaching.items(tx, self.books.company)

    def december(self) -> None:
        """Let the next month begin, in which Ana's customer pays."""
        self.now = datetime(2026, 12, 3, 10, 0, tzinfo=self.now.tzinfo)
        self.books.today = self.now.date()
        self.books.add("payments", LATER)
