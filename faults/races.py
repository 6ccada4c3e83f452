"""`python -m faults.races`: many people press at once, against two processes of the real bot.

*Cards*: each is pressed by 2 to 20 people at the same moment, some of them twice, and Slack hands a
part of everything over twice; exactly one of them books it, and everybody else is told who did, and
when. *Pairs*: two cards of one instalment that only one of them fits, pressed by two people at the
same moment; it is never over-settled, and the loser is told. What is wanted comes from what was
typed and pressed here; what came of it from the database and from what Slack shows.
"""

import random
import sys
import time
import warnings
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # the Postgres wheel, as root

from bot.clock import Clock  # noqa: E402 - the wheel warns while it is imported
from faults.stage import NO_TIME, PRESSERS, Plan, Stage, people, staged, until  # noqa: E402
from sandbox.acts import click, command  # noqa: E402
from sandbox.messages import Message  # noqa: E402
from sandbox.workspace import channel_id, member_id  # noqa: E402
from storage.audit import broken_links  # noqa: E402
from storage.invariants import violations  # noqa: E402

ENGINES = ("sqlite", "postgres")
SABOTAGES = {"cards": ("no-key", "no-version"), "pairs": ("no-guard",)}
AT_ONCE = 8  # commands that are typed at the same time
BUSY = "lease try again"  # nothing was done, for want of time; whoever reads it tries again
MOST_TRIES = 20
CONFIRM = click.Press(action_id="pay.confirm")


RECEIPTS = "SELECT count(*) FROM receipt WHERE names = :number"
SETTLED = """
SELECT COALESCE(sum(a.amount_minor), 0), n.amount_minor, n.balance_minor
FROM instalment n
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
LEFT JOIN allocation a ON a.workspace_id = n.workspace_id AND a.instalment_id = n.id
WHERE i.number = :number GROUP BY n.id, n.amount_minor, n.balance_minor
"""


@dataclass
class Findings:
    """How a race ended; `wrong` is empty where the product kept its word."""

    race: str
    plan: Plan
    cards: int = 0
    clicks: int = 0
    deliveries: int = 0
    effects: int = 0
    told: int = 0
    busy: int = 0
    late: int = 0  # commands that were not acknowledged within three seconds
    shares: tuple[int, ...] = ()
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> Counter[str]:
        """What went wrong how often, without the names."""
        return Counter(line.partition(": ")[0] for line in self.wrong)

    def line(self) -> str:
        """Say it in one line."""
        what = f"{self.race} on {self.plan.engine}"
        what += f" with {self.plan.sabotage}" if self.plan.sabotage else ""
        verdict = f"RED {dict(self.kinds)}" if self.wrong else "green"
        return (
            f"{what}: {verdict}; {self.cards} cards, {self.clicks} clicks in {self.deliveries} "
            f"deliveries (by process {self.shares}), {self.effects} booked, {self.told} others "
            f"told, {self.busy} told to try again, {self.late} late, {self.seconds:.0f} s, "
            f"seed {self.plan.seed}"
        )


def cards(engine: str, count: int, seed: int, sabotage: str = "") -> Findings:
    """Press each card 2 to 20 times at once."""
    owed = {f"INV-{n}": "10000" for n in range(1, count + 1)}
    plan = Plan(engine, seed, owed, sabotage)
    return _race("cards", plan, {number: ["4,000"] for number in owed}, _crowd)


def pairs(engine: str, count: int, seed: int, sabotage: str = "") -> Findings:
    """Confirm two cards of one instalment at once; it is owed once."""
    owed = {f"INV-{n}": "5000" for n in range(1, count + 1)}
    plan = Plan(engine, seed, owed, sabotage, twice=0.0)
    return _race("pairs", plan, {number: ["5,000", "5,000"] for number in owed}, _one_each)


Crowd = Callable[[random.Random, list[Message]], Iterator[tuple[str, Message]]]


def _race(race: str, plan: Plan, typed: dict[str, list[str]], crowd: Crowd) -> Findings:
    found, start = Findings(race, plan), time.monotonic()
    with staged(plan) as stage:
        try:
            shown = _propose(stage, typed, found)
            dice = random.Random(plan.seed)
            for number, messages in shown.items():
                pressed = list(crowd(dice, messages))
                found.clicks += len(pressed)
                _press(stage, number, pressed)
            _settled(stage)
        except TimeoutError as late:
            found.wrong.append(f"late: {late}")
        stage.stop()
        found.seconds = time.monotonic() - start
        _judge(stage, found, typed)
    return found


def _crowd(dice: random.Random, messages: list[Message]) -> Iterator[tuple[str, Message]]:
    """2 to 20 presses, now and then by somebody who pressed already."""
    for _ in range(dice.randint(2, PRESSERS)):
        yield dice.choice(list(people())), messages[0]


def _one_each(dice: random.Random, messages: list[Message]) -> Iterator[tuple[str, Message]]:
    yield from zip(dice.sample(list(people()), len(messages)), messages, strict=True)


def _propose(
    stage: Stage, typed: dict[str, list[str]], found: Findings
) -> dict[str, list[Message]]:
    """Let Ana report every payment in a channel of its own; give the cards as they stand there."""
    lines = [(number, amount) for number, amounts in typed.items() for amount in amounts]
    for _ in range(MOST_TRIES):
        for first in range(0, len(lines), AT_ONCE):
            _type(stage, lines[first : first + AT_ONCE], found)
        until(lambda: _is_answered(stage), "answers to all commands")
        there = Counter(one.number for one in _proposals(stage))
        lines = [
            (number, amounts[0])
            for number, amounts in typed.items()
            for _ in range(len(amounts) - there[number])
        ]
        if not lines:
            break
    until(lambda: _all_posted(stage, typed), "the cards", 300.0)
    shown = {number: _cards_in(stage, number) for number in typed}
    found.cards = sum(map(len, shown.values()))
    return shown


def _type(stage: Stage, lines: list[tuple[str, str]], found: Findings) -> None:
    """Type commands at the same time; Ana types again what was not carried out in time."""
    slack, ana = stage.box.slack, member_id("ana")
    works = [
        command.command(slack, ana, channel_id(n), f"/paid {n} {amount}") for n, amount in lines
    ]
    errors = [outcome.error for outcome in stage.at_once(works) if outcome.error]
    found.late += errors.count("operation_timeout")
    wrong = [error for error in errors if error != "operation_timeout"]
    found.wrong += [f"command not taken: {error}" for error in wrong]


def _busy(stage: Stage, number: str, user: str) -> int:
    """How often somebody was told to try again about an invoice."""
    seen = stage.box.slack.state.seen_in(channel_id(number), user)
    return sum(message.is_ephemeral and BUSY in message.text for message in seen)


def _all_posted(stage: Stage, typed: dict[str, list[str]]) -> bool:
    return all(len(_cards_in(stage, n)) >= len(amounts) for n, amounts in typed.items())


def _cards_in(stage: Stage, number: str) -> list[Message]:
    found = stage.box.slack.state.in_channel(channel_id(number))
    return [message for message in found if not message.is_reply]


def _press(stage: Stage, number: str, pressed: list[tuple[str, Message]]) -> None:
    """Let all of them press *Confirm* in the same instant; wait until every press is answered.

    Who is told to try again does so while the card has the button; later the card says the rest.
    """
    slack, channel = stage.box.slack, channel_id(number)
    for _ in range(MOST_TRIES):
        before = Counter({user: _busy(stage, number, user) for user, _ in pressed})
        stage.at_once([click.on_message(slack, u, channel, m.ts, CONFIRM) for u, m in pressed])
        until(lambda: _is_answered(stage), "answers to all presses")
        pressed = [
            (user, message)
            for user, message in dict(pressed).items()
            if _busy(stage, number, user) > before[user] and _is_open(stage, message)
        ]
        if not pressed:
            return


def _is_answered(stage: Stage) -> bool:
    answered = sum(log.answered() for log in stage.logs)
    turned_away = sum(log.turned_away() for log in stage.logs)
    return answered >= len(stage.postman.handed) and _all_busy(stage) >= turned_away


def _is_open(stage: Stage, message: Message) -> bool:
    now = stage.box.slack.state.message(message.channel, message.ts)
    return now is not None and "pay.confirm" in str(now.blocks)


def _all_busy(stage: Stage) -> int:
    every = [stage.box.slack.state.ephemerals.get(user, {}) for user in people()]
    return sum(BUSY in message.text for said in every for message in list(said.values()))


def _settled(stage: Stage) -> None:
    """Wait until what the bookings caused stands in Slack."""
    waiting = "SELECT count(*) FROM outbox WHERE state <> 'sent' AND dedupe_key NOT LIKE '%/later'"
    until(lambda: stage.sql(waiting)[0][0] == 0, "messages", 120.0)


# --- who is right --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Booked:
    """A proposal as the database has it in the end."""

    number: str
    state: str
    winner: str
    at: str


def _judge(stage: Stage, found: Findings, typed: dict[str, list[str]]) -> None:
    found.deliveries = len(stage.postman.handed)
    found.shares = tuple(log.answered() for log in stage.logs)
    for (entry, outcome), times in sum((log.ended for log in stage.logs), Counter()).items():
        if outcome not in {"answered", "AlreadyDecided", "CardChanged", *NO_TIME}:
            found.wrong += [f"ended as {outcome}: {entry}"] * times
    proposals = _proposals(stage)
    for number, amounts in typed.items():
        mine = [one for one in proposals if one.number == number]
        if len(mine) != len(amounts):
            found.wrong.append(f"not proposed once: {number}, {len(mine)} times")
        found.wrong += _money(stage, number, found)
        found.wrong += _words(stage, number, mine, found)
    with stage.database.read(Clock().now()) as tx:
        unsound = [*violations(tx, stage.company), *broken_links(tx, stage.company)]
    found.wrong += [f"invariant: {one}" for one in unsound]


def _proposals(stage: Stage) -> list[Booked]:
    query = (
        "SELECT p.names, p.state, w.name, p.confirmed_at FROM proposal p "
        "LEFT JOIN person w ON w.workspace_id = p.workspace_id AND w.id = p.confirmed_by"
    )
    return [Booked(*map(str, row)) for row in stage.sql(query)]


def _money(stage: Stage, number: str, found: Findings) -> Iterator[str]:
    """One receipt names the invoice, and no more is settled than is owed; recounted by rows."""
    receipts = int(stage.sql(RECEIPTS, number=number)[0][0])
    settled, owed, balance = map(int, stage.sql(SETTLED, number=number)[0])
    found.effects += receipts
    if receipts != 1:
        yield f"not booked once: {number}, {receipts} times"
    if settled > owed or balance != owed - settled:
        yield f"over-settled: {number}, {settled} of {owed}, balance {balance}"


def _words(stage: Stage, number: str, mine: list[Booked], found: Findings) -> Iterator[str]:
    """Whoever booked hears nothing more; everybody else hears once a delivery what happened."""
    winners = [one for one in mine if one.state == "booked"]
    if len(winners) != 1:
        yield f"not one card booked: {number}, {len(winners)}"
        return
    winner, channel = winners[0], channel_id(number)
    handed = Counter(g for g in stage.postman.handed if g[1] == channel and g[0] in people())
    for user, name in people().items():
        every = [m.text for m in stage.box.slack.state.seen_in(channel, user) if m.is_ephemeral]
        said = [text for text in every if BUSY not in text]
        times = [n for gesture, n in handed.items() if gesture[0] == user]
        answers = sum(times) - (len(every) - len(said))
        allowed = {answers - n for n in times} if name == winner.winner else {answers}
        found.busy += len(every) - len(said)
        found.told += len(said)
        if len(said) not in allowed:
            yield f"not told once a press: {number} {name}, {len(said)} and not {allowed}"
        yield from (f"told wrongly: {number} {line}" for line in said if not _is_told(line, winner))
    cards = [message.text for message in _cards_in(stage, number)]
    if sum("is booked" in text for text in cards) != 1:
        yield f"cards in Slack: {number} {cards}"


def _is_told(line: str, winner: Booked) -> bool:
    """Who and when; or on the other of two cards, that it reads differently now."""
    by_whom = f"{winner.winner} decided this at " in line and "nothing was booked twice" in line
    return by_whom or "the card has changed meanwhile" in line


def main() -> int:
    """Run what is asked for; a race that is red, or a sabotage that is green, is a failure."""
    asked = _arguments()
    failed = False
    for engine in asked.engine or ENGINES:
        for found in _runs(asked, engine):
            failed |= bool(found.wrong) != bool(found.plan.sabotage)
            print(found.line(), flush=True)
            if not found.plan.sabotage:
                print(*found.wrong[:20], sep="\n", end="", flush=True)
    return int(failed)


def _runs(asked: Namespace, engine: str) -> Iterator[Findings]:
    race: dict[str, Callable[..., Any]] = {"cards": cards, "pairs": pairs}
    for name, run in race.items():
        if asked.race in {None, name}:
            if not asked.sabotage:
                yield run(engine, asked.count, asked.seed)
            for sabotage in SABOTAGES[name]:
                if asked.sabotage in {sabotage, "all"}:
                    yield run(engine, min(asked.count, asked.sample), asked.seed, sabotage)


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m faults.races", description=__doc__)
    parser.add_argument("race", nargs="?", choices=tuple(SABOTAGES))
    parser.add_argument("--engine", action="append", choices=ENGINES, help="default: both")
    parser.add_argument("--count", type=int, default=200, help="cards, and pairs (200)")
    parser.add_argument("--sample", type=int, default=12, help="of them with a sabotage (12)")
    parser.add_argument("--seed", type=int, default=20261124)
    names = sorted({name for some in SABOTAGES.values() for name in some})
    parser.add_argument("--sabotage", choices=(*names, "all"), help="without this guard: red")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
