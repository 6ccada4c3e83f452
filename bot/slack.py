"""Slack's payload → Request, Reply → ack: a listener for all commands, buttons and forms each.

A command's answer rides on its ack, unless it only reads and is not ready soon, as when everybody
asks at once: then it comes to the response_url. A click's always does: a worker sends it there.
What writes is stored before it is acknowledged, or a crash between the two would lose it; a click
that only reads is acknowledged at once. A form's errors ride on its ack.
"""

import hashlib
import json
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot import log
from bot.access import Busy, TooSlow
from bot.deadline import SPARE_SECONDS
from bot.dispatch import Dispatcher, Kind, Reply, Request
from bot.gateway import Gateway, Identity, payload, web_client
from bot.settings import Settings
from bot.workers import Promise, Workers
from views.blocks import section

SOON_SECONDS = 0.25  # how long an ack waits for an answer that could come after it
EVERYTHING = re.compile(r".*", re.DOTALL)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: the number is read over a phone
_REFERENCE = re.compile(r"<([@#!])([^|>]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:mailto:|tel:)?([^|>]+)(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the listeners work with."""

    dispatcher: Dispatcher
    gateway: Gateway
    workers: Workers


def build(settings: Settings, identity: Identity, desk: Desk) -> App:
    """Make the Bolt app with its two listeners; it calls nothing while it is built."""
    app = App(
        name="slack_bolt.ours",  # Bolt sets the level of the logger of this name, at each request
        logger=log.quiet("slack_bolt", logging.ERROR),  # it warns of how it is built here
        client=web_client(settings, None),
        signing_secret=settings.signing_secret or secrets.token_hex(32),
        authorize=_authorized(settings, identity),
        process_before_response=True,  # the answer rides on the ack, without Bolt's 10 ms poll
        ssl_check_enabled=False,  # answers unsigned requests; nothing of Slack's needs it any more
        attaching_function_token_enabled=False,
    )
    app.command(EVERYTHING)(_command_listener(desk))
    app.block_action(EVERYTHING)(_button_listener(desk))
    app.view(EVERYTHING)(_form_listener(desk))
    app.event("user_change")(_user_listener(desk))
    app.event(EVERYTHING)(_ignore)
    app.error(_say_that_it_failed)
    return app


def new_id() -> str:
    """Make the number of a request, as people read it out: 7Q2M-41."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    return f"{letters}-{secrets.randbelow(100):02d}"


def command_request(body: Mapping[str, Any]) -> Request:
    """Read a slash command."""
    return Request(
        id=new_id(),
        kind=Kind.COMMAND,
        name=str(body["command"]).removeprefix("/"),
        text=unescaped(str(body.get("text") or "")),
        user_id=str(body["user_id"]),
        team_id=body.get("team_id") or None,
        channel=str(body.get("channel_id") or ""),
        key=_key(body),
    )


def click_request(body: Mapping[str, Any]) -> Request:
    """Read a click: what it is about stands in the button's value, or in the form around it."""
    action, user = body["actions"][0], body["user"]
    chosen = action.get("selected_option") or {}
    team = body.get("team") or {}
    form = str((body.get("view") or {}).get("private_metadata") or "").partition("\n")[0]
    return Request(
        id=new_id(),
        kind=Kind.BUTTON,
        name=str(action["action_id"]),
        text=str(action.get("value") or chosen.get("value") or form),
        user_id=str(user["id"]),
        team_id=user.get("team_id") or team.get("id") or None,
        channel=str((body.get("channel") or {}).get("id") or ""),
        key=_key(body),
    )


def form_request(body: Mapping[str, Any]) -> Request:
    """Read a form that was filled in; a form is taken once, however often it is sent."""
    view, user = body["view"], body["user"]
    team = body.get("team") or {}
    state, _, channel = str(view.get("private_metadata") or "").partition("\n")
    answers = [item for block in view["state"]["values"].values() for item in block.items()]
    return Request(
        id=new_id(),
        kind=Kind.FORM,
        name=str(view["callback_id"]),
        text=state,
        user_id=str(user["id"]),
        team_id=user.get("team_id") or team.get("id") or None,
        channel=channel,
        key=str(view["id"]),
        fields={str(name): _answered(element) for name, element in answers},
    )


def _answered(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option") or {}
    several = " ".join(str(one["value"]) for one in element.get("selected_options") or ())
    given = element.get("value") or element.get("selected_date") or chosen.get("value") or several
    return str(given or "").strip()


def _key(body: Mapping[str, Any]) -> str:
    """Name a gesture: a repeated delivery has the same trigger, or else the same body."""
    if trigger := body.get("trigger_id"):
        return str(trigger)
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def unescaped(text: str) -> str:
    """Undo `should_escape`: entities become signs, links their words, mentions keep their id."""
    text = _REFERENCE.sub(r"<\1\2>", text)
    text = _LINK.sub(lambda m: m[0] if m[1][0] in "@#!" else m[2] or m[1], text)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text.strip()


def _command_listener(desk: Desk) -> Any:
    def listener(body: dict[str, Any], ack: Ack) -> None:
        request = command_request(body)
        reply = _soon(desk, body, request)
        if reply is None or reply.message is None:
            ack()
        else:
            ack(payload(reply.message))

    return listener


def _soon(desk: Desk, body: Mapping[str, Any], request: Request) -> Reply | None:
    """Answer a command; None if the answer was not ready soon and goes to its response_url."""
    if body.get("response_url") and not desk.dispatcher.writes(request):
        promise = Promise[Reply]()
        if desk.workers.submit(_answer_command, desk, body, request, promise) is not None:
            return promise.wait(SOON_SECONDS)
    return _opened(desk, desk.dispatcher.answer(request), request, body)


def _answer_command(
    desk: Desk, body: Mapping[str, Any], request: Request, promise: Promise[Reply]
) -> None:
    reply = _opened(desk, desk.dispatcher.answer(request), request, body)
    if not promise.keep(reply) and reply.message is not None:
        desk.gateway.respond(str(body["response_url"]), replace(reply, replaces=False))


def _button_listener(desk: Desk) -> Any:
    def listener(body: dict[str, Any], ack: Ack) -> None:
        ack()  # goes out when this function ends
        address, actions = body.get("response_url"), body.get("actions") or [{}]
        if actions[0].get("url"):
            return  # a link opens by itself
        if (body.get("view") or {}).get("type") == "modal":
            _answer_in_form(desk, body)
            return
        if not address:
            return  # App Home comes with its own issue
        request, done = click_request(body), None
        if desk.dispatcher.writes(request):
            done = desk.dispatcher.answer(request)
        if desk.workers.submit(_answer_click, desk, body, request, done) is None:
            if done is None:
                desk.gateway.respond(str(address), desk.dispatcher.refuse(Busy()))
            else:
                log.warning("click_not_told", request=request.id)

    return listener


def _answer_in_form(desk: Desk, body: Mapping[str, Any]) -> None:
    """Answer a click in a form, which has no response_url: the form says what came of it."""
    view = body["view"]
    reply = desk.dispatcher.answer(click_request(body))
    if reply.form is not None:
        shown = reply.form.payload()
    elif reply.message is not None:
        shown = _shown(reply, view)
    else:
        return
    desk.workers.submit(desk.gateway.change_form, str(view["id"]), shown)


def _answer_click(
    desk: Desk, body: Mapping[str, Any], request: Request, done: Reply | None
) -> None:
    reply = _opened(desk, done or desk.dispatcher.answer(request), request, body)
    if reply.message is not None:
        desk.gateway.respond(str(body["response_url"]), reply)


def _opened(desk: Desk, reply: Reply, request: Request, body: Mapping[str, Any]) -> Reply:
    """Open the form that a reply asks for; where Slack does not let us, say so instead."""
    if reply.form is None:
        return reply
    trigger, view = str(body.get("trigger_id") or ""), reply.form.payload(request.channel)
    seconds = request.deadline.left() + SPARE_SECONDS
    if desk.gateway.open_form(trigger, view, seconds):
        return Reply(None)
    return desk.dispatcher.refuse(TooSlow())


def _form_listener(desk: Desk) -> Any:
    def listener(body: dict[str, Any], ack: Ack) -> None:
        request = form_request(body)
        reply = desk.dispatcher.answer(request)
        if reply.form is not None:
            ack(response_action="update", view=reply.form.payload(request.channel))
        elif reply.message is None:
            ack()
        elif reply.is_problem:
            ack(response_action="errors", errors=_errors(reply, body["view"]))
        else:
            ack(response_action="update", view=_shown(reply, body["view"]))

    return listener


def _errors(reply: Reply, view: Mapping[str, Any]) -> dict[str, str]:
    """Say a problem at its field, or at the first one that there is; Slack shows it as it is."""
    fields = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    said = unescape(str(reply.words.text)).replace("`", "")
    return {reply.at if reply.at in fields else fields[0]: said}


def _shown(reply: Reply, view: Mapping[str, Any]) -> dict[str, Any]:
    """Let the form say what came of it; without a word of ours Slack writes Close below it."""
    blocks = list(reply.words.blocks) or [section(reply.words.text)]
    return {"type": "modal", "title": view["title"], "blocks": blocks}


def _user_listener(desk: Desk) -> Any:
    def listener(event: dict[str, Any]) -> None:
        desk.gateway.forget(str(event["user"]["id"]))

    return listener


def _ignore() -> None:
    """Take an event that nothing here needs."""


def _authorized(settings: Settings, identity: Identity) -> Any:
    """Hand Bolt what auth.test said at the start, so that no request waits for it."""
    result = AuthorizeResult(
        enterprise_id=identity.enterprise_id,
        team_id=identity.team_id,
        bot_user_id=identity.bot_user_id,
        bot_id=identity.bot_id,
        bot_token=settings.bot_token,
    )

    def authorize() -> AuthorizeResult:
        return result

    return authorize


def _say_that_it_failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Answer even a payload that could not be read; Slack shows this to whoever sent it."""
    number = new_id()
    log.failure("payload_failed", error, request=number)
    if "command" not in body:
        return BoltResponse(status=200, body="")
    text = (
        "Something went wrong on our side; nothing was changed. "
        f"If it happens again, tell your administrator this number: {number}."
    )
    return BoltResponse(status=200, body={"text": text, "response_type": "ephemeral"})
