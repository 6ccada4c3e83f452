"""Files: an upload in three steps, and what is known of a file."""

from dataclasses import replace
from typing import Any

from sandbox import uploads
from sandbox.messages import Message
from sandbox.refusal import Refused
from sandbox.state import File
from sandbox.uploads import file_json
from sandbox.webapi.call import Call, Handler, Json
from sandbox.wording import stored
from sandbox.workspace import BOT_USER

MOST_ALT_TEXT = 1000
MOST_BYTES = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    """Give the address that the bytes go to."""
    length = int(call.args["length"])
    if not 0 < length <= MOST_BYTES:
        raise Refused("file_upload_size_restricted" if length > 0 else "invalid_arguments")
    if len(call.text("alt_txt")) > MOST_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    file = File(
        id=uploads.new_id(),
        name=call.text("filename"),
        title=call.text("filename"),
        content=b"",
        user=BOT_USER,
        created_at=int(call.slack.clock.now()),
        alt_text=call.text("alt_txt"),
    )
    call.slack.state.files[file.id] = file
    path = uploads.path_for(file.id, length)
    return {"upload_url": f"{call.slack.base_url}{path}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Finish uploads, and share them where that is asked for."""
    wanted = call.args["files"]
    if not isinstance(wanted, list) or not wanted:
        raise Refused("invalid_arguments", ("[ERROR] must be an array: files",))
    channels = [c for c in (call.text("channel_id"), *call.text("channels").split(",")) if c]
    targets = [_target(call, channel) for channel in channels]
    files = [_completed(call, one, tuple(targets)) for one in wanted]
    for file in files:
        call.slack.state.files[file.id] = file
    for target in targets:
        _share(call, target, files)
    return {"files": [file_json(call.slack, file) for file in files]}


def info(call: Call) -> Json:
    """Describe a file."""
    file = _known(call, call.text("file"))
    shown = file_json(call.slack, file)
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> Json:
    """Delete a file."""
    file = _known(call, call.text("file"))
    del call.slack.state.files[file.id]
    return {}


def _known(call: Call, file_id: str) -> File:
    file = call.slack.state.files.get(file_id)
    if file is None or not file.is_complete or not call.slack.state.app_reads(file):
        raise Refused("file_not_found")
    return file


def _target(call: Call, wanted: str) -> str:
    channel = call.slack.state.channels.get(wanted)
    if channel is None:
        raise Refused("channel_not_found")
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel" if not channel.is_closed else "channel_not_found")
    return channel.id


def _completed(call: Call, one: Any, channels: tuple[str, ...]) -> File:
    file = call.slack.state.files.get(str(one.get("id", ""))) if isinstance(one, dict) else None
    if file is None or not file.content:
        raise Refused("file_not_found")
    title = str(one.get("title") or file.title)
    return replace(file, title=title, is_complete=True, channels=channels)


def _share(call: Call, channel: str, files: list[File]) -> None:
    slack = call.slack
    message = Message(
        ts=slack.clock.ts(),
        channel=channel,
        user=BOT_USER,
        text=stored(call.text("initial_comment")),
        thread_ts=call.text("thread_ts"),
        files=tuple(file_json(slack, file) for file in files),
        bot_id=slack.credentials.bot_id,
        app_id=slack.credentials.app_id,
        team_id=slack.team_id,
    )
    slack.state.put_message(message)
    for file in files:
        uploads.tell_shared(slack, file.id, channel, BOT_USER)


METHODS: dict[str, Handler] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.delete": delete,
}
