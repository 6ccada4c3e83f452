"""Why a row counts as it does, or is left out, in words that name the fact."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ledger.money import Money
from scoring.counterfactual import Change, Had
from scoring.duties import Task
from scoring.facts import Kind
from scoring.fairness import Allowed, Claim, Relief
from scoring.items import Item
from scoring.kpi import Kpi
from scoring.opened import Imported, Row, Rows
from scoring.targets import Source, Whose
from views import duties
from views.kpi import exact_of
from views.say import Say
from views.words import Words, dotted

HAD = {
    Change.PAID: (
        "Had {name} been paid by its due date, {day}, the score would be {then} instead of {now}."
    ),
    Change.SENT: "Had {name} been sent by {day}, the score would be {then} instead of {now}.",
    Change.FOLLOWED_UP: (
        "Had {name} been followed up by {day}, the score would be {then} instead of {now}."
    ),
    Change.KEPT: (
        "Had promise {name} been kept by {day}, the score would be {then} instead of {now}."
    ),
}
WHOSE = {
    Whose.OWN: "The target is set for this person alone.",
    Whose.TEAM: "The target is the team's.",
    Whose.SCHEME: "The target is the scheme's.",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a row is read for: a KPI, in a company's currency; `say` is the reader's language."""

    kpi: Kpi
    currency: str
    say: Say

    def line(self, row: Row, *, counted: bool) -> Words:
        """Say a whole row: what it is about, its amounts, and why it counts so."""
        return dotted(*self._name(row), *self.whys(row, counted=counted))

    def whys(self, row: Row, *, counted: bool) -> Iterator[Words]:
        """Say what became of a row, in parts."""
        match row:
            case Task():
                yield duties.why(self.say, row)
                if row.counts and not row.is_judged:
                    yield self.say("no exchange rate is known for its issue date")
            case Imported():
                yield self._imported(row)
            case _:
                yield from (self._disputed(item) if counted else self.part(item) for item in row)
                yield from self._notes(row) if counted else self._reasons(row)

    def _disputed(self, item: Item) -> Words:
        """Say of which part of an instalment that counts it is disputed."""
        part, allowed = self.part(item), item.allowed
        if allowed is None or allowed.claim is None or not allowed.figure.disputed:
            return part
        why = _disputed(self.say, allowed.claim)
        return self.say("{part}, {why}", part=part, why=why)

    def part(self, item: Item) -> Words:
        """Say what happened to an amount: paid, taken back, written off or open."""
        say, kind = self.say, item.figure.kind
        amount, late = self._amount(item), self._days_late(item)
        if kind is Kind.OPEN:
            return _open(say, amount, late)
        if kind is Kind.WRITTEN_OFF:
            return _written_off(say, amount, late)
        assert item.value_on is not None, item
        assert item.receipt is not None, item
        paid = {"amount": amount, "day": say.day(item.value_on), "receipt": item.receipt}
        if kind is Kind.BOUNCE:
            return say("{amount} of {day} taken back ({receipt})", **paid)
        if late:
            return say.count(
                late,
                "paid {amount} on {day}, 1 day late ({receipt})",
                "paid {amount} on {day}, {n} days late ({receipt})",
                **paid,
            )
        return say("paid {amount} on {day} ({receipt})", **paid)

    def _name(self, row: Row) -> Iterator[Words | str]:
        match row:
            case Task():
                about = row.subject
                names = {"document": about.name, "customer": about.customer}
                yield self.say("{document} {customer}", **names)
                yield self.say.money(Money(about.amount_minor, about.currency))
            case Imported():
                return
            case _:
                first = row[0]
                yield self.say(
                    "{document} {customer}, due {day}",
                    document=first.name,
                    customer=first.customer,
                    day=self.say.day(first.due_on),
                )

    def _imported(self, row: Imported) -> Words:
        value = exact_of(self.say, self.kpi, row.value, self.currency)
        if row.came_in_on is None:
            return self.say("{value}, from an import", value=value)
        return self.say(
            "{value}, from an import on {day}", value=value, day=self.say.day(row.came_in_on)
        )

    def _days_late(self, item: Item) -> int:
        """Days late are told where they matter."""
        if self.kpi.id != "days_late":
            return 0
        return int(Fraction(item.figure.amount_days, item.figure.amount_minor))

    def _amount(self, item: Item) -> str:
        say, figure = self.say, item.figure
        amount = Money(figure.amount_minor, figure.currency)
        if figure.currency == self.currency:
            return say.amount(amount)
        if figure.rate is None:
            return say.money(amount)
        rate = say.number(figure.rate, 6, trim=True)
        return say("{amount} at {rate}", amount=say.money(amount), rate=rate)

    def _reasons(self, row: Rows) -> Iterator[Words]:
        yield from dict.fromkeys(self.reason(item) for item in row)

    def reason(self, item: Item) -> Words:
        """Say why an amount is left out, with the fact that says so."""
        say, allowed = self.say, item.allowed
        if item.figure.rate is None:
            return say("no exchange rate is known for its issue date")
        reason = self.kpi.left_out(item.figure)
        return _allowed_for(say, reason, allowed) or say(reason)

    def _notes(self, row: Rows) -> Iterator[Words]:
        """What was allowed for on a row that counts all the same."""
        notes = (note for item in row if item.allowed for note in self._noted(item.allowed))
        yield from dict.fromkeys(notes)

    def _noted(self, allowed: Allowed) -> Iterator[Words]:
        say, case = self.say, allowed.case
        if case.relief is not None:
            yield _relieved(say, case.relief)
        if self.kpi.id != "days_late":
            return
        for claim, days in allowed.claims:
            if days:
                yield say.count(
                    days,
                    "1 disputed day not charged ({number})",
                    "{n} disputed days not charged ({number})",
                    number=claim.number,
                )
        if case.since is not None:
            yield say("charged from {day} on, when it was taken over", day=say.day(case.since))


def had_line(say: Say, had: Had, now: Fraction) -> Words:
    """Say what one change would have made of the score."""
    return say(
        HAD[had.change],
        name=had.name,
        day=say.day(had.by),
        then=say.points(had.score),
        now=say.points(now),
    )


def source_line(say: Say, source: Source) -> Words:
    """Say where a target comes from, and for how many working days it is asked."""
    if not source.is_cut:
        return say(WHOSE[source.whose])
    return say(
        "{whose} It is cut to {there} of {days} working days.",
        whose=say(WHOSE[source.whose]),
        there=source.there,
        days=source.days,
    )


def _open(say: Say, amount: str, late: int) -> Words:
    if not late:
        return say("{amount} open", amount=amount)
    return say.count(
        late, "{amount} open, 1 day late", "{amount} open, {n} days late", amount=amount
    )


def _written_off(say: Say, amount: str, late: int) -> Words:
    if not late:
        return say("{amount} written off", amount=amount)
    return say.count(
        late,
        "{amount} written off, 1 day late",
        "{amount} written off, {n} days late",
        amount=amount,
    )


def _allowed_for(say: Say, reason: str, allowed: Allowed | None) -> Words | None:
    """Name the fact behind a KPI's short reason, if it is one that was allowed for."""
    if allowed is None:
        return None
    if reason == "exempt" and allowed.case.relief is not None:
        return _relieved(say, allowed.case.relief)
    if reason == "due after this period" and allowed.case.relief is not None:
        return _relieved(say, allowed.case.relief)
    if reason == "disputed" and allowed.claim is not None:
        return _disputed(say, allowed.claim)
    if reason == "overdue already when it was taken over" and allowed.case.since is not None:
        return say(
            "overdue already when it was taken over on {day}", day=say.day(allowed.case.since)
        )
    return None


def _disputed(say: Say, claim: Claim) -> Words:
    return say("disputed since {day} ({number})", day=say.day(claim.from_on), number=claim.number)


def _relieved(say: Say, relief: Relief) -> Words:
    return _extended(say, relief) if relief.extends else _exempt(say, relief)


def _exempt(say: Say, relief: Relief) -> Words:
    known = {"reason": relief.reason or relief.number, "name": relief.approved_by}
    if relief.until_on is None:
        return say("exempt: {reason} (approved by {name})", **known)
    until = say.day(relief.until_on)
    return say("exempt until {day}: {reason} (approved by {name})", day=until, **known)


def _extended(say: Say, relief: Relief) -> Words:
    assert relief.until_on is not None, relief
    return say(
        "extended to {day}: {reason} (approved by {name})",
        day=say.day(relief.until_on),
        reason=relief.reason or relief.number,
        name=relief.approved_by,
    )
