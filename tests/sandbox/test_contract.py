"""The table of methods says what Slack documents."""

import json
from pathlib import Path

import pytest

from sandbox import contract
from sandbox.webapi.dispatch import HANDLERS

DOCUMENTED = Path(__file__).parents[3] / "shared" / "data" / "slack" / "methods.json"


@pytest.fixture(scope="module")
def documented() -> dict:
    if not DOCUMENTED.exists():
        pytest.skip("Slack's documented methods are not beside this repository")
    return json.loads(DOCUMENTED.read_text(encoding="utf-8"))["methods"]


@pytest.mark.parametrize("name", sorted(contract.methods()))
def test_a_method_takes_what_slack_documents(name, documented):
    method, truth = contract.methods()[name], documented[name]
    assert set(method.args) == set(truth["args"]) - {"token"}
    assert set(method.required) == set(truth["required"]) - {"token"}
    assert set(method.scopes) == set(truth["scope"].get("bot", []))
    assert method.errors == set(truth["errors"])


def test_every_method_of_the_table_is_served():
    assert set(HANDLERS) == set(contract.methods())
