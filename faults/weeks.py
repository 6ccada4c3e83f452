"""Week after week of payments and messages, while the bot is killed and Slack fails."""

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from faults import almanac, money, oracle, slack
from faults.almanac import Owed
from faults.oracle import Verdict, Wanted
from faults.people import People
from faults.process import REACH_SECONDS, SPEED, Bot, Clock
from sandbox.misbehave import Fault

FIRST_MONDAY = date(2026, 2, 2)
SUNDAY = datetime(2026, 2, 1, 12, tzinfo=almanac.SHANGHAI)
EVE = timedelta(seconds=10)
FLIGHT_SECONDS = 70.0  # the call's timeout of 10 s and a minute, by the bot's clock
MINUTE = 60.0
SETTLES_SECONDS = MINUTE + FLIGHT_SECONDS / SPEED
GIVE_UP_SECONDS = 150.0
MOST_PAUSE_SECONDS = 2.5
POINTS = {  # and up to which time of being reached it is used
    "claim-open": 4, "claimed": 4, "call": 4, "answered": 4, "record-open": 4, "recorded": 4,
    "read-back": 1, "taken": 4, "effect-open": 4, "effect": 4, "acked": 4,
    "occasion-open": 12, "between": 12, "written": 1,
}  # fmt: skip
# Those at which the one thread that delivers holds no message: nothing gets uncertain.
SAFE_POINTS = ("claim-open", "recorded", "occasion-open", "between", "written")
TROUBLE = re.compile(r" (request_failed|digest_failed|worker_failed|delivery_failed) .*")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; every so-many-th week is a calm one, in which nothing is uncertain.

    Without `by_clock` no Monday comes.
    """

    weeks: int
    kills: int
    payments: int
    points: tuple[str, ...] = tuple(POINTS)
    random_share: float = 0.4
    nth: int = 0  # at which time of being reached a point kills; 0 is any
    calm_every: int = 5
    reach_seconds: float = REACH_SECONDS
    storm: tuple[Fault, ...] = slack.STORM
    by_clock: bool = True
    quiet_seconds: float = 10.0
    minutes: float = 120.0  # no other week begins after these


@dataclass
class Report:
    """What was done and found on one engine."""

    engine: str
    seed: int
    sabotage: str = ""
    kills: Counter[str] = field(default_factory=Counter)
    verdict: Verdict = field(default_factory=Verdict)
    calls: int = 0
    failed: int = 0
    gestures: int = 0
    acknowledged: int = 0
    good_ends: int = 0
    seconds: float = 0.0
    settled: dict[str, list[float]] = field(default_factory=lambda: {"calm": [], "hostile": []})


class Weeks:
    """One engine's run; with a sabotage it ends as soon as that shows."""

    def __init__(self, url: str, here: slack.Slack, folder: Path, report: Report) -> None:
        self.report, self._slack, self._url = report, here, url
        self._dice = random.Random(report.seed)
        self._clock = Clock(folder / "clock", SUNDAY)
        self._log = folder / "bot.log"
        self._bot = Bot(here, url, self._clock, self._log)
        self._people = People(here, url, random.Random(report.seed + 1))
        self._owed: list[tuple[Owed, float]] = []

    def run(self, size: Size, tell: Callable[[str], None]) -> None:
        """Go through the weeks, and judge at the end."""
        began = monotonic()
        self._start()
        self._bot.connected()
        with self._clock.running(), self._people.working():
            day = FIRST_MONDAY - timedelta(days=1)
            for week, monday in enumerate(almanac.mondays(FIRST_MONDAY, size.weeks), 1):
                self._week(day, monday, size, is_calm=week % size.calm_every == 0)
                day = monday
                kills, seconds = self.report.kills.total(), round(monotonic() - began)
                tell(f"  {self.report.engine}, week {week}: {kills} kills, {seconds} s")
                if self._is_seen_red or seconds > size.minutes * 60:
                    break
            sleep(0.0 if self._is_seen_red else size.quiet_seconds)
        self.report.good_ends += self._bot.end() == 0
        self._judge()
        self.report.seconds = round(monotonic() - began, 1)

    def stop(self) -> None:
        """Leave no process behind."""
        self._bot.leave()

    def _start(self, *, kill: str = "") -> None:
        options = ["--sabotage", self.report.sabotage] if self.report.sabotage else []
        self._bot.start(*options, *(["--kill", kill] if kill else []))

    @property
    def _is_seen_red(self) -> bool:
        """Tell whether a sabotage has shown already."""
        twice = any(len(moments) > 1 for moments in list(self._slack.seen.values()))
        return bool(self.report.sabotage) and (twice or bool(self._people.vanished))

    # --- one week --------------------------------------------------------------------------------

    def _week(self, since: date, monday: date, size: Size, *, is_calm: bool) -> None:
        self._slack.misbehave(slack.CALM if is_calm else size.storm, self._dice.randrange(10**6))
        if size.by_clock:
            self._clock.to(almanac.at(monday) - EVE)
            due_at = monotonic() + EVE.total_seconds() / SPEED
            self._owed += [(owed, due_at) for owed in almanac.owed(since, monday)]
        self._people.want(size.payments)
        if size.kills:
            self.report.good_ends += self._bot.end() == 0
        points = [p for p in size.points if not is_calm or p in SAFE_POINTS]
        for _ in range(size.kills):
            if not self._is_seen_red:
                self._kill(size, points, 0.0 if is_calm else size.random_share)
        if size.kills:
            self._slack.misbehave((), 0)
            self._start()
        self._recover(is_calm=is_calm)

    def _kill(self, size: Size, points: list[str], random_share: float) -> None:
        """Start the bot, and kill it at a named point or at any moment."""
        point, named = "random", False
        if self._dice.random() < random_share:
            self._start()
            self._bot.connected()
            sleep(self._dice.uniform(0.0, MOST_PAUSE_SECONDS))
        else:
            point = self._dice.choice(points)
            nth = size.nth or self._dice.randint(1, POINTS[point])
            self._start(kill=f"{point}:{nth}")
            self._bot.connected()
            named = self._bot.dies(size.reach_seconds)
        if named or self._bot.kill():
            self.report.kills[point if named else "random"] += 1
        else:
            self.report.verdict.broken.append(f"it ended by itself: {self._bot.last_words()}")

    def _recover(self, *, is_calm: bool) -> None:
        """Slack is well again: everything wanted comes within its time."""
        recovered_at = monotonic()
        self._bot.connected()
        limit = MINUTE if is_calm else SETTLES_SECONDS
        late: list[str] = ["nothing was looked at"]
        while late and monotonic() < recovered_at + GIVE_UP_SECONDS and not self._is_seen_red:
            sleep(0.1)
            late = (
                [] if self._people.is_done else ["somebody was not done"]
            )  # before what is wanted
            missing = self._missing()
            waits = (monotonic() - max(one.since, recovered_at) for one in missing)
            late += [f"{one.sign} in {one.channel}" for one in missing]
            if any(wait > limit for wait in waits):
                break
        self.report.verdict.late += late
        self._people.leave()
        last = max(moments[-1] for moments in list(self._slack.seen.values()))
        self.report.settled["calm" if is_calm else "hostile"].append(round(last - recovered_at, 1))

    def _missing(self) -> list[Wanted]:
        wanted = [oracle.by_clock(*one) for one in self._owed]
        wanted += [one for payment in self._people.payments for one in oracle.by_word(payment)]
        return [one for one in wanted if (one.channel, one.sign) not in self._slack.seen]

    # --- the end ---------------------------------------------------------------------------------

    def _judge(self) -> None:
        report, people = self.report, self._people
        verdict = oracle.judge(self._slack, self._owed, people.payments, money.read(self._url))
        words = self._log.read_text(encoding="utf-8", errors="replace")
        verdict.late, verdict.vanished = report.verdict.late, people.vanished
        verdict.broken = report.verdict.broken
        verdict.broken += [found[0].strip() for found in TROUBLE.finditer(words)]
        report.verdict = verdict
        report.gestures, report.acknowledged = people.gestures, people.acknowledged
        report.calls, report.failed = self._slack.calls.total(), self._slack.struck.total()
