"""No float in ledger/ and scoring/: money is whole minor units, ratios are exact Decimals."""

import ast
from pathlib import Path

from tests.house.tree import ROOT, parsed, plant, sources


def violations(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{node.lineno}: {ast.unparse(node)}"
        for path in sources(root, "ledger", "scoring")
        for node in ast.walk(parsed(path))
        if _is_float(node)
    ]


def _is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float | complex)
    return isinstance(node, ast.Name) and node.id == "float"


def test_ledger_and_scoring_know_no_float() -> None:
    assert violations(ROOT) == []


def test_a_float_literal_call_or_annotation_is_seen(tmp_path: Path) -> None:
    root = plant(
        tmp_path,
        {
            "ledger/money.py": 'HALF = 0.5\nTEN = 10\nTEXT = "0.5"\nBIG = 1e3\n',
            "scoring/curves.py": "def points(x: float) -> int:\n    return int(float(x))\n",
            "views/chart.py": "WIDTH = 0.5\n",
        },
    )
    assert violations(root) == [
        "ledger/money.py:1: 0.5",
        "ledger/money.py:4: 1000.0",
        "scoring/curves.py:1: float",
        "scoring/curves.py:2: float",
    ]
