"""The customers of the sample company: who owns them, how big they are and how they pay."""

from dataclasses import dataclass, field

from sandbox import company_names as names
from sandbox.company_plan import Calendar, Plan
from sandbox.company_staff import Staff

NEVER = 10**9
HANDOVER_DAYS = 60  # what a leaver would not see paid is its successor's from the start
SIZES = (24_000, 32_000, 42_000, 54_000, 68_000, 85_000, 115_000)  # typical amount, whole units
TERMS = (30, 15, 30, 45, 15, 30, 60, 15, 30, 15)
CARDS = (3, 2, 2, 1, 2)  # a rep's first customers buy most
PUNCTUAL, LATE, CHRONIC = (-9, -1), (-2, 11), (7, 32)  # days after the due date
PACES = {"P": PUNCTUAL, "L": LATE, "C": CHRONIC}
HABITS = ("PPPPL", "PLPPP", "PPLPC", "LPPLP", "LPCLP", "PPPLP", "PLPCL")  # customers of one rep

Shares = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Item:
    """An instalment: what is open, and what of it the customer means to pay."""

    due: int
    label: str
    open: int
    planned: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice and its instalments, oldest first."""

    number: int
    invoice_id: str
    day: int
    owners: tuple[str, str]
    items: tuple[Item, ...]

    @property
    def open(self) -> int:
        """What is still open of it, in minor units."""
        return sum(item.open for item in self.items)


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One customer in one currency."""

    customer_id: str
    currency: str
    size_minor: int
    terms_days: int
    pace: tuple[int, int]
    run_weekday: int  # pays on this day of the week only; -1: on any
    names_invoices: bool
    stops_on: int  # pays nothing from this day on
    code: str
    pm_id: str
    before: Shares
    after: Shares
    changes_on: int
    open: dict[int, Invoice] = field(default_factory=dict)

    def owners(self, day: int) -> Shares:
        """Say who owns what is invoiced on a day."""
        return self.after if day >= self.changes_on else self.before


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of the customers file, with its accounts."""

    firm: names.Firm
    customer_id: str
    owners: Shares
    payer_account: str
    parent_id: str
    credit_limit: int
    cards: tuple[Account, ...]  # how often it buys, against the others

    @property
    def account(self) -> Account:
        """Its account in its own currency."""
        return self.cards[0]


def customers_of(plan: Plan, staff: Staff, calendar: Calendar) -> list[Customer]:
    """Make the customers, dealt to the reps in turn."""
    maker = _Maker(plan, staff, calendar)
    return [maker.customer(index) for index in range(plan.customers)]


class _Maker:
    def __init__(self, plan: Plan, staff: Staff, calendar: Calendar) -> None:
        self.plan, self.staff, self.calendar = plan, staff, calendar
        self.rng = plan.random("customers")
        self.ids: dict[str, str] = {}

    def customer(self, index: int) -> Customer:
        firm = names.firm(index)
        customer_id = self.ids[firm.name] = f"C{index + 1:03d}"
        account = self._account(index, firm)
        accounts = [account]
        if index % 20 == 15:  # sells to us abroad as well
            accounts.append(self._abroad(account))
        return Customer(
            firm=firm,
            customer_id=customer_id,
            owners=account.after,
            payer_account=f"6222{self.rng.randrange(10**12):012d}" if index % 3 else "",
            parent_id=self.ids.get(firm.parent, ""),
            credit_limit=account.size_minor // 100 * 15 // 10_000 * 10_000 if index % 4 else 0,
            cards=self._cards(index, accounts),
        )

    def _account(self, index: int, firm: names.Firm) -> Account:
        reps = self.staff.rep_ids
        rep, turn = index % len(reps), index // len(reps)
        insolvent = index % 61 == 41
        before, after, changes_on = self._owners(rep, turn)
        habits = HABITS[rep % len(HABITS)]
        size = SIZES[(index * 3 + turn) % len(SIZES)] * 100
        return Account(
            customer_id=f"C{index + 1:03d}",
            currency=firm.currency,
            size_minor=size if firm.currency == "CNY" else size // 5,
            terms_days=TERMS[(index + turn) % len(TERMS)],
            pace=LATE if insolvent else PACES[habits[turn % len(habits)]],
            run_weekday=self.rng.randint(0, 4) if (index + turn) % 3 == 1 else -1,
            names_invoices=(index + turn) % 7 != 3,
            stops_on=self.plan.span - 75 if insolvent else NEVER,
            code="".join(self.rng.choices("ABCDEFGHKLMNPRSTUVWXY", k=2)),
            pm_id=self.staff.pm_ids[index % len(self.staff.pm_ids)],
            before=before,
            after=after,
            changes_on=changes_on,
        )

    def _cards(self, index: int, accounts: list[Account]) -> tuple[Account, ...]:
        turn = index // len(self.staff.rep_ids)
        often = CARDS[turn % len(CARDS)] if accounts[0].currency == "CNY" else 1
        return (accounts[0],) * often + tuple(accounts[1:])

    def _abroad(self, account: Account) -> Account:
        values = {name: getattr(account, name) for name in Account.__slots__ if name != "open"}
        return Account(**values | {"currency": "USD", "size_minor": account.size_minor // 10})

    def _owners(self, rep: int, turn: int) -> tuple[Shares, Shares, int]:
        reps = self.staff.rep_ids
        me, neighbour = reps[rep], reps[rep - 1 - turn % 3]
        if me == names.JOINER:
            return ((neighbour, 100),), ((me, 100),), self._day(self.staff.joined_on)
        if me == names.LEAVER:
            left = self._day(self.staff.left_on) - HANDOVER_DAYS
            return ((me, 100),), ((neighbour, 100),), left
        shared = (rep + turn) % 15 == 8 and neighbour not in {names.JOINER, names.LEAVER}
        shares = ((me, 60), (neighbour, 40)) if shared else ((me, 100),)
        return shares, shares, 0

    def _day(self, on: object) -> int:
        return self.calendar.iso.index(str(on))


def shares_written(owners: Shares) -> tuple[str, str]:
    """Write shares as the columns owner_id and owners, of which one is empty."""
    if len(owners) == 1:
        return owners[0][0], ""
    return "", ";".join(f"{person_id}:{percent}" for person_id, percent in owners)
