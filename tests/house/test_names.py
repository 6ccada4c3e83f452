"""A test's name is a sentence about behaviour: `test_nothing_due_is_not_zero`."""

import re
from pathlib import Path

from tests.house.tree import ROOT, functions, plant

WORDS = 3
NUMBERED = re.compile(r"_(\d|case|ok|works)$")


def violations(root: Path) -> list[str]:
    files = sorted((root / "tests").rglob("test_*.py"))
    assert files, "tests/ has no test file: this rule would hold over nothing"
    return [
        f"{path.relative_to(root)}:{function.lineno}: {function.name} is no sentence"
        for path in files
        for function in functions(path)
        if function.name.startswith("test") and not _is_sentence(function.name)
    ]


def _is_sentence(name: str) -> bool:
    words = name.removeprefix("test_").split("_")
    return len(words) >= WORDS and not NUMBERED.search(name)


def test_every_test_is_named_by_a_sentence() -> None:
    assert violations(ROOT) == []


def test_a_label_or_a_number_is_no_sentence(tmp_path: Path) -> None:
    root = plant(
        tmp_path,
        {
            "tests/ledger/test_money.py": (
                "def test_parts_sum_to_the_whole(): ...\n"
                "def test_money(): ...\n"
                "def test_splitting_of_money_2(): ...\n"
                "def helper(): ...\n"
                "class TestX:\n    def test_it_all_works(self): ...\n"
            ),
        },
    )
    assert violations(root) == [
        "tests/ledger/test_money.py:2: test_money is no sentence",
        "tests/ledger/test_money.py:3: test_splitting_of_money_2 is no sentence",
        "tests/ledger/test_money.py:6: test_it_all_works is no sentence",
    ]
