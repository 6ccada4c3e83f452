"""The sample company Lanqiao 蓝桥: canonical CSV files, the same bytes for the same plan.

24 months of invoices and payments up to the eve of `today`, in CNY, Asia/Shanghai. `invoices`
counts invoices, not rows: each instalment has a row of its own, and credit notes come on top.
"""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from sandbox.company_accounts import Customer, customers_of, shares_written
from sandbox.company_books import INVOICE_COLUMNS, Books
from sandbox.company_calendar import days
from sandbox.company_cash import PAYMENT_COLUMNS
from sandbox.company_desk import Row, Write
from sandbox.company_effort import COLUMNS, Effort
from sandbox.company_figures import Figures
from sandbox.company_plan import PARTS, Calendar, Plan, Rates, calendar_of, rates_of
from sandbox.company_staff import Person, Staff, staff_of

__all__ = ["Plan", "write"]

PEOPLE_COLUMNS = (
    "person_id", "name", "email", "role", "rights", "team", "manager_id", "valid_from", "valid_to",
)  # fmt: skip
CUSTOMER_COLUMNS = (
    "customer_id", "name", "owner_id", "owners", "aliases", "payer_accounts", "parent_id",
    "terms_days", "credit_limit", "currency",
)  # fmt: skip


def write(folder: Path, plan: Plan) -> None:
    """Write the files of a company into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    calendar, rates, staff = calendar_of(plan), rates_of(plan), staff_of(plan)
    customers = customers_of(plan, staff, calendar)
    _save(folder / "rates.csv", ("on", "currency", "rate"), _rates(calendar, rates))
    _save(folder / "people.csv", PEOPLE_COLUMNS, map(_person, staff.people))
    _save(folder / "teams.csv", ("team", "manager_id", "channel", "parent"), _teams(staff))
    _save(folder / "customers.csv", CUSTOMER_COLUMNS, map(_customer, customers))
    books = Books(plan, calendar, rates)
    with ExitStack() as files:
        invoice = _open(files, folder / "invoices.csv", INVOICE_COLUMNS)
        payment = _open(files, folder / "payments.csv", PAYMENT_COLUMNS)
        books.keep(customers, invoice, payment)
    figures = Figures(plan, staff, books.billed)
    _save(folder / "targets.csv", ("person_id", "kpi", "period", "target"), figures.targets())
    _save(folder / "metrics.csv", ("person_id", "metric", "period", "value"), figures.metrics())
    effort = Effort(plan, calendar, staff, books.issued)
    done = {
        "calendar": days(),
        "leave": effort.leave(),
        "ownership": effort.ownership(customers),
        "followups": effort.followups(),
        "promises": effort.promises(),
        "exemptions": effort.exemptions(),
        "writeoffs": effort.writeoffs(),
        "disputes": effort.disputes(),
    }
    for kind, rows in done.items():
        _save(folder / f"{kind}.csv", COLUMNS[kind], rows)


def _open(files: ExitStack, path: Path, columns: Row) -> Write:
    file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    return writer.writerow


def _save(path: Path, columns: Row, rows: Iterable[Row]) -> None:
    with ExitStack() as files:
        put = _open(files, path, columns)
        for row in rows:
            put(row)


def _rates(calendar: Calendar, rates: Rates) -> Iterator[Row]:
    weeks = len(rates.weekly["USD"])
    for week in range(weeks):
        for currency, weekly in rates.weekly.items():
            rate = f"{weekly[week] // PARTS}.{weekly[week] % PARTS:04d}"
            yield calendar.iso[week * 7], currency, rate


def _person(person: Person) -> Row:
    return (
        person.person_id, person.name, f"{person.person_id}@lanqiao.example", person.role,
        person.rights, person.team, person.manager_id, person.valid_from.isoformat(),
        person.valid_to.isoformat() if person.valid_to else "",
    )  # fmt: skip


def _teams(staff: Staff) -> Iterator[Row]:
    for team, manager_id in staff.teams:
        yield team, manager_id, team.lower().replace(" ", "-"), ""


def _customer(customer: Customer) -> Row:
    account = customer.account
    limit = customer.credit_limit
    return (
        customer.customer_id, customer.firm.name,
        *shares_written(customer.owners),
        customer.firm.aliases, customer.payer_account, customer.parent_id,
        str(account.terms_days), f"{limit}.00" if limit else "", account.currency,
    )  # fmt: skip
