"""Forms as Slack takes them."""

import pytest

from views.modal import Modal, date_field, text_field

FIELDS = (
    text_field("amount", "Amount <that> arrived", "50,000"),
    text_field("reference", "Reference", optional=True),
    date_field("day", "Day", "2026-11-20"),
    date_field("until", "Until"),
)
FORM = Modal("pay.form", "P" * 30, "Propose", "Cancel", FIELDS, "7:1")


def test_a_form_is_what_views_open_takes() -> None:
    payload = FORM.payload()
    assert payload["type"] == "modal"
    assert payload["callback_id"] == "pay.form"
    assert payload["private_metadata"] == "7:1"
    assert payload["submit"] == {"type": "plain_text", "text": "Propose", "emoji": False}
    assert payload["close"]["text"] == "Cancel"
    assert payload["title"]["text"] == "P" * 23 + "…"
    assert payload["blocks"] == list(FIELDS)


def test_a_field_is_found_again_by_its_name() -> None:
    amount, reference, day, until = FIELDS
    assert amount["block_id"] == "amount"
    assert amount["label"]["text"] == "Amount ‹that› arrived"
    assert amount["element"] == {
        "type": "plain_text_input",
        "action_id": "amount",
        "initial_value": "50,000",
    }
    assert reference["element"] == {"type": "plain_text_input", "action_id": "reference"}
    assert [field["optional"] for field in FIELDS] == [False, True, False, False]
    assert day["element"] == {
        "type": "datepicker",
        "action_id": "day",
        "initial_date": "2026-11-20",
    }
    assert until["element"] == {"type": "datepicker", "action_id": "until"}


def test_a_form_without_a_title_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Modal("pay.form", " ", "Propose", "Cancel", FIELDS).payload()


def test_a_form_brings_back_where_it_was_asked_for() -> None:
    form = Modal("pay.form", "Payment", "Propose", "Cancel", (), "7:1")
    assert form.payload("C0EAST0001")["private_metadata"] == "7:1\nC0EAST0001"
