"""A scheme for the front desk is questioned: who cannot make a customer pay is not scored on it."""

import pytest

from tests.stories.conftest import Story, scheme_of

COLLECTIONS = ("collection_rate 40 0.90", "csat 60 4.5")


def stored(story: Story, text: str) -> tuple[int, dict[str, str]]:
    """Import a scheme; the exit status, and what is said where."""
    said = story("scheme", "import", story.file(text), "--from", "2025-05-01")
    return said.status, {one["where"]: one["message"] for one in said.document["problems"]}


def test_it_is_not_stored_and_says_why(story: Story) -> None:
    status, problems = stored(story, scheme_of("other", *COLLECTIONS))
    assert status == 1
    assert list(problems) == ["role"]
    assert problems["role"] == (
        "People of this role cannot make a customer pay; they would be judged by what others do. "
        "If you mean it all the same, write confirmed = true and the reason."
    )
    assert story("scheme", "show", "own").status == 2


def test_who_confirms_it_gives_the_reason_which_is_shown(story: Story) -> None:
    sure = "confirmed = true\n" + scheme_of("other", *COLLECTIONS)
    status, problems = stored(story, sure)
    assert status == 1
    assert list(problems) == ["reason"]
    why = "The front desk reminds every visitor who owes."
    status, problems = stored(story, f'reason = "{why}"\n{sure}')
    assert (status, problems) == (0, {})
    assert story.ask("scheme", "show", "own", "--on", "2025-05-01")["reason"] == why


def test_without_collections_it_needs_no_confirmation(story: Story) -> None:
    """But what is outside of the band asks for its reason all the same."""
    status, problems = stored(story, scheme_of("other", "csat 100 4.5"))
    assert (status, list(problems)) == (1, ["reason"])
    why = "No collections for the front desk."
    assert stored(story, scheme_of("other", "csat 100 4.5", reason=why)) == (0, {})


@pytest.mark.parametrize(
    ("role", "kpi"), [("finance", "sales_amount"), ("customer_service", "bad_debt_ratio")]
)
def test_a_figure_that_a_role_cannot_influence_is_questioned(
    story: Story, role: str, kpi: str
) -> None:
    text = scheme_of(role, "collection_rate 40 0.90", f"{kpi} 10 1", "csat 50 4.5")
    status, problems = stored(story, text)
    assert status == 1
    assert f"kpi.{kpi}" in problems
