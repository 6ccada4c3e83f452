"""Teams: one scheme for a team, and its facts made of the team's figures and its people's."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from ledger.period import Period
from scoring.card import ScoreCard
from scoring.facts import Facts, Figure
from scoring.spans import adds_up

Values = Mapping[str, Fraction]


def scheme_of(cards: Iterable[ScoreCard]) -> str | None:
    """The scheme of most of a team's scored members; of two as frequent, the first by name."""
    counted = Counter(card.scheme for card in cards if card.score is not None)
    return min(counted, key=lambda scheme: (-counted[scheme], scheme), default=None)


def facts(
    period: Period,
    currency: str,
    figures: tuple[Figure, ...],
    members: Iterable[tuple[Values, Values]],
    own: Values = MappingProxyType({}),
) -> Facts:
    """Put a team's own figures beside its members' metrics and targets.

    Its people's amount targets add up, all others are the scheme's; `own` are targets that were
    set for the team itself, and come first.
    """
    everyone = tuple(members)
    added_up = together(targets for _, targets in everyone)
    amounts = {figure_id: value for figure_id, value in added_up.items() if adds_up(figure_id)}
    metrics = together(metrics for metrics, _ in everyone)
    return Facts(period, currency, figures, metrics, {**amounts, **own})


def together(values: Iterable[Values]) -> dict[str, Fraction]:
    """Add up amounts, and average everything else over those who have it."""
    every: dict[str, list[Fraction]] = defaultdict(list)
    for own in values:
        for figure_id, value in own.items():
            every[figure_id].append(value)
    return {
        figure_id: sum(found, Fraction(0)) / (1 if adds_up(figure_id) else len(found))
        for figure_id, found in every.items()
    }
