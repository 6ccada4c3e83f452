"""`python -m faults.bot`: the real bot, which dies at a named point, or has a part left out.

The product has no hook for this: functions are wrapped from outside before the bot starts.
"""

import json
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from http.client import HTTPConnection
from importlib import import_module
from select import select
from threading import Lock, local
from typing import Any

from bot import digests
from bot.cli import main
from bot.dispatch import Dispatcher
from bot.messenger import Messenger
from bot.outbox import Outbox
from bot.socket_mode import SocketMode
from commands._contract import discover
from faults import sabotage
from storage import occurrences, outbox, requests

Reach = Callable[[], None]
LOOK_SECONDS = 0.02
_posting = local()


def after(owner: Any, name: str) -> Callable[[Reach], None]:
    """Reach the point when a function has done something: gave anything but None, False or 0."""

    def install(reach: Reach) -> None:
        inner = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            result = inner(*given, **named)
            if result:
                reach()
            return result

        setattr(owner, name, wrapped)

    return install


def at_end(owner: Any, name: str) -> Callable[[Reach], None]:
    """Reach the point when a function ended, whatever it gave."""

    def install(reach: Reach) -> None:
        inner = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            result = inner(*given, **named)
            reach()
            return result

        setattr(owner, name, wrapped)

    return install


def before(owner: Any, name: str) -> Callable[[Reach], None]:
    """Reach the point when a function is about to begin."""

    def install(reach: Reach) -> None:
        inner = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            reach()
            return inner(*given, **named)

        setattr(owner, name, wrapped)

    return install


def during_the_call(reach: Reach) -> None:
    """Reach the point when a message has left this machine and no answer was read."""
    post, read = Messenger.post, HTTPConnection.getresponse

    def posting(*given: Any, **named: Any) -> str:
        _posting.now = True
        try:
            return post(*given, **named)
        finally:
            _posting.now = False

    def reading(connection: HTTPConnection) -> Any:
        if getattr(_posting, "now", False):
            reach()
        return read(connection)

    Messenger.post = posting  # type: ignore[method-assign]
    HTTPConnection.getresponse = reading  # type: ignore[assignment,method-assign]


def after_the_ack(reach: Reach) -> None:
    """Reach the point when an envelope was acknowledged."""
    inner = SocketMode._answer

    async def answered(*given: Any) -> None:
        await inner(*given)
        reach()

    SocketMode._answer = answered  # type: ignore[assignment,method-assign]


POINTS: dict[str, Callable[[Reach], None]] = {
    # the way of a message
    "claim-open": after(outbox, "claim"),
    "claimed": after(Outbox, "_claim"),
    "call": during_the_call,
    "answered": after(Messenger, "post"),
    "record-open": after(outbox, "sent"),
    "recorded": at_end(Outbox, "_attempt"),
    "read-back": at_end(Messenger, "find"),
    # the way of money
    "taken": before(Dispatcher, "_written"),
    "effect-open": at_end(requests, "remember"),
    "effect": at_end(Dispatcher, "_written"),
    "acked": after_the_ack,
    # what comes by the clock
    "occasion-open": after(occurrences, "claim"),
    "between": before(digests, "_claim"),
    "written": after(digests, "answer"),
}


def killer(nth: int) -> Reach:
    """End this process by SIGKILL when a point is reached for the nth time."""
    lock, left = Lock(), [nth]

    def reach() -> None:
        with lock:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reach


def run(argv: list[str]) -> int:
    """Prepare what was asked for, and run the bot."""
    asked = _arguments(argv)
    if asked.nest:
        return nest()
    if asked.sabotage:
        sabotage.SABOTAGES[asked.sabotage]()
    if asked.kill:
        point, _, nth = asked.kill.partition(":")
        POINTS[point](killer(int(nth)))
    return main(["run"])


def nest() -> int:
    """For each line of options start a bot; say its pid, and when it is gone its status.

    Whatever is imported is imported once, here: a start costs a fork. No thread runs here.
    """
    for name in ("bot.serve", "pandas", "babel.dates"):
        import_module(name)
    discover()
    child, left = 0, b""
    while True:
        if select([0], [], [], LOOK_SECONDS)[0]:
            read = os.read(0, 4096)
            if not read:
                if child:
                    os.kill(child, signal.SIGKILL)
                return 0
            *lines, left = (left + read).split(b"\n")
            for line in lines:
                child = _hatched(json.loads(line))
                print("pid", child, flush=True)
        if child and (gone := os.waitpid(child, os.WNOHANG))[0]:
            print("status", os.waitstatus_to_exitcode(gone[1]), flush=True)
            child = 0


def _hatched(options: list[str]) -> int:
    child = os.fork()
    if child:
        return child
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    status = 1
    try:
        status = run(options)
    finally:
        sys.stderr.flush()
        os._exit(status)


def _arguments(argv: list[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m faults.bot", description=__doc__)
    parser.add_argument("--kill", metavar="POINT:N", help=", ".join(POINTS))
    parser.add_argument("--sabotage", choices=sabotage.SABOTAGES)
    parser.add_argument("--nest", action="store_true", help="start a bot for each line of options")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
