"""`huikuan explain`: one person's score opened down to the rows that counted and those left out."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from bot.cli_contract import Context, Sub, WrongUsage
from bot.cli_numbers import period
from bot.cli_scheme import print_problems
from bot.cli_scores import candidate_of, component_of, in_unit, points_of, question_of, scheme_of
from ledger.currency import places
from ledger.money import decimal, major
from scoring.card import Component
from scoring.duties import DONE, Task
from scoring.facts import Family, Kind
from scoring.items import Item, whole
from scoring.kpi import Kpi, Unit
from scoring.kpis import catalogue
from scoring.opened import Imported, Row
from scoring.scheme import Scheme
from scoring.what_if import collected
from scoring.written import exact
from storage import explanations, people
from storage.explanations import Explained
from storage.people import Member
from storage.sight import Glimpse
from views.say import Say
from views.why import About, had_line


@dataclass(frozen=True, slots=True)
class Raise:
    """An open instalment, the score's points that collecting it adds, and those of each KPI."""

    item: Item
    points: Fraction
    by_kpi: dict[str, Fraction]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--period", type=period, metavar="P", required=True)
    parser.add_argument("--person", metavar="ID", required=True)
    parser.add_argument("--kpi", metavar="ID", help="only this one")
    parser.add_argument(
        "--scheme", type=Path, metavar="FILE", help="by this one; nothing is stored"
    )
    parser.set_defaults(role=None)


def _explain(args: Namespace, context: Context) -> int:
    question_of(args, context)
    candidate = None
    if args.scheme is not None:
        candidate, flaws = candidate_of(args.scheme, context)
        if candidate is None:
            return print_problems(flaws, context)
    scheme = candidate or scheme_of(args, context)
    wanted = [part.kpi for part in scheme.parts if args.kpi in {None, part.kpi}]
    if not wanted:
        known = ", ".join(part.kpi for part in scheme.parts)
        raise WrongUsage(f"{scheme.id} does not judge {args.kpi}; it judges: {known}.")
    found, person = _found(args, scheme, context)
    context.record("explain", [Glimpse(person.id, args.period)])
    say = Say.of(context.company.language, context.today)
    components = [_component(one, found, say) for one in found.card.components if one.kpi in wanted]
    document = {
        "period": str(args.period),
        "person_id": person.number,
        "name": person.name,
        "scheme": {"id": scheme.id, "version": scheme.version},
        "score": points_of(found.card.score),
        "allowed": [
            {
                "kind": one.kind,
                "instalments": one.instalments,
                "score_without": points_of(one.score),
            }
            for one in found.card.allowed
        ],
        "components": components,
    }
    context.print(document, _lines(document))
    return 0


def _found(args: Namespace, scheme: Scheme, context: Context) -> tuple[Explained, Member]:
    asked, company = question_of(args, context), context.company
    with context.database.read(context.now) as tx:
        person = people.by_number(tx, company, args.person, asked.as_of)
        if person is None:
            raise WrongUsage(f"there is no person {args.person!r}.")
        return explanations.of_person(tx, company, person.id, scheme, asked), person


def _component(component: Component, found: Explained, say: Say) -> dict[str, Any]:
    card, kpi = found.card, catalogue()[component.kpi]
    rows, about = found.rows_of(kpi.id), About(kpi, card.currency, say)
    counted = [row for one in rows.counted for row in _rows(one, found, about, counted=True)]
    left_out = [row for one in rows.left_out for row in _rows(one, found, about, counted=False)]
    had = found.had(kpi.id)
    told = None if had is None or card.score is None else str(had_line(say, had, card.score))
    return {
        **component_of(component, card),
        "over": _size(component.measure.over, kpi, found),
        "under": _size(component.measure.under, kpi, found),
        "target_source": found.sources[kpi.id].whose,
        "counted": counted,
        "left_out": left_out,
        "would_raise": list(_would_raise(kpi, found)),
        "counterfactual": told,
    }


def _rows(row: Row, found: Explained, about: About, *, counted: bool) -> Iterator[dict[str, Any]]:
    """Write what a row is about, why it counts so, and what it adds above and below the line."""
    match row:
        case Task():
            yield _task(row, found, about, counted=counted)
        case Imported():
            yield _imported(row, about)
        case _:
            for item in row:
                yield _item(item, found, about, counted=counted)


def _item(item: Item, found: Explained, about: About, *, counted: bool) -> dict[str, Any]:
    figure, kpi = item.figure, about.kpi
    over = under = None
    if counted:
        (rated,) = replace(found.again.facts, figures=(figure,)).counted
        part = kpi.takes(rated)
        assert part is not None, item
        over, under = (_size(of, kpi, found) for of in (part.over, part.under))
    return {
        "instalment": item.name,
        "document": item.document,
        "amount": major(figure.amount_minor, figure.currency),
        "currency": figure.currency,
        "why": _why((item,), about, counted=counted),
        "kind": figure.kind,
        "due_on": str(item.due_on),
        "receipt": item.receipt,
        "value_on": None if item.value_on is None else str(item.value_on),
        "days_late": figure.amount_days // figure.amount_minor,
        "rate": None if figure.rate is None else exact(figure.rate),
        "over": over,
        "under": under,
    }


def _task(task: Task, found: Explained, about: About, *, counted: bool) -> dict[str, Any]:
    subject, kpi = task.subject, about.kpi
    over = under = None
    if counted:
        alone = kpi.measure(replace(found.again.facts, duties=(task.duty,)))
        over, under = (_size(of, kpi, found) for of in (alone.over, alone.under))
    return {
        "instalment": subject.name if task.family is Family.FOLLOWUP else None,
        "document": subject.name.rpartition("/")[0] or subject.name,
        "amount": major(subject.amount_minor, subject.currency),
        "currency": subject.currency,
        "why": _why(task, about, counted=counted),
        "kind": task.family,
        "begins_on": str(task.begins_on),
        "ends_on": str(task.ends_on),
        "done": task.because in DONE,
        "over": over,
        "under": under,
    }


def _imported(row: Imported, about: About) -> dict[str, Any]:
    is_amount = about.kpi.unit is Unit.AMOUNT
    value = in_unit(row.value, about.kpi.unit, about.currency)
    return {
        "instalment": None,
        "document": None,
        "amount": value,
        "currency": about.currency if is_amount else None,
        "why": _why(row, about, counted=True),
        "kind": "metric",
        "came_in_on": None if row.came_in_on is None else str(row.came_in_on),
        "over": value,
        "under": None,
    }


def _why(row: Row, about: About, *, counted: bool) -> str:
    return " · ".join(str(why) for why in about.whys(row, counted=counted))


def _size(value: Fraction, kpi: Kpi, found: Explained) -> str:
    """Write what stands above or below the line: money in major units, all else as it is."""
    is_money = kpi.family is None and kpi.is_collections
    if kpi.family is Family.FOLLOWUP:
        is_money = found.again.scheme.rules.followup_by_amount
    if is_money or kpi.unit is Unit.AMOUNT or kpi.id == "promise_kept_value":
        return exact(value / 10 ** places(found.card.currency))
    return decimal(value, 4)


def _would_raise(kpi: Kpi, found: Explained) -> Iterator[dict[str, Any]]:
    """The open instalments that raise this KPI, by the points of the score that each adds."""
    gains = sorted(_raises(found), key=lambda one: (-one.points, one.item.due_on, one.item.name))
    for one in gains:
        if one.by_kpi[kpi.id] > 0:
            yield {
                "instalment": one.item.name,
                "open": major(one.item.figure.amount_minor, one.item.figure.currency),
                "currency": one.item.figure.currency,
                "points": points_of(one.points),
                "component_points": points_of(one.by_kpi[kpi.id]),
            }


def _raises(found: Explained) -> Iterator[Raise]:
    """Score again with each open instalment collected; a period that is over is not raised."""
    if not found.is_running:
        return
    now = found.again.now
    opens = [one for one in found.items if one.figure.kind is Kind.OPEN]
    for item in whole(one for one in opens if one.figure.rate is not None):
        figures = [one.figure for one in opens if one.instalment_id == item.instalment_id]
        then = found.again.judged(collected(figures))
        points = (then.score or Fraction(0)) - (now.score or Fraction(0))
        pairs = zip(now.components, then.components, strict=True)
        yield Raise(item, points, {new.kpi: new.reached - old.reached for old, new in pairs})


def _lines(document: dict[str, Any]) -> str:
    """The score, each KPI with its rows, and the one change, for people."""
    said = [f"{document['name']}, {document['period']}: {document['score'] or '-'}"]
    for one in document["components"]:
        said.append(f"{one['kpi']}: {one['value'] or '-'} ({one['points'] or '-'} points)")
        said += [f"  + {_line(row)}" for row in one["counted"]]
        said += [f"  - {_line(row)}" for row in one["left_out"]]
        said += [f"  {one['counterfactual']}"] if one["counterfactual"] else []
    return "\n".join(said)


def _line(row: dict[str, Any]) -> str:
    name = row["instalment"] or row["document"] or ""
    return f"{name}  {row['why']}".strip()


COMMANDS = (Sub("explain", "why a score is what it is, row by row", _arguments, _explain),)
