"""The card of a proposed payment, in every state, as it reads in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.money import Money
from ledger.proposal import Act, Plan, Proposal, Settles, State, Who
from views.blocks import check
from views.bodies import body, in_every_language
from views.payment_card import Card, thread_line, view
from views.say import Say

TODAY = date(2026, 11, 23)
TEN = datetime(2026, 11, 23, 10, 2, tzinfo=UTC)
MEI, FIN, FAY = Who(1, "Mei"), Who(2, "Fin", is_finance=True), Who(3, "Fay", is_finance=True)


def cny(major: int) -> Money:
    return Money(major * 100, "CNY")


OPEN = Proposal(
    id=7,
    version=1,
    state=State.OPEN,
    customer="华星科技",
    amount=cny(50_000),
    value_on=date(2026, 11, 20),
    reference="HX881",
    proposed_by=MEI,
    proposed_at=TEN,
    needs_two=True,
)
PART = Plan(
    (Settles(1, "INV-1023/1", cny(50_000), cny(80_000)),),
    Money(0, "CNY"),
    (("Ana", 6_000), ("Bo", 4_000)),
)
WHOLE = Plan((Settles(1, "INV-1023/1", cny(40_000), cny(40_000)),), cny(10_000))
SECONDED = replace(OPEN, state=State.SECONDED, version=2, confirmed_by=FIN, confirmed_at=TEN)
BOOKED = replace(SECONDED, state=State.BOOKED, version=3, seconded_by=FAY, receipt="R-1")
GONE = replace(BOOKED, decided_by=FAY, decided_at=TEN + timedelta(minutes=5), reason="a mistake")

CARDS = {
    "open": (
        Card(replace(OPEN, needs_two=False, reference=""), PART, TEN),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Settles INV-1023/1: CNY 50,000.00 of 80,000.00, 30,000.00 stay open
        Unapplied: nothing
        [Confirm] [Change] [Not a payment]
        Proposed by Mei · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        核销 INV-1023/1：CNY 50,000.00（共 80,000.00），余 30,000.00
        未核销：无
        [确认] [修改] [不是回款]
        Mei 提交 · 尚未入账
        """,
    ),
    "open, over the limit, proposed by a rep": (
        Card(OPEN, WHOLE, TEN),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Settles INV-1023/1: CNY 40,000.00, all of it
        Unapplied: CNY 10,000.00
        [Confirm] [Change] [Not a payment]
        Proposed by Mei · reference HX881 · needs two people of finance · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        核销 INV-1023/1：CNY 40,000.00，全部结清
        未核销：CNY 10,000.00
        [确认] [修改] [不是回款]
        Mei 提交 · 流水号 HX881 · 需要两名财务人员 · 尚未入账
        """,
    ),
    "open, and the bank kept a fee": (
        Card(replace(OPEN, needs_two=False), Plan((), cny(50_000)), TEN, fee_minor=25_00),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Unapplied: CNY 50,000.00
        [Confirm] [Change] [Not a payment]
        Proposed by Mei · reference HX881 · bank fee CNY 25.00 · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        未核销：CNY 50,000.00
        [确认] [修改] [不是回款]
        Mei 提交 · 流水号 HX881 · 手续费 CNY 25.00 · 尚未入账
        """,
    ),
    "open, over the limit, proposed by finance": (
        Card(replace(OPEN, proposed_by=FIN), PART, TEN),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Settles INV-1023/1: CNY 50,000.00 of 80,000.00, 30,000.00 stay open
        Unapplied: nothing
        [Confirm] [Change] [Not a payment]
        Proposed by Fin · reference HX881 · needs one more person of finance · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        核销 INV-1023/1：CNY 50,000.00（共 80,000.00），余 30,000.00
        未核销：无
        [确认] [修改] [不是回款]
        Fin 提交 · 流水号 HX881 · 还需要一名财务人员 · 尚未入账
        """,
    ),
    "seconded": (
        Card(SECONDED, PART, TEN),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Settles INV-1023/1: CNY 50,000.00 of 80,000.00, 30,000.00 stay open
        Unapplied: nothing
        [Confirm] [Not a payment]
        Proposed by Mei · reference HX881 · confirmed by Fin, today 10:02 · \
needs one more person of finance · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        核销 INV-1023/1：CNY 50,000.00（共 80,000.00），余 30,000.00
        未核销：无
        [确认] [不是回款]
        Mei 提交 · 流水号 HX881 · Fin 今天 10:02 确认 · 还需要一名财务人员 · 尚未入账
        """,
    ),
    "booked": (
        Card(BOOKED, PART, TEN),
        """
        *CNY 50,000.00 from 华星科技 is booked (R-1)*
        INV-1023/1: CNY 30,000.00 of 80,000.00 still open
        Credited to Ana (60 %) and Bo (40 %)
        [Undo] [Bounced]
        Proposed by Mei · reference HX881 · confirmed by Fin and Fay, today 10:02 · Undo until 10:12
        """,
        """
        *华星科技 CNY 50,000.00 已入账（R-1）*
        INV-1023/1：余 CNY 30,000.00（共 80,000.00）
        计入 Ana 60% 和 Bo 40%
        [撤销] [退票]
        Mei 提交 · 流水号 HX881 · Fin 和 Fay 今天 10:02 确认 · 10:12 前可撤销
        """,
    ),
    "booked the day before": (
        Card(BOOKED, WHOLE, TEN + timedelta(days=1)),
        """
        *CNY 50,000.00 from 华星科技 is booked (R-1)*
        INV-1023/1 is paid
        Unapplied: CNY 10,000.00
        [Correct] [Bounced]
        Proposed by Mei · reference HX881 · confirmed by Fin and Fay, 23 Nov 10:02
        """,
        """
        *华星科技 CNY 50,000.00 已入账（R-1）*
        INV-1023/1 已结清
        未核销：CNY 10,000.00
        [更正] [退票]
        Mei 提交 · 流水号 HX881 · Fin 和 Fay 11月23日 10:02 确认
        """,
    ),
    "booked, and said to have bounced on a day": (
        Card(
            replace(GONE, wish=Act.BOUNCE, wished_on=date(2026, 11, 22)),
            WHOLE,
            TEN + timedelta(minutes=10),
        ),
        """
        *CNY 50,000.00 from 华星科技 is booked (R-1)*
        INV-1023/1 is paid
        Unapplied: CNY 10,000.00
        [Correct] [Bounced]
        Proposed by Mei · reference HX881 · confirmed by Fin and Fay, today 10:02 · \
Fay says it bounced on 22 Nov: one more person of finance is needed · reason: a mistake
        """,
        """
        *华星科技 CNY 50,000.00 已入账（R-1）*
        INV-1023/1 已结清
        未核销：CNY 10,000.00
        [更正] [退票]
        Mei 提交 · 流水号 HX881 · Fin 和 Fay 今天 10:02 确认 · \
Fay 称已于11月22日退票：还需要一名财务人员 · 原因：a mistake
        """,
    ),
    "booked, and said to have bounced before days were kept": (
        Card(replace(GONE, wish=Act.BOUNCE), WHOLE, TEN + timedelta(minutes=10)),
        """
        *CNY 50,000.00 from 华星科技 is booked (R-1)*
        INV-1023/1 is paid
        Unapplied: CNY 10,000.00
        [Correct] [Bounced]
        Proposed by Mei · reference HX881 · confirmed by Fin and Fay, today 10:02 · \
Fay says it bounced: one more person of finance is needed · reason: a mistake
        """,
        """
        *华星科技 CNY 50,000.00 已入账（R-1）*
        INV-1023/1 已结清
        未核销：CNY 10,000.00
        [更正] [退票]
        Mei 提交 · 流水号 HX881 · Fin 和 Fay 今天 10:02 确认 · \
Fay 称已退票：还需要一名财务人员 · 原因：a mistake
        """,
    ),
    "booked, and said to be wrong": (
        Card(replace(GONE, wish=Act.CORRECT), Plan((), cny(50_000)), TEN + timedelta(minutes=10)),
        """
        *CNY 50,000.00 from 华星科技 is booked (R-1)*
        Unapplied: CNY 50,000.00
        [Correct] [Bounced]
        Proposed by Mei · reference HX881 · confirmed by Fin and Fay, today 10:02 · \
Fay wants to correct it: one more person of finance is needed · reason: a mistake
        """,
        """
        *华星科技 CNY 50,000.00 已入账（R-1）*
        未核销：CNY 50,000.00
        [更正] [退票]
        Mei 提交 · 流水号 HX881 · Fin 和 Fay 今天 10:02 确认 · \
Fay 要求更正：还需要一名财务人员 · 原因：a mistake
        """,
    ),
    "dismissed": (
        Card(replace(GONE, state=State.DISMISSED, reason=""), PART, TEN),
        """
        *Not a payment: CNY 50,000.00 from 华星科技*
        Proposed by Mei · reference HX881 · set aside by Fay, today 10:07
        """,
        """
        *不是回款：华星科技 CNY 50,000.00*
        Mei 提交 · 流水号 HX881 · Fay 今天 10:07 标记
        """,
    ),
    "undone": (
        Card(replace(GONE, state=State.UNDONE, reason=""), PART, TEN),
        """
        *Taken back: CNY 50,000.00 from 华星科技 (R-1)*
        INV-1023/1 is open with CNY 80,000.00 again
        Proposed by Mei · reference HX881 · taken back by Fay, today 10:07
        """,
        """
        *已撤销：华星科技 CNY 50,000.00（R-1）*
        INV-1023/1 恢复未收 CNY 80,000.00
        Mei 提交 · 流水号 HX881 · Fay 今天 10:07 撤回
        """,
    ),
    "corrected": (
        Card(replace(GONE, state=State.CORRECTED), PART, TEN),
        """
        *Corrected, taken back: CNY 50,000.00 from 华星科技 (R-1)*
        INV-1023/1 is open with CNY 80,000.00 again
        Proposed by Mei · reference HX881 · taken back by Fay, today 10:07 · reason: a mistake
        """,
        """
        *已更正并撤回：华星科技 CNY 50,000.00（R-1）*
        INV-1023/1 恢复未收 CNY 80,000.00
        Mei 提交 · 流水号 HX881 · Fay 今天 10:07 撤回 · 原因：a mistake
        """,
    ),
    "bounced, and it had settled nothing": (
        Card(replace(GONE, state=State.BOUNCED), Plan((), cny(50_000)), TEN),
        """
        *Bounced: CNY 50,000.00 from 华星科技 (R-1)*
        Proposed by Mei · reference HX881 · recorded by Fay, today 10:07 · reason: a mistake
        """,
        """
        *已退票：华星科技 CNY 50,000.00（R-1）*
        Mei 提交 · 流水号 HX881 · Fay 今天 10:07 登记 · 原因：a mistake
        """,
    ),
    "bounced, as an import brought it": (
        Card(replace(BOOKED, state=State.BOUNCED, bounced_on=date(2026, 11, 22)), PART, TEN),
        """
        *Bounced: CNY 50,000.00 from 华星科技 (R-1)*
        INV-1023/1 is open with CNY 80,000.00 again
        Proposed by Mei · reference HX881 · the bank took it back on 22 Nov, as an import says
        """,
        """
        *已退票：华星科技 CNY 50,000.00（R-1）*
        INV-1023/1 恢复未收 CNY 80,000.00
        Mei 提交 · 流水号 HX881 · 导入的数据显示，银行已在11月22日退回
        """,
    ),
    "open, for documents that get nothing": (
        Card(OPEN, Plan((), cny(50_000)), TEN, ("INV-0977", "INV-1001/1")),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Paid already: INV-0977 and INV-1001/1
        Unapplied: CNY 50,000.00
        [Confirm] [Change] [Not a payment]
        Proposed by Mei · reference HX881 · needs two people of finance · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        此前已结清：INV-0977 和 INV-1001/1
        未核销：CNY 50,000.00
        [确认] [修改] [不是回款]
        Mei 提交 · 流水号 HX881 · 需要两名财务人员 · 尚未入账
        """,
    ),
    "open, and the money ends before the last document": (
        Card(OPEN, PART, TEN, ("INV-1023", "INV-1024")),
        """
        *CNY 50,000.00 from 华星科技, arrived 20 Nov*
        Settles INV-1023/1: CNY 50,000.00 of 80,000.00, 30,000.00 stay open
        Nothing is left for INV-1024
        Unapplied: nothing
        [Confirm] [Change] [Not a payment]
        Proposed by Mei · reference HX881 · needs two people of finance · nothing is booked yet
        """,
        """
        *华星科技 CNY 50,000.00，11月20日到账*
        核销 INV-1023/1：CNY 50,000.00（共 80,000.00），余 30,000.00
        没有余款可核销 INV-1024
        未核销：无
        [确认] [修改] [不是回款]
        Mei 提交 · 流水号 HX881 · 需要两名财务人员 · 尚未入账
        """,
    ),
}
each_card = pytest.mark.parametrize(
    ("card", "english", "chinese"), CARDS.values(), ids=CARDS.keys()
)


def read(card: Card, language: str) -> str:
    """A card as it is seen: its lines, and its buttons in brackets."""
    message = view(card, Say.of(language, card.now.date()))
    check(message)
    seen = []
    for block in message.blocks:
        if block["type"] == "actions":
            seen.append(" ".join(f"[{button['text']['text']}]" for button in block["elements"]))
        else:
            texts = block["elements"] if block["type"] == "context" else [block["text"]]
            seen += [line for text in texts for line in text["text"].split("\n")]
    return "\n".join(seen)


@each_card
def test_a_card_reads_like_this_in_both_languages(card: Card, english: str, chinese: str) -> None:
    for language, golden in (("en", english), ("zh", chinese)):
        assert read(card, language) == "\n".join(map(str.strip, golden.strip().splitlines()))


@each_card
def test_the_first_line_is_the_notification(card: Card, english: str, chinese: str) -> None:
    for language, golden in (("en", english), ("zh", chinese)):
        said = view(card, Say.of(language, TODAY)).text
        assert said == golden.strip().splitlines()[0].strip("*")


def test_a_button_carries_the_proposal_and_its_version_and_nothing_else() -> None:
    *_, actions, _ = view(Card(BOOKED, PART, TEN), Say.of("en", TODAY)).blocks
    carried = {button["action_id"]: button["value"] for button in actions["elements"]}
    assert carried == {"pay.undo": "7:3", "pay.bounced": "7:3"}


def test_undo_gives_way_to_correct_when_its_ten_minutes_are_over() -> None:
    almost = TEN + timedelta(minutes=9, seconds=59)
    assert "[Undo]" in read(Card(BOOKED, PART, almost), "en")
    assert "[Correct]" in read(Card(BOOKED, PART, TEN + timedelta(minutes=10)), "en")


@pytest.mark.parametrize(
    ("proposal", "english", "chinese"),
    [
        (
            BOOKED,
            "CNY 50,000.00 from 华星科技 is booked (R-1), by Fay.",
            "华星科技 CNY 50,000.00 已入账（R-1），由 Fay 操作。",
        ),
        (
            replace(BOOKED, seconded_by=None),
            "CNY 50,000.00 from 华星科技 is booked (R-1), by Fin.",
            "华星科技 CNY 50,000.00 已入账（R-1），由 Fin 操作。",
        ),
        (
            replace(GONE, state=State.UNDONE, decided_by=Who(4, "小美")),
            "Taken back: CNY 50,000.00 from 华星科技 (R-1), by 小美.",
            "已撤销：华星科技 CNY 50,000.00（R-1），由小美操作。",
        ),
        (
            replace(BOOKED, state=State.BOUNCED, bounced_on=date(2026, 11, 22)),
            "Bounced: CNY 50,000.00 from 华星科技 (R-1)",
            "已退票：华星科技 CNY 50,000.00（R-1）",
        ),
    ],
)
def test_the_thread_says_what_happened_and_by_whom(proposal, english: str, chinese: str) -> None:
    for language, said in (("en", english), ("zh", chinese)):
        message = thread_line(Card(proposal, PART, TEN), Say.of(language, TODAY))
        check(message)
        assert message.text == said


def test_a_hostile_customer_is_no_markup_on_the_card() -> None:
    card = Card(replace(OPEN, customer="<!channel> *Evil*", reference="<@U1>"), PART, TEN)
    said = read(card, "en")
    assert "<" not in said
    assert said.startswith("*CNY 50,000.00 from &lt;!channel&gt; ∗Evil∗, arrived 20 Nov*")


def test_a_stored_message_holds_every_language() -> None:
    card = Card(OPEN, PART, TEN)
    bodies = in_every_language(lambda say: view(card, say), TODAY)
    assert set(bodies) == {"en", "zh"}
    assert bodies["zh"] == body(view(card, Say.of("zh", TODAY)))
    assert bodies["en"]["text"] == "CNY 50,000.00 from 华星科技, arrived 20 Nov"
    assert type(bodies["en"]["text"]) is str
