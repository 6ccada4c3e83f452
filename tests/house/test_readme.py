"""What README.md and docs/ say of commands, KPIs and make targets is what there is."""

import re
from pathlib import Path

import pytest

from tests.house.readme import BLOCK, documents, filled, tables
from tests.house.tree import ROOT, plant

IN_README = ("commands", "subcommands")
MADE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
TYPED = re.compile(r"(?:^|`)huikuan ([a-z-]+)", re.MULTILINE)


def violations(root: Path, made: dict[str, str], subcommands: set[str]) -> list[str]:
    found = []
    targets = set(TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    for path in documents(root):
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(root))
        blocks = {block[2] for block in BLOCK.finditer(text)}
        found += [f"{name}: no such table: {block}" for block in sorted(blocks - set(made))]
        found += [f"{name}: a table is old, run `make docs`"] * (filled(text, made) != text)
        found += [f"{name}: no `make {word}`" for word in MADE.findall(text) if word not in targets]
        typed = sorted(set(TYPED.findall(text)) - subcommands)
        found += [f"{name}: no `huikuan {word}`" for word in typed]
        if name == "README.md":
            found += [
                f"README.md: needs the table {need}" for need in IN_README if need not in blocks
            ]
    return found


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="there is no README.md yet")
def test_the_documents_say_what_there_is() -> None:
    from bot.cli import subcommands

    assert violations(ROOT, tables(), {sub.name for sub in subcommands()}) == []


def test_an_old_table_or_a_word_that_does_not_run_is_seen(tmp_path: Path) -> None:
    made = {"commands": "| a |\n", "subcommands": "| b |\n", "kpis": "| c |\n"}
    readme = (
        "Run `make demo`, or\n\n    \nmake fly\n\n`huikuan run` and `huikuan soar`\n\n"
        "<!-- table: commands -->\n| old |\n<!-- end -->\n"
    )
    kpis = "<!-- table: kpis -->\n| c |\n<!-- end -->\n<!-- table: birds -->\n<!-- end -->\n"
    files = {"Makefile": "demo:\n\t@true\n", "README.md": readme, "docs/kpis.md": kpis}
    root = plant(tmp_path, files)
    assert violations(root, made, {"run"}) == [
        "README.md: a table is old, run `make docs`",
        "README.md: no `make fly`",
        "README.md: no `huikuan soar`",
        "README.md: needs the table subcommands",
        "docs/kpis.md: no such table: birds",
    ]
    assert filled(readme, made).count("| a |\n") == 1
