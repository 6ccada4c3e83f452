"""One view, a modal or a Home tab, as it is kept and as Slack writes it."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a Home tab of one person."""

    id: str
    user: str
    body: Json
    hash: str
    team_id: str
    app_id: str
    bot_id: str
    root_id: str = ""
    previous_id: str = ""
    values: Json = field(default_factory=dict)
    errors: Json = field(default_factory=dict)

    @property
    def is_home(self) -> bool:
        """Tell whether it is a Home tab."""
        return bool(self.body.get("type") == "home")

    @property
    def blocks(self) -> tuple[Json, ...]:
        """List the blocks."""
        return tuple(self.body.get("blocks", ()))


def to_slack(view: View) -> Json:
    """Write the view as the Web API and the payloads show it."""
    body = view.body
    return {
        "id": view.id,
        "team_id": view.team_id,
        "type": body["type"],
        "blocks": list(view.blocks),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id or None,
        "root_view_id": view.root_id or view.id,
        "app_id": view.app_id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": view.team_id,
        "bot_id": view.bot_id,
    }
