"""An October in which one of each signal lies, and people who review them."""

import json
from dataclasses import dataclass
from typing import Any

from commands._contract import discover
from tests.commands.approving import lines_of
from tests.commands.settling import Office, office_of
from tests.storage.books import Books
from views.message import Message
from views.modal import Modal

FILES = {
    "customers": """
        customer_id, customer_name
        C3,          Nordwind GmbH
        C4,          海明电子
    """,
    "invoices": """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners, kind,        reverses_id
        INV-900,    C1,          2026-08-01, 2026-09-15, 8000,   ana:100, ,
        CN-9,       C1,          2026-10-28, ,           8000,   ,       credit_note, INV-900
        INV-901,    C1,          2026-10-29, 2026-11-28, 8000,   ana:100, ,
        INV-910,    C3,          2026-08-01, 2026-10-05, 5000,   bo:100, ,
        INV-920,    C4,          2026-09-01, 2026-10-20, 3000,   ana:100, ,
        INV-930,    C3,          2026-08-01, 2026-09-30, 6000,   wu:100, ,
        INV-940,    C4,          2026-09-01, 2026-10-10, 2000,   ana:100, ,
    """,
    "payments": """
        payment_id, customer_id, value_on,   amount, invoice_id, reverses_id
        R-90,       C4,          2026-10-29, 2000,   INV-940,
        B-90,       C4,          2026-11-03, 2000,   ,           R-90
        R-91,       C4,          2026-10-19, 3000,   INV-920,
    """,
    "ownership": """
        invoice_id, owners, valid_from
        INV-930,    bo:100, 2026-10-28
    """,
    "followups": """
        followup_id, person_id, customer_id, at,                        note
        F-1,         ana,       C1,          2026-10-30T17:01:00+08:00, Called; the boss is away
        F-2,         ana,       C2,          2026-10-30T17:02:00+08:00, Called; the boss is away
        F-3,         ana,       C3,          2026-10-30T17:03:00+08:00, called - the boss is away
        F-4,         ana,       C4,          2026-10-30T17:04:00+08:00, Called; the boss is away
    """,
    "promises": """
        promise_id, customer_id, amount, promised_on, recorded_at,         invoice_id, person_id
        P-1,        C4,          3000,   2026-10-20,  2026-10-21,          INV-920,    ana
    """,
    "exemptions": """
        exemption_id, invoice_id, kind,   from,       until,      requested_by, approved_by, reason
        EX-1,         INV-910,    extend, 2026-10-28, 2026-11-30, bo,           mei,         a plan
    """,
}


@dataclass
class Watch(Office):
    """The same company, where signals are found and reviewed."""

    @classmethod
    def of(cls, books: Books) -> "Watch":
        """Open the company, and record October."""
        office = office_of(books)
        outcomes = books.take_folder(FILES)
        assert all(one.clean for one in outcomes), [f.message for o in outcomes for f in o.findings]
        return cls(office.books, office.now)

    def begin(self) -> None:
        """Put October into closing, and let the worker look."""
        self.click("hua", "close.begin")
        assert self.work() == 1

    def kinds(self) -> list[str]:
        """What was found, by kind."""
        query = "SELECT kind FROM signal WHERE workspace_id = {company} ORDER BY kind"
        return [row[0] for row in self.books.sql(query)]

    def number(self, kind: str) -> str:
        """The number of a signal."""
        query = "SELECT id FROM signal WHERE workspace_id = {company} AND kind = "
        return str(self.books.sql(f"{query}'{kind}'")[0][0])

    def listed(self, who: str, language: str = "en") -> list[str]:
        """What somebody reads under `/receivables signals`."""
        message = self.type(who, "/receivables signals", language)
        assert isinstance(message, Message)
        return lines_of({"blocks": json.loads(json.dumps(message.blocks))})

    def press(self, who: str, button: str, value: str | None = None) -> Any:
        """Press a button of a signal, by its kind."""
        assert value is not None
        found = discover().buttons[f"signal.{button}"]
        return self._do(who, found, self.number(value))

    def review(self, who: str, outcome: str, kind: str, words: str = "the tax number") -> Any:
        """Say what a signal is."""
        form = self.press(who, {"dismissed": "dismiss", "noted": "note"}[outcome], kind)
        assert isinstance(form, Modal)
        entry = discover().forms[f"signal.{outcome}"]
        return self._do(who, entry, {"words": words}, form.state)
