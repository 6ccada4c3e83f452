"""How a scheme reads: what counts, how much, against which target, and what caps the total."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from ledger.currency import places
from scoring.kpi import Kpi, Unit
from scoring.kpis import catalogue
from scoring.scheme import RULES, Scheme, Weighted
from views.flaws import aim_name, aim_sentence
from views.kpi import target_of
from views.say import Say
from views.words import Words, bold, dotted, lines


def weights_line(scheme: Scheme, say: Say) -> Words:
    """Name every KPI with its weight, in one line."""
    known = catalogue()
    return dotted(
        *(
            say("{kpi} {weight}", kpi=say(known[part.kpi].name), weight=_plain(part.weight, say))
            for part in scheme.parts
        )
    )


def part_lines(
    scheme: Scheme, part: Weighted, own: Mapping[str, Fraction], of: tuple[str, Say]
) -> Words:
    """Say what a KPI counts for, its target, and how it is measured; `own` come first."""
    currency, say = of
    kpi = catalogue()[part.kpi]
    target = own.get(part.kpi, in_minor(part.target, kpi, currency))
    said = [bold(say(kpi.name)), say("weight {weight}", weight=_plain(part.weight, say))]
    if target is None:
        said.append(say("no target is set yet"))
    else:
        said.append(say("target {target}", target=target_of(say, kpi, target, currency)))
    return lines(dotted(*said), say(kpi.measures), *_rules(scheme, kpi, say))


def in_minor(target: Fraction | None, kpi: Kpi, currency: str) -> Fraction | None:
    """Schemes are written in major units; amounts are shown from minor ones."""
    if target is None or kpi.unit is not Unit.AMOUNT:
        return target
    minor: int = 10 ** places(currency)
    return target * minor


def aim_lines(scheme: Scheme, say: Say) -> list[Words]:
    """Say what a scheme is for, and why collections carry what they do."""
    said = []
    if scheme.aim:
        name, sentence = aim_name(scheme.aim, say), aim_sentence(scheme.aim, say)
        said.append(say("Aim: {aim}. {sentence}", aim=name, sentence=sentence))
    if scheme.reason:
        said.append(say("Why collections carry this weight: {reason}", reason=scheme.reason))
    return said


def limit_lines(scheme: Scheme, currency: str, say: Say) -> list[Words]:
    """Say what caps the total, which grades there are, and what happens with few items."""
    said = []
    for gate in scheme.gates:
        kpi = catalogue()[gate.kpi]
        below = in_minor(gate.below, kpi, currency)
        assert below is not None, "a gate has a limit"
        value = target_of(say, kpi, below, currency)
        cap = _plain(gate.total_cap, say)
        name = say(kpi.name)
        said.append(
            say("While {kpi} is below {value}, the total is at most {cap}.",
                kpi=name, value=value, cap=cap)
        )  # fmt: skip
    if scheme.grades:
        ordered = sorted(scheme.grades, key=lambda grade: -grade.least)
        listed = [
            say("{grade} from {points}", grade=one.name, points=_plain(one.least, say))
            for one in ordered
        ]
        said.append(say("Grades: {grades}.", grades=say.join(listed)))
    said.append(_few(scheme, say))
    return said


def _few(scheme: Scheme, say: Say) -> Words:
    if scheme.shrink:
        return say(
            "Rates of few items are drawn towards everybody's, as if {n} more stood there.",
            n=_plain(scheme.shrink, say),
        )
    if scheme.minimum_base <= 1:
        return say("Everybody with an item due is ranked.")
    return say(
        "With fewer than {n} items due somebody is scored, and not ranked.", n=scheme.minimum_base
    )


def _rules(scheme: Scheme, kpi: Kpi, say: Say) -> Iterator[Words]:
    rules, keys = scheme.rules, RULES.get(kpi.id, {})
    if "days" in keys:
        days = getattr(rules, keys["days"])
        yield say.count(
            days,
            "In time is within 1 business day.",
            "In time is within {n} business days.",
        )
    if "by" in keys and rules.followup_by_amount:
        yield say("Items count by their amount.")
    if "threshold" in keys:
        yield say.count(
            rules.promise_grace,
            "Kept is at least {percent} by the day after the date.",
            "Kept is at least {percent} within {n} business days of the date.",
            percent=say.percent(rules.promise_threshold, trim=True),
        )


def _plain(value: Fraction, say: Say) -> str:
    return say.number(value, 2, trim=True)
