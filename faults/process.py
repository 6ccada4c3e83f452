"""The bot as a process: started by its launcher, killed, and given a clock that runs faster."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

from faults import company
from faults.slack import Slack

ROOT = Path(__file__).parents[1]
SPEED = 10  # the bot's clock runs so much faster: its flight limit of 70 s is over in 7
TICK_SECONDS = 0.2
READY_SECONDS = 40.0
REACH_SECONDS = 8.0  # a named point that is not reached by then is a random one


class Clock:
    """What the bot takes for the time: a file, moved on by the harness."""

    def __init__(self, path: Path, start: datetime) -> None:
        self.path = path
        self._lock, self._ended = Lock(), Event()
        self._at, self._real = start, monotonic()
        self._write()

    def now(self) -> datetime:
        """Give the bot's time."""
        return self._at + (monotonic() - self._real) * SPEED * timedelta(seconds=1)

    def to(self, instant: datetime) -> None:
        """Move on to an instant, never back."""
        with self._lock:
            self._at, self._real = max(instant, self.now()), monotonic()
        self._write()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let it run."""
        thread = Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _run(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            self._write()

    def _write(self) -> None:
        with self._lock:
            new = self.path.with_suffix(".new")
            new.write_text(self.now().isoformat(), encoding="utf-8")
            new.replace(self.path)


class Bot:
    """The process that is under test."""

    def __init__(self, slack: Slack, url: str, clock: Clock, log: Path) -> None:
        self._slack, self._log = slack, log
        env = environment(url, clock) | {
            "SLACK_API_URL": slack.box.api_url,
            "SLACK_BOT_TOKEN": slack.box.bot_token,
            "SLACK_APP_TOKEN": slack.box.app_token,
        }
        command = [sys.executable, "-P", "-m", "faults.bot", "--nest"]
        pipe = subprocess.PIPE
        with log.open("ab") as lines:
            self._nest = subprocess.Popen(
                command, env=env, stdin=pipe, stdout=pipe, stderr=lines, text=True
            )
        self._said: Queue[tuple[str, int]] = Queue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._pid, self._status = 0, 0

    def _listen(self) -> None:
        assert self._nest.stdout is not None
        for line in self._nest.stdout:
            word, number = line.split()
            self._said.put((word, int(number)))

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._pid != 0 and not self._is_gone(0.0)

    def _is_gone(self, within: float) -> bool:
        """Wait for its end."""
        if self._pid:
            with suppress(Empty):
                word, self._status = self._said.get(timeout=max(within, 0.001))
                assert word == "status", word
                self._pid = 0
        return self._pid == 0

    def start(self, *options: str) -> None:
        """Start it, with the launcher's options."""
        assert not self.is_alive, "one at a time"
        assert self._nest.stdin is not None
        self._nest.stdin.write(json.dumps(options) + "\n")
        self._nest.stdin.flush()
        word, self._pid = self._said.get(timeout=READY_SECONDS)
        assert word == "pid", word

    def connected(self) -> bool:
        """Wait for its line; False when it died before."""
        until = monotonic() + READY_SECONDS
        while not self._slack.is_connected:
            if not self.is_alive:
                return False
            if monotonic() > until:
                raise RuntimeError(f"the bot does not connect: {self.last_words()}")
            sleep(0.02)
        return True

    def dies(self, within: float) -> bool:
        """Wait for its death at a named point."""
        return self._is_gone(within) and self._status == -signal.SIGKILL

    def kill(self) -> bool:
        """Kill it; False when it was dead."""
        was_alive = self.is_alive
        if was_alive:
            os.kill(self._pid, signal.SIGKILL)
            self._is_gone(READY_SECONDS)
        return was_alive

    def end(self) -> int:
        """End it in good order; give its status."""
        if self.is_alive:
            os.kill(self._pid, signal.SIGTERM)
            if not self._is_gone(10.0):
                self.kill()
        return self._status

    def leave(self) -> None:
        """Leave no process behind."""
        self.kill()
        assert self._nest.stdin is not None
        assert self._nest.stdout is not None
        self._nest.stdin.close()
        self._nest.wait()
        self._listener.join()
        self._nest.stdout.close()

    def last_words(self) -> str:
        """Give the end of its log."""
        return self._log.read_text(errors="replace")[-600:]


def environment(url: str, clock: Clock) -> dict[str, str]:
    """Make an environment without anything of the user's own settings."""
    mine = ("HUIKUAN_", "SLACK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(mine)}
    path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    return kept | {
        "HUIKUAN_DATABASE_URL": url,
        "HUIKUAN_CLOCK": str(clock.path),
        "PYTHONPATH": path,
    }


def huikuan(env: Mapping[str, str], *words: str) -> Any:
    """Run one subcommand; give its document."""
    command = [sys.executable, "-P", "-m", "bot", *words, "--json"]
    ran = subprocess.run(command, env=dict(env), capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"huikuan {words[0]}: {ran.stderr[-600:]}{ran.stdout[-600:]}")
    return json.loads(ran.stdout)


def keep_books(env: Mapping[str, str], folder: Path) -> None:
    """Make the company in an empty database, by the command line alone."""
    folder.mkdir(exist_ok=True)
    company.write(folder)
    named = ("--company", company.NAME, "--timezone", company.ZONE, "--currency", company.CURRENCY)
    huikuan(env, "init", "--yes", *named)
    huikuan(env, "import", "folder", str(folder))
