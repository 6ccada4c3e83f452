"""Writing a scheme as the file that `scheme.read` reads."""

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from scoring.curves import DEFAULT, Curve
from scoring.rules import Rules
from scoring.scheme import RULES, Scheme, Weighted
from scoring.scheme_parts import CAP, FLOOR
from scoring.written import exact

_DEFAULT_RULES = Rules()


def write(
    scheme: Scheme, parts: Sequence[Weighted] | None = None, *, confirmed: bool = False
) -> str:
    """Write a scheme; what is as it is by default is left out.

    Other `parts` stand in the place of its own, whether they make a scheme or not.
    """
    chosen = scheme.parts if parts is None else parts
    return "\n".join(_lines(scheme, chosen, confirmed=confirmed)) + "\n"


def _lines(scheme: Scheme, parts: Sequence[Weighted], *, confirmed: bool) -> Iterator[str]:
    names = ", ".join(f"{one} = {quoted(scheme.name[one])}" for one in ("en", "zh"))
    yield f"id = {quoted(scheme.id)}"
    yield f"name = {{ {names} }}"
    yield f"role = {quoted(scheme.role)}"
    yield f"rhythm = {quoted(scheme.rhythm)}"
    yield f"reason = {quoted(scheme.reason)}"
    yield from [f"aim = {quoted(scheme.aim)}"] if scheme.aim else []
    yield from ["confirmed = true"] if confirmed else []
    yield f"minimum_base = {scheme.minimum_base}"
    yield f"shrink = {_number(scheme.shrink)}"
    yield f"rank_decimals = {scheme.rank_decimals}"
    for part in parts:
        yield from ("", "[[kpi]]", *_part(part, scheme.rules))
    for gate in scheme.gates:
        yield from ("", "[[gate]]", f"kpi = {quoted(gate.kpi)}")
        yield f"below = {_number(gate.below)}"
        yield f"total_cap = {_number(gate.total_cap)}"
    for grade in scheme.grades:
        yield from ("", "[[grade]]", f"from = {_number(grade.least)}")
        yield f"name = {quoted(grade.name)}"


def _part(part: Weighted, rules: Rules) -> Iterator[str]:
    yield f"id = {quoted(part.kpi)}"
    yield f"weight = {_number(part.weight)}"
    if part.target is not None:
        yield f"target = {_number(part.target)}"
    if part.curve != DEFAULT:
        yield f"curve = {_curve(part.curve)}"
    if part.floor != FLOOR:
        yield f"floor = {_number(part.floor)}"
    if part.cap != CAP:
        yield f"cap = {_number(part.cap)}"
    for key, rule in RULES.get(part.kpi, {}).items():
        value = getattr(rules, rule)
        if value != getattr(_DEFAULT_RULES, rule):
            yield f"{key} = {_ruled(value)}"


def _curve(curve: Curve) -> str:
    return f"[{', '.join(f'[{_number(x)}, {_number(y)}]' for x, y in curve.points)}]"


def _ruled(value: bool | int | Fraction) -> str:
    if isinstance(value, bool):
        return quoted("amount")  # by count is the default, and that is never written
    return _number(value) if isinstance(value, Fraction) else str(value)


def _number(value: Fraction) -> str:
    return quoted(exact(value))


def quoted(text: str) -> str:
    """Write a text as TOML does, which escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
