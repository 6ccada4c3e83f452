"""Calls that go wrong on request: refused, lost, or failed after the work was done."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.core import Slack
from sandbox.misbehave import CALL_FAULTS, Fault

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mischievous(slack: Slack, handler: Handler, name: str = "") -> Handler:
    """Stand before a handler; `name` is the target where no method is in the address."""

    async def handle(request: web.Request) -> web.StreamResponse:
        target = name or request.match_info["method"]
        fault = slack.misbehaviour.strike(CALL_FAULTS, target)
        if fault is None:
            return await handler(request)
        early = _instead(fault, request)
        if early is not None:
            return early
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        answer = await handler(request)
        return _after(fault, request) or answer

    return handle


def _instead(fault: Fault, request: web.Request) -> web.Response | None:
    if fault.kind == "ratelimited":
        body = {"ok": False, "error": "ratelimited"}
        headers = {"Retry-After": str(max(1, round(fault.seconds)))}
        return web.json_response(body, status=429, headers=headers)
    if fault.kind == "error_before":
        return web.Response(status=fault.status, text="upstream error")
    if fault.kind == "revoked":
        return web.json_response({"ok": False, "error": "token_revoked"})
    return _cut(request) if fault.kind == "lost_before" else None


def _after(fault: Fault, request: web.Request) -> web.Response | None:
    if fault.kind == "error_after":
        return web.Response(status=fault.status, text="upstream error")
    return _cut(request) if fault.kind == "lost_after" else None


def _cut(request: web.Request) -> web.Response:
    """Close the connection without a word; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
