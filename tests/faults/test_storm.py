"""The bot is killed while Slack fails: a small sample of `make faults`, and every sabotage."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from faults import oracle, storm
from faults.almanac import Owed, owed
from faults.company import workspace
from faults.money import Money
from faults.oracle import Verdict
from faults.people import Payment
from faults.process import ROOT
from faults.slack import STORM, Slack, place_id
from faults.weeks import FIRST_MONDAY, POINTS
from sandbox.messages import Message
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, channel_id

SEED = 7
KILLS = replace(
    storm.SAMPLES["no-claim"][0], kills=2, points=("claimed", "call", "effect"), storm=STORM
)
SHOWN = ("sdk-retries", "send-before-commit", "no-claim", "ack-first")  # `make faults`: all


@pytest.fixture(scope="module")
def books() -> Iterator[storm.Ground]:
    with storm.ground("sqlite") as place:
        yield place


def quiet(_line: str) -> None:
    pass


def test_a_bot_that_is_killed_while_slack_loses_answers_loses_nothing(
    books: storm.Ground,
) -> None:
    failed = 0
    for seed in (SEED, SEED + 1, SEED + 2):  # a bot that dies early asks little: none may fail
        with storm.copied(books) as place:
            report = storm.run(place, KILLS, seed, quiet)
        assert report.verdict.is_green, report.verdict.findings
        assert report.kills.total() == 2
        assert report.verdict.payments == 3
        failed += report.failed
        if failed:
            break
    assert failed > 0, "Slack failed nothing in three tries"


@pytest.mark.parametrize("sabotage", SHOWN)
def test_what_the_bot_does_against_it_is_missed_when_it_is_left_out(
    books: storm.Ground, sabotage: str
) -> None:
    size, kind = storm.SAMPLES[sabotage]
    with storm.copied(books) as place:
        report = storm.sabotaged(place, size, SEED, sabotage, quiet)
    assert report.verdict.findings[kind] != []


def test_every_named_point_is_a_place_in_the_bot() -> None:
    said = "from faults import bot\nfor put in bot.POINTS.values(): put(print)\nprint(*bot.POINTS)"
    ran = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, check=True)
    assert ran.stdout.decode().split() == list(POINTS)


# --- the oracle itself ---------------------------------------------------------------------------


@pytest.fixture
def slack() -> Slack:
    return Slack(Sandbox(workspace(), {"display_information": {"name": "Huikuan"}}))


def post(slack: Slack, place: str, text: str, ts: str, thread: str = "") -> None:
    message = Message(ts, place_id(place), BOT_USER, text, thread_ts=thread, bot_id="B1")
    slack.box.slack.state.put_message(message)


BOOKED = Payment(1, "east", where="channel", confirmed_at=1.0)


def judged(slack: Slack, clock: list[tuple[Owed, float]], *payments: Payment) -> Verdict:
    money = Money()
    for payment in payments:
        money.proposed[payment.minor] = money.booked[payment.minor] = 1
        money.settled[payment.minor] = payment.minor
    return oracle.judge(slack, clock, list(payments), money)


def test_the_oracle_wants_a_card_and_its_line_once(slack: Slack) -> None:
    post(slack, "east", "CNY 1,000.01 from Firm 002 is booked (R-1)", "1.1")
    assert judged(slack, [], BOOKED).lost == [f"card 1,000.01/booked in {channel_id('east')}"]
    post(slack, "east", "CNY 1,000.01 from Firm 002 is booked (R-1), by Fin.", "1.2", "1.1")
    assert judged(slack, [], BOOKED).is_green
    post(slack, "east", "CNY 1,000.01 from Firm 002, arrived 1 Feb", "1.3")
    found = judged(slack, [], BOOKED)
    assert found.twice == [f"card 1,000.01 in {channel_id('east')}: 2 times"]
    assert found.misread != []


def test_the_oracle_wants_money_once(slack: Slack) -> None:
    twice = Money()
    twice.proposed[BOOKED.minor], twice.booked[BOOKED.minor] = 1, 2
    assert oracle.judge(slack, [], [BOOKED], twice).money != []
    assert oracle.judge(slack, [], [BOOKED], Money()).money != []


def test_the_oracle_sees_what_nobody_wanted(slack: Slack) -> None:
    post(slack, "@fin", "hello", "1.1")
    assert judged(slack, []).unwanted == [f"unknown: hello in {place_id('@fin')}"]


def test_the_almanac_owes_each_lead_person_and_channel_its_messages() -> None:
    due = list(owed(FIRST_MONDAY.replace(day=1), FIRST_MONDAY))
    assert len(due) == len(set(due)) == 4 * 2 + 4 + 16 + 4 + 16  # the month begins that day, too
    assert Owed("@east1", "overdue of East as of 2 Feb", 3) in due
    assert Owed("west", "ranking of January") in due
