"""`python -m faults.closer URL [SABOTAGE]`: one process of writers, who all begin at once.

It reads rounds from its standard input, a line each, and answers with a line each. A sabotage takes
a guard away from outside: *early* reads which periods are closed before the company's lock is
there; *no-lock* takes no lock at all, and leaves out the audit log, which is a guard by accident.
"""

import json
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from ledger.period import Period
from ledger.proposal import Who
from storage import audit, closing, companies, intake, periods, proposals
from storage.companies import Company
from storage.database import Database, Locked, Tx, open_database
from storage.importers import read

PERIOD = Period.month_of(date(2025, 2, 1))
TODAY = date(2025, 3, 10)
NOW = datetime(2025, 3, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST_TRIES = 200
_early = threading.local()


@dataclass(frozen=True, slots=True)
class Order:
    """What one writer does; `n` numbers the invoice that it is about."""

    kind: str
    n: int
    amount: int

    def told(self, proposals_: dict[str, int]) -> dict[str, Any]:
        """Write it down for another process."""
        return asdict(self) | {"proposal": proposals_.get(f"INV-{self.n}")}

    def mark(self, proposals_: dict[str, int]) -> str:
        """How the audit log names what was done."""
        if self.kind == "close":
            return "close"
        if self.kind == "chat":
            return str(proposals_[f"INV-{self.n}"])
        return f"{self.kind}-{self.n}.csv"

    def file(self, number: str = "") -> intake.File:
        """The fact as a file; one from chat as the receipt that it became."""
        n, amount = self.n, self.amount
        paid = "payment_id,customer_id,value_on,amount,invoice_id,reverses_id"
        note = "invoice_id,customer_id,issued_on,amount,currency,kind,reverses_id"
        kind, head, row = {
            "pay": ("payments", paid, f"P-{n},C1,2025-02-27,{amount},INV-{n},"),
            "chat": ("payments", paid, f"{number},C1,{PERIOD.last},{amount},INV-{n},"),
            "bounce": ("payments", paid, f"B-{n},C1,2025-02-25,{amount},,PAY-{n}"),
            "credit": ("invoices", note, f"CN-{n},C1,2025-02-26,{amount},CNY,credit_note,INV-{n}"),
        }[self.kind]
        return file_of(kind, head, row, name=f"{self.kind}-{n}.csv")


def file_of(kind: str, *lines: str, name: str = "") -> intake.File:
    """A file for the import."""
    data = "\n".join((*lines, "")).encode()
    return intake.File(name or f"{kind}.csv", read(kind, f"{kind}.csv", data), f"sha256 of {name}")


def do(tx: Tx, company: Company, order: Order, proposal: int | None) -> None:
    """Carry out an order in an open transaction."""
    if order.kind == "close":
        closing.close(tx, company, PERIOD, TODAY, closing.Who())
    elif order.kind == "chat":
        assert proposal is not None, order
        found = proposals.find(tx, company, proposal)
        proposals.confirm(tx, company, found, Who(found.proposal.proposed_by.id, "Fin", True))
    else:
        (outcome,) = intake.run(tx, company, [order.file()], intake.Rules())
        assert outcome.added == 1, outcome


def main() -> None:
    """Answer rounds until there are no more."""
    url, sabotage = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if sabotage == "early":
        _look_early()
    if sabotage == "no-lock":
        _no_lock()
    database = open_database(url)
    try:
        for line in sys.stdin:
            print(json.dumps(_round(database, json.loads(line))), flush=True)
    finally:
        database.close()


def _round(database: Database, told: dict[str, Any]) -> dict[str, Any]:
    with database.read(NOW) as tx:
        company = companies.choose(tx, told["company"])
    said: dict[str, Any] = {"tries": 0, "failed": []}
    start = threading.Barrier(len(told["orders"]))

    def one(row: dict[str, Any]) -> None:
        order = Order(row["kind"], row["n"], row["amount"])
        start.wait()
        for _ in range(MOST_TRIES):
            _early.closed = None
            try:
                with database.read(NOW) as tx:
                    _early.closed = _spans(tx, company)
                with database.write(NOW) as tx:
                    do(tx, company, order, row["proposal"])
            except (Locked, DBAPIError):
                said["tries"] += 1
            except Exception as error:  # noqa: BLE001 - a finding, whatever it is
                said["failed"].append(f"{order}: {error!r}")
                return
            else:
                return
        said["failed"].append(f"{order}: no time")

    threads = [threading.Thread(target=one, args=(row,)) for row in told["orders"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


# --- sabotage ------------------------------------------------------------------------------------

_spans = periods.spans


def _look_early() -> None:
    """Believe what was read before the lock was there."""

    def believed(tx: Tx, company: Company) -> tuple[Period, ...]:
        closed: tuple[Period, ...] | None = _early.closed
        return _spans(tx, company) if closed is None else closed

    periods.spans = believed


def _no_lock() -> None:
    def nothing(*_given: Any) -> None:
        """Do nothing."""

    for module in (intake, proposals, closing):
        module.lock_company = nothing  # type: ignore[attr-defined]
    audit.record = nothing
    intake.record = nothing  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
