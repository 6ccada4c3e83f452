"""What the people of the sample company do about what is late, and what they do not control."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sandbox.company_accounts import NEVER, PUNCTUAL, Account, Customer, Invoice, Item
from sandbox.company_books import Issued
from sandbox.company_desk import Row, money
from sandbox.company_plan import Calendar, Plan
from sandbox.company_staff import Staff

MONTHS_BACK = 150  # days of which follow-ups are kept
STATEMENTS = 4  # customers to whom one rep sends a statement of account on one day
STATEMENT = "sent the statement of account of this month"
NOTES = ("asked for a day", "sent a statement", "waits for an approval there", "will call back", "")
COLUMNS = {
    "calendar": ("on", "working", "name"),
    "leave": ("person_id", "from", "to"),
    "ownership": ("invoice_id", "owners", "valid_from"),
    "followups": (
        *("followup_id", "person_id", "customer_id", "at", "invoice_id", "automatic", "note"),
    ),
    "promises": (
        *("promise_id", "customer_id", "amount", "promised_on", "recorded_at", "currency"),
        *("invoice_id", "person_id"),
    ),
    "exemptions": (
        *("exemption_id", "invoice_id", "kind", "from", "requested_by", "approved_by", "until"),
        "reason",
    ),
    "writeoffs": ("writeoff_id", "invoice_id", "amount", "on", "requested_by", "approved_by"),
    "disputes": ("dispute_id", "invoice_id", "amount", "from", "to", "outcome", "own_doing"),
}


@dataclass(frozen=True, slots=True)
class Late:
    """An instalment that was not paid on its day, or may not have been."""

    account: Account
    invoice: Invoice
    item: Item
    amount: int

    @property
    def owner(self) -> str:
        """The person with the first share."""
        alone, shared = self.invoice.owners
        return alone or shared.partition(":")[0]


class Effort:
    """Writes the files of what was done, in the order of the invoices."""

    def __init__(self, plan: Plan, calendar: Calendar, staff: Staff, issued: list[Issued]) -> None:
        self.plan, self.calendar, self.staff = plan, calendar, staff
        self.rng = plan.random("effort")
        self.eve = plan.span - 1
        self.late = [
            Late(account, invoice, item, amount)
            for account, invoice, amounts in issued
            for item, amount in zip(invoice.items, amounts, strict=True)
            if plan.span - MONTHS_BACK <= item.due < self.eve
            if item.open or account.pace != PUNCTUAL
        ]
        self.stuck = [
            late for late in self.late if late.item.open and late.item.due < self.eve - 12
        ]

    def followups(self) -> Iterator[Row]:
        """Yield a touch soon after the due date of most late instalments, reminders beside them."""
        number = 0
        for late in self.late:
            day = self.calendar.next_working[late.item.due + 1 + self.rng.randrange(4)]
            by_hand = self.rng.randrange(100) < 78
            if day >= self.plan.span or not (by_hand or self.rng.randrange(2)):
                continue
            number += 1
            yield (
                f"F-{number:04d}", late.owner, late.account.customer_id, self._at(day),
                late.invoice.invoice_id, "no" if by_hand else "yes",
                self.rng.choice(NOTES) if by_hand else "",
            )  # fmt: skip
        yield from self._statements(number)

    def _statements(self, number: int) -> Iterator[Row]:
        """Yield what one rep did about several customers on the last working day of a month."""
        day = self.calendar.iso.index(self.plan.today.replace(day=1).isoformat()) - 1
        while self.calendar.next_working[day] != day:
            day -= 1
        by_owner: dict[str, dict[str, Late]] = defaultdict(dict)
        for late in self.late:
            if late.item.due < day:
                by_owner[late.owner].setdefault(late.account.customer_id, late)
        several = (one for one in by_owner.values() if len(one) >= STATEMENTS)
        for late in list(next(several, {}).values())[:STATEMENTS]:
            number += 1
            yield (
                f"F-{number:04d}", late.owner, late.account.customer_id,
                f"{self.calendar.iso[day]}T16:00:00+08:00", late.invoice.invoice_id, "no",
                STATEMENT,
            )  # fmt: skip

    def promises(self) -> Iterator[Row]:
        """Yield what customers said when they were asked; the stuck ones break their word."""
        number = 0
        for late in self.late:
            if self.rng.randrange(100) >= 40:
                continue
            said = self.calendar.next_working[late.item.due + 2]
            for_day = self.calendar.next_working[said + self.rng.randint(3, 14)]
            if said < self.plan.span:
                number += 1
                yield (
                    f"M-{number:04d}", late.account.customer_id, money(late.amount),
                    self.calendar.iso[for_day], self._at(said), late.account.currency,
                    late.invoice.invoice_id, late.owner,
                )  # fmt: skip

    def disputes(self) -> Iterator[Row]:
        """Yield a few amounts that customers contest: open, decided for us, lost to them."""
        ends = (("", "", ""), ("18", "for_us", "no"), ("10", "for_customer", "yes"), ("", "", ""))
        solid = [late for late in self.stuck if late.account.stops_on == NEVER]
        for number, (late, (days, outcome, own)) in enumerate(zip(solid, ends, strict=False), 1):
            begin = late.item.due + 5
            yield (
                f"D-{number:03d}", late.invoice.invoice_id, money(late.item.open // 4),
                self.calendar.iso[begin], self.calendar.iso[begin + int(days)] if days else "",
                outcome, own,
            )  # fmt: skip

    def exemptions(self) -> Iterator[Row]:
        """Yield the exemption of what a customer who went bankrupt owes."""
        for number, late in enumerate(self._insolvent(), 1):
            begin = self.calendar.iso[late.account.stops_on]
            yield (
                f"E-{number:03d}", late.invoice.invoice_id, "exclude", begin, late.owner, "hui", "",
                "customer insolvent",
            )  # fmt: skip

    def writeoffs(self) -> Iterator[Row]:
        """Yield what was given up of the oldest of it."""
        for late in self._insolvent()[:1]:
            on = self.calendar.iso[self.calendar.next_working[self.eve - 12]]
            yield "W-001", late.invoice.invoice_id, money(late.item.open // 2), on, "fay", "fin"

    def ownership(self, customers: list[Customer]) -> Iterator[Row]:
        """Yield who took over what was open: from who left, and for who joined."""
        left = self.calendar.iso.index(self.staff.left_on.isoformat())
        for account in dict.fromkeys(account for one in customers for account in one.cards):
            before, after = account.before[0][0], account.after[0][0]
            day = max(account.changes_on, left)
            for invoice in account.open.values():
                if invoice.owners[0] == before != after and invoice.day < day < self.plan.span:
                    yield invoice.invoice_id, after, self.calendar.iso[day]

    def leave(self) -> Iterator[Row]:
        """Yield who was away for a week of the last two months."""
        for back, person in zip((40, 26, 12), self.rng.sample(self.staff.rep_ids, 3), strict=True):
            first = self.plan.today - timedelta(days=back)
            yield person, first.isoformat(), (first + timedelta(days=7)).isoformat()

    def _insolvent(self) -> list[Late]:
        return [late for late in self.stuck if late.account.stops_on != NEVER]

    def _at(self, day: int) -> str:
        minute = self.rng.randrange(9 * 60, 18 * 60)
        return f"{self.calendar.iso[day]}T{minute // 60:02d}:{minute % 60:02d}:00+08:00"
