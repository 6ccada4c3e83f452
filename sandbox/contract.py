"""The documented contract of each Web API method that is served here."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

APP_TOKEN_METHODS = frozenset({"apps.connections.open"})
FREE_METHODS = frozenset({"api.test"})


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its arguments, the scopes of which one is needed, its errors."""

    name: str
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    args: MappingProxyType[str, str]
    errors: frozenset[str]

    @property
    def takes_anything(self) -> bool:
        """Tell whether arguments that are not listed are let through."""
        return self.name in FREE_METHODS


@cache
def methods() -> MappingProxyType[str, Method]:
    """Read the contract once."""
    text = Path(__file__).with_name("contract.json").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            name: Method(
                name=name,
                scopes=tuple(entry["scopes"]),
                required=tuple(entry["required"]),
                args=MappingProxyType(entry["args"]),
                errors=frozenset(entry["errors"]),
            )
            for name, entry in json.loads(text)["methods"].items()
        }
    )
