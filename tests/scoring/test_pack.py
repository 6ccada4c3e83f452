"""A pack: the same bytes for the same results, and nothing of it is taken on trust."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256

import pytest

from scoring.facts import Duty, Facts, Family, Rate, Without
from scoring.pack import (
    Group,
    Judged,
    Pack,
    Row,
    Team,
    Verified,
    file_of,
    hash_of,
    judged,
    judged_again,
    opened,
    unjudged,
    verify,
    written,
)
from scoring.scheme_text import write
from tests.scoring.cast import OCTOBER, facts, overdue, paid, scheme, weighted

RATE = replace(
    scheme(weighted("collection_rate", 100, "0.9")),
    minimum_base=1,
    name={"en": "Rate", "zh": "回款率"},
)
DUE = date(2026, 10, 9)


def person(number: str, *figures, base: int = 5, **other) -> Judged:
    rows = tuple(Row(f"{number}/{n}", "C1", DUE, one) for n, one in enumerate(figures, 1))
    own = facts(base=base, **other)
    return Judged(number, f"Name of {number}", "East", rows, own, unjudged(own))


def group(*people: Judged, by=RATE, teams: tuple[Team, ...] = ()) -> Group:
    return Group(by.id, 3, write(by), people, teams)


def pack(*groups: Group) -> Pack:
    return Pack(
        period=OCTOBER,
        company="回款 GmbH",
        currency="CNY",
        timezone="Asia/Shanghai",
        settings={"zeta": "1", "alpha": "2"},
        calendar=((date(2026, 10, 1), False),),
        rates=(("EUR", date(2026, 10, 1), "7.8"),),
        groups=tuple(map(judged, groups)),
        kpis={"collection_rate": ({"en": "Collection rate", "zh": None},)},
    )


ANA = person("a", paid(90_00), overdue(10_00))
BO = person("b", paid(45_00), overdue(55_00))
EAST = Team("East", facts(paid(70_00), overdue(30_00)), unjudged(facts()))
PACK = pack(group(ANA, BO, teams=(EAST,)))


def test_people_and_teams_are_judged_by_the_scheme_that_is_written_in_the_pack() -> None:
    """Of 100.00 due Ana collected 90.00, Bo 45.00, the team 70.00; the target is 0.9."""
    found = judged(group(ANA, BO, teams=(EAST,)))
    assert [one.card.score for one in found.people] == [100, 50]
    assert [one.rank for one in found.people] == [1, 2]
    assert [team.card.score for team in found.teams] == [Fraction(700, 9)]
    assert {
        card.version for card in (*(one.card for one in found.people), found.teams[0].card)
    } == {3}
    assert [one.rows for one in found.people] == [ANA.rows, BO.rows]


def test_what_was_said_before_of_scores_and_places_is_not_looked_at() -> None:
    ahead = replace(BO, rank=1, card=judged(group(ANA)).people[0].card)
    assert judged(group(ANA, ahead)) == judged(group(ANA, BO))


def test_who_has_few_instalments_due_has_a_score_and_no_place() -> None:
    found = judged(group(ANA, replace(BO, facts=replace(BO.facts, base=0))))
    assert [one.rank for one in found.people] == [1, None]
    assert found.people[1].card.score == 50


def test_small_books_are_drawn_towards_the_rate_of_all_in_the_group_and_of_nobody_else() -> None:
    """Of 200.00 due 135.00 came in, 0.675; with as many own instalments as `shrink`, half."""
    stale = {"collection_rate": Rate(Fraction(1), Fraction(1))}
    strange = replace(ANA, facts=replace(ANA.facts, cohort=stale))
    drawing = judged(group(strange, BO, by=replace(RATE, shrink=Fraction(5))))
    values = [one.card.components[0].value for one in drawing.people]
    assert values == [(Fraction(9, 10) + Fraction(675, 1000)) / 2, Fraction(5625, 10_000)]
    plain = judged(group(strange, BO))
    assert [one.card.components[0].drawn for one in plain.people] == [None, None]
    assert [one.facts.cohort for one in plain.people] == [stale, {}]


def test_before_it_is_judged_a_card_says_nothing() -> None:
    card = unjudged(Facts(OCTOBER, "EUR"))
    assert (card.scheme, card.version, card.components, card.score) == ("", 0, (), None)
    assert (card.period, card.currency) == (OCTOBER, "EUR")


# --- bytes ---------------------------------------------------------------------------------------


def test_a_pack_is_json_in_one_form_sorted_without_blanks_and_in_plain_chinese() -> None:
    content = written(PACK)
    document = json.loads(content)
    assert list(document) == sorted(document)
    assert list(document["settings"]) == ["alpha", "zeta"]
    assert "回款 GmbH".encode() in content
    assert b'"period":{"end":"2026-11-01","start":"2026-10-01"}' in content
    assert b'"currency":"CNY"' in content
    assert b"\n" not in content


def test_what_is_read_from_a_pack_is_what_was_written() -> None:
    assert opened(written(PACK)) == PACK
    assert written(opened(written(PACK))) == written(PACK)


def test_a_pack_of_before_has_the_bytes_that_it_had() -> None:
    """Whoever was there throughout has nothing in a pack that older ones do not have."""
    before = "e49cae1ecee710fd516ff63475e5d96ac6e8b6b4bcad909a6635605016ff7f4c"
    assert hash_of(written(PACK)) == before
    joined = replace(BO, facts=replace(BO.facts, presence=Fraction(11, 21)))
    content = written(pack(group(ANA, joined, teams=(EAST,))))
    assert content.count(b'"presence":"11/21"') == content.count(b"presence") == 1
    assert opened(content).groups[0].people[1].facts == joined.facts
    assert verify(file_of(content)).same


def test_duties_without_an_allowance_stand_in_a_pack_only_where_there_are_some() -> None:
    called = Duty(Family.FOLLOWUP, done=True, amount_minor=1, currency="CNY")
    plain, more = Without(1, (paid(1_00),)), Without(1, (paid(1_00),), (called,))
    for one, count in ((plain, 0), (more, 1)):
        known = replace(ANA, facts=replace(ANA.facts, without={"exempt": one}))
        found = written(pack(group(known)))
        (facts_,) = [own["facts"] for own in json.loads(found)["groups"][0]["people"]]
        assert len(facts_["without"]["exempt"].get("duties", ())) == count
        assert ("duties" in facts_["without"]["exempt"]) is (count > 0)
        assert opened(found).groups[0].people[0].facts == known.facts
        assert verify(file_of(found)).same


def test_a_file_holds_the_pack_and_the_hash_of_its_bytes() -> None:
    content = written(PACK)
    assert hash_of(content) == sha256(content).hexdigest()
    assert json.loads(file_of(content)) == {
        "pack": json.loads(content),
        "sha256": sha256(content).hexdigest(),
    }
    assert file_of(b"1") == b'{"pack":1,"sha256":"%s"}\n' % sha256(b"1").hexdigest().encode()


def test_a_pack_whose_results_follow_from_its_facts_is_the_same_again() -> None:
    content = written(PACK)
    found = verify(file_of(content))
    assert found == Verified(hash_of(content), hash_of(content))
    assert found.same
    assert judged_again(PACK) == PACK


def test_a_result_that_does_not_follow_from_its_facts_is_seen() -> None:
    """Somebody made Bo the first, and wrote a new hash over it."""
    (one,) = PACK.groups
    forged = replace(one, people=(one.people[0], replace(one.people[1], rank=1)))
    content = written(replace(PACK, groups=(forged,)))
    found = verify(file_of(content))
    assert found == Verified(hash_of(content), hash_of(written(PACK)))
    assert not found.same


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"[]",
        b"1",
        b"{}",
        b'{"sha256":"0"}',
        b'{"pack":{},"sha256":"0"}',
        b'{"pack":{"period":NaN},"sha256":"0"}',
        b"[" * 100_000,
        "回".encode("utf-16"),
    ],
)
def test_what_is_no_pack_is_not_the_same(file: bytes) -> None:
    assert verify(file) == Verified(None, None)
    assert not verify(file).same


def test_a_byte_beside_the_canonical_form_is_seen_and_so_is_a_wrong_hash() -> None:
    content = written(PACK)
    assert verify(file_of(content) + b" ") == Verified(hash_of(content), None)
    other = file_of(content).replace(hash_of(content).encode(), b"0" * 64)
    assert verify(other) == Verified("0" * 64, None)
    number = file_of(content).replace(b'"' + hash_of(content).encode() + b'"', b"7")
    assert verify(number) == Verified(None, None)


def test_a_period_that_ends_before_it_begins_is_no_pack() -> None:
    content = written(PACK).replace(b'"end":"2026-11-01"', b'"end":"2026-09-01"')
    assert verify(file_of(content)) == Verified(None, None)
