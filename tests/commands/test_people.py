"""/receivables people: HR changes roles and teams, two administrators rights, nobody their own."""

from datetime import date

import pytest

from commands._contract import FieldProblem
from commands.people import parse
from storage import people
from storage.circle import circle
from tests.commands.approving import Desk, lines_of, said
from tests.commands.paying import filled_in
from tests.storage.books import Books
from views.modal import Modal

NEW = {"number": "chen", "name": "Chen", "email": "Chen@acme.example", "role": "sales",
       "team": "west", "manager": "big", "from": "2026-12-01"}  # fmt: skip


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def member(desk: Desk, number: str, on: date) -> people.Member:
    with desk.books.database.read(desk.now) as tx:
        found = people.by_number(tx, desk.books.company, number, on)
    assert found is not None
    return found


def test_hr_sees_everybody_with_role_team_manager_and_rights(desk: Desk) -> None:
    seen = lines_of({"blocks": desk.type("hua", "/receivables people").blocks})  # type: ignore[union-attr]
    assert seen[0] == "10 people are in the books"
    assert "Ana (ana) · Sales · East · under Mei" in seen
    assert "Hua (hua) · Other role · Staff · under Big · rights: hr" in seen
    assert "[Add somebody]" in seen
    chinese = desk.type("ada", "/receivables people", "zh")
    assert said(chinese) == "系统里有 10 人"
    for who in ("ana", "fin", "mei"):
        with pytest.raises(AssertionError):
            desk.type(who, "/receivables people")


def test_somebody_is_added_from_a_day_on_and_moved_later(desk: Desk) -> None:
    assert isinstance(form := desk._do("hua", _add(), "new"), Modal)
    assert filled_in(form)["from"] == "2026-11-23"
    told = desk.send("hua", "people.form", "", **NEW)
    assert said(told) == "Chen is stored, from 1 Dec on."
    assert member(desk, "chen", date(2026, 11, 30)).role is None
    now = member(desk, "chen", date(2026, 12, 1))
    assert (now.name, now.email, now.role, now.team) == (
        "Chen",
        "chen@acme.example",
        "sales",
        "West",
    )
    entry = desk.type("hua", "/receivables people chen")
    assert isinstance(entry, Modal)
    assert filled_in(entry)["email"] == "chen@acme.example"
    desk.send("hua", "people.form", "", **{**NEW, "team": "East", "from": "2027-01-15"})
    assert member(desk, "chen", date(2027, 1, 14)).team == "West"
    assert member(desk, "chen", date(2027, 1, 15)).team == "East"
    assert desk.audited() == ["person.changed"] * 2
    assert desk.is_sound()


def opened(desk: Desk, number: str) -> tuple[str, dict[str, str]]:
    """The form of one person: what it is about, and what it shows."""
    form = desk.type("hua", f"/receivables people {number}")
    assert isinstance(form, Modal)
    return form.state, filled_in(form)


def managers(desk: Desk, number: str) -> list[str]:
    """Whoever is above somebody today, by number."""
    with desk.books.database.read(desk.now) as tx:
        found = circle(tx, desk.books.company, desk.now.date())
    member = found.named(number)
    assert member is not None
    return sorted(found.members[key].number for key in found.above(member.id))


def stored(desk: Desk, number: str, **change: str) -> list[str]:
    """Change some fields of a person's form, and read what is said."""
    state, shown = opened(desk, number)
    told = desk.send("hua", "people.form", state, **{**shown, **change})
    return lines_of({"blocks": told.blocks})  # type: ignore[union-attr]


def test_who_changes_the_team_is_no_longer_under_the_old_lead(desk: Desk) -> None:
    """Dee is in East, which Mei leads, and has no manager of her own; Big leads West."""
    desk.books.add(
        "people", "person_id, name, role, team, valid_from\n dee, Dee, sales, East, 2025-01-01"
    )
    assert managers(desk, "dee") == ["mei"]
    assert opened(desk, "dee")[1]["manager"] == ""
    assert stored(desk, "dee", team="west") == [
        "Dee is stored, from 23 Nov on.",
        "Team: East → West",
    ]
    assert managers(desk, "dee") == ["big"]


def test_another_change_leaves_the_own_manager_alone(desk: Desk) -> None:
    """Cy's manager is Zed; Mei, who leads the team, has the lower number."""
    desk.books.add(
        "people",
        "person_id, name, email, role, team, manager_id, valid_from\n"
        " zed, Zed, , other, , , 2025-01-01\n cy, Cy, cy@x.example, sales, East, zed, 2025-01-01",
    )
    assert stored(desk, "cy", name="Cyrus")[1:] == ["Name: Cy → Cyrus"]
    assert managers(desk, "cy") == ["mei", "zed"]
    assert stored(desk, "cy", team="", manager="", email="", role="other")[1:] == [
        "E-mail: cy@x.example → –",
        "Role: Sales → Other role",
        "Team: East → –",
        "Manager: zed → –",
    ]
    now = member(desk, "cy", desk.now.date())
    assert (now.email, now.team, now.role) == (None, None, "other")
    assert managers(desk, "cy") == []
    assert stored(desk, "cy")[1:] == []
    assert desk.is_sound()


def test_several_of_one_name_are_told_apart_by_number(desk: Desk) -> None:
    desk.books.add("people", "person_id, name\n al1, Al\n al2, Al")
    english, chinese = desk.refused("hua", "/receivables people al")
    assert english == (
        "Nothing was changed: several people are called al, with the numbers al1 and al2. "
        "Write one of these."
    )
    assert chinese == "没有改动：有多人叫 al，编号分别为 al1 和 al2。请写其中一个编号。"
    assert opened(desk, "al2")[0] == "al2"


def test_a_form_of_nobody_yet_says_that_it_adds_somebody(desk: Desk) -> None:
    new, known = (desk.type("hua", f"/receivables people {one}", "zh") for one in ("Anna", "Ana"))
    assert isinstance(new, Modal)
    assert isinstance(known, Modal)
    assert (new.title, known.title) == ("添加人员", "人员")
    assert (new.state, filled_in(new)["number"]) == ("", "Anna")


def test_a_name_of_several_words_is_given_rights(desk: Desk) -> None:
    desk.books.add("people", "person_id, name\n li, Li Wei")
    desk.type("ada", "/receivables people rights Li Wei hr, finance")
    assert desk.seen("abe")[0] == "*Ada asks that Li Wei has the rights finance and HR*"


def test_a_form_of_somebody_new_takes_nothing_out(desk: Desk) -> None:
    """HR pressed Add somebody, and wrote the number of Ana, who is there."""
    desk.send("hua", "people.form", "", number="ana", name="Ana", role="sales", team="", manager="")
    assert (member(desk, "ana", desk.now.date()).team, managers(desk, "ana")) == ("East", ["mei"])


def _add() -> object:
    from commands._contract import discover

    return discover().buttons["people.add"]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"number": ""}, "number", "Unnamed"),
        ({"name": " "}, "name", "Unnamed"),
        ({"role": "boss"}, "role", "NoSuchJob"),
        ({"role": "finance"}, "role", "AdminsOnly"),
        ({"team": "Nowhere"}, "team", "NoSuchGroup"),
        ({"manager": "nobody"}, "manager", "NobodyOfThatName"),
        ({"number": "hua"}, "number", "OwnEntry"),
        ({"number": "fin", "role": "sales"}, "role", "AdminsOnly"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desk: Desk, change, field: str, problem: str) -> None:
    with pytest.raises(FieldProblem) as caught:
        desk.send("hua", "people.form", "", **{**NEW, **change})
    assert caught.value.field == field
    assert type(caught.value.problem).__name__ == problem
    assert desk.audited() == []


def test_two_people_never_share_an_address(desk: Desk) -> None:
    desk.send("hua", "people.form", "", **NEW)
    with pytest.raises(FieldProblem) as caught:
        desk.send("hua", "people.form", "", **{**NEW, "number": "other"})
    assert caught.value.field == "email"
    desk.send("ada", "people.form", "", **{**NEW, "email": "", "role": "finance", "team": ""})
    assert "finance" in member(desk, "chen", date(2026, 12, 1)).rights


def test_rights_are_asked_for_by_one_administrator_and_given_by_another(desk: Desk) -> None:
    assert parse("rights ana HR，财务", desk.books.today).rights == ("hr", "财务")
    told = said(desk.type("ada", "/receivables people rights hua hr finance"))
    assert told == "Asked Abe to approve it. Nothing is changed yet."
    assert desk.seen("abe")[:3] == [
        "*Ada asks that Hua has the rights finance and HR*",
        "So far the right HR",
        "[Approve] [Reject]",
    ]
    assert desk.refused("hua", "approve")[0].startswith("Nothing was changed: this would change")
    assert desk.refused("ada", "approve")[0].startswith("Nothing was changed: you asked for this")
    desk.press("abe", "approve")
    assert desk.seen("ada")[0] == "*Hua has the rights finance and HR*"
    assert desk.seen("ada", "zh")[0] == "*Hua 拥有：财务和 HR 权限*"
    assert member(desk, "hua", desk.books.today).rights == {"hr", "finance"}
    desk.type("ada", "/receivables people rights hua none")
    assert desk.seen("abe")[0] == "*Ada asks that Hua has no rights*"
    desk.press("abe", "approve")
    assert member(desk, "hua", desk.books.today).rights == frozenset()
    assert desk.is_sound()


@pytest.mark.parametrize(
    ("who", "typed", "english"),
    [
        ("hua", "rights ana hr", "Nothing was changed: administrators decide about rights, two "),
        ("ada", "rights ana boss", "Nothing was changed: boss is no right. There are finance, hr"),
        ("ada", "rights ana", "Nothing was changed: - is no right."),
        ("ada", "rights", "Nothing was changed: - is no right."),
        ("ada", "rights hr", "Nothing was changed: - is no right."),
        ("ada", "rights Li Wei", "Nothing was changed: wei is no right."),
        ("ada", "rights nobody hr", "Nothing was changed: I find no single person called nobody."),
        ("ada", "rights ada hr", "Nothing was changed: this is about yourself. Somebody else"),
        ("hua", "hua", "Nothing was changed: this is about yourself. Somebody else changes it."),
    ],
)
def test_nobody_else_and_nobody_for_themselves(
    desk: Desk, who: str, typed: str, english: str
) -> None:
    told = desk.refused(who, f"/receivables people {typed}")
    assert told[0].startswith(english)
    assert told[1].startswith("没有改动：")
    assert desk.states() == []
