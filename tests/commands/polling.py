"""Ask people after a close, through the way in that Slack's requests take, and read it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bot import digests
from bot.access import UserFacts
from bot.clock import Clock
from bot.dispatch import Dispatcher, Kind, Reply, Request
from commands._contract import discover
from ledger.period import Period
from storage import closing, occurrences
from storage.audit import broken_links
from tests.commands.approving import lines_of
from tests.storage.books import Books

HOME, OCTOBER, SEPTEMBER = "T0ACME", "2026-10", "2026-09"
SALES = ("ana", "bo", "cai", "dan", "eve", "fay")
PEOPLE = """
    person_id, name, email,             role,    rights, team, valid_from
    ana,       Ana,  ana@acme.example,  sales,   ,       East, 2025-01-01
    bo,        Bo,   bo@acme.example,   sales,   ,       East, 2025-01-01
    cai,       Cai,  cai@acme.example,  sales,   ,       East, 2025-01-01
    dan,       Dan,  dan@acme.example,  sales,   ,       East, 2025-01-01
    eve,       Eve,  eve@acme.example,  sales,   ,       East, 2025-01-01
    fay,       Fay,  fay@acme.example,  sales,   ,       East, 2025-01-01
    fin,       Fin,  fin@acme.example,  finance, ,       East, 2025-01-01
    hua,       Hua,  hua@acme.example,  other,   hr,     East, 2025-01-01
"""


@dataclass
class Poll:
    """A company on Slack, on one day after another."""

    books: Books
    secret: str = "xoxb-of-this-process"
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    def open(cls, books: Books, people: str = PEOPLE) -> "Poll":
        """Fill the books, which came to Slack in 2026, and stand on Monday 2 November."""
        books.today = date(2026, 11, 2)
        books.add("people", people)
        books.company = replace(books.company, slack_team_id=HOME)
        with books.database.write(datetime(2026, 1, 1, tzinfo=UTC)) as tx:
            occurrences.begin(tx, books.company, HOME)
        return cls(books)

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.books.today += timedelta(days=days)

    def close(self, period: str = OCTOBER) -> None:
        """Close a period, and let the messages be written that come with it."""
        with self.books.database.write(self.now) as tx:
            company, today = self.books.company, self.books.today
            closing.close(tx, company, Period.parse(period), today, closing.Who())
        self.tell()

    def tell(self) -> None:
        """Let what is due be written."""
        digests.answer(self.books.database, self.books.company, discover(), self.now)

    def asked(self, language: str = "en") -> dict[str, list[str]]:
        """What each person was asked in the newest message, line by line."""
        query = (
            "SELECT p.number, o.body FROM outbox o JOIN person p ON p.workspace_id = "
            "o.workspace_id AND o.target = 'person:' || p.id WHERE o.workspace_id = {company} "
            "AND o.dedupe_key LIKE 'pulse/%' ORDER BY o.id"
        )
        found = self.books.sql(query)
        return {number: lines_of(json.loads(body)[language]) for number, body in found}

    def press(self, who: str, button: str, value: str, language: str = "en") -> Reply:
        """Press a button."""
        return self._do(who, Kind.BUTTON, button, value, language=language)

    def answer(self, who: str, fair: int, clear: int, words: str = "", **more: str) -> Reply:
        """Send the form about October, or another period."""
        fields = {"fair": str(fair), "clear": str(clear), "words": words}
        period, language = more.get("period", OCTOBER), more.get("language", "en")
        key = more.get("key", "")
        return self._do(who, Kind.FORM, "pulse.form", period, fields, language=language, key=key)

    def read(self, who: str, typed: str = "", language: str = "en") -> list[str]:
        """Read the card."""
        reply = self._do(who, Kind.COMMAND, "receivables", f"pulse {typed}", language=language)
        return shown(reply)

    def type(self, who: str, typed: str, language: str = "en") -> Reply:
        """Type something else."""
        return self._do(who, Kind.COMMAND, "receivables", typed, language=language)

    def is_whole(self) -> bool:
        """Tell whether the audit chain is whole."""
        with self.books.database.read(self.now) as tx:
            return not broken_links(tx, self.books.company)

    @property
    def now(self) -> datetime:
        """Half past nine of the day."""
        zone = ZoneInfo(self.books.company.timezone)
        return datetime.combine(self.books.today, datetime.min.time(), zone)

    def _do(
        self,
        who: str,
        kind: Kind,
        name: str,
        text: str,
        fields: Mapping[str, str] | None = None,
        *,
        language: str = "en",
        key: str = "",
    ) -> Reply:
        number = f"r{next(self._numbers)}"
        request = Request(number, kind, name, text, who, HOME, "D0", key or number, fields or {})
        return self.way_in(language).answer(request)

    def way_in(self, language: str = "en") -> Dispatcher:
        """The dispatcher of a process that knows the secret."""

        def who(user: str, _seconds: float) -> UserFacts:
            locale = {"en": "en-US", "zh": "zh-CN"}[language]
            return UserFacts(user, HOME, f"{user}@acme.example", locale)

        books = self.books
        clock = Clock(fixed=books.today)
        way = Dispatcher(books.database, books.company, discover(), clock, who)
        return replace(way, secret=self.secret)


def shown(reply: Reply) -> list[str]:
    """Every line of an answer, buttons in brackets."""
    assert reply.message is not None
    found: list[Any] = list(reply.message.blocks)
    return lines_of({"blocks": found}) if found else [str(reply.message.text)]
