"""`huikuan run` as a process: when it refuses to start, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli import main
from sandbox.server import Sandbox
from storage import companies
from storage.database import Database
from tests.bot.conftest import ANA, GUS, HOME, NOW, Slack, until, workspace


@pytest.fixture
def plain_slack() -> Iterator[Slack]:
    """Run a Slack that knows the product's own commands."""
    from bot.manifest import manifest

    document = manifest()
    document["features"]["slash_commands"].append(
        {"command": "/zzz", "description": "not there", "should_escape": True}
    )
    with Sandbox(workspace(), document) as box:
        yield Slack(box)


def environment(slack: Slack | None, database: str, **more: str) -> dict[str, str]:
    given = {"HUIKUAN_DATABASE_URL": database, **more}
    if slack is not None:
        given = {
            "SLACK_API_URL": slack.box.api_url,
            "SLACK_BOT_TOKEN": slack.box.bot_token,
            "SLACK_APP_TOKEN": slack.box.app_token,
            **given,
        }
    inherited = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    return inherited | {k: v for k, v in given.items() if v}


@contextmanager
def process(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


@pytest.fixture
def acme_url(acme: Database, sqlite_url: str) -> str:
    return sqlite_url


def test_the_process_serves_and_ends_on_sigterm(plain_slack: Slack, acme_url: str) -> None:
    with process(environment(plain_slack, acme_url)) as running:
        until(lambda: plain_slack.connections() == 1)
        assert plain_slack.words(GUS, "/zzz") == "This is for members of Acme only."
        assert plain_slack.words(ANA, "/zzz").startswith("I don't know /zzz.")
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
        log = running.stderr.read()
    until(lambda: plain_slack.connections() == 0)
    assert "example.com" not in log
    assert plain_slack.box.bot_token not in log
    assert "socket_open" in log


def test_the_process_ends_on_sigint_while_slack_is_away(acme_url: str) -> None:
    env = environment(None, acme_url, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    with process(env | {"SLACK_API_URL": "http://127.0.0.1:9/api/"}) as running:
        assert running.stderr.readline().strip().endswith("slack_unreachable")
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0


REFUSALS = {
    "no database": ({"HUIKUAN_DATABASE_URL": "sqlite:///nothing.db"}, "there is no database"),
    "no bot token": ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
    "no signing secret": ({"SLACK_APP_TOKEN": ""}, "SLACK_SIGNING_SECRET is not set"),
    "a blank signing secret": (
        {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "   "},
        "SLACK_SIGNING_SECRET is not set",
    ),
    "tokens in each other's place": ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN holds the"),
    "a day with real Slack": (
        {"HUIKUAN_TODAY": "2026-11-23", "SLACK_API_URL": "https://slack.com/api/"},
        "HUIKUAN_TODAY would date",
    ),
    "a day that is none": ({"HUIKUAN_TODAY": "yesterday"}, "HUIKUAN_TODAY is no day: 'yesterday'"),
    "an address that is none": ({"SLACK_API_URL": "https://slack.com"}, "SLACK_API_URL is no API"),
    "a port that is none": ({"PORT": "99999"}, "PORT is no port: '99999'"),
}


@pytest.mark.parametrize(("more", "line"), REFUSALS.values(), ids=REFUSALS.keys())
def test_an_unsafe_start_is_refused_in_one_line(
    acme_url: str,
    more: dict[str, str],
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"SLACK_API_URL": "http://127.0.0.1:9/api/", "HUIKUAN_DATABASE_URL": acme_url}
    given |= {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    for name, value in (given | more).items():
        monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"huikuan: {line}")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-no"}, "SLACK_BOT_TOKEN is refused by Slack (invalid_auth)"),
        ({"HUIKUAN_COMPANY": "Zed"}, "there is no company 'Zed'"),
    ],
)
def test_a_wrong_token_or_company_ends_the_start(
    plain_slack: Slack, acme_url: str, more: dict[str, str], line: str
) -> None:
    with process(environment(plain_slack, acme_url) | more) as running:
        assert running.wait(60) == 2
        (said,) = [x for x in running.stderr if x.startswith("huikuan: ")]
    assert said.startswith(f"huikuan: {line}"), said


def test_a_taken_port_is_said(plain_slack: Slack, acme_url: str) -> None:
    env = environment(plain_slack, acme_url, PORT=str(plain_slack.box.port))
    env |= {"SLACK_SIGNING_SECRET": "s" * 32}
    env.pop("SLACK_APP_TOKEN")
    with process(env) as running:
        assert running.wait(60) == 2
        assert "huikuan: PORT" in running.stderr.read()


def test_the_first_run_binds_and_another_workspace_is_refused(
    plain_slack: Slack, acme: Database, acme_url: str
) -> None:
    with process(environment(plain_slack, acme_url)):
        until(lambda: plain_slack.connections() == 1)
    with acme.read(NOW) as tx:
        company = companies.choose(tx)
    assert company.slack_team_id == HOME
    with acme.write(NOW) as tx:
        companies.bind_to_slack(tx, company, "T0BEFORE")
    with process(environment(plain_slack, acme_url)) as running:
        assert running.wait(60) == 2
        assert "Acme belongs to the Slack workspace T0BEFORE" in running.stderr.read()


def test_an_old_schema_is_refused(plain_slack: Slack, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    env = environment(plain_slack, f"sqlite:///{tmp_path}/empty.db")
    with process(env) as running:
        assert running.wait(60) == 2
        assert "is of another version" in running.stderr.read()
