"""What a scheme that is tried would change: each person's points before and after, and a count."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from views.say import Say
from views.words import Words, dotted

SHOWN = 30  # people in a preview


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft would change for one person of the last period."""

    person_id: int
    name: str
    before: Fraction | None
    after: Fraction | None


def rows(changes: Sequence[Change], named: Sequence[Change], say: Say) -> list[Words]:
    """Say the points of those whose score the reader may see."""
    if not changes:
        return [say("Nobody had this role then.")]
    if not named:
        return [say("Each person's points are shown to their managers and HR only.")]
    said = [_row(change, say) for change in named[:SHOWN]]
    left = len(named) - len(said)
    return said + ([say.count(left, "and 1 more", "and {n} more")] if left else [])


def _row(change: Change, say: Say) -> Words:
    before, after = (
        say("no score") if points is None else say.points(points)
        for points in (change.before, change.after)
    )
    return say("{name}: {before} → {after}", name=change.name, before=before, after=after)


def moved(changes: Sequence[Change], say: Say) -> Words:
    """Count who gains and who loses."""
    both = [(change.before, change.after) for change in changes]
    pairs = [(b, a) for b, a in both if b is not None and a is not None]
    up, down = sum(a > b for b, a in pairs), sum(a < b for b, a in pairs)
    return dotted(
        say.count(up, "1 person gains", "{n} people gain"),
        say.count(down, "1 person loses", "{n} people lose"),
    )
