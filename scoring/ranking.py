"""Ranking: places 1-2-2-4 on the rounded score inside a cohort, and who of it may be named.

Equal rounded scores share a place; nothing else breaks a tie. A place is public only in a cohort
that is large enough, and then only in its upper half. Nobody is ever named at the bottom.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from ledger.money import half_up
from scoring.card import ScoreCard
from scoring.scheme import Scheme

PEOPLE = 5  # ranked people from which on some of them are named
TEAMS = 4  # ranked teams, likewise
TOP = 3  # places that are named
AROUND = 2  # places above and below one's own


class Unranked(StrEnum):
    """Why somebody has no place."""

    NOT_IN_ROLE = "not_in_role"
    NO_SCORE = "no_score"
    MOSTLY_MISSING = "mostly_missing"
    FEW_DUE = "few_due"


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody to rank; `due` counts the distinct instalments in their collection rate's base.

    None for a team, whose books are never too small.
    """

    key: int
    card: ScoreCard
    due: int | None = None
    in_role: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A place, with the score as it is shown: rounded, because the place is decided on it."""

    key: int
    rank: int
    score: Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """By how many points somebody rose since the period before."""

    key: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Those at one score near one's own; only who stands in public is named."""

    score: Fraction
    count: int
    named: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """One's own place with those just above and below it, and how many share it."""

    own: Place
    cohort: int
    above: tuple[Neighbours, ...]
    equal: Neighbours | None
    below: tuple[Neighbours, ...]

    @property
    def is_last(self) -> bool:
        """Tell whether nobody is below, and somebody above; such a place is not told in words."""
        return bool(self.above) and not self.below


@dataclass(frozen=True, slots=True)
class Ranking:
    """A cohort in order, and the others with the reason; `least` is who may be named from."""

    places: tuple[Place, ...]
    unranked: Mapping[int, Unranked]
    least: int

    @property
    def cohort(self) -> int:
        """How many have a place."""
        return len(self.places)

    @property
    def public(self) -> tuple[Place, ...]:
        """Who may be named: whole places from the top, at most three of them and half of all.

        A place that is shared is named whole or not at all, since choosing among equals would be
        a tie-break.
        """
        if self.cohort < self.least:
            return ()
        sharing, half = Counter(place.rank for place in self.places), self.cohort // 2
        return tuple(
            place
            for place in self.places
            if place.rank <= TOP and place.rank - 1 + sharing[place.rank] <= half
        )

    def place_of(self, key: int) -> Place | None:
        """Find the place of somebody."""
        return next((place for place in self.places if place.key == key), None)

    def around(self, key: int) -> Around | None:
        """Give one's own place and two on either side; None in a cohort too small to tell."""
        own = self.place_of(key)
        if own is None or self.cohort < self.least:
            return None
        above = [place for place in self.places if place.score > own.score]
        below = [place for place in self.places if place.score < own.score]
        equal = [place for place in self.places if place.score == own.score and place.key != key]
        return Around(
            own,
            self.cohort,
            self._neighbours(above[-AROUND:], own),
            next(iter(self._neighbours(equal, own)), None),
            self._neighbours(below[:AROUND], own),
        )

    def _neighbours(self, near: Sequence[Place], own: Place) -> tuple[Neighbours, ...]:
        """Name a group only if all of it stands in public and none of it was cut off."""
        public = {place.key for place in self.public}
        others = Counter(place.score for place in self.places if place != own)
        found = []
        for score, equals in groupby(near, key=lambda place: place.score):
            keys = tuple(place.key for place in equals)
            is_whole = len(keys) == others[score]
            named = keys if is_whole and public.issuperset(keys) else ()
            found.append(Neighbours(score, len(keys), named))
        return tuple(found)


def rank(entrants: Iterable[Entrant], scheme: Scheme, least: int = PEOPLE) -> Ranking:
    """Rank everybody who can be; equals stay in the order in which they were given."""
    everybody = tuple(entrants)
    assert len({entrant.key for entrant in everybody}) == len(everybody), "nobody competes twice"
    reasons = {entrant.key: _reason(entrant, scheme) for entrant in everybody}
    scores = {
        entrant.key: shown(entrant.card.score, scheme)
        for entrant in everybody
        if reasons[entrant.key] is None and entrant.card.score is not None
    }
    unranked = {key: why for key, why in reasons.items() if why is not None}
    return Ranking(tuple(_places(scores)), unranked, least)


def shown(score: Fraction, scheme: Scheme) -> Fraction:
    """Round a score as places are decided on it, half-up."""
    unit: int = 10**scheme.rank_decimals
    return Fraction(half_up(score * unit), unit)


def moved_most(now: Ranking, before: Ranking) -> tuple[Move, ...]:
    """Who of the public top rose most since the ranking before; several if they rose alike."""
    earlier = {place.key: place.score for place in before.places}
    rose = [
        Move(place.key, place.score - earlier[place.key])
        for place in now.public
        if place.key in earlier and place.score > earlier[place.key]
    ]
    most = max((move.points for move in rose), default=None)
    return tuple(move for move in rose if move.points == most)


def _places(scores: Mapping[int, Fraction]) -> Iterator[Place]:
    """Equals share the place of the first of them, and the next place is left out."""
    in_order = sorted(scores, key=lambda key: -scores[key])
    above = 0
    for score, equals in groupby(in_order, key=lambda key: scores[key]):
        keys = tuple(equals)
        yield from (Place(key, above + 1, score) for key in keys)
        above += len(keys)


def _reason(entrant: Entrant, scheme: Scheme) -> Unranked | None:
    if not entrant.in_role:
        return Unranked.NOT_IN_ROLE
    if entrant.card.score is None:
        return Unranked.NO_SCORE
    if entrant.card.mostly_missing:
        return Unranked.MOSTLY_MISSING
    is_small = entrant.due is not None and entrant.due < scheme.minimum_base
    if is_small and scheme.shrink == 0:  # else the rates of small books are drawn to the others'
        return Unranked.FEW_DUE
    return None
