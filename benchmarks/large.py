"""A company's scores at 10,000, 100,000 and 1,000,000 invoices, 2,000 a person (12 at least).

The books of a case are imported by one process and asked by another, so that the peak memory is
that of asking. What is compared stands in one run: the recompute of everybody beside one
hand-written query for the same sums.
"""

import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import text

from benchmarks import books, inside, postgres
from benchmarks.books import CLOCK, DAY, ZONE, Books
from benchmarks.sample import Sample, timed
from ledger.period import Period
from storage import audit, card_keeping, company_scores, schemes
from storage.database import Database, open_database
from storage.rosters import Question, roster

INVOICES_A_PERSON, FEWEST = 2_000, 12  # the sample company has 12 reps at least
ASKED, ROUNDS = 40, 3
MOST_GROWTH, MOST_MILLISECONDS, MOST_RATIO = 1.5, 30.0, 2.0
HEAD = (
    "engine", "invoices", "people", "import rows/s", "myscore med", "p95", "why med", "p95",
    "recompute s", "by hand s", "ratio", "cards s", "ranking ms", "after a payment ms", "peak MB",
)  # fmt: skip

# The same sums as the figures of everybody, by hand: cash by person, what is open by owner.
BY_HAND = """
SELECT person_id, SUM(cash), SUM(cash_due), SUM(late), SUM(open), SUM(open_due), SUM(overdue) FROM (
  SELECT s.person_id, s.amount_minor AS cash,
         CASE WHEN n.due_on < :end_on THEN s.amount_minor ELSE 0 END AS cash_due,
         CASE WHEN a.value_on > n.due_on THEN s.amount_minor * {late_paid} ELSE 0 END AS late,
         0 AS open, 0 AS open_due, 0 AS overdue
    FROM credit_share s
    JOIN allocation a ON a.workspace_id = s.workspace_id AND a.id = s.allocation_id
    JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id
   WHERE s.workspace_id = :company AND s.effective_on >= :start_on AND s.effective_on <= :as_of
  UNION ALL
  SELECT o.person_id, 0, 0,
         CASE WHEN n.due_on < :as_of THEN n.balance_minor * {late_open} ELSE 0 END,
         n.balance_minor, CASE WHEN n.due_on < :end_on THEN n.balance_minor ELSE 0 END,
         CASE WHEN n.due_on < :as_of THEN n.balance_minor ELSE 0 END
    FROM instalment n
    JOIN ownership o ON o.workspace_id = n.workspace_id AND o.instalment_id = n.id
   WHERE n.workspace_id = :company AND n.settled_on > :as_of AND n.issued_on <= :as_of
     AND o.valid_from <= :as_of AND o.valid_to > :as_of
) AS sums GROUP BY person_id
"""
LATE = {
    "sqlite": ("julianday(a.value_on) - julianday(n.due_on)",
               "julianday(:as_of) - julianday(n.due_on)"),
    "postgres": ("(a.value_on - n.due_on)", "(CAST(:as_of AS date) - n.due_on)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """What was found of one size on one engine: milliseconds, seconds where it says so."""

    engine: str
    invoices: int
    people: int
    rows_a_second: float
    myscore: tuple[float, float]
    why: tuple[float, float]
    recompute_s: float
    by_hand_s: float
    cards_s: float
    ranking: float
    after_a_payment: float
    peak_mb: int

    @property
    def ratio(self) -> float:
        """The recompute of everybody over the query by hand."""
        return self.recompute_s / self.by_hand_s


@dataclass(frozen=True, slots=True)
class Size:
    """How many invoices, on which engines."""

    invoices: tuple[int, ...]
    engines: tuple[str, ...]


FULL = Size((10_000, 100_000, 1_000_000), ("sqlite", "postgres"))
QUICK = Size((10_000, 20_000), ("sqlite",))


def measure(size: Size, tell: Callable[[str], None]) -> tuple[Case, ...]:
    """Measure every case, each in its own process."""
    with postgres.running() as server:
        found = []
        for invoices in size.invoices:
            for engine in size.engines:
                tell(f"{invoices:,} invoices in {engine} …")
                url = server.create(f"large_{invoices}") if engine == "postgres" else ""
                found.append(_in_a_process(engine, invoices, url))
        return tuple(found)


def table(cases: tuple[Case, ...]) -> str:
    """Lay out the table with its verdict."""
    cells = [HEAD, *(_cells(case) for case in cases)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.rjust, line, widths)) for line in cells]
    return "\n".join([*lines, *(missed(cases) or ["Aims met."])])


def missed(cases: tuple[Case, ...]) -> list[str]:
    """Say which aims are missed, and by how much."""
    return [*_slow(cases), *_growing(cases)]


def document(cases: tuple[Case, ...]) -> list[dict[str, object]]:
    """Write everything that was found."""
    return [asdict(case) | {"ratio": round(case.ratio, 2)} for case in cases]


def _slow(cases: tuple[Case, ...]) -> list[str]:
    lines = []
    for case in cases:
        where = f"{case.engine}, {case.invoices:,} invoices"
        for name, (_, p95) in (("myscore", case.myscore), ("why", case.why)):
            if p95 > MOST_MILLISECONDS:
                lines.append(f"Missed: {name} p95 {p95:.1f} ms > {MOST_MILLISECONDS:.0f} ({where})")
        if case.ratio > MOST_RATIO:
            lines.append(f"Missed: recompute {case.ratio:.2f} times the query by hand ({where})")
    return lines


def _growing(cases: tuple[Case, ...]) -> list[str]:
    lines = []
    for engine in dict.fromkeys(case.engine for case in cases):
        first, *_, last = [case for case in cases if case.engine == engine]
        for name in ("myscore", "why"):
            grown = getattr(last, name)[1] / getattr(first, name)[1]
            if grown > MOST_GROWTH:
                lines.append(f"Missed: {name} p95 grows {grown:.2f} times ({engine})")
    return lines


def _cells(case: Case) -> tuple[str, ...]:
    taken = (*case.myscore, *case.why)
    seconds = (case.recompute_s, case.by_hand_s, case.ratio, case.cards_s)
    return (
        case.engine,
        f"{case.invoices:,}",
        str(case.people),
        f"{case.rows_a_second:,.0f}",
        *(f"{value:.1f}" for value in taken),
        *(f"{value:.2f}" for value in seconds),
        f"{case.ranking:.1f}",
        f"{case.after_a_payment:.1f}",
        str(case.peak_mb),
    )


def _in_a_process(engine: str, invoices: int, url: str) -> Case:
    with tempfile.TemporaryDirectory(prefix="huikuan-benchmark-") as folder:
        kept = Path(folder) / "books.pickle"
        _step("_keep", url or f"sqlite:///{Path(folder) / 'large.db'}", str(invoices), str(kept))
        found = json.loads(_step("_ask", engine, str(invoices), str(kept)))
    return Case(**{**found, "myscore": tuple(found["myscore"]), "why": tuple(found["why"])})


def _step(*step: str) -> bytes:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.large", *step]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 - our own


def _keep(url: str, invoices: str, file: str) -> None:
    """Import a company, and note what it is."""
    people = max(FEWEST, int(invoices) // INVOICES_A_PERSON)
    Path(file).write_bytes(pickle.dumps(books.keep(url, int(invoices), people)))


def _ask(engine: str, invoices: str, file: str) -> Case:
    """Measure an imported company."""
    kept: Books = pickle.loads(Path(file).read_bytes())  # noqa: S301 - written just before
    database = open_database(kept.url)
    try:
        return _measured(engine, int(invoices), kept, database)
    finally:
        database.close()


def _measured(engine: str, invoices: int, kept: Books, database: Database) -> Case:
    by_hand = min(timed(lambda: _by_hand(engine, kept, database)) for _ in range(3))
    recompute = min(timed(lambda: _recompute(kept, database)) for _ in range(3))
    cards = timed(lambda: _keep_cards(kept, database))
    ranking = min(timed(lambda: _ranking(kept, database)) for _ in range(3))
    with inside.dispatcher(kept) as asked:
        reps = [rep.number for rep in kept.reps][:ASKED]
        asked.command(reps[0], "myscore")
        score = Sample.of(asked.command(rep, "myscore") for _ in range(ROUNDS) for rep in reps)
        why = Sample.of(
            asked.press(rep, "explain.why", f"collection_rate {Period.month_of(DAY)}")
            for _ in range(ROUNDS)
            for rep in reps
        )
    touched = min(timed(lambda: _after_a_payment(kept, database)) for _ in range(3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Case(
        engine, invoices, len(kept.reps), kept.rows_a_second,
        (score.median, score.p95), (why.median, why.p95),
        recompute / 1000, by_hand / 1000, cards / 1000, ranking, touched, peak,
    )  # fmt: skip


def _question() -> Question:
    return Question(Period.month_of(DAY), DAY)


def _by_hand(engine: str, kept: Books, database: Database) -> None:
    paid, still = LATE[engine]
    period = Period.month_of(DAY)
    values = {
        "company": kept.company.id, "as_of": DAY.isoformat() if engine == "sqlite" else DAY,
        "start_on": period.start.isoformat() if engine == "sqlite" else period.start,
        "end_on": period.end.isoformat() if engine == "sqlite" else period.end,
    }  # fmt: skip
    with database.read(CLOCK.now(ZONE)) as tx:
        query = text(BY_HAND.format(late_paid=paid, late_open=still))
        found = tx.execute(query, values).all()
    assert len(found) >= len(kept.reps), "everybody has something"


def _recompute(kept: Books, database: Database) -> None:
    with database.read(CLOCK.now(ZONE)) as tx:
        scheme = schemes.in_force(tx, kept.company, "sales", _question().period)
        assert scheme is not None
        listed = roster(tx, kept.company, scheme.role, _question())
        company_scores.worked_out(tx, kept.company, scheme, _question(), listed)


def _keep_cards(kept: Books, database: Database) -> None:
    while card_keeping.refresh(database, kept.company, CLOCK.now(ZONE), DAY):
        pass


def _ranking(kept: Books, database: Database) -> None:
    with database.read(CLOCK.now(ZONE)) as tx:
        scheme = schemes.in_force(tx, kept.company, "sales", _question().period)
        assert scheme is not None
        found = company_scores.of_people(tx, kept.company, scheme, _question())
        company_scores.ranking_of(found, scheme)


def _after_a_payment(kept: Books, database: Database) -> None:
    """What a confirmed payment sets off: one owner's cards, of this month and the last."""
    with database.write(CLOCK.now(ZONE)) as tx:
        touched = frozenset({kept.reps[0].id})
        audit.record(tx, kept.company, audit.Deed("benchmark", "benchmark", "paid", {}, touched))
    _keep_cards(kept, database)


def _main() -> None:
    name, *given = sys.argv[1:]
    with os.fdopen(os.dup(1), "w") as out:
        if name == "_keep":
            _keep(*given)
        else:
            json.dump(asdict(_ask(*given)), out)


if __name__ == "__main__":
    _main()
