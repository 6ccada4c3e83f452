"""What people get back for what they type and press, through the real Bolt and the sandbox."""

import logging
import re
import threading
import time
from typing import Any

import pytest

from bot.slack import SOON_SECONDS
from tests.bot.conftest import ANA, BO, FIN, GUS, MEI, OLA, UNA, ZOE, Desk, Slack, until


def test_a_command_is_answered_on_its_ack_for_the_reader_alone(connected: Slack) -> None:
    answer = connected.type(ANA, "/hello world")
    (message,) = answer["messages"]
    assert message["text"] == "Ana in en: world"
    assert message["is_ephemeral"]
    assert [block["type"] for block in message["blocks"]] == ["section", "actions"]
    called = [e["name"] for e in connected.get("log")["entries"] if e["kind"] == "api"]
    assert "chat.postMessage" not in called


@pytest.mark.parametrize(("user", "language"), [(BO, "zh"), (MEI, "zh"), (ANA, "en"), (FIN, "en")])
def test_the_reader_chooses_the_language(connected: Slack, user: str, language: str) -> None:
    assert f" in {language}: " in connected.words(user, "/hello x")


@pytest.mark.parametrize(
    "user", [GUS, OLA, ZOE], ids=["a guest", "of one channel", "of another company"]
)
def test_who_is_no_member_is_told_so_and_nothing_runs(
    connected: Slack, desk: Desk, user: str
) -> None:
    assert connected.words(user, "/hello x") == "This is for members of Acme only."
    assert desk.seen == []


def test_a_member_outside_the_books_is_told_whom_to_ask(connected: Slack, desk: Desk) -> None:
    said = connected.words(UNA, "/hello x")
    assert said == "I don't know you yet. Ask your administrator to add una@example.com."
    assert desk.seen == []


def test_a_member_without_a_known_address_is_told_so(connected: Slack) -> None:
    connected.post("settings", scopes=["commands", "users:read"])
    assert connected.words(ANA, "/hello x").startswith("I don't know you yet: Slack tells me no")


def test_a_check_that_fails_is_a_refusal(connected: Slack, desk: Desk) -> None:
    connected.post("settings", scopes=["commands"])
    assert connected.words(ANA, "/hello x").startswith("Slack did not tell me who you are")
    assert desk.seen == []


def test_who_becomes_a_guest_is_refused_from_the_next_command_on(connected: Slack) -> None:
    assert connected.words(ANA, "/hello x") == "Ana in en: x"
    connected.post("user", id=ANA, is_restricted=True)
    deadline = time.monotonic() + 5
    while connected.words(ANA, "/hello x") != "This is for members of Acme only.":
        assert time.monotonic() < deadline, "the change did not arrive"


def test_who_lacks_the_right_is_told_so(connected: Slack, desk: Desk) -> None:
    assert connected.words(ANA, "/books") == (
        "Nothing was shown: this is not for your role. Ask your administrator."
    )
    assert desk.seen == []
    assert connected.words(FIN, "/books") == "Fin in en: "


def test_an_error_of_ours_is_an_apology_with_the_number_that_the_log_has(
    connected: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    said = connected.words(ANA, "/boom")
    found = re.fullmatch(
        r"Something went wrong on our side; nothing was changed\. If it happens again, "
        r"tell your administrator this number: ([2-9A-Z]{4}-\d\d)\.",
        said,
    )
    assert found, said
    (failed,) = [record for record in caplog.records if record.msg == "request_failed"]
    assert failed.fields["request"] == found[1]
    assert failed.fields["error"] == "ZeroDivisionError"
    assert "Secret" not in str(vars(failed))


def test_bolt_leaves_the_level_of_our_own_log_alone(connected: Slack) -> None:
    before = logging.getLogger("huikuan").level
    connected.words(ANA, "/hello x")
    assert logging.getLogger("huikuan").level == before


def test_a_problem_is_said_in_the_readers_language(connected: Slack) -> None:
    assert connected.words(ANA, "/when octobr").startswith("I don't know that period: octobr.")
    assert "octobr" in connected.words(BO, "/when octobr")
    assert "period" not in connected.words(BO, "/when octobr").replace("/myscore", "")


def test_an_unknown_command_names_the_nearest_one(connected: Slack) -> None:
    assert connected.words(ANA, "/helo x") == "I don't know /helo. Did you mean /hello?"
    said = connected.words(ANA, "/zzz")
    assert said == "I don't know /zzz. Try /books, /boom, /hello, /when."


def test_what_was_typed_arrives_as_it_was_typed(connected: Slack, desk: Desk) -> None:
    connected.words(ANA, "/hello a & b <c> #sales https://example.com/?a=1&b=2 &amp;")
    (typed,) = desk.seen
    assert typed.startswith("a & b <c> <#")
    assert typed.endswith("> https://example.com/?a=1&b=2 &amp;")


def test_a_click_replaces_the_card(connected: Slack, desk: Desk) -> None:
    (card,) = connected.type(ANA, "/hello x")["messages"]
    answer = connected.press(ANA, card, "hello.again")
    assert answer["ok"], answer
    (shown,) = answer["messages"]
    assert shown["text"] == "again, Ana: 7"
    assert shown["ts"] == card["ts"]
    assert desk.seen == ["x", "again 7"]


def test_a_click_that_fails_leaves_the_card(connected: Slack) -> None:
    (card,) = connected.type(ANA, "/hello x")["messages"]
    answer = connected.press(ANA, card, "boom.again")
    (shown,) = answer["messages"]
    assert shown["ts"] != card["ts"]
    assert shown["text"].startswith("Something went wrong on our side")


def test_a_click_that_writes_is_acknowledged_only_after_its_effect(
    connected: Slack, desk: Desk
) -> None:
    (card,) = connected.type(ANA, "/hello x")["messages"]
    desk.pause = 0.5
    where = {"channel": card["channel"], "message_ts": card["ts"]}
    answer = connected.post("click", user=ANA, action_id="hello.keep", settle=0, **where)
    assert answer["ok"], answer
    assert desk.seen == ["x", "kept 7"]


def test_an_answer_that_is_not_ready_soon_comes_after_its_ack(connected: Slack, desk: Desk) -> None:
    """As when everybody asks at once: Slack is told in time, and the answer follows once."""
    connected.words(ANA, "/hello warm")
    desk.pause = 2 * SOON_SECONDS
    early = connected.type(ANA, "/hello x", settle=0)
    assert (early["ok"], early["messages"]) == (True, [])

    def told() -> list[str]:
        return [one["text"] for one in connected.get(f"seen?user={ANA}")["messages"]]

    until(lambda: "Ana in en: x" in told())
    assert told() == ["Ana in en: warm", "Ana in en: x"]
    assert desk.seen == ["warm", "x"]


def test_who_became_a_guest_cannot_press_an_old_button(connected: Slack, desk: Desk) -> None:
    (card,) = connected.type(ANA, "/hello x")["messages"]
    connected.post("user", id=ANA, is_restricted=True)
    time.sleep(1.5)  # until the bot was told
    (shown,) = connected.press(ANA, card, "hello.again")["messages"]
    assert shown["text"] == "This is for members of Acme only."
    assert desk.seen == ["x"]


def test_twenty_people_at_once_are_all_acknowledged_in_slacks_three_seconds(
    connected: Slack, desk: Desk
) -> None:
    connected.words(ANA, "/hello warm")
    desk.pause = 0.1  # what a command may take
    oks: list[Any] = []

    def ask() -> None:
        oks.append(connected.type(ANA, "/hello x", settle=0)["ok"])

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert oks == [True] * 20, "Slack waits three seconds"
