"""Shares of a document: all of it, each owner once, in hundredths of a percent."""

import pytest

from ledger.shares import NamedTwice, NotAHundred, Share, TooFine, percent, shared


def test_a_hundredth_of_a_percent_is_the_smallest_share() -> None:
    assert shared([("ana", "99.99"), ("bo", "0.01")]) == (Share("ana", 9999), Share("bo", 1))


def test_shares_are_all_of_it_in_the_order_written() -> None:
    assert shared([("ana", "60"), ("bo", "40")]) == (Share("ana", 6000), Share("bo", 4000))
    assert shared([("bo", "100")]) == (Share("bo", 10_000),)
    third = shared([("ana", "33.33"), ("bo", "33.33"), ("wu", "33.340")])
    assert [one.weight_bp for one in third] == [3333, 3333, 3334]


@pytest.mark.parametrize(
    ("parts", "problem", "facts"),
    [
        ([("ana", "60"), ("bo", "39.5")], NotAHundred, {"sum": "99.5"}),
        ([("ana", "60"), ("bo", "41")], NotAHundred, {"sum": "101"}),
        ([], NotAHundred, {"sum": "0"}),
        ([("ana", "0"), ("bo", "100")], TooFine, {"share": "0"}),
        ([("ana", "33.333"), ("bo", "66.667")], TooFine, {"share": "33.333"}),
        ([("ana", "60"), ("ana", "40")], NamedTwice, {"name": "ana"}),
    ],
)
def test_what_is_no_whole_is_refused_with_the_number(parts, problem, facts) -> None:
    with pytest.raises(problem) as caught:
        shared(parts)
    assert vars(caught.value) == facts


@pytest.mark.parametrize(
    ("weight", "written"),
    [(6000, "60"), (10_000, "100"), (3334, "33.34"), (50, "0.5"), (5, "0.05")],
)
def test_basis_points_are_written_as_people_write_percent(weight, written) -> None:
    assert percent(weight) == written
