"""The ids and secrets that the installed app goes by."""

import secrets
from dataclasses import dataclass, field


def _token(prefix: str) -> str:
    return f"{prefix}-{secrets.randbelow(10**12):012d}-{secrets.token_hex(16)}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What Slack gives to an app, and what it signs its requests with."""

    bot_token: str = field(default_factory=lambda: _token("xoxb"), repr=False)
    app_token: str = field(default_factory=lambda: _token("xapp-1"), repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12), repr=False)
    app_id: str = "A0SANDBOX0"
    bot_id: str = "B0SANDBOX0"

    def __post_init__(self) -> None:
        """Refuse tokens that a client could not tell apart."""
        assert self.bot_token.startswith("xoxb-"), "a bot token begins with xoxb-"
        assert self.app_token.startswith("xapp-"), "an app token begins with xapp-"
        assert self.signing_secret, "an empty signing secret signs nothing"

    @property
    def secrets(self) -> tuple[str, ...]:
        """List what must not appear in a log."""
        return (self.bot_token, self.app_token, self.signing_secret, self.verification_token)
