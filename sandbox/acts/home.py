"""Opening the app: its Home tab or its messages."""

from typing import Any

from sandbox.acts.outcome import Outcome
from sandbox.acts.payloads import Mistake
from sandbox.core import Slack
from sandbox.delivery import events
from sandbox.view import to_slack


async def home_opened(slack: Slack, user: str, tab: str = "home") -> Outcome:
    """Open one of the app's tabs."""
    if user not in slack.state.members:
        raise Mistake("user_not_found")
    if slack.state.is_outsider(user):
        raise Mistake("app_not_found")
    channel = slack.state.direct((user,))
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": tab,
        "event_ts": slack.clock.ts(),
    }
    known = slack.state.homes.get(user)
    if known is not None and tab == "home":
        event["view"] = to_slack(known)
    events.tell(slack, event)
    return Outcome(data={"channel": channel.id})
