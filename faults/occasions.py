"""`python -m faults.occasions`: two years of messages by the clock, and each comes exactly once.

In five zones two processes of the bot are led from occasion to occasion by a clock that is moved
on, over clock changes and year ends, while they are killed, ended, paused and started again. What
should come is told by a calendar written for this (`faults/calendar.py`). Of occasions that the
clock jumped over only the newest of each message should come.
"""

import random
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing import get_context
from time import sleep

from faults import calendar
from faults.calendar import Occasion, Wall
from faults.keeper import SABOTAGES
from faults.site import PROCESSES, Site, standing, until

WALLS = (
    Wall("Europe/Berlin", time(2, 30)),  # left out in spring, twice in autumn
    Wall("America/New_York", time(1, 30)),  # twice in autumn
    Wall("Australia/Lord_Howe", time(1, 30)),  # half an hour is repeated
    Wall("Africa/Casablanca", time(2, 30)),  # both, around Ramadan
    Wall("Asia/Shanghai", time(8, 30)),  # never moved
)
FIRST, LAST = date(2026, 11, 30), date(2028, 11, 30)
FEWEST = 300  # occasions in the whole
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
PATIENCE_SECONDS = 60.0
QUIET_SECONDS = 4.0  # after a kill: whatever was on its way has arrived
FLIGHT = timedelta(minutes=2)  # more than a message of a process that died is waited for
EARLY_SECONDS = 0.8
MOST_MISSED = 6
GIVE_UP = 3  # a walk in which so many stops went wrong is over


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and when to walk, with which dice, and what is left out of the bot."""

    engine: str
    wall: Wall
    days: tuple[date, date]
    seed: int
    sabotage: str = ""
    patience: float = PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Stop:
    """An instant to which the clock is put, and what should have come by then."""

    at: datetime
    expected: tuple[Occasion, ...]
    missed: tuple[Occasion, ...]
    not_yet: tuple[Occasion, ...] = ()  # due a minute later


@dataclass
class Found:
    """What a walk found."""

    engine: str
    wall: Wall
    stops: int = 0
    occasions: int = 0
    missed: int = 0
    kills: int = 0
    pauses: int = 0
    early: list[str] = field(default_factory=list)
    wanted: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def never(self) -> list[str]:
        """What did not come."""
        return sorted(" ".join(one) for one in self.wanted if not self.seen[one])

    @property
    def twice(self) -> list[str]:
        """What came more than once."""
        return sorted(" ".join(one) for one, times in self.seen.items() if times > 1)

    @property
    def uncalled(self) -> list[str]:
        """What came though it should not: it was missed, or is of no day of the calendar."""
        return sorted(" ".join(one) for one in self.seen if one not in self.wanted)

    @property
    def wrong(self) -> list[str]:
        """Everything that went wrong, in words."""
        kinds = {"never": self.never, "twice": self.twice, "uncalled": self.uncalled}
        return [f"{kind}: {one}" for kind, all_ in kinds.items() for one in all_] + [
            f"early: {one}" for one in self.early
        ]

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"{self.engine:8} {self.wall.zone:20} {self.wall.at:%H:%M} {self.occasions:9}"
            f" {len(self.wanted):8} {self.missed:6} {self.stops:5} {self.kills:5} {self.pauses:6}"
            f" {len(self.never):5} {len(self.twice):5} {len(self.uncalled):8} {len(self.early):5}"
        )


HEAD = (
    "engine   zone                 at    occasions messages missed stops kills pauses"
    " never twice uncalled early"
)


def stops(wall: Wall, first: date, last: date, dice: random.Random) -> Iterator[Stop]:
    """Lay out a walk: mostly from occasion to occasion, sometimes past several at once."""
    all_of_them = calendar.occasions(wall, first, last)
    kept = wall.changes(first, last)  # a day on which clocks are moved is never jumped over
    at = 0
    while at < len(all_of_them):
        to = at if dice.random() < 0.5 else at + dice.randint(1, MOST_MISSED)
        ahead = range(at, min(to, len(all_of_them) - 1) + 1)
        to = next((n for n in ahead if all_of_them[n].on in kept), ahead[-1])
        instant = all_of_them[to].due_at
        upto = next((n for n, o in enumerate(all_of_them) if o.due_at > instant), len(all_of_them))
        if all_of_them[to].on in kept or dice.random() < 0.2:  # sharp: a minute before, and then
            then = next(n for n in range(at, upto) if all_of_them[n].due_at > instant - MINUTE)
            yield _stop(all_of_them[at:then], instant - MINUTE, all_of_them[then:upto])
            yield _stop(all_of_them[then:upto], instant + SECOND)
        else:
            room = all_of_them[upto].due_at - instant if upto < len(all_of_them) else DAY
            yield _stop(all_of_them[at:upto], instant + dice.random() * (room - 30 * MINUTE))
        at = upto


def _stop(passed: Sequence[Occasion], at: datetime, not_yet: Iterable[Occasion] = ()) -> Stop:
    newest = {occasion.kind: occasion for occasion in passed}
    expected = tuple(newest.values())
    missed = tuple(occasion for occasion in passed if occasion not in expected)
    return Stop(at.replace(microsecond=0), expected, missed, tuple(not_yet))


def walk(plan: Plan) -> Found:
    """Lead two processes through the days, and count what stands in Slack at the end."""
    wall, days = plan.wall, plan.days
    laid, dice = (random.Random(f"{plan.seed} {what} {wall.zone}") for what in ("stops", "kills"))
    since = wall.due(days[0], days[0])[days[0]] - timedelta(hours=6)
    found, failed = Found(plan.engine, wall), 0
    with standing(plan.engine, wall, since, plan.sabotage) as site:
        for stop in stops(wall, *days, laid):
            failed += not _at(site, stop, found, (dice, plan.patience))
            if failed >= GIVE_UP:
                break
        sleep(2 * EARLY_SECONDS)  # for whatever else may come
        found.seen = site.seen()
    return found


def _at(site: Site, stop: Stop, found: Found, given: tuple[random.Random, float]) -> bool:
    """Make one stop; tell whether everything came."""
    dice, patience = given
    found.stops += 1
    found.occasions += len(stop.expected)
    found.missed += len(stop.missed)
    wanted = _messages(stop.expected)
    found.wanted.update(wanted)
    was_killed = _disturbed(site, stop, found, dice)
    nudges = 3 if was_killed and wanted else 0
    has_come = _settled(site, wanted, nudges, patience)
    if stop.not_yet:
        sleep(EARLY_SECONDS)
        seen = site.seen()
        found.early += [" ".join(one) for one in _messages(stop.not_yet) if seen[one]]
    return has_come


def _messages(occasions: Iterable[Occasion]) -> list[tuple[str, str]]:
    """Each goes to its channel and to its reader."""
    return [(f"{sign}{occasion.kind}", occasion.words) for occasion in occasions for sign in "#@"]


def _disturbed(site: Site, stop: Stop, found: Found, dice: random.Random) -> bool:
    """Put the clock on, and let something happen to the processes on the way."""
    what, number = dice.random(), dice.randrange(PROCESSES)
    if stop.not_yet:  # the clock must not run on past the minute
        what = 1.0
    if what < 0.08:  # one is paused before, and wakes up when it is over
        found.pauses += 1
        site.bots[number].send_signal(signal.SIGSTOP)
        site.at(stop.at)
        sleep(dice.uniform(0.5, 2.0))
        site.bots[number].send_signal(signal.SIGCONT)
        return True
    site.at(stop.at)
    if what >= 0.25:
        return False
    sleep(dice.uniform(0.0, 0.6))
    how = signal.SIGTERM if what < 0.11 else signal.SIGKILL
    ended = range(PROCESSES) if what > 0.2 else [number]
    for one in ended:
        site.end(one, how)
        found.kills += 1
    for one in ended:
        site.bots[one] = site.start()
    assert site.are_up(), "the bot does not start"
    return True


def _settled(site: Site, wanted: list[tuple[str, str]], nudges: int, patience: float) -> bool:
    """Wait until everything has come and is known to have come."""

    def is_done() -> bool:
        seen = site.seen()
        return all(seen[one] for one in wanted) and not site.unsent()

    for _ in range(nudges):  # what a dead process had begun is settled after the flight limit
        if until(is_done, QUIET_SECONDS):
            return True
        site.at(site.now + FLIGHT)
    return until(is_done, patience)


def main() -> int:
    """Walk in every zone on every engine that was asked for; 1 if anything went wrong."""
    asked = _arguments()
    print(f"seed {asked.seed}, {FIRST} to {LAST}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    print(HEAD, flush=True)
    walls = [wall for wall in WALLS if asked.zone in {None, wall.zone}]
    found: list[Found] = []
    for engine in asked.engines.split(","):
        with ProcessPoolExecutor(asked.at_once, get_context("spawn")) as pool:
            days = (FIRST, asked.until)
            walks = [
                pool.submit(walk, Plan(engine, wall, days, asked.seed, asked.sabotage))
                for wall in walls
            ]
            for one in (done.result() for done in walks):
                print(one.line(), *one.wrong[:20], sep="\n", flush=True)
                found.append(one)
    total = sum(one.occasions for one in found)
    wrong = sum(len(one.wrong) for one in found)
    print(f"{total} occasions, {sum(len(one.wanted) for one in found)} messages, {wrong} wrong")
    return 1 if wrong else 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m faults.occasions", description=__doc__)
    parser.add_argument("--engines", default="sqlite,postgres")
    parser.add_argument("--zone", choices=[wall.zone for wall in WALLS])
    parser.add_argument("--until", type=date.fromisoformat, default=LAST, metavar="D")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--sabotage", choices=sorted(SABOTAGES), default="")
    parser.add_argument("--at-once", type=int, default=len(WALLS), metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
