"""The KPIs, one file each, found by `catalogue`."""

import importlib
import pkgutil
from functools import cache

from scoring.kpi import Kpi, Unit, imported
from scoring.spans import adds_up


class Catalogue(dict[str, Kpi]):
    """KPIs by id; an id that no file has is a figure that an import brings."""

    def __missing__(self, metric: str) -> Kpi:
        """Make the KPI of an imported metric: more is better, an amount where its id says so."""
        return Kpi(
            id=metric,
            name=metric,
            sentence="Another system says {value}.",
            measures="A figure that another system reports.",
            unit=Unit.AMOUNT if adds_up(metric) else Unit.NUMBER,
            more_is_better=True,
            measure=imported(metric),
            is_collections=False,
        )


@cache
def catalogue() -> Catalogue:
    """Find the KPI of every file in this package, by id."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"scoring.kpis.{name}").KPI for name in names]
    return Catalogue({kpi.id: kpi for kpi in found})
