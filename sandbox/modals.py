"""The modals on a person's screen: opened, stacked, changed, closed."""

import secrets
from dataclasses import replace
from typing import Any

from sandbox.blocks import checker
from sandbox.core import Slack
from sandbox.refusal import Refused
from sandbox.view import View

MOST_VIEWS = 3
Json = dict[str, Any]


def made(slack: Slack, user: str, body: Json) -> View:
    """Make a view out of a checked body."""
    return View(
        id=f"V{secrets.token_hex(5).upper()}",
        user=user,
        body=_with_ids(body),
        hash=_hash(slack),
        team_id=slack.team_id,
        app_id=slack.credentials.app_id,
        bot_id=slack.credentials.bot_id,
    )


def show(slack: Slack, view: View) -> None:
    """Open a modal, over whatever was open before."""
    slack.state.put_view(view)
    slack.state.put_stack(view.user, (view.id,))


def pushed(slack: Slack, user: str, body: Json) -> View:
    """Put a modal on top of those that are open."""
    stack = slack.state.stacks.get(user, ())
    if not stack:
        raise Refused("not_found")
    if len(stack) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    view = replace(made(slack, user, body), root_id=stack[0], previous_id=stack[-1])
    slack.state.put_view(view)
    slack.state.put_stack(user, (*stack, view.id))
    return view


def changed(slack: Slack, known: View, body: Json) -> View:
    """Give a view another body; what was typed into blocks that stay is kept."""
    dressed = _with_ids(body)
    staying = {block["block_id"] for block in dressed["blocks"]}
    values = {block_id: v for block_id, v in known.values.items() if block_id in staying}
    view = replace(known, body=dressed, hash=_hash(slack), values=values, errors={})
    slack.state.put_view(view)
    return view


def close_top(slack: Slack, user: str) -> None:
    """Close the topmost modal."""
    slack.state.put_stack(user, slack.state.stacks.get(user, ())[:-1])


def close_all(slack: Slack, user: str) -> None:
    """Close every modal of a person."""
    slack.state.put_stack(user, ())


def _with_ids(body: Json) -> Json:
    return {**body, "blocks": list(checker.with_ids(body["blocks"]))}


def _hash(slack: Slack) -> str:
    return f"{int(slack.clock.now())}.{secrets.token_urlsafe(6)}"
