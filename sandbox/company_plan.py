"""What the sample company is made to: its plan, its calendar and its exchange rates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random

MONTHS = 24
SALT = "lanqiao-209"  # picked so that the small company of seed 7 is one to show
BEYOND_DAYS = 500  # due dates lie after today; retention a year after
PARTS = 10_000  # a rate of 7.1234 is the integer 71,234
HOLIDAYS = frozenset(
    {(1, 1), *((5, day) for day in (1, 2, 3)), *((10, day) for day in range(1, 8))}
)
SEASON = {1: 11, 2: 7, 3: 10, 4: 10, 5: 9, 6: 11, 7: 10, 8: 9, 9: 11, 10: 9, 11: 10, 12: 13}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which company to make: the same plan makes the same bytes."""

    seed: int
    today: date
    reps: int = 12
    invoices: int = 1_440
    customers: int = 60

    def __post_init__(self) -> None:
        assert type(self.today) is date
        assert self.reps >= 12, "the fixed cast and its colleagues are 12 reps"
        assert self.customers >= self.reps, "every rep has a customer"
        assert self.invoices >= 1

    @property
    def start(self) -> date:
        """The first day of the 24 months that end with the month of today."""
        return month_before(self.today, MONTHS - 1)

    @property
    def span(self) -> int:
        """Days with facts: from the start to the eve of today, so that nothing lies ahead."""
        return (self.today - self.start).days

    def random(self, part: str) -> Random:
        """Return the random source of one part, so that parts do not disturb each other."""
        return Random(f"{SALT}/{self.seed}/{part}")  # noqa: S311 a sample company is no secret


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as offsets from the start: how they are written and which are worked."""

    iso: tuple[str, ...]
    weekday: tuple[int, ...]
    working: tuple[bool, ...]
    next_working: tuple[int, ...]
    quota: tuple[int, ...]  # invoices by day, up to the eve of today


@dataclass(frozen=True, slots=True)
class Rates:
    """Weekly rates by currency, as ten-thousandths of the company's currency."""

    weekly: dict[str, tuple[int, ...]]

    def at(self, currency: str, day: int) -> int:
        """Return the last rate on or before a day."""
        return PARTS if currency == "CNY" else self.weekly[currency][day // 7]


def month_before(day: date, months: int) -> date:
    """Return the first day of the month that many months earlier."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def months_of(plan: Plan) -> Iterator[date]:
    """Yield the first days of the 24 months, the running one last."""
    return (month_before(plan.today, back) for back in reversed(range(MONTHS)))


def calendar_of(plan: Plan) -> Calendar:
    """Make the calendar of a plan."""
    days = [plan.start + timedelta(days=offset) for offset in range(plan.span + BEYOND_DAYS)]
    working = tuple(day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS for day in days)
    return Calendar(
        iso=tuple(day.isoformat() for day in days),
        weekday=tuple(day.weekday() for day in days),
        working=working,
        next_working=_next_working(working),
        quota=_quota(plan, days[: plan.span], working),
    )


def _next_working(working: tuple[bool, ...]) -> tuple[int, ...]:
    following, latest = [], len(working) - 1
    for day in reversed(range(len(working))):
        latest = day if working[day] else latest
        following.append(latest)
    return tuple(reversed(following))


def _quota(plan: Plan, days: list[date], working: tuple[bool, ...]) -> tuple[int, ...]:
    weights = [
        SEASON[day.month] if worked else 0 for day, worked in zip(days, working, strict=False)
    ]
    so_far = [0, *accumulate(weights)]
    made = [plan.invoices * part // max(1, so_far[-1]) for part in so_far]
    return tuple(after - before for before, after in pairwise(made))


def rates_of(plan: Plan) -> Rates:
    """Let two rates wander a little from week to week."""
    rng, weeks = plan.random("rates"), plan.span // 7 + 1
    opening = {"USD": 71_500, "EUR": 77_800}
    steps = {name: (rng.randint(-260, 265) for _ in range(weeks - 1)) for name in opening}
    return Rates({name: tuple(accumulate(steps[name], initial=opening[name])) for name in opening})
