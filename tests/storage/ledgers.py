"""Random ledgers: invoices, credit notes, payments and bounces, and what is to be allowed for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

FIRST = date(2025, 1, 1)
DAYS = 120
CUSTOMERS = ("C1", "C2")
OWNERS = ("", "P1:100", "P2:100", "P1:60;P2:40", "P1:33.33;P2:33.33;P3:33.34")

Row = dict[str, str]


@dataclass(frozen=True)
class Ledger:
    """The rows of a folder; every amount is in minor units of CNY until it is written."""

    invoices: tuple[Row, ...]
    payments: tuple[Row, ...]
    people: tuple[Row, ...] = (
        {"person_id": "P1", "name": "Ana", "team": "East"},
        {"person_id": "P2", "name": "Bo", "team": "West"},
        {"person_id": "P3", "name": "Cai", "team": "West"},
    )
    moves: tuple[Row, ...] = ()
    exemptions: tuple[Row, ...] = ()
    write_offs: tuple[Row, ...] = ()
    disputes: tuple[Row, ...] = ()

    def files(self) -> dict[str, Sequence[Row]]:
        """The folder; a kind without rows has no file."""
        every = {"people": self.people, "invoices": self.invoices, "payments": self.payments}
        every |= {"ownership": self.moves, "exemptions": self.exemptions}
        every |= {"writeoffs": self.write_offs, "disputes": self.disputes}
        return {kind: rows for kind, rows in every.items() if rows}

    def owed(self, on: date) -> int:
        """What is owed on a day, from the rows alone: billed − credited − came in + went back."""
        billed = sum(_signed(row, "issued_on", on, "kind") for row in self.invoices)
        came = sum(_signed(row, "value_on", on, "reverses_id") for row in self.payments)
        return billed - came


def _signed(row: Mapping[str, str], column: str, on: date, turns: str) -> int:
    if date.fromisoformat(row[column]) > on:
        return 0
    minor = int(row["amount"].replace(".", ""))
    return -minor if row.get(turns, "") not in {"", "invoice"} else minor


def day(number: int) -> date:
    """The day of this number."""
    return FIRST + timedelta(days=number)


@st.composite
def ledgers(draw: Any, *, allowing: bool = False) -> Ledger:
    """Draw a small ledger; numbers are such that their order as text is not their order.

    `allowing` adds what is to be allowed for, of which not all fits.
    """
    invoices = [row for n in range(draw(st.integers(1, 5))) for row in _invoice(draw, 8 + n)]
    documents = sorted({(row["customer_id"], row["invoice_id"]) for row in invoices})
    notes = [_note(draw, 8 + n, documents) for n in range(draw(st.integers(0, 2)))]
    payments = [_payment(draw, 8 + n, documents) for n in range(draw(st.integers(0, 6)))]
    bounced = draw(st.sets(st.sampled_from(range(len(payments))))) if payments else set()
    bounces = [_bounce(draw, payments[n]) for n in sorted(bounced)]
    ledger = Ledger((*invoices, *notes), (*payments, *bounces))
    return replace(ledger, **_allowances(draw, documents)) if allowing else ledger


@st.composite
def crowded(draw: Any) -> Ledger:
    """Draw one invoice of which little is plain: most of what is said of it fits."""
    documents = [("C1", "INV-8")]
    invoice = {
        "invoice_id": "INV-8",
        "customer_id": "C1",
        "issued_on": str(day(0)),
        "due_on": str(day(draw(st.integers(0, 40)))),
        "amount": "9.00",
        "instalment": "1",
        "kind": "invoice",
        "reverses_id": "",
        "owners": draw(st.sampled_from(OWNERS)),
    }
    notes = [_note(draw, 8 + n, documents) for n in range(draw(st.integers(0, 1)))]
    payments = [_payment(draw, 8 + n, documents) for n in range(draw(st.integers(0, 2)))]
    ledger = Ledger((invoice, *notes), tuple(payments), **_allowances(draw, documents))
    return replace(ledger, disputes=tuple(_ended(draw, row) for row in ledger.disputes))


def _ended(draw: Any, dispute: Row) -> Row:
    if draw(st.booleans()):
        return dispute | {"to": "", "outcome": ""}
    to = date.fromisoformat(dispute["from"]) + timedelta(days=draw(st.integers(1, 30)))
    outcome = draw(st.sampled_from(("for_us", "for_customer")))
    return dispute | {"to": str(to), "outcome": outcome}


def _allowances(draw: Any, documents: list[tuple[str, str]]) -> dict[str, tuple[Row, ...]]:
    """Moves, exemptions, write-offs and disputes; not all of the last two fit what is open."""

    def some(most: int, row: Any) -> tuple[Row, ...]:
        count = draw(st.integers(0, most))
        return tuple({"invoice_id": draw(named)} | row(number) for number in range(8, 8 + count))

    named = st.sampled_from([invoice for _, invoice in documents])
    people = {"requested_by": "P1", "approved_by": "P2"}
    owners = st.sampled_from(OWNERS[1:])

    def on() -> str:
        return str(day(draw(st.integers(30, 100))))

    return {
        "moves": some(3, lambda _: {"owners": draw(owners), "valid_from": on()}),
        "exemptions": some(
            1, lambda n: people | {"exemption_id": f"E-{n}", "kind": "exclude", "from": on()}
        ),
        "write_offs": some(
            2,
            lambda n: people | {"writeoff_id": f"W-{n}", "amount": _amount(draw, 200), "on": on()},
        ),
        "disputes": some(
            2, lambda n: {"dispute_id": f"D-{n}", "amount": _amount(draw, 200), "from": on()}
        ),
    }


def _invoice(draw: Any, number: int) -> list[Row]:
    issued = draw(st.integers(0, 60))
    shared = {
        "invoice_id": f"INV-{number}",
        "customer_id": draw(st.sampled_from(CUSTOMERS)),
        "issued_on": str(day(issued)),
    }
    return [
        shared
        | {"due_on": str(day(issued + draw(st.integers(0, 40)))), "amount": _amount(draw, 400)}
        | {"instalment": str(label), "kind": "invoice", "reverses_id": ""}
        | {"owners": draw(st.sampled_from(OWNERS))}
        for label in range(1, draw(st.integers(1, 2)) + 1)
    ]


def _note(draw: Any, number: int, documents: list[tuple[str, str]]) -> Row:
    customer, names = draw(st.sampled_from(documents))
    return {
        "invoice_id": f"CN-{number}",
        "customer_id": customer,
        "issued_on": str(day(draw(st.integers(0, 80)))),
        "due_on": "",
        "amount": _amount(draw, 300),
        "instalment": "",
        "kind": "credit_note",
        "reverses_id": draw(st.sampled_from((names, ""))),
        "owners": "",
    }


def _payment(draw: Any, number: int, documents: list[tuple[str, str]]) -> Row:
    customer = draw(st.sampled_from(CUSTOMERS))
    own = [document for whose, document in documents if whose == customer]
    some = st.lists(st.sampled_from([*own, "INV-99"]), max_size=3, unique=True)
    return {
        "payment_id": f"PAY-{number}",
        "customer_id": customer,
        "value_on": str(day(draw(st.integers(0, 80)))),
        "amount": _amount(draw, 500),
        "invoice_id": ";".join(draw(st.one_of(st.just([]), some))),
        "reverses_id": "",
    }


def _bounce(draw: Any, payment: Row) -> Row:
    after = date.fromisoformat(payment["value_on"]) + timedelta(days=draw(st.integers(0, 30)))
    own = {"payment_id": f"B-{payment['payment_id']}", "value_on": str(after), "invoice_id": ""}
    return payment | own | {"reverses_id": payment["payment_id"]}


def _amount(draw: Any, most: int) -> str:
    whole, part = divmod(draw(st.integers(1, most)), 100)
    return f"{whole}.{part:02d}"
