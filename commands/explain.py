"""Why: a KPI opened down to the rows that counted, and those left out, with their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Button
from ledger.currency import places
from ledger.errors import Problem
from ledger.money import Money, half_up
from ledger.period import Period
from scoring.card import Component, ScoreCard
from scoring.counterfactual import Had
from scoring.kpi import Kpi, Unit
from scoring.kpis import catalogue
from scoring.opened import Opened
from scoring.targets import Source
from storage import explanations, people, schemes
from storage.database import Tx
from storage.rosters import Question
from views import blocks
from views.kpi import missing_of, target_of, value_of
from views.limits import drawn_line
from views.message import Message
from views.parts import footer
from views.say import Say, blanks_of
from views.why import About, had_line, source_line
from views.words import Words, bold, lines

PAGE = 20  # rows
SECTION = 5  # rows that surely fit into one section


@dataclass(eq=False)
class NotExplained(Problem):
    """The card's button names a KPI or scheme that there is no longer."""

    sentence = "This card is old. Type `/myscore` for a new one."


@dataclass(frozen=True, slots=True)
class Args:
    """Which KPI of which period, and from which row on."""

    kpi: str
    period: Period
    first: int


@dataclass(frozen=True, slots=True)
class Why:
    """A component with the rows behind it, and what would have changed it most."""

    card: ScoreCard
    component: Component
    source: Source
    rows: Opened
    had: Had | None
    first: int
    today: date


def parse(value: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Read what the button carries: KPI, period, first row."""
    kpi, period, *first = value.split()
    return Args(kpi, Period.parse(period), int(first[0]) if first else 0)


def run(tx: Tx, ask: Ask[Args]) -> Why:
    """Judge the asker again from single rows, and keep those of one KPI."""
    person, args = ask.caller.person, ask.args
    company, question = ask.caller.company, Question(args.period, ask.today)
    role = people.role_in(tx, company, person, question)
    scheme = schemes.in_force(tx, company, role, args.period)
    if scheme is None or args.kpi not in {part.kpi for part in scheme.parts}:
        raise NotExplained
    found = explanations.of_person(tx, company, person.id, scheme, question)
    component = next(c for c in found.card.components if c.kpi == args.kpi)
    return Why(
        card=found.card,
        component=component,
        source=found.sources[args.kpi],
        rows=found.rows_of(args.kpi),
        had=found.had(args.kpi),
        first=args.first,
        today=ask.today,
    )


def view(why: Why, say: Say) -> Message:
    """Lay out the formula with its numbers, the rows that counted and those left out."""
    headline = _headline(why, say)
    shown = [blocks.header(headline), blocks.section(_working(why, say))]
    if why.had is not None and why.card.score is not None:
        shown.append(blocks.section(had_line(say, why.had, why.card.score)))
    shown += _rows(why, say)
    shown += [_actions(why, say), _footer(why, say)]
    return Message(headline, tuple(shown))


def _headline(why: Why, say: Say) -> Words:
    component, period = why.component, say.period(why.card.period)
    kpi, value = catalogue()[component.kpi], component.value
    name = say(kpi.name)
    if value is None:
        reason = missing_of(say, component)
        return say("{kpi}, {period}: not counted, {reason}", kpi=name, period=period, reason=reason)
    said = value_of(say, kpi, value, why.card.currency)
    if why.today in why.card.period:
        return say("{kpi}, {period} so far: {value}", kpi=name, period=period, value=said)
    return say("{kpi}, {period}: {value}", kpi=name, period=period, value=said)


def _working(why: Why, say: Say) -> Words:
    component, kpi = why.component, catalogue()[why.component.kpi]
    measure, card = component.measure, why.card
    if measure.value is None:
        weight = say.number(component.weight, 2, trim=True)
        return say("Its weight of {weight} is spread over the others.", weight=weight)
    exact = say.number(measure.value, 4)
    if kpi.unit is Unit.AMOUNT:
        exact = say.money(Money(half_up(measure.value), card.currency))
    over = say.money(Money(half_up(measure.over), card.currency))
    if kpi.unit is Unit.DAYS:  # amount times days is no amount
        over = say.number(measure.over / 10 ** places(card.currency), 2)
    known = {
        "over": over,
        "under": say.money(Money(half_up(measure.under), card.currency)),
        "last": say.day(card.period.last),
        "done": say.number(measure.over, 2, trim=True),
        "all": say.number(measure.under, 2, trim=True),
        "exact": exact,
    }
    said = [say(kpi.working, **{name: known[name] for name in blanks_of(kpi.working)})]
    said += filter(None, [drawn_line(say, kpi, component, card.currency)])
    return lines(*said, *_points(why, kpi, say))


def _points(why: Why, kpi: Kpi, say: Say) -> list[Words]:
    component = why.component
    if component.points is None or component.target is None or component.attainment is None:
        return [lines(missing_of(say, component))]
    said: list[Words] = [
        say(
            "Target {target}, so {attainment} of target: "
            "{points} points × {weight} weight = {result}",
            target=target_of(say, kpi, component.target, why.card.currency),
            attainment=say.percent(component.attainment, 2),
            points=say.number(component.points, 2),
            weight=say.percent(component.effective_weight / 100, 2, trim=True),
            result=say.number(component.reached, 2),
        )
    ]
    said.append(source_line(say, why.source))
    if component.effective_weight != component.weight:
        weight = say.number(component.weight, 2, trim=True)
        said.append(
            say(
                "Its weight is {weight}, and its share of what others have no data for.",
                weight=weight,
            )
        )
    return said


def _rows(why: Why, say: Say) -> list[blocks.Block]:
    counted, left_out = why.rows.page(why.first, PAGE)
    about = About(catalogue()[why.component.kpi], why.card.currency, say)
    shown = []
    if counted:
        title = bold(say("Counted ({count})", count=len(why.rows.counted)))
        shown += _listed(title, [about.line(row, counted=True) for row in counted])
    if left_out:
        title = bold(say("Left out ({count})", count=len(why.rows.left_out)))
        shown += _listed(title, [about.line(row, counted=False) for row in left_out])
    return shown


def _listed(title: Words, rows: Sequence[Words]) -> list[blocks.Block]:
    cut = [rows[at : at + SECTION] for at in range(0, len(rows), SECTION)]
    first, *more = cut
    return [blocks.section(lines(title, *first)), *(blocks.section(lines(*part)) for part in more)]


def _actions(why: Why, say: Say) -> blocks.Block:
    value = f"{why.component.kpi} {why.card.period}"
    shown = [blocks.button(say("Back"), "score.back", str(why.card.period))]
    total = why.rows.count
    if why.first > 0:
        before = max(0, why.first - PAGE)
        shown.append(
            blocks.button(
                say("Previous {count}", count=PAGE), "explain.before", f"{value} {before}"
            )
        )
    if (after := why.first + PAGE) < total:
        count = min(PAGE, total - after)
        shown.append(
            blocks.button(say("Next {count}", count=count), "explain.next", f"{value} {after}")
        )
    return blocks.actions(*shown)


def _footer(why: Why, say: Say) -> blocks.Block:
    kpi = catalogue()[why.component.kpi]
    of_money = [why.card.currency, say("every row is dated by its value date")]
    return footer(
        say("Formula {formula}", formula=why.component.formula),
        *(of_money if kpi.is_collections and kpi.family is None else []),
        say("only you can see this"),
    )


BUTTONS = tuple(
    Button(id=f"explain.{what}", parse=parse, allow=members, run=run, view=view)
    for what in ("why", "before", "next")
)
