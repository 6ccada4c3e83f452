"""Sales figures, satisfaction and targets of the sample company, by rep and month."""

from collections.abc import Iterator, Mapping
from datetime import date

from sandbox.company_desk import Row, money
from sandbox.company_plan import Plan, month_before, months_of
from sandbox.company_staff import Staff

STEP_MINOR = 1_000_000  # targets are round: ten thousand of the company's currency


class Figures:
    """What the sales system and the surveys would export; sales follow what was billed."""

    def __init__(self, plan: Plan, staff: Staff, billed: Mapping[tuple[str, str], int]) -> None:
        self.plan, self.staff, self.billed = plan, staff, billed

    def targets(self) -> Iterator[Row]:
        """Yield what each rep is to sell in each month of employment, the running one included."""
        rng = self.plan.random("targets")
        for rep in self.staff.rep_ids:
            usual, stretch = self._usual(rep), rng.randint(92, 118)
            for month in self._months(rep):
                seasonal = usual * stretch // 100 * rng.randint(95, 105) // 100
                target = max(1, (seasonal + STEP_MINOR // 2) // STEP_MINOR) * STEP_MINOR
                yield rep, "sales_amount", f"{month:%Y-%m}", money(target)

    def metrics(self) -> Iterator[Row]:
        """Yield sales for every month, and satisfaction where a survey came in."""
        rng = self.plan.random("metrics")
        running = f"{self.plan.today:%Y-%m}"
        for rep in self.staff.rep_ids:
            liked = rng.randint(385, 475)
            for month in self._months(rep):
                period = f"{month:%Y-%m}"
                sold = self.billed.get((rep, period), 0) * rng.randint(94, 112) // 100
                yield rep, "sales_amount", period, money(sold)
                if rng.randrange(100) < (50 if period == running else 80):
                    yield rep, "csat", period, money(min(500, liked + rng.randint(-35, 30)))

    def _usual(self, rep: str) -> int:
        months = [f"{month:%Y-%m}" for month in self._months(rep)]
        whole = months[:-1] or months
        return sum(self.billed.get((rep, month), 0) for month in whole) // len(whole)

    def _months(self, rep: str) -> Iterator[date]:
        stays = [person for person in self.staff.people if person.person_id == rep]
        first, last = stays[0].valid_from, stays[-1].valid_to
        for month in months_of(self.plan):
            if first < month_before(month, -1) and (last is None or month < last):
                yield month
