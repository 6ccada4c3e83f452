"""What duties are made of: what was delivered, fell overdue or was promised, and what excuses it.

All families that are wanted are read first, and then at once what is allowed for in any of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from ledger import promise as ledger_promise
from scoring import duties
from scoring.duties import Owed, Subject, Touch, Touches
from scoring.facts import Family
from scoring.fairness import Allowance, Allowances, Hold
from scoring.without import lifted
from storage import allowances, promises, rows
from storage.companies import Company
from storage.database import Tx
from storage.duty_queries import (
    About,
    deliveries,
    overdue,
    parts_of_invoices,
    settled,
    touches,
)
from storage.promises import Fallen, rate_of
from storage.window import Window

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, before it is judged.

    `parts` are the instalments of invoices on which something may be allowed for on all of them.
    """

    sent: tuple[tuple[Any, tuple[Hold, ...]], ...]
    owed: tuple[Owed, ...]
    promised: tuple[Fallen, ...]
    touches: Touches
    parts: Mapping[int, frozenset[int]]
    allowed: Mapping[int, Allowances]

    def without(self, kind: Allowance, on: date) -> "Found":
        """Only what something is allowed for on, and that without one sort of it."""
        return replace(
            self,
            sent=tuple(one for one in self.sent if one[0].id in self.parts),
            owed=tuple(one for one in self.owed if one.subject.key in self.allowed),
            promised=tuple(one for one in self.promised if one.document in self.parts),
            allowed={key: lifted(given, kind, on) for key, given in self.allowed.items()},
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose duties are read, of one person or of everybody, and in which window."""

    tx: Tx
    company: Company
    window: Window
    person_id: int | None = None

    def read(self, families: frozenset[Family], terms: duties.Terms) -> Found:
        """Read every family that is wanted, and then at once what is allowed for in all of them."""
        sent = self._sent() if Family.INVOICING in families else ()
        owed = self._overdue() if Family.FOLLOWUP in families else ()
        promised = self._promised(terms) if Family.PROMISE in families else ()
        parts = self._parts(sent, promised)
        marked = [row.id for row, _ in owed if row.is_marked]
        about = {*marked, *chain.from_iterable(parts.values())}
        allowed = allowances.read(self.tx, self.company, self.window, about) if about else {}
        taken = self._settled(marked)
        customers = {row.customer_id for row, _ in owed}
        made = self._touches(customers, terms) if Family.FOLLOWUP in families else Touches({})
        return Found(
            tuple(_grouped(sent)),
            tuple(_owed(row, holds, taken.get(row.id, ())) for row, holds in owed),
            promised,
            made,
            parts,
            allowed,
        )

    @property
    def _about(self) -> About:
        return About(self.window.shape, self.person_id is not None)

    def _rows(self, statement: Any, **more: Any) -> Iterable[Any]:
        values = self.window.values(self.company, self.person_id) | more
        return self.tx.execute(statement, values)  # type: ignore[no-any-return]

    def _sent(self) -> tuple[Any, ...]:
        return tuple(self._rows(deliveries(self._about)))

    def _overdue(self) -> tuple[tuple[Any, tuple[Hold, ...]], ...]:
        last = min(self.window.period.last, self.window.as_of)
        since, until = self.window.period.start - DAY, last - DAY
        return tuple(_grouped(self._rows(overdue(self._about), since=since, until=until)))

    def _promised(self, terms: duties.Terms) -> tuple[Fallen, ...]:
        rules = terms.rules
        how = ledger_promise.Terms(terms.calendar, rules.promise_threshold, rules.promise_grace)
        return promises.fallen_due(
            self.tx, self.company, self.window, self.person_id, (how, terms.today)
        )

    def _parts(self, sent: Iterable[Any], promised: Iterable[Fallen]) -> dict[int, frozenset[int]]:
        """The instalments of delivered and promised invoices; a report allows for nothing there."""
        if not self.window.asked.is_score:
            return {}
        known: dict[int, dict[int, bool]] = defaultdict(dict)
        named = {one.document for one in promised if one.document is not None}
        statement = parts_of_invoices()
        found = (self._rows(statement, ids=part) for part in rows.portions(sorted(named)))
        for row in chain(sent, *found):
            known[row.id][row.instalment_id] = row.is_marked
        return {invoice: frozenset(own) for invoice, own in known.items() if all(own.values())}

    def _settled(self, marked: list[int]) -> dict[int, list[tuple[date, int]]]:
        """What was settled of marked instalments, and when."""
        taken: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for part in rows.portions(marked):
            for row in self._rows(settled(self.window.shape), ids=part):
                taken[row.instalment_id].append((row.effective_on, row.amount_minor))
        return taken

    def _touches(self, customers: Iterable[int], terms: duties.Terms) -> Touches:
        span = {"since": self.window.period.start, "until": terms.today}
        statement = touches(self._about)
        parts: Iterable[list[int]] = [[]]
        if self.person_id is not None:
            parts = rows.portions(sorted(customers))
        found = (row for part in parts for row in self._rows(statement, ids=part, **span))
        return Touches.of(
            Touch(
                row.number,
                row.person_id,
                row.customer_id,
                row.on_day,
                row.at,
                row.invoice_id,
            )
            for row in found
        )


def _owed(row: Any, holds: tuple[Hold, ...], taken: Iterable[tuple[date, int]]) -> Owed:
    return Owed(
        subject_of(row, f"{row.number}/{row.label}"),
        row.invoice_id,
        row.customer_id,
        row.due_on,
        holds,
        tuple(taken),
    )


def _grouped(found: Iterable[Any]) -> list[tuple[Any, tuple[Hold, ...]]]:
    """Put the owners' intervals of one thing together, in the order of the rows."""
    first: dict[int, Any] = {}
    holds: dict[int, set[Hold]] = defaultdict(set)
    for row in found:
        first.setdefault(row.id, row)
        if row.person_id is not None:
            holds[row.id].add(Hold(row.person_id, row.valid_from, row.valid_to))
    return [(row, tuple(holds[row.id])) for row in first.values()]


def subject_of(row: Any, name: str) -> Subject:
    """What a row is about."""
    return Subject(row.id, name, row.customer, row.amount, row.currency, rate_of(row.rate))
