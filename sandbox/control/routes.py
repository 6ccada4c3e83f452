"""The control API's addresses under /control/."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox import misbehave
from sandbox.acts import people
from sandbox.acts.outcome import Watch
from sandbox.acts.payloads import Mistake
from sandbox.control import doing, shown
from sandbox.control.live import Live
from sandbox.core import Slack
from sandbox.delivery import events
from sandbox.refusal import Refused
from sandbox.state import Change

SETTLE_SECONDS = 0.5
MOST_SETTLE_SECONDS = 10.0
PAGE = 500
Json = dict[str, Any]
Answer = Callable[[Json], Awaitable[Json]]


class Control:
    """Steer the workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.live = Live(slack)
        self._settings: dict[str, Answer] = {
            "user": self._user,
            "clock": self._clock,
            "disconnect": self._disconnect,
            "event": self._event,
            "settings": self._set,
            "misbehave": self._misbehave,
            "reset": self._reset,
        }

    def routes(self) -> list[web.RouteDef]:
        """List the addresses."""
        return [
            web.get("/control/state", self._state),
            web.get("/control/seen", self._seen),
            web.get("/control/log", self._log),
            web.get("/control/live", self.live.handle),
            web.post("/control/{what}", self._post),
        ]

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        return _json(shown.everything(self._slack))

    async def _seen(self, request: web.Request) -> web.StreamResponse:
        return _json(shown.seen(self._slack, request.query.get("user", "")))

    async def _log(self, request: web.Request) -> web.StreamResponse:
        since, limit = request.query.get("since", "0"), request.query.get("limit", str(PAGE))
        if not (since.isdigit() and limit.isdigit()):
            return _mistake("since and limit are whole numbers")
        entries = [e.to_json() for e in self._slack.log.since(int(since), int(limit))]
        return _json({"entries": entries, "next": entries[-1]["seq"] if entries else int(since)})

    async def _post(self, request: web.Request) -> web.StreamResponse:
        what = request.match_info["what"]
        try:
            body = await _body(request)
            if what in doing.DOINGS:
                return _json(await self._do(what, body))
            if what in self._settings:
                return _json({"ok": True, **await self._settings[what](body)})
        except Mistake as mistake:
            return _mistake(str(mistake))
        except Refused as refusal:
            return _json(refusal.to_json(), status=400)
        return _mistake(f"unknown control: {what}", status=404)

    async def _do(self, what: str, body: Json) -> Json:
        user = doing.acting(self._slack, body)
        settle = min(float(body.get("settle", SETTLE_SECONDS)), MOST_SETTLE_SECONDS)
        with Watch(self._slack, user) as watch:
            outcome = await doing.DOINGS[what](self._slack, user, body)
            if settle > 0 and outcome.is_ok:
                await watch.settle(settle)
            return watch.report(outcome)

    async def _user(self, body: Json) -> Json:
        outcome = await people.put_user(self._slack, body)
        return outcome.data

    async def _clock(self, body: Json) -> Json:
        clock = self._slack.clock
        try:
            if "set" in body:
                clock.set(_instant(body["set"]), stopped=bool(body.get("stopped")))
            if "advance" in body:
                clock.advance(float(body["advance"]))
        except (TypeError, ValueError) as problem:
            raise Mistake(f"not an instant: {problem}") from problem
        self._slack.state.tell(Change("clock"))
        return {"now": clock.now(), "iso": clock.iso()}

    async def _disconnect(self, body: Json) -> Json:
        if body.get("silent"):
            return {"sockets": await self._slack.socket_mode.drop()}
        reason = str(body.get("reason") or "refresh_requested")
        return {"sockets": await self._slack.socket_mode.disconnect(reason)}

    async def _event(self, body: Json) -> Json:
        """Tell the app of anything else, app_uninstalled say: {event: {type, …}}."""
        event = body.get("event")
        if not isinstance(event, dict) or not event.get("type"):
            raise Mistake("an event has a type")
        if event["type"] not in self._slack.manifest.bot_events:
            raise Mistake("the app did not subscribe to this event")
        events.tell(self._slack, {"event_ts": self._slack.clock.ts(), **event})
        return {}

    async def _set(self, body: Json) -> Json:
        if "retry_delays" in body:
            self._slack.retry_delays = tuple(float(d) for d in body["retry_delays"])
        if "scopes" in body:
            self._slack.scopes = tuple(str(s) for s in body["scopes"])
        return {"retry_delays": self._slack.retry_delays, "scopes": self._slack.scopes}

    async def _misbehave(self, body: Json) -> Json:
        misbehaviour = self._slack.misbehaviour
        try:
            if body.get("clear"):
                misbehaviour.clear(int(body.get("seed", 0)))
            misbehaviour.ask_for([misbehave.fault(f) for f in body.get("faults", [])])
        except (AssertionError, TypeError, ValueError) as problem:
            raise Mistake(str(problem)) from problem
        return {"faults": [f.to_json() for f in misbehaviour.faults]}

    async def _reset(self, _body: Json) -> Json:
        self._slack.reset()
        return {}


async def _body(request: web.Request) -> Json:
    text = await request.text()
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        raise Mistake("the body is not JSON") from None
    if not isinstance(body, dict):
        raise Mistake("the body is not an object")
    return body


def _instant(value: Any) -> float:
    if isinstance(value, (int, float)):
        return float(value)
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("an instant names its zone")
    return moment.timestamp()


def _json(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def _mistake(words: str, status: int = 400) -> web.Response:
    return _json({"ok": False, "error": words}, status=status)
