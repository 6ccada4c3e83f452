"""A team of two is not ranked in public: with so few, a place says who the other one is."""

import json
from typing import Any

import pytest

from tests.stories.conftest import Story

NAMES = ("Ana", "Bo", "Cai", "Dan", "Eva", "Fay")


def company(story: Story, *teams: str) -> Story:
    """As many reps as teams are given, of whom each collects less than the one before."""
    story.on("2025-04-28")
    named = list(zip(NAMES, teams, strict=False))
    people = [f"{name[0]}, {name}, sales, {team}" for name, team in named]
    story.take("people", "person_id, name, role, team\n" + "\n".join(people))
    invoices = ["invoice_id, customer_id, issued_on, due_on, amount, owner_id"]
    payments = ["payment_id, customer_id, value_on, amount"]
    for place, (name, _) in enumerate(named):
        own = name[0]
        billed = f"K{own}, 2025-04-01, 2025-04-20, 100, {own}"
        invoices += [f"{own}-{n}, {billed}" for n in range(5)]
        payments.append(f"R-{own}, K{own}, 2025-04-15, {450 - 50 * place}")
    story.take("invoices", "\n".join(invoices))
    story.take("payments", "\n".join(payments))
    return story


def shown(story: Story, scope: str = "company") -> str:
    """Everything of the public message in one text, in both languages."""
    told: list[Any] = [
        story.ask("digest", "preview", "ranking", "--scope", scope, "--language", language)
        for language in ("en", "zh")
    ]
    return json.dumps(told, ensure_ascii=False)


def test_neither_of_two_is_named_and_no_place_is_told(story: Story) -> None:
    company(story, "X", "X")
    said = shown(story)
    assert not any(name in said for name in NAMES)
    assert "too few are ranked to name a first place" in said
    private = story("digest", "preview", "place", "--scope", "person:A")
    assert private.status != 0
    assert private.document is None
    ranking = story.ask("ranking", "--period", "2025-04", "--team", "X")
    assert ranking["cohort"] == 2  # whoever runs the command line sees the books themselves


@pytest.mark.parametrize("size", [3, 4])
def test_nor_anybody_of_four(story: Story, size: int) -> None:
    company(story, *["X"] * size)
    assert not any(name in shown(story) for name in NAMES)


@pytest.mark.parametrize(("size", "named"), [(5, 2), (6, 3)])
def test_of_five_at_most_half_are_named_and_nobody_at_the_bottom(
    story: Story, size: int, named: int
) -> None:
    company(story, *["X"] * size)
    said = shown(story)
    assert [name for name in NAMES if name in said] == list(NAMES[:named])


def test_of_three_teams_none_is_named(story: Story) -> None:
    company(story, "North", "East", "West", "West", "East")
    assert not any(team in shown(story) for team in ("North", "East", "West"))


def test_of_four_teams_the_upper_half_is_named(story: Story) -> None:
    company(story, "North", "East", "South", "West")
    said = shown(story)
    assert [t for t in ("North", "East", "South", "West") if t in said] == ["North", "East"]
