"""Every stored message arrives once, in order, and nowhere outside, whatever goes wrong."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from bot.gateway import Gateway
from bot.manifest import manifest
from bot.messenger import Messenger
from bot.outbox import Outbox
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER, Channel, Workspace, channel_id
from storage import companies, deliveries, outbox
from storage.companies import Company
from storage.database import Database, open_database
from storage.deliveries import Follow, Line, Post
from storage.ids import new_id
from storage.tables import Person
from tests.bot.conftest import ANA, BO, FIN, HOME, Slack, members

EAST, ALONE, SHARED, GONE = map(channel_id, ("team-east", "alone", "shared", "gone"))
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
FLIGHT = timedelta(seconds=71)


@dataclass
class Office:
    """One company's outbox on a sandbox, with a clock that the test moves."""

    slack: Slack
    database: Database
    company: Company
    people: Mapping[str, int]
    now: datetime = START

    def worker(self) -> Outbox:
        settings = self.slack.settings()
        return Outbox(
            self.database, self.company, Messenger(settings, Gateway(settings)), lambda: self.now
        )

    def put(self, key: str, target: str, audience: str = "team", subject: str = "") -> int:
        with self.database.write(self.now) as tx:
            made = deliveries.post(
                tx, self.company, Post(key, target, body(key), audience, subject)
            )
        assert made is not None
        return made

    def follow(
        self, kind: Literal["reply", "update"], root: int, key: str, after: timedelta = timedelta()
    ) -> None:
        line = Line(key, body(key), self.now + after)
        with self.database.write(self.now) as tx:
            found = deliveries._root(tx, self.company, root)
            deliveries.follow(tx, self.company, [Follow(kind, found, line)])

    def deliver(self, after: timedelta = timedelta(), by: Outbox | None = None) -> None:
        """Deliver everything that may go now, as often as the pace of a channel asks for."""
        self.now += after
        worker = by or self.worker()
        for _ in range(12):
            worker._paced.clear()
            worker.deliver()

    def fault(self, kind: str, target: str = "chat.postMessage", **more: Any) -> None:
        self.slack.post("misbehave", faults=[{"kind": kind, "target": target, **more}])

    def said(self, channel: str) -> list[str]:
        return [m["text"] for m in self.messages(channel)]

    def messages(self, channel: str) -> list[dict[str, Any]]:
        every = self.slack.box.slack.state.in_channel(channel)
        return [{"text": m.text, "thread": m.thread_ts, "metadata": m.metadata} for m in every]

    def direct(self, user: str) -> list[str]:
        return self.said(self.slack.box.slack.state.direct((user,)).id)

    def states(self) -> dict[str, str]:
        with self.database.read(self.now) as tx:
            asked = "SELECT dedupe_key, state FROM outbox ORDER BY id"
            return {row[0]: row[1] for row in tx.connection.exec_driver_sql(asked)}


def body(key: str) -> dict[str, dict[str, Any]]:
    return {"en": {"text": key, "blocks": []}, "zh": {"text": f"{key} 中文", "blocks": []}}


@pytest.fixture
def box() -> Iterator[Slack]:
    everybody = tuple(member.id for member in members())
    channels = (
        Channel(EAST, "team-east", (*everybody, BOT_USER)),
        Channel(ALONE, "alone", everybody),
        Channel(SHARED, "shared", (*everybody, BOT_USER), is_ext_shared=True),
        Channel(GONE, "gone", (*everybody, BOT_USER), is_archived=True),
    )
    with Sandbox(Workspace(HOME, "Acme", members=members(), channels=channels), manifest()) as it:
        yield Slack(it)


@pytest.fixture
def post(box: Slack, database_url: str) -> Iterator[Office]:
    database = open_database(database_url)
    people: dict[str, int] = {}
    with database.write(START) as tx:
        company = companies.add(tx, "Acme", "Asia/Shanghai", "CNY", "en")
        companies.bind_to_slack(tx, company, HOME)
        for number, name in enumerate(("ana", "bo", "fin", "nil", "gus")):
            people[name] = new_id()
            row = Person(
                workspace_id=company.id,
                id=people[name],
                number=f"P{number}",
                name=name,
                email=f"{name}@example.com",
                rights="finance" if name in {"fin", "bo"} else "",
                recorded_at=START,
            )
            tx.execute(Person.__table__.insert(), row.model_dump())
        company = companies.choose(tx)
    yield Office(box, database, company, people)
    database.close()


def test_a_message_is_posted_once_without_amounts_in_its_metadata(post: Office) -> None:
    row = post.put("hello", EAST)
    post.deliver()
    (said,) = post.messages(EAST)
    assert said["text"] == "hello"
    assert said["metadata"] == {
        "event_type": "huikuan_message",
        "event_payload": {"id": str(row)},
    }
    assert post.states() == {"hello": "sent"}


def test_a_thread_and_updates_wait_for_their_root(post: Office) -> None:
    root = post.put("root", EAST)
    post.follow("reply", root, "one")
    post.follow("reply", root, "two")
    post.follow("update", root, "old")
    post.follow("update", root, "new")
    post.follow("update", root, "later", timedelta(minutes=10))
    post.deliver()
    assert post.said(EAST) == ["new", "one", "two"]
    assert [bool(m["thread"]) for m in post.messages(EAST)] == [False, True, True]
    post.deliver(timedelta(minutes=10))
    assert post.said(EAST)[0] == "later"


def test_an_update_that_comes_too_late_changes_nothing(post: Office) -> None:
    root = post.put("root", EAST)
    post.follow("update", root, "booked")
    post.follow("update", root, "undo is over", timedelta(minutes=10))
    post.deliver()
    post.follow("update", root, "taken back")
    post.deliver()
    post.deliver(timedelta(minutes=10))
    assert post.said(EAST) == ["taken back"]
    assert set(post.states().values()) == {"sent"}


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize(
    "kind", ["lost_after", "lost_before", "error_after", "error_before", "ratelimited", "revoked"]
)
def test_whatever_goes_wrong_everything_arrives_once(post: Office, kind: str, method: str) -> None:
    root = post.put("root", EAST)
    post.follow("reply", root, "line")
    post.follow("update", root, "changed")
    post.put("next", EAST)
    post.fault(kind, method)
    post.deliver()
    post.deliver(FLIGHT)
    post.deliver(FLIGHT)
    assert post.said(EAST) == ["changed", "line", "next"]
    assert set(post.states().values()) == {"sent"}


@pytest.mark.parametrize("kind", ["lost_after", "error_after"])
def test_a_lost_reply_is_found_in_its_thread(post: Office, kind: str) -> None:
    root = post.put("root", EAST)
    post.deliver()
    post.follow("reply", root, "line")
    post.fault(kind)
    post.deliver()
    assert post.states()["line"] == "uncertain"
    post.deliver(FLIGHT)
    assert post.said(EAST) == ["root", "line"]
    assert post.states()["line"] == "sent"


def test_what_is_uncertain_is_left_alone_until_it_can_be_on_its_way_no_more(post: Office) -> None:
    post.put("root", EAST)
    post.fault("lost_before")
    post.deliver()
    post.deliver(timedelta(seconds=69))
    assert post.said(EAST) == []
    post.deliver(timedelta(seconds=1))
    assert post.said(EAST) == ["root"]


def test_nothing_overtakes_a_message_of_uncertain_fate_but_money_does(post: Office) -> None:
    post.put("first", EAST)
    post.fault("lost_before")
    post.deliver()
    post.put("second", EAST)
    post.put("proposal/1", EAST, "finance")
    post.deliver()
    assert post.said(EAST) == ["proposal/1"]
    post.deliver(FLIGHT)
    assert post.said(EAST) == ["proposal/1", "first", "second"]


def test_money_goes_before_what_comes_by_the_clock(post: Office) -> None:
    for key in ("one", "two", "proposal/7"):
        post.put(key, EAST, "finance" if key == "proposal/7" else "team")
    post.deliver()
    assert post.said(EAST) == ["proposal/7", "one", "two"]


def test_without_the_right_to_read_it_stays_uncertain_and_holds_nothing_up(
    post: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    held = [s for s in post.slack.box.slack.scopes if not s.endswith(":history")]
    post.slack.post("settings", scopes=held)
    post.put("first", EAST)
    post.fault("lost_after")
    post.deliver()
    post.deliver(FLIGHT)
    post.put("second", EAST)
    post.deliver()
    assert post.said(EAST) == ["first", "second"]
    assert post.states() == {"first": "uncertain", "second": "sent"}
    with post.database.read(post.now) as tx:
        assert outbox.troubles(tx, post.company) == {"uncertain": 1}


def test_slack_is_left_alone_as_long_as_it_asks_for(post: Office) -> None:
    post.put("first", EAST)
    post.fault("ratelimited", seconds=30)
    post.deliver()
    post.deliver(timedelta(seconds=29))
    assert post.said(EAST) == []
    post.deliver(timedelta(seconds=1))
    assert post.said(EAST) == ["first"]


def test_a_claim_of_a_process_that_died_is_settled(post: Office) -> None:
    post.put("root", EAST)
    with post.database.write(post.now) as tx:
        assert outbox.claim(tx, post.company, "dead", frozenset()) is not None
    post.deliver(timedelta(seconds=60))
    assert post.said(EAST) == []
    post.deliver(timedelta(seconds=10))
    assert post.said(EAST) == ["root"]


def test_who_wakes_up_late_records_nothing(post: Office) -> None:
    post.put("root", EAST)
    with post.database.write(post.now) as tx:
        late = outbox.claim(tx, post.company, "asleep", frozenset())
    assert late is not None
    post.deliver(FLIGHT)
    with post.database.write(post.now) as tx:
        assert not outbox.again(tx, post.company, late, timedelta(), "late")
    assert post.states() == {"root": "sent"}


def test_a_channel_is_found_by_its_name(post: Office) -> None:
    post.put("hello", "#team-east")
    post.put("nobody", "no-such-channel")
    post.deliver()
    assert post.said(EAST) == ["hello"]
    assert post.states() == {"hello": "sent", "nobody": "dropped"}


@pytest.mark.parametrize("channel", [ALONE, SHARED, GONE, "C0NOWHERE9"])
def test_where_nothing_may_be_posted_finance_gets_it_directly(post: Office, channel: str) -> None:
    root = post.put("proposal/9", channel, "finance", "proposal:9")
    post.follow("update", root, "proposal/9/2")
    post.put("digest", channel)
    post.deliver()
    assert post.direct(FIN) == ["proposal/9/2"], "the copy reads as the card would"
    assert post.direct(BO) == ["proposal/9/2 中文"]
    assert post.direct(ANA) == []
    states = post.states()
    assert states["proposal/9"] == states["proposal/9/2"] == states["digest"] == "dropped"
    if channel != "C0NOWHERE9":
        assert post.said(channel) == []


def test_a_channel_that_becomes_shared_is_written_to_no_more(post: Office) -> None:
    root = post.put("proposal/3", EAST, "finance", "proposal:3")
    post.deliver()
    state = post.slack.box.slack.state
    state.channels[EAST] = Channel(
        EAST, "team-east", state.channels[EAST].members, is_pending_ext_shared=True
    )
    post.follow("update", root, "proposal/3/2")
    post.follow("update", root, "proposal/3/2/later", timedelta(minutes=10))
    post.follow("reply", root, "proposal/3/news")
    post.deliver()
    assert post.said(EAST) == ["proposal/3"]
    assert post.direct(FIN) == ["proposal/3/2"]
    post.deliver(timedelta(minutes=11))
    assert post.direct(FIN) == ["proposal/3/2/later"], "Undo gives way to Correct in the copy, too"
    assert post.said(EAST) == ["proposal/3"]


def test_a_check_that_fails_is_a_refusal_for_now(post: Office) -> None:
    post.fault("error_before", "conversations.info", times=1)
    post.put("hello", EAST)
    worker = post.worker()
    worker.deliver()
    assert post.said(EAST) == []
    assert post.states() == {"hello": "waiting"}
    post.deliver(timedelta(seconds=3))
    assert post.said(EAST) == ["hello"]


def test_an_outage_of_slack_however_long_drops_no_message(post: Office) -> None:
    outage = {"times": 20, "status": 503}
    post.fault("error_before", "conversations.*", **outage)
    post.fault("error_before", "users.*", **outage)
    post.put("to ana", f"person:{post.people['ana']}", "personal")
    post.put("by name", "#team-east")
    for _ in range(30):
        post.deliver(timedelta(minutes=2))
    assert post.said(EAST) == ["by name"]
    assert post.direct(ANA) == ["to ana"]


def test_a_person_reads_it_in_the_own_language(post: Office) -> None:
    for name in ("ana", "bo"):
        post.put(f"to {name}", f"person:{post.people[name]}", "personal")
    post.put("to nobody", f"person:{post.people['nil']}", "personal")
    post.deliver()
    assert post.direct(ANA) == ["to ana"]
    assert post.direct(BO) == ["to bo 中文"]
    assert post.states()["to nobody"] == "dropped"
    with post.database.read(post.now) as tx:
        asked = "SELECT slack_user_id, language FROM slack_user ORDER BY language"
        rows = [tuple(row) for row in tx.connection.exec_driver_sql(asked)]
    assert rows == [(ANA, "en"), (BO, "zh")]


def test_nobody_who_left_is_written_to(post: Office) -> None:
    post.slack.post("user", id=ANA, is_restricted=True)
    post.put("to ana", f"person:{post.people['ana']}", "personal")
    post.deliver()
    assert post.direct(ANA) == []
    assert post.states() == {"to ana": "dropped"}


def test_two_workers_on_one_outbox_send_everything_once_and_in_order(post: Office) -> None:
    root = post.put("root", EAST)
    wanted = [f"line {number}" for number in range(10)]
    for key in wanted:
        post.follow("reply", root, key)
    post.fault("lost_after", times=4, chance=0.3)
    post.fault("error_before", times=4, chance=0.3)

    def work() -> None:
        post.deliver(by=post.worker())

    for _ in range(9):
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        post.now += FLIGHT
    assert post.said(EAST) == ["root", *wanted]
    assert set(post.states().values()) == {"sent"}
