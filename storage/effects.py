"""What became of the company while a scheme was in force: totals of closed periods, from packs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.period import Period
from scoring.effect import KPIS, Effect, Totals
from scoring.scheme import Scheme, rhythm_of
from storage import closed_scores, periods, replays, schemes
from storage.companies import Company
from storage.database import Tx

MOST = 12  # periods that are looked at


@dataclass(frozen=True, slots=True)
class Found:
    """The effect beside a scheme, since when it judges, and after which replay it was chosen."""

    scheme: Scheme
    since: date | None
    replay: int | None
    effect: Effect


def of_role(tx: Tx, company: Company, role: str, today: date) -> Found | None:
    """Read the totals of the last closed periods; None where nothing judges the role now."""
    versions = schemes.of_role(tx, company, role)
    now = versions.version_for(Period.month_of(today))
    if now is None:
        return None
    made = (now.scheme.id, now.scheme.version)
    found = []
    for held in periods.holding(tx, company):
        if rhythm_of(held.period) == now.scheme.rhythm:
            then = versions.scheme_for(held.period)
            is_same = then is not None and (then.id, then.version) == made
            found.append((held, is_same, 0 if then is None else then.version))
    newest = found[-MOST:]
    values = closed_scores.totals_of(tx, company, [held for held, _, _ in newest])
    totals = tuple(
        Totals(held.period, version, is_same, _own(rows, company))
        for (held, is_same, version), rows in zip(newest, values, strict=True)
    )
    return Found(now.scheme, now.valid_from, replays.choices(tx, company).get(made), Effect(totals))


def _own(rows: Iterable[Mapping[str, str]], company: Company) -> Mapping[str, Fraction | None]:
    """The figures in the company's own currency; amounts in others are never added."""
    own = next((row for row in rows if row["currency"] == company.currency), {})
    return {kpi: closed_scores.fraction_of(own.get(kpi)) for kpi in KPIS}
