"""What a file becomes: typed records, findings about rows, or the reason why it is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.errors import Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about one row; `sentence` is an English key whose {blanks} are given."""

    row: int  # as a spreadsheet counts, the header being 1; 0 is the whole file
    column: str | None  # the canonical column
    sentence: str
    blanks: Mapping[str, str]
    rejects: bool

    @property
    def message(self) -> str:
        """The English sentence, filled in."""
        return self.sentence.format_map(self.blanks)


@dataclass(frozen=True, slots=True)
class Record:
    """One row that could be read: canonical column → typed value; empty cells are not in it."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file of one kind, read."""

    kind: str
    header: tuple[str, ...]
    lines: Mapping[int, tuple[str, ...]]  # row number → cells as given; blank rows are not in it
    records: tuple[Record, ...]  # the rows that could be read
    findings: tuple[Finding, ...]  # rows with a rejecting one are not in records
    encoding: str = "utf-8"
    encoding_guessed: bool = False  # nobody said so: show a few rows before they are stored
    ignored: tuple[str, ...] = ()  # titles that mean nothing to this kind

    @property
    def rows(self) -> int:
        """How many rows with data the file has."""
        return len(self.lines)


@dataclass(eq=False)
class WrongFile(Problem):
    """This file, or its map, cannot be read as the kind; the reason is a key like a finding's."""

    file: str
    reason: str
    blanks: Mapping[str, str]

    @property
    def message(self) -> str:
        """The English sentence, filled in."""
        return self.reason.format_map(self.blanks)

    def __str__(self) -> str:
        """Name the file, then say what is wrong with it."""
        return f"{self.file}: {self.message}"
