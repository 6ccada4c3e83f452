"""Scored: people and teams with their cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.card import ScoreCard
from storage.rosters import Listed


@dataclass(frozen=True, slots=True)
class Scored:
    """A person with their card, and how many instalments its collection rate is based on."""

    person: Listed
    metrics: Mapping[str, Fraction]
    targets: Mapping[str, Fraction]
    card: ScoreCard
    due: int


@dataclass(frozen=True, slots=True)
class ScoredTeam:
    """A team with its card."""

    team_id: int
    name: str
    card: ScoreCard
