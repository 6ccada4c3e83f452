"""Money that comes in at the sample company: receipts, surpluses, bounces.

What is open is kept as the ledger will keep it: named invoices first, else the oldest due date.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandbox.company_accounts import PUNCTUAL, Account, Invoice, Item
from sandbox.company_desk import Agenda, Desk, Row, money

PAYMENT_COLUMNS = (
    "payment_id", "customer_id", "value_on", "amount", "currency", "invoice_id", "method",
    "reference", "fee", "recorded_at", "reverses_id",
)  # fmt: skip
NAMED_AT_MOST = 6
METHODS = ("transfer",) * 7 + ("bank_draft", "commercial_draft")
SURPLUSES = (5_000, 12_000, 100_000, 250_000)  # minor units
LAGS = (0, 0, 0, 1, 1, 2)  # days until finance records it

Part = tuple[Invoice, Item]


@dataclass(frozen=True, slots=True)
class Wish:
    """A customer means to pay an instalment, in percent of what is planned for it."""

    account: Account
    invoice: Invoice
    item: Item
    percent: int


@dataclass(frozen=True, slots=True)
class Bounce:
    """A payment that the bank takes back, and what it had settled."""

    account: Account
    payment: Row
    taken: tuple[tuple[Invoice, Item, int], ...]


class Cash:
    """Receives what customers mean to pay."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.rng, self.calendar = desk, desk.rng, desk.calendar
        self._wishes: Agenda[Wish] = Agenda(desk.calendar)
        self._bounces: Agenda[Bounce] = Agenda(desk.calendar)

    def expect(self, wish: Wish, day: int) -> None:
        """Plan the day of a payment by the customer's habits."""
        account = wish.account
        pay = max(day + 1, wish.item.due + self.rng.randint(*account.pace))
        if account.run_weekday >= 0:
            pay = max(day + 1, pay - (6 if account.pace == PUNCTUAL else 3))
            pay += (account.run_weekday - self.calendar.weekday[pay]) % 7
        self._wishes.add(pay, wish)

    def day(self, day: int) -> Iterator[Row]:
        """Yield the payments of a day, then its bounces."""
        wishes: dict[Account, list[Wish]] = {}
        for wish in self._wishes.take(day):
            if day < wish.account.stops_on:
                wishes.setdefault(wish.account, []).append(wish)
        for account, wished in wishes.items():
            yield from self._receipts(day, account, self._amounts(day, wished))
        for bounce in self._bounces.take(day):
            if bounce.account in wishes:  # never on a day with other money of the customer
                self._bounces.add(day + 1, bounce)
            else:
                yield self._bounce(day, bounce)

    def _amounts(self, day: int, wishes: list[Wish]) -> dict[int, tuple[Invoice, int]]:
        amounts: dict[int, tuple[Invoice, int]] = {}
        for wish in wishes:
            amount = wish.item.planned * wish.percent // 100
            wish.item.planned -= amount
            if wish.percent < 100:
                rest = Wish(wish.account, wish.invoice, wish.item, 100)
                self._wishes.add(day + self.rng.randint(8, 30), rest)
            number = wish.invoice.number
            amounts[number] = wish.invoice, amount + amounts.get(number, (None, 0))[1]
        return amounts

    def _receipts(
        self, day: int, account: Account, wished: dict[int, tuple[Invoice, int]]
    ) -> Iterator[Row]:
        named = account.names_invoices and self.rng.randrange(50) > 0
        if self.rng.randrange(20) == 0:
            _add_another(account, wished)
        wishes = [wish for wish in wished.values() if wish[1]]
        whole = [wish for wish in wishes if named and wish[1] == wish[0].open]
        part = [wish for wish in wishes if named and wish[1] < wish[0].open]
        for group in (*_chunks(whole), *([wish] for wish in part)):
            amount = sum(wished_amount for _invoice, wished_amount in group)
            yield self._receipt(day, account, amount, [invoice for invoice, _amount in group])
        if len(whole) + len(part) < len(wishes):
            rest = sum(amount for _, amount in wishes) - sum(amount for _, amount in whole + part)
            yield from self._unnamed(day, account, rest)

    def _unnamed(self, day: int, account: Account, amount: int) -> Iterator[Row]:
        amount = min(amount, sum(invoice.open for invoice in account.open.values()))
        if amount:
            yield self._receipt(day, account, amount, [])

    def _receipt(self, day: int, account: Account, amount: int, named: list[Invoice]) -> Row:
        taken = tuple(_settle(_open_items(named) if named else _oldest(account), amount))
        for invoice, _item, _amount in taken:
            if not invoice.open:
                account.open.pop(invoice.number, None)
        surplus = self.rng.choice(SURPLUSES) if named and self.rng.randrange(220) == 0 else 0
        row = self._row(day, account, money(amount + surplus), named)
        if self.rng.randrange(170) == 0:
            self._bounces.add(day + self.rng.randint(2, 9), Bounce(account, row, taken))
        return row

    def _row(self, day: int, account: Account, amount: str, named: list[Invoice]) -> Row:
        payment_id = self.desk.next_id("PAY")
        abroad = account.currency != "CNY"
        recorded = self.calendar.next_working[day + self.rng.choice(LAGS)]
        recorded = recorded if recorded < self.desk.span else day
        fee = money(self.rng.randint(12, 45) * 100) if abroad or self.rng.random() < 0.03 else ""
        return (
            payment_id, account.customer_id, self.calendar.iso[day], amount, account.currency,
            ";".join(invoice.invoice_id for invoice in named),
            "transfer" if abroad else self.rng.choice(METHODS),
            f"{account.code}{payment_id[4:]}", fee, self.desk.at(recorded, 9, 17), "",
        )  # fmt: skip

    def _bounce(self, day: int, bounce: Bounce) -> Row:
        account = bounce.account
        for invoice, item, amount in bounce.taken:
            item.open += amount
            item.planned += amount
            account.open[invoice.number] = invoice
            again = day + self.rng.randint(5, 20)
            self._wishes.add(again, Wish(account, invoice, item, 100))
        payment_id, customer_id, _value_on, amount_text, currency, _named, method = bounce.payment[
            :7
        ]
        return (
            self.desk.next_id("RET"), customer_id, self.calendar.iso[day], amount_text, currency,
            "", method, f"returned {payment_id}", "", self.desk.at(day, 10, 16), payment_id,
        )  # fmt: skip


def _add_another(account: Account, wished: dict[int, tuple[Invoice, int]]) -> None:
    """Let a customer clear a second invoice while at it."""
    for number, invoice in account.open.items():
        (item, *more) = invoice.items
        if number not in wished and not more and item.planned == item.open:
            wished[number] = invoice, item.planned
            item.planned = 0
            return


def _chunks(wishes: list[tuple[Invoice, int]]) -> Iterator[list[tuple[Invoice, int]]]:
    for start in range(0, len(wishes), NAMED_AT_MOST):
        yield wishes[start : start + NAMED_AT_MOST]


def _open_items(invoices: Iterable[Invoice]) -> list[Part]:
    return [(invoice, item) for invoice in invoices for item in invoice.items if item.open]


def _oldest(account: Account) -> list[Part]:
    return sorted(
        _open_items(account.open.values()), key=lambda part: (part[1].due, part[0].number)
    )


def _settle(parts: list[Part], amount: int) -> Iterator[tuple[Invoice, Item, int]]:
    for invoice, item in parts:
        if not amount:
            return
        taken = min(item.open, amount)
        item.open -= taken
        amount -= taken
        yield invoice, item, taken
