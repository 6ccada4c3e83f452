"""What a person sees after they did something."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from sandbox import view as views
from sandbox.core import Slack
from sandbox.messages import to_slack
from sandbox.state import Change

QUIET_SECONDS = 0.05
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a gesture ended: an error in Slack's words, and errors on fields."""

    error: str = ""
    notice: str = ""
    field_errors: Json = field(default_factory=dict)
    data: Json = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Tell whether the app took it."""
        return not (self.error or self.field_errors)


class Watch:
    """Collect what becomes different for one person while something is done."""

    def __init__(self, slack: Slack, user: str) -> None:
        self._slack = slack
        self._user = user
        self._changes: list[Change] = []
        self._changed = asyncio.Event()

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._slack.state.listeners.append(self._take)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Watch no longer."""
        self._slack.state.listeners.remove(self._take)

    async def settle(self, seconds: float) -> None:
        """Wait until something changed and then fell quiet, or until the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
                await self._fall_quiet()
        except TimeoutError:
            return

    async def _fall_quiet(self) -> None:
        while True:
            seen = len(self._changes)
            await asyncio.sleep(QUIET_SECONDS)
            if len(self._changes) == seen:
                return

    def report(self, outcome: Outcome) -> Json:
        """Write what the person sees now."""
        state = self._slack.state
        shown, removed = [], []
        for channel, ts in dict.fromkeys((c.channel, c.ts) for c in self._changes if c.ts):
            message = state.ephemeral(self._user, ts) or state.message(channel, ts)
            if message is None:
                removed.append({"channel": channel, "ts": ts})
            else:
                row = to_slack(message) | {"channel": channel}
                shown.append(row | {"is_ephemeral": message.is_ephemeral})
        modal, home = state.open_view(self._user), state.homes.get(self._user)
        return {
            "ok": outcome.is_ok,
            "error": outcome.error,
            "notice": outcome.notice,
            "errors": outcome.field_errors or (modal.errors if modal else {}),
            "messages": shown,
            "removed": removed,
            "view": views.to_slack(modal) if modal else None,
            "home": views.to_slack(home) if home else None,
            **outcome.data,
        }

    def _take(self, change: Change) -> None:
        if self._is_visible(change):
            self._changes.append(change)
            self._changed.set()

    def _is_visible(self, change: Change) -> bool:
        if change.kind in {"view", "home"}:
            return change.user == self._user
        if change.kind != "message" or change.user not in {"", self._user}:
            return False
        channel = self._slack.state.channels.get(change.channel)
        return channel is not None and self._slack.state.sees(self._user, channel)
