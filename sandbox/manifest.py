"""What the app declared: its name, slash commands, scopes, events and switches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """One slash command as the composer offers it."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One entry of the shortcuts menu, global or on a message."""

    name: str
    callback_id: str
    description: str
    is_message: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """An app manifest, read once."""

    name: str
    bot_name: str
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    bot_scopes: tuple[str, ...] = ()
    bot_events: tuple[str, ...] = ()
    is_interactive: bool = False
    has_socket_mode: bool = False
    has_home_tab: bool = False
    has_messages_tab: bool = True
    is_messages_tab_read_only: bool = False

    def command(self, name: str) -> SlashCommand | None:
        """Find a slash command by its name."""
        return next((c for c in self.commands if c.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """Find a shortcut by its callback id."""
        return next((s for s in self.shortcuts if s.callback_id == callback_id), None)


def read(document: Mapping[str, Any]) -> Manifest:
    """Read a manifest of version 2 (or 1) as Slack's app settings would."""
    features = document.get("features", {})
    settings = document.get("settings", {})
    home = features.get("app_home", {})
    name = document["display_information"]["name"]
    return Manifest(
        name=name,
        bot_name=features.get("bot_user", {}).get("display_name", name),
        commands=tuple(_command(c) for c in features.get("slash_commands", ())),
        shortcuts=tuple(_shortcut(s) for s in features.get("shortcuts", ())),
        bot_scopes=tuple(document.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        bot_events=tuple(settings.get("event_subscriptions", {}).get("bot_events", ())),
        is_interactive=settings.get("interactivity", {}).get("is_enabled", False),
        has_socket_mode=settings.get("socket_mode_enabled", False),
        has_home_tab=home.get("home_tab_enabled", False),
        has_messages_tab=home.get("messages_tab_enabled", True),
        is_messages_tab_read_only=home.get("messages_tab_read_only_enabled", False),
    )


def _command(entry: Mapping[str, Any]) -> SlashCommand:
    return SlashCommand(
        command=entry["command"],
        description=entry["description"],
        usage_hint=entry.get("usage_hint", ""),
        should_escape=entry.get("should_escape", False),
    )


def _shortcut(entry: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=entry["name"],
        callback_id=entry["callback_id"],
        description=entry["description"],
        is_message=entry["type"] == "message",
    )
