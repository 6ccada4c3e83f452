"""The card of a dispute and its line in a list, where less than usual is known."""

from datetime import UTC, date, datetime

from ledger.dispute import Dispute
from ledger.money import Money
from views.blocks import check
from views.dispute_card import Card, row, view
from views.say import Say

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
NOBODYS = Dispute(
    1, "D-1", "INV-1", "Kay", Money(300_00, "CNY"), date(2026, 11, 20), "", None, AT
)  # fmt: skip


def test_an_invoice_of_nobody_has_no_owner_on_its_card() -> None:
    message = view(Card(NOBODYS, AT, Money(400_00, "CNY")), Say.of("zh", AT.date()))
    check(message)
    assert message.text == "Kay 对 INV-1 的 CNY 300.00 有争议"
    assert message.blocks[0]["text"]["text"].split("\n")[1] == "11月20日起 · 未收 CNY 400.00"
    assert len(message.blocks) == 2, "no button for who may not press any"


def test_a_line_of_a_list_says_no_more_than_is_known() -> None:
    said = row(NOBODYS, (), Say.of("en", AT.date()))
    assert str(said) == "INV-1 Kay · CNY 300.00 · since 20 Nov · not confirmed yet"
