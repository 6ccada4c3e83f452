"""Type /paid, press its buttons and send its forms, as people of one company at one moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commands._contract import Ask, Caller, Place, discover
from ledger.errors import Problem
from ledger.period import Period
from storage import people, settings
from storage.audit import broken_links
from storage.invariants import violations
from tests.storage.books import Books
from views.blocks import check
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say

CHANNEL = Place("C0FINANCE", posts=True)
PEOPLE = """
    person_id, name, role,    rights,  team,  valid_from
    ana,       Ana,  sales,   ,        East,  2025-01-01
    bo,        Bo,   sales,   ,        East,  2025-01-01
    fin,       Fin,  finance, ,        Staff, 2025-01-01
    fay,       Fay,  other,   finance, Staff, 2025-01-01
    flo,       Flo,  finance, ,        Staff, 2025-01-01
"""
INVOICES = """
    invoice_id, customer_id, customer_name, issued_on,  due_on,     amount,  currency, instalment, owners
    INV-1023,   C1,          华星科技,       2026-09-01, 2026-11-10, 80000,   CNY,      1,          ana:100
    INV-1024,   C1,          华星科技,       2026-09-01, 2026-11-20, 20000,   CNY,      1,          ana:60;bo:40
    INV-1024,   C1,          华星科技,       2026-09-01, 2026-12-20, 5000,    CNY,      2,          ana:60;bo:40
    1001,       C2,          鸿达贸易,       2026-09-01, 2026-11-01, 9000,    CNY,      1,          bo:100
    INV-3001,   C2,          鸿达贸易,       2026-09-01, 2026-11-15, 700,     CNY,      1,          fay:50;bo:50
"""  # noqa: E501 - a table
ABROAD = """
    invoice_id, customer_id, customer_name, issued_on,  due_on,     amount, currency, owners
    INV-2001,   C3,          Nordwind GmbH, 2026-09-01, 2026-11-15, 5000,   EUR,      bo:100
"""


@dataclass
class Till:
    """One company's payments from chat; every step is a transaction of its own."""

    books: Books
    now: datetime

    @classmethod
    def open(cls, books: Books, *, abroad: bool = True) -> "Till":
        """Fill the books, and stand on Monday 23 November 2026 at 10:00."""
        books.today = date(2026, 11, 23)
        books.add("people", PEOPLE)
        books.add("invoices", INVOICES)
        if abroad:
            books.add("invoices", ABROAD)
        zone = ZoneInfo(books.company.timezone)
        return cls(books, datetime(2026, 11, 23, 10, 0, tzinfo=zone))

    def wait(self, **time: int) -> None:
        """Let time pass."""
        self.now += timedelta(**time)
        self.books.today = self.now.date()

    def paid(self, who: str, text: str, place: Place = CHANNEL) -> Message | Modal:
        """Type /paid."""
        told = self._do(who, discover().commands["paid"], text, place=place)
        assert told is not None
        return told

    def press(self, who: str, button: str, value: str | None = None) -> Message | Modal | None:
        """Press a button of the newest card, or of the card that carries this value."""
        return self._do(who, discover().buttons[f"pay.{button}"], value or self.card())

    def send(self, who: str, form: str, state: str | None = None, **fields: str) -> None:
        """Send a form about the newest proposal, or about what its state says."""
        state = self.card().partition(":")[0] if state is None else state
        self._do(who, discover().forms[form], fields, state)

    def refused(self, who: str, what: str, value: str | None = None) -> tuple[str, str]:
        """Press a button, or type after /paid, and be told why not, in both languages."""
        try:
            if what.startswith("/paid"):
                self.paid(who, what.removeprefix("/paid").strip())
            else:
                self.press(who, what, value)
        except Problem as problem:
            return self.words(problem)
        raise AssertionError("it was done")

    def words(self, problem: Problem) -> tuple[str, str]:
        """What a problem says in English and Chinese."""
        today = self.now.date()
        return str(words_of(problem, Say.of("en", today))), str(
            words_of(problem, Say.of("zh", today))
        )

    def limit(self, amount: str) -> None:
        """Set the amount above which two people are needed."""
        with self.books.database.write(self.now) as tx:
            settings.put(tx, self.books.company, "payment_limit", amount)

    def card(self, number: int = -1) -> str:
        """What the buttons of a card carry, by the order of proposing."""
        query = "SELECT id, version FROM proposal WHERE workspace_id = {company} ORDER BY id"
        found = self.books.sql(query)[number]
        return f"{found[0]}:{found[1]}"

    def states(self) -> list[str]:
        """What became of each proposal."""
        query = "SELECT state FROM proposal WHERE workspace_id = {company} ORDER BY id"
        return [row[0] for row in self.books.sql(query)]

    def messages(self) -> list[dict[str, Any]]:
        """The outbox in its order; `lines` are the English card as it is seen."""
        query = (
            "SELECT kind, target, audience, dedupe_key, root_id, not_before, body, id "
            "FROM outbox WHERE workspace_id = {company} ORDER BY id"
        )
        names = ("kind", "target", "audience", "key", "root", "not_before", "body", "id")
        found = [dict(zip(names, row, strict=True)) for row in self.books.sql(query)]
        return [row | {"lines": _lines(json.loads(row["body"])["en"])} for row in found]

    def shown(self) -> str:
        """The newest message as it is seen."""
        return "\n".join(self.messages()[-1]["lines"])

    def newest_card(self) -> str:
        """The newest card or update that is due now, as it is seen."""
        due = [m for m in self.messages() if m["kind"] != "reply" and "/later" not in m["key"]]
        return "\n".join(due[-1]["lines"])

    def opened(self) -> dict[str, int]:
        """What is open of every instalment, in minor units."""
        query = (
            "SELECT i.number, n.label, n.balance_minor FROM instalment n JOIN invoice i "
            "ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id "
            "WHERE n.workspace_id = {company}"
        )
        return {f"{number}/{label}": minor for number, label, minor in self.books.sql(query)}

    def audited(self) -> list[str]:
        """What the audit log says that was done to payments."""
        query = "SELECT action FROM audit WHERE workspace_id = {company} ORDER BY seq"
        return [row[0] for row in self.books.sql(query) if row[0].startswith("payment.")]

    def kpis(self, period: str) -> Mapping[str, str | None]:
        """The company's figures of a period."""
        return self.books.kpis(str(Period.parse(period)))[None]

    def is_sound(self) -> bool:
        """Tell whether every invariant holds and the audit chain is whole."""
        with self.books.database.read(self.now) as tx:
            company = self.books.company
            return not violations(tx, company) and not broken_links(tx, company)

    def _do(self, who: str, entry: Any, *given: Any, place: Place = CHANNEL) -> Any:
        company, today = self.books.company, self.now.date()
        with self.books.database.write(self.now) as tx:
            member = people.by_number(tx, company, who, today)
            assert member is not None, who
            caller = Caller(company, member, "en")
            args = entry.parse(*given, today)
            assert entry.allow(caller, args)
            result = entry.run(tx, Ask(caller, args, today, self.now, "k", place))
        told = entry.view(result, Say.of("en", today))
        if isinstance(told, Message):
            check(told)
        return told


def filled_in(form: Message | Modal | None) -> dict[str, str]:
    """What the fields of a form say before anybody types."""
    assert isinstance(form, Modal)
    fields = [block for block in form.payload()["blocks"] if block["type"] == "input"]
    elements = {block["block_id"]: block["element"] for block in fields}
    return {
        name: element.get("initial_value", element.get("initial_date", ""))
        for name, element in elements.items()
    }


def _lines(message: Mapping[str, Any]) -> list[str]:
    seen = []
    for block in message["blocks"]:
        if block["type"] == "actions":
            seen.append(" ".join(f"[{button['text']['text']}]" for button in block["elements"]))
        else:
            texts = block["elements"] if block["type"] == "context" else [block["text"]]
            seen += [line for text in texts for line in text["text"].split("\n")]
    return seen
