"""/paid takes customers whose names look like months, days, amounts and documents."""

import pytest

from commands._contract import FieldProblem
from tests.commands.paying import Till, filled_in
from views.modal import Modal

CUSTOMERS = {
    "C20": "Marchetti SpA",
    "C21": "O2 Germany",
    "C22": "Studio 54 Ltd",
    "C23": "Mayer Bau",
    "C24": "Sparkasse Trading",
    "C25": "3M China Ltd",
    "C26": "Kern，Roth AG",
    "C27": "Decathlon China",
    "C28": "1001 Trading",
    "700": "Seven Hundred GmbH",
    "C30": "Twin",
    "C31": "Twin",
    "C32": "Shell A1 North",
    "C33": "Shell A1 South",
    "C35": "Lux Stahl Nord",
}


@pytest.fixture
def shop(till: Till) -> Till:
    rows = [{"customer_id": key, "name": name, "aliases": ""} for key, name in CUSTOMERS.items()]
    till.books.add(
        "customers", [*rows, {"customer_id": "C34", "name": "Lux", "aliases": "Kern 24"}]
    )
    return till


@pytest.mark.parametrize(
    ("typed", "customer"),
    [
        ("5000 Marchetti SpA", "Marchetti SpA"),
        ("5,000 Marchetti SpA", "Marchetti SpA"),
        ("O2 Germany 5,000", "O2 Germany"),
        ("5000 o2 germany", "O2 Germany"),
        ("Studio 54 Ltd 5,000", "Studio 54 Ltd"),
        ("Studio 54 Ltd 5000", "Studio 54 Ltd"),
        ("5,000 Mayer Bau", "Mayer Bau"),
        ("3M China 5000", "3M China Ltd"),
        ("5000 3M China Ltd", "3M China Ltd"),
        ("Kern, Roth AG, 5,000", "Kern，Roth AG"),
        ("Kern 24 5,000", "Lux"),
        ("Lux 5,000", "Lux"),
        ("Lux Stahl 5,000", "Lux Stahl Nord"),
        ("C21 5,000", "O2 Germany"),
        ("from O2 Germany 5k", "O2 Germany"),
        ("5000 Decathlon China", "Decathlon China"),
        ("sparkasse 5,000", "Sparkasse Trading"),
        ("1001 Trading 5,000", "1001 Trading"),
        ("Seven Hundred GmbH 5,000", "Seven Hundred GmbH"),
    ],
)
def test_a_customer_is_found_by_a_name_with_a_number_or_a_month_in_it(
    shop: Till, typed: str, customer: str
) -> None:
    shop.paid("ana", f"{typed} 2026-11-20 ref HX881")
    card = shop.shown().splitlines()
    assert card[0] == f"*CNY 5,000.00 from {customer}, arrived 20 Nov*"
    assert "reference HX881" in card[-1]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("500 Junction Trading", "Junction Trading"), ("5,000 Twin", "Twin"),
        ("Decode Ltd 12 5,000", "Decode Ltd 5,000"), ("5,000 Shell A1", "A1"), ("O3 5,000", "O3"),
        ("Bau 5 5000", "5000"),
    ],
)  # fmt: skip
def test_a_name_that_the_books_do_not_know_is_nobody_elses(
    shop: Till, typed: str, name: str
) -> None:
    english, chinese = shop.refused("ana", f"/paid {typed}")
    assert name in english
    assert name in chinese
    assert shop.states() == []


@pytest.mark.parametrize(
    ("typed", "what", "amount"),
    [
        ("12 Mayer Bau 5,000", "Mayer Bau 5,000", "12"),
        ("Mayer Bau 5,000 11.20", "Mayer Bau 11.20", "5,000"),
        ("O2 Germany", "O2 Germany", ""),
        ("O2 Germany INV-1023 5,000", "INV-1023 O2 Germany", "5,000"),
        ("C21 INV-1023 5,000", "INV-1023 C21", "5,000"),
        ("Studio 54 Ltd fee much 5,000", "Studio 54 Ltd fee much", "5,000"),
    ],
)
def test_what_is_left_over_beside_a_customer_opens_the_form(
    shop: Till, typed: str, what: str, amount: str
) -> None:
    form = shop.paid("ana", typed)
    assert isinstance(form, Modal), shop.shown()
    filled = filled_in(form)
    assert (filled["what"], filled["amount"]) == (what, amount)


def test_a_number_beside_its_own_customer_is_no_second_name(shop: Till) -> None:
    shop.paid("ana", "INV-1023 C1 5,000")
    assert shop.shown().startswith("*CNY 5,000.00 from 华星科技, arrived 23 Nov*")


@pytest.mark.parametrize("what", ["O2 Germany", "o2 germany", "C21", "O2 Germany,"])
def test_the_form_and_change_take_such_a_customer_too(shop: Till, what: str) -> None:
    shop.send("ana", "pay.form", "", what=what, amount="5,000", day="2026-11-20", fee="5")
    assert shop.shown().startswith("*CNY 5,000.00 from O2 Germany, arrived 20 Nov*")
    form = filled_in(shop.press("ana", "change"))
    shop.send("ana", "pay.form", shop.card(), **(form | {"amount": "6,000"}))
    assert shop.shown().startswith("*CNY 6,000.00 from O2 Germany, arrived 20 Nov*")
    assert "bank fee CNY 5.00" in shop.shown()


def test_what_the_form_cannot_place_beside_a_customer_is_named(shop: Till) -> None:
    with pytest.raises(FieldProblem) as wrong:
        shop.send("ana", "pay.form", "", what="Mayer Bau Friday", amount="5,000", day="")
    assert (wrong.value.field, shop.words(wrong.value)) == (
        "what",
        (
            (
                "Nothing was booked: I don't know what Friday means beside Mayer Bau. "
                "Take it out, or write it where it belongs."
            ),
            "没有入账：看不懂Mayer Bau旁边的“Friday”。请删去，或填到对应的位置。",
        ),
    )


def test_a_month_is_a_whole_word_and_a_year_is_near(shop: Till) -> None:
    shop.paid("ana", "Mayer Bau 5,000 20 November 2025")
    assert "arrived 20 Nov 2025" in shop.shown()
    shop.paid("ana", "Mayer Bau Nov 20 2000")
    assert shop.shown().startswith("*CNY 2,000.00 from Mayer Bau, arrived 20 Nov*")
