"""Everything that went over the wire, both ways, with the secrets masked."""

import json
import re
from dataclasses import dataclass
from typing import Any

KEPT = 20_000
_SECRET_PART = re.compile(r"((?:ticket=|/response/|/upload/)[\w\-]{4})[\w\-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One request or answer."""

    seq: int
    at: str
    way: str
    kind: str
    name: str
    body: Any

    def to_json(self) -> dict[str, Any]:
        """Write the entry for the control API."""
        return {
            "seq": self.seq,
            "at": self.at,
            "way": self.way,
            "kind": self.kind,
            "name": self.name,
            "body": self.body,
        }


class TrafficLog:
    """Remember the traffic, newest last, up to a bound."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = tuple(s for s in secrets if s)
        self._entries: list[Entry] = []
        self._seq = 0

    def note(self, at: str, way: str, kind: str, name: str, body: Any) -> None:
        """Write one entry; `way` is in (from the app) or out (to the app)."""
        self._seq += 1
        entry = Entry(self._seq, at, way, kind, self._masked(name), self._masked_json(body))
        self._entries.append(entry)
        del self._entries[:-KEPT]

    def since(self, seq: int, limit: int) -> list[Entry]:
        """Give the entries after a number, oldest first."""
        return [e for e in self._entries if e.seq > seq][:limit]

    def clear(self) -> None:
        """Forget the traffic; the numbers go on."""
        self._entries.clear()

    def _masked_json(self, body: Any) -> Any:
        return json.loads(self._masked(json.dumps(body, ensure_ascii=False, default=str)))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, f"{secret[:5]}…")
        return _SECRET_PART.sub(r"\1…", text)
