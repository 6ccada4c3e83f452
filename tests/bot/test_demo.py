"""The demo: a company in the browser, from a sample or from one's own files; nothing is left."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.clock import Clock
from bot.demo import books
from bot.demo.slack import workspace
from sandbox.workspace import BOT_USER
from storage import people
from storage.companies import Company
from storage.database import open_database
from storage.intake import open_folder
from tests.bot.conftest import NOW, until

TODAY = date(2026, 11, 23)
FILES = {
    "people.csv": (
        "person_id,name,email,role,team\nP1,Ana,,,East\nP2,王伟,,finance,\nP3,Bo,bo@x.example,,\n"
    ),
    "customers.csv": "customer_id,name,owner_id\nC1,Nordwind,P1\n",
    "invoices.csv": (
        "invoice_id,customer_id,issued_on,due_on,amount,currency\n"
        "INV-1,C1,2026-10-01,2026-10-31,100.00,EUR\n"
        "INV-2,C1,2026-10-02,2026-11-01,200.00,EUR\n"
        "INV-3,C1,2026-10-03,2026-11-02,300.00,USD\n"
        "INV-4,C1,2026-10-03,yesterday,300.00,EUR\n"
    ),
}


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's own export, beside an empty working folder."""
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "Nordwind Trading"
    made.mkdir()
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> books.Books:
    wanted = Company(0, "Nordwind", "Europe/Berlin", "EUR", "en")
    return books.keep(open_folder(folder), wanted, tmp_path / "demo.db", Clock(TODAY))


def test_the_currency_of_most_invoices_is_the_companys(folder: Path) -> None:
    assert books.main_currency(open_folder(folder)) == "EUR"
    assert books.main_currency(()) == "CNY"


def test_everybody_gets_an_address_and_owners_a_role(kept: books.Books, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/demo.db")
    with database.read(NOW) as tx:
        found = {m.number: m for m in people.everyone(tx, kept.company, TODAY)}
    database.close()
    assert {number: m.role for number, m in found.items()} == {
        "P1": "sales",
        "P2": "finance",
        "P3": "other",
    }
    assert found["P3"].email == "bo@x.example"
    assert all(m.email for m in found.values())


def test_rejected_rows_lie_beside_the_database(kept: books.Books, tmp_path: Path) -> None:
    ((path, count),) = kept.rejects
    assert path == tmp_path / "rejected-invoices.csv"
    assert count == 1
    assert "INV-4" in path.read_text(encoding="utf-8-sig")


def test_the_workspace_holds_everybody_a_guest_and_a_stranger(kept: books.Books) -> None:
    place = workspace("Nordwind", "Europe/Berlin", kept.everyone, kept.groups)
    by_name = {member.name: member for member in place.members}
    assert by_name["王伟"].locale == "zh-CN"
    assert by_name["Ana"].locale == "en-US"
    assert by_name["Ana"].tz == "Europe/Berlin"
    assert sum(member.is_guest for member in place.members) == 1
    assert sum(member.team_id is not None for member in place.members) == 1
    channels = {channel.name: channel.members for channel in place.channels}
    assert set(channels["team-east"]) == {BOT_USER, by_name["Ana"].id}
    assert by_name["王伟"].id in channels["payments"]
    assert {BOT_USER, by_name["Ana"].id} <= set(channels["rankings"])


def test_a_team_writes_where_its_books_say_and_whoever_leads_it_is_there(folder, tmp_path) -> None:
    (folder / "teams.csv").write_text("team,manager_id,channel\nEast,P3,east-money\n")
    wanted = Company(0, "Nordwind", "Europe/Berlin", "EUR", "en")
    kept = books.keep(open_folder(folder), wanted, tmp_path / "demo.db", Clock(TODAY))
    place = workspace("Nordwind", "Europe/Berlin", kept.everyone, kept.groups)
    by_name = {member.name: member.id for member in place.members}
    (east,) = (channel for channel in place.channels if channel.name == "east-money")
    assert set(east.members) == {BOT_USER, by_name["Ana"], by_name["Bo"]}


@contextmanager
def demo(*more: str) -> Iterator[subprocess.Popen[str]]:
    inherited = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "bot", "demo", "--json", *more]
    with subprocess.Popen(
        command,
        env=inherited | {"HUIKUAN_TODAY": TODAY.isoformat(), "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.terminate()  # it ends its bot; a kill would leave that behind
                running.communicate()


def announced(running: subprocess.Popen[str]) -> dict[str, Any]:
    lines = ""
    for line in running.stdout:
        lines += line
        if line == "}\n":
            return dict(json.loads(lines))
    raise AssertionError(running.stderr.read())


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(child) for child in text.split()]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ones_own_files_are_shown_and_the_end_is_quiet(
    folder: Path, number: signal.Signals
) -> None:
    port = free_port()
    with demo("--data", str(folder), "--port", str(port)) as running:
        said = announced(running)
        assert said["url"] == f"http://127.0.0.1:{port}/"
        assert (said["company"], said["currency"]) == ("Nordwind Trading", "EUR")
        assert said["rejected"][0]["rows"] == 1
        assert Path(said["rejected"][0]["file"]).is_file()
        (bot,) = children(running.pid)
        running.send_signal(number)
        assert running.wait(60) == 0
        words = running.stderr.read()
    assert "Traceback" not in words
    assert is_free(port)
    assert not Path(f"/proc/{bot}").exists()


def test_the_sample_company_answers_myscore(folder: Path) -> None:
    from http.client import HTTPConnection

    port = free_port()
    with demo("--port", str(port)) as running:
        assert announced(running)["company"] == "Lanqiao 蓝桥"
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as page:
            page.request("GET", "/control/state")
            state = json.load(page.getresponse())
            ana = next(user for user in state["users"] if user["name"].startswith("Ana"))
            general = next(c for c in state["channels"] if c["name"] == "general")
            asked = {"user": ana["id"], "channel": general["id"], "text": "/myscore", "settle": 9}
            page.request("POST", "/control/command", json.dumps(asked))
            answer = json.load(page.getresponse())
        assert answer["ok"], answer
        assert "points" in answer["messages"][0]["text"]


def test_a_bot_that_dies_ends_the_demo_and_is_said(folder: Path) -> None:
    port = free_port()
    with demo("--data", str(folder), "--port", str(port)) as running:
        announced(running)
        (bot,) = children(running.pid)
        os.kill(bot, signal.SIGKILL)
        assert running.wait(60) == 1
        assert "the bot ended by itself" in running.stderr.read()
    until(lambda: is_free(port))


def test_a_taken_port_is_said_before_anything_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = int(taken.getsockname()[1])
        assert main(["demo", "--port", str(port)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"huikuan: port {port} is taken")
    assert f"--port {port + 1}" in said.err
    assert not (tmp_path / ".demo").exists()


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--data", "nowhere"], "is no folder"),
        (["--data", "."], "there is no invoices.csv"),
        (["--currency", "RMB"], "ISO 4217"),
        (["--zone", "Mars"], "time zone"),
        (["--port", "70000"], "is no port"),
    ],
)
def test_a_demo_that_cannot_be_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], word: str
) -> None:
    given = more if "--port" in more else [*more, "--port", str(free_port())]
    assert main(["demo", *given]) == 2
    assert word in capsys.readouterr().err
