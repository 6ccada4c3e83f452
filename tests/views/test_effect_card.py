"""What became of a scheme is said with care, drawn where every period has the figure."""

from datetime import date
from fractions import Fraction

from ledger.period import Period
from scoring.effect import KPIS, Effect, Totals
from scoring.scheme import read, templates
from tests.commands.replaying import read as lines_of
from views.blocks import check
from views.effect_card import Card, view
from views.say import Say

TODAY = date(2026, 12, 10)
SCHEME = read(templates()["sales"], 2)


def totals(month: str, version: int, collected: int | None, share: str | None = "0.1") -> Totals:
    return Totals(
        Period.parse(month),
        version,
        version == 2,
        {
            "collected_amount": None if collected is None else Fraction(collected * 100),
            "overdue_ratio": None if share is None else Fraction(share),
            "sales_amount": Fraction(50_000_00),
            "csat": None,
        },
    )


SALES = "Sales amount CNY 50,000.00"
NOVEMBER = date(2026, 11, 1)


def shown(*found: Totals, language: str = "en", since: date | None = NOVEMBER) -> list[str]:
    card = Card(SCHEME, since, None if since is None else 3, Effect(found), "CNY")
    message = view(card, Say.of(language, TODAY))
    check(message)
    return lines_of(message)


def test_before_and_since_stand_beside_each_other_in_words_and_drawn() -> None:
    before = (totals("2026-09", 1, 100), totals("2026-10", 1, 300))
    assert shown(*before, totals("2026-11", 2, 400, "0.2")) == [
        "Collected a period: CNY 200.00 before Sales v2, CNY 400.00 since",
        "*Means of 2 periods before → 1 since*",
        "Collected amount: CNY 200.00 → CNY 400.00",
        "Overdue share: 10.0 % → 20.0 %",
        "Sales amount: CNY 50,000.00 → CNY 50,000.00",
        "Customer satisfaction: no figure → no figure",
        "Beside the scheme, not because of it: seasons, prices and customers count, too.",
        "[Back]",
        "Collected amount: 100.0 300.0 400.0",
        "Sales amount: 50000.0 50000.0 50000.0",
        "Overdue share: 10.0 10.0 20.0",
        "*Each closed period*",
        f"*September v1* · Collected amount CNY 100.00 · Overdue share 10.0 % · {SALES}",
        f"*October v1* · Collected amount CNY 300.00 · Overdue share 10.0 % · {SALES}",
        f"*November v2* · Collected amount CNY 400.00 · Overdue share 20.0 % · {SALES}",
        "the company's totals in CNY, as closed · chosen after replay 3 · only you can see this",
    ]
    chinese = shown(*before, totals("2026-11", 2, 400), language="zh")
    assert chinese[0] == "每期回款：销售 v2之前 CNY 200.00，之后 CNY 400.00"
    assert chinese[6] == "仅为同期数据，不代表因果：季节、价格和客户也有影响。"


def test_what_has_nothing_before_or_since_compares_nothing() -> None:
    assert (
        shown(totals("2026-10", 1, 300))[0]
        == "Sales v2, since 1 Nov: no period of it is closed yet"
    )
    assert shown(since=None)[0] == "Sales v2: no period is closed yet"
    only = shown(totals("2026-11", 2, 300), since=None)
    assert only[0] == "Sales v2 judged the 1 closed period; there is none before it"
    assert only[1].startswith("Beside the scheme, not because of it")
    assert not any(line.startswith("Collected amount: ") for line in only), "one point is no line"


def test_a_figure_that_a_period_lacks_is_not_drawn() -> None:
    found = shown(totals("2026-10", 1, None, None), totals("2026-11", 2, 300))
    assert [line for line in found if line.startswith("Sales amount: 5")]
    assert not any(line.startswith(("Collected amount: 3", "Overdue share: 1")) for line in found)
    none = Totals(Period.parse("2026-09"), 1, False, dict.fromkeys(KPIS))
    assert shown(none, totals("2026-11", 2, None, None))[0] == (
        "Sales v2 judged the 1 closed period; there is none before it"
    )
