"""The rules of signals, one file each, found by `catalogue`."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from ledger.signal import Finding, Rule
from ledger.signal_facts import Facts


@cache
def catalogue() -> Mapping[str, Rule]:
    """Find the rule of every file in this package, by kind."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    rules = [importlib.import_module(f"ledger.signals.{name}").SIGNAL for name in names]
    return {rule.kind: rule for rule in rules}


def found_in(facts: Facts) -> Iterator[tuple[str, Finding]]:
    """Give everything that the rules find, with the kind of each."""
    for kind, rule in catalogue().items():
        for finding in rule.find(facts):
            yield kind, finding
