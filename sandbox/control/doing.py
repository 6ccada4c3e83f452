"""What people do, asked for over HTTP; each answer is what that person then sees."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.acts import click, command, home, message, modal, people, shortcut, suggest, upload
from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake, find_channel, find_member
from sandbox.core import Slack
from sandbox.view import View
from sandbox.workspace import BOT_USER

Json = dict[str, Any]
Doing = Callable[[Slack, str, Json], Awaitable[Outcome]]


def _channel(slack: Slack, body: Json) -> str:
    return find_channel(slack, str(body.get("channel", "")))


def _text(body: Json, name: str) -> str:
    return str(body.get(name) or "")


async def type_command(slack: Slack, user: str, body: Json) -> Outcome:
    """Type a slash command: {user, channel, text}; `command` may stand apart from `text`."""
    line = f"{_text(body, 'command')} {_text(body, 'text')}".strip()
    where = _channel(slack, body)
    return await command.command(slack, user, where, line, _text(body, "thread_ts"))


async def press(slack: Slack, user: str, body: Json) -> Outcome:
    """Use an element: on a message {channel, message_ts}, in a modal or Home tab {view_id}."""
    pressed = click.Press(
        action_id=_text(body, "action_id"),
        block_id=_text(body, "block_id"),
        answer=_answer(body),
        value=_button_value(body),
        values=dict(body.get("values") or {}),
    )
    ts = _text(body, "message_ts")
    if ts:
        return await click.on_message(slack, user, _channel(slack, body), ts, pressed)
    view = _view(slack, user, body, with_home=True)
    return await click.in_view(slack, user, view, pressed)


def _button_value(body: Json) -> str | None:
    """Tell buttons of one action apart by their value, when nothing else was chosen."""
    value = body.get("value")
    return value if isinstance(value, str) and not body.get("action_id") else None


def _answer(body: Json) -> Any:
    named = [k for k in body if k.startswith("selected") or k in {"selection", "input"}]
    return body[named[0]] if named else body.get("value")


def _view(slack: Slack, user: str, body: Json, *, with_home: bool = False) -> View:
    state = slack.state
    wanted = _text(body, "view_id")
    found = state.views.get(wanted) if wanted else state.open_view(user)
    if found is None and not wanted and with_home:
        found = state.homes.get(user)
    if found is None:
        raise Mistake("view_not_found")
    return found


async def look_up(slack: Slack, user: str, body: Json) -> Outcome:
    """Type into a menu that the app fills: an element as in a click, and {value}."""
    pressed = click.Press(_text(body, "action_id"), _text(body, "block_id"))
    text, ts = _text(body, "value"), _text(body, "message_ts")
    if ts:
        where = (_channel(slack, body), ts)
        return await suggest.on_message(slack, user, where, pressed, text)
    view = _view(slack, user, body, with_home=True)
    return await suggest.in_view(slack, view, pressed, text)


async def run_shortcut(slack: Slack, user: str, body: Json) -> Outcome:
    """Run a shortcut: {user, callback_id}, and {channel, message_ts} for one on a message."""
    where = _channel(slack, body) if body.get("channel") else ""
    name = _text(body, "callback_id")
    return await shortcut.shortcut(slack, user, name, where, _text(body, "message_ts"))


async def write(slack: Slack, user: str, body: Json) -> Outcome:
    """Write a message: {user, channel, text, thread_ts?}."""
    where = _channel(slack, body)
    return await message.message(slack, user, where, _text(body, "text"), _text(body, "thread_ts"))


async def mention(slack: Slack, user: str, body: Json) -> Outcome:
    """Write a message that mentions the app: {user, channel, text}."""
    text = f"<@{BOT_USER}> {_text(body, 'text')}".strip()
    where = _channel(slack, body)
    return await message.message(slack, user, where, text, _text(body, "thread_ts"))


async def drop_file(slack: Slack, user: str, body: Json) -> Outcome:
    """Share a file: {user, channel, filename, content (base64) or text, comment?, title?}."""
    try:
        content = base64.b64decode(_text(body, "content"), validate=True)
    except ValueError:
        raise Mistake("content is not base64") from None
    dropped = upload.Dropped(
        name=_text(body, "filename"),
        content=content or _text(body, "text").encode(),
        title=_text(body, "title"),
        comment=_text(body, "comment"),
        thread_ts=_text(body, "thread_ts"),
    )
    return await upload.upload(slack, user, _channel(slack, body), dropped)


async def submit(slack: Slack, user: str, body: Json) -> Outcome:
    """Send a modal: {user, view_id?, values} with values by block id or action id."""
    view = _view(slack, user, body)
    return await modal.submit(slack, user, view, dict(body.get("values") or {}))


async def close_view(slack: Slack, user: str, body: Json) -> Outcome:
    """Close a modal: {user, view_id?, is_cleared?}."""
    view = _view(slack, user, body)
    return await modal.close(slack, user, view, is_cleared=bool(body.get("is_cleared")))


async def open_home(slack: Slack, user: str, body: Json) -> Outcome:
    """Open the app: {user, tab?}."""
    return await home.home_opened(slack, user, _text(body, "tab") or "home")


async def join(slack: Slack, user: str, body: Json) -> Outcome:
    """Join a channel, or bring the app there: {user, channel}."""
    return await people.join(slack, user, _channel(slack, body))


async def leave(slack: Slack, user: str, body: Json) -> Outcome:
    """Leave a channel: {user, channel}."""
    return await people.leave(slack, user, _channel(slack, body))


DOINGS: dict[str, Doing] = {
    "command": type_command,
    "click": press,
    "suggest": look_up,
    "shortcut": run_shortcut,
    "message": write,
    "mention": mention,
    "upload": drop_file,
    "submit": submit,
    "close_view": close_view,
    "home_opened": open_home,
    "join": join,
    "leave": leave,
}


def acting(slack: Slack, body: Json) -> str:
    """Find out who acts."""
    return find_member(slack, str(body.get("user", "")))
