"""Scores from CSV files alone, worked out by hand: pandas, dates and fractions, nothing of ours.

It knows what domain and scheme say, not how the product does it; both must print the same digits.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

import pandas as pd

DAY = timedelta(days=1)
NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Books:
    """What happened: `owners` says for each customer who is credited, in percent.

    Amounts are cents. `named` tells whether payments settle the orders that they name.
    """

    invoices: pd.DataFrame  # order, customer, issued, due, cents
    payments: pd.DataFrame  # number, customer, value, cents, orders
    owners: pd.DataFrame  # customer, person, percent, place
    named: bool


@dataclass(frozen=True)
class People:
    """Who was what and when, `[first, after)`; who was away; which days nobody works on."""

    roles: pd.DataFrame  # person, role, team, first, after
    away: pd.DataFrame  # person, first, after
    holidays: frozenset[date]


@dataclass(frozen=True)
class Aims:
    """What should be reached, and was sold, by person and quarter: cents."""

    targets: dict[tuple[str, str, str], int]
    sold: dict[tuple[str, str], int]


@dataclass(frozen=True)
class Rule:
    """A KPI as the scheme file has it; no target is one of each person's own."""

    kpi: str
    weight: Fraction
    target: Fraction | None = None
    curve: tuple[tuple[Fraction, Fraction], ...] = ((0, 0), (1, 100), (Fraction(6, 5), 120))
    floor: Fraction = Fraction(0)
    cap: Fraction = Fraction(120)


@dataclass(frozen=True)
class Scheme:
    """The scheme file once more."""

    rules: tuple[Rule, ...]
    minimum_base: int
    gate: tuple[str, Fraction, Fraction]
    grades: tuple[tuple[Fraction, str], ...]


@dataclass(frozen=True)
class Quarter:
    """A quarter, looked at on a day."""

    name: str
    today: date

    @property
    def first(self) -> date:
        return pd.Period(self.name.replace("-", ""), freq="Q").start_time.date()

    @property
    def last(self) -> date:
        return pd.Period(self.name.replace("-", ""), freq="Q").end_time.date()

    @property
    def as_of(self) -> date:
        return min(self.last, self.today)


@dataclass(frozen=True)
class Hand:
    """The whole company, to be asked for figures and scores."""

    books: Books
    people: People
    aims: Aims
    disputed: dict[str, date] = field(default_factory=dict)  # order: from when on
    exempt: dict[str, date] = field(default_factory=dict)  # order: from when on

    # --- what was settled, and whose it is ---------------------------------------------------

    def allocations(self) -> pd.DataFrame:
        """Each payment on the orders that it names, or on the oldest due that were issued."""
        invoices = self.books.invoices.sort_values(["due", "number"])
        left = dict(zip(invoices["order"], invoices["cents"], strict=True))
        found = []
        in_order = self.books.payments.sort_values(["value", "sorts"])
        for paid in in_order.itertuples():
            own = invoices[invoices["customer"] == paid.customer]
            if self.books.named:
                own = own[own["order"].isin(paid.orders)]
            else:
                own = own[own["issued"] <= paid.value]
            rest = paid.cents
            for due in own.itertuples():
                part = min(rest, left[due.order])
                if part:
                    left[due.order] -= part
                    rest -= part
                    effective = max(paid.value, due.issued)
                    found.append((due.order, part, paid.value, effective))
        return pd.DataFrame(found, columns=["order", "cents", "value", "effective"])

    def split(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Share each amount among the customer's owners: largest remainder, then as written."""
        given = rows.merge(self.books.owners, on="customer", how="left").sort_values("place")
        keys = ["order", "kind", "value", "cents"]
        exact = [
            Fraction(int(c)) * Fraction(int(p)) / 100
            for c, p in zip(given["cents"], given["percent"], strict=True)
        ]
        given["own"] = [floor(share) for share in exact]
        given["rest"] = [share - floor(share) for share in exact]
        missing = given["cents"] - given.groupby(keys)["own"].transform("sum")
        rank = given.groupby(keys)["rest"].rank(method="first", ascending=False)
        given["own"] += (rank <= missing).astype(int)
        return given

    def figures(self, quarter: Quarter, *, scored: bool) -> pd.DataFrame:
        """Every allocation of the quarter, and every open item on its day, by owner."""
        invoices, settled = self.books.invoices, self.allocations()
        issued = invoices[invoices["issued"] <= quarter.as_of]
        by_then = settled[settled["effective"] <= quarter.as_of]
        paid = by_then.groupby("order")["cents"].sum()
        opens = issued.assign(kind="open", value=quarter.as_of)
        opens["cents"] -= opens["order"].map(paid).fillna(0).astype(int)
        cash = by_then[by_then["effective"] >= quarter.first]
        cash = cash.merge(invoices.drop(columns="cents"), on="order").assign(kind="cash")
        rows = self.split(pd.concat([cash, opens[opens["cents"] > 0]], ignore_index=True))
        rows["late"] = [
            max(0, (on - due).days) for on, due in zip(rows["value"], rows["due"], strict=True)
        ]
        rows["disputed"] = [self.disputed.get(o, NEVER) <= quarter.as_of for o in rows["order"]]
        rows["exempt"] = [
            scored and self.exempt.get(o, NEVER) <= quarter.as_of for o in rows["order"]
        ]
        is_open = rows["kind"] == "open"
        assert not (rows["disputed"] & ~is_open).any(), "cash on a disputed item is not done here"
        rows["overdue"] = is_open & (rows["due"] < quarter.as_of) & ~rows["disputed"]
        rows["asked"] = rows["due"] <= quarter.last
        return rows

    # --- KPIs ----------------------------------------------------------------------------------

    def kpis(self, rows: pd.DataFrame) -> dict[str, Fraction | None]:
        """The figures of one owner, or of a team."""
        cash, judged = rows[rows["kind"] == "cash"], rows[~rows["exempt"]]
        paid, opens = judged[judged["kind"] == "cash"], judged[judged["kind"] == "open"]
        overdue, asked = opens[opens["overdue"]], judged[judged["asked"]]
        counted = pd.concat([paid, overdue])
        return {
            "collected_amount": Fraction(total(cash)),
            "collection_rate": share(total(paid[paid["asked"]]), total(asked)),
            "cash_cei": share(total(paid), total(counted)),
            "days_late": share(int((counted["own"] * counted["late"]).sum()), total(counted)),
            "overdue_ratio": share(total(overdue), total(opens)),
        }

    # --- people ----------------------------------------------------------------------------------

    def there(self, person: str, quarter: Quarter) -> Fraction:
        """The share of the quarter's working days on which somebody was in the role."""
        days = [quarter.first + DAY * n for n in range((quarter.last - quarter.first).days + 1)]
        working = [d for d in days if d.weekday() < 5 and d not in self.people.holidays]
        held = self.people.roles[
            (self.people.roles["person"] == person) & (self.people.roles["role"] == "sales")
        ]
        away = self.people.away[self.people.away["person"] == person]
        present = [d for d in working if _inside(d, held) and not _inside(d, away)]
        return Fraction(len(present), len(working))

    def roster(self, quarter: Quarter) -> dict[str, str]:
        """Who held the role on a day of the quarter up to now, and in which team at last."""
        roles = self.people.roles
        held = roles[
            (roles["role"] == "sales")
            & (roles["first"] <= quarter.as_of)
            & (roles["after"] > quarter.first)
        ].sort_values(["person", "first"])
        return dict(zip(held["person"], held["team"], strict=True))

    def team_of(self, person: str | None, on: date) -> str | None:
        """The team in which somebody was on a day, whatever the role."""
        roles = self.people.roles
        held = roles[(roles["person"] == person) & (roles["first"] <= on) & (roles["after"] > on)]
        return None if held.empty else str(held["team"].iloc[0])

    def by_team(self, rows: pd.DataFrame, quarter: Quarter) -> pd.Series:
        """The team of each row: on the day of the credit, or on the day that is looked at."""
        on = rows["effective"].where(rows["kind"] == "cash", quarter.as_of)
        return pd.Series(
            [self.team_of(p, d) for p, d in zip(rows["person"], on, strict=True)], rows.index
        )

    # --- scores ----------------------------------------------------------------------------------

    def aims_of(self, person: str, quarter: Quarter) -> tuple[dict[str, Any], dict[str, Any]]:
        """What somebody sold, and what they should reach: amounts by working days in the role."""
        part = self.there(person, quarter)
        sold = self.aims.sold.get((person, quarter.name))
        metrics = {} if sold is None else {"sales_amount": Fraction(sold)}
        targets = {
            kpi: self.aims.targets[person, kpi, quarter.name] * part
            for kpi in ("collected_amount", "sales_amount")
            if (person, kpi, quarter.name) in self.aims.targets
        }
        return metrics, targets

    def cards(self, quarter: Quarter, scheme: Scheme) -> dict[str, dict[str, Any]]:
        """Everybody's card on the roster, ranked."""
        rows = self.figures(quarter, scored=True)
        found = {}
        for person in self.roster(quarter):
            own = rows[rows["person"] == person]
            metrics, targets = self.aims_of(person, quarter)
            card = scored(scheme, self.kpis(own) | metrics, targets)
            based = own[own["asked"] & ~own["exempt"]]["order"].nunique()
            found[person] = card | {"why": unranked(card, based, scheme)}
        return ranked(found)

    def team_cards(self, quarter: Quarter, scheme: Scheme) -> dict[str, dict[str, Any]]:
        """Every team's card: its distinct items, and what its people should reach together."""
        rows = self.figures(quarter, scored=True)
        teams = self.by_team(rows, quarter)
        members: dict[str, list[str]] = {}
        for person, team in self.roster(quarter).items():
            members.setdefault(team, []).append(person)
        found = {}
        for team, people in members.items():
            given = [self.aims_of(person, quarter) for person in people]
            metrics, targets = (_added(one[side] for one in given) for side in (0, 1))
            card = scored(scheme, self.kpis(rows[teams == team]) | metrics, targets)
            found[team] = card | {"why": unranked(card, None, scheme)}
        return ranked(found)


def scored(scheme: Scheme, values: dict[str, Any], targets: dict[str, Fraction]) -> dict[str, Any]:
    """Points times weight; what cannot be judged gives its weight to the others."""
    parts = [_judged(rule, values.get(rule.kpi), targets) for rule in scheme.rules]
    applicable = sum(part["weight"] for part in parts if part["points"] is not None)
    for part in parts:
        counts = part["points"] is not None
        part["effective_weight"] = part["weight"] * 100 / applicable if counts else Fraction(0)
    if not applicable:
        return {"parts": parts, "score": None, "grade": None, "gates": [], "judged": 0}
    score = sum(p["points"] * p["effective_weight"] / 100 for p in parts if p["points"] is not None)
    kpi, below, cap = scheme.gate
    tripped = values.get(kpi) is not None and values[kpi] < below
    score = min(score, cap) if tripped else score
    grade = next((name for least, name in scheme.grades if score >= least), None)
    gates = [kpi] if tripped else []
    return {"parts": parts, "score": score, "grade": grade, "gates": gates, "judged": applicable}


def unranked(card: dict[str, Any], based: int | None, scheme: Scheme) -> str | None:
    """Why somebody has no place."""
    if card["score"] is None:
        return "no_score"
    if card["judged"] < 50:
        return "mostly_missing"
    return "few_due" if based is not None and based < scheme.minimum_base else None


def ranked(cards: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """1-2-2-4 on the score at one decimal, half-up."""
    shown = pd.Series(
        {key: floor(c["score"] * 10 + Fraction(1, 2)) for key, c in cards.items() if not c["why"]},
        dtype="int64",
    )
    places = shown.rank(method="min", ascending=False)
    return {
        key: card | {"rank": int(places[key]) if key in places else None, "cohort": len(places)}
        for key, card in cards.items()
    }


def share(over: int, under: int) -> Fraction | None:
    """A ratio, or nothing where nothing is below the line."""
    return Fraction(over, under) if under else None


def total(rows: pd.DataFrame) -> int:
    """Add up the owner's cents."""
    return int(rows["own"].sum())


def sorts(number: str) -> tuple[Any, ...]:
    """Order document numbers with digits compared as numbers."""
    parts = re.findall(r"\d+|\D+", number)
    return (*((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts),)


def digits(value: Fraction | None, places: int) -> str | None:
    """Write a number that is not negative with so many decimals, half-up."""
    if value is None:
        return None
    assert value >= 0, value
    whole, part = divmod(floor(value * 10**places + Fraction(1, 2)), 10**places)
    return f"{whole}.{part:0{places}d}"


def _judged(rule: Rule, value: Fraction | None, targets: dict[str, Fraction]) -> dict[str, Any]:
    target = targets.get(rule.kpi, rule.target)
    reached = points = None
    if value is not None and target is not None:
        reached = _attained(rule.kpi, value, target)
    if reached is not None:
        points = min(rule.cap, max(rule.floor, _on(rule.curve, reached)))
    judged = {"kpi": rule.kpi, "value": value, "target": target, "weight": rule.weight}
    return judged | {"attainment": reached, "points": points}


def _attained(kpi: str, value: Fraction, target: Fraction) -> Fraction | None:
    if kpi in {"days_late", "overdue_ratio"}:
        return max(Fraction(0), 2 - value / target)
    return value / target if target else None


def _on(curve: tuple[tuple[Fraction, Fraction], ...], x: Fraction) -> Fraction:
    if x <= curve[0][0]:
        return curve[0][1]
    for (x1, y1), (x2, y2) in pairwise(curve):
        if x < x2:
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return curve[-1][1]


def _inside(day: date, intervals: pd.DataFrame) -> bool:
    return bool(((intervals["first"] <= day) & (intervals["after"] > day)).any())


def _added(given: Any) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = {}
    for one in given:
        for kpi, value in one.items():
            sums[kpi] = sums.get(kpi, Fraction(0)) + value
    return sums
