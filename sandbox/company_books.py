"""The books of the sample company, day by day: invoices, credit notes, money in.

Only what is open is held in memory; everything else is written and forgotten.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from sandbox.company_accounts import Account, Customer, Invoice, Item, Shares, shares_written
from sandbox.company_cash import Cash, Wish
from sandbox.company_desk import Agenda, Desk, Row, Write, money
from sandbox.company_plan import PARTS, Calendar, Plan, Rates

INVOICE_COLUMNS = (
    "invoice_id", "customer_id", "issued_on", "due_on", "amount", "currency", "owner_id",
    "owners", "kind", "reverses_id", "instalment", "delivered_on", "sent_on", "recorded_at",
)  # fmt: skip
RETENTION_DAYS = 365
SHAPES = (  # of a project: percent and days after the first due date
    ((50, 0), (50, 30)),
    ((30, 0), (40, 30), (30, 60)),
    ((40, 0), (60, 30)),
    ((40, 0), (50, 30), (10, RETENTION_DAYS)),
    ((30, 0), (35, 30), (30, 60), (5, RETENTION_DAYS)),
)
PLAIN = ((100, 0),)
STUCK_DAYS = (35, 130)  # before today: some large invoices of then are still unpaid
CREDITED_PERCENT = (5, 8, 10, 15, 20, 100)
SENT_AFTER = (0, 0, 0, 1, 1, 2, 3, 5)
DELIVERED_BEFORE = (0, 0, 1, 1, 2, 3, 4)

Issued = tuple[Account, Invoice, tuple[int, ...]]  # with the amounts of its instalments


class Books:
    """Keeps the books from the start to the eve of today; `billed` is for the sales figures."""

    def __init__(self, plan: Plan, calendar: Calendar, rates: Rates) -> None:
        self.plan, self.calendar, self.rates = plan, calendar, rates
        self.desk = Desk(plan, calendar)
        self.rng = self.desk.rng
        self.cash = Cash(self.desk)
        self.billed: dict[tuple[str, str], int] = defaultdict(int)
        self.issued: list[Issued] = []  # of the last year, for what was done about it
        self._credits: Agenda[tuple[Account, Invoice]] = Agenda(calendar)

    def keep(self, customers: list[Customer], invoice: Write, payment: Write) -> None:
        """Write the rows of every day in the order in which the ledger takes them."""
        buyers = self._buyers(customers)
        for day, quota in enumerate(self.calendar.quota):
            for account in islice(buyers, quota):
                solid = account if day < account.stops_on else next(buyers)
                _put(invoice, self._issue(day, solid))
            _put(invoice, self._credit_notes(day))
            _put(payment, self.cash.day(day))

    def _buyers(self, customers: list[Customer]) -> Iterator[Account]:
        """Deal every rep an order in turn: few invoices, and yet comparable books."""
        reps = self.plan.reps
        decks = [self._deck(customers[seat::reps]) for seat in range(reps)]
        while True:
            for seat in self.rng.sample(range(reps), reps):
                yield next(decks[seat])

    def _deck(self, customers: list[Customer]) -> Iterator[Account]:
        cards = [account for customer in customers for account in customer.cards]
        while True:
            yield from self.rng.sample(cards, len(cards))

    def _issue(self, day: int, account: Account) -> list[Row]:
        draw, invoice_id = self.rng.randrange(1000), self.desk.next_id("INV")
        stuck = self._stuck(day, account)
        amount = self._amount(account) * (5 if stuck else 2) // 2
        owners = self._owners(account, day, draw)
        invoice = Invoice(
            number=self.desk.numbers["INV"],
            invoice_id=invoice_id,
            day=day,
            owners=shares_written(owners),
            items=_items(day + account.terms_days, day, amount, _shape(draw)),
        )
        account.open[invoice.number] = invoice
        if day >= self.desk.span - RETENTION_DAYS:
            self.issued.append((account, invoice, tuple(item.open for item in invoice.items)))
        self._bill(day, account.currency, amount, owners)
        if not stuck:
            self._expect(day, account, invoice, draw)
        return self._rows(day, account, invoice)

    def _expect(self, day: int, account: Account, invoice: Invoice, draw: int) -> None:
        for item in invoice.items:
            self.cash.expect(Wish(account, invoice, item, 40 if draw % 25 == 5 else 100), day)
        if draw % 80 == 7:
            self._credits.add(day + self.rng.randint(2, 12), (account, invoice))

    def _amount(self, account: Account) -> int:
        amount = account.size_minor * self.rng.randint(6_000, 15_000) // 10_000
        return amount - amount % 10_000 if amount % 5 < 2 and amount > 10_000 else amount

    def _stuck(self, day: int, account: Account) -> bool:
        latest, earliest = STUCK_DAYS
        then = latest <= self.desk.span - day <= earliest
        named = account.names_invoices and account.currency == "CNY"
        return then and named and self.desk.numbers["INV"] % 50 == 17

    def _owners(self, account: Account, day: int, draw: int) -> Shares:
        if draw >= 120:
            return account.owners(day)
        if draw % 6 == 0:
            return ((account.pm_id, 100),)
        return (account.owners(day)[0][0], 60), (account.pm_id, 40)

    def _bill(self, day: int, currency: str, amount: int, owners: Shares) -> None:
        booked = amount * self.rates.at(currency, day) // PARTS
        month = self.calendar.iso[day][:7]
        for person_id, percent in owners:
            self.billed[person_id, month] += booked * percent // 100

    def _rows(self, day: int, account: Account, invoice: Invoice) -> list[Row]:
        iso, sent = self.calendar.iso, day + self.rng.choice(SENT_AFTER)
        delivered = max(0, day - self.rng.choice(DELIVERED_BEFORE))
        head = (invoice.invoice_id, account.customer_id, iso[day])
        middle = (account.currency, *invoice.owners, "invoice", "")
        end = (
            iso[delivered],
            iso[sent] if sent < self.desk.span else "",
            self.desk.at(day, 9, 9),
        )
        return [
            (*head, iso[item.due], money(item.open), *middle, item.label, *end)
            for item in invoice.items
        ]

    def _credit_notes(self, day: int) -> Iterator[Row]:
        for account, invoice in self._credits.take(day):
            untouched = all(item.open == item.planned > 0 for item in invoice.items)
            amount = invoice.open * self.rng.choice(CREDITED_PERCENT) // 100
            if untouched and amount:
                _credit(account, invoice, amount)
                yield (
                    self.desk.next_id("CN"), account.customer_id, self.calendar.iso[day], "",
                    money(amount), account.currency, *invoice.owners, "credit_note",
                    invoice.invoice_id, "", "", "", self.desk.at(day, 10, 16),
                )  # fmt: skip


def _put(write: Write, rows: Iterator[Row] | list[Row]) -> None:
    for row in rows:
        write(row)


def _shape(draw: int) -> tuple[tuple[int, int], ...]:
    return SHAPES[draw % len(SHAPES)] if draw < 60 else PLAIN


def _items(due: int, day: int, amount: int, shape: tuple[tuple[int, int], ...]) -> tuple[Item, ...]:
    parts = [amount * percent // 100 for percent, _days in shape]
    parts[0] += amount - sum(parts)
    return tuple(
        Item(
            due=day + RETENTION_DAYS if days == RETENTION_DAYS else due + days,
            label=_label(position, days, len(shape)),
            open=part,
            planned=part,
        )
        for position, (part, (_percent, days)) in enumerate(zip(parts, shape, strict=True), 1)
    )


def _label(position: int, days: int, count: int) -> str:
    if days == RETENTION_DAYS:
        return "retention"
    return str(position) if count > 1 else ""


def _credit(account: Account, invoice: Invoice, amount: int) -> None:
    for item in invoice.items:
        part = min(item.open, amount)
        item.open -= part
        item.planned -= part
        amount -= part
    if not invoice.open:
        del account.open[invoice.number]
