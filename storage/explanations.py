"""Explanations: one person's score from single rows, with what every row is about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from scoring.card import ScoreCard
from scoring.counterfactual import Had, Rows, largest
from scoring.duties import Task
from scoring.engine import Again
from scoring.items import Item
from scoring.kpis import catalogue
from scoring.opened import Imported, Opened, opened
from scoring.pack import Judged, Row
from scoring.scheme import Scheme
from scoring.targets import Source
from storage import closed_scores, duties, facts, itemised, judgements
from storage.companies import Company
from storage.database import Tx
from storage.duties import Own
from storage.facts import Read
from storage.rosters import Question


@dataclass(frozen=True, slots=True)
class Explained:
    """A card with the facts it was made of, row by row, to be judged again with others on top.

    `sources` says where each target comes from, `came_in_on` when an imported figure did.
    """

    card: ScoreCard
    again: Again
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]
    sources: Mapping[str, Source]
    came_in_on: Mapping[str, date]
    is_running: bool = False

    def rows_of(self, kpi: str) -> Opened:
        """The rows that counted in a KPI, and those left out."""
        value = self.again.facts.metrics.get(kpi)
        imported = None if value is None else Imported(kpi, value, self.came_in_on.get(kpi))
        return opened(catalogue()[kpi], self.items, self.tasks, imported)

    def had(self, kpi: str) -> Had | None:
        """The one change of a KPI's rows that would have added most to the score."""
        rows = Rows(self.items, self.tasks).of(catalogue()[kpi])
        return largest(self.again, rows, self.tasks)


def of_person(
    tx: Tx, company: Company, person_id: int, scheme: Scheme, question: Question
) -> Explained:
    """Judge a person from single rows, and give the rows: the same number, opened."""
    window, wanted = question.window(company), facts.wanted_by(scheme)
    owed = Own()
    if wanted.families:
        owed = duties.own_of_person(tx, company, window, person_id, wanted)
    items, allowed = itemised.of_person(tx, company, window, person_id, owed.lifted)
    judged = facts.judged_of(tx, company, person_id, question.period, [scheme])
    single = Read(
        tuple(item.figure for item in items),
        judged,
        tuple(task.duty for task in owed.tasks if task.counts),
        without=allowed,
    )
    read = facts.made(company, question, single)
    if scheme.shrink:  # everybody is read to know the cohort's rates
        whole = facts.of_person(tx, company, scheme, question, person_id)
        read = replace(read, base=whole.base, cohort=whole.cohort)
    again = Again(read, scheme)
    found = Explained(
        again.card(),
        again,
        items,
        owed.tasks,
        {part.kpi: judged.source_of(part.kpi, question.period) for part in scheme.parts},
        _came_in(company, judged, scheme, question),
        question.today in question.period,
    )
    if found.is_running:
        return found
    return _as_settled(found, closed_scores.of_person(tx, company, scheme, question, person_id))


def _as_settled(found: Explained, settled: Judged | None) -> Explained:
    """Give the rows by which a closed period was settled, whatever was recorded since.

    What still reads the same keeps the fact that was allowed for.
    """
    if settled is None or settled.card == found.card:
        return found
    known = {(one.name, one.figure, one.receipt): one for one in found.items}
    ids = {one.name: one.instalment_id for one in found.items}
    items = tuple(
        known.get((row.instalment, row.figure, row.receipt))
        or _item(ids.setdefault(row.instalment, -len(ids)), row)
        for row in settled.rows
    )
    figures = tuple(row.figure for row in settled.rows)
    settled_facts = replace(settled.facts, figures=figures, cohort=found.again.facts.cohort)
    again = Again(settled_facts, found.again.scheme)
    return replace(found, card=settled.card, again=again, items=items)


def _item(instalment_id: int, row: Row) -> Item:
    document, _, label = row.instalment.rpartition("/")
    return Item(
        row.figure,
        instalment_id,
        document,
        label,
        row.customer,
        row.due_on,
        0,
        row.receipt,
        row.value_on,
    )


def _came_in(
    company: Company, judged: judgements.Judged, scheme: Scheme, question: Question
) -> dict[str, date]:
    moments = {part.kpi: judged.came_in_of(part.kpi, question.period) for part in scheme.parts}
    zone = ZoneInfo(company.timezone)
    return {kpi: at.astimezone(zone).date() for kpi, at in moments.items() if at is not None}
