"""The course of a demo: books, a local Slack, the real bot beside it, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.cli_contract import Context, WrongUsage
from bot.clock import Clock, local_zone
from bot.demo import books
from bot.demo.books import Books
from bot.demo.slack import workspace
from bot.manifest import manifest
from sandbox import company as sample
from sandbox.server import Sandbox
from storage.companies import Company
from storage.intake import File, open_folder

FOLDER = ".demo"
SAMPLE_NAME, SAMPLE_ZONE, SAMPLE_CURRENCY = "Lanqiao 蓝桥", "Asia/Shanghai", "CNY"
SEED = 1
READY_SECONDS = 30.0
STOP_SECONDS = 5.0
DIED = 1
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for; None is for us to find out."""

    data: Path | None
    company: str | None
    currency: str | None
    zone: str | None
    language: str


def show(wish: Wish, port: int, context: Context) -> int:
    """Show the company until Ctrl-C, or until the bot dies."""
    _refuse_taken(port)
    folder = _fresh_folder()
    database = folder / "demo.db"
    context.say("Importing the company …")
    kept = _books(wish, database, context.clock)
    place = workspace(kept.company.name, kept.company.timezone, kept.everyone, kept.groups)
    log = folder / "bot.log"
    box = Sandbox(place, manifest(), port=port)
    time = _shared_time(box, folder / "clock", context.clock)
    with _told_to_stop() as stop, _running(box), _bot(box, database, time, log) as bot:
        if _ready(box, bot, stop):
            _announce(kept, box, database, context)
            while not stop.wait(0.1) and bot.poll() is None:
                pass
        return _end(bot, stop, log, context)


def _books(wish: Wish, database: Path, clock: Clock) -> Books:
    if wish.data is None:
        with tempfile.TemporaryDirectory() as folder:
            zone = wish.zone or SAMPLE_ZONE
            sample.write(Path(folder), sample.Plan(seed=SEED, today=clock.today(zone)))
            files = open_folder(Path(folder))
        company = _company(wish, SAMPLE_NAME, SAMPLE_CURRENCY, zone)
        return books.keep(files, company, database, clock)
    return books.keep(*_own(wish, wish.data), database, clock)


def _own(wish: Wish, folder: Path) -> tuple[tuple[File, ...], Company]:
    """Read an export; the currency that most of it is in is also what a bare `$` means."""
    files = open_folder(folder, wish.currency)
    if not files:
        raise WrongUsage(f"there is no invoices.csv, people.csv or the like in {folder}.")
    currency = wish.currency or books.main_currency(files)
    if wish.currency is None:
        files = open_folder(folder, currency)
    name = folder.resolve().name or "Demo"
    return files, _company(wish, name, currency, wish.zone or local_zone())


def _company(wish: Wish, name: str, currency: str, zone: str) -> Company:
    return Company(0, wish.company or name, zone, wish.currency or currency, wish.language)


def _fresh_folder() -> Path:
    """Make `.demo` here, without what an earlier demo left in it; git does not see it."""
    folder = Path(FOLDER).resolve()
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        for old in (*folder.glob("demo.db*"), *folder.glob("rejected-*.csv")):
            old.unlink()
    except OSError as error:
        raise WrongUsage(f"{folder} cannot be written ({error.strerror}).") from None
    return folder


def _refuse_taken(port: int) -> None:
    """Say so before the import, not after it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise _taken(port) from None


def _taken(port: int) -> WrongUsage:
    way_out = f"make demo PORT={port + 1}, or huikuan demo --port {port + 1}"
    return WrongUsage(f"port {port} is taken, perhaps by another demo. Choose another: {way_out}")


@contextmanager
def _running(box: Sandbox) -> Iterator[None]:
    try:
        box.start()
    except OSError:
        raise _taken(box.port) from None
    try:
        yield
    finally:
        box.stop()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Turn Ctrl-C, a kill and a closed terminal into one event."""
    stop = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, lambda *_: stop.set()) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _shared_time(box: Sandbox, file: Path, clock: Clock) -> Mapping[str, str]:
    """Let the bot go by the page's clock, so that a Monday can be made to come; or fix the day."""
    if clock.fixed:
        return {"HUIKUAN_TODAY": clock.fixed.isoformat()}
    tell = partial(_tell_time, file)
    if clock.moved:
        box.slack.clock.set(clock.now().timestamp())
    tell(box.slack.clock.now())
    box.slack.clock.tell = tell
    return {"HUIKUAN_CLOCK": str(file)}


def _tell_time(file: Path, seconds: float) -> None:
    file.write_text(datetime.fromtimestamp(seconds, UTC).isoformat(), encoding="utf-8")


@contextmanager
def _bot(
    box: Sandbox, database: Path, time: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real bot, with an environment of its own and nothing of the user's settings."""
    mine = ("HUIKUAN_", "SLACK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(mine)}
    given = {
        "HUIKUAN_DATABASE_URL": f"sqlite:///{database}",
        "SLACK_API_URL": box.api_url,
        "SLACK_BOT_TOKEN": box.bot_token,
        "SLACK_APP_TOKEN": box.app_token,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH")))),
    }
    command = [sys.executable, "-P", "-m", "bot", "run"]
    with log.open("wb") as lines:
        bot = subprocess.Popen(  # noqa: S603 - our own command
            command,
            env={**kept, **given, **time},
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,  # a Ctrl-C is ours to pass on
        )
    try:
        yield bot
    finally:
        bot.terminate()
        try:
            bot.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            bot.kill()
            bot.wait()


def _ready(box: Sandbox, bot: subprocess.Popen[bytes], stop: threading.Event) -> bool:
    """Wait for the bot's line, as long as anything can still come of it."""
    for _ in range(int(READY_SECONDS / 0.05)):
        if box.slack.socket_mode.connections:
            return True
        if bot.poll() is not None or stop.wait(0.05):
            return False
    return False


def _end(bot: subprocess.Popen[bytes], stop: threading.Event, log: Path, context: Context) -> int:
    if stop.is_set():
        return 0
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    status = bot.poll()
    end = f"ended by itself (status {status})" if status is not None else "does not connect"
    context.say(f"huikuan: the bot {end}. Its last words, of {log}:")
    for line in lines[-3:]:
        context.say(f"  {line}")
    return DIED


def _announce(kept: Books, box: Sandbox, database: Path, context: Context) -> None:
    company = kept.company
    document = {
        "url": box.url,
        "company": company.name,
        "currency": company.currency,
        "timezone": company.timezone,
        "database": str(database),
        "rows": kept.rows,
        "rejected": [{"file": str(path), "rows": count} for path, count in kept.rejects],
    }
    for path, count in kept.rejects:
        context.say(f"{count} rows were rejected; they are in {path}, each with its reason.")
    text = (
        f"{company.name} ({company.currency}, {company.timezone}) is open at {box.url}\n"
        "Choose who you are, and type /myscore. Ctrl-C ends it."
    )
    context.print(document, text)
