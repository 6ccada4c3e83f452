"""What is shipped to begin with: templates by role and rhythm, and proposals by aim."""

import pytest

from scoring.aims import AIMS, ROLE_NAMES, WEIGHTS, proposed
from scoring.roles import ROLES, beyond
from scoring.scheme import read, template, templates
from scoring.scheme_check import check
from scoring.scheme_text import write

SHIPPED = {id_: read(text, version=1) for id_, text in templates().items()}


def test_every_role_has_a_template_for_a_month_a_quarter_and_a_long_cycle() -> None:
    wanted = {(role, rhythm) for role in ROLE_NAMES for rhythm in ("month", "quarter", "custom")}
    assert {(one.role, one.rhythm) for one in SHIPPED.values()} == wanted
    assert len(SHIPPED) == 12


@pytest.mark.parametrize("id_", sorted(SHIPPED))
def test_nothing_is_wrong_with_a_template(id_) -> None:
    assert check(templates()[id_]).flaws == ()
    scheme = SHIPPED[id_]
    assert scheme.id == id_
    is_within = 30 <= scheme.collections_percent <= 50
    assert is_within == (scheme.role != "finance")
    assert bool(scheme.reason) == (scheme.role == "finance")


def test_only_sales_is_judged_before_anybody_chose() -> None:
    found = {role: template(role) for role in ROLES}
    assert [role for role, scheme in found.items() if scheme] == ["sales"]
    assert found["sales"] == SHIPPED["sales"]


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("role", WEIGHTS)
def test_a_proposal_is_a_scheme_in_which_nothing_is_wrong(role, aim) -> None:
    scheme = proposed(role, aim)
    assert (scheme.role, scheme.aim, scheme.rhythm) == (role, aim, "month")
    assert scheme.id == scheme.role.replace("_", "-")
    assert bool(scheme.reason) == (role == "finance")
    assert check(write(scheme)).scheme == scheme
    assert all((part.target is None) == (part.kpi == "sales_amount") for part in scheme.parts)
    assert proposed(role, aim, "quarter").rhythm == "quarter"


@pytest.mark.parametrize("role", WEIGHTS)
def test_aims_weigh_differently(role) -> None:
    told = [tuple(WEIGHTS[role][aim].items()) for aim in AIMS]
    assert len(set(told)) == len(AIMS) == 3


def test_nobody_is_proposed_what_they_cannot_influence() -> None:
    for scheme in (*SHIPPED.values(), *(proposed(r, a) for r in WEIGHTS for a in AIMS)):
        assert list(beyond(scheme.role, [part.kpi for part in scheme.parts])) == []
