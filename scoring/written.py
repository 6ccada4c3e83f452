"""Reading a table of a scheme file: a value of its kind, or a flaw that says where it is not."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from ledger.money import decimal
from scoring.flaws import Flaw, Wrong

_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,12})?")
_LONGEST = 40  # of a value that is said again


class Table:
    """A table with the place it stands at; what is wrong with its values is kept until `found`."""

    def __init__(self, where: str, values: Mapping[str, Any]) -> None:
        self.where, self.values = where, values
        self._flaws: list[Flaw] = []

    def at(self, key: str) -> str:
        """Name the place of a key."""
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str, wrong: Wrong, /, **blanks: str) -> None:
        """Keep a flaw of a key."""
        self._flaws.append(Flaw(self.at(key), wrong, blanks))

    def found(self) -> tuple[Flaw, ...]:
        """Give what was found so far."""
        return tuple(self._flaws)

    def unknown_keys(self, known: Collection[str]) -> Iterator[Flaw]:
        """Tell keys that mean nothing, with the nearest that do."""
        for key in self.values:
            if key in known:
                continue
            if near := nearest(key, known):
                yield Flaw(self.at(key), Wrong.MISSPELT_KEY, {"key": key, "near": near})
            else:
                blanks = {"key": key, "known": ", ".join(known)}
                yield Flaw(self.at(key), Wrong.UNKNOWN_KEY, blanks)

    def text(self, key: str, *, needed: bool = False) -> str | None:
        """Read a text."""
        if not self._is_there(key, needed=needed):
            return None
        value = self.values[key]
        if not isinstance(value, str) or (needed and not value.strip()):
            self.wrong(key, Wrong.NO_TEXT, key=key)
            return None
        return value

    def choice(self, key: str, known: Collection[str], *, needed: bool = False) -> str | None:
        """Read one of several words."""
        value = self.text(key, needed=needed)
        if value is not None and value not in known:
            listed = ", ".join(filter(None, known))
            self.wrong(key, Wrong.NO_CHOICE, value=shown(value), known=listed)
            return None
        return value

    def decimal(
        self, key: str, *, needed: bool = False, least: Fraction | None = None
    ) -> Fraction | None:
        """Read an exact number."""
        if not self._is_there(key, needed=needed):
            return None
        value = number(self.values[key])
        if value is None or (least is not None and value < least):
            self.wrong(key, Wrong.NO_NUMBER, value=shown(self.values[key]))
            return None
        return value

    def whole(self, key: str, least: int, most: int) -> int | None:
        """Read a whole number inside limits."""
        if not self._is_there(key, needed=False):
            return None
        value = number(self.values[key])
        if value is None or value.denominator != 1 or not least <= value <= most:
            said = shown(self.values[key])
            self.wrong(key, Wrong.NO_WHOLE, value=said, least=str(least), most=str(most))
            return None
        return int(value)

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """Read an array of tables."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, Wrong.NO_TABLES, key=key)
            return []
        return value

    def _is_there(self, key: str, *, needed: bool) -> bool:
        if needed and key not in self.values:
            self.wrong(key, Wrong.MISSING, key=key)
        return key in self.values


def number(value: Any) -> Fraction | None:
    """Read a decimal in quotes or a bare number; anything else is none."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def shown(value: Any) -> str:
    """Say a value again, shortened."""
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def exact(value: Fraction) -> str:
    """Write a decimal without idle zeros: 66.6, 40."""
    digits = next(n for n in range(60) if 10**n % value.denominator == 0)
    return decimal(value, digits)


def nearest(value: str, known: Collection[str]) -> str | None:
    """Find what was probably meant."""
    return next(iter(get_close_matches(value, known, n=1)), None)
