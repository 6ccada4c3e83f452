"""What was written last counts, even if a clock goes back, or another machine's is ahead."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from storage import deliveries, ids, outbox, settings
from storage.deliveries import Body, Follow, Line, Post
from tests.storage.books import Books

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Machine:
    """Another process on a machine whose clock is so many seconds ahead."""

    def __init__(self, seconds: int) -> None:
        self.ahead_ns, self.node, self.last = seconds * 10**9, seconds % 1024, 0

    @contextmanager
    def working(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        clock = SimpleNamespace(time_ns=lambda: time.time_ns() + self.ahead_ns)
        with monkeypatch.context() as patch:
            for name, value in (("time", clock), ("_NODE", self.node), ("_last", self.last)):
                patch.setattr(ids, name, value)
            yield
            self.last = ids._last


def body(words: str) -> Body:
    return {language: {"text": words, "blocks": []} for language in ("en", "zh")}


def sent_updates(books: Books) -> list[str]:
    """Send what waits; what the updates said."""
    said = []
    while True:
        with books.database.write(NOW + timedelta(seconds=5)) as tx:
            found = outbox.claim(tx, books.company, "worker", frozenset())
            if found is None:
                return said
            outbox.sent(tx, books.company, found, "D1", f"{len(said)}.0")
            if found.kind == "update":
                said.append(found.body["en"]["text"])


def test_a_card_ends_as_it_was_written_last_by_whatever_machine(books: Books, monkeypatch) -> None:
    """Three copies of a card; the machine that is ahead writes first, the other after it."""
    ahead, behind = Machine(3_600), Machine(0)

    def update(machine: Machine, words: str, *more: str) -> None:
        with machine.working(monkeypatch), books.database.write(NOW) as tx:
            copies = deliveries.roots(tx, books.company, "proposal:1")
            lines = [
                Follow("update", copy, Line(f"{one}/{copy.id}", body(one)))
                for one in (words, *more)
                for copy in copies
            ]
            deliveries.follow(tx, books.company, lines)

    with behind.working(monkeypatch), books.database.write(NOW) as tx:
        posts = [
            Post(f"proposal/1/{n}", f"person:{n}", body("first"), "finance", "proposal:1")
            for n in range(3)
        ]
        deliveries.post_all(tx, books.company, posts)
    assert sent_updates(books) == []
    update(ahead, "second")
    update(behind, "third", "fourth")
    assert sent_updates(books) == ["fourth"] * 3
    update(behind, "fifth")
    update(ahead, "sixth")
    assert sent_updates(books) == ["sixth"] * 3


def test_a_reply_keeps_the_time_at_which_it_was_written(books: Books, monkeypatch) -> None:
    """If nobody knows whether it was sent, it is looked for from that time on."""
    ahead, behind = Machine(3_600), Machine(0)
    with behind.working(monkeypatch), books.database.write(NOW) as tx:
        root = deliveries.post(tx, books.company, Post("card", "C1", body("card"), "team", "s"))
        assert root is not None
    with ahead.working(monkeypatch), books.database.write(NOW) as tx:
        (copy,) = deliveries.roots(tx, books.company, "s")
        deliveries.follow(tx, books.company, [Follow("update", copy, Line("u", body("new")))])
    with behind.working(monkeypatch), books.database.write(NOW) as tx:
        reply = deliveries.reply(tx, books.company, root, Line("r", body("words")))
    assert reply is not None
    assert ids.made_at(reply) - ids.made_at(root) < timedelta(minutes=30)


def test_a_setting_is_what_it_was_set_to_last(books: Books) -> None:
    """The clock was an hour fast when the limit was raised, and right when it was lowered again."""
    books.today = date(2026, 11, 23)
    books.add("people", "person_id, name, role, valid_from\nana, Ana, finance, 2024-01-01")
    ((ana,),) = books.sql("SELECT id FROM person WHERE workspace_id = {company}")
    moments = (("5000000", 60), ("30000", 1), ("40000", 2))
    for value, minutes in moments:
        with books.database.write(NOW + timedelta(minutes=minutes)) as tx:
            changed = settings.change(tx, books.company, ana, {"payment_limit": value})
            assert [one.after for one in changed] == [value]
            assert settings.all_of(tx, books.company)["payment_limit"] == value
    with books.database.read(NOW + timedelta(days=1)) as tx:
        assert settings.all_of(tx, books.company)["payment_limit"] == "40000"


@pytest.mark.parametrize(
    ("kind", "header", "before", "now"),
    [
        ("targets", "person_id,kpi,period,target", "ana,collection_rate,2026-11,0.9", "0.8"),
        ("metrics", "person_id,metric,period,value", "ana,csat,2026-11,4.5", "4.1"),
        ("rates", "currency,on,rate", "EUR,2026-11-01,75", "7.5"),
        ("calendar", "on,name,working", "2026-11-24,Founding day,no", "yes"),
        ("leave", "person_id,from,to", "ana,2026-11-02,2026-11-20", "2026-11-09"),
    ],
)
def test_what_an_import_puts_right_is_right_even_if_a_clock_was_fast(
    books: Books, kind: str, header: str, before: str, now: str
) -> None:
    """A value that was stored by a clock a day fast; the same key again, by one that is right."""
    books.today = date(2026, 11, 23)
    books.add("people", "person_id,name,role,valid_from\nana,Ana,sales,2024-01-01")
    books.today = date(2026, 11, 24)
    books.add(kind, f"{header}\n{before}")
    books.today = date(2026, 11, 23)
    right = f"{before.rpartition(',')[0]},{now}"
    books.add(kind, f"{header}\n{right}")
    assert books.take(kind, f"{header}\n{right}").added == 0
    assert books.take(kind, f"{header}\n{before}").added == 1
    assert books.take(kind, f"{header}\n{right}").added == 1
