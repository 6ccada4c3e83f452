"""Which currencies there are, and how many decimal places each has."""

import csv

import pytest

from ledger.currency import is_currency, places
from ledger.errors import UnknownCurrency


def test_every_currency_of_the_iso_list_has_its_places(shared_data) -> None:
    """JPY 0, CNY 2, KWD 3, UYW 4; gold (XAU) and the like have none and are no money here."""
    path = shared_data / "currency" / "iso4217_minor_units.csv"
    with path.open(encoding="utf-8", newline="") as file:
        listed = {row["code"]: row["minor_units"] for row in csv.DictReader(file)}
    assert len(listed) == 178
    for code, minor_units in listed.items():
        assert is_currency(code) == bool(minor_units), code
        if minor_units:
            assert places(code) == int(minor_units), code


@pytest.mark.parametrize(("code", "count"), [("JPY", 0), ("CNY", 2), ("KWD", 3)])
def test_yen_yuan_and_dinar_have_their_places(code, count) -> None:
    assert places(code) == count


def test_a_code_that_is_no_currency_is_named_in_the_refusal() -> None:
    assert not is_currency("XXX")
    with pytest.raises(UnknownCurrency) as refusal:
        places("XXX")
    assert refusal.value.code == "XXX"
