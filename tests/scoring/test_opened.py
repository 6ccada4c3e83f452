"""A component opened: what counted, what was left out, page by page."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from scoring.duties import Because, Subject, Task
from scoring.facts import Family, Figure
from scoring.items import Item, largest_first, whole
from scoring.kpis import catalogue
from scoring.opened import Imported, Opened, opened
from tests.scoring.cast import not_due, overdue, paid

DUE = date(2026, 10, 10)


def item(key: int, figure: Figure, due_on: date = DUE, **other) -> Item:
    return Item(figure, key, f"INV-{key}", "1", "Kay", due_on, 100, **other)


def task(name: str, because: Because, begins_on: date = DUE) -> Task:
    about = Subject(1, name, "Kay", 100, "CNY")
    return Task(Family.PROMISE, about, begins_on, date(2026, 10, 15), because)


def test_rows_of_an_instalment_stand_together_the_oldest_due_first() -> None:
    later, open_part = item(2, paid(9), date(2026, 10, 20)), item(1, overdue(5))
    cash = item(1, paid(4), receipt="R-1", value_on=DUE)
    left = item(3, not_due(7))
    found = opened(catalogue()["collection_rate"], [later, open_part, left, cash], (), None)
    assert found == Opened(((cash, open_part), (later,)), ((left,),))


def test_duties_and_imported_figures_are_rows_of_their_own() -> None:
    early = task("P-1", Because.BROKEN)
    late = task("P-2", Because.KEPT, date(2026, 10, 12))
    waits = task("P-3", Because.NOT_OVER)
    euros = replace(early, subject=replace(early.subject, currency="EUR", rate=None))
    kept = catalogue()["promise_kept_rate"]
    found = opened(kept, (), [late, waits, early, euros], None)
    assert found == Opened((early, late), (euros, waits))
    said = Imported("csat", Fraction(4))
    assert opened(catalogue()["csat"], (), (), said) == Opened((said,), ())
    assert opened(catalogue()["csat"], [item(1, paid(1))], (), None) == Opened((), ())


def test_pages_go_through_what_counted_and_then_through_what_was_left_out() -> None:
    rows = [Imported("csat", Fraction(n)) for n in range(7)]
    found = Opened(tuple(rows[:4]), tuple(rows[4:]))
    assert found.count == 7
    assert [found.page(first, 3) for first in (0, 3, 6)] == [
        ((rows[0], rows[1], rows[2]), ()),
        ((rows[3],), (rows[4], rows[5])),
        ((), (rows[6],)),
    ]


def test_parts_of_an_instalment_are_put_together_in_the_order_of_the_first() -> None:
    parts = [item(2, overdue(30)), item(1, overdue(5)), item(2, overdue(10, disputed=True))]
    assert [(one.instalment_id, one.figure.amount_minor) for one in whole(parts)] == [
        (2, 40), (1, 5),
    ]  # fmt: skip


def test_the_largest_comes_first_and_what_has_no_rate_last() -> None:
    dollars = item(1, overdue(10, currency="USD", rate=Fraction(7)))
    unrated, small = item(2, overdue(99, currency="EUR", rate=None)), item(3, overdue(60))
    earlier = item(4, overdue(60), date(2026, 10, 1))
    in_order = sorted([unrated, small, earlier, dollars], key=largest_first)
    assert in_order == [dollars, earlier, small, unrated]


def test_an_item_is_known_by_its_document_and_its_instalment_where_there_are_more() -> None:
    first = item(7, paid(1))
    assert (first.name, first.short_name, first.falls_due_on) == ("INV-7/1", "INV-7", DUE)
