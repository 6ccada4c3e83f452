"""Let a call in: token, scope, arguments; then its method; then Slack's headers."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox import contract
from sandbox.core import Slack
from sandbox.refusal import Refused
from sandbox.webapi import arguments, auth, chat, conversations, files, users, views
from sandbox.webapi.call import Call, Handler, Json

HANDLERS: dict[str, Handler] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}


class WebApi:
    """Answer the Web API's methods."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        kind = ""
        try:
            given = await arguments.read(request)
            shown: Any = dict(given.values)
            self._slack.note("in", "api", name, shown)
            kind = self._token_kind(given.token) if name != "api.test" or given.token else "bot"
            body = self._answer(name, given, kind)
        except Refused as refusal:
            body = refusal.to_json()
        await asyncio.sleep(0)
        self._slack.note("out", "api", name, body)
        return web.json_response(body, headers=self._headers(kind))

    def _answer(self, name: str, given: arguments.Given, kind: str) -> Json:
        method = contract.methods().get(name)
        if method is None or name not in HANDLERS:
            raise Refused("unknown_method", req_method=name)
        wanted = "app" if name in contract.APP_TOKEN_METHODS else "bot"
        if kind != wanted and name not in contract.FREE_METHODS | {"auth.test"}:
            raise Refused("not_allowed_token_type")
        call = Call(self._slack, arguments.checked(method, given.values))
        if method.scopes:
            call.need(*method.scopes)
        return {"ok": True, **HANDLERS[name](call)}

    def _token_kind(self, token: str) -> str:
        credentials = self._slack.credentials
        if not token:
            raise Refused("not_authed")
        if token == credentials.bot_token:
            return "bot"
        if token == credentials.app_token:
            return "app"
        raise Refused("invalid_auth")

    def _headers(self, kind: str) -> dict[str, str]:
        granted = {"bot": self._slack.scopes, "app": ("connections:write",)}.get(kind)
        headers = {"x-slack-req-id": self._slack.clock.ts().replace(".", "")}
        if granted is not None:
            headers["x-oauth-scopes"] = ",".join(granted)
        return headers
