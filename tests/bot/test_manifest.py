"""The manifest declares what the registry has, inside Slack's limits, and nothing more."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.manifest import manifest
from commands._contract import discover
from sandbox import manifest as sandbox_manifest


def test_every_command_is_declared_and_nothing_else() -> None:
    declared = manifest()["features"]["slash_commands"]
    typed = {name.split()[0] for name in discover().commands}
    assert [c["command"] for c in declared] == [f"/{name}" for name in sorted(typed)]
    assert all(c["should_escape"] for c in declared)


def test_it_needs_no_settings_and_no_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "nonsense")
    assert main(["manifest"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == manifest()
    assert document["_metadata"]["major_version"] == 2
    assert list(tmp_path.iterdir()) == []
    assert main(["manifest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == document


def test_the_sandbox_reads_it() -> None:
    read = sandbox_manifest.read(manifest())
    assert read.is_interactive
    assert read.has_socket_mode
    assert set(read.bot_scopes) >= {"commands", "users:read", "users:read.email"}


def test_it_keeps_to_slacks_own_schema(shared_data: Path) -> None:
    file = shared_data / "slack" / "manifest.schema.2.0.0.json"
    if not file.exists():
        pytest.skip(f"no {file}")
    schema = json.loads(file.read_text(encoding="utf-8"))
    assert list(wrong(schema, manifest(), schema, "manifest")) == []
    broken = manifest()
    broken["features"]["slash_commands"] = [{"command": "/" + "x" * 40, "should_escape": "yes"}]
    broken["settings"]["unheard_of"] = True
    assert len(list(wrong(schema, broken, schema, "manifest"))) >= 3


# A small reader of JSON schema: what Slack's file uses, and our manifest can break.

TYPES = {"string": str, "boolean": bool, "object": dict, "array": list, "integer": int}


def wrong(schema: Any, value: Any, root: Any, where: str) -> Any:
    """Give what is wrong with a value, by the part of the schema that is meant for it."""
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from wrong(target, value, root, where)
        return
    for choice in schema.get("allOf", ()):
        yield from wrong(choice, value, root, where)
    expected = schema.get("type")
    if isinstance(expected, str) and not isinstance(value, TYPES.get(expected, object)):
        yield f"{where}: no {expected}"
        return
    yield from _limits(schema, value, where)
    if isinstance(value, dict):
        yield from _object(schema, value, root, where)
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for place, item in enumerate(value):
            yield from wrong(schema["items"], item, root, f"{where}[{place}]")


def _limits(schema: Any, value: Any, where: str) -> Any:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum'][:5]}"
    if isinstance(value, str | list):
        most = schema.get("maxLength", schema.get("maxItems"))
        if most is not None and len(value) > most:
            yield f"{where}: longer than {most}"
        if len(value) < schema.get("minLength", schema.get("minItems", 0)):
            yield f"{where}: too short"


def _object(schema: Any, value: dict[str, Any], root: Any, where: str) -> Any:
    known = schema.get("properties", {})
    yield from (f"{where}: no {name}" for name in schema.get("required", ()) if name not in value)
    for name, inner in value.items():
        if name in known:
            yield from wrong(known[name], inner, root, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: {name} is unheard of"
