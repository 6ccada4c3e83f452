"""Close periods and question scores as people of one company; each step is a transaction."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot import chores, digests
from commands._contract import discover
from ledger.errors import Problem
from ledger.period import Period
from storage import appeals, closing, occurrences, people, periods, settings
from storage.circle import circle
from tests.commands.approving import Desk
from tests.storage.books import Books
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say

OCTOBER = Period.parse("2026-10")
PERIOD = "2026-10"
NOVEMBER = "2026-11"
WHY = "INV-1023 was paid on time, see the bank's line"


def office_of(books: Books) -> "Office":
    """Open the company, which came to Slack on 1 November and ranks in a channel."""
    desk = Desk.open(books)
    with books.database.write(datetime(2026, 11, 1, tzinfo=UTC)) as tx:
        occurrences.begin(tx, books.company, "T0ACME")
        settings.put(tx, books.company, "ranking_channel", "C0RANKING")
    return Office(desk.books, desk.now)


def court_of(books: Books) -> "Court":
    """Open the same company, where scores are questioned."""
    desk = Desk.open(books)
    return Court(desk.books, desk.now)


@dataclass
class Office(Desk):
    """The same company, at its closing."""

    def click(self, who: str, button: str, language: str = "en") -> Message | Modal:
        """Press a button of October's card."""
        told = self._do(who, discover().buttons[button], PERIOD, language=language)
        assert told is not None
        return told

    def fill(self, who: str, form: str, reason: str, language: str = "en") -> Any:
        """Send a form of October's card."""
        return self._do(who, discover().forms[form], {"reason": reason}, PERIOD, language=language)

    def work(self) -> int:
        """Let the worker do what was asked for."""
        return chores.do(self.books.database, self.books.company, lambda: self.now)

    def due(self) -> int:
        """Let what is due be written."""
        return digests.answer(self.books.database, self.books.company, discover(), self.now)

    def posts(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Where messages went whose key begins so, with what they say."""
        query = (
            "SELECT target, body FROM outbox WHERE workspace_id = {company} "  # noqa: S608
            f"AND kind = 'post' AND dedupe_key LIKE '{kind}%' ORDER BY id"
        )
        return [(target, json.loads(body)) for target, body in self.books.sql(query)]

    def stands(self) -> str:
        """Where October stands, by the books."""
        with self.books.database.read(self.now) as tx:
            return periods.state_of(tx, self.books.company, OCTOBER).value

    def packs(self) -> list[tuple[int, str]]:
        """Every pack of October."""
        with self.books.database.read(self.now) as tx:
            return periods.all_closed(tx, self.books.company).get(OCTOBER, [])

    def close(self) -> None:
        """Close October after its five days."""
        self.click("hua", "close.begin")
        self.wait(days=8)
        self.fill("hua", "close.form", "")
        assert self.work() == 1

    def refusal(self, act: Any) -> tuple[str, str]:
        """Be told why not, in both languages."""
        try:
            act()
        except Problem as problem:
            both = (Say.of(language, self.now.date()) for language in ("en", "zh"))
            english, chinese = (str(words_of(problem, say)) for say in both)
            return english, chinese
        raise AssertionError("it was done")


class Court(Desk):
    """The same company, where scores are questioned."""

    def question(self, who: str, kpi: str = "collection_rate", period: str = NOVEMBER) -> Any:
        """Send the form of a question."""
        form = discover().forms["appeal.form"]
        return self._do(who, form, {"kpi": kpi, "words": WHY}, period)

    def click(self, who: str, button: str, value: str) -> Any:
        """Press a button that is about an appeal, or about a period."""
        return self._do(who, discover().buttons[button], value)

    def rule(self, who: str, outcome: str, words: str = "the bank's line says so") -> None:
        """Decide the newest appeal."""
        button = {"upheld": "uphold", "dismissed": "dismiss"}[outcome]
        form = self.click(who, f"appeal.{button}", self.newest())
        assert isinstance(form, Modal)
        entry = discover().forms[f"appeal.{outcome}"]
        assert self._do(who, entry, {"words": words}, form.state) is None

    def newest(self) -> str:
        """The number of the newest appeal."""
        query = "SELECT max(id) FROM appeal WHERE workspace_id = {company}"
        return str(self.books.sql(query)[0][0])

    def close(self, period: str, who: str) -> None:
        """Let somebody have closed a period."""
        with self.books.database.write(self.now) as tx:
            company, today = self.books.company, self.now.date()
            member = people.by_number(tx, company, who, today)
            assert member is not None
            closing.close(tx, company, Period.parse(period), today, closing.Who(member.id, "slack"))

    def unsettled(self, period: str) -> tuple[str, ...]:
        """What is not decided in a period."""
        with self.books.database.read(self.now) as tx:
            return closing.unsettled(tx, self.books.company, Period.parse(period))

    def judges(self, who: str) -> set[str]:
        """Who may decide the newest appeal of somebody."""
        with self.books.database.read(self.now) as tx:
            company = self.books.company
            around = circle(tx, company, self.now.date())
            found = appeals.look(tx, company, int(self.newest()))
            assert found.by.name.lower() == who
            return {
                around.members[key].number
                for key in appeals.deciders_of(tx, company, found, around)
            }
