"""The app manifest for Slack, version 2, written from the command registry."""

from typing import Any

from commands._contract import Command, discover

# Only what something here uses: reading who somebody is and who may read a channel, posting there
# and by direct message, and reading back a post whose fate is uncertain (the *:history scopes;
# where they are declined a person settles those). To come, with the issue that needs it:
# files:read and files:write (imports, charts), app_mentions:read (payment notices).
BOT_SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "users:read",
    "users:read.email",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "im:history",
)
BOT_EVENTS = ("user_change",)
MOST_COMMANDS = 50
LONGEST_NAME = 32


def manifest() -> dict[str, Any]:
    """Declare the app as it is now: its commands, scopes, events and switches."""
    typed = discover().commands
    assert len(typed) <= MOST_COMMANDS, len(typed)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Huikuan",
            "description": "Receivables and collection results (回款)",
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,  # direct messages of the bot stand there
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Huikuan", "always_online": True},
            "slash_commands": [_slash(typed[name]) for name in sorted(typed) if " " not in name],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(BOT_EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _slash(command: Command[Any, Any]) -> dict[str, Any]:
    name = f"/{command.name}"
    assert len(name) <= LONGEST_NAME, name
    return {
        "command": name,
        "description": command.summary,
        "usage_hint": _hint(command),
        "should_escape": True,
    }


def _hint(command: Command[Any, Any]) -> str:
    """Show what may follow the command: the words of its longest example."""
    words = [example.removeprefix(f"/{command.name}").strip() for example in command.usage]
    return max(words, key=len, default="")
