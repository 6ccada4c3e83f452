"""Two companies as folders of canonical files: the sample company, and classicmodels."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sandbox.company import Plan, write
from tests.huikuan import written


@dataclass(frozen=True)
class Told:
    """How a company is made, what of it is closed, and on which day."""

    folder: Path
    name: str
    zone: str
    currency: str
    period: str
    on: str

    def rows(self, kind: str) -> list[dict[str, str]]:
        """Read one of its files."""
        return _rows(self.folder / f"{kind}.csv")


def lanqiao(folder: Path) -> Told:
    """Make the sample company up to 15 July 2026; June is closed."""
    write(folder, Plan(seed=7, today=date(2026, 7, 15)))
    return Told(folder, "Lanqiao", "Asia/Shanghai", "CNY", "2026-06", "2026-07-15")


def classicmodels(folder: Path, data: Path) -> Told:
    """Take the orders that were not cancelled; payments beside the orders that they settle."""
    settles = {
        paid["checkNumber"]: ";".join(order["orderNumber"] for order in paid["orders"])
        for paid in json.loads((data / "matching.json").read_text())["payments"]
    }
    people = [
        {"person_id": row["employeeNumber"], "name": f"{row['firstName']} {row['lastName']}"}
        | {"team": row["officeCity"], "role": "sales", "valid_from": "2003-01-01"}
        for row in _rows(data / "people.csv")
        if row["jobTitle"] == "Sales Rep"
    ]
    reps = {row["person_id"] for row in people}
    customers = [
        {"customer_id": row["customerNumber"], "name": row["customerName"]}
        | {"owner_id": rep if (rep := row["salesRepEmployeeNumber"]) in reps else ""}
        for row in _rows(data / "customers.csv")
    ]
    reps_of = {row["customer_id"]: row["owner_id"] for row in customers}
    invoices = [
        {"invoice_id": row["orderNumber"], "customer_id": row["customerNumber"]}
        | {"owner_id": reps_of.get(row["customerNumber"], "")}
        | {"issued_on": row["orderDate"], "terms_days": "30", "amount": row["amount"]}
        | {"delivered_on": row["shippedDate"], "currency": "USD"}
        for row in _rows(data / "invoices.csv")
        if row["status"] != "Cancelled"
    ]
    payments = [
        {"payment_id": row["checkNumber"], "customer_id": row["customerNumber"]}
        | {"value_on": row["paymentDate"], "amount": row["amount"], "currency": "USD"}
        | {"invoice_id": settles[row["checkNumber"]]}
        for row in _rows(data / "payments.csv")
    ]
    written(folder / "people.csv", people)
    written(folder / "customers.csv", customers)
    written(folder / "invoices.csv", invoices)
    written(folder / "payments.csv", payments)
    zone, on = "America/New_York", "2005-06-01"
    return Told(folder, "Classic Models", zone, "USD", "2005-04", on)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
