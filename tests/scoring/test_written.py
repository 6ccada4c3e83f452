"""How one table of a scheme file is read: a value of its kind, or a flaw with its place."""

from fractions import Fraction

import pytest

from scoring.flaws import Flaw, Wrong
from scoring.written import Table, exact, nearest, number, shown


def table(**values) -> Table:
    return Table("kpi.1", values)


def test_a_place_is_the_key_inside_its_table_and_alone_in_the_file() -> None:
    assert table().at("weight") == "kpi.1.weight"
    assert Table("", {}).at("id") == "id"


def test_what_was_found_stands_in_its_order() -> None:
    asked = table(a="x")
    asked.wrong("b", Wrong.MISSING, key="b")
    asked.wrong("a", Wrong.NO_NUMBER, value="x")
    assert asked.found() == (
        Flaw("kpi.1.b", Wrong.MISSING, {"key": "b"}),
        Flaw("kpi.1.a", Wrong.NO_NUMBER, {"value": "x"}),
    )


def test_every_key_that_means_nothing_is_told_and_no_other() -> None:
    asked = Table("", {"weight": 1, "wieght": 2, "target": 3, "zzz": 4})
    assert list(asked.unknown_keys(("weight", "target"))) == [
        Flaw("wieght", Wrong.MISSPELT_KEY, {"key": "wieght", "near": "weight"}),
        Flaw("zzz", Wrong.UNKNOWN_KEY, {"key": "zzz", "known": "weight, target"}),
    ]


def test_a_text_is_a_text_and_a_needed_one_says_something() -> None:
    asked = table(a="x", empty=" ", number=5)
    assert (asked.text("a"), asked.text("a", needed=True), asked.text("empty")) == ("x", "x", " ")
    assert asked.text("nothing") is None
    assert asked.found() == ()
    assert [asked.text("empty", needed=True), asked.text("number")] == [None, None]
    assert asked.text("nothing", needed=True) is None
    assert asked.found() == (
        Flaw("kpi.1.empty", Wrong.NO_TEXT, {"key": "empty"}),
        Flaw("kpi.1.number", Wrong.NO_TEXT, {"key": "number"}),
        Flaw("kpi.1.nothing", Wrong.MISSING, {"key": "nothing"}),
    )


def test_a_choice_is_one_of_the_words_and_the_empty_one_is_not_listed() -> None:
    asked = table(by="count", other="weight" * 9)
    assert asked.choice("by", ("", "count")) == "count"
    assert asked.choice("nothing", ("count",)) is None
    assert asked.found() == ()
    assert asked.choice("other", ("", "count", "amount")) is None
    assert asked.choice("nothing", ("count",), needed=True) is None
    said = {"value": f"{'weight' * 6}weig…", "known": "count, amount"}
    assert asked.found() == (
        Flaw("kpi.1.other", Wrong.NO_CHOICE, said),
        Flaw("kpi.1.nothing", Wrong.MISSING, {"key": "nothing"}),
    )


def test_a_decimal_is_exact_and_not_below_its_least() -> None:
    asked = table(a="0.1", zero=0, less="-0.1", word="x")
    assert asked.decimal("a") == Fraction(1, 10)
    assert asked.decimal("zero", least=Fraction(0)) == 0
    assert asked.decimal("less") == Fraction(-1, 10)
    assert asked.decimal("nothing") is None
    assert asked.found() == ()
    assert asked.decimal("less", least=Fraction(0)) is None
    assert asked.decimal("word") is None
    assert asked.decimal("nothing", needed=True) is None
    assert asked.found() == (
        Flaw("kpi.1.less", Wrong.NO_NUMBER, {"value": "-0.1"}),
        Flaw("kpi.1.word", Wrong.NO_NUMBER, {"value": "x"}),
        Flaw("kpi.1.nothing", Wrong.MISSING, {"key": "nothing"}),
    )


def test_a_whole_number_lies_inside_its_limits() -> None:
    asked = table(least="2", most=4, under=1, over=5, half="2.5", word="x")
    assert (asked.whole("least", 2, 4), asked.whole("most", 2, 4)) == (2, 4)
    assert type(asked.whole("least", 2, 4)) is int
    assert asked.whole("nothing", 2, 4) is None
    assert asked.found() == ()
    assert [asked.whole(key, 2, 4) for key in ("under", "over", "half", "word")] == [None] * 4
    assert asked.found() == tuple(
        Flaw(f"kpi.1.{key}", Wrong.NO_WHOLE, {"value": value, "least": "2", "most": "4"})
        for key, value in (("under", "1"), ("over", "5"), ("half", "2.5"), ("word", "x"))
    )


def test_an_array_of_tables_holds_nothing_but_tables() -> None:
    asked = table(gate=[{"kpi": "x"}], mixed=[{}, 1], word="x")
    assert asked.tables("gate") == [{"kpi": "x"}]
    assert asked.tables("nothing") == []
    assert asked.found() == ()
    assert [asked.tables("mixed"), asked.tables("word")] == [[], []]
    assert asked.found() == (
        Flaw("kpi.1.mixed", Wrong.NO_TABLES, {"key": "mixed"}),
        Flaw("kpi.1.word", Wrong.NO_TABLES, {"key": "word"}),
    )


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("0.90", Fraction(9, 10)),
        ("+1.5", Fraction(3, 2)),
        ("-2", Fraction(-2)),
        (7, Fraction(7)),
        ("1" * 15, Fraction(int("1" * 15))),
        ("0." + "1" * 12, Fraction(int("1" * 12), 10**12)),
        ("1" * 16, None),
        ("0." + "1" * 13, None),
        ("1.", None),
        (".5", None),
        ("1e3", None),
        ("", None),
        (True, None),
        (0.5, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_number_is_a_decimal_in_quotes_or_a_whole_one(value, read) -> None:
    assert number(value) == read


def test_a_value_is_said_again_up_to_forty_signs() -> None:
    assert shown("x" * 40) == "x" * 40
    assert shown("x" * 41) == "x" * 40 + "…"
    assert shown(5) == "5"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(40), "40"),
        (Fraction(666, 10), "66.6"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 10**12), "0.000000000001"),
        (Fraction(0), "0"),
    ],
)
def test_a_number_is_written_without_idle_zeros(value, written) -> None:
    assert exact(value) == written


def test_what_was_probably_meant_is_what_is_nearest() -> None:
    assert nearest("sales_amout", ["csat", "sales_amount", "sales_about"]) == "sales_amount"
    assert nearest("zzz", ["csat", "sales_amount"]) is None
