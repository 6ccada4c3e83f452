"""`python -m faults.closing`: a month is closed while 50 write, in processes of their own.

In each round 50 facts of February (payments by import and from chat, bounces, credit notes) are
written at the same moment, and somewhere among them February is closed. Who came before the close
is told by the audit log alone. What came before is in the pack and nothing else is; the rest counts
in March; every fact is there once; and books that hold nothing but the facts before the close give
the same pack, byte for byte.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
import warnings
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # the Postgres wheel, as root

from sqlalchemy import Date, TextClause, bindparam, text  # noqa: E402 - the wheel warns while it is imported

from benchmarks import postgres  # noqa: E402
from faults.closer import NOW, PERIOD, TODAY, Order, file_of  # noqa: E402
from ledger.money import Money  # noqa: E402
from ledger.proposal import Who  # noqa: E402
from scoring import pack  # noqa: E402
from storage import closing, companies, intake, packs, periods, proposals  # noqa: E402
from storage.audit import broken_links  # noqa: E402
from storage.booked import Payment  # noqa: E402
from storage.companies import Company  # noqa: E402
from storage.database import Database, Tx, open_database  # noqa: E402
from storage.invariants import violations  # noqa: E402
from storage.migrate import migrate  # noqa: E402

ENGINES = ("sqlite", "postgres")
SABOTAGES = {"sqlite": ("early",), "postgres": ("early", "no-lock")}
PROCESSES = 4
SHARES = {"A": 60, "B": 40}
MIX = ("pay", "pay", "pay", "chat", "bounce", "credit")

CREDITED = """
SELECT p.number, s.effective_on < :end_on, SUM(s.amount_minor) FROM credit_share s
JOIN person p ON p.workspace_id = s.workspace_id AND p.id = s.person_id
WHERE s.workspace_id = :company GROUP BY 1, 2
"""
LOG = "SELECT seq, action, detail FROM audit WHERE workspace_id = :company ORDER BY seq"
IDS = "SELECT names, id FROM proposal WHERE workspace_id = :company"
RECEIPTS = "SELECT names, number FROM receipt WHERE workspace_id = :company"
REDUCED = """
SELECT counted_on < :end_on, SUM(amount_minor) FROM reduction
WHERE workspace_id = :company GROUP BY 1
"""


@dataclass
class Findings:
    """How a race ended; `wrong` is empty where the product kept its word."""

    engine: str
    sabotage: str
    rounds: int = 0
    before: int = 0
    after: int = 0
    tries: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> Counter[str]:
        """What went wrong how often, without the names."""
        return Counter(line.partition(": ")[0] for line in self.wrong)

    def line(self) -> str:
        """Say it in one line."""
        what = f"closing on {self.engine}" + (f" with {self.sabotage}" if self.sabotage else "")
        verdict = f"RED {dict(self.kinds)}" if self.wrong else "green"
        return (
            f"{what}: {verdict}; {self.rounds} rounds, {self.before} facts before the close and "
            f"{self.after} after it, {self.tries} tried again, {self.seconds:.0f} s"
        )


def race(engine: str, rounds: int, writers: int, seed: int, sabotage: str = "") -> Findings:
    """Run so many rounds."""
    found, start, dice = Findings(engine, sabotage), time.monotonic(), random.Random(seed)
    with _stage(engine, sabotage) as (database, again, crew):
        for nth in range(rounds):
            _round(nth, _orders(dice, writers), Stage(database, again, crew), found)
            found.rounds += 1
    found.seconds = time.monotonic() - start
    return found


@dataclass(frozen=True, slots=True)
class Stage:
    """The books that are raced on, those that repeat in peace, and who writes."""

    database: Database
    again: Database
    crew: tuple[subprocess.Popen[str], ...]


@contextmanager
def _stage(engine: str, sabotage: str) -> Iterator[Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huikuan-closing-")))
        url = f"sqlite:///{folder}/closing.db"
        if engine == "postgres":
            url = stack.enter_context(postgres.running()).create("closing")
        opened = [open_database(url), open_database(f"sqlite:///{folder}/again.db")]
        for database in opened:
            stack.callback(database.close)
            migrate(database)
        command = [sys.executable, "-W", "ignore", "-m", "faults.closer", url, sabotage]
        crew = tuple(
            stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(PROCESSES)
        )
        yield (*opened, crew)
        for one in crew:
            assert one.stdin is not None
            one.stdin.close()


def _orders(dice: random.Random, writers: int) -> list[Order]:
    kinds = [dice.choice(MIX) for _ in range(writers)]
    orders = [Order(kind, n, 100 * dice.randint(1, 99)) for n, kind in enumerate(kinds, 1)]
    orders.insert(dice.randint(0, writers), Order("close", 0, 0))
    return orders


def _round(nth: int, orders: list[Order], stage: Stage, found: Findings) -> None:
    with stage.database.write(NOW) as tx:
        company = _books(tx, f"Round {nth}", orders)
        ids = dict(map(tuple, tx.execute(text(IDS).bindparams(company=company.id))))
    for place, one in enumerate(stage.crew):
        mine = [order.told(ids) for order in orders[place::PROCESSES]]
        assert one.stdin is not None
        one.stdin.write(json.dumps({"company": company.name, "orders": mine}) + "\n")
        one.stdin.flush()
    for one in stage.crew:
        assert one.stdout is not None
        said = json.loads(one.stdout.readline())
        found.tries += said["tries"]
        found.wrong += [f"not written: {nth} {line}" for line in said["failed"]]
    with stage.database.read(NOW) as tx:
        found.wrong += [
            f"{line} (round {nth})" for line in _judged(tx, company, orders, stage, found)
        ]


def _books(tx: Tx, name: str, orders: list[Order]) -> Company:
    """An invoice of 60/40 for each writer; what will bounce is paid, what chat has is proposed."""
    company = companies.add(tx, name, "Asia/Shanghai", "CNY", "en")
    owed = [
        f"INV-{one.n},C1,2025-02-01,2025-02-20,{one.amount},CNY,A:60;B:40"
        for one in orders
        if one.kind != "close"
    ]
    paid = [f"PAY-{o.n},C1,2025-02-10,{o.amount},INV-{o.n}" for o in orders if o.kind == "bounce"]
    files = [
        file_of("people", "person_id,name,role,valid_from",
                "A,Ana,sales,2025-01-01", "B,Bo,sales,2025-01-01", "F,Fin,finance,2025-01-01"),
        file_of("invoices",
                "invoice_id,customer_id,issued_on,due_on,amount,currency,owners", *owed),
        file_of("payments", "payment_id,customer_id,value_on,amount,invoice_id", *paid),
    ]  # fmt: skip
    outcomes = intake.run(tx, company, [file for file in files if file.sheet.rows], intake.Rules())
    assert all(outcome.clean for outcome in outcomes), outcomes
    customer = tx.execute(
        text("SELECT id FROM customer WHERE workspace_id = :company").bindparams(company=company.id)
    ).scalar_one()
    finance = _person(tx, company, "F")
    for one in orders:
        if one.kind == "chat":
            money = Money(one.amount * 100, "CNY")
            payment = Payment(customer, money, PERIOD.last, (f"INV-{one.n}",))
            proposals.propose(tx, company, payment, finance)
    return company


def _person(tx: Tx, company: Company, number: str) -> Who:
    query = text("SELECT id, name FROM person WHERE workspace_id = :company AND number = :number")
    row = tx.execute(query.bindparams(company=company.id, number=number)).one()
    return Who(row.id, row.name, is_finance=True)


# --- who is right --------------------------------------------------------------------------------


def _judged(
    tx: Tx, company: Company, orders: list[Order], stage: Stage, found: Findings
) -> Iterator[str]:
    kept = periods.closed(tx, company, PERIOD)
    if kept is None:
        yield "not closed"
        return
    content = packs.decompressed(periods.pack_of(tx, company, kept))
    in_books = _credited(tx, company)
    if _of_pack(content) != in_books[True]:
        yield f"counted after the pack: {_of_pack(content)} and now {in_books[True]}"
    written = _written(tx, company, orders)
    missing = [one for one in orders if written[one] != 1]
    yield from (f"not in the log once: {one} {written[one]} times" for one in missing)
    if missing:
        return
    early, late = _parted(tx, company, orders)
    found.before, found.after = found.before + len(early), found.after + len(late)
    paid = sum(one.amount * 100 for one in orders if one.kind == "bounce")
    yield from _wrong_sums("before the close", early, paid, in_books[True])
    yield from _wrong_sums("after it", late, 0, in_books[False])
    yield from _wrong_credit(tx, company, early, late)
    if not pack.verify(pack.file_of(content)).same or pack.hash_of(content) != kept.sha256:
        yield "not verified"
    if _repeated(tx, company, orders, early, stage.again) != content:
        yield "not the pack of the facts before it"
    unsound = [*violations(tx, company), *broken_links(tx, company)]
    yield from (f"invariant: {one}" for one in unsound)


def _credited(tx: Tx, company: Company) -> dict[bool, dict[str, int]]:
    """What each person is credited with in the closed period, and after it; from rows."""
    found: dict[bool, dict[str, int]] = {True: {}, False: {}}
    query = _until_the_end(CREDITED, company)
    for number, is_closed, minor in tx.execute(query):
        found[bool(is_closed)][number] = int(minor)
    return found


def _until_the_end(query: str, company: Company) -> TextClause:
    """Bind the first day that is no more of the period, as either database has days."""
    end_on = bindparam("end_on", PERIOD.end, type_=Date)
    return text(query).bindparams(end_on, company=company.id)


def _of_pack(content: bytes) -> dict[str, int]:
    rows = json.loads(content)["kpis"]["person"]
    sums = {row["key"]: int(row["collected_amount"]) for row in rows if row["currency"] == "CNY"}
    return {key: sums[key] for key in SHARES if sums.get(key)}


def _parted(
    tx: Tx, company: Company, orders: list[Order]
) -> tuple[tuple[Order, ...], tuple[Order, ...]]:
    """Who wrote before the close, and who after it, as the audit log has them in line."""
    by_mark = {one.mark(_proposed(tx, company)): one for one in orders}
    line = [by_mark[mark] for mark in _marks(tx, company) if mark in by_mark]
    nth = next(n for n, one in enumerate(line) if one.kind == "close")
    return tuple(line[:nth]), tuple(line[nth + 1 :])


def _written(tx: Tx, company: Company, orders: list[Order]) -> Mapping[Order, int]:
    marks, ids = Counter(_marks(tx, company)), _proposed(tx, company)
    return {one: marks[one.mark(ids)] for one in orders}


def _proposed(tx: Tx, company: Company) -> dict[str, int]:
    return {str(k): int(v) for k, v in tx.execute(text(IDS).bindparams(company=company.id))}


def _marks(tx: Tx, company: Company) -> Iterator[str]:
    """What each deed was about: the file, the proposal, or the close."""
    for _, action, detail in tx.execute(text(LOG).bindparams(company=company.id)):
        told = json.loads(detail)
        if action == "import":
            yield from (file["file"] for file in told["files"])
        elif action == "payment.confirmed":
            yield told["proposal"]
        elif action == "period.closed":
            yield "close"


def _wrong_sums(
    when: str, facts: tuple[Order, ...], opening: int, credited: Mapping[str, int]
) -> Iterator[str]:
    """Cash before the close is all in the period, and the rest after it: 60/40, to the cent."""
    signs = {"pay": 1, "chat": 1, "bounce": -1, "credit": 0}
    minor = opening + sum(signs[one.kind] * one.amount * 100 for one in facts)
    wanted = {who: minor * share // 100 for who, share in SHARES.items()}
    if wanted != {who: credited.get(who, 0) for who in SHARES}:
        yield f"not counted {when}: {wanted} and {dict(credited)}"


def _wrong_credit(
    tx: Tx, company: Company, early: tuple[Order, ...], late: tuple[Order, ...]
) -> Iterator[str]:
    query = _until_the_end(REDUCED, company)
    there = {bool(is_early): int(minor) for is_early, minor in tx.execute(query)}
    for is_early, facts in ((True, early), (False, late)):
        wanted = sum(one.amount * 100 for one in facts if one.kind == "credit")
        if there.get(is_early, 0) != wanted:
            yield f"credit notes: {there} and {wanted} when early is {is_early}"


def _repeated(
    tx: Tx, company: Company, orders: list[Order], early: tuple[Order, ...], again: Database
) -> bytes:
    """Close books that hold nothing but what came before; all of it is taken back at the end."""
    numbers = dict(map(tuple, tx.execute(text(RECEIPTS).bindparams(company=company.id))))
    with again.rehearse(NOW) as other:
        same = _books(other, company.name, orders)
        files = [one.file(numbers.get(f"INV-{one.n}", "")) for one in early]
        intake.run(other, same, files, intake.Rules())
        return closing.close(other, same, PERIOD, TODAY, closing.Who()).content


def main() -> int:
    """Run what is asked for; a race that is red, or a sabotage that is green, is a failure."""
    asked, failed = _arguments(), False
    for engine in asked.engine or ENGINES:
        wanted = SABOTAGES[engine] if asked.sabotages else ("",)
        for sabotage in wanted:
            rounds = asked.sample if sabotage else asked.rounds
            found = race(engine, rounds, asked.writers, asked.seed, sabotage)
            failed |= bool(found.wrong) != bool(sabotage)
            print(found.line(), flush=True)
            print(*([] if sabotage else found.wrong[:20]), sep="\n", end="", flush=True)
    return int(failed)


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m faults.closing", description=__doc__)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="default: both")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--sample", type=int, default=3, help="rounds with a sabotage (3)")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--sabotages", action="store_true", help="without the guards: red")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
