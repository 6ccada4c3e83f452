"""The small Slack that fails: its dice, what people do in it, and what stands in it afterwards."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from threading import Lock
from time import monotonic
from typing import Any

from faults import company
from sandbox.messages import Message
from sandbox.misbehave import CALL_FAULTS, FOREVER, Fault
from sandbox.server import Sandbox
from sandbox.state import Change
from sandbox.workspace import channel_id, make_id, member_id

CALLS = "*.*"  # of the Web API; the answer of a click at its response_url is none
ALL_BUT_LOGIN = "[!a]*.*"  # who is rate limited at auth.test or apps.connections.open waits 30 s
STORM = (
    Fault("ratelimited", ALL_BUT_LOGIN, FOREVER, chance=0.08),
    Fault("error_before", CALLS, FOREVER, chance=0.065, status=503),
    Fault("error_after", CALLS, FOREVER, chance=0.065, status=500),
    Fault("lost_before", CALLS, FOREVER, chance=0.06),
    Fault("lost_after", CALLS, FOREVER, chance=0.08),
    Fault("duplicate", "*", FOREVER, chance=0.08, seconds=0.3),
    Fault("late", "*", FOREVER, chance=0.03, seconds=0.5),
    Fault("reorder", "*", FOREVER, chance=0.03, seconds=0.3),
    Fault("drop_socket", "*", FOREVER, chance=0.01),
)
CALM = (
    Fault("ratelimited", ALL_BUT_LOGIN, FOREVER, chance=0.3),
    Fault("duplicate", "*", FOREVER, chance=0.08, seconds=0.3),
)
LOOKED_UP = frozenset({"users.info", "conversations.info"})
_AMOUNT = re.compile(r"CNY (1,\d{3}\.\d\d) from ")
_AS_OF = re.compile(r"as of (\d+ [A-Z][a-z]{2})")


class Slack:
    """One Slack, watched: every message of the app is known by its place and its sign."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.seen: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self.cards: dict[str, list[tuple[str, str]]] = {}
        self.calls, self.struck = Counter[str](), Counter[str]()  # while it misbehaves
        self.redelivered = Counter[str]()
        self._known: dict[tuple[str, str], str] = {}
        self._lock = Lock()
        self._throw = box.slack.misbehaviour.strike
        box.slack.misbehaviour.strike = self._strike  # type: ignore[method-assign]
        box.slack.state.listeners.append(self._take)

    # --- the dice --------------------------------------------------------------------------------

    def misbehave(self, faults: tuple[Fault, ...], seed: int) -> None:
        """Roll these dice from now on; none is a Slack that has recovered."""
        body = {"clear": True, "seed": seed, "faults": [_asked(fault) for fault in faults]}
        assert self.ask("misbehave", body)["ok"]

    @property
    def lookups_failed(self) -> int:
        """How often the bot could not look up a person or a channel."""
        return sum(self.struck[name] for name in LOOKED_UP)

    def _strike(self, kinds: frozenset[str], name: str) -> Fault | None:
        fault = self._throw(kinds, name)
        if kinds == CALL_FAULTS and "." in name and self.box.slack.misbehaviour.faults:
            self.calls[name] += 1
            self.struck[name] += fault is not None
        self.redelivered[name] += fault is not None and fault.kind == "duplicate"
        return fault

    # --- what people do --------------------------------------------------------------------------

    @property
    def is_connected(self) -> bool:
        """Tell whether the bot listens."""
        return self.box.slack.socket_mode.connections > 0

    def type(self, person: str, channel: str, text: str) -> tuple[bool, str]:
        """Type a command; give whether it was acknowledged, and the words of the answer."""
        typed = {"user": member_id(person), "channel": channel_id(channel), "text": text}
        answer = self.ask("command", {**typed, "settle": 0})
        return bool(answer["ok"]), " ".join(m["text"] for m in answer.get("messages", []))

    def press(self, person: str, card: tuple[str, str], action: str) -> bool:
        """Press a button; give whether that was acknowledged."""
        where = {"channel": card[0], "message_ts": card[1], "action_id": action}
        pressed = {"user": member_id(person), **where, "settle": 0}
        return bool(self.ask("click", pressed)["ok"])

    def told(self, person: str) -> int:
        """Count what only this person was told."""
        return len(self.box.slack.state.ephemerals.get(member_id(person), ()))

    def ask(self, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Steer the sandbox."""
        with closing(HTTPConnection(self.box.host, self.box.port, timeout=30)) as line:
            line.request("POST", f"/control/{what}", json.dumps(body))
            return dict(json.load(line.getresponse()))

    # --- what stands there -----------------------------------------------------------------------

    def reads(self, card: tuple[str, str]) -> str:
        """Give the text of a message as it stands now."""
        message = self.box.slack.state.message(*card)
        assert message is not None, card
        return message.text

    def offers(self, card: tuple[str, str], action: str) -> bool:
        """Tell whether a message has this button now."""
        message = self.box.slack.state.message(*card)
        return message is not None and action in json.dumps(message.blocks)

    def _take(self, change: Change) -> None:
        """Note a message of the app when it is first seen; a later change of it is none."""
        key = (change.channel, change.ts)
        message = self.box.slack.state.message(*key) if change.kind == "message" else None
        if message is None or not message.is_by_app or key in self._known:
            return
        parent = self._known.get((message.channel, message.thread_ts)) if message.is_reply else None
        sign = _below(parent or "nothing", message) if message.is_reply else sign_of(message)
        with self._lock:
            self._known[key] = sign
            self.seen[message.channel, sign].append(monotonic())
            if sign.startswith("card ") and not message.is_reply:
                self.cards.setdefault(sign.removeprefix("card "), []).append(key)


def place_id(place: str) -> str:
    """Find the conversation: a channel's name, or @somebody for the direct one."""
    if place.startswith("@"):
        return make_id("D", member_id(place[1:]))
    return channel_id(place)


def sign_of(message: Message) -> str:
    """Say in a word what a message is, from nothing but how it reads."""
    whole = json.dumps(message.blocks, ensure_ascii=False)
    if amount := _AMOUNT.search(message.text):
        return f"card {amount[1]}"
    day, text = _AS_OF.search(whole), message.text
    when = f"as of {day[1]}" if day and " so far: " in text else f"of {text.partition(':')[0]}"
    if ": you are " in text:
        return f"place {when}"
    if " overdue, " in text and day:
        return f"overdue of {text.partition(':')[0]} as of {day[1]}"
    if " with " in text or "too few are ranked" in text:
        return f"ranking {when}"
    return f"unknown: {text[:60]}"


def _below(parent: str, message: Message) -> str:
    if parent.startswith("card "):
        return f"{parent}/{'taken back' if 'Taken back' in message.text else 'booked'}"
    return f"{parent}/{message.text}"


def _asked(fault: Fault) -> dict[str, Any]:
    return {name: value for name, value in fault.to_json().items() if name != "happened"}


@contextmanager
def running(manifest: Mapping[str, Any]) -> Iterator[Slack]:
    """Run the company's Slack."""
    with Sandbox(company.workspace(), manifest) as box:
        yield Slack(box)
