"""`python -m faults.storm`: the bot is killed, Slack fails; nothing is lost, nothing comes twice.

A company's people type payments, confirm and undo them, Mondays and months come; meanwhile the real
bot is killed by SIGKILL, at named points and at any moment, and Slack fails 30 % of the calls. What
is wanted comes from what was typed here and from a calendar of the harness's own; what is there,
from the messages that stand in Slack and, for payments, from the rows of the database.
"""

import shutil
import sys
import tempfile
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # the Postgres wheel, as root

from benchmarks import postgres  # noqa: E402 - the wheel warns while it is imported
from faults import slack  # noqa: E402
from faults.process import SPEED, Clock, environment, huikuan, keep_books  # noqa: E402
from faults.weeks import SUNDAY, Report, Size, Weeks  # noqa: E402
from sandbox.misbehave import FOREVER, Fault  # noqa: E402

ENGINES = ("sqlite", "postgres")
FULL = Size(weeks=25, kills=8, payments=21)
SEED = 7
SHOWN = 5  # findings of a kind
LOST = (Fault("lost_after", "chat.postMessage", FOREVER, chance=0.5),)
DOUBLED = (Fault("duplicate", "*", FOREVER, seconds=0.2),)
# The smallest samples that show a sabotage, as what; they are green without it.
_SMALL = Size(weeks=1, kills=0, payments=3, storm=(), by_clock=False, quiet_seconds=0.0)
_KILLED = replace(
    _SMALL, kills=1, points=("answered",), random_share=0.0, nth=1, reach_seconds=30.0
)
SAMPLES = {
    "sdk-retries": (replace(_SMALL, storm=LOST), "twice"),
    "send-before-commit": (_KILLED, "twice"),
    "no-claim": (_KILLED, "twice"),
    "no-occurrence": (replace(_SMALL, payments=0, by_clock=True, quiet_seconds=8.0), "twice"),
    "ack-first": (replace(_KILLED, kills=8, points=("acked",)), "vanished"),
    "no-key": (replace(_SMALL, storm=DOUBLED), "twice"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it takes place: an engine, a database, a folder, and the app as Slack knows it."""

    engine: str
    url: str
    folder: Path
    manifest: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def ground(engine: str) -> Iterator[Ground]:
    """Make the company's books in a fresh database."""
    with tempfile.TemporaryDirectory(prefix="huikuan-faults-") as name:
        folder = Path(name)
        if engine == "postgres":
            with postgres.running() as server:
                yield _kept(Ground(engine, server.create("faults"), folder))
        else:
            yield _kept(Ground(engine, f"sqlite:///{folder}/huikuan.db", folder))


def _kept(place: Ground) -> Ground:
    env = environment(place.url, Clock(place.folder / "clock", SUNDAY))
    keep_books(env, place.folder / "books")
    return replace(place, manifest=huikuan(env, "manifest"))


def run(place: Ground, size: Size, seed: int, tell: Callable[[str], None]) -> Report:
    """Run once, without any sabotage."""
    return sabotaged(place, size, seed, "", tell)


def sabotaged(
    place: Ground, size: Size, seed: int, sabotage: str, tell: Callable[[str], None]
) -> Report:
    """Run once, with a part of the bot left out."""
    report = Report(place.engine, seed, sabotage)
    with slack.running(place.manifest) as here:
        weeks = Weeks(place.url, here, place.folder, report)
        try:
            weeks.run(size, tell)
        finally:
            weeks.stop()
    return report


def lines(report: Report) -> Iterator[str]:
    """Say what was found, the figures first."""
    verdict, kills = report.verdict, report.kills
    what = f"without {report.sabotage}" if report.sabotage else "the bot as it is"
    yield f"{report.engine}, {what}, seed {report.seed}: {'green' if verdict.is_green else 'RED'}"
    named = kills.total() - kills["random"]
    points = ", ".join(f"{point} {n}" for point, n in sorted(kills.items()) if point != "random")
    yield f"  kills           {kills.total()}: {kills['random']} at any moment, {named} at points"
    yield f"                  {points}" if points else "                  no points"
    share = 100 * report.failed / max(1, report.calls)
    yield f"  calls           {report.calls} while Slack misbehaved, {share:.1f} % of them failed"
    yield f"  gestures        {report.gestures}, {report.acknowledged} of them acknowledged"
    lost, twice = len(verdict.lost), len(verdict.twice)
    yield f"  messages wanted {verdict.messages}: lost {lost}, twice {twice}"
    yield f"  payments wanted {verdict.payments}: wrong {len(verdict.money)}"
    for kind, seconds in report.settled.items():
        worst = f"at most {max(seconds)} s" if seconds else "none"
        yield f"  settled         {kind} weeks {len(seconds)}: {worst} after Slack recovered"
    yield f"  took            {report.seconds / 60:.1f} min, {report.good_ends} ends by SIGTERM"
    for kind, found in verdict.findings.items():
        yield from (f"  {kind}: {one}" for one in found[:SHOWN])
        if len(found) > SHOWN:
            yield f"  {kind}: and {len(found) - SHOWN} more"


def show_sabotages(seed: int) -> bool:
    """Run the sample of each sabotage on SQLite; tell whether every one is red."""
    caught = 0
    with ground("sqlite") as first:
        for name, (size, kind) in SAMPLES.items():
            with copied(first) as place:
                report = sabotaged(place, size, seed, name, lambda _line: None)
            found = report.verdict.findings[kind]
            caught += bool(found)
            word = f"red, {kind}: {found[0]}" if found else "NOT SEEN"
            print(f"sabotage {name}: {word}, after {report.seconds:.0f} s", flush=True)
    print(f"sabotages caught: {caught} of {len(SAMPLES)}")
    return caught == len(SAMPLES)


@contextmanager
def copied(place: Ground) -> Iterator[Ground]:
    """Take a copy of books on SQLite that nobody has opened now."""
    with tempfile.TemporaryDirectory(prefix="huikuan-faults-") as name:
        path = Path(name) / "huikuan.db"
        shutil.copyfile(place.url.removeprefix("sqlite:///"), path)
        yield replace(place, url=f"sqlite:///{path}", folder=Path(name))


def main() -> int:
    """Run what was asked for; the exit status is 1 where anything is wrong."""
    asked = _arguments()
    if asked.sabotages:
        return 0 if show_sabotages(asked.seed) else 1
    size = Size(asked.weeks, asked.kills, asked.payments, minutes=asked.minutes)
    print(f"The bot's clock runs {SPEED} times as fast: a flight limit of 70 s is over in 7.")
    green = True
    for engine in [asked.engine] if asked.engine else ENGINES:
        with ground(engine) as place:
            report = run(place, size, asked.seed, _tell)
        print("\n".join(lines(report)), flush=True)
        green = green and report.verdict.is_green
    return 0 if green else 1


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m faults.storm", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="both if absent")
    parser.add_argument("--weeks", type=int, default=FULL.weeks)
    parser.add_argument("--kills", type=int, default=FULL.kills, help="a week")
    parser.add_argument("--payments", type=int, default=FULL.payments, help="a week")
    words = "no other week begins after these, on each engine"
    parser.add_argument("--minutes", type=float, default=FULL.minutes, help=words)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--sabotages", action="store_true", help="show that each is caught")
    return parser.parse_args()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
