"""Fairness: what people do not control is allowed for, one instalment at a time.

Exemptions leave an instalment out of rates or make it fall due later; a disputed part is open and
not overdue, and its days are not charged; who takes over what is overdue is charged from that day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from ledger.money import split
from ledger.period import Period
from scoring.facts import Figure, Kind


class Allowance(StrEnum):
    """What was allowed for."""

    EXEMPT = "exempt"
    EXTENDED = "extended"
    DISPUTED = "disputed"
    EXCUSED = "excused"  # days of a dispute that is over
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class Claim:
    """The part of a dispute that lies on an instalment; `to_on` is the first day after it."""

    number: str
    amount_minor: int
    from_on: date
    to_on: date | None = None
    own_doing: bool = False
    is_confirmed: bool = True

    def covers(self, day: date) -> bool:
        """Tell whether it is disputed on a day."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)

    def meets(self, other: "Claim") -> bool:
        """Tell whether there is a day on which both are disputed."""
        both = max(self.from_on, other.from_on)
        return all(to_on is None or both < to_on for to_on in (self.to_on, other.to_on))

    def days(self, after: date, to: date) -> int:
        """Count the disputed days of those after one day, up to another."""
        last = to if self.to_on is None else min(to, Period(self.from_on, self.to_on).last)
        first = max(self.from_on.toordinal(), after.toordinal() + 1)
        return max(0, last.toordinal() - first + 1)


@dataclass(frozen=True, slots=True)
class Relief:
    """An approved exemption: leave it out (`extends` False) or let it fall due on `until_on`."""

    number: str
    extends: bool
    from_on: date
    until_on: date | None = None
    reason: str = ""
    approved_by: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether a day lies from its first to its last day, both inside."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Hold:
    """A person's share of an instalment during `[valid_from, valid_to)`."""

    person: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Allowances:
    """Everything that is to be allowed for on one instalment.

    `whole_minor` is its amount, `credits` what credit notes took off it and when, and `lost` what
    was written off and is no row of the period. `before` says for an allocation how much cash had
    settled before it, `after` for a part of a write-off how much is still open or was written off
    after it.
    """

    whole_minor: int = 0
    claims: tuple[Claim, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    holds: tuple[Hold, ...] = ()
    credits: tuple[tuple[date, int], ...] = ()
    lost: tuple[tuple[date, int], ...] = ()
    before: Mapping[int, int] = field(default_factory=dict)
    after: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an instalment: an allocation, or what is open or was written off.

    `whole_minor` is the row's amount and `own_minor` the part of whoever is asked about; `on` is
    the value date of cash, else the day of measurement; `movement` is which allocation, or which
    part of a write-off, it is.
    """

    kind: Kind
    whole_minor: int
    own_minor: int
    currency: str
    issued_on: date
    due_on: date
    on: date
    rate: Fraction | None = Fraction(1)
    person: int | None = None
    stands: bool = True
    movement: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which period on which day; exemptions, and who confirmed a claim, matter to a score only."""

    period: Period
    as_of: date
    is_score: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What holds for an instalment on the day asked for, whatever part of it is looked at.

    `since` is the day on which the person took it over when it was overdue already.
    """

    due_on: date
    relief: Relief | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """A part of a row as it counts, and why it counts so.

    `claims` are the disputes that lay on it, one of the day first, each with how many of its days
    are not charged.
    """

    figure: Figure
    case: Case
    claims: tuple[tuple[Claim, int], ...] = ()

    @property
    def claim(self) -> Claim | None:
        """The dispute of the day, else the first of those that are over."""
        return self.claims[0][0] if self.claims else None

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing was allowed for."""
        return not (self.case.relief or self.case.since or self.claims)


STILL = frozenset({Kind.OPEN, Kind.WRITTEN_OFF})


def allow(entry: Entry, given: Allowances, asked: Asked) -> tuple[Allowed, ...]:
    """Judge one row with everything that is allowed for on its instalment.

    A row of which a part is disputed becomes several; their amounts add up to the row's.
    """
    case = _case(entry, given, asked)
    portions = _portions(entry, given, asked)
    found = [_allowed(entry, asked, case, part, claims) for part, claims in portions if part]
    return tuple(
        one if place == 0 else replace(one, figure=replace(one.figure, items=0))
        for place, one in enumerate(found)
    )


def _case(entry: Entry, given: Allowances, asked: Asked) -> Case:
    due_on, relief = entry.due_on, None
    for one in given.reliefs if asked.is_score else ():
        if one.extends and one.until_on is not None and one.from_on <= asked.as_of:
            due_on, relief = max(due_on, one.until_on), one
    for one in given.reliefs if asked.is_score else ():
        if not one.extends and one.covers(asked.as_of):
            relief = one
    return Case(due_on, relief, _taken_over(entry, given.holds, due_on))


def _taken_over(entry: Entry, holds: Iterable[Hold], due_on: date) -> date | None:
    """The day on which the person took over what was overdue, whoever owned it before, if anybody.

    Nobody takes over what comes in with them: first owners begin on the day of issue.
    """
    if entry.person is None:
        return None
    own = [hold for hold in holds if hold.person == entry.person]
    starts = (
        hold.valid_from
        for hold in own
        if max(entry.issued_on, due_on) < hold.valid_from <= entry.on
        and not any(one.valid_to == hold.valid_from for one in own)
    )
    return max(starts, default=None)


def _portions(
    entry: Entry, given: Allowances, asked: Asked
) -> tuple[tuple[int, tuple[Claim, ...]], ...]:
    """Cut a row into its undisputed part and the parts on which the same claims lay."""
    laid = _laid(_sizes(entry, given, asked), entry.on)
    if not laid or entry.kind is Kind.BOUNCE:
        return ((entry.own_minor, ()),)
    begin = _behind(entry, given)
    end = begin + entry.whole_minor
    cuts = {cut for one in laid for cut in (one.start, one.end) if begin < cut < end}
    wholes: dict[tuple[Claim, ...], int] = {(): 0}
    for start, stop in pairwise(sorted({begin, *cuts, end})):
        claims = tuple(one.claim for one in laid if one.start <= start < one.end)
        wholes[claims] = wholes.get(claims, 0) + stop - start
    return tuple(zip(split(entry.own_minor, list(wholes.values())), wholes, strict=True))


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where a claim lies on an instalment, counted back from the minor unit settled last."""

    claim: Claim
    start: int
    end: int


def _laid(claims: Iterable[tuple[Claim, int]], on: date) -> list[_Laid]:
    """Lay claims on what is settled last, those of the day before those that are over.

    Claims that share a day lie beside each other, the others on the same money: it may be
    disputed again.
    """
    found: list[_Laid] = []
    for claim, size in sorted(claims, key=lambda one: not one[0].covers(on)):
        start = max((one.end for one in found if one.claim.meets(claim)), default=0)
        found += [_Laid(claim, start, start + size)] if size else []
    return found


def _behind(entry: Entry, given: Allowances) -> int:
    """How much of an instalment is settled later than a row.

    Disputes lie on what is settled last, so on what is open; what was written off in the period
    comes before that, as if it were open too (domain.md, 4 and 5).
    """
    if entry.kind is Kind.OPEN:
        return 0
    assert entry.movement is not None, entry
    if entry.kind is Kind.WRITTEN_OFF:
        return given.after[entry.movement]
    gone = sum(size for on, size in (*given.credits, *given.lost) if on <= entry.on)
    reached = given.before.get(entry.movement, 0) + entry.whole_minor
    return max(0, given.whole_minor - gone - reached)


def _sizes(entry: Entry, given: Allowances, asked: Asked) -> Iterable[tuple[Claim, int]]:
    """The claims that matter, with what credit notes have left of them.

    While a dispute lasts they settle the rest first, as money does, and ageing shows it so; once
    it is over they are for what was disputed.
    """
    for claim in given.claims:
        matters = (claim.is_confirmed and not claim.own_doing) if asked.is_score else True
        if matters and claim.from_on <= entry.on:
            end = claim.to_on or entry.on + timedelta(days=1)
            off = sum(size for on, size in given.credits if end <= on <= entry.on)
            yield claim, max(0, claim.amount_minor - off)


def _allowed(
    entry: Entry, asked: Asked, case: Case, own_minor: int, claims: tuple[Claim, ...]
) -> Allowed:
    charged_after = max(case.due_on, case.since or case.due_on)
    excused = [0 if one.own_doing else one.days(charged_after, entry.on) for one in claims]
    late = max(0, (entry.on - charged_after).days - sum(excused))
    still = entry.kind in STILL
    is_disputed = still and any(claim.covers(asked.as_of) for claim in claims)
    figure = Figure(
        kind=entry.kind,
        amount_minor=own_minor,
        currency=entry.currency,
        due_in_period=case.due_on < asked.period.end,
        overdue=still and case.due_on < asked.as_of and not is_disputed,
        stands=entry.stands,
        exempt=case.relief is not None and not case.relief.extends,
        disputed=is_disputed,
        inherited=still and case.since is not None and _is_recent(case.since, asked),
        amount_days=own_minor * late,
        rate=entry.rate,
    )
    return Allowed(figure, case, tuple(zip(claims, excused, strict=True)))


def _is_recent(since: date, asked: Asked) -> bool:
    """Inherited overdue stays out to the end of the period after the handover's."""
    return since >= asked.period.before().start
