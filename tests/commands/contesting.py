"""Open disputes, confirm and decide them as people of one company; each step is a transaction."""

from typing import Any

from commands._contract import discover
from ledger.errors import Problem
from tests.commands.approving import Desk
from tests.storage.books import Books
from views.modal import Modal
from views.problems import words_of
from views.say import Say

OPENED = "/dispute INV-1023 30,000 wrong quantity"


def bench_of(books: Books) -> "Bench":
    """Open the company on Monday 23 November 2026."""
    desk = Desk.open(books)
    return Bench(desk.books, desk.now)


class Bench(Desk):
    """One company where customers contest things."""

    def newest(self) -> str:
        """What the buttons of the newest card carry."""
        query = "SELECT max(id) FROM dispute WHERE workspace_id = {company}"
        return str(self.books.sql(query)[0][0])

    def click(self, who: str, button: str, value: str = "") -> Any:
        """Press a button of the newest card, or of another one."""
        return self._do(who, discover().buttons[f"dispute.{button}"], value or self.newest())

    def decide(self, who: str, outcome: str, to: str, words: str = "") -> None:
        """Press *Decide*, and send the form."""
        form = self.click(who, "decide")
        assert isinstance(form, Modal)
        fields = {"outcome": outcome, "to": to, "words": words}
        assert self.send(who, "dispute.decided", form.state, **fields) is None

    def dismiss(self, who: str, words: str) -> None:
        """Press *Not a dispute*, and say why."""
        form = self.click(who, "none")
        assert isinstance(form, Modal)
        assert self.send(who, "dispute.dismissed", form.state, words=words) is None

    def denied(self, who: str, button: str, value: str = "") -> tuple[str, str]:
        """Press a button, and be told why not, in both languages."""
        return self.both(lambda: self.click(who, button, value))

    def both(self, act: Any) -> tuple[str, str]:
        """Be told why something is not done, in both languages."""
        try:
            act()
        except Problem as problem:
            says = (Say.of(language, self.now.date()) for language in ("en", "zh"))
            english, chinese = (str(words_of(problem, say)) for say in says)
            return english, chinese
        raise AssertionError("it was done")

    def steps(self) -> list[tuple[Any, ...]]:
        """What was said of every dispute, and by whom."""
        query = (
            "SELECT d.number, s.step, s.outcome, s.to_on, s.own_doing, s.words, p.number "
            "FROM dispute_step s JOIN dispute d ON d.workspace_id = s.workspace_id "
            "AND d.id = s.dispute_id LEFT JOIN person p ON p.workspace_id = s.workspace_id "
            "AND p.id = s.person_id WHERE s.workspace_id = {company} ORDER BY s.id"
        )
        return [
            (number, step, outcome, to_on and str(to_on), bool(own), words, who)
            for number, step, outcome, to_on, own, words, who in self.books.sql(query)
        ]

    def disputed(self, day: str = "2026-11-23") -> str:
        """The disputed column of the company's ageing."""
        return self.books.ageing(day)["CNY"]["disputed"]

    def newest_of(self, who: str) -> str:
        """What the buttons of somebody's newest dispute carry."""
        query = (
            "SELECT max(d.id) FROM dispute d JOIN person p ON p.workspace_id = d.workspace_id "
            "AND p.id = d.raised_by WHERE d.workspace_id = {company} AND p.number = "
        )
        return str(self.books.sql(f"{query}'{who}'")[0][0])

    def numbered(self, number: str) -> str:
        """What the buttons of the dispute with this number carry."""
        query = "SELECT id FROM dispute WHERE workspace_id = {company} AND number = "
        return str(self.books.sql(f"{query}'{number}'")[0][0])
