"""Charts: Slack's own block; whoever cannot see it reads the same numbers in the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.money import decimal
from views.blocks import CHART_LABEL, CHART_POINTS, CHART_SERIES, CHART_TITLE, Block
from views.words import cut, plain


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its label on the axis."""

    label: str
    value: Fraction


def line(title: str, name: str, points: Sequence[Point]) -> Block:
    """Draw one line through points, rounded to one decimal, as the text says them."""
    return _drawn("line", title, {name: points})


def lines_of(title: str, series: Mapping[str, Sequence[Point]]) -> Block:
    """Draw several lines over the same labels."""
    return _drawn("line", title, series)


def bars(title: str, series: Mapping[str, Sequence[Point]]) -> Block:
    """Draw bars of several series beside each other, over the same labels."""
    return _drawn("bar", title, series)


def _drawn(kind: str, title: str, series: Mapping[str, Sequence[Point]]) -> Block:
    labels = [_label(point.label) for point in next(iter(series.values()))]
    assert 0 < len(labels) <= CHART_POINTS, labels
    assert 0 < len(series) <= CHART_SERIES, series
    drawn = [
        {
            "name": _label(name),
            "data": [
                {"label": _label(point.label), "value": float(decimal(point.value, 1))}
                for point in points
            ],
        }
        for name, points in series.items()
    ]
    return {
        "type": "data_visualization",
        "title": cut(plain(title), CHART_TITLE),
        "chart": {"type": kind, "series": drawn, "axis_config": {"categories": labels}},
    }


def _label(text: str) -> str:
    return cut(plain(text), CHART_LABEL)
