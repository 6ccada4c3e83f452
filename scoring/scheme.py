"""Schemes: which KPIs count for a role, how much, and against which target."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from ledger.period import Period
from scoring.curves import DEFAULT, Curve
from scoring.kpis import catalogue
from scoring.rules import Rules
from scoring.spans import adds_up

RHYTHMS = ("month", "quarter", "year", "custom")
SHRUNK = frozenset({"collection_rate", "cash_cei", "overdue_ratio", "bad_debt_ratio"})
IN_FORCE = {"sales": "sales"}  # the shipped scheme of a role, by its id

_PROMISE = {"threshold": "promise_threshold", "grace": "promise_grace"}
# What a KPI's table may say beside weight and target, and which rule that is.
RULES: Mapping[str, Mapping[str, str]] = {
    "invoicing_on_time": {"days": "invoicing_days"},
    "followup_coverage": {"days": "followup_days", "by": "followup_by_amount"},
    "promise_kept_rate": _PROMISE,
    "promise_kept_value": _PROMISE,
}


@dataclass(frozen=True, slots=True)
class Weighted:
    """A KPI in a scheme; the target is for whoever has none of their own, None for nobody."""

    kpi: str
    weight: Fraction
    target: Fraction | None = None
    curve: Curve = DEFAULT
    floor: Fraction = Fraction(0)
    cap: Fraction = Fraction(120)


@dataclass(frozen=True, slots=True)
class Gate:
    """Caps the total when a KPI's value is below a limit; without a value it does nothing."""

    kpi: str
    below: Fraction
    total_cap: Fraction


@dataclass(frozen=True, slots=True)
class Grade:
    """A name for scores from a limit on."""

    least: Fraction
    name: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """An immutable version of the rules for a role; weights sum to exactly 100.

    `shrink` draws the rates of small books towards the cohort's; `grades` begin with the highest.
    """

    id: str
    version: int
    name: Mapping[str, str]
    role: str
    parts: tuple[Weighted, ...]
    minimum_base: int = 5
    rank_decimals: int = 1
    rhythm: str = "month"
    reason: str = ""
    shrink: Fraction = Fraction(0)
    aim: str = ""
    gates: tuple[Gate, ...] = ()
    grades: tuple[Grade, ...] = ()
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        """Hold the rules that no scheme may break."""
        assert sum(part.weight for part in self.parts) == 100, self.id
        assert all(part.weight > 0 for part in self.parts), self.id
        assert len({part.kpi for part in self.parts}) == len(self.parts), self.id
        assert self.rhythm in RHYTHMS, self.id
        assert self.shrink >= 0, self.id

    @property
    def asks_amounts(self) -> bool:
        """Tell whether it has a target that is an amount, which is cut to the days in the role."""
        return any(part.target is not None and adds_up(part.kpi) for part in self.parts)

    @property
    def collections_percent(self) -> Fraction:
        """How much of the weight lies on collections."""
        known = catalogue()
        weights = (part.weight for part in self.parts if known[part.kpi].is_collections)
        return sum(weights, Fraction(0))

    def grade_of(self, score: Fraction) -> Grade | None:
        """Find the grade of a score, on its exact value; None below the lowest one."""
        reached = [grade for grade in self.grades if score >= grade.least]
        return max(reached, key=lambda grade: grade.least, default=None)


def read(text: str, version: int) -> Scheme:
    """Read a scheme file in which nothing is wrong; `scheme_check.check` says whether that is so.

    Numbers are exact: decimals in quotes, or bare ones, which stay as they were written.
    """
    written = loaded(text)
    return Scheme(
        id=written["id"],
        version=version,
        name=written["name"],
        role=written["role"],
        parts=tuple(_weighted(part) for part in written["kpi"]),
        minimum_base=int(written.get("minimum_base", 5)),
        rank_decimals=int(written.get("rank_decimals", 1)),
        rhythm=written.get("rhythm", "month"),
        reason=written.get("reason", ""),
        shrink=Fraction(written.get("shrink", 0)),
        aim=written.get("aim", ""),
        gates=tuple(_gate(gate) for gate in written.get("gate", ())),
        grades=tuple(Grade(Fraction(g["from"]), g["name"]) for g in written.get("grade", ())),
        rules=_rules(written["kpi"]),
    )


def loaded(text: str) -> dict[str, Any]:
    """Read TOML; a bare 0.9 stays the text "0.9"."""
    return tomllib.loads(text, parse_float=str)


@cache
def templates() -> Mapping[str, str]:
    """The texts of the shipped schemes, by their ids."""
    files = resources.files("scoring.templates").iterdir()
    texts = [file.read_text(encoding="utf-8") for file in files if file.name.endswith(".toml")]
    return {loaded(text)["id"]: text for text in sorted(texts)}


@cache
def template(role: str) -> Scheme | None:
    """The shipped scheme that is in force for a role until the company has one of its own.

    Only sales has one; the other templates wait to be chosen.
    """
    return read(templates()[IN_FORCE[role]], version=1) if role in IN_FORCE else None


def rhythm_of(period: Period) -> str:
    """Tell whether a period is a month, a quarter or a year, or none of them."""
    written = str(period)
    if "Q" in written:
        return "quarter"
    return {4: "year", 7: "month"}.get(len(written), "custom")


def _weighted(written: Mapping[str, Any]) -> Weighted:
    target = written.get("target")
    return Weighted(
        kpi=written["id"],
        weight=Fraction(written["weight"]),
        target=None if target is None else Fraction(target),
        curve=Curve.of(written["curve"]) if "curve" in written else DEFAULT,
        floor=Fraction(written.get("floor", 0)),
        cap=Fraction(written.get("cap", 120)),
    )


def _gate(written: Mapping[str, Any]) -> Gate:
    return Gate(written["kpi"], Fraction(written["below"]), Fraction(written["total_cap"]))


def _rules(parts: Iterable[Mapping[str, Any]]) -> Rules:
    given: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if rule := RULES.get(part["id"], {}).get(key):
                given[rule] = _rule(key, value)
    return Rules(**given)


def _rule(key: str, value: Any) -> Any:
    if key == "by":
        return value == "amount"
    return Fraction(value) if key == "threshold" else int(value)
