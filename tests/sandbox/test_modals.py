"""Modals and the Home tab."""

import time

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.app import bolt, connected
from tests.sandbox.conftest import ANA, BO, SALES


def text(words):
    return {"type": "plain_text", "text": words}


def field(block_id, element, **more):
    return {
        "type": "input",
        "block_id": block_id,
        "label": text(block_id),
        "element": element,
        **more,
    }


def modal(*blocks, title="T", **more):
    return {
        "type": "modal",
        "title": text(title),
        "submit": text("Save"),
        "blocks": list(blocks),
        **more,
    }


AMOUNT = field("amount", {"type": "plain_text_input", "action_id": "v", "min_length": 2})
WHEN = field("when", {"type": "datepicker", "action_id": "v"}, optional=True)
WHO = field(
    "who", {"type": "external_select", "action_id": "lookup", "min_query_length": 0}, optional=True
)
FORM = modal(AMOUNT, WHEN, WHO, callback_id="form", private_metadata="m1", notify_on_close=True)


@pytest.fixture
def heard(box):
    app = bolt(box)
    bodies = []

    @app.command("/paid")
    def paid(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.view("form")
    def form(ack, body, view):
        bodies.append(body)
        given = view["state"]["values"]["amount"]["v"]["value"]
        answers = {
            "bad": {"response_action": "errors", "errors": {"amount": "no amount"}},
            "odd": {"response_action": "errors", "errors": {"nowhere": "x"}},
            "again": {"response_action": "update", "view": modal(AMOUNT, title="Second")},
            "more": {"response_action": "push", "view": modal(AMOUNT, title="Third")},
            "clear": {"response_action": "clear"},
        }
        if given != "silence":
            ack(answers[given]) if given in answers else ack()

    @app.view_closed("form")
    def closed(ack, body):
        bodies.append(body)
        ack()

    @app.options("lookup")
    def lookup(ack, payload):
        ack(options=[{"text": text(payload["value"].upper()), "value": payload["value"]}])

    with connected(box, app):
        yield bodies


@pytest.fixture
def opened(heard, control):
    return control.post("command", user=ANA, channel=SALES, text="/paid")["view"]


def submit(control, amount, **more):
    return control.post("submit", user=ANA, values={"amount": amount, **more})


def test_a_modal_opens_for_whoever_asked(opened, control):
    assert opened["callback_id"] == "form"
    assert control.get(f"seen?user={BO}")["view"] is None


def test_what_was_filled_in_arrives(opened, heard, control):
    seen = submit(control, "50,000", when={"v": "2026-11-30"})
    assert (seen["ok"], seen["view"]) == (True, None)
    view = heard[0]["view"]
    assert view["private_metadata"] == "m1"
    assert view["state"]["values"] == {
        "amount": {"v": {"type": "plain_text_input", "value": "50,000"}},
        "when": {"v": {"type": "datepicker", "selected_date": "2026-11-30"}},
        "who": {"lookup": {"type": "external_select", "selected_option": None}},
    }


def test_a_required_field_is_asked_for_before_anything_is_sent(opened, heard, control):
    seen = submit(control, "")
    assert seen["errors"] == {"amount": "Please complete this required field."}
    assert submit(control, "x")["errors"] == {"amount": "Must be at least 2 characters long"}
    assert heard == []


def test_errors_stand_on_their_field(opened, control):
    seen = submit(control, "bad")
    assert seen["errors"] == {"amount": "no amount"}
    assert seen["view"]["id"] == opened["id"]


def test_errors_on_a_field_that_is_not_there_are_trouble(opened, control):
    assert submit(control, "odd")["notice"] == "We had some trouble connecting. Try again?"


def test_an_answer_may_update_push_or_clear(opened, control):
    second = submit(control, "again")["view"]
    assert (second["id"], second["title"]["text"]) == (opened["id"], "Second")


def test_pushed_modals_close_one_by_one(opened, control):
    third = submit(control, "more")["view"]
    assert (third["title"]["text"], third["previous_view_id"]) == ("Third", opened["id"])
    back = control.post("close_view", user=ANA)
    assert back["view"]["id"] == opened["id"]


def test_clear_closes_all(opened, control):
    submit(control, "more")
    control.post("close_view", user=ANA)
    assert submit(control, "clear")["view"] is None


def test_a_modal_that_nobody_answers_stays(opened, control):
    started = time.monotonic()
    seen = submit(control, "silence")
    assert time.monotonic() - started > 2.9
    assert seen["notice"] == "We had some trouble connecting. Try again?"
    assert seen["view"]["id"] == opened["id"]


def test_closing_is_told_to_whom_it_matters(opened, heard, control):
    assert control.post("close_view", user=ANA)["view"] is None
    assert heard[0]["type"] == "view_closed"


def test_menus_are_filled_by_the_app(opened, heard, control):
    found = control.post("suggest", user=ANA, action_id="lookup", value="hua")
    assert found["options"] == [{"text": text("HUA"), "value": "hua"}]
    submit(control, "ok", who=found["options"][0])
    assert heard[0]["view"]["state"]["values"]["who"]["lookup"]["selected_option"]["value"] == "hua"


def refused(call, **arguments):
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return caught.value.response["error"]


def test_an_update_with_an_old_hash_conflicts(opened, client):
    client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(AMOUNT))
    late = {"view_id": opened["id"], "hash": opened["hash"], "view": modal(WHEN)}
    assert refused(client.views_update, **late) == "hash_conflict"


def test_a_closed_modal_is_not_found(opened, client, control):
    control.post("close_view", user=ANA)
    assert refused(client.views_update, view_id=opened["id"], view=modal(AMOUNT)) == "not_found"


def test_a_view_that_is_wrong_says_where(client):
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id="1.2.3", view=modal(title="x" * 25))
    answer = caught.value.response
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_a_view_over_its_size_is_too_large(client):
    block = {"type": "section", "text": {"type": "plain_text", "text": "收" * 3000}}
    large = {"type": "home", "blocks": [block] * 30}
    assert refused(client.views_publish, user_id=ANA, view=large) == "view_too_large"


def test_the_home_tab_is_each_persons_own(client, control):
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    client.views_publish(user_id=ANA, view=home)
    assert control.get(f"seen?user={ANA}")["home"]["blocks"][0]["type"] == "divider"
    assert control.get(f"seen?user={BO}")["home"] is None


def test_a_button_in_the_home_tab_has_no_channel(box, client, control):
    app = bolt(box)
    bodies = []

    @app.action("go")
    def go(ack, body):
        bodies.append(body)
        ack()

    button = {"type": "button", "action_id": "go", "text": text("Go")}
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    client.views_publish(user_id=ANA, view=home)
    with connected(box, app):
        control.post("click", user=ANA, action_id="go", settle=0)
    [body] = bodies
    assert body["container"]["type"] == "view"
    assert not {"channel", "message", "response_url"} & set(body)
