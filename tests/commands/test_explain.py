"""Why, History and What if: what a card opens into, and the way back."""

from datetime import date
from typing import Any

import pytest

from commands._contract import Ask, Caller, discover
from commands.explain import NotExplained
from commands.what_if import NoSchemeNow
from storage import card_keeping, people, schemes
from tests.commands.asking import ask, lines
from tests.commands.november import happen
from tests.storage.books import Books
from views.blocks import check
from views.message import Message
from views.modal import Modal
from views.say import Say


@pytest.fixture
def november(books: Books) -> Books:
    return happen(books)


def press(books: Books, number: str, button: str, value: str, language: str = "en") -> Any:
    """Press a button on a card of one's own."""
    return _answer(books, number, discover().buttons[button], (value,), language)


def fill(books: Books, number: str, form: str, fields: dict[str, str], language: str = "en") -> Any:
    """Send a form that was filled in."""
    return _answer(books, number, discover().forms[form], (fields, ""), language)


def _answer(books: Books, number: str, entry: Any, given: tuple[Any, ...], language: str) -> Any:
    with books.database.read(books.now) as tx:
        member = people.by_number(tx, books.company, number, books.today)
        assert member is not None
        caller = Caller(books.company, member, language)
        args = entry.parse(*given, books.today)
        assert entry.allow(caller, args)
        result = entry.run(tx, Ask(caller, args, books.today, books.now))
    seen = entry.view(result, Say.of(language, books.today))
    if isinstance(seen, Message):
        check(seen)
    return seen


def keep_cards(books: Books) -> None:
    while card_keeping.refresh(books.database, books.company, books.now, books.today):
        pass


# --- Why -----------------------------------------------------------------------------------------


def test_why_goes_from_the_number_to_its_rows_and_to_what_was_left_out(november: Books) -> None:
    assert lines(press(november, "P1", "explain.why", "collection_rate 2026-11")) == [
        "Collection rate, November so far: 61.2 %",
        "CNY 150,000.00 collected ÷ CNY 245,000.00 due by 30 Nov = 0.6122",
        "Target 90 %, so 68.03 % of target: 68.03 points × 31.25 % weight = 21.26",
        "The target is the scheme's.",
        "Its weight is 25, and its share of what others have no data for.",
        "Had INV-2 been paid by its due date, 11 Nov, the score would be 73.0 instead of 56.3.",
        "*Counted (5)*",
        "INV-8/1 Nordwind, due 1 Oct · 5,000.00 written off",
        "INV-6/1 Nordwind, due 20 Oct · 20,000.00 open",
        "INV-5/1 鸿达贸易, due 2 Nov · 30,000.00 open · 10,000.00 open, disputed since 5 Nov (D-1)",
        "INV-1/1 华星科技, due 5 Nov · paid 100,000.00 on 9 Nov (R-1)",
        "INV-2/1 华星科技, due 11 Nov · paid 50,000.00 on 20 Nov (R-2) · 30,000.00 open",
        "*Left out (4)*",
        (
            "INV-9/1 Nordwind, due 1 Nov · USD 900.00 open · "
            "no exchange rate is known for its issue date"
        ),
        "INV-7/1 Nordwind, due 3 Nov · 7,000.00 open · extended to 15 Dec: flood (approved by Bo)",
        (
            "INV-3/1 鸿达贸易, due 10 Nov · 30,000.00 open · "
            "exempt until 30 Nov: insolvent (approved by Bo)"
        ),
        "INV-4/1 鸿达贸易, due 4 Dec · 12,000.00 open · due after this period",
        "Back",
        (
            "Formula collection_rate v1 · CNY · every row is dated by its value date · "
            "only you can see this"
        ),
    ]


def test_why_of_an_imported_figure_says_when_it_came_and_whose_target_it_is(
    november: Books,
) -> None:
    november.add("leave", "person_id, from, to\n P1, 2026-11-02, 2026-11-09")
    found = lines(press(november, "P1", "explain.why", "sales_amount 2026-11", "zh"))
    assert "目标为个人单独设定。按 21 个工作日中的 16 个折算。" in found
    assert "CNY 1,310,000.00，11月23日导入" in found
    nothing = lines(press(november, "P1", "explain.why", "csat 2026-11"))
    assert nothing[:2] == [
        "Customer satisfaction, November: not counted, no figure came in yet",
        "Its weight of 20 is spread over the others.",
    ]
    assert nothing[-1] == "Formula csat v1 · only you can see this", "it is about no money"


def test_a_target_of_the_team_says_so(november: Books) -> None:
    november.add("targets", "team, kpi, period, target\n East, days_late, 2026-11, 8")
    found = lines(press(november, "P1", "explain.why", "days_late 2026-11"))
    assert "The target is the team's." in found


def test_twenty_rows_stand_on_a_page_and_the_rest_on_the_next(november: Books) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    rows = [f"X-{n}, C1, 2026-10-01, 2026-11-15, 10, P1" for n in range(30)]
    november.add("invoices", "\n".join((header, *rows)))
    first = press(november, "P1", "explain.why", "collection_rate 2026-11")
    assert lines(first)[-3:-1] == ["Back", "Next 19"]
    second = press(november, "P1", "explain.next", "collection_rate 2026-11 20")
    assert {"*Counted (35)*", "*Left out (4)*", "Previous 20"} <= set(lines(second))
    shown = [line for line in (*lines(first), *lines(second)) if ", due " in line]
    assert len(shown) == 39
    back = press(november, "P1", "explain.before", "collection_rate 2026-11 0")
    assert lines(back) == lines(first)


def test_a_button_of_a_kpi_that_no_longer_counts_says_that_the_card_is_old(november: Books) -> None:
    with pytest.raises(NotExplained):
        press(november, "P1", "explain.why", "cash_cei 2026-11")


# --- the card ------------------------------------------------------------------------------------


def test_the_card_says_what_was_allowed_for_with_the_number_before_and_after(
    november: Books,
) -> None:
    shown = lines(ask(november, "P1", "/myscore"))
    at = shown.index("*Allowed for*")
    assert shown[at + 1 : at + 5] == [
        "1 instalment exempt: 54.0 points without, 56.3 with",
        "1 due date extended: 55.8 points without, 56.3 with",
        "1 instalment disputed: 56.3 points without, 56.3 with",
        "1 instalment taken over when it was overdue: 56.3 points without, 56.3 with",
    ]
    keep_cards(november)
    assert lines(ask(november, "P1", "/myscore")) == shown
    assert "*Allowed for*" not in lines(ask(november, "P3", "/myscore"))


def test_without_an_exemption_the_score_is_the_one_that_the_card_said(november: Books) -> None:
    """The same books without it: the number is the same."""
    november.run("DELETE FROM exemption WHERE workspace_id = {company} AND kind = 'exclude'")
    assert lines(ask(november, "P1", "/myscore"))[0] == "54.0 points so far in November"


def test_the_card_says_ones_own_place_once_all_cards_are_kept(books: Books) -> None:
    names = "\n".join(f"P{n}, N{n}, sales, 2026-01-01" for n in range(1, 7))
    books.add("people", f"person_id, name, role, valid_from\n{names}")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    dated = "2026-10-01, 2026-11-05, 100"
    rows = [f"I-{who}-{n}, C{who}, {dated}, P{who}" for who in range(1, 7) for n in range(5)]
    books.add("invoices", "\n".join((header, *rows)))
    paid = "\n".join(f"R-{who}, C{who}, 2026-11-05, {500 - who * 50}" for who in range(1, 7))
    books.add("payments", f"payment_id, customer_id, value_on, amount\n{paid}")
    assert " of 6" not in lines(ask(books, "P2", "/myscore"))[1]
    keep_cards(books)
    assert " · 2nd of 6 in Sales · " in lines(ask(books, "P2", "/myscore"))[1]
    assert " · 销售 6 人中第 2 · " in lines(ask(books, "P2", "/myscore", "zh"))[1]
    assert " of 6" not in lines(ask(books, "P6", "/myscore"))[1]


def test_a_scheme_outside_the_band_gives_its_reason_on_the_card(november: Books) -> None:
    text = """
id = "sales"
name = { en = "Sales", zh = "销售" }
role = "sales"
reason = "new customers only"
[[kpi]]
id = "collection_rate"
weight = "100"
target = "0.9"
"""
    with november.database.write(november.now) as tx:
        author = schemes.Author()
        stored = schemes.store(tx, november.company, text, date(2026, 11, 1), author)
    assert stored.version == 2
    shown = lines(ask(november, "P1", "/myscore"))
    assert "Why collections carry this weight: new customers only" in shown


# --- History -------------------------------------------------------------------------------------


def test_history_draws_six_months_and_says_them(november: Books) -> None:
    keep_cards(november)
    message = press(november, "P1", "history.show", "2026-11")
    charts = [block for block in message.blocks if block["type"] == "data_visualization"]
    (series,) = charts[0]["chart"]["series"]
    assert [point["label"] for point in series["data"]] == [
        "September", "October", "November",
    ]  # fmt: skip
    shown = [line for block in message.blocks if "text" in block for line in _texts(block)]
    assert shown == [
        "From 120.0 points in September to 56.3 in November",
        "*June* · no score",
        "*July* · no score",
        "*August* · no score",
        "*September* · a score of 120.0 · Sales v1",
        "*October* · a score of 24.0 · Sales v1",
        "*November* · a score of 56.3 so far · Sales v1",
    ]
    assert "From 120.0 points in September" in message.text


def _texts(block: dict[str, Any]) -> list[str]:
    return str(block["text"]["text"]).split("\n")


def test_history_works_out_a_few_months_and_leaves_the_others_to_the_worker(
    november: Books,
) -> None:
    message = press(november, "P1", "history.show", "2026-11", "zh")
    shown = [line for block in message.blocks if "text" in block for line in _texts(block)]
    assert shown[0] == "从九月的 120.0 分到十一月的 56.3 分"
    assert [line.partition(" · ")[2] for line in shown[1:5]] == [
        *["还在计算，请稍后再看"] * 3, "120.0 分 · 销售 v1",
    ]  # fmt: skip


def test_history_of_nothing_says_so(november: Books) -> None:
    message = press(november, "P2", "history.show", "2026-11")
    assert message.blocks[0]["text"]["text"] == "No score in the last 6 months"
    assert not any(block["type"] == "data_visualization" for block in message.blocks)
    november.today = november.today.replace(month=9)
    message = press(november, "P1", "history.show", "2026-09")
    assert message.blocks[0]["text"]["text"] == "120.0 points in September"
    assert not any(block["type"] == "data_visualization" for block in message.blocks)


# --- What if -------------------------------------------------------------------------------------


def options(modal: Modal) -> dict[str, str]:
    (field,) = modal.blocks
    return {one["text"]["text"]: one["value"] for one in field["element"]["options"]}


def test_what_if_offers_the_largest_open_items_and_scores_them_as_collected(
    november: Books,
) -> None:
    """INV-3 is exempt, so it comes after what moves the score more."""
    modal = press(november, "P1", "what_if.open", "now")
    offered = options(modal)
    named = [one.split(" · ")[0] for one in offered]
    assert list(offered)[:2] == [
        "INV-5 · CNY 40,000.00 · 鸿达贸易",
        "INV-2 · CNY 30,000.00 · 华星科技",
    ]
    assert named[-3:] == ["INV-3", "INV-4", "INV-7"]
    chosen = " ".join(
        offered[name] for name in list(offered) if name.startswith(("INV-5", "INV-2"))
    )
    before = lines(ask(november, "P1", "/myscore"))[0]
    answer = lines(fill(november, "P1", modal.id, {"items": chosen}))
    assert answer[0].endswith(f" points instead of {before.split()[0]}")
    assert "Collection rate: 89.8 % instead of 61.2 %" in answer
    for number, invoice in enumerate(("INV-5, C2, 40000", "INV-2, C1, 30000")):
        name, customer, amount = invoice.split(", ")
        row = f"NEW-{number}, {customer}, 2026-11-23, {amount}, {name}"
        november.add("payments", f"payment_id, customer_id, value_on, amount, invoice_id\n {row}")
    after = lines(ask(november, "P1", "/myscore"))[0]
    assert after.split()[0] == answer[0].split()[0]


def test_what_if_of_nothing_changes_nothing(november: Books) -> None:
    answer = lines(fill(november, "P1", "what_if.ask", {"items": "1 2"}, "zh"))
    assert answer == ["56.3 分，现为 56.3 分", "没有入账，仅为测算。仅你可见。"]
    nothing = press(november, "P2", "what_if.open", "now")
    assert nothing.text == "Nothing of yours is open, so there is nothing to collect."
    with pytest.raises(NoSchemeNow):
        fill(november, "P2", "what_if.ask", {"items": "1"})


def test_what_if_cannot_reach_into_the_items_of_another(november: Books) -> None:
    """Cai's form names Ana's items: they are not there."""
    modal = press(november, "P1", "what_if.open", "now")
    answer = lines(fill(november, "P3", modal.id, {"items": " ".join(options(modal).values())}))
    assert answer[0] == "There would still be nothing to score"
