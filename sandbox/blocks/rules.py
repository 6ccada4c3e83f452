"""The words that a block's shape is written in: strings, lists, objects, and their limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

Json = Mapping[str, Any]
Extra = Callable[[Json, str, "Report"], None]


class Report:
    """What was found wrong, each with the place it was found at."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, words: str, at: str) -> None:
        """Write one problem as Slack words it."""
        self.problems.append(f"[ERROR] {words} [json-pointer:{at}]")


class Rule(Protocol):
    """Something that a value can be checked against."""

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report what is wrong with a value."""


@dataclass(frozen=True, slots=True)
class Str:
    """A string within a length, or one of some choices."""

    most: int = 0
    least: int = 1
    choices: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report a value that is no such string."""
        if not isinstance(value, str):
            report.add("must be a string", at)
        elif len(value) < self.least:
            report.add(f"must be more than {self.least - 1} characters", at)
        elif self.most and len(value) > self.most:
            report.add(f"must be less than {self.most + 1} characters", at)
        elif self.choices and value not in self.choices:
            report.add(f"must be one of: {', '.join(self.choices)}", at)
        elif self.starts and not value.startswith(self.starts):
            report.add(f"must begin with {' or '.join(self.starts)}", at)


@dataclass(frozen=True, slots=True)
class Bool:
    """True or false."""

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report a value that is neither."""
        if not isinstance(value, bool):
            report.add("must be a boolean", at)


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds."""

    least: float | None = None
    most: float | None = None
    is_whole: bool = True

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report a value that is no such number."""
        kinds = int if self.is_whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            report.add("must be an integer" if self.is_whole else "must be a number", at)
        elif self.least is not None and value < self.least:
            report.add(f"must be at least {self.least:g}", at)
        elif self.most is not None and value > self.most:
            report.add(f"must be at most {self.most:g}", at)


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that Slack keeps and does not look into."""

    def check(self, value: Any, at: str, report: Report) -> None:
        """Let everything through."""


@dataclass(frozen=True, slots=True)
class List:
    """A list within a length, each item by the same rule."""

    item: Rule
    most: int
    least: int = 1

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report a list that is too long or too short, and what is wrong inside it."""
        if not isinstance(value, list):
            report.add("must be an array", at)
            return
        if len(value) > self.most:
            report.add(f"no more than {self.most} items allowed", at)
        if len(value) < self.least:
            report.add(f"no fewer than {self.least} items allowed", at)
        for number, entry in enumerate(value):
            self.item.check(entry, f"{at}/{number}", report)


def dicts(value: Any) -> list[Json]:
    """List the objects inside a value that ought to be a list of objects."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


NOTHING: Mapping[str, Rule] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Obj:
    """An object with required and optional fields and no others."""

    required: Mapping[str, Rule] = field(default_factory=lambda: NOTHING)
    optional: Mapping[str, Rule] = field(default_factory=lambda: NOTHING)
    also: Extra | None = None

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report missing, unknown and wrong fields."""
        if not isinstance(value, dict):
            report.add("must be an object", at)
            return
        for name in self.required:
            if value.get(name) is None:
                report.add(f"missing required field: {name}", at)
        for name, entry in value.items():
            self._check_field(name, entry, at, report)
        if self.also is not None:
            self.also(value, at, report)

    def _check_field(self, name: str, entry: Any, at: str, report: Report) -> None:
        rule = self.required.get(name) or self.optional.get(name)
        if rule is None:
            report.add(f"invalid additional property: {name}", at)
        elif entry is not None:
            rule.check(entry, f"{at}/{name}", report)


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object whose type decides by which rule it is checked."""

    kinds: Mapping[str, Obj]

    def check(self, value: Any, at: str, report: Report) -> None:
        """Report an unknown type, or what is wrong with a known one."""
        if not isinstance(value, dict):
            report.add("must be an object", at)
            return
        kind = value.get("type")
        rule = self.kinds.get(kind) if isinstance(kind, str) else None
        if kind is None:
            report.add("missing required field: type", at)
        elif rule is None:
            report.add(f"unsupported type: {kind}", f"{at}/type")
        else:
            rest = {name: entry for name, entry in value.items() if name != "type"}
            rule.check(rest, at, report)
