"""Every KPI of a period, by person, team, customer or for the company, a row each currency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlmodel import col

from ledger.period import Period
from scoring.facts import Duty, Facts, Figure
from scoring.kpi import Unit
from scoring.kpis import catalogue
from scoring.spans import adds_up
from storage import closed_scores, duties, figures, judgements, movements, names
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.duties import Wanted
from storage.tables import Assignment, Instalment, Ownership
from storage.window import By, Window

Key = int | None


@dataclass(frozen=True, slots=True)
class Row:
    """The KPIs of one key in one currency: amounts in minor units, None where not applicable."""

    key: str | None
    name: str | None
    currency: str
    values: Mapping[str, Fraction | None]
    units: Mapping[str, Unit]


@dataclass(frozen=True, slots=True)
class Question:
    """Which period, told apart by what, as known when."""

    period: Period
    by: By
    today: date
    known_at: datetime | None = None

    @property
    def as_of(self) -> date:
        """The day on which balances are taken."""
        return self.period.measured_on(self.today)


def kpis_of(tx: Tx, company: Company, question: Question) -> tuple[Row, ...]:
    """Measure everything; a closed period answers as it was settled."""
    pack = None if question.known_at else closed_scores.pack_of(tx, company, question.period)
    if pack is None:
        return measured(tx, company, question)
    return tuple(_settled(row) for row in pack.kpis[question.by.value])


def _settled(row: Mapping[str, str | None]) -> Row:
    values = {
        name: closed_scores.fraction_of(value)
        for name, value in row.items()
        if name not in {"key", "name", "currency"}
    }
    units = {name: catalogue()[name].unit for name in values}
    return Row(row["key"], row["name"], str(row["currency"]), values, units)


def measured(tx: Tx, company: Company, question: Question) -> tuple[Row, ...]:
    """Measure everything; who has nothing in the period but owned something has a row as well."""
    window = Window(question.period, question.as_of, question.known_at)
    found: dict[tuple[Key, str], list[Figure]] = defaultdict(list)
    for source in (figures.of_all, movements.of_all):
        for keyed in source(tx, company, window, question.by):
            found[keyed.key, keyed.figure.currency].append(keyed.figure)
    back = movements.billed_back(tx, company, window, question.by)
    due = _duties(tx, company, window, question.by)
    for key, currency in due:
        found.setdefault((key, currency), [])
    metrics = _metrics(tx, company, question)
    for key in {*metrics, *_present(tx, company, question)}:
        if metrics.get(key) or not any(other == key for other, _ in found):
            found.setdefault((key, company.currency), [])
    known, every = names.of(tx, company, question.by), _ids(metrics)
    rows = [
        _row(
            known[key],
            replace(
                _facts(question, currency, of, own, back.get((key, currency), ())),
                duties=tuple(due.get((key, currency), ())),
            ),
            every,
        )
        for (key, currency), of in found.items()
        for own in [metrics.get(key, {}) if currency == company.currency else {}]
    ]
    return tuple(sorted(rows, key=lambda row: (row.key is None, row.key or "", row.currency)))


def _duties(
    tx: Tx, company: Company, window: Window, by: By
) -> Mapping[tuple[Key, str], list[Duty]]:
    """Everybody's duties by key and currency, under the rules that hold unless a scheme differs."""
    found: dict[tuple[Key, str], list[Duty]] = defaultdict(list)
    for key, own in duties.of_all(tx, company, window, by, Wanted()).items():
        for duty in own:
            found[key, duty.currency].append(duty)
    return found


def _facts(
    question: Question,
    currency: str,
    found: Iterable[Figure],
    metrics: Mapping[str, Fraction],
    back: movements.Back,
) -> Facts:
    days = (question.as_of - question.period.start).days + 1
    return Facts(
        question.period, currency, tuple(found), metrics, days=max(0, days), billed_back=back
    )


def _row(called: tuple[str | None, str | None], facts: Facts, every: Mapping[str, Unit]) -> Row:
    known = catalogue()
    values = {
        figure_id: known[figure_id].measure(facts).value
        if figure_id in known
        else facts.metrics.get(figure_id)
        for figure_id in every
    }
    return Row(*called, facts.currency, values, every)


def _ids(metrics: Mapping[Key, Mapping[str, Fraction]]) -> dict[str, Unit]:
    """Every KPI there is, and every metric that was imported, with its unit."""
    units = {kpi.id: kpi.unit for kpi in catalogue().values()}
    for own in metrics.values():
        for figure_id in own:
            units.setdefault(figure_id, Unit.AMOUNT if adds_up(figure_id) else Unit.NUMBER)
    return units


def _metrics(tx: Tx, company: Company, question: Question) -> dict[Key, dict[str, Fraction]]:
    """What was measured of people: amounts add up over the people of a key, the others average."""
    if question.by is By.CUSTOMER:
        return {}
    people = judgements.of_everyone(tx, company, question.period, question.known_at)
    teams = _teams(tx, company, question.as_of) if question.by is By.TEAM else {}
    of_key: dict[Key, dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for person, judged in people.items():
        key = {By.PERSON: person, By.TEAM: teams.get(person)}.get(question.by, 0)
        for figure_id, value in judged.metrics_of(question.period).items():
            of_key[key][figure_id].append(value)
    return {
        key: {
            figure_id: sum(values, Fraction(0)) / (1 if adds_up(figure_id) else len(values))
            for figure_id, values in own.items()
        }
        for key, own in of_key.items()
    }


def _teams(tx: Tx, company: Company, on: date) -> dict[int, int | None]:
    query = select(col(Assignment.person_id), col(Assignment.team_id)).where(
        col(Assignment.workspace_id) == company.id,
        col(Assignment.valid_from) <= on,
        col(Assignment.valid_to) > on,
        col(Assignment.replaced_at) == FOREVER,
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def _present(tx: Tx, company: Company, question: Question) -> tuple[Key, ...]:
    """The keys that have a row even with nothing in the period: owners, and the company."""
    if question.by is By.COMPANY:
        return (0,)
    if question.by is not By.PERSON:
        return ()
    owners = (
        select(col(Ownership.person_id))
        .join(
            Instalment,
            (col(Instalment.workspace_id) == col(Ownership.workspace_id))
            & (col(Instalment.id) == col(Ownership.instalment_id)),
        )
        .where(
            col(Ownership.workspace_id) == company.id,
            col(Instalment.issued_on) <= question.as_of,
        )
        .distinct()
    )
    return tuple(row[0] for row in tx.execute(owners))
