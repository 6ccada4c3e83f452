"""One request has one deadline, for all that is asked on its behalf; what it lacks is no wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

import pytest

from bot.access import ChannelFacts, UserFacts
from bot.deadline import TOTAL_SECONDS, Deadline, arrived
from bot.dispatch import Dispatcher, Kind, Request
from storage.database import Database, open_database
from tests.house.acme import ANA, NOW, dispatcher, open_acme, proposal

BUSY = "Nothing was done: too much is being asked at once. Please try again."
CHANNEL = "C0FINANCE1"


@pytest.fixture
def acme(sqlite_url: str) -> Iterator[Database]:
    database = open_acme(sqlite_url, 1)
    yield database
    database.close()


def asked(kind: Kind, name: str, text: str = "", seconds: float = TOTAL_SECONDS) -> Request:
    deadline = Deadline(monotonic() + seconds)
    return Request("r1", kind, name, text, "U0ANA", channel=CHANNEL, deadline=deadline)


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Let another process write for as long as this lasts."""
    other = open_database(database.engine.url.render_as_string())
    with other.write(NOW):
        yield
    other.close()


class Slow:
    """A Slack that takes all the time it is given but this much, and notes how much that was."""

    def __init__(self, leaves: float) -> None:
        self.leaves = leaves
        self.given: list[float] = []

    def user(self, _user: str, seconds: float) -> UserFacts:
        self._take(seconds)
        return ANA

    def channel(self, channel: str, seconds: float) -> ChannelFacts:
        self._take(seconds)
        return ChannelFacts(channel, has_bot=True)

    def _take(self, seconds: float) -> None:
        self.given.append(seconds)
        until = monotonic() + seconds - self.leaves
        while monotonic() < until:
            pass


def with_slow(database: Database, slow: Slow) -> Dispatcher:
    found = dispatcher(database, ANA)
    return replace(found, look_up=slow.user, look_up_channel=slow.channel)


def test_whatever_waits_before_leaves_less_for_what_comes_after(acme: Database) -> None:
    slow = Slow(leaves=1.0)
    with locked(acme):
        reply = with_slow(acme, slow).answer(asked(Kind.COMMAND, "paid", "INV-1023 1", 1.5))
    assert reply.words.text == BUSY
    user, channel = slow.given
    assert user <= 1.5
    assert channel <= 1.0


def test_nothing_is_begun_when_the_time_is_over(acme: Database) -> None:
    slow = Slow(leaves=0.0)
    reply = with_slow(acme, slow).answer(asked(Kind.COMMAND, "paid", "INV-1023 1", -1.0))
    assert (reply.words.text, slow.given) == (BUSY, [])
    reply = with_slow(acme, slow).answer(asked(Kind.COMMAND, "paid", "INV-1023 1", 0.05))
    assert (reply.words.text, len(slow.given)) == (BUSY, 1)


def test_a_request_that_waited_for_a_thread_has_less_time() -> None:
    with arrived(monotonic() - 2.0):
        assert Deadline.begin().left() <= TOTAL_SECONDS - 2.0
    assert Deadline.begin().left() > TOTAL_SECONDS - 2.0
    assert Deadline(monotonic() - 1.0).left() == 0.0


@pytest.mark.parametrize("text", ["", "INV-1023", "50,000"])
def test_a_form_that_is_needed_first_waits_for_no_lock(acme: Database, text: str) -> None:
    with locked(acme):
        reply = dispatcher(acme, ANA).answer(asked(Kind.COMMAND, "paid", text, 60.0))
    assert reply.form is not None
    assert reply.form.id == "pay.form"


@pytest.mark.parametrize(
    ("button", "state", "form"),
    [
        ("pay.change", "open", "pay.form"),
        ("pay.correct", "booked", "confirm.correct"),
        ("pay.bounced", "booked", "confirm.bounce"),
    ],
)
def test_a_button_that_opens_a_form_waits_for_no_lock(
    acme: Database, button: str, state: str, form: str
) -> None:
    inside = replace(dispatcher(acme, ANA), look_up_channel=Slow(leaves=60.0).channel)
    card = proposal(acme, state)
    with locked(acme):
        reply = inside.answer(asked(Kind.BUTTON, button, card, 60.0))
    assert reply.form is not None
    assert reply.form.id == form


def test_a_form_is_not_opened_from_a_card_that_outsiders_read(acme: Database) -> None:
    def shared(channel: str, _seconds: float) -> ChannelFacts:
        return ChannelFacts(channel, is_external=True, has_bot=True)

    outside = replace(dispatcher(acme, ANA), look_up_channel=shared)
    reply = outside.answer(asked(Kind.BUTTON, "pay.correct", proposal(acme, "booked"), 60.0))
    assert reply.form is None
    assert "shared with another company" in reply.words.text
