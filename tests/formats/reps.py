"""A company of two data sets: classicmodels' reps with AdventureWorks' targets and moves.

The two share nobody, so the table `REPS` says who takes whose place: each rep has one
salesperson's quarterly targets, and some have one mover's intervals, shifted in time. What was
sold is what the rep's customers ordered; what should be collected is the target of the quarter
before. A payment settles the orders that it names, or the oldest that are due.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import pandas as pd

from tests.formats.by_hand import Aims, Books, Hand, People, digits, sorts
from tests.huikuan import written

TODAY = date(2005, 6, 1)
EVER, NEVER = date(1900, 1, 1), date(9999, 12, 31)
DAY = timedelta(days=1)
FIRST_QUARTER = pd.Period("2003Q1", freq="Q")  # AdventureWorks' twelve begin here


@dataclass(frozen=True)
class Rep:
    """Whose targets, and whose moves: the last of them on `moved_on`; what the places mean."""

    seller: str
    team: str
    mover: str = ""
    moved_on: date = EVER
    places: tuple[tuple[str, str], ...] = ()  # role and team, one for each department


REPS = {
    "1165": Rep("274", "San Francisco"),
    "1188": Rep("276", "Boston", "4", date(2004, 11, 15), (("sales", "Boston"), ("sales", "NYC"))),
    "1286": Rep("278", "NYC", "224", date(2004, 12, 6), (("sales", "NYC"), ("finance", "NYC"))),
    "1337": Rep("284", "Paris", "16", date(2005, 2, 16), (("sales", "Paris"), ("sales", "London"))),
    "1401": Rep("282", "Paris"),
    "1504": Rep(
        "280", "London", "234", date(2004, 10, 25), (("finance", "London"), ("sales", "London"))
    ),
    "1612": Rep("286", "Sydney"),
    "1702": Rep(
        "290",
        "Paris",
        "250",
        date(2005, 2, 15),
        (("sales", "Paris"), ("other", "Paris"), ("sales", "Paris")),
    ),
}
SHARED = {
    "353": (("1337", 60), ("1702", 40))
}  # a customer of two reps, since 16 February of two teams
AWAY = [("1401", date(2005, 1, 10), date(2005, 1, 31)), ("1504", date(2005, 5, 23), NEVER)]
HOLIDAYS = [date(2004, 11, 25), date(2004, 12, 24), date(2005, 1, 17), date(2005, 5, 30)]
DISPUTED = {"10406": date(2005, 5, 20)}
EXEMPT = {"10334": date(2005, 1, 3)}


@dataclass(frozen=True)
class Sources:
    """The files as they are, and what the table makes of them."""

    data: Path
    named: bool

    @cached_property
    def orders(self) -> pd.DataFrame:
        """Leave cancelled orders out."""
        rows = _read(self.data / "ar/classicmodels/invoices.csv")
        return rows[rows["status"] != "Cancelled"]

    @cached_property
    def payments(self) -> pd.DataFrame:
        """Put the orders beside each payment."""
        rows = _read(self.data / "ar/classicmodels/payments.csv")
        matching = json.loads((self.data / "ar/classicmodels/matching.json").read_text())
        orders = {
            paid["checkNumber"]: [order["orderNumber"] for order in paid["orders"]]
            for paid in matching["payments"]
        }
        return rows.assign(orders=rows["checkNumber"].map(orders))

    @cached_property
    def owners(self) -> pd.DataFrame:
        """Who is credited for which customer."""
        customers = _read(self.data / "ar/classicmodels/customers.csv")
        rows = [
            (customer, person, percent, place)
            for customer, rep in zip(
                customers["customerNumber"], customers["salesRepEmployeeNumber"], strict=True
            )
            for place, (person, percent) in enumerate(SHARED.get(customer, ((rep or None, 100),)))
        ]
        return pd.DataFrame(rows, columns=["customer", "person", "percent", "place"])

    @cached_property
    def roles(self) -> pd.DataFrame:
        """Who held which role where; the data's `to` is the last day, ours the first one after."""
        history = _read(self.data / "people/department_history.csv")
        rows = []
        for number, rep in REPS.items():
            if not rep.mover:
                rows.append((number, "sales", rep.team, EVER, NEVER))
                continue
            own = history[history["employee_id"] == rep.mover].sort_values("from")
            assert len(own) == len(rep.places)
            shift = rep.moved_on - date.fromisoformat(own["from"].iloc[-1])
            for (role, team), first, last in zip(rep.places, own["from"], own["to"], strict=True):
                after = date.fromisoformat(last) + DAY + shift if last else NEVER
                rows.append((number, role, team, date.fromisoformat(first) + shift, after))
        return pd.DataFrame(rows, columns=["person", "role", "team", "first", "after"])

    @cached_property
    def aims(self) -> Aims:
        """The salesperson's targets, and what was ordered, in cents by quarter."""
        given = _read(self.data / "people/sales_targets.csv")
        starts = sorted(given["period_start"].unique())
        quarters = {start: FIRST_QUARTER + n for n, start in enumerate(starts)}
        targets = {}
        for number, rep in REPS.items():
            for row in given[given["employee_id"] == rep.seller].itertuples():
                quarter, cents = quarters[row.period_start], _cents(row.target)
                targets[number, "sales_amount", _written(quarter)] = cents
                targets[number, "collected_amount", _written(quarter + 1)] = cents
        customers = _read(self.data / "ar/classicmodels/customers.csv")
        sold = self.orders.merge(customers, on="customerNumber")
        sold = sold[sold["salesRepEmployeeNumber"] != ""]
        quarter = sold["orderDate"].map(lambda day: _written(pd.Period(day, freq="Q")))
        sums = sold["amount"].map(_cents).groupby([sold["salesRepEmployeeNumber"], quarter]).sum()
        return Aims(targets, {key: int(cents) for key, cents in sums.items()})

    @cached_property
    def hand(self) -> Hand:
        """Everything, to be worked out by hand."""
        invoices = pd.DataFrame(
            {
                "order": self.orders["orderNumber"],
                "customer": self.orders["customerNumber"],
                "issued": self.orders["orderDate"].map(date.fromisoformat),
                "cents": self.orders["amount"].map(_cents),
                "number": self.orders["orderNumber"].map(int),
            }
        )
        invoices["due"] = [day + 30 * DAY for day in invoices["issued"]]
        payments = pd.DataFrame(
            {
                "customer": self.payments["customerNumber"],
                "value": self.payments["paymentDate"].map(date.fromisoformat),
                "cents": self.payments["amount"].map(_cents),
                "sorts": self.payments["checkNumber"].map(sorts),
                "orders": self.payments["orders"],
            }
        )
        away = pd.DataFrame(AWAY, columns=["person", "first", "after"])
        books = Books(invoices, payments, self.owners, self.named)
        people = People(self.roles, away, frozenset(HOLIDAYS))
        return Hand(books, people, self.aims, DISPUTED, EXEMPT)

    def files(self, folder: Path) -> dict[str, Path]:
        """Write what is imported, in the order of the import."""
        payments = self.payments.assign(invoice_id=self.payments["orders"].map(";".join))
        if not self.named:
            payments = payments.drop(columns="invoice_id")
        owned = self.owners.dropna(subset="person").astype({"percent": str})
        shares = (owned["person"] + ":" + owned["percent"]).groupby(owned["customer"]).agg(";".join)
        customers = _read(self.data / "ar/classicmodels/customers.csv")
        customers = pd.DataFrame(
            {
                "customer_id": customers["customerNumber"],
                "name": customers["customerName"],
                "owners": customers["customerNumber"].map(shares).fillna(""),
            }
        )
        amounts = self.orders.set_index("orderNumber")["amount"]
        tables: dict[str, list[dict[str, object]]] = {
            "people": self._people(),
            "customers": customers.to_dict("records"),
            "invoices": self.orders.to_dict("records"),
            "payments": payments.drop(columns="orders").to_dict("records"),
            "targets": [
                {
                    "person_id": person,
                    "kpi": kpi,
                    "period": quarter,
                    "target": digits(Fraction(c, 100), 2),
                }
                for (person, kpi, quarter), c in self.aims.targets.items()
            ],
            "metrics": [
                {
                    "person_id": person,
                    "metric": "sales_amount",
                    "period": quarter,
                    "value": _dollars(cents),
                }
                for (person, quarter), cents in self.aims.sold.items()
            ],
            "calendar": [{"on": day, "working": "no"} for day in HOLIDAYS],
            "leave": [
                {"person_id": person, "from": first, "to": "" if after == NEVER else after}
                for person, first, after in AWAY
            ],
            "disputes": [
                {"dispute_id": f"D-{order}", "invoice_id": order, "from": on}
                | {"amount": amounts[order]}
                for order, on in DISPUTED.items()
            ],
            "exemptions": [
                {"exemption_id": f"E-{order}", "invoice_id": order, "kind": "exclude", "from": on}
                | {"requested_by": "1504", "approved_by": "1102", "reason": "on hold"}
                for order, on in EXEMPT.items()
            ],
        }
        return {kind: written(folder / f"{kind}.csv", rows) for kind, rows in tables.items()}

    def _people(self) -> list[dict[str, object]]:
        everybody = _read(self.data / "ar/classicmodels/people.csv").set_index("employeeNumber")
        names = everybody["firstName"] + " " + everybody["lastName"]
        rows: list[dict[str, object]] = [
            {"person_id": number, "name": names[number], "valid_from": EVER}
            for number in everybody.index
            if number not in REPS
        ]
        for row in self.roles.itertuples():
            interval = {
                "valid_from": row.first,
                "valid_to": "" if row.after == NEVER else row.after,
            }
            held = {"person_id": row.person, "name": names[row.person], "role": row.role}
            rows.append({**held, "team": row.team, **interval})
        return rows


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _cents(amount: str) -> int:
    cents = Fraction(amount) * 100
    assert cents.denominator == 1
    return int(cents)


def _written(quarter: pd.Period) -> str:
    return f"{quarter.year}-Q{quarter.quarter}"


def _dollars(cents: int) -> str | None:
    return digits(Fraction(cents, 100), 2)
