"""The environment: what is taken, and what is refused in one line with the way out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import Clock, is_zone, local_zone
from bot.settings import BadSetting, Settings


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.read({})
    assert settings.database_url == "sqlite:///huikuan.db"
    assert settings.api_url == "https://slack.com/api/"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.is_real_slack
    assert settings.is_encrypted


def test_blank_variables_count_as_absent() -> None:
    assert Settings.read({"SLACK_SIGNING_SECRET": "  ", "PORT": ""}) == Settings.read({})


def test_secrets_stay_out_of_the_repr() -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-2"}
    settings = Settings.read(given | {"HUIKUAN_DATABASE_URL": "postgresql://u:pass@h/db"})
    assert settings.secrets == ("xoxb-1", "xapp-2")
    assert not {"xoxb-1", "xapp-2", "pass"} & set(repr(settings).replace("'", " ").split())
    assert "pass" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "real"),
    [
        ("https://slack.com/api/", True),
        ("https://www.slack.com/api/", True),
        ("https://slack.com.evil.example/api/", False),
        ("https://notslack.com/api/", False),
        ("http://127.0.0.1:7070/api/", False),
    ],
)
def test_real_slack_is_known_by_its_host(url: str, real: bool) -> None:
    assert Settings.read({"SLACK_API_URL": url}).is_real_slack is real


WRONG = {
    "HUIKUAN_DATABASE_URL": ["huikuan.db", "sqlite:///", "mysql://h/db"],
    "HUIKUAN_TODAY": ["2026-13-01", "today"],
    "SLACK_API_URL": [
        "slack.com/api/",
        "https://slack.com/api",
        "ftp://slack.com/api/",
        "https:///api/",
    ],
    "SLACK_BOT_TOKEN": ["xapp-1"],
    "SLACK_APP_TOKEN": ["xoxb-1"],
    "PORT": ["-1", "65536", "http", "３０００"],
}


@pytest.mark.parametrize(
    ("variable", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_bad_value_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings.read({variable: value})
    line = str(refused.value)
    assert line.startswith(f"{variable} ")
    assert "\n" not in line
    assert "; " in line


def test_a_fixed_day_is_today_everywhere_and_begins_at_midnight_in_the_zone() -> None:
    clock = Clock(date(2026, 11, 23))
    assert clock.today("Asia/Shanghai") == clock.today("America/New_York") == date(2026, 11, 23)
    assert clock.now("Asia/Shanghai") == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert clock.now("America/New_York") == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_the_clock_tells_the_time_and_each_zones_date() -> None:
    clock = Clock()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    east, west = clock.today("Pacific/Kiritimati"), clock.today("Pacific/Pago_Pago")
    assert east - west in {timedelta(days=1), timedelta(days=2)}


def test_the_machines_own_zone_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_zone(local_zone())
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert local_zone() == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "no such zone")
    assert is_zone(local_zone())
