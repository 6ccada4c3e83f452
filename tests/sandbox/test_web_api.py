"""The Web API is as strict as Slack's: tokens, scopes, arguments, conversations, people."""

import json
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.server import Sandbox
from tests.sandbox.conftest import (
    ANA,
    BO,
    BOARD,
    GUS,
    LOBBY,
    MANIFEST,
    SALES,
    SHARED,
    ZOE,
    workspace,
)


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return caught.value.response["error"]


def raw(box, method, body="", token="", kind="application/x-www-form-urlencoded"):
    connection = HTTPConnection(urlsplit(box.url).netloc, timeout=30)
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request("POST", f"/api/{method}", body, headers)
    answer = connection.getresponse()
    result = json.load(answer), answer.headers
    connection.close()
    return result


def test_a_call_without_a_token_is_not_authed(box):
    assert raw(box, "auth.test")[0]["error"] == "not_authed"


def test_a_wrong_token_is_invalid(box):
    assert raw(box, "auth.test", token="xoxb-1")[0]["error"] == "invalid_auth"


def test_an_unknown_method_is_named_so(box):
    assert raw(box, "chat.shout", token=box.bot_token)[0]["error"] == "unknown_method"


def test_a_token_may_stand_in_the_body(box):
    assert raw(box, "auth.test", urlencode({"token": box.bot_token}))[0]["ok"]


def test_json_bodies_are_taken(box):
    body = json.dumps({"channel": SALES, "text": "hi"})
    answer, _ = raw(box, "chat.postMessage", body, box.bot_token, "application/json")
    assert answer["message"]["text"] == "hi"


def test_the_app_token_opens_sockets_and_nothing_else(box, client):
    app = WebClient(box.app_token, base_url=box.api_url)
    assert app.apps_connections_open(app_token=box.app_token)["url"].startswith("ws://127.0.0.1")
    assert refused(app.chat_postMessage, channel=SALES, text="x") == "not_allowed_token_type"
    assert (
        refused(client.apps_connections_open, app_token=box.bot_token) == "not_allowed_token_type"
    )


def test_the_granted_scopes_stand_on_every_answer(box):
    _, headers = raw(box, "chat.postMessage", "", box.bot_token)
    assert headers["x-oauth-scopes"] == ",".join(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert raw(box, "auth.test", token=box.app_token)[1]["x-oauth-scopes"] == "connections:write"


def test_a_lacking_scope_is_named(box, control, client):
    control.post("settings", scopes=["chat:write"])
    with pytest.raises(SlackApiError) as caught:
        client.users_info(user=ANA)
    answer = caught.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "users:read",
        "chat:write",
    )


def test_an_argument_that_is_not_documented_is_refused(client):
    with pytest.raises(SlackApiError) as caught:
        client.api_call("chat.postMessage", json={"channel": SALES, "text": "x", "colour": "red"})
    answer = caught.value.response
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] unsupported argument: colour"]


def test_a_missing_argument_is_refused(client):
    assert refused(client.api_call, "users.info") == "invalid_arguments"


def test_api_test_gives_back_what_it_got(client):
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert refused(client.api_test, error="my_error") == "my_error"


def test_the_bot_posts_only_where_it_is(client):
    assert refused(client.chat_postMessage, channel=LOBBY, text="x") == "not_in_channel"
    assert refused(client.chat_postMessage, channel=BOARD, text="x") == "channel_not_found"
    assert refused(client.chat_postMessage, channel="C0NOWHERE0", text="x") == "channel_not_found"


def test_a_post_to_a_person_opens_their_direct_messages(client):
    posted = client.chat_postMessage(channel=ANA, text="hello")
    assert posted["channel"].startswith("D")
    assert client.conversations_open(users=ANA)["channel"]["id"] == posted["channel"]


def test_a_post_to_another_companys_person_finds_no_channel(client):
    assert refused(client.chat_postMessage, channel=ZOE, text="x") == "channel_not_found"


def test_what_says_nothing_is_no_text(client):
    nothing = {"channel": SALES, "text": " "}
    assert refused(client.api_call, "chat.postMessage", json=nothing) == "no_text"


def test_text_over_forty_thousand_is_too_long(client):
    client.chat_postMessage(channel=SALES, text="x" * 40_000)
    assert refused(client.chat_postMessage, channel=SALES, text="x" * 40_001) == "msg_too_long"


def test_stray_control_characters_are_escaped_and_sequences_kept(client):
    posted = client.chat_postMessage(
        channel=SALES, text=f"a < b & c > d <@{ANA}> &amp; <https://x.y|z>"
    )
    expected = f"a &lt; b &amp; c &gt; d <@{ANA}> &amp; <https://x.y|z>"
    assert posted["message"]["text"] == expected


def test_timestamps_are_unique_and_increase(client):
    stamps = [client.chat_postMessage(channel=SALES, text="x")["ts"] for _ in range(20)]
    assert stamps == sorted(set(stamps))
    assert all(len(s.split(".")[1]) == 6 for s in stamps)


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "paid"}, "invalid_metadata_schema"),
        ({"event_type": "paid", "event_payload": {}, "other": 1}, "invalid_metadata_schema"),
        ({"event_type": "paid", "event_payload": {"k": "x" * 9000}}, "metadata_too_large"),
    ],
)
def test_metadata_is_checked(client, metadata, error):
    assert refused(client.chat_postMessage, channel=SALES, text="x", metadata=metadata) == error


def test_metadata_comes_back_from_history(client):
    metadata = {"event_type": "paid", "event_payload": {"key": "k1"}}
    ts = client.chat_postMessage(channel=SALES, text="x", metadata=metadata)["ts"]
    [plain] = client.conversations_history(channel=SALES)["messages"]
    assert "metadata" not in plain
    [found] = client.conversations_history(channel=SALES, include_all_metadata=True)["messages"]
    assert (found["ts"], found["metadata"]) == (ts, metadata)


def test_ephemeral_messages_are_for_one_person_in_the_channel(client, control):
    ts = client.chat_postEphemeral(channel=SALES, user=ANA, text="psst")["message_ts"]
    assert client.conversations_history(channel=SALES)["messages"] == []
    assert refused(client.chat_update, channel=SALES, ts=ts, text="x") == "message_not_found"
    assert (
        refused(client.chat_postEphemeral, channel=SALES, user=GUS, text="x")
        == "user_not_in_channel"
    )
    texts = {u: [m["text"] for m in control.get(f"seen?user={u}")["messages"]] for u in (ANA, BO)}
    assert texts == {ANA: ["psst"], BO: []}


def test_only_own_messages_are_changed_and_deleted(client, control):
    theirs = control.post("message", user=ANA, channel=SALES, text="mine")["ts"]
    assert refused(client.chat_update, channel=SALES, ts=theirs, text="x") == "cant_update_message"
    assert refused(client.chat_delete, channel=SALES, ts=theirs) == "cant_delete_message"
    own = client.chat_postMessage(channel=SALES, text="a")["ts"]
    client.chat_update(channel=SALES, ts=own, text="b")
    assert control.get("state")["messages"][SALES][1]["text"] == "b"
    client.chat_delete(channel=SALES, ts=own)
    assert refused(client.chat_update, channel=SALES, ts=own, text="c") == "message_not_found"


def test_replies_stay_in_their_thread(client):
    root = client.chat_postMessage(channel=SALES, text="root")["ts"]
    client.chat_postMessage(channel=SALES, text="reply", thread_ts=root)
    [shown] = client.conversations_history(channel=SALES)["messages"]
    assert (shown["text"], shown["reply_count"]) == ("root", 1)
    thread = client.conversations_replies(channel=SALES, ts=root)["messages"]
    assert [m["text"] for m in thread] == ["root", "reply"]


def test_history_comes_in_pages_between_instants(client):
    stamps = [client.chat_postMessage(channel=SALES, text=str(n))["ts"] for n in range(5)]
    first = client.conversations_history(channel=SALES, limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel=SALES, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["2", "1"]
    between = client.conversations_history(
        channel=SALES, oldest=stamps[1], latest=stamps[3], inclusive=True
    )
    assert [m["text"] for m in between["messages"]] == ["3", "2", "1"]


def test_a_locale_is_told_only_when_asked_for(client):
    assert "locale" not in client.users_info(user=BO)["user"]
    assert client.users_info(user=BO, include_locale=True)["user"]["locale"] == "zh-CN"


def test_an_email_address_needs_its_scope(box, control, client):
    assert client.users_info(user=ANA)["user"]["profile"]["email"] == "ana@example.com"
    control.post("settings", scopes=["users:read"])
    assert "email" not in client.users_info(user=ANA)["user"]["profile"]
    assert refused(client.users_lookupByEmail, email="ana@example.com") == "missing_scope"


def test_flags_of_guests_and_strangers_are_told(client):
    guest = client.users_info(user=GUS)["user"]
    assert (guest["is_restricted"], guest["is_ultra_restricted"]) == (True, False)
    stranger = client.users_info(user=ZOE)["user"]
    assert (stranger["team_id"], stranger["is_stranger"]) == ("T0OTHER", True)
    assert "email" not in stranger["profile"]


def test_conversations_tell_whether_others_are_inside(client):
    shared = client.conversations_info(channel=SHARED)["channel"]
    assert (shared["is_ext_shared"], shared["is_shared"]) == (True, True)
    assert not client.conversations_info(channel=SALES)["channel"]["is_shared"]
    assert refused(client.conversations_info, channel=BOARD) == "channel_not_found"
    assert client.conversations_members(channel=SHARED)["members"][0] == ANA


def test_lists_come_in_pages(client):
    assert [len(page["members"]) for page in client.users_list(limit=4)] == [4, 3]
    names = [c["name"] for c in client.conversations_list(types="public_channel")["channels"]]
    assert names == ["sales", "shared", "lobby"]


def test_a_file_is_uploaded_in_three_steps(box, client, control):
    answer = client.files_upload_v2(channel=SALES, content=b"a;b\n1;2\n", filename="rows.csv")
    file_id = answer["file"]["id"]
    described = client.files_info(file=file_id)["file"]
    assert (described["name"], described["size"]) == ("rows.csv", 8)
    [message] = control.get("state")["messages"][SALES]
    assert message["files"][0]["id"] == file_id
    assert fetched(described["url_private"], box.bot_token) == (200, b"a;b\n1;2\n")
    assert fetched(described["url_private"], "xoxb-other")[0] == 302


def fetched(url, token):
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    result = answer.status, answer.read()
    connection.close()
    return result


def test_an_image_block_may_show_an_uploaded_file(client):
    block = {"type": "image", "alt_text": "a chart", "slack_file": {"id": "F0NONE"}}
    assert (
        refused(client.chat_postMessage, channel=SALES, text="x", blocks=[block])
        == "invalid_blocks"
    )
    file = client.files_upload_v2(content=b"\x89PNG", filename="chart.png")["file"]
    private = client.files_info(file=file["id"])["file"]["url_private"]
    for source in ({"id": file["id"]}, {"url": private}):
        block["slack_file"] = source
        assert client.chat_postMessage(channel=SALES, text="x", blocks=[block])["ok"]


def test_tokens_can_be_chosen():
    with Sandbox(workspace(), MANIFEST, bot_token="xoxb-mine", app_token="xapp-mine") as box:
        assert raw(box, "auth.test", token="xoxb-mine")[0]["ok"]
