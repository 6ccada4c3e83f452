"""Which cells of a row belong to which canonical column: by the map, by name, by usual titles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from storage.importers import sentences
from storage.importers.cells import shown, trimmed
from storage.importers.kinds import Kind
from storage.importers.maps import ColumnMap
from storage.importers.record import WrongFile
from storage.importers.titles import folded, titles

Places = Mapping[str, tuple[int, ...]]  # canonical column → positions of its cells in a row


@dataclass(frozen=True, slots=True)
class Header:
    """The titles of one file, for one kind."""

    file: str
    kind: Kind
    titles: tuple[str, ...]

    def places(self, column_map: ColumnMap | None) -> Places:
        """Find every column; with a map, what it leaves out goes by canonical name alone."""
        mapped = self._mapped(column_map) if column_map else {}
        taken = {place for places in mapped.values() for place in places}
        free = {
            place: title
            for place, title in enumerate(self.titles)
            if place not in taken and trimmed(title)
        }
        named = self._recognised(free, by_title=column_map is None)
        return {**named, **mapped}

    def ignored(self, places: Places) -> tuple[str, ...]:
        """List the titles that mean nothing to the kind."""
        used = {place for found in places.values() for place in found}
        free = [title for place, title in enumerate(self.titles) if place not in used]
        return tuple(title for title in free if trimmed(title))

    def missing(self, groups: Sequence[Sequence[str]]) -> WrongFile:
        """Say that the file has no column of each of these groups."""
        headers = ", ".join(shown(title) for title in self.titles[:40] if trimmed(title))
        columns = ", ".join(" / ".join(group) for group in groups)
        return WrongFile(self.file, sentences.MISSING, {"columns": columns, "headers": headers})

    def _recognised(self, free: Mapping[int, str], *, by_title: bool) -> dict[str, tuple[int, ...]]:
        known = titles(self.kind.name) if by_title else {}
        canonical = {folded(column): column for column in self.kind.columns}
        ranked: dict[str, dict[int, list[int]]] = {}
        for place, title in free.items():
            column = canonical.get(folded(title)) or known.get(folded(title))
            if column:
                rank = self._rank(title, column)
                ranked.setdefault(column, {}).setdefault(rank, []).append(place)
        return {column: self._best(column, places) for column, places in ranked.items()}

    @staticmethod
    def _rank(title: str, column: str) -> int:
        """Rank how well a title names a column: the exact name, the name, another title."""
        if trimmed(title) == column:
            return 0
        return 1 if folded(title) == folded(column) else 2

    def _best(self, column: str, ranked: Mapping[int, list[int]]) -> tuple[int, ...]:
        best = ranked[min(ranked)]
        if len(best) > 1:
            headers = ", ".join(shown(self.titles[place]) for place in best)
            blanks = {"headers": headers, "column": column}
            raise WrongFile(self.file, sentences.TWO_HEADERS, blanks)
        return (best[0],)

    def _mapped(self, column_map: ColumnMap) -> dict[str, tuple[int, ...]]:
        for column in (*column_map.columns, *column_map.defaults):
            if column not in self.kind.columns:
                nearest = _nearest(column, self.kind.columns)
                blanks = {"column": column, "kind": self.kind.name, "nearest": nearest}
                raise WrongFile(column_map.name, sentences.MAP_COLUMN, blanks)
        return {
            column: tuple(self._place(column_map, header) for header in headers)
            for column, headers in column_map.columns.items()
        }

    def _place(self, column_map: ColumnMap, header: str) -> int:
        """Find the one header that the map means: as written, else but for case and blanks."""
        exact = [n for n, title in enumerate(self.titles) if trimmed(title) == header.strip()]
        found = exact or [n for n, t in enumerate(self.titles) if folded(t) == folded(header)]
        if len(found) == 1:
            return found[0]
        if found:
            raise WrongFile(column_map.name, sentences.MAP_TWICE, {"header": header})
        blanks = {"header": header, "nearest": _nearest(header, map(trimmed, self.titles))}
        raise WrongFile(column_map.name, sentences.MAP_HEADER, blanks)


def _nearest(word: str, words: Iterator[str] | Mapping[str, object]) -> str:
    choices = {folded(each): each for each in words if each}
    close = get_close_matches(folded(word), choices, n=1, cutoff=0.0)
    return shown(choices[close[0]]) if close else "-"
