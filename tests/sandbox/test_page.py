"""The page in a real browser: what people see, and that they can do everything by keyboard."""

import pytest

from sandbox.workspace import BOT_USER, make_id
from tests.chromium import needs_chromium
from tests.sandbox.app import bolt, connected
from tests.sandbox.conftest import ANA, BO, FIN, GUS, LOBBY, SALES, SHARED

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = playwright.expect

pytestmark = needs_chromium


def text(words):
    return {"type": "plain_text", "text": words}


def md(words):
    return {"type": "mrkdwn", "text": words}


def button(words, action_id, **more):
    return {"type": "button", "action_id": action_id, "text": text(words), **more}


CONFIRM = {
    "title": text("Really?"),
    "text": md("*Undo* is possible"),
    "confirm": text("Yes"),
    "deny": text("No"),
}
CARD = [
    {"type": "header", "text": text("86.3 points")},
    {"type": "section", "text": md("*Collection rate*"), "accessory": button("Why", "why")},
    {
        "type": "actions",
        "elements": [
            button("Slow", "slow"),
            button("Ask first", "why", confirm=CONFIRM),
            button("Form", "form", style="primary"),
        ],
    },
]
CARD[2]["elements"][1]["action_id"] = "asked"
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": text("Record a promise"),
    "submit": text("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "amount",
            "label": text("Amount"),
            "element": {"type": "plain_text_input", "action_id": "v"},
        },
        {
            "type": "input",
            "block_id": "invoice",
            "label": text("Invoice"),
            "optional": True,
            "element": {"type": "external_select", "action_id": "look", "min_query_length": 0},
        },
    ],
}


@pytest.fixture
def saved():
    return []


@pytest.fixture
def app(box, saved):
    app = bolt(box)
    with_cards(app)
    with_forms(app, saved)
    with connected(box, app):
        yield app


def with_cards(app):
    app.command("/myscore")(lambda ack: ack(text="86.3 points", blocks=CARD))

    @app.action("why")
    @app.action("asked")
    def why(ack, respond):
        ack()
        respond(text="because", replace_original=True)

    @app.action("slow")
    def slow():
        pass

    @app.event("app_home_opened")
    def opened(client, event):
        blocks = [{"type": "header", "text": text("Your dashboard")}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    def message():
        pass


def with_forms(app, saved):
    @app.action("form")
    def form(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    def submitted(ack, view):
        values = view["state"]["values"]
        if not values["amount"]["v"]["value"].isdigit():
            ack(response_action="errors", errors={"amount": "This is no amount"})
            return
        saved.append(values)
        ack()

    @app.options("look")
    def look(ack, payload):
        ack(options=[{"text": text(f"INV-{payload['value']}"), "value": "i1"}])


@pytest.fixture
def visit(browser, box):
    contexts, complaints = [], []

    def open_page(user=ANA, place=SALES, **settings):
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.goto(f"{box.url}#{user}/{place}")
        page.wait_for_selector("#person", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_command_is_offered_typed_and_answered(app, visit):
    page = visit()
    box = page.get_by_label("Message #sales")
    box.press_sequentially("/my")
    option = page.get_by_role("option")
    expect(option).to_contain_text("/myscore")
    expect(option).to_contain_text("[period]")
    expect(option).to_contain_text("Your score, and what to collect next")
    box.press("Tab")
    expect(box).to_have_value("/myscore ")
    box.press("Enter")
    expect(page.locator(".message.ephemeral")).to_contain_text("Only visible to you")
    expect(page.get_by_role("heading", name="86.3 points")).to_be_visible()


def test_arrow_keys_choose_among_commands(visit):
    page = visit()
    box = page.get_by_label("Message #sales")
    box.press_sequentially("/")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        box.press(key)
    expect(box).to_have_value("/paid ")
    box.fill("/")
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)


def test_a_click_changes_the_card(app, visit, client):
    client.chat_postMessage(channel=SALES, text="card", blocks=CARD)
    page = visit()
    page.get_by_role("button", name="Why").click()
    expect(page.locator(".message")).to_contain_text("because")


def test_a_dangerous_button_asks_first(app, visit, client):
    client.chat_postMessage(channel=SALES, text="card", blocks=CARD)
    page = visit()
    page.get_by_role("button", name="Ask first").click()
    expect(page.get_by_role("dialog")).to_contain_text("Undo is possible")
    page.get_by_role("button", name="No").click()
    expect(page.locator(".message")).to_contain_text("86.3 points")
    page.get_by_role("button", name="Ask first").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.locator(".message")).to_contain_text("because")


def test_a_button_that_nobody_answers_says_so(app, visit, client):
    client.chat_postMessage(channel=SALES, text="card", blocks=CARD)
    page = visit()
    slow = page.get_by_role("button", name="Slow")
    assert slow.evaluate("button => { button.click(); return button.disabled; }")
    expect(page.get_by_role("alert")).to_contain_text("The app did not answer")
    expect(slow).to_be_enabled()


def test_a_form_shows_its_errors_and_is_saved(app, visit, client, saved):
    client.chat_postMessage(channel=SALES, text="card", blocks=CARD)
    page = visit()
    page.get_by_role("button", name="Form").click()
    amount = page.get_by_label("Amount")
    expect(amount).to_be_focused()
    amount.fill("much")
    page.get_by_label("Invoice").press_sequentially("10")
    page.get_by_role("option", name="INV-10").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="This is no amount")).to_be_visible()
    expect(amount).to_have_value("much")
    expect(amount).to_have_attribute("aria-invalid", "true")
    amount.fill("50000")
    amount.press("Enter")
    expect(page.locator("#modal")).to_have_count(0)
    [values] = saved
    assert values["amount"]["v"]["value"] == "50000"
    assert values["invoice"]["look"]["selected_option"]["value"] == "i1"


def test_escape_closes_a_form(app, visit, client):
    client.chat_postMessage(channel=SALES, text="card", blocks=CARD)
    page = visit()
    page.get_by_role("button", name="Form").click()
    expect(page.get_by_label("Amount")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#modal")).to_have_count(0)


def test_messages_arrive_while_one_looks(visit, client, control):
    page = visit()
    client.chat_postMessage(channel=SALES, text="hello *there*")
    expect(page.locator(".message strong")).to_have_text("there")
    expect(page.locator("#live")).to_contain_text("New message from Huikuan: hello *there*")
    control.post("message", user=FIN, channel=LOBBY, text="elsewhere")
    expect(page.locator(".entry.unread")).to_contain_text("lobby")


def test_nothing_in_a_message_becomes_markup(visit, client, control):
    hostile = "<img src=x onerror=alert(1)> <script>alert(1)</script> <javascript:alert(1)|x>"
    client.chat_postMessage(channel=SALES, text=hostile)
    blocks = [{"type": "header", "text": text(hostile)}, {"type": "markdown", "text": hostile}]
    client.chat_postMessage(channel=SALES, text="x", blocks=blocks)
    control.post("user", id=ANA, name="<b>Ana</b>")
    control.post("message", user=ANA, channel=SALES, text=hostile)
    page = visit()
    expect(page.locator(".message")).to_have_count(3)
    assert page.locator(".stream script, .stream img, .message .name b").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    expect(page.locator(".headline")).to_have_text(hostile)


def test_mrkdwn_is_read_as_slack_reads_it(visit, client):
    client.chat_postMessage(
        channel=SALES,
        text=f"*b* _i_ ~s~ `c*d*` 2*3*4 snake_case_name <@{BO}> <#{LOBBY}> "
        "<https://x.example/?a=1&amp;b=2|link> <!date^1795397400^{date_num} {time}|x> :tada:\n"
        "&gt; quote",
    )
    page = visit()
    body = page.locator(".message .text")
    for tag, words in {"strong": "b", "em": "i", "del": "s", "code": "c*d*"}.items():
        expect(body.locator(tag)).to_have_text(words)
    expect(body).to_contain_text("2*3*4 snake_case_name")
    expect(body.locator(".mention")).to_have_text(["@Bo", "#lobby"])
    link = body.get_by_role("link", name="link")
    expect(link).to_have_attribute("href", "https://x.example/?a=1&b=2")
    expect(body.locator("time")).to_have_text("11/23/2026 09:30")
    expect(body.locator("blockquote")).to_have_text("quote")
    expect(body).to_contain_text("\N{PARTY POPPER}")


def test_the_page_speaks_its_persons_language(visit):
    page = visit(BO)
    expect(page.get_by_label("发消息到 #sales")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_one_can_become_somebody_else(visit):
    page = visit()
    page.locator("#person").click()
    dialog = page.get_by_role("dialog", name="Switch person")
    expect(dialog.get_by_role("option", name="Gus")).to_contain_text("Guest")
    expect(dialog.get_by_role("option", name="Zoe")).to_contain_text("Other company")
    page.get_by_label("Find a person").press_sequentially("gu")
    page.keyboard.press("Enter")
    expect(page.locator("#person")).to_contain_text("Gus")
    expect(page).to_have_url(f"{page.url.split('#')[0]}#{GUS}/{SHARED}")
    expect(page.locator("#sidebar .entry", has_text="sales")).to_have_count(0)


def test_a_thread_opens_at_the_side(app, visit, client, control):
    root = client.chat_postMessage(channel=SALES, text="root")["ts"]
    client.chat_postMessage(channel=SALES, text="reply", thread_ts=root)
    page = visit()
    page.get_by_role("button", name="1 reply").click()
    expect(page.locator("#thread .text")).to_have_text(["root", "reply"])
    page.get_by_label("Reply…").fill("and mine")
    page.get_by_label("Reply…").press("Enter")
    expect(page.locator("#thread .message")).to_have_count(3)
    assert control.get("state")["messages"][SALES][2]["thread_ts"] == root
    page.keyboard.press("Escape")
    expect(page.locator("#thread")).to_be_hidden()


def test_the_home_tab_is_filled_by_the_app(app, visit):
    page = visit(place="home")
    expect(page.get_by_role("heading", name="Your dashboard")).to_be_visible()
    page.get_by_role("navigation", name="Huikuan").get_by_role("link", name="Messages").click()
    expect(page).to_have_url(f"{page.url.split('#')[0]}#{ANA}/{make_id('D', ANA)}")


def test_a_public_channel_can_be_joined(visit, control):
    page = visit(BO, LOBBY)
    page.get_by_role("button", name="加入频道").click()
    expect(page.get_by_label("发消息到 #lobby")).to_be_visible()
    channels = {c["id"]: c["members"] for c in control.get("state")["channels"]}
    assert BO in channels[LOBBY]
    assert BOT_USER not in channels[LOBBY]


def test_the_page_fits_a_phone(visit, client):
    rows = [[{"type": "raw_text", "text": "a long cell of words"}] * 6] * 3
    client.chat_postMessage(
        channel=SALES, text="x", blocks=[*CARD, {"type": "table", "rows": rows}]
    )
    page = visit(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    expect(page.get_by_role("button", name="Why")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    heights = page.locator(".message .button").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    page.get_by_role("button", name="Open menu").click()
    page.locator("#sidebar .entry", has_text="lobby").click()
    expect(page.get_by_role("heading", name="lobby")).to_be_visible()


def test_the_theme_is_remembered(visit):
    page = visit(color_scheme="dark")
    ground = "getComputedStyle(document.getElementById('main')).backgroundColor"
    assert page.evaluate(ground) == "rgb(26, 28, 32)"
    page.get_by_role("button", name="Theme: automatic").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.reload()
    page.wait_for_selector("#theme")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_the_page_comes_back_after_a_broken_connection(visit, box, client):
    page = visit()
    for socket in list(box._control.live._open):
        box._loop.call_soon_threadsafe(socket._req.transport.abort)
    client.chat_postMessage(channel=SALES, text="after the break")
    expect(page.locator(".message")).to_contain_text("after the break")


def test_a_file_is_attached(visit, control):
    page = visit()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a file").click()
    chooser.value.set_files({"name": "bank.csv", "mimeType": "text/csv", "buffer": b"a;b\n1;2"})
    expect(page.get_by_role("link", name="bank.csv")).to_be_visible()
    assert control.get("state")["files"][0]["size"] == 7


def test_a_required_field_keeps_what_stands_beside_it(app, visit, client, saved):
    client.chat_postMessage(channel=SALES, text="card", blocks=CARD)
    page = visit()
    page.get_by_role("button", name="Form").click()
    page.get_by_label("Invoice").press_sequentially("10")
    page.get_by_role("option", name="INV-10").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="complete this required")).to_be_visible()
    expect(page.get_by_label("Amount")).to_be_focused()
    expect(page.get_by_label("Invoice")).to_have_value("INV-10")
    assert saved == []
