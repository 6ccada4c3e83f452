"""A command, its answer, a button, and what the person then sees."""

from tests.sandbox.app import bolt, connected
from tests.sandbox.conftest import ANA, BO, SALES

CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*86.3 points*"}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "why", "value": "c1",
             "text": {"type": "plain_text", "text": "Why"}},
        ],
    },
]  # fmt: skip


def test_a_commands_answer_on_the_ack_is_seen_by_the_caller_only(box, control):
    app = bolt(box)

    @app.command("/myscore")
    def score(ack, command):
        ack(text=f"for {command['user_name']}: {command['text']}", blocks=CARD)

    with connected(box, app):
        seen = control.post("command", user=ANA, channel=SALES, text="/myscore october")
    assert seen["ok"], seen
    [message] = seen["messages"]
    assert message["text"] == "for ana: october"
    assert message["is_ephemeral"]
    state = control.get("state")
    assert state["messages"][SALES] == []
    assert [m["ts"] for m in state["ephemerals"][ANA]] == [message["ts"]]
    assert BO not in state["ephemerals"]


def test_a_click_is_answered_at_its_response_url(box, control):
    app = bolt(box)

    @app.command("/myscore")
    def score(ack):
        ack(text="a card", blocks=CARD)

    @app.action("why")
    def why(ack, body, respond):
        ack()
        assert body["container"]["is_ephemeral"] is True
        assert "message" not in body
        respond(text=f"because of {body['actions'][0]['value']}", replace_original=True)

    with connected(box, app):
        card = control.post("command", user=ANA, channel=SALES, text="/myscore")["messages"][0]
        seen = control.post(
            "click", user=ANA, channel=SALES, message_ts=card["ts"], action_id="why"
        )
    [message] = seen["messages"]
    assert (message["ts"], message["text"]) == (card["ts"], "because of c1")
