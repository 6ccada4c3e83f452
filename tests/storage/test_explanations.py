"""The rows of an explanation give the number, for every KPI and everybody, and it is the card's."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ledger.currency import places
from ledger.period import Period
from sandbox.company import write
from sandbox.company_plan import Plan
from scoring.duties import DONE, Task
from scoring.facts import Kind
from scoring.items import Item
from scoring.kpis import catalogue
from scoring.opened import Imported, Opened
from scoring.scheme import Scheme, Weighted
from scoring.targets import Source, Whose
from storage import company_scores, explanations, intake, rosters
from storage.explanations import Explained
from storage.rosters import Question
from tests.commands.november import happen
from tests.storage.books import Books

TODAY = date(2026, 11, 23)
NOVEMBER = Question(Period.parse("2026-11"), TODAY)
SCORED = [kpi.id for kpi in catalogue().values() if kpi.is_scored]
EVERY = Scheme(
    "every",
    1,
    {"en": "Every KPI", "zh": "全部指标"},
    "sales",
    tuple(Weighted(kpi, Fraction(100, len(SCORED)), Fraction(1)) for kpi in SCORED),
)

Sums = tuple[Fraction, Fraction]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sample")
    write(made, Plan(seed=7, today=TODAY, invoices=400))
    return made


@pytest.fixture
def sample(books: Books, folder: Path) -> Books:
    books.today = TODAY
    with books.database.write(books.now) as tx:
        intake.run(tx, books.company, intake.open_folder(folder), intake.Rules())
    return books


@pytest.fixture
def november(books: Books) -> Books:
    books.today = TODAY
    return happen(books)


def explained(books: Books, scheme: Scheme, question: Question) -> list[Explained]:
    """Explain everybody, and see that it is the card that the whole company's reading gives."""
    found = []
    with books.database.read(books.now) as tx:
        listed = rosters.roster(tx, books.company, scheme.role, question)
        for one in company_scores.worked_out(tx, books.company, scheme, question, listed):
            person = one.person.person_id
            own = explanations.of_person(tx, books.company, person, scheme, question)
            assert own.card == one.card
            found.append(own)
    return found


def worth(item: Item, home: str) -> Fraction:
    """What an amount is in the company's currency, in its minor units."""
    figure = item.figure
    assert figure.rate is not None
    scale = Fraction(10) ** (places(home) - places(figure.currency))
    return figure.amount_minor * figure.rate * scale


def over_all(kind: Kind) -> Callable[[Iterable[Item], str], Sums]:
    def sums(items: Iterable[Item], home: str) -> Sums:
        each = [(one.figure.kind is kind, worth(one, home)) for one in items]
        return Fraction(sum(of for is_it, of in each if is_it)), Fraction(sum(of for _, of in each))

    return sums


def late(items: Iterable[Item], home: str) -> Sums:
    each = [(one.figure.amount_days // one.figure.amount_minor, worth(one, home)) for one in items]
    return Fraction(sum(days * of for days, of in each)), Fraction(sum(of for _, of in each))


def overdue(items: Iterable[Item], home: str) -> Sums:
    each = [(one.figure.overdue, worth(one, home)) for one in items]
    return Fraction(sum(of for is_it, of in each if is_it)), Fraction(sum(of for _, of in each))


def together(items: Iterable[Item], home: str) -> Sums:
    return Fraction(sum(worth(one, home) for one in items)), Fraction(0)


ITEMS = {
    "collection_rate": over_all(Kind.CASH),
    "cash_cei": over_all(Kind.CASH),
    "bad_debt_ratio": over_all(Kind.WRITTEN_OFF),
    "collected_amount": together,
    "days_late": late,
    "overdue_ratio": overdue,
}


def of_rows(kpi: str, rows: Opened, home: str) -> Sums:
    """Work a KPI out from its listed rows alone, in the simplest way there is."""
    if kpi in ITEMS:
        items = [item for row in rows.counted if isinstance(row, tuple) for item in row]
        return ITEMS[kpi](items, home)
    if catalogue()[kpi].family is None:
        (value,) = [one.value for one in rows.counted if isinstance(one, Imported)] or [Fraction(0)]
        return value, Fraction(0)
    tasks = [one for one in rows.counted if isinstance(one, Task)]
    sizes = [one.subject.amount_minor if kpi == "promise_kept_value" else 1 for one in tasks]
    done = [one.because in DONE for one in tasks]
    return (
        Fraction(sum(size for size, is_done in zip(sizes, done, strict=True) if is_done)),
        Fraction(sum(sizes)),
    )


def compared(books: Books, found: Iterable[Explained]) -> int:
    """Compare every number with its rows; how many there were."""
    numbers = 0
    for one in found:
        for component in one.card.components:
            told = of_rows(component.kpi, one.rows_of(component.kpi), books.company.currency)
            assert told == (component.measure.over, component.measure.under), component.kpi
            numbers += component.measure.value is not None
    return numbers


def test_the_listed_rows_give_every_number_of_the_sample_company(sample: Books) -> None:
    for question in (NOVEMBER, NOVEMBER.before()):
        assert compared(sample, explained(sample, EVERY, question)) > 50


def test_they_do_where_everything_is_allowed_for_and_rates_are_drawn(november: Books) -> None:
    found = explained(november, EVERY, NOVEMBER)
    assert compared(november, found) > 7
    assert [len(one.card.allowed) for one in found] == [4, 0]
    drawn = replace(EVERY, shrink=Fraction(3))
    found = explained(november, drawn, NOVEMBER)
    compared(november, found)
    rate = next(one for one in found[0].card.components if one.kpi == "collection_rate")
    assert rate.drawn is not None
    assert rate.drawn.base == 5


def test_nobody_else_s_row_is_listed(november: Books) -> None:
    """INV-6 went from Cai to Ana on the 9th: it is in one list, not in both."""
    ana, cai = explained(november, EVERY, NOVEMBER)
    assert "INV-6" in {item.document for item in ana.items}
    assert {item.document for item in cai.items} == set()


def test_a_target_and_an_imported_figure_say_where_they_come_from(november: Books) -> None:
    november.add("leave", "person_id, from, to\n P1, 2026-11-02, 2026-11-09")
    november.add("targets", "team, kpi, period, target\n East, days_late, 2026-11, 8")
    (ana, _) = explained(november, EVERY, NOVEMBER)
    assert ana.sources["sales_amount"] == Source(Whose.OWN, 16, 21)
    assert ana.sources["days_late"] == Source(Whose.TEAM)
    assert ana.sources["collection_rate"] == Source(Whose.SCHEME)
    assert ana.came_in_on == {"sales_amount": TODAY}
    assert ana.rows_of("sales_amount").counted == (
        Imported("sales_amount", Fraction(1_310_000_00), TODAY),
    )
