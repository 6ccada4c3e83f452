"""One Web API call as its method sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.core import Slack
from sandbox.refusal import Refused
from sandbox.workspace import BOT_USER, Channel, Member

Json = dict[str, Any]
ANY_KIND = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Call:
    """The workspace and the checked arguments."""

    slack: Slack
    args: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Give an argument as text, empty when absent."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Give an argument as a switch, off when absent."""
        return bool(self.args.get(name))

    def channel(self, name: str = "channel") -> Channel:
        """Find the conversation that is meant, among those the app knows of."""
        found = self.slack.state.channels.get(self.text(name))
        if found is None or (found.is_closed and BOT_USER not in found.members):
            raise Refused("channel_not_found")
        return found

    def member(self, name: str = "user") -> Member:
        """Find the person that is meant."""
        found = self.slack.state.members.get(self.text(name))
        if found is None:
            raise Refused("user_not_found")
        return found

    def need(self, *scopes: str) -> None:
        """Refuse when none of the scopes was granted."""
        if not set(scopes) & set(self.slack.scopes):
            provided = ",".join(self.slack.scopes)
            raise Refused("missing_scope", needed=",".join(scopes), provided=provided)

    def has(self, scope: str) -> bool:
        """Tell whether a scope was granted."""
        return scope in self.slack.scopes


Handler = Callable[[Call], Json]


def page(
    items: list[Any], call: Call, default: int = 100, most: int = 1000
) -> tuple[list[Any], str]:
    """Cut one page out of a list; the cursor says where the next one begins."""
    limit = int(call.args.get("limit") or default)
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    cursor = call.text("cursor")
    if cursor and not (cursor.startswith("at:") and cursor[3:].isdigit()):
        raise Refused("invalid_cursor")
    start = int(cursor[3:] or 0) if cursor else 0
    end = start + limit
    return items[start:end], (f"at:{end}" if end < len(items) else "")
