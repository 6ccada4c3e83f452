"""What a flaw of a scheme file says again, where limits end, and what is written."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.flaws import Flaw, Wrong
from scoring.scheme import read
from scoring.scheme_check import check
from scoring.scheme_text import write
from tests.scoring.test_scheme_check import GATE, GOOD, GRADE, HEAD, RATE, SOLD, changed

KNOWN = "id, name, role, rhythm, reason, aim, confirmed, minimum_base, shrink, rank_decimals"
RATED = "kpi.collection_rate"
CURVE = 'curve = [["0", "0"], ["1", "100"], ["1.2", "120"]]'


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        ("rhythm =", "rythm =", Flaw("rythm", Wrong.MISSPELT_KEY,
            {"key": "rythm", "near": "rhythm"})),
        ("rhythm =", "xyz =", Flaw("xyz", Wrong.UNKNOWN_KEY,
            {"key": "xyz", "known": f"{KNOWN}, kpi, gate, grade"})),
        ('"own"', '"own one"', Flaw("id", Wrong.NO_ID, {"value": "own one"})),
        ('"own"', "7", Flaw("id", Wrong.NO_TEXT, {"key": "id"})),
        ('zh = "自定"', 'zh = "自定", fr = "x"', Flaw("name.fr", Wrong.UNKNOWN_KEY,
            {"key": "fr", "known": "en, zh"})),
        (', zh = "自定"', "", Flaw("name", Wrong.NO_NAME)),
        ('"quarter"', '"week"', Flaw("rhythm", Wrong.NO_CHOICE,
            {"value": "week", "known": "month, quarter, year, custom"})),
        ('reason = ""', 'aim = "glory"', Flaw("aim", Wrong.NO_CHOICE,
            {"value": "glory", "known": "cash_sooner, fewer_bad_debts, better_process"})),
        ('reason = ""', 'confirmed = "yes"', Flaw("confirmed", Wrong.NO_SWITCH,
            {"key": "confirmed"})),
        ('reason = ""', "confirmed = true", Flaw("reason", Wrong.CONFIRMED_BARE)),
        ("minimum_base = 3", "minimum_base = 1001", Flaw("minimum_base", Wrong.NO_WHOLE,
            {"value": "1001", "least": "0", "most": "1000"})),
        ("rank_decimals = 2", 'rank_decimals = "0.5"', Flaw("rank_decimals", Wrong.NO_WHOLE,
            {"value": "0.5", "least": "0", "most": "6"})),
        ("rank_decimals = 2", "rank_decimals = 7", Flaw("rank_decimals", Wrong.NO_WHOLE,
            {"value": "7", "least": "0", "most": "6"})),
        ('"2.5"', '"-0.1"', Flaw("shrink", Wrong.NO_NUMBER, {"value": "-0.1"})),
        ('"0.90"', '"-0.90"', Flaw(f"{RATED}.target", Wrong.TARGET_NEGATIVE, {"value": "-0.9"})),
        ('"0.90"', '"0"', Flaw(f"{RATED}.target", Wrong.TARGET_ZERO)),
        ('"0.90"', '"1.01"', Flaw(f"{RATED}.target", Wrong.TARGET_SHARE, {"value": "1.01"})),
        ('"0.90"', '"9%"', Flaw(f"{RATED}.target", Wrong.NO_NUMBER, {"value": "9%"})),
        ('target = "0.90"', "days = 3", Flaw(f"{RATED}.days", Wrong.UNKNOWN_KEY,
            {"key": "days", "known": "id, weight, target, curve, floor, cap"})),
        ('["1", "100"]', '["0", "100"]', Flaw(f"{RATED}.curve", Wrong.CURVE_ORDER,
            {"value": "0", "before": "0"})),
        ('["1", "100"]', '["1", "130"]', Flaw(f"{RATED}.curve", Wrong.CURVE_FALLS,
            {"value": "1.2"})),
        (CURVE, 'curve = [["0", "7"], ["1", "7"]]', Flaw(f"{RATED}.curve", Wrong.CURVE_FLAT)),
        (CURVE, "curve = []", Flaw(f"{RATED}.curve", Wrong.CURVE)),
        (CURVE, 'curve = [["1"], ["2"]]', Flaw(f"{RATED}.curve", Wrong.CURVE)),
        ('floor = "10"', 'floor = "-0.1"', Flaw(f"{RATED}.floor", Wrong.FLOOR)),
        ('total_cap = "80"', 'total_cap = "-0.1"', Flaw("gate.1.total_cap", Wrong.GATE_CAP,
            {"value": "-0.1", "most": "116"})),
        ('total_cap = "80"', 'total_cap = "116"', Flaw("gate.1.total_cap", Wrong.GATE_CAP,
            {"value": "116", "most": "116"})),
        ('kpi = "csat"', 'kpi = "days_late"', Flaw("gate.1.kpi", Wrong.GATE_LESS,
            {"value": "days_late"})),
        ('kpi = "csat"\nbelow = "3.5"', 'kpi = "collection_rate"\nbelow = "1.1"',
            Flaw("gate.1.below", Wrong.GATE_ALWAYS, {"value": "1.1"})),
        ('below = "3.5"', 'below = "0"', Flaw("gate.1.below", Wrong.GATE_NEVER, {"value": "0"})),
        ('kpi = "csat"', 'kpi = "collection_rate"', Flaw("gate.1.below", Wrong.GATE_ALWAYS,
            {"value": "3.5"})),
        ('from = "90"', 'from = "-0.1"', Flaw("grade.1.from", Wrong.GRADE_RANGE,
            {"value": "-0.1", "most": "116"})),
        ('from = "90"', 'from = "116.1"', Flaw("grade.1.from", Wrong.GRADE_RANGE,
            {"value": "116.1", "most": "116"})),
        ('name = "A"', 'name = " "', Flaw("grade.1.name", Wrong.NO_TEXT, {"key": "name"})),
    ],
)  # fmt: skip
def test_one_wrong_value_is_one_flaw_that_says_it_again(old, new, flaw) -> None:
    assert check(changed(old, new)).flaws == (flaw,)


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        ('"collection_rate"', '"collection_ratee"', Flaw(f"{RATED}e.id", Wrong.MISSPELT_KPI,
            {"value": "collection_ratee", "near": "collection_rate"})),
        ('"collection_rate"', '"zzz"', Flaw("kpi.zzz.id", Wrong.UNKNOWN_KPI, {"value": "zzz"})),
        ('"collection_rate"', '"cei"', Flaw("kpi.cei.id", Wrong.ONLY_COMPARED, {"value": "cei"})),
        ('"collection_rate"', '""', Flaw("kpi.1.id", Wrong.NO_TEXT, {"key": "id"})),
        ('id = "collection_rate"', "", Flaw("kpi.1.id", Wrong.MISSING, {"key": "id"})),
        ('weight = "40"', 'weight = "0"', Flaw(f"{RATED}.weight", Wrong.WEIGHT, {"value": "0"})),
        ('weight = "40"', 'weight = "100.1"', Flaw(f"{RATED}.weight", Wrong.WEIGHT,
            {"value": "100.1"})),
        ('weight = "40"', "", Flaw(f"{RATED}.weight", Wrong.MISSING, {"key": "weight"})),
        ('weight = "40"', 'weight = "39.99"', Flaw("kpi", Wrong.WEIGHTS, {"total": "99.99"})),
        ('"collection_rate"', '"sales_amount"', Flaw("kpi.sales_amount", Wrong.TWICE,
            {"value": "sales_amount"})),
        ('cap = "110"', 'cap = "9"', Flaw(f"{RATED}.cap", Wrong.CAP, {"cap": "9", "floor": "10"})),
        ('cap = "110"', 'cap = "10"', Flaw(f"{RATED}.cap", Wrong.CAP,
            {"cap": "10", "floor": "10"})),
        ('total_cap = "80"', 'cap = "80"', Flaw("gate.1.cap", Wrong.UNKNOWN_KEY,
            {"key": "cap", "known": "kpi, below, total_cap"})),
        ('total_cap = "80"', 'cap = "80"', Flaw("gate.1.total_cap", Wrong.MISSING,
            {"key": "total_cap"})),
        ('below = "3.5"', "", Flaw("gate.1.below", Wrong.MISSING, {"key": "below"})),
        ('kpi = "csat"', "", Flaw("gate.1.kpi", Wrong.MISSING, {"key": "kpi"})),
        ('from = "90"', 'form = "90"', Flaw("grade.1.form", Wrong.MISSPELT_KEY,
            {"key": "form", "near": "from"})),
        ('from = "90"', 'xyz = "90"', Flaw("grade.1.xyz", Wrong.UNKNOWN_KEY,
            {"key": "xyz", "known": "from, name"})),
        ('from = "90"', "", Flaw("grade.1.from", Wrong.MISSING, {"key": "from"})),
        ('name = "A"', "", Flaw("grade.1.name", Wrong.MISSING, {"key": "name"})),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_beside_what_follows_from_it(old, new, flaw) -> None:
    assert flaw in check(changed(old, new)).flaws


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"own"', f'"{"a" * 60}"'),
        ('"2.5"', '"0"'),
        ("minimum_base = 3", "minimum_base = 0"),
        ("minimum_base = 3", "minimum_base = 1000"),
        ("rank_decimals = 2", "rank_decimals = 0"),
        ("rank_decimals = 2", "rank_decimals = 6"),
        ('reason = ""', 'aim = ""'),
        ('reason = ""', 'aim = "cash_sooner"'),
        ('reason = ""', "confirmed = false"),
        ('"0.90"', '"1"'),
        ('id = "collection_rate"\nweight = "40"\ntarget = "0.90"',
         'id = "days_late"\nweight = "40"\ntarget = "0"'),
        ('id = "collection_rate"\nweight = "40"\ntarget = "0.90"',
         'id = "days_late"\nweight = "40"\ntarget = "2"'),
        ('["0", "0"]', '["0", "100"]'),
        ('floor = "10"', 'floor = "0"'),
        ('floor = "10"', 'floor = "109.9"'),
        ('total_cap = "80"', 'total_cap = "0"'),
        ('total_cap = "80"', 'total_cap = "115.9"'),
        ('below = "3.5"', 'below = "0.1"'),
        ('kpi = "csat"\nbelow = "3.5"', 'kpi = "collection_rate"\nbelow = "1"'),
        ('kpi = "csat"\nbelow = "3.5"', 'kpi = "sales_amount"\nbelow = "0"'),
        ('kpi = "csat"\nbelow = "3.5"', 'kpi = "sales_amount"\nbelow = "-1"'),
        ('from = "90"', 'from = "0"'),
        ('from = "90"', 'from = "116"'),
    ],
)  # fmt: skip
def test_the_ends_of_what_may_be_written_are_inside(old, new) -> None:
    assert check(changed(old, new)).flaws == ()


def test_what_two_grades_share_is_said() -> None:
    assert check(GOOD + GRADE).flaws == (
        Flaw("grade.2.from", Wrong.GRADE_TWICE, {"value": "90"}),
        Flaw("grade.2.name", Wrong.GRADE_TWICE, {"value": "A"}),
    )


def test_the_third_grade_is_compared_with_the_first() -> None:
    text = GOOD + '[[grade]]\nfrom = "0"\nname = "B"\n[[grade]]\nfrom = "50"\nname = "A"\n'
    assert check(text).flaws == (Flaw("grade.3.name", Wrong.GRADE_TWICE, {"value": "A"}),)


def test_an_id_of_61_letters_is_none() -> None:
    (flaw,) = check(changed('"own"', f'"{"a" * 61}"')).flaws
    assert (flaw.where, flaw.wrong) == ("id", Wrong.NO_ID)


def test_a_whole_scheme_may_be_one_kpi_of_a_hundred() -> None:
    text = HEAD.replace('reason = ""', 'reason = "why"') + SOLD.replace("60", "100")
    assert check(text).flaws == ()


def test_where_a_curve_ends_the_points_end() -> None:
    """40 at a curve that ends at 100, and 60 at 120: the total ends at 112."""
    text = changed(', ["1.2", "120"]', "").replace('total_cap = "80"', 'total_cap = "112"')
    said = {"value": "112", "most": "112"}
    assert check(text).flaws == (Flaw("gate.1.total_cap", Wrong.GATE_CAP, said),)


def test_a_weight_of_one_is_one() -> None:
    text = GOOD.replace("weight = 60", "weight = 59")
    text += '[[kpi]]\nid = "csat"\nweight = 1\n'
    assert check(text).flaws == ()


def test_two_that_are_no_kpis_are_not_the_same_one() -> None:
    found = check(GOOD.replace("collection_rate", "zzz").replace("sales_amount", "yyy"))
    assert {flaw.wrong for flaw in found.flaws} == {Wrong.UNKNOWN_KPI}


def test_a_metric_may_have_any_letter_in_its_name() -> None:
    assert check(GOOD.replace("sales_amount", "X_rate"), {"X_rate"}).flaws == ()


def test_the_percent_of_collections_is_said_where_it_is_outside_the_band() -> None:
    low = changed('"40"', '"29.9"').replace("weight = 60", "weight = 70.1")
    high = changed('"40"', '"50.1"').replace("weight = 60", "weight = 49.9")
    assert check(low).flaws == (Flaw("reason", Wrong.BAND_LOW, {"percent": "29.9"}),)
    assert check(high).flaws == (Flaw("reason", Wrong.BAND_HIGH, {"percent": "50.1"}),)


def test_a_file_that_is_no_toml_says_why_and_has_no_id() -> None:
    found = check("id = ")
    (flaw,) = found.flaws
    assert (flaw.where, flaw.wrong) == ("file", Wrong.NOT_TOML)
    assert flaw.blanks["reason"].startswith("Invalid value")
    assert found.id is None
    assert check(b"\xff").flaws == (Flaw("file", Wrong.NOT_TEXT),)


def test_a_file_with_flaws_has_its_id_where_that_is_a_text() -> None:
    assert check(changed('"quarter"', '"week"')).id == "own"
    assert check(changed('"own"', "7")).id is None
    assert check(GOOD).id == "own"


# --- rules of duties -----------------------------------------------------------------------------

CALLS = HEAD + SOLD + '[[kpi]]\nid = "followup_coverage"\nweight = 40\n'
KEPT = HEAD + SOLD + '[[kpi]]\nid = "promise_kept_rate"\nweight = 40\n'


@pytest.mark.parametrize("rule", ["days = 0", "days = 90", 'by = "count"', 'by = "amount"'])
def test_the_rules_of_a_follow_up(rule) -> None:
    assert check(CALLS + rule).flaws == ()


@pytest.mark.parametrize("rule", ["grace = 0", "grace = 90", "threshold = 1", "threshold = 0.01"])
def test_the_rules_of_a_promise(rule) -> None:
    assert check(KEPT + rule).flaws == ()


@pytest.mark.parametrize(
    ("text", "where", "wrong", "blanks"),
    [
        (CALLS + "days = 91", "followup_coverage.days", Wrong.NO_WHOLE,
            {"value": "91", "least": "0", "most": "90"}),
        (CALLS + 'by = "weight"', "followup_coverage.by", Wrong.NO_CHOICE,
            {"value": "weight", "known": "count, amount"}),
        (CALLS + "grace = 1", "followup_coverage.grace", Wrong.UNKNOWN_KEY,
            {"key": "grace", "known": "id, weight, target, curve, floor, cap, days, by"}),
        (KEPT + "threshold = 0", "promise_kept_rate.threshold", Wrong.TARGET_SHARE, {"value": "0"}),
        (KEPT + "threshold = 1.1", "promise_kept_rate.threshold", Wrong.TARGET_SHARE,
            {"value": "1.1"}),
        (KEPT + 'threshold = "x"', "promise_kept_rate.threshold", Wrong.NO_NUMBER, {"value": "x"}),
        (KEPT + "grace = 91", "promise_kept_rate.grace", Wrong.NO_WHOLE,
            {"value": "91", "least": "0", "most": "90"}),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_said(text, where, wrong, blanks) -> None:
    assert check(text).flaws == (Flaw(f"kpi.{where}", wrong, blanks),)


def test_two_rules_for_promises_are_one_too_many() -> None:
    other = '\n[[kpi]]\nid = "promise_kept_value"\nweight = 20\ngrace = 2\n'
    text = KEPT.replace("weight = 40", "weight = 20") + "grace = 1" + other
    assert check(text).flaws == (
        Flaw("kpi.promise_kept_value.grace", Wrong.RULES_DIFFER, {"key": "grace"}),
    )


# --- as it is written ----------------------------------------------------------------------------


def test_a_scheme_is_written_key_by_key_without_what_is_so_by_default() -> None:
    scheme = read(GOOD, version=1)
    rate = replace(scheme.parts[0], curve=scheme.parts[1].curve)
    assert write(replace(scheme, parts=(rate, scheme.parts[1]), aim="cash_sooner")) == (
        'id = "own"\n'
        'name = { en = "Own", zh = "自定" }\n'
        'role = "sales"\n'
        'rhythm = "quarter"\n'
        'reason = ""\n'
        'aim = "cash_sooner"\n'
        "minimum_base = 3\n"
        'shrink = "2.5"\n'
        "rank_decimals = 2\n"
        '\n[[kpi]]\nid = "collection_rate"\nweight = "40"\ntarget = "0.9"\n'
        'floor = "10"\ncap = "110"\n'
        '\n[[kpi]]\nid = "sales_amount"\nweight = "60"\n'
        '\n[[gate]]\nkpi = "csat"\nbelow = "3.5"\ntotal_cap = "80"\n'
        '\n[[grade]]\nfrom = "90"\nname = "A"\n'
    )


def test_rules_and_a_curve_of_their_own_are_written_and_confirmed_where_it_is() -> None:
    text = CALLS + 'days = 5\nby = "amount"\ncurve = [["0.5", "0"], ["1", "100"]]\n'
    text = text.replace("weight = 60", "weight = 40")
    text += '[[kpi]]\nid = "promise_kept_rate"\nweight = 20\nthreshold = 0.8\ngrace = 2\n'
    written = write(read(text, version=1), confirmed=True)
    assert '\nreason = ""\nconfirmed = true\nminimum_base = 3\n' in written
    assert written.endswith(
        '\n[[kpi]]\nid = "followup_coverage"\nweight = "40"\n'
        'curve = [["0.5", "0"], ["1", "100"]]\ndays = 5\nby = "amount"\n'
        '\n[[kpi]]\nid = "promise_kept_rate"\nweight = "20"\nthreshold = "0.8"\ngrace = 2\n'
    )


def test_other_parts_are_written_in_the_place_of_its_own() -> None:
    scheme = read(HEAD + RATE + SOLD + GATE, version=1)
    only = replace(scheme.parts[1], weight=Fraction(7))
    written = write(scheme, [only])
    assert written.count("[[kpi]]") == 1
    assert 'id = "sales_amount"\nweight = "7"\n' in written
    assert write(scheme, []).count("[[kpi]]") == 0


def test_signs_that_no_line_holds_are_written_as_toml_does() -> None:
    scheme = replace(read(GOOD, version=1), reason='a\x7f"b\n')
    assert 'reason = "a\\u007f\\"b\\n"\n' in write(scheme)
    assert check(write(scheme)).scheme == scheme
