"""Files of at most 400 lines, functions of at most 50; nothing heavy in the repository."""

from pathlib import Path

from tests.house.tree import PACKAGES, ROOT, functions, plant, sources, tracked

FILE_LINES = 400
FUNCTION_LINES = 50
TRACKED_BYTES = 1024 * 1024
LONG_BY_NATURE = ("storage/migrations/", "requirements/", "tests/")


def violations(root: Path) -> list[str]:
    return [*long_files(root), *long_functions(root), *heavy_files(root)]


def long_files(root: Path) -> list[str]:
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in _code(root))
    return [
        f"{path.relative_to(root)}: {lines} lines, at most {FILE_LINES}"
        for path, lines in counted
        if lines > FILE_LINES
    ]


def long_functions(root: Path) -> list[str]:
    found = []
    for path in _code(root):
        for function in functions(path) if path.suffix == ".py" else ():
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > FUNCTION_LINES:
                where = f"{path.relative_to(root)}:{function.lineno}"
                found.append(f"{where} {function.name}: {lines} lines, at most {FUNCTION_LINES}")
    return found


def heavy_files(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: over 1 MiB; should a command make it instead?"
        for path in tracked(root)
        if path.stat().st_size > TRACKED_BYTES
    ]


def _code(root: Path) -> list[Path]:
    scripts = [path for name in PACKAGES for path in sorted((root / name).rglob("*.js"))]
    everything = [*sources(root), *scripts, *sorted((root / "benchmarks").rglob("*.py"))]
    return [p for p in everything if not str(p.relative_to(root)).startswith(LONG_BY_NATURE)]


def test_files_and_functions_stay_short() -> None:
    assert violations(ROOT) == []


def test_a_long_file_function_or_a_heavy_one_is_seen(tmp_path: Path) -> None:
    body = "    x = 1\n"
    root = plant(
        tmp_path,
        {
            "ledger/long.py": "x = 1\n" * 401,
            "ledger/fits.py": "x = 1\n" * 400,
            "sandbox/page/long.js": "x = 1\n" * 401,
            "storage/migrations/versions/first.py": "x = 1\n" * 401,
            "bot/cli.py": "def fits():\n" + body * 49 + "\n\ndef long():\n" + body * 50,
            "views/card.py": "class Card:\n    async def long(self):\n" + "        x = 1\n" * 50,
            "docs/heavy.csv": "x" * (TRACKED_BYTES + 1),
        },
    )
    assert violations(root) == [
        "ledger/long.py: 401 lines, at most 400",
        "sandbox/page/long.js: 401 lines, at most 400",
        "bot/cli.py:53 long: 51 lines, at most 50",
        "views/card.py:2 long: 51 lines, at most 50",
        "docs/heavy.csv: over 1 MiB; should a command make it instead?",
    ]
