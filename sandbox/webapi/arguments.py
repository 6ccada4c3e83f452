"""Read a call: its token, and its arguments from a form, a query or a JSON body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.contract import Method
from sandbox.refusal import Refused

_STRUCTURED = frozenset(
    {"blocks", "attachments", "metadata", "view", "files", "unfurled_attachments"}
)
_EVERYWHERE = frozenset({"team_id"})  # Bolt's client sends it with every call
_TRUE = frozenset({"1", "true", "True"})
_FALSE = frozenset({"0", "false", "False", ""})


@dataclass(frozen=True, slots=True)
class Given:
    """What came with a request, before it is checked."""

    token: str
    values: Mapping[str, Any]


async def read(request: web.Request) -> Given:
    """Read the token and the arguments wherever they stand."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.method == "POST":
        values |= dict(await request.post())
    token = values.pop("token", "") or _bearer(request)
    return Given(str(token), {k: v for k, v in values.items() if v is not None})


async def _json_body(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def checked(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """Decode the arguments and refuse what the method does not list, or lacks."""
    problems = []
    if not method.takes_anything:
        problems += [
            f"[ERROR] unsupported argument: {name}"
            for name in given
            if name not in method.args and name not in _EVERYWHERE
        ]
    missing = [n for n in method.required if given.get(n) in (None, "")]
    problems += [f"[ERROR] missing required field: {n}" for n in missing]
    if problems:
        raise Refused("invalid_arguments", tuple(problems))
    return {name: _decoded(name, method.args.get(name, ""), v) for name, v in given.items()}


def _decoded(name: str, kind: str, value: Any) -> Any:
    if name in _STRUCTURED and isinstance(value, str):
        return _structure(name, value)
    if kind == "boolean" or (isinstance(value, str) and kind.startswith("boolean|")):
        return _flag(name, value)
    if kind in {"integer", "number"}:
        return _number(name, value)
    if kind == "string" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value


def _structure(name: str, text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        errors = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        message = f"[ERROR] must be valid JSON: {name}"
        raise Refused(errors.get(name, "invalid_arguments"), (message,)) from None


def _flag(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) in _TRUE:
        return True
    if str(value) in _FALSE:
        return False
    raise Refused("invalid_arguments", (f"[ERROR] must be a boolean: {name}",))


def _number(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused("invalid_arguments", (f"[ERROR] must be an integer: {name}",)) from None
