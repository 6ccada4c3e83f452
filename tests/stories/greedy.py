"""A greedy rep at Slack: types, presses and fills in whatever there is, known today or not.

Nothing here names a command: what can be typed, pressed and filled in is what the registry has and
what messages, cards and forms show, so a new command is greedy from its first day on.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random
from time import monotonic
from typing import Any

from bot.access import ChannelFacts, UserFacts
from bot.clock import Clock
from bot.deadline import Deadline
from bot.dispatch import Dispatcher, Kind, Reply, Request
from commands._contract import discover
from tests.storage.books import Books
from views.modal import Modal

HOME, CHANNEL, REP = "T0ACME", "C0SALES", "ana"
DOCUMENTS = ("INV-1", "INV-2", "INV-3", "INV-4", "INV-9")
CUSTOMERS = ("Kay", "K2", "Lee")
MESSY = 0.3
WORDS = (
    *(*DOCUMENTS, "INV-1/2", "K1", "Kay", "K2", "Lee", "ana", "bo", "East", "sales"),
    *("100", "50,000", "1万", "0.01", "90%", "CNY 300", "USD 5", "-100", "0", "1e9"),
    *("today", "yesterday", "明天", "last month", "2025-03", "2025-04", "exclude", "extend"),
    *("own_doing", "for us", "approve", "automatic", "customer is insolvent, see court file"),
)
APOLOGY = "Something went wrong on our side"


@dataclass
class Rep:
    """One person without any right, in a company of their own, on one day after another."""

    books: Books
    seen: list[tuple[str, str]] = field(default_factory=list)
    form: Modal | None = None
    done: dict[str, int] = field(default_factory=dict)
    wrote: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def type(self, chance: Random) -> None:
        """Type a command: an example of it about these books, or whatever it may take."""
        commands = discover().commands
        names = [
            name for name in sorted(commands) for _ in range(4 if commands[name].writes else 1)
        ]
        name = chance.choice(names)
        example = chance.choice([usage.split() for usage in commands[name].usage])
        rest = [self._ours(chance, word) for word in example[len(name.split()) :]]
        if chance.random() < MESSY:
            rest = [chance.choice([word, *WORDS]) for word in rest]
            rest += chance.choices([*WORDS, *self._days()], k=chance.randrange(4))
        umbrella, _, sub = name.partition(" ")
        self._do(Kind.COMMAND, umbrella, " ".join([sub, *rest]).strip())

    def press(self, chance: Random) -> None:
        """Press a button that was seen anywhere, also on a card that is old by now."""
        seen = self.seen[-60:]
        name = chance.choice(sorted({name for name, _ in seen}))
        self._do(Kind.BUTTON, *chance.choice([one for one in seen if one[0] == name]))

    def fill_in(self, chance: Random) -> None:
        """Send the form that is open, each field with something."""
        assert self.form is not None
        form, self.form = self.form, None
        blocks = [block for block in form.blocks if block["type"] == "input"]
        fields = {block["block_id"]: self._answer(chance, block) for block in blocks}
        self._do(Kind.FORM, form.id, form.state, fields)

    def _answer(self, chance: Random, block: Mapping[str, Any]) -> str:
        """Fill a field as Slack lets one: what is not optional is never empty."""
        element = block["element"]
        if options := [option["value"] for option in element.get("options", ())]:
            size = len(options) if element["type"].startswith("multi") else 1
            return " ".join(chance.sample(options, chance.randint(1, size)))
        if element["type"] == "datepicker":
            return chance.choice([*filter(None, [element.get("initial_date")]), *self._days()])
        filled = element.get("initial_value", "")
        if filled and chance.random() > MESSY:
            return str(filled)
        return chance.choice(["", *WORDS] if block.get("optional") else WORDS)

    def _ours(self, chance: Random, word: str) -> str:
        """Put a document, customer or day of these books in the place of an example's."""
        if re.fullmatch(r"[A-Z]+-[\d/]+|\d{4,}", word):
            return chance.choice(DOCUMENTS)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
            return chance.choice(self._days())
        if re.search(r"[一-龥]{3}", word) or word.istitle():
            return chance.choice(CUSTOMERS)
        return word

    def _days(self) -> list[str]:
        days = (-40, -7, -1, 0, 1, 5, 40)
        return [str(self.books.today + timedelta(days=number)) for number in days]

    def _do(
        self, kind: Kind, name: str, text: str, fields: Mapping[str, str] | None = None
    ) -> None:
        number = str(next(self._numbers))
        request = Request(number, kind, name, text, REP, HOME, CHANNEL, number, fields or {})
        request = replace(request, deadline=Deadline(monotonic() + 600))
        dispatcher = self._dispatcher()
        reply = dispatcher.answer(request)
        said = "" if reply.message is None else str(reply.message.text)
        assert APOLOGY not in said, (kind, name, text, fields)
        self.wrote = dispatcher.writes(request) and not (reply.is_problem or reply.form)
        if self.wrote:
            self.done[name] = self.done.get(name, 0) + 1
        self._look(reply)

    def _look(self, reply: Reply) -> None:
        """Remember the buttons of the answer and of every card that waits to be sent."""
        if reply.form is not None:
            self.form = reply.form
        shown = list(reply.message.blocks) if reply.message is not None else []
        if self.wrote:
            query = "SELECT body FROM outbox WHERE workspace_id = {company} ORDER BY id DESC"
            shown += [json.loads(body) for (body,) in self.books.sql(query + " LIMIT 3")]
        self.seen += [one for one in _buttons(shown) if one not in self.seen]

    def _dispatcher(self) -> Dispatcher:
        company = replace(self.books.company, slack_team_id=HOME)
        clock = Clock(fixed=self.books.today)
        return Dispatcher(
            self.books.database, company, discover(), clock, _who, lambda id_, _: _channel(id_)
        )


def _buttons(shown: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for one in shown:
        if isinstance(one, Mapping):
            if one.get("type") == "button" and "action_id" in one:
                yield str(one["action_id"]), str(one.get("value", ""))
            yield from _buttons(one.values())
        elif isinstance(one, Sequence) and not isinstance(one, str):
            yield from _buttons(one)


def _who(user: str, _seconds: float) -> UserFacts:
    return UserFacts(user, HOME, f"{user}@acme.example", "en-US")


def _channel(channel: str) -> ChannelFacts:
    return ChannelFacts(channel, has_bot=True)


def later(day: date, days: int) -> date:
    """Some days on."""
    return day + timedelta(days=days)
