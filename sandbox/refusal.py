"""A refusal in Slack's manner: an error name and what stands beside it."""

from typing import Any


class Refused(Exception):
    """A Web API call that is answered with ok=false."""

    def __init__(self, error: str, messages: tuple[str, ...] = (), **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.extra = extra

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["errors"] = [m.removeprefix("[ERROR] ") for m in self.messages]
            body["response_metadata"] = {"messages": list(self.messages)}
        return body
