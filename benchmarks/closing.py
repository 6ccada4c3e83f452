"""Closing a month, verifying its pack, and replaying three: 500 people at 1,000,000 invoices.

The books are imported by one process and each step runs in another, so that the peak memory of a
step is its own. Verifying looks at the file alone.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import books, postgres
from benchmarks.books import CLOCK, DAY, ZONE
from benchmarks.large import FEWEST, INVOICES_A_PERSON, Size
from benchmarks.sample import timed
from ledger.period import Period
from scoring import pack
from storage import closing, companies, replay, schemes
from storage.companies import Company
from storage.database import Database, open_database
from storage.replay import Candidate

HEAD = (
    "engine", "invoices", "people", "rows", "locked s", "close s", "cpu s", "MB",
    "verify s", "cpu s", "MB", "replay 3 s", "cpu s", "MB", "pack MB", "kept MB",
)  # fmt: skip
MONTHS = 3
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """What was found of one size on one engine.

    A step has seconds, those of this process's processor (Postgres has its own), and peak memory.
    """

    engine: str
    invoices: int
    people: int
    rows: int
    close: tuple[float, float, int]
    locked: float  # seconds of the close in which nobody else writes
    verify: tuple[float, float, int]
    replay: tuple[float, float, int]
    pack_bytes: int
    kept_bytes: int


FULL = Size((100_000, 1_000_000), ("sqlite", "postgres"))
QUICK = Size((10_000,), ("sqlite",))


def measure(size: Size, tell: Callable[[str], None]) -> tuple[Case, ...]:
    """Measure every case."""
    found = []
    with (
        postgres.running() as server,
        tempfile.TemporaryDirectory(prefix="huikuan-benchmark-") as folder,
    ):
        for invoices in size.invoices:
            for engine in size.engines:
                tell(f"{invoices:,} invoices in {engine} …")
                url = f"sqlite:///{Path(folder) / f'{invoices}.db'}"
                url = server.create(f"closing_{invoices}") if engine == "postgres" else url
                found.append(_case(engine, invoices, url, Path(folder) / f"{engine}.json"))
    return tuple(found)


def table(cases: tuple[Case, ...]) -> str:
    """Lay out the table."""
    cells = [HEAD, *(_cells(case) for case in cases)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.rjust, line, widths)) for line in cells)


def document(cases: tuple[Case, ...]) -> list[dict[str, object]]:
    """Write everything that was found."""
    return [asdict(case) for case in cases]


def _cells(case: Case) -> tuple[str, ...]:
    steps = (case.close, case.verify, case.replay)
    return (
        case.engine,
        f"{case.invoices:,}",
        str(case.people),
        f"{case.rows:,}",
        f"{case.locked:.2f}",
        *(cell for took, cpu, peak in steps for cell in (f"{took:.1f}", f"{cpu:.1f}", str(peak))),
        f"{case.pack_bytes / MEGABYTE:.1f}",
        f"{case.kept_bytes / MEGABYTE:.1f}",
    )


def _case(engine: str, invoices: int, url: str, file: Path) -> Case:
    people = max(FEWEST, invoices // INVOICES_A_PERSON)
    _in_a_process("_keep", url, str(invoices), str(people))
    for nth in range(MONTHS, 1, -1):
        _in_a_process("_close", url, str(nth), str(file))
    closed = _in_a_process("_close", url, "1", str(file))
    verified = _in_a_process("_verify", str(file))
    replayed = _in_a_process("_replay", url)
    return Case(
        engine, invoices, people, closed["rows"],
        _step(closed), closed["locked"], _step(verified), _step(replayed),
        closed["bytes"], closed["kept"],
    )  # fmt: skip


def _step(found: dict[str, int]) -> tuple[float, float, int]:
    return found["seconds"], found["cpu_seconds"], found["peak_mb"]


def _in_a_process(*step: str) -> dict[str, int]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.closing", *step]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own
    found: dict[str, int] = json.loads(ran.stdout)
    return found


# --- the steps, a process each -------------------------------------------------------------------


def _keep(url: str, invoices: str, people: str) -> dict[str, float]:
    kept = books.keep(url, int(invoices), int(people))
    return {"rows_a_second": kept.rows_a_second}


def _close(url: str, nth: str, file: str) -> dict[str, float]:
    """Close the nth month before the running one, as the command line does."""
    database, company = _open(url)
    period, found, locked = _month(int(nth)), [], []

    def step() -> None:
        with database.read(CLOCK.now(ZONE)) as tx:
            ahead = closing.look_ahead(tx, company, period, DAY)
        locked.append(timed(lambda: write(ahead)))

    def write(ahead: closing.Ahead) -> None:
        with database.write(CLOCK.now(ZONE)) as tx:
            found.append(closing.close_ahead(tx, company, ahead, closing.Who()))

    told = _told(timed(step), _peak())
    content = found[0].content
    Path(file).write_bytes(pack.file_of(content))
    kept = len(zlib.compress(content, 6))
    rows = content.count(b'"instalment":')
    more = {"bytes": len(content), "kept": kept, "rows": rows}
    return told | more | {"locked": round(locked[0] / 1000, 2)}


def _verify(file: str) -> dict[str, float]:
    def step() -> None:
        assert pack.verify(Path(file).read_bytes()).same, "what was closed can be worked out again"

    return _told(timed(step), _peak())


def _replay(url: str) -> dict[str, float]:
    database, company = _open(url)
    with database.read(CLOCK.now(ZONE)) as tx:
        held = schemes.in_force(tx, company, "sales", _month(1))
        assert held is not None, "a template is there from the start"
        document = schemes.of_every_role(tx, company, ("sales",))["sales"]
        version = document.version_for(_month(1))
        assert version is not None, "and its text"
        candidate = Candidate(held, version.document)

        def step() -> None:
            for nth in range(MONTHS, 0, -1):
                assert replay.over(tx, company, candidate, _month(nth), DAY), "somebody is judged"

        milliseconds = timed(step)
    return _told(milliseconds, _peak())


def _month(nth: int) -> Period:
    period = Period.month_of(DAY)
    for _ in range(nth):
        period = period.before()
    return period


def _open(url: str) -> tuple[Database, Company]:
    database = open_database(url)
    with database.read(CLOCK.now(ZONE)) as tx:
        return database, companies.choose(tx, None)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _told(milliseconds: float, peak: int) -> dict[str, float]:
    cpu = round(time.process_time(), 2)  # with what the process imports, half a second or so
    return {"seconds": round(milliseconds / 1000, 2), "cpu_seconds": cpu, "peak_mb": peak}


STEPS: dict[str, Callable[..., dict[str, float]]] = {
    step.__name__: step for step in (_keep, _close, _verify, _replay)
}


def _main() -> None:
    with os.fdopen(os.dup(1), "w") as out:
        json.dump(STEPS[sys.argv[1]](*sys.argv[2:]), out)


if __name__ == "__main__":
    _main()
