"""A scheme file is checked whole: every flaw with its place, none as an exception."""

import tomllib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.curves import Curve
from scoring.flaws import Wrong
from scoring.rules import Rules
from scoring.scheme import Gate, Grade, templates
from scoring.scheme_check import check
from scoring.scheme_text import write

HEAD = """
id = "own"
name = { en = "Own", zh = "自定" }
role = "sales"
rhythm = "quarter"
reason = ""
minimum_base = 3
shrink = "2.5"
rank_decimals = 2
"""
RATE = """
[[kpi]]
id = "collection_rate"
weight = "40"
target = "0.90"
curve = [["0", "0"], ["1", "100"], ["1.2", "120"]]
floor = "10"
cap = "110"
"""
SOLD = """
[[kpi]]
id = "sales_amount"
weight = 60
"""
GATE = """
[[gate]]
kpi = "csat"
below = "3.5"
total_cap = "80"
"""
GRADE = """
[[grade]]
from = "90"
name = "A"
"""
GOOD = HEAD + RATE + SOLD + GATE + GRADE


def flaws(text: str | bytes, metrics=()) -> list[tuple[str, Wrong]]:
    found = check(text, metrics)
    assert (found.scheme is None) == bool(found.flaws)
    assert all("{" not in flaw.message for flaw in found.flaws if flaw.where != "file")
    return [(flaw.where, flaw.wrong) for flaw in found.flaws]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file_is_read_exactly() -> None:
    scheme = check(GOOD).scheme
    assert scheme is not None
    assert (scheme.id, scheme.role, scheme.rhythm, scheme.version) == ("own", "sales", "quarter", 1)
    assert (scheme.minimum_base, scheme.shrink, scheme.rank_decimals) == (3, Fraction(5, 2), 2)
    assert [(part.kpi, part.weight, part.target) for part in scheme.parts] == [
        ("collection_rate", 40, Fraction(9, 10)),
        ("sales_amount", 60, None),
    ]
    rate = scheme.parts[0]
    assert (rate.floor, rate.cap) == (10, 110)
    assert rate.curve == Curve.of((("0", "0"), ("1", "100"), ("1.2", "120")))
    assert scheme.gates == (Gate("csat", Fraction(7, 2), Fraction(80)),)
    assert scheme.grades == (Grade(Fraction(90), "A"),)
    assert scheme.rules == Rules()


def test_bare_numbers_stay_as_they_are_written() -> None:
    """0.1 is a tenth and 66.6 two thirds of nothing: no float comes between."""
    text = changed('"40"', "33.4").replace("weight = 60", "weight = 66.6").replace('"0.90"', "0.1")
    scheme = check(text).scheme
    assert scheme is not None
    assert [part.weight for part in scheme.parts] == [Fraction(334, 10), Fraction(666, 10)]
    assert scheme.parts[0].target == Fraction(1, 10)


def test_rules_of_duties_stand_with_their_kpis() -> None:
    text = HEAD + SOLD.replace("60", "50")
    text += '[[kpi]]\nid = "followup_coverage"\nweight = 30\ndays = 5\nby = "amount"\n'
    text += '[[kpi]]\nid = "promise_kept_rate"\nweight = 10\nthreshold = "0.8"\ngrace = "2"\n'
    text += '[[kpi]]\nid = "invoicing_on_time"\nweight = 10\ndays = 2\n'
    text += 'curve = [["0.5", "0"], ["1", "100"]]\nfloor = 1\n'
    scheme = check(text).scheme
    assert scheme is not None
    assert scheme.rules == Rules(2, 5, True, Fraction(8, 10), 2)
    assert check(write(scheme)).scheme == scheme


@pytest.mark.parametrize("text", [GOOD, *templates().values()], ids=["own", *templates()])
def test_a_scheme_that_is_written_is_read_as_the_same(text) -> None:
    scheme = check(text).scheme
    assert scheme is not None, check(text).flaws
    assert check(write(scheme)).scheme == scheme
    assert check(write(scheme, confirmed=True).replace('reason = ""', 'reason = "r"')).flaws == ()


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (b"\xff\xfe", Wrong.NOT_TEXT),
        ("id = ", Wrong.NOT_TOML),
        ("x = " + "[" * 5000, Wrong.NOT_TOML),
        ("x = " + "9" * 5000, Wrong.NOT_TOML),
        ("x = 2026-02-30", Wrong.NOT_TOML),
    ],
)
def test_what_is_no_toml_is_one_flaw(text, wrong) -> None:
    assert flaws(text) == [("file", wrong)]


def test_a_byte_order_mark_is_no_flaw() -> None:
    assert flaws(b"\xef\xbb\xbf" + GOOD.encode()) == []


def test_an_empty_file_lacks_everything() -> None:
    assert flaws("") == [
        ("name", Wrong.NO_NAME),
        ("id", Wrong.MISSING),
        ("role", Wrong.MISSING),
        ("kpi", Wrong.NO_KPI),
    ]


def test_all_problems_come_at_once() -> None:
    text = GOOD.replace('"sales"', '"sailor"').replace('"40"', '"41"').replace('"A"', '""')
    assert flaws(text) == [
        ("role", Wrong.NO_CHOICE),
        ("kpi", Wrong.WEIGHTS),
        ("grade.1.name", Wrong.NO_TEXT),
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "wrong"),
    [
        # the head
        ("rhythm =", "rythm =", "rythm", Wrong.MISSPELT_KEY),
        ("rhythm =", "xyz =", "xyz", Wrong.UNKNOWN_KEY),
        ('"own"', '"own one"', "id", Wrong.NO_ID),
        ('"own"', '""', "id", Wrong.NO_TEXT),
        ('"own"', "7", "id", Wrong.NO_TEXT),
        (', zh = "自定"', "", "name", Wrong.NO_NAME),
        (', zh = "自定"', ', zh = " "', "name", Wrong.NO_NAME),
        (', zh = "自定"', ', zh = "自定", fr = "x"', "name.fr", Wrong.UNKNOWN_KEY),
        ('"quarter"', '"week"', "rhythm", Wrong.NO_CHOICE),
        ('reason = ""', "reason = 1", "reason", Wrong.NO_TEXT),
        ('reason = ""', 'aim = "glory"', "aim", Wrong.NO_CHOICE),
        ('reason = ""', 'confirmed = "yes"', "confirmed", Wrong.NO_SWITCH),
        ('reason = ""', "confirmed = true", "reason", Wrong.CONFIRMED_BARE),
        ("minimum_base = 3", "minimum_base = -1", "minimum_base", Wrong.NO_WHOLE),
        ("minimum_base = 3", "minimum_base = true", "minimum_base", Wrong.NO_WHOLE),
        ("rank_decimals = 2", 'rank_decimals = "0.5"', "rank_decimals", Wrong.NO_WHOLE),
        ('"2.5"', '"-1"', "shrink", Wrong.NO_NUMBER),
        # a KPI
        ('"collection_rate"', '"collection_ratee"', "kpi.collection_ratee.id", Wrong.MISSPELT_KPI),
        ('"collection_rate"', '"zzz"', "kpi.zzz.id", Wrong.UNKNOWN_KPI),
        ('"collection_rate"', "5", "kpi.1.id", Wrong.NO_TEXT),
        ('id = "collection_rate"', "", "kpi.1.id", Wrong.MISSING),
        ('"collection_rate"', '"cei"', "kpi.cei.id", Wrong.ONLY_COMPARED),
        ('weight = "40"', "", "kpi.collection_rate.weight", Wrong.MISSING),
        ('weight = "40"', 'weight = "0"', "kpi.collection_rate.weight", Wrong.WEIGHT),
        ('weight = "40"', 'weight = "101"', "kpi.collection_rate.weight", Wrong.WEIGHT),
        ('weight = "40"', 'weight = "40%"', "kpi.collection_rate.weight", Wrong.NO_NUMBER),
        ('weight = "40"', 'weight = "nan"', "kpi.collection_rate.weight", Wrong.NO_NUMBER),
        ('weight = "40"', "weight = inf", "kpi.collection_rate.weight", Wrong.NO_NUMBER),
        ('weight = "40"', "weight = [1]", "kpi.collection_rate.weight", Wrong.NO_NUMBER),
        ('weight = "40"', 'weight = "39.99"', "kpi", Wrong.WEIGHTS),
        ('target = "0.90"', 'tarjet = "1"', "kpi.collection_rate.tarjet", Wrong.MISSPELT_KEY),
        ('target = "0.90"', "days = 3", "kpi.collection_rate.days", Wrong.UNKNOWN_KEY),
        ('"0.90"', '"-0.90"', "kpi.collection_rate.target", Wrong.TARGET_NEGATIVE),
        ('"0.90"', '"0"', "kpi.collection_rate.target", Wrong.TARGET_ZERO),
        ('"0.90"', '"90"', "kpi.collection_rate.target", Wrong.TARGET_SHARE),
        ('["1", "100"]', '["0", "100"]', "kpi.collection_rate.curve", Wrong.CURVE_ORDER),
        ('["1", "100"]', '["1", "130"]', "kpi.collection_rate.curve", Wrong.CURVE_FALLS),
        ('["1", "100"]', '["1"]', "kpi.collection_rate.curve", Wrong.CURVE),
        ('["1", "100"]', '["1", "x"]', "kpi.collection_rate.curve", Wrong.CURVE),
        ('["1", "100"]', '["x", "1"]', "kpi.collection_rate.curve", Wrong.CURVE),
        ('["1", "100"]', '"1"', "kpi.collection_rate.curve", Wrong.CURVE),
        (
            'curve = [["0", "0"], ["1", "100"], ["1.2", "120"]]',
            'curve = [["1", "100"]]',
            "kpi.collection_rate.curve",
            Wrong.CURVE,
        ),
        (
            'curve = [["0", "0"], ["1", "100"], ["1.2", "120"]]',
            'curve = "straight"',
            "kpi.collection_rate.curve",
            Wrong.CURVE,
        ),
        (
            'curve = [["0", "0"], ["1", "100"], ["1.2", "120"]]',
            'curve = [["0", "100"], ["1", "100"]]',
            "kpi.collection_rate.curve",
            Wrong.CURVE_FLAT,
        ),
        ('floor = "10"', 'floor = "-1"', "kpi.collection_rate.floor", Wrong.FLOOR),
        ('floor = "10"', 'floor = "110"', "kpi.collection_rate.cap", Wrong.CAP),
        ('cap = "110"', 'cap = "9"', "kpi.collection_rate.cap", Wrong.CAP),
        # together
        ('"collection_rate"', '"sales_amount"', "kpi.sales_amount", Wrong.TWICE),
        ('reason = ""', "kpi = 3", "file", Wrong.NOT_TOML),
        # gates and grades
        ('kpi = "csat"', 'kpi = "csatt"', "gate.1.kpi", Wrong.MISSPELT_KPI),
        ('kpi = "csat"', 'kpi = "dso_simple"', "gate.1.kpi", Wrong.ONLY_COMPARED),
        ('kpi = "csat"', 'kpi = "days_late"', "gate.1.kpi", Wrong.GATE_LESS),
        ('kpi = "csat"', "", "gate.1.kpi", Wrong.MISSING),
        ('below = "3.5"', "", "gate.1.below", Wrong.MISSING),
        ('below = "3.5"', 'below = "0"', "gate.1.below", Wrong.GATE_NEVER),
        ('kpi = "csat"', 'kpi = "collection_rate"', "gate.1.below", Wrong.GATE_ALWAYS),
        ('total_cap = "80"', 'total_cap = "-1"', "gate.1.total_cap", Wrong.GATE_CAP),
        ('total_cap = "80"', 'total_cap = "116"', "gate.1.total_cap", Wrong.GATE_CAP),
        ('total_cap = "80"', 'cap = "80"', "gate.1.cap", Wrong.UNKNOWN_KEY),
        ('from = "90"', 'from = "-1"', "grade.1.from", Wrong.GRADE_RANGE),
        ('from = "90"', 'from = "117"', "grade.1.from", Wrong.GRADE_RANGE),
        ('from = "90"', 'form = "90"', "grade.1.form", Wrong.MISSPELT_KEY),
        ('name = "A"', "", "grade.1.name", Wrong.MISSING),
    ],
)
def test_a_flaw_is_said_where_it_stands(old, new, where, wrong) -> None:
    assert (where, wrong) in flaws(changed(old, new))


def test_the_points_that_can_be_reached_end_at_caps_and_curves() -> None:
    """40 at a cap of 110 and 60 at 120: the total ends at 116."""
    text = changed('total_cap = "80"', 'total_cap = "115.99"')
    assert flaws(text.replace('from = "90"', 'from = "116"')) == []


@pytest.mark.parametrize("key", ["kpi", "gate", "grade"])
def test_what_should_be_tables_and_is_not_is_one_flaw(key) -> None:
    rest = {"kpi": RATE + SOLD, "gate": GATE, "grade": GRADE}
    text = f"{key} = [1]\n" + HEAD + "".join(text for name, text in rest.items() if name != key)
    assert flaws(text) == [(key, Wrong.NO_TABLES)]
    assert flaws(text.replace("[1]", '"x"')) == [(key, Wrong.NO_TABLES)]


def test_grades_that_share_a_name_or_a_limit_are_told() -> None:
    assert flaws(GOOD + GRADE) == [
        ("grade.2.from", Wrong.GRADE_TWICE),
        ("grade.2.name", Wrong.GRADE_TWICE),
    ]
    assert flaws(GOOD + '[[grade]]\nfrom = "0"\nname = "B"\n') == []


# --- who is judged by what -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "rest", "wrong"),
    [
        ("29.99", "70.01", Wrong.BAND_LOW),
        ("30", "70", None),
        ("50", "50", None),
        ("50.01", "49.99", Wrong.BAND_HIGH),
    ],
)
def test_outside_thirty_to_fifty_percent_collections_need_a_reason(percent, rest, wrong) -> None:
    text = changed('"40"', percent).replace("60", rest)
    assert flaws(text) == ([("reason", wrong)] if wrong else [])
    assert flaws(text.replace('reason = ""', 'reason = "why"')) == []
    assert flaws(text.replace('reason = ""', 'reason = "  "')) == (
        [("reason", wrong)] if wrong else []
    )


def test_a_role_without_collections_asks_for_confirmation() -> None:
    """The front desk cannot make a customer pay."""
    text = changed('"sales"', '"other"').replace('"sales_amount"', '"csat"')
    assert flaws(text) == [("role", Wrong.NOT_COLLECTING)]
    sure = text.replace('reason = ""', 'confirmed = true\nreason = "they call customers"')
    assert flaws(sure) == []
    assert flaws(text.replace('reason = ""', 'reason = "because"')) == [
        ("role", Wrong.NOT_COLLECTING)
    ]


def test_a_role_without_collections_may_be_judged_by_something_else() -> None:
    text = 'reason = "no money here"\nid = "d"\nrole = "other"\nname = { en = "D", zh = "前台" }\n'
    assert flaws(f'{text}[[kpi]]\nid = "csat"\nweight = 100\n') == []


@pytest.mark.parametrize(
    ("role", "kpi", "wrong"),
    [
        ("finance", "sales_amount", Wrong.NOT_THEIRS_SALES),
        ("customer_service", "sales_amount", Wrong.NOT_THEIRS_SALES),
        ("customer_service", "bad_debt_ratio", Wrong.NOT_THEIRS_CREDIT),
    ],
)
def test_a_kpi_that_a_role_cannot_influence_is_questioned(role, kpi, wrong) -> None:
    text = changed('"sales"', f'"{role}"').replace('"sales_amount"', f'"{kpi}"')
    text = text.replace('reason = ""', 'reason = "r"')
    assert flaws(text) == [(f"kpi.{kpi}", wrong)]
    assert flaws(f"confirmed = true\n{text}") == []


def test_a_metric_counts_once_it_was_imported() -> None:
    text = changed('"sales_amount"', '"nps"')
    assert flaws(text) == [("kpi.nps.id", Wrong.UNKNOWN_KPI)]
    assert flaws(text, {"nps"}) == []
    assert flaws(text, {"npss"}) == [("kpi.nps.id", Wrong.MISSPELT_KPI)]
    found = check(changed('"sales_amount"', '"n{p}s"'), {"n{p}s"})  # no name that can be said
    assert [flaw.wrong for flaw in found.flaws] == [Wrong.MISSPELT_KPI]


def test_one_rule_says_when_a_promise_is_kept() -> None:
    text = HEAD + '[[kpi]]\nid = "promise_kept_rate"\nweight = 50\ngrace = 1\n'
    text += '[[kpi]]\nid = "promise_kept_value"\nweight = 50\ngrace = 2\nthreshold = "1.5"\n'
    found = flaws(text)
    assert ("kpi.promise_kept_value.grace", Wrong.RULES_DIFFER) in found
    assert ("kpi.promise_kept_value.threshold", Wrong.TARGET_SHARE) in found
    text = text.replace("grace = 2", "grace = 200").replace('"1.5"', '"x"')
    found = flaws(text)
    assert ("kpi.promise_kept_value.grace", Wrong.NO_WHOLE) in found
    assert ("kpi.promise_kept_value.threshold", Wrong.NO_NUMBER) in found


def test_every_sentence_fills_its_blanks() -> None:
    """A long value is said shortened."""
    (flaw,) = check(changed('"quarter"', f'"{"q" * 99}"')).flaws
    assert flaw.message == (
        f"{'q' * 40}… is not known here; there is month, quarter, year, custom."
    )


_KEYS = (
    *("id", "name", "role", "kpi", "gate", "grade", "weight", "target", "curve", "floor"),
    *("cap", "below", "total_cap", "from", "en", "zh", "confirmed"),
)
_ANY = st.recursive(
    st.one_of(
        st.integers(),
        st.booleans(),
        st.sampled_from(["csat", "cei", "sales", "other", "-1", "0", "100", "x", "", "{a}"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*tomllib.loads(GOOD), "aim", "confirmed"]), _ANY))
def test_nothing_that_can_be_written_raises(values) -> None:
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())
    found = check(text)
    assert found.flaws
    assert all(flaw.message for flaw in found.flaws)


def _toml(value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'
