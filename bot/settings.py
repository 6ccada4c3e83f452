"""Settings: the environment, read once into one frozen value; a bad value is refused by name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from urllib.parse import urlsplit

from bot.clock import instant

DEFAULT_DATABASE = "sqlite:///huikuan.db"
SLACK_API = "https://slack.com/api/"
_SCHEMES = ("sqlite:///", "postgresql://", "postgres://")


@dataclass(eq=False)
class BadSetting(Exception):
    """A variable of the environment that cannot be used, and the way out."""

    variable: str
    trouble: str
    way_out: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.variable} {self.trouble}; {self.way_out}."


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the environment says; secrets stay out of its repr."""

    database_url: str = field(default=DEFAULT_DATABASE, repr=False)
    today: date | None = None
    clock: str | None = None
    company: str | None = None
    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = SLACK_API
    host: str = "127.0.0.1"
    port: int = 3000

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the environment; an empty variable counts as absent."""
        source = os.environ if environment is None else environment
        given = {name: value.strip() for name, value in source.items() if value.strip()}
        return cls(
            database_url=_database(given.get("HUIKUAN_DATABASE_URL", DEFAULT_DATABASE)),
            today=_day(given.get("HUIKUAN_TODAY")),
            clock=_clock(given),
            company=given.get("HUIKUAN_COMPANY"),
            bot_token=_token(given, "SLACK_BOT_TOKEN", not_like="xapp-"),
            app_token=_token(given, "SLACK_APP_TOKEN", not_like="xoxb-"),
            signing_secret=given.get("SLACK_SIGNING_SECRET"),
            api_url=_api(given.get("SLACK_API_URL", SLACK_API)),
            host=given.get("HOST", "127.0.0.1"),
            port=_port(given.get("PORT", "3000")),
        )

    @property
    def is_real_slack(self) -> bool:
        """Tell whether messages would reach real people."""
        host = urlsplit(self.api_url).hostname or ""
        return host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com"))

    @property
    def is_encrypted(self) -> bool:
        """Tell whether the way to Slack is encrypted."""
        return self.api_url.startswith("https://")

    @property
    def secrets(self) -> tuple[str, ...]:
        """List what must never be written anywhere."""
        found = (self.bot_token, self.app_token, self.signing_secret)
        return tuple(secret for secret in found if secret)


def _database(url: str) -> str:
    if url.startswith(_SCHEMES) and url not in _SCHEMES:
        return url
    raise BadSetting(
        "HUIKUAN_DATABASE_URL",
        "is no database address",
        "write sqlite:///PATH (four slashes: absolute) or postgresql://USER@HOST/NAME",
    )


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        trouble = f"is no day: {written!r}"
        raise BadSetting("HUIKUAN_TODAY", trouble, "write YYYY-MM-DD, or unset it") from None


def _clock(given: Mapping[str, str]) -> str | None:
    """An instant, or a file that holds one; not beside a fixed day."""
    written = given.get("HUIKUAN_CLOCK")
    if written is None:
        return None
    if "HUIKUAN_TODAY" in given:
        raise BadSetting("HUIKUAN_CLOCK", "stands beside HUIKUAN_TODAY", "unset one of them")
    try:
        instant(written)
    except ValueError:
        way_out = "write it like 2026-11-23T08:29:50+08:00, or name a file that holds it"
        raise BadSetting("HUIKUAN_CLOCK", f"is no instant: {written!r}", way_out) from None
    return written


def _token(given: Mapping[str, str], variable: str, *, not_like: str) -> str | None:
    """Refuse the mistake people make: each token in the other's place."""
    token = given.get(variable)
    if token is not None and token.startswith(not_like):
        trouble = f"holds the other token ({not_like}…)"
        raise BadSetting(variable, trouble, "the bot's begins with xoxb-, the app's with xapp-")
    return token


def _api(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.hostname and url.endswith("/api/"):
        return url
    way_out = f"write it like {SLACK_API} (it ends in /api/), or unset it for Slack itself"
    raise BadSetting("SLACK_API_URL", f"is no API address: {url!r}", way_out)


def _port(written: str) -> int:
    if written.isascii() and written.isdecimal() and 0 <= int(written) <= 65535:
        return int(written)
    raise BadSetting("PORT", f"is no port: {written!r}", "write a number from 0 to 65535")
