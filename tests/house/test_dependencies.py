"""A dependency is a decision with a date, and its exact version and hashes are committed."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from tests.house.tree import ROOT, plant

PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)(?: ; (?:[^\\]*))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
HEADING = re.compile(r"^## 20\d\d-\d\d-\d\d\b", re.MULTILINE)


def violations(root: Path) -> list[str]:
    run = _pins(root / "requirements" / "run.txt")
    dev = _pins(root / "requirements" / "dev.txt")
    wanted, developers = _wanted(root)
    return [
        *(f"run.txt: no pin that fits {want}" for want in wanted if not _fits(want, run)),
        *(f"dev.txt: no pin that fits {want}" for want in developers if not _fits(want, dev)),
        *(f"{name}: not the same in dev.txt" for name in run if run[name] != dev.get(name)),
        *_without_hash(root),
        *_undecided(root, [*wanted, *developers]),
    ]


def _wanted(root: Path) -> tuple[list[Requirement], list[Requirement]]:
    with (root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    groups = [line for lines in project["dependency-groups"].values() for line in lines]
    return (
        [Requirement(line) for line in project["project"]["dependencies"]],
        [Requirement(line) for line in groups if isinstance(line, str)],
    )


def _pins(path: Path) -> dict[str, set[str]]:
    """Read a file of pins; one package may have a version for each kind of machine."""
    pins: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := PIN.match(line):
            pins.setdefault(match[1], set()).add(match[2])
    assert pins, f"{path.name} pins nothing"
    return pins


def _fits(want: Requirement, pins: dict[str, set[str]]) -> bool:
    versions = pins.get(want.name.lower(), set())
    return bool(versions) and all(version in want.specifier for version in versions)


def _without_hash(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "requirements").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if line and line[0] not in "# " and not HASH.match((*lines, "", "")[number + 1]):
                found.append(f"{path.name}:{number + 1}: no hash for {line.split()[0]}")
    return found


def _undecided(root: Path, wants: list[Requirement]) -> list[str]:
    text = (root / "docs" / "decisions.md").read_text(encoding="utf-8")
    dated = text[match.start() :] if (match := HEADING.search(text)) else ""
    return [
        f"docs/decisions.md: no dated entry about {want.name}"
        for want in wants
        if f"**{want.name}**" not in dated
    ]


def test_every_dependency_is_pinned_and_decided() -> None:
    assert violations(ROOT) == []


def test_a_stale_pin_a_lost_hash_or_an_undecided_package_is_seen(tmp_path: Path) -> None:
    digest = "    --hash=sha256:" + "0" * 64 + "\n"
    project = (
        '[project]\nname = "x"\ndependencies = ["pandas>=3", "babel>=2", "waitress"]\n'
        '[dependency-groups]\ndev = ["ruff", { include-group = "dev" }]\n'
    )
    root = plant(
        tmp_path,
        {
            "pyproject.toml": project,
            "requirements/run.txt": (
                "pandas==2.9 \\\n" + digest + "babel==2.18 ; sys_platform == 'win32' \\\n" + digest
            ),
            "requirements/dev.txt": "pandas==2.9 \\\n"
            + digest
            + "babel==2.17\nruff==1 \\\n"
            + digest,
            "docs/decisions.md": "**ruff**\n\n## 2026-11-23 Packages\n\n**pandas** **babel**\n",
        },
    )
    assert violations(root) == [
        "run.txt: no pin that fits pandas>=3",
        "run.txt: no pin that fits waitress",
        "babel: not the same in dev.txt",
        "dev.txt:3: no hash for babel==2.17",
        "docs/decisions.md: no dated entry about waitress",
        "docs/decisions.md: no dated entry about ruff",
    ]
