"""Sights on both engines: once a day, viewer and way; a stored message when it is sent."""

from datetime import UTC, datetime, timedelta

import pytest

from ledger.period import Period
from storage import deliveries, outbox, people, sight
from storage.database import Tx
from storage.deliveries import Follow, Line, Post
from storage.outbox import UNREADABLE, Delivery
from storage.sight import Glimpse, Shown
from tests.storage.books import Books

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
BODY = {"en": {"text": "48.8", "blocks": []}, "zh": {"text": "48.8", "blocks": []}}


class Office:
    """A company of Ana, Bo and Mei."""

    def __init__(self, books: Books) -> None:
        self.books, self.company, self.now = books, books.company, MONDAY
        books.add("people", "person_id, name\nana, Ana\nbo, Bo\nmei, Mei")
        with books.database.read(MONDAY) as tx:
            everybody = people.everyone(tx, books.company, MONDAY.date())
        self.ids = {one.number: one.id for one in everybody}

    def target(self, who: str) -> str:
        return deliveries.person(self.ids[who])

    def of(self, *whose: str, period: Period = NOVEMBER) -> tuple[Glimpse, ...]:
        return tuple(Glimpse(self.ids[one], period) for one in whose)

    def write(self, act) -> object:
        with self.books.database.write(self.now) as tx:
            return act(tx)

    def put(self, key: str, who: str, *whose: str) -> int:
        post = Post(key, self.target(who), BODY, "personal", key, shows=self.of(*whose))
        made = self.write(lambda tx: deliveries.post(tx, self.company, post))
        assert isinstance(made, int)
        return made

    def claim(self) -> Delivery:
        found = self.write(lambda tx: outbox.claim(tx, self.company, "w", frozenset()))
        assert isinstance(found, Delivery)
        return found

    def sent(self, one: Delivery) -> None:
        assert self.write(lambda tx: outbox.sent(tx, self.company, one, "D0", f"{one.id}.0"))

    def seen(self, who: str) -> list[tuple[str | None, str, str]]:
        with self.books.database.read(self.now) as tx:
            found = sight.of_person(tx, self.company, self.ids[who])
        return [(one.name, one.entry, str(one.period)) for one in found]


@pytest.fixture
def office(books: Books) -> Office:
    return Office(books)


def test_a_day_has_one_row_a_viewer_period_and_way(office: Office) -> None:
    shown = Shown(office.target("mei"), "teamscore", (*office.of("ana", "bo"), *office.of("ana")))

    def record(tx: Tx) -> bool:
        is_new = sight.unrecorded(tx, office.company, shown)
        sight.record(tx, office.company, shown)
        return is_new

    assert [office.write(record) for _ in range(2)] == [True, False]
    assert office.seen("ana") == office.seen("bo") == [("Mei", "teamscore", "2026-11")]
    office.now = MONDAY + timedelta(hours=14, minutes=1)  # midnight has passed in Shanghai
    assert [office.write(record) for _ in range(2)] == [True, False]
    assert len(office.seen("ana")) == 2
    assert office.seen("mei") == []


def test_other_scores_ways_and_viewers_are_rows_of_their_own(office: Office) -> None:
    for viewer, entry, glimpses in (
        (office.target("mei"), "teamscore", office.of("ana")),
        (office.target("mei"), "teamscore", office.of("ana", period=OCTOBER)),
        (office.target("mei"), "approval", office.of("ana")),
        (sight.OPERATOR, "score", office.of("ana")),
        (office.target("ana"), "score", office.of("ana")),
    ):
        with office.books.database.write(MONDAY) as tx:
            sight.record(tx, office.company, Shown(viewer, entry, glimpses))
    assert office.seen("ana") == [
        (None, "score", "2026-11"),
        ("Mei", "approval", "2026-11"),
        ("Mei", "teamscore", "2026-10"),
        ("Mei", "teamscore", "2026-11"),
    ]
    with office.books.database.read(MONDAY) as tx:
        assert len(sight.of_person(tx, office.company, office.ids["ana"], OCTOBER)) == 1


def test_a_message_is_a_sight_when_it_is_sent_and_not_before(office: Office) -> None:
    office.put("appeal/1", "mei", "ana", "mei")
    assert office.seen("ana") == []
    one = office.claim()
    assert office.seen("ana") == []
    office.sent(one)
    assert office.seen("ana") == [("Mei", "appeal", "2026-11")]
    assert office.seen("mei") == [], "the own score is no sight"


def test_what_was_not_sent_was_not_seen_and_in_doubt_it_counts_at_last(office: Office) -> None:
    office.put("appeal/1", "mei", "ana")
    one, company, soon = office.claim(), office.company, timedelta()
    office.write(lambda tx: outbox.uncertain(tx, company, one))
    office.write(lambda tx: outbox.again(tx, company, one, soon, "not_found"))
    assert office.seen("ana") == []
    two = office.claim()
    office.write(lambda tx: outbox.uncertain(tx, company, two))
    assert office.seen("ana") == []
    office.write(lambda tx: outbox.uncertain(tx, company, two, UNREADABLE))
    office.write(lambda tx: outbox.uncertain(tx, company, one, UNREADABLE))
    assert office.seen("ana") == [("Mei", "appeal", "2026-11")]


def test_what_was_dropped_was_not_seen(office: Office) -> None:
    office.put("appeal/1", "mei", "ana")
    one = office.claim()
    office.write(lambda tx: outbox.dropped(tx, office.company, one, "users_not_found"))
    office.write(lambda tx: outbox.sent(tx, office.company, one, "D0", "1.0"))
    assert office.seen("ana") == []


def test_an_update_shows_what_it_says_unless_a_newer_one_took_its_place(office: Office) -> None:
    root = office.put("approval/1", "mei", "ana")
    office.sent(office.claim())

    def change(tx: Tx) -> None:
        (copy,) = deliveries.roots(tx, office.company, "approval/1")
        assert copy.id == root
        lines = [
            Line("approval/1/2", BODY, shows=office.of("ana", "bo")),
            Line("approval/1/3", BODY, shows=office.of("ana", period=OCTOBER)),
        ]
        wanted = [Follow("update", copy, line) for line in lines]
        deliveries.follow(tx, office.company, wanted)

    office.write(change)
    newest = office.claim()
    assert newest.dedupe_key == "approval/1/3"
    office.sent(newest)
    assert office.write(lambda tx: outbox.claim(tx, office.company, "w", frozenset())) is None
    assert office.seen("ana") == [
        ("Mei", "approval", "2026-10"),
        ("Mei", "approval", "2026-11"),
    ]
    assert office.seen("bo") == []


def test_a_score_goes_to_one_reader_never_to_a_channel(office: Office) -> None:
    with pytest.raises(AssertionError):
        Post("approval/1", "C0EAST", BODY, "team", shows=office.of("ana"))
