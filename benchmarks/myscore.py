"""`/myscore` in small and in large books: does it stay fast, and does it stay the same?

The cases take turns, a round of all reps each, so that a busy moment of the machine falls on all
of them and their ratios hold.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import books, inside, outside, postgres
from benchmarks.books import Books
from benchmarks.inside import Inside
from benchmarks.outside import FLOOR, Outside
from benchmarks.sample import Sample

COMMAND = "myscore"
ROUNDS, WARM_UP = 15, 2


@dataclass(frozen=True, slots=True)
class Size:
    """What to measure on: numbers of invoices, kinds of databases, and how often."""

    invoices: tuple[int, int]
    engines: tuple[str, ...]
    rounds: int = ROUNDS


FULL = Size(invoices=(1_000, 100_000), engines=("sqlite", "postgres"))
QUICK = Size(invoices=(1_000, 10_000), engines=("sqlite",), rounds=5)


@dataclass(frozen=True, slots=True)
class Case:
    """One database and everybody who asks it."""

    engine: str
    invoices: int
    books: Books
    outside: Outside
    inside: Inside
    wire: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)

    def round(self) -> None:
        """Let every rep ask once, in each of the three ways."""
        numbers = [rep.number for rep in self.books.reps]
        self.wire.extend(self.outside.command(number, COMMAND) for number in numbers)
        self.floor.extend(self.outside.command(number, FLOOR) for number in numbers)
        self.answer.extend(self.inside.command(number, COMMAND) for number in numbers)

    def forget(self) -> None:
        """Drop what the warm-up measured."""
        for values in (self.wire, self.floor, self.answer):
            values.clear()


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one case."""

    engine: str
    invoices: int
    rows: int
    rows_a_second: float
    wire: Sample
    floor: Sample
    answer: Sample
    queries: int


def measure(size: Size, tell: Callable[[str], None]) -> tuple[Row, ...]:
    """Measure every case."""
    with _cases(size, tell) as cases:
        tell(f"{size.rounds} rounds of /{COMMAND} …")
        for _ in range(WARM_UP):
            _round(cases)
        for case in cases:
            case.forget()
        for _ in range(size.rounds):
            _round(cases)
        return tuple(map(_row, cases))


def _round(cases: list[Case]) -> None:
    for case in cases:
        case.round()


@contextmanager
def _cases(size: Size, tell: Callable[[str], None]) -> Iterator[list[Case]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huikuan-benchmark-")))
        addresses = {"sqlite": lambda name: f"sqlite:///{folder / name}.db"}
        if "postgres" in size.engines:
            addresses["postgres"] = stack.enter_context(postgres.running()).create
        cases = []
        for invoices in size.invoices:
            for engine in size.engines:
                tell(f"{invoices:,} invoices into {engine} …")
                name = f"company_{invoices}"
                kept = books.keep(addresses[engine](name), invoices)
                log = folder / f"{engine}-{invoices}.log"
                asked = stack.enter_context(outside.slack_with_bot(kept, log))
                within = stack.enter_context(inside.dispatcher(kept))
                cases.append(Case(engine, invoices, kept, asked, within))
        books.files_of.cache_clear()
        yield cases


def _row(case: Case) -> Row:
    return Row(
        engine=case.engine,
        invoices=case.invoices,
        rows=case.books.rows,
        rows_a_second=case.books.rows_a_second,
        wire=Sample.of(case.wire),
        floor=Sample.of(case.floor),
        answer=Sample.of(case.answer),
        queries=max(case.inside.queries(rep.number, COMMAND) for rep in case.books.reps),
    )
