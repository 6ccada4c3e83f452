"""What became of the company beside a scheme: before its version and since, in words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.currency import places
from scoring.effect import KPIS, Effect, Totals, average
from scoring.kpis import catalogue
from scoring.scheme import Scheme
from views import blocks
from views.chart import Point, lines_of
from views.kpi import value_of
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

AMOUNTS = ("collected_amount", "sales_amount")


@dataclass(frozen=True, slots=True)
class Card:
    """A scheme with what is known of the closed periods, in the company's currency."""

    scheme: Scheme
    since: date | None
    replay: int | None
    effect: Effect
    currency: str


def view(card: Card, say: Say) -> Message:
    """Say what was before and what is since, then each period, and that nothing follows from it."""
    headline = _headline(card, say)
    careful = say("Beside the scheme, not because of it: seasons, prices and customers count, too.")
    told = [*_compared(card, say), careful]
    back = blocks.actions(blocks.button(say("Back"), "scheme.back"))
    each = [_period(one, card, say) for one in card.effect.totals]
    shown = [blocks.header(headline), blocks.section(lines(*told)), back, *_charts(card, say)]
    if each:
        shown.append(blocks.section(lines(bold(say("Each closed period")), *each)))
    small = [say("the company's totals in {currency}, as closed", currency=card.currency)]
    if card.replay is not None:
        small.append(say("chosen after replay {n}", n=card.replay))
    small.append(say("only you can see this"))
    aloud = lines(say("{headline}.", headline=headline), *told, *each)
    return Message(aloud, (*shown, footer(*small)))


def _headline(card: Card, say: Say) -> Words:
    effect, scheme = card.effect, _named(card, say)
    if not effect.since and card.since is not None:
        day = say.day(card.since)
        return say("{scheme}, since {day}: no period of it is closed yet", scheme=scheme, day=day)
    if not effect.totals:
        return say("{scheme}: no period is closed yet", scheme=scheme)
    now = average(effect.since, "collected_amount")
    if not effect.before or now is None:
        return say.count(
            len(effect.since),
            "{scheme} judged the 1 closed period; there is none before it",
            "{scheme} judged all {n} closed periods; there is none before it",
            scheme=scheme,
        )
    before = average(effect.before, "collected_amount")
    return say(
        "Collected a period: {before} before {scheme}, {now} since",
        before=_value("collected_amount", before, card, say),
        scheme=scheme,
        now=_value("collected_amount", now, card, say),
    )


def _named(card: Card, say: Say) -> Words:
    name = card.scheme.name[say.language]
    return say("{scheme} v{n}", scheme=name, n=card.scheme.version)


def _compared(card: Card, say: Say) -> list[Words]:
    """Each figure before and since, as means of the periods."""
    effect = card.effect
    if not effect.before or not effect.since:
        return []
    title = say("Means of {before} periods before → {since} since",
                before=len(effect.before), since=len(effect.since))  # fmt: skip
    told = [
        say("{kpi}: {before} → {after}", kpi=say(catalogue()[kpi].name),
            before=_value(kpi, average(effect.before, kpi), card, say),
            after=_value(kpi, average(effect.since, kpi), card, say))
        for kpi in KPIS
    ]  # fmt: skip
    return [bold(title), *told]


def _period(one: Totals, card: Card, say: Say) -> Words:
    known = catalogue()
    told = [
        say("{kpi} {value}", kpi=say(known[kpi].name), value=_value(kpi, value, card, say))
        for kpi in KPIS
        for value in [one.values[kpi]]
        if value is not None
    ]
    return dotted(bold(_label(one, say)), *told)


def _label(one: Totals, say: Say) -> Words:
    return say("{period} v{n}", period=say.period(one.period), n=one.version)


def _value(kpi: str, value: Fraction | None, card: Card, say: Say) -> str:
    return (
        say("no figure") if value is None else value_of(say, catalogue()[kpi], value, card.currency)
    )


def _charts(card: Card, say: Say) -> list[blocks.Block]:
    """Amounts in one chart, the overdue share in another: only figures that every period has."""
    totals = card.effect.totals
    if len(totals) < 2:
        return []
    amounts = {
        str(say(catalogue()[kpi].name)): points
        for kpi in AMOUNTS
        if (points := _points(totals, kpi, Fraction(1, 10 ** places(card.currency)), say))
    }
    share = _points(totals, "overdue_ratio", Fraction(100), say)
    drawn = []
    if amounts:
        drawn.append(lines_of(say("Amounts in {currency}", currency=card.currency), amounts))
    if share:
        name = say(catalogue()["overdue_ratio"].name)
        drawn.append(lines_of(say("Overdue share in percent"), {str(name): share}))
    return drawn


def _points(totals: Sequence[Totals], kpi: str, unit: Fraction, say: Say) -> list[Point]:
    values = [(one, one.values[kpi]) for one in totals]
    found = [Point(_label(one, say), value * unit) for one, value in values if value is not None]
    return found if len(found) == len(totals) else []
