"""Why a row counts or does not: every reason in both languages; the day is 23 November 2026."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.card import Effect, ScoreCard
from scoring.counterfactual import Change, Had
from scoring.duties import Because, Subject, Task
from scoring.facts import Family, Figure, Kind
from scoring.fairness import Allowance, Allowed, Case, Claim, Relief
from scoring.items import Item
from scoring.kpis import catalogue
from scoring.opened import Imported
from scoring.targets import Source, Whose
from views.allowed import effect_lines
from views.blocks import check
from views.chart import Point, line
from views.message import Message
from views.modal import choices_field
from views.say import Say, words
from views.why import HAD, WHOSE, About, had_line, source_line

TODAY = date(2026, 11, 23)
EN, ZH = Say.of("en", TODAY), Say.of("zh", TODAY)
DUE, ON = date(2026, 11, 2), date(2026, 11, 9)
OPEN = Figure(Kind.OPEN, 300_00, "CNY", due_in_period=True, overdue=True, amount_days=300_00 * 21)
EXEMPT = Relief("E-1", extends=False, from_on=DUE, until_on=date(2026, 11, 30),
                reason="insolvent", approved_by="Bo")  # fmt: skip
EXTENDED = replace(EXEMPT, extends=True, until_on=date(2026, 12, 15), reason="flood")
CLAIM = Claim("D-1", 300_00, date(2026, 11, 5))
OVER = replace(CLAIM, to_on=ON)


def item(figure: Figure = OPEN, allowed: Allowed | None = None, **other) -> Item:
    return Item(figure, 1, "INV-5", "1", "华星", DUE, 300_00, allowed=allowed, **other)


def case(figure: Figure, *claims: tuple[Claim, int], **of) -> Item:
    return item(figure, Allowed(figure, Case(DUE, **of), claims))


def said(kpi: str, row, *, counted: bool) -> tuple[str, str]:
    """Read what became of a row, after its name, in both languages."""
    english, chinese = (
        " · ".join(About(catalogue()[kpi], "CNY", say).whys(row, counted=counted))
        for say in (EN, ZH)
    )
    return english, chinese


CASH = replace(OPEN, kind=Kind.CASH, overdue=False, amount_days=300_00 * 7)
LOST = replace(OPEN, kind=Kind.WRITTEN_OFF)
DUE_LATER = replace(OPEN, due_in_period=False, overdue=False, amount_days=0)
PAID = {"receipt": "R-1", "value_on": ON}


@pytest.mark.parametrize(
    ("kpi", "row", "english", "chinese"),
    [
        ("collection_rate", item(), "300.00 open", "未收 300.00"),
        ("days_late", item(), "300.00 open, 21 days late", "未收 300.00，逾期 21 天"),
        (
            "days_late",
            item(replace(OPEN, amount_days=300_00)),
            "300.00 open, 1 day late",
            "未收 300.00，逾期 1 天",
        ),
        ("collection_rate", item(CASH, **PAID), "paid 300.00 on 9 Nov (R-1)",
         "11月9日回款 300.00（R-1）"),
        ("days_late", item(CASH, **PAID), "paid 300.00 on 9 Nov, 7 days late (R-1)",
         "11月9日回款 300.00，逾期 7 天（R-1）"),
        ("collected_amount", item(replace(OPEN, kind=Kind.BOUNCE, amount_minor=-300_00), **PAID),
         "-300.00 of 9 Nov taken back (R-1)", "11月9日到账的 -300.00 已退回（R-1）"),
        ("bad_debt_ratio", item(LOST), "300.00 written off", "已核销坏账 300.00"),
        ("days_late", item(LOST), "300.00 written off, 21 days late",
         "已核销坏账 300.00，逾期 21 天"),
        ("collection_rate", item(replace(OPEN, currency="USD", rate=Fraction("7.3"))),
         "USD 300.00 at 7.3 open", "未收 USD 300.00，汇率 7.3"),
        ("collection_rate", case(replace(OPEN, disputed=True, overdue=False), (CLAIM, 2)),
         "300.00 open, disputed since 5 Nov (D-1)", "未收 300.00，11月5日起有争议（D-1）"),
        ("overdue_ratio", case(DUE_LATER, relief=EXTENDED),
         "300.00 open · extended to 15 Dec: flood (approved by Bo)",
         "未收 300.00 · 延期至12月15日：flood（Bo 批准）"),
        ("days_late", case(OPEN, (OVER, 4)),
         "300.00 open, 21 days late · 4 disputed days not charged (D-1)",
         "未收 300.00，逾期 21 天 · 4 个争议天数不计（D-1）"),
        ("collection_rate", case(OPEN, (OVER, 4)),
         "300.00 open", "未收 300.00"),
        ("days_late", case(OPEN, (OVER, 4), (replace(OVER, number="D-2"), 1)),
         ("300.00 open, 21 days late · 4 disputed days not charged (D-1)"
          " · 1 disputed day not charged (D-2)"),
         "未收 300.00，逾期 21 天 · 4 个争议天数不计（D-1） · 1 个争议天数不计（D-2）"),
        ("days_late", case(OPEN, (OVER, 0)), "300.00 open, 21 days late",
         "未收 300.00，逾期 21 天"),
        ("days_late", case(OPEN, since=ON),
         "300.00 open, 21 days late · charged from 9 Nov on, when it was taken over",
         "未收 300.00，逾期 21 天 · 从接手日11月9日起计算"),
    ],
)  # fmt: skip
def test_a_row_that_counts_says_what_happened(kpi, row, english, chinese) -> None:
    assert said(kpi, (row,), counted=True) == (english, chinese)


@pytest.mark.parametrize(
    ("kpi", "row", "english", "chinese"),
    [
        ("collection_rate", item(replace(OPEN, currency="EUR", rate=None)),
         "no exchange rate is known for its issue date", "开票日没有可用汇率"),
        ("collection_rate", item(DUE_LATER), "due after this period",
         "本期之后才到期"),
        ("collection_rate", case(DUE_LATER, relief=EXTENDED),
         "extended to 15 Dec: flood (approved by Bo)", "延期至12月15日：flood（Bo 批准）"),
        ("collection_rate", case(DUE_LATER), "due after this period",
         "本期之后才到期"),
        ("collection_rate", case(replace(OPEN, exempt=True), relief=EXEMPT),
         "exempt until 30 Nov: insolvent (approved by Bo)", "豁免至11月30日：insolvent（Bo 批准）"),
        ("cash_cei", case(replace(OPEN, exempt=True),
                          relief=replace(EXEMPT, until_on=None, reason="")),
         "exempt: E-1 (approved by Bo)", "已豁免：E-1（Bo 批准）"),
        ("collection_rate", item(replace(OPEN, exempt=True)), "exempt", "已豁免"),
        ("days_late", case(replace(OPEN, disputed=True, overdue=False), (CLAIM, 2)),
         "disputed since 5 Nov (D-1)", "11月5日起有争议（D-1）"),
        ("overdue_ratio", case(replace(OPEN, inherited=True), since=ON),
         "overdue already when it was taken over on 9 Nov", "11月9日接手时已逾期"),
        ("days_late", case(DUE_LATER), "not due yet", "尚未到期"),
        ("collected_amount", item(LOST), "written off: no cash came in", "已核销坏账：没有回款"),
    ],
)  # fmt: skip
def test_a_row_that_is_left_out_names_the_fact(kpi, row, english, chinese) -> None:
    told = [text.rpartition(" · ")[2] for text in said(kpi, (row,), counted=False)]
    assert told == [english, chinese]


def test_a_whole_line_names_the_instalment_the_duty_or_the_import() -> None:
    about = About(catalogue()["collection_rate"], "CNY", EN)
    assert about.line((item(),), counted=True) == "INV-5/1 华星, due 2 Nov · 300.00 open"
    task = Task(
        Family.PROMISE, Subject(1, "PR-1", "华星", 300_00, "CNY"), DUE, ON, Because.BROKEN, None
    )
    kept = About(catalogue()["promise_kept_rate"], "CNY", EN)
    assert kept.line(task, counted=True) == (
        "PR-1 华星 · CNY 300.00 · not kept when it fell due on 9 Nov"
    )
    euros = replace(task, subject=replace(task.subject, currency="EUR", rate=None))
    assert kept.line(euros, counted=False) == (
        "PR-1 华星 · EUR 300.00 · not kept when it fell due on 9 Nov · "
        "no exchange rate is known for its issue date"
    )
    sold = About(catalogue()["sales_amount"], "CNY", EN)
    assert sold.line(Imported("sales_amount", Fraction(5_00)), counted=True) == (
        "CNY 5.00, from an import"
    )
    asked = About(catalogue()["csat"], "CNY", ZH)
    imported = Imported("csat", Fraction("4.6"), ON)
    assert asked.line(imported, counted=True) == "4.6，11月9日导入"


def test_an_instalment_says_a_reason_of_all_its_parts_once() -> None:
    row = case(replace(OPEN, exempt=True), relief=EXEMPT)
    told = said("collection_rate", (row, row), counted=False)[0]
    assert told == "300.00 open · 300.00 open · exempt until 30 Nov: insolvent (approved by Bo)"


def test_the_counterfactual_and_the_source_of_a_target_read_in_both_languages() -> None:
    had = Had(Change.PAID, "INV-7", DUE, Fraction("88.1"))
    assert had_line(EN, had, Fraction("86.3")) == (
        "Had INV-7 been paid by its due date, 2 Nov, the score would be 88.1 instead of 86.3."
    )
    assert had_line(ZH, had, Fraction("86.3")) == (
        "如果 INV-7 在到期日11月2日前回款，得分会是 88.1，而不是 86.3。"
    )
    assert source_line(EN, Source(Whose.TEAM)) == "The target is the team's."
    assert source_line(EN, Source(Whose.OWN, 14, 21)) == (
        "The target is set for this person alone. It is cut to 14 of 21 working days."
    )
    assert source_line(ZH, Source(Whose.OWN, 14, 21)) == (
        "目标为个人单独设定。按 21 个工作日中的 14 个折算。"
    )
    assert [key for key in (*HAD.values(), *WHOSE.values()) if (key,) not in words("zh")] == []
    assert (set(HAD), set(WHOSE)) == (set(Change), set(Whose))


def test_each_allowance_says_the_score_without_it_and_with_it() -> None:
    effects = tuple(Effect(kind, n, Fraction(80)) for n, kind in enumerate(Allowance, 1))
    card = ScoreCard(
        "sales", 1, Period.parse("2026-11"), "CNY", (), Fraction("86.3"), allowed=effects
    )
    assert effect_lines(EN, card) == [
        "1 instalment exempt: 80.0 points without, 86.3 with",
        "2 due dates extended: 80.0 points without, 86.3 with",
        "3 instalments disputed: 80.0 points without, 86.3 with",
        "4 instalments with days of past disputes: 80.0 points without, 86.3 with",
        "5 instalments taken over when they were overdue: 80.0 points without, 86.3 with",
    ]
    assert effect_lines(ZH, card)[0] == "1 期豁免：不考虑时 80.0 分，考虑后 86.3 分"
    unscored = replace(card, allowed=(Effect(Allowance.DISPUTED, 1, None),))
    assert effect_lines(EN, unscored) == ["1 instalment disputed"]


def test_a_chart_draws_the_numbers_that_the_text_says() -> None:
    points = [Point("October", Fraction("81.25")), Point("November", Fraction(86))]
    block = line("Points", "points", points)
    check(Message("Points", (block, block)))
    assert block["chart"]["axis_config"]["categories"] == ["October", "November"]
    assert [one["value"] for one in block["chart"]["series"][0]["data"]] == [81.3, 86.0]
    twice = line("Points", "points", [points[0], points[0]])
    for wrong in ((twice,), (block, block, block)):
        with pytest.raises(AssertionError):
            check(Message("Points", wrong))


def test_several_can_be_chosen_from_a_list_each_in_its_words() -> None:
    field = choices_field("items", "Which?", [("7", "INV-7 · CNY 300.00"), ("8", "x" * 90)])
    options = field["element"]["options"]
    assert [option["value"] for option in options] == ["7", "8"]
    assert len(options[1]["text"]["text"]) == 75
