"""Expected values that nobody here wrote, by their ids; they lie beside the repository."""

import json
from pathlib import Path
from typing import Any


def vector(shared_data: Path, file: str, vector_id: str) -> tuple[Any, Any]:
    """Give the input and the expected values of one vector."""
    found = {one["id"]: one for one in _read(shared_data, file)}
    return found[vector_id]["input"], found[vector_id]["expected"]


def ids(shared_data: Path, file: str) -> set[str]:
    """Name every vector of a file."""
    return {one["id"] for one in _read(shared_data, file)}


def _read(shared_data: Path, file: str) -> list[Any]:
    path = shared_data / "vectors" / f"{file}.json"
    vectors: list[Any] = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    return vectors
