"""The books of a company in Shanghai, on both kinds of database, through the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.huikuan import Huikuan, written
from tests.storage.books import rows_of


class Story(Huikuan):
    """A company whose files are written in the tests."""

    folder: Path

    def take(self, kind: str, rows: str) -> None:
        """Import one file of which every row is stored."""
        said = self.ask("import", kind, written(self.folder / f"{kind}.csv", rows_of(rows)))
        assert said["added"] == said["rows"], said

    def outstanding(self, as_of: str, known_at: str | None = None) -> str:
        """What is owed to the company."""
        known = ("--known-at", known_at) if known_at else ()
        (total,) = self.ask("ageing", "--as-of", as_of, *known)["totals"]
        buckets = [total[name] for name in ("current", "1-30", "31-60", "61-90", "90+")]
        cents = [round(100 * float(part)) for part in (*buckets, total["disputed"])]
        unapplied = round(100 * float(total["unapplied"]))
        assert sum(cents) - unapplied == round(100 * float(total["outstanding"]))
        return total["outstanding"]

    def aged(self, as_of: str) -> dict[str, str]:
        """What is not nothing of the company's ageing."""
        (total,) = self.ask("ageing", "--as-of", as_of)["totals"]
        return {k: v for k, v in total.items() if k != "currency" and v != "0.00"}

    def collected(self, period: str, by: str) -> dict[str | None, str]:
        """What each key collected."""
        rows = self.ask("kpis", "--period", period, "--by", by)["rows"]
        return {row["key"]: row["collected_amount"] for row in rows}

    def scheme(self, text: str, from_on: str) -> int:
        """Store a scheme in which nothing is wrong, and tell its version."""
        return int(self.ask("scheme", "import", self.file(text), "--from", from_on)["version"])

    def file(self, text: str) -> Path:
        """Write a scheme as a file."""
        path = self.folder / "scheme.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def score(self, person: str, period: str, *how: object) -> dict[str, Any]:
        """One person's card of a period."""
        (row,) = self.ask("score", "--period", period, "--person", person, *how)["rows"]
        return dict(row)

    def values(self, person: str, period: str, *how: object) -> dict[str, str | None]:
        """What each KPI of a person's card is worth."""
        parts = self.score(person, period, *how)["components"]
        return {part["kpi"]: part["value"] for part in parts}

    def kpis(self, person: str, period: str) -> dict[str, str | None]:
        """Every figure of one person, as reports have them."""
        rows = self.ask("kpis", "--period", period, "--by", "person")["rows"]
        (row,) = (row for row in rows if row["key"] == person)
        return dict(row)

    def is_sound(self) -> bool:
        """Tell whether every invariant of the books holds."""
        found = self.ask("check")["invariants"]
        return not any(one["violations"] for one in found)


def scheme_of(role: str, *parts: str, rhythm: str = "month", **more: str) -> str:
    """Write a scheme: parts are `kpi weight target`, a target of - is left out."""
    head = {"id": "own", "role": role, "rhythm": rhythm} | more
    lines = [f'{key} = "{value}"' for key, value in head.items()]
    lines.append('name = { en = "Own", zh = "自定" }')
    for part in parts:
        kpi, weight, target = part.split()
        lines += ["[[kpi]]", f'id = "{kpi}"', f'weight = "{weight}"']
        lines += [] if target == "-" else [f'target = "{target}"']
    return "\n".join(lines)


@pytest.fixture
def story(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> Story:
    told = Story(database_url, monkeypatch, capsys)
    told.folder = tmp_path
    told.on("2025-06-30").init("Acme", "Asia/Shanghai", "CNY")
    return told
