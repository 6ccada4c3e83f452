"""A period goes from open through closing to closed, and back only after its pack."""

from datetime import UTC, date, datetime, timedelta

from ledger.calendar import Calendar
from ledger.stages import By, Course, Stage, State

BEGAN = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
HUA = By(1, "Hua")


def course(*steps: tuple[str, int]) -> Course:
    """A course of these stages, a day apart."""
    return Course(
        tuple(
            Stage(what, BEGAN + timedelta(days=n), HUA, version)
            for n, (what, version) in enumerate(steps)
        )
    )


def test_a_period_stands_where_its_newest_pack_and_what_came_after_it_say() -> None:
    steps = [
        (("closing", 0), State.CLOSING),
        (("close", 0), State.CLOSING),
        (("closed", 1), State.CLOSED),
        (("reopen", 1), State.CLOSED),
        (("reopened", 1), State.OPEN),
        (("closing", 1), State.CLOSING),
        (("closed", 2), State.CLOSED),
    ]
    assert course().state is State.OPEN
    for count in range(1, len(steps) + 1):
        assert course(*(step for step, _ in steps[:count])).state is steps[count - 1][1], count
    assert (course().version, course(*(step for step, _ in steps)).version) == (0, 2)


def test_a_wish_waits_until_it_is_done() -> None:
    assert course(("closing", 0)).asked_to_close is None
    asked = course(("closing", 0), ("close", 0))
    assert asked.asked_to_close == asked.stages[1]
    assert asked.asked_to_reopen is None
    closed = course(("closing", 0), ("close", 0), ("closed", 1))
    assert (closed.asked_to_close, closed.asked_to_reopen) == (None, None)
    wanted = course(("closed", 1), ("reopen", 1))
    assert wanted.asked_to_reopen == wanted.stages[1]
    again = course(("close", 0), ("closed", 1), ("reopen", 1), ("reopened", 1))
    assert (again.asked_to_close, again.asked_to_reopen) == (None, None)


def test_results_are_questioned_for_five_working_days_while_it_is_closing() -> None:
    friday_off = Calendar({date(2026, 11, 6): False})
    assert course(("closing", 0)).questions_until(Calendar()) == date(2026, 11, 9)
    assert course(("closing", 0)).questions_until(friday_off) == date(2026, 11, 10)
    assert course().questions_until(Calendar()) is None
    assert course(("closing", 0), ("closed", 1)).questions_until(Calendar()) is None
