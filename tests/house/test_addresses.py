"""Nothing in the repository points at one machine, at a package index, or out of itself."""

import re
from pathlib import Path

from tests.house.tree import ROOT, plant, tracked

# What the tests lean on lies beside the repository; the product never looks there.
MAY_LOOK_BESIDE = ("tests/", ".ci/run")

BESIDE = re.compile(r"""\.\./shared|\bshared/data|parents?(\[\d\])? / ["']shared["']""")
MACHINE = re.compile(r"(^|[^a-z.])/(work|root|home/\w+|Users/\w+)/|/tmp/bash_jobs")
INDEX = re.compile(
    r"--(extra-)?index-url[ =]|--find-links[ =]"
    r"|\bpypi\.org|pythonhosted\.org|registry\.npmjs"
    r"|https?://[^ ]*/(simple|pool|packages)/"
    r'|"resolved": *"http'
)


def violations(root: Path) -> list[str]:
    found = []
    for path in tracked(root):
        name = str(path.relative_to(root))
        text = path.read_bytes().decode("utf-8", errors="ignore")
        for number, line in enumerate(text.splitlines(), 1):
            found += [f"{name}:{number}: {what}" for what in _wrong(name, line)]
    return found


def _wrong(name: str, line: str) -> list[str]:
    wrong = []
    if BESIDE.search(line) and not name.startswith(MAY_LOOK_BESIDE):
        wrong.append("looks beside the repository")
    if name != "tests/house/test_addresses.py":
        wrong += ["a path of one machine"] * bool(MACHINE.search(line))
        wrong += ["a package index"] * bool(INDEX.search(line))
    return wrong


def test_the_repository_is_at_home_everywhere() -> None:
    assert violations(ROOT) == []


def test_a_foreign_address_is_seen(tmp_path: Path) -> None:
    root = plant(
        tmp_path,
        {
            "bot/cli.py": 'HOME = "/work/main"\n',
            "docs/operations.md": "See `/root/.config`.\n\nLook into ../shared/data.\n",
            "tests/conftest.py": 'DATA = ROOT.parent / "shared" / "data"\n',
            "sandbox/page/work.js": 'fetch("/api/work/list")\n',
            "storage/sample.py": 'DATA = ROOT.parent / "shared" / "data"\n',
            "requirements/run.txt": "--index-url https://example.org\n",
            "Makefile": "lock:\n\tuv --no-emit-index-url --no-emit-find-links\n",
            "page.lock": '"resolved": "https://registry.example/x"\n',
        },
    )
    assert violations(root) == [
        "bot/cli.py:1: a path of one machine",
        "docs/operations.md:1: a path of one machine",
        "docs/operations.md:3: looks beside the repository",
        "page.lock:1: a package index",
        "requirements/run.txt:1: a package index",
        "storage/sample.py:1: looks beside the repository",
    ]
