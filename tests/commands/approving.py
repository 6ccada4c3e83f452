"""Ask for what somebody else approves: type a command, press cards, as people of one company."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commands._contract import Ask, Caller, Place, discover
from ledger.errors import Problem
from storage import people
from storage.audit import broken_links
from storage.invariants import violations
from tests.storage.books import Books
from views.blocks import check
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say

PEOPLE = """
    person_id, name, role,    rights,  team,  manager_id, valid_from
    big,       Big,  other,   ,        Staff, ,           2025-01-01
    mei,       Mei,  sales,   ,        East,  big,        2025-01-01
    ana,       Ana,  sales,   ,        East,  mei,        2025-01-01
    bo,        Bo,   sales,   ,        East,  mei,        2025-01-01
    wu,        Wu,   sales,   ,        West,  big,        2025-01-01
    hua,       Hua,  other,   hr,      Staff, big,        2025-01-01
    fin,       Fin,  finance, ,        Staff, big,        2025-01-01
    fay,       Fay,  other,   finance, Staff, big,        2025-01-01
    ada,       Ada,  other,   admin,   Staff, big,        2025-01-01
    abe,       Abe,  other,   admin,   Staff, big,        2025-01-01
"""
TEAMS = """
    team, manager_id
    East, mei
    West, big
"""
INVOICES = """
    invoice_id, customer_id, customer_name, issued_on,  due_on,     amount,  currency, instalment, owners
    INV-1023,   C1,          华星科技,       2026-09-01, 2026-11-10, 80000,   CNY,      1,          ana:100
    INV-1024,   C1,          华星科技,       2026-09-01, 2026-11-20, 20000,   CNY,      1,          ana:60;bo:40
    INV-1024,   C1,          华星科技,       2026-09-01, 2026-12-20, 5000,    CNY,      2,          ana:60;bo:40
    INV-1030,   C2,          鸿达贸易,       2026-09-01, 2026-11-01, 9000,    CNY,      1,          bo:100
    INV-1031,   C2,          鸿达贸易,       2026-11-20, 2026-12-20, 300,     CNY,      1,          wu:100
    INV-1032,   C2,          鸿达贸易,       2026-09-01, 2026-11-15, 700,     CNY,      1,          fay:100
"""  # noqa: E501 - a table
PAYMENTS = """
    payment_id, customer_id, value_on,   amount, invoice_id
    R-12,       C2,          2026-11-05, 9100,   INV-1030
    R-13,       C1,          2026-11-06, 40000,  INV-1023
"""


@dataclass
class Desk:
    """One company where things are asked for and approved; each step is a transaction."""

    books: Books
    now: datetime

    @classmethod
    def open(cls, books: Books) -> "Desk":
        """Fill the books, and stand on Monday 23 November 2026 at 10:00."""
        books.today = date(2026, 11, 23)
        books.add("people", PEOPLE)
        books.add("teams", TEAMS)
        books.add("invoices", INVOICES)
        books.add("payments", PAYMENTS)
        zone = ZoneInfo(books.company.timezone)
        return cls(books, datetime(2026, 11, 23, 10, 0, tzinfo=zone))

    def wait(self, **time: int) -> None:
        """Let time pass."""
        self.now += timedelta(**time)
        self.books.today = self.now.date()

    def type(self, who: str, typed: str, language: str = "en") -> Message | Modal:
        """Type a command, the longest name that fits."""
        commands, words = discover().commands, typed.removeprefix("/")
        name = max((n for n in commands if f"{words} ".startswith(f"{n} ")), key=len)
        text = words.removeprefix(name).strip()
        told = self._do(who, commands[name], text, language=language)
        assert told is not None
        return told

    def press(self, who: str, button: str, value: str | None = None) -> Message | Modal | None:
        """Press a button of the newest card, or of the one that carries this value."""
        return self._do(who, discover().buttons[f"approval.{button}"], value or self.card())

    def send(self, who: str, form: str, state: str, **fields: str) -> Message | Modal | None:
        """Send a form."""
        return self._do(who, discover().forms[form], fields, state)

    def reject(self, who: str, reason: str) -> None:
        """Reject the newest request."""
        assert isinstance(self.press(who, "reject"), Modal)
        self.send(who, "approval.rejected", self.card().partition(":")[0], reason=reason)

    def refused(self, who: str, what: str, value: str | None = None) -> tuple[str, str]:
        """Press a button, or type a command, and be told why not, in both languages."""
        try:
            if what.startswith("/"):
                self.type(who, what)
            else:
                self.press(who, what, value)
        except Problem as problem:
            today = self.now.date()
            english, chinese = (Say.of(language, today) for language in ("en", "zh"))
            return str(words_of(problem, english)), str(words_of(problem, chinese))
        raise AssertionError("it was done")

    def card(self, number: int = -1) -> str:
        """What the buttons of a card carry, by the order of asking."""
        query = "SELECT id, version FROM approval WHERE workspace_id = {company} ORDER BY id"
        found = self.books.sql(query)[number]
        return f"{found[0]}:{found[1]}"

    def states(self) -> list[str]:
        """What became of each request."""
        query = "SELECT state FROM approval WHERE workspace_id = {company} ORDER BY id"
        return [row[0] for row in self.books.sql(query)]

    def seen(self, who: str, language: str = "en") -> list[str]:
        """The newest card as one person sees it: every line, and buttons in brackets."""
        number = "SELECT id FROM person WHERE workspace_id = {company} AND number = "
        (person,) = self.books.sql(f"{number}'{who}'")
        query = "SELECT body FROM outbox WHERE workspace_id = {company} AND target = "
        bodies = self.books.sql(f"{query}'person:{person[0]}' ORDER BY id")
        return lines_of(json.loads(bodies[-1][0])[language]) if bodies else []

    def readers(self) -> set[str]:
        """Who was sent a card."""
        query = (
            "SELECT DISTINCT p.number FROM outbox o JOIN person p ON p.workspace_id = "
            "o.workspace_id AND o.target = 'person:' || p.id WHERE o.workspace_id = {company}"
        )
        return {row[0] for row in self.books.sql(query)}

    def audited(self) -> list[str]:
        """What the audit log says that was asked and decided."""
        query = "SELECT action FROM audit WHERE workspace_id = {company} ORDER BY seq"
        return [row[0] for row in self.books.sql(query) if row[0] != "import"]

    def is_sound(self) -> bool:
        """Tell whether every invariant holds and the audit chain is whole."""
        with self.books.database.read(self.now) as tx:
            company = self.books.company
            return not violations(tx, company) and not broken_links(tx, company)

    def _do(self, who: str, entry: Any, *given: Any, language: str = "en") -> Any:
        company, today = self.books.company, self.now.date()
        with self.books.database.write(self.now) as tx:
            member = people.by_number(tx, company, who, today)
            assert member is not None, who
            caller = Caller(company, member, language)
            args = entry.parse(*given, today)
            assert entry.allow(caller, args)
            place = Place("D0", posts=False)
            result = entry.run(tx, Ask(caller, args, today, self.now, "k", place))
        told = entry.view(result, Say.of(language, today))
        if isinstance(told, Message):
            check(told)
        return told


def lines_of(message: Any) -> list[str]:
    """Every line of a message, buttons in brackets."""
    seen = []
    for block in message["blocks"]:
        if block["type"] == "actions":
            seen.append(" ".join(f"[{button['text']['text']}]" for button in block["elements"]))
        else:
            texts = block["elements"] if block["type"] == "context" else [block["text"]]
            seen += [line for text in texts for line in text["text"].split("\n")]
    return seen


def said(message: Message | Modal | None) -> str:
    """What somebody reads alone."""
    assert isinstance(message, Message)
    return str(message.text)
