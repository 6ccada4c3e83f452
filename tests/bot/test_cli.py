"""The command line: init, doctor, and how troubles are said and leave their status."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from storage import companies
from storage.database import Database, open_database
from tests.bot.conftest import NOW, Slack

INIT = ["init", "--yes", "--company", "Acme", "--timezone", "Asia/Shanghai", "--currency", "CNY"]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def known() -> list[tuple[str, str, str, str]]:
    database = open_database("sqlite:///huikuan.db")
    with database.read(NOW) as tx:
        found = companies.all_companies(tx)
    database.close()
    return [(c.name, c.timezone, c.currency, c.language) for c in found]


def test_init_makes_the_database_and_again_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(INIT) == 0
    assert capsys.readouterr().out.startswith("Acme is made")
    again = [*INIT[:-1], "EUR", "--language", "zh", "--json"]
    assert main(again) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["created"] is False
    assert document["currency"] == "CNY"
    assert known() == [("Acme", "Asia/Shanghai", "CNY", "en")]


def test_another_name_adds_a_company(capsys: pytest.CaptureFixture[str]) -> None:
    main(INIT)
    assert main([*INIT[:3], "蓝桥", *INIT[4:], "--language", "zh"]) == 0
    assert "蓝桥 is made" in capsys.readouterr().out
    assert [name for name, *_ in known()] == ["Acme", "蓝桥"]
    assert main(["doctor"]) == 1
    assert "Set HUIKUAN_COMPANY to one of: Acme, 蓝桥." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "value", "word"),
    [
        (5, "Asia/Nowhere", "time zone"),
        (5, "../../etc/passwd", "time zone"),
        (7, "XAU", "ISO 4217"),
        (7, "RMB", "ISO 4217"),
        (3, "  ", "needs a name"),
    ],
)
def test_a_company_that_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, place: int, value: str, word: str
) -> None:
    assert main([*INIT[:place], value, *INIT[place + 1 :]]) == 2
    said = capsys.readouterr()
    assert word in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_init_without_yes_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = [word for word in INIT if word != "--yes"]
    monkeypatch.setattr("builtins.input", lambda: "n")
    assert main(asked) == 2
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("builtins.input", lambda: "y")
    assert main(asked) == 0
    assert "Make Acme" in capsys.readouterr().err


def test_a_database_in_a_folder_that_is_not_there_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUIKUAN_DATABASE_URL", f"sqlite:///{tmp_path}/data/books.db")
    assert main(INIT) == 0
    assert (tmp_path / "data" / "books.db").is_file()


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [
        ("PORT", "x", "huikuan: PORT is no port: 'x'; write a number from 0 to 65535.\n"),
        ("HUIKUAN_DATABASE_URL", "sqlite:///no.db", "huikuan: there is no database no.db yet."),
    ],
)
def test_a_trouble_is_one_line_on_stderr_and_status_two(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
    line: str,
) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "xoxb-1")
    monkeypatch.setenv(variable, value)
    assert main(["run"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(line)
    assert said.err.count("\n") == 1


def test_a_database_that_does_not_answer_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIKUAN_DATABASE_URL", "postgresql://u:s3cret@127.0.0.1:1/books")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "no database answers at postgresql://127.0.0.1:1/books" in said
    assert "s3cret" not in said


def test_a_file_that_is_no_database_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "huikuan.db").write_text("this is no database, it is a letter to my aunt " * 20)
    assert main(["doctor"]) == 1
    assert "no database answers at huikuan.db" in capsys.readouterr().out


def test_doctor_finds_a_sound_installation_fine(
    slack: Slack,
    acme: Database,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HUIKUAN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SLACK_API_URL", slack.box.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.box.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.box.app_token)
    assert main(["doctor", "--json"]) == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    local = ["settings", "database", "company", "clock", "outbox"]
    wanted = [*local, "slack", "scopes", "transport"]
    assert [c["id"] for c in checks] == wanted
    assert {c["state"] for c in checks} == {"fine"}
    assert "4 of 4 people" in checks[2]["text"]
    slack.post("settings", scopes=["commands"])
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "missing" in said
    assert "users:read.email" in said
    assert slack.box.bot_token not in said


def test_doctor_reads_the_clock_of_postgres(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIKUAN_DATABASE_URL", postgres_url)
    assert main(INIT) == 0
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "PostgreSQL" in said
    assert "s off the database's" in said


def test_the_right_word_is_named_where_usage_was_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["nonsense"]) == 2
    assert "manifest" in capsys.readouterr().err
    assert main(["--help"]) == 0
