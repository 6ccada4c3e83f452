"""A month is closed while many write: a small sample of `make closing`."""

import pytest

from faults.closing import race

SEED, WRITERS = 5, 20


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_what_comes_before_the_close_is_in_the_pack_and_nothing_else(engine: str) -> None:
    races = [race(engine, 2, WRITERS, SEED)]
    while not (races[-1].before and races[-1].after) and len(races) < 7:
        races.append(race(engine, 2, WRITERS, SEED + len(races)))
    assert [found.wrong for found in races] == [[]] * len(races)
    assert all(found.before + found.after == 2 * WRITERS for found in races)
    assert min(races[-1].before, races[-1].after) > 0, "the close was among the writers"


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_who_looks_before_the_lock_counts_into_the_closed_period(engine: str) -> None:
    """Now and then all come before the close; the first race in which not is enough."""
    races = (race(engine, 1, WRITERS, SEED + n, "early") for n in range(7))
    assert any("counted after the pack" in found.kinds for found in races)


def test_without_the_lock_the_pack_is_not_what_stands_in_the_books() -> None:
    """Two of three such races lose a fact; the first that does is enough."""
    races = (race("postgres", 3, WRITERS, SEED + n, "no-lock") for n in range(7))
    assert any("counted after the pack" in found.kinds for found in races)
