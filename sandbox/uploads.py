"""The bytes of files: where they come in, and who may fetch them."""

import mimetypes
import secrets
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.core import Slack
from sandbox.delivery import events
from sandbox.state import File

Json = dict[str, Any]
_KEY = secrets.token_urlsafe(12)


def new_id() -> str:
    """Make a file's id."""
    return f"F{secrets.token_hex(5).upper()}"


def path_for(file_id: str, length: int) -> str:
    """Make the path that a file's bytes go to."""
    return f"upload/{_KEY}-{length}-{file_id}"


def file_json(slack: Slack, file: File) -> Json:
    """Write a file as the Web API does."""
    private = f"{slack.base_url}files-pri/{slack.team_id}-{file.id}"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    ending = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else ""
    spaces = [slack.state.channels[c] for c in file.channels if c in slack.state.channels]
    return {
        "id": file.id,
        "created": file.created_at,
        "timestamp": file.created_at,
        "name": file.name,
        "title": file.title,
        "alt_txt": file.alt_text,
        "mimetype": kind,
        "filetype": ending,
        "pretty_type": ending.upper(),
        "user": file.user,
        "user_team": slack.state.team_of(file.user),
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": any(not c.is_closed for c in spaces),
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "permalink": f"{slack.base_url}control/file/{file.id}",
        "channels": [c.id for c in spaces if c.kind == "public_channel"],
        "groups": [c.id for c in spaces if c.kind == "private_channel"],
        "ims": [c.id for c in spaces if c.is_direct],
        "file_access": "visible",
    }


def tell_shared(slack: Slack, file_id: str, channel: str, user: str) -> None:
    """Tell the app that a file was shared."""
    event = {
        "type": "file_shared",
        "channel_id": channel,
        "file_id": file_id,
        "user_id": user,
        "file": {"id": file_id},
        "event_ts": slack.clock.ts(),
    }
    events.tell(slack, event)


class Uploads:
    """Serve the addresses of files."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of an upload."""
        key, length, file_id = request.match_info["place"].rsplit("-", 2)
        file = self._slack.state.files.get(file_id)
        if key != _KEY or file is None or file.is_complete:
            return web.Response(status=404, text="file_not_found")
        content = await _content(request)
        self._slack.note("in", "upload", file.name, {"bytes": len(content)})
        if len(content) != int(length):
            return web.Response(status=400, text="the length is not the one announced")
        self._slack.state.files[file_id] = replace(file, content=content)
        return web.Response(text=f"OK - {len(content)}")

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Give a private file to whoever holds the bot's token."""
        file = self._slack.state.files.get(request.match_info["place"].rsplit("-", 1)[-1])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != self._slack.credentials.bot_token:
            return web.Response(status=302, headers={"Location": "/"})
        if "files:read" not in self._slack.scopes or file is None or not self._is_open(file):
            return web.Response(status=404, text="file_not_found")
        return _bytes(file)

    def _is_open(self, file: File) -> bool:
        return file.is_complete and self._slack.state.app_reads(file)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show a file on the page."""
        file = self._slack.state.files.get(request.match_info["file"])
        if file is None or not file.content:
            return web.Response(status=404, text="file_not_found")
        return _bytes(file)


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    fields = (await request.post()).values()
    for field in fields:
        if isinstance(field, web.FileField):
            return field.file.read()
    return b""


def _bytes(file: File) -> web.Response:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_image = kind.startswith("image/") and kind != "image/svg+xml"
    shown = "inline" if is_image else "attachment"
    headers = {"Content-Disposition": shown, "Content-Security-Policy": "sandbox"}
    return web.Response(body=file.content, content_type=kind, headers=headers)
