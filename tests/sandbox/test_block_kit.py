"""Blocks are checked as Slack checks them; each limit holds on both of its sides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from sandbox.blocks.checker import message_problems, view_problems
from tests.sandbox.conftest import SALES


def plain(text):
    return {"type": "plain_text", "text": text}


def md(text):
    return {"type": "mrkdwn", "text": text}


def section(text="x", **more):
    return {"type": "section", "text": md(text), **more}


def button(text="Go", **more):
    return {"type": "button", "text": plain(text), **more}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def option(text="a", value="a"):
    return {"text": plain(text), "value": value}


def select(*options, **more):
    return {"type": "static_select", "options": list(options), **more}


def options(count):
    return [option(str(n), str(n)) for n in range(count)]


def context(count):
    return {"type": "context", "elements": [md("x")] * count}


def cells(*texts):
    return [{"type": "raw_text", "text": t} for t in texts]


def table(rows, columns, text="x"):
    return {"type": "table", "rows": [cells(*[text] * columns)] * rows}


def chart(series=1, points=2, title="t"):
    labels = [str(n) for n in range(points)]
    data = [{"label": n, "value": 1} for n in labels]
    plot = {
        "type": "bar",
        "series": [{"name": f"s{n}", "data": data} for n in range(series)],
        "axis_config": {"categories": labels},
    }
    return {"type": "data_visualization", "title": title, "chart": plot}


def field(**more):
    element = {"type": "plain_text_input", "action_id": "v"}
    return {"type": "input", "label": plain("l"), "element": element, **more}


def modal(*blocks, **more):
    return {
        "type": "modal",
        "title": plain("T"),
        "submit": plain("S"),
        "blocks": list(blocks),
        **more,
    }


WITHIN_AND_BEYOND = {
    "50 blocks a message": ([section()] * 50, [section()] * 51),
    "section text 3000": ([section("x" * 3000)], [section("x" * 3001)]),
    "10 fields": (
        [{"type": "section", "fields": [md("x")] * 10}],
        [{"type": "section", "fields": [md("x")] * 11}],
    ),
    "field text 2000": (
        [{"type": "section", "fields": [md("x" * 2000)]}],
        [{"type": "section", "fields": [md("x" * 2001)]}],
    ),
    "header 150": (
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
    ),
    "header plain": (
        [{"type": "header", "text": plain("x")}],
        [{"type": "header", "text": md("x")}],
    ),
    "10 context elements": ([context(10)], [context(11)]),
    "25 actions": ([actions(*[button()] * 25)], [actions(*[button()] * 26)]),
    "button text 75": ([actions(button("x" * 75))], [actions(button("x" * 76))]),
    "button value 2000": (
        [actions(button(value="x" * 2000))],
        [actions(button(value="x" * 2001))],
    ),
    "option text 75": (
        [actions(select(option("x" * 75)))],
        [actions(select(option("x" * 76)))],
    ),
    "option value 150": (
        [actions(select(option(value="x" * 150)))],
        [actions(select(option(value="x" * 151)))],
    ),
    "100 options": ([actions(select(*options(100)))], [actions(select(*options(101)))]),
    "action_id 255": (
        [actions(button(action_id="x" * 255))],
        [actions(button(action_id="x" * 256))],
    ),
    "block_id 255": ([section(block_id="x" * 255)], [section(block_id="x" * 256)]),
    "block_id once": (
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
    ),
    "action_id once": (
        [actions(button(action_id="a"), button(action_id="b"))],
        [actions(button(action_id="a"), button(action_id="a"))],
    ),
    "text is not empty": ([section(" ")], [section("")]),
    "image has alt text": (
        [{"type": "image", "image_url": "https://x.y/z.png", "alt_text": "z"}],
        [{"type": "image", "image_url": "https://x.y/z.png"}],
    ),
    "alt text 2000": (
        [{"type": "image", "image_url": "https://x.y/z.png", "alt_text": "z" * 2000}],
        [{"type": "image", "image_url": "https://x.y/z.png", "alt_text": "z" * 2001}],
    ),
    "image from one place": (
        [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "z"}],
        [{"type": "image", "slack_file": {"id": "F1"}, "image_url": "https://x", "alt_text": "z"}],
    ),
    "100 table rows": ([table(100, 2)], [table(101, 2)]),
    "20 table columns": ([table(2, 20)], [table(2, 21)]),
    "10000 table characters": ([table(10, 10, "x" * 100)], [table(10, 10, "x" * 101)]),
    "cells are not empty": ([table(2, 2, " ")], [table(2, 2, "")]),
    "one table": ([table(2, 2), section()], [table(2, 2), table(2, 2)]),
    "12000 markdown characters": (
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
    ),
    "2 charts": ([chart(), chart()], [chart(), chart(), chart()]),
    "6 series": ([chart(series=6)], [chart(series=7)]),
    "20 points": ([chart(points=20)], [chart(points=21)]),
    "chart title 50": ([chart(title="t" * 50)], [chart(title="t" * 51)]),
    "known blocks": ([section()], [{"type": "sektion", "text": md("x")}]),
    "known elements": ([actions(button())], [actions({"type": "knob"})]),
    "known keys": ([section()], [section(colour="red")]),
    "known styles": ([actions(button(style="danger"))], [actions(button(style="gold"))]),
    "5 overflow options": (
        [actions({"type": "overflow", "options": options(5)})],
        [actions({"type": "overflow", "options": options(6)})],
    ),
    "unique option values": (
        [actions(select(*options(2)))],
        [actions(select(option(), option()))],
    ),
    "a section says something": ([section()], [{"type": "section"}]),
}


@pytest.mark.parametrize("rule", sorted(WITHIN_AND_BEYOND))
def test_a_message_keeps_within_a_limit(rule):
    within, beyond = WITHIN_AND_BEYOND[rule]
    assert message_problems(within) == ()
    assert message_problems(beyond)


VIEWS = {
    "100 blocks": (modal(*[section()] * 100), modal(*[section()] * 101)),
    "title 24": (modal(title=plain("x" * 24)), modal(title=plain("x" * 25))),
    "submit 24": (modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25))),
    "close 24": (modal(close=plain("x" * 24)), modal(close=plain("x" * 25))),
    "private metadata 3000": (
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
    ),
    "an input needs submit": (
        modal(field()),
        {"type": "modal", "title": plain("T"), "blocks": [field()]},
    ),
    "no table": (modal(section()), modal(table(2, 2))),
    "no chart": (modal(section()), modal(chart())),
    "no markdown": (modal(section()), modal({"type": "markdown", "text": "x"})),
    "Home has no title": (
        {"type": "home", "blocks": [section()]},
        {"type": "home", "title": plain("T"), "blocks": [section()]},
    ),
}


@pytest.mark.parametrize("rule", sorted(VIEWS))
def test_a_view_keeps_within_a_limit(rule):
    within, beyond = VIEWS[rule]
    assert view_problems(within) == ()
    assert view_problems(beyond)


def test_a_problem_points_at_its_place(client):
    blocks = [section(), section("x" * 3001)]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=SALES, text="x", blocks=blocks)
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_blocks_that_are_no_list_are_refused(client):
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=SALES, text="x", blocks='{"type": "divider"}')
    assert caught.value.response["error"] == "invalid_blocks_format"


def test_ids_are_made_up_where_none_are_given(client):
    posted = client.chat_postMessage(channel=SALES, text="x", blocks=[actions(button())])
    [block] = posted["message"]["blocks"]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


KEYS = st.sampled_from(
    ["type", "text", "elements", "fields", "rows", "options", "element", "accessory", "chart",
     "series", "data", "blocks", "initial_options", "option_groups", "block_id", "action_id"]
)  # fmt: skip
KINDS = st.sampled_from(
    ["section", "actions", "table", "data_visualization", "static_select", "modal", "input",
     "rich_text", "plain_text", "bar", "image", "checkboxes", "data_table"]
)  # fmt: skip
WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(WILD)
def test_no_shape_breaks_the_checker(shape):
    assert isinstance(message_problems(shape), tuple)
    assert isinstance(message_problems([shape]), tuple)
    assert isinstance(view_problems(shape), tuple)
