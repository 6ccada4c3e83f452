"""The repository as the house rules see it, and small bad ones to see them red on."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "commands", "views", "storage", "scoring", "ledger", "sandbox")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(root: Path, *packages: str) -> list[Path]:
    """List the Python files of the packages; one without files fails, as it would prove nothing."""
    found: list[Path] = []
    for package in packages or PACKAGES:
        files = sorted((root / package).rglob("*.py"))
        assert files, f"{package}/ has no Python file: this rule would hold over nothing"
        found += files
    return found


def tracked(root: Path) -> list[Path]:
    """List every file that is committed or would be; in a planted tree, every file."""
    if not (root / ".git").exists():
        return sorted(path for path in root.rglob("*") if path.is_file())
    command = [
        "git",
        "-C",
        str(root),
        "-c",
        "safe.directory=*",
        "ls-files",
        "-coz",
        "--exclude-standard",
    ]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    paths = (root / name for name in sorted(set(names.split("\0")) - {""}))
    return [path for path in paths if path.is_file()]


def parsed(path: Path) -> ast.Module:
    """Read a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Walk over every function of a file, methods and inner ones too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node


def plugins(root: Path, folder: str) -> list[str]:
    """Name the plug-in files of a folder: those that do not begin with an underscore."""
    names = sorted(p.stem for p in (root / folder).glob("*.py") if not p.stem.startswith("_"))
    assert names, f"{folder}/ has no plug-in file: this rule would hold over nothing"
    return names


def plant(root: Path, files: dict[str, str]) -> Path:
    """Make a small repository: every package, empty, and these files."""
    for package in PACKAGES:
        (root / package).mkdir(parents=True, exist_ok=True)
        (root / package / "__init__.py").touch()
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root
