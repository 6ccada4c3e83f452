"""One's own place in a ranking with what is near it; only who stands in public is named."""

from collections.abc import Mapping, Sequence

from scoring.ranking import Around, Neighbours
from views.say import Say
from views.words import Words, bold, lines


def near(around: Around, names: Mapping[int, str], say: Say) -> Words:
    """Own place and two on either side, the points of all, names only where they are public.

    Whoever is the last is told the points and the way up, not the place.
    """
    own = say(
        "You: {points}, {place} of {cohort}",
        points=say.points(around.own.score),
        place=say.ordinal(around.own.rank),
        cohort=around.cohort,
    )
    if around.is_last:
        own = say("You: {points}", points=say.points(around.own.score))
    said = [_group(group, names, say) for group in around.above] + [bold(own)]
    if around.equal:
        said.append(say.count(around.equal.count, "1 more has as many", "{n} more have as many"))
    said += [_group(group, names, say) for group in around.below if group.named]
    if unnamed := [group for group in around.below if not group.named]:
        said.append(say("Next: {points}", points=_points_of(unnamed, say)))
    return lines(*said, *behind(around, say))


def _group(group: Neighbours, names: Mapping[int, str], say: Say) -> Words:
    points = _points_of([group], say)
    if not group.named:
        return say("Above: {points}", points=points)
    who = say.join([names[key] for key in group.named])
    return say("{names}: {points}", names=who, points=say.points(group.score))


def _points_of(groups: Sequence[Neighbours], say: Say) -> Words:
    return say.join([say.points(group.score) for group in groups for _ in range(group.count)])


def behind(around: Around, say: Say) -> list[Words]:
    """Say what the next place takes; nothing to whoever leads."""
    if not around.above:
        return []
    gap = around.above[-1].score - around.own.score
    return [say("{points} points more bring the next place.", points=say.points(gap))]
