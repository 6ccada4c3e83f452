"""History: one person's scores in the last months, each by the scheme in force for it."""

from dataclasses import dataclass
from datetime import date

from ledger.period import Period
from scoring.card import ScoreCard
from storage import cards, scores
from storage.card_keeping import last_months
from storage.companies import Company
from storage.database import Tx
from storage.schemes import OfRole

AT_ONCE = 3  # months that are worked out for one answer; the others wait for their kept cards


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its card; None where no scheme was in force, or it is not worked out yet."""

    period: Period
    card: ScoreCard | None
    is_known: bool = True


def of_person(
    tx: Tx, company: Company, person_id: int, versions: OfRole, today: date
) -> tuple[Month, ...]:
    """Give the last months, the oldest first, from kept cards where there are any."""
    questions = last_months(today)
    judged = [(one, scheme) for one in questions if (scheme := versions.scheme_for(one.period))]
    kept = {
        period: one.card for period, one in cards.of_person(tx, company, person_id, judged).items()
    }
    lacking = [one for one in judged if one[0].period not in kept]
    found = scores.worked_out(tx, company, person_id, lacking[:AT_ONCE])
    kept |= {period: one.card for period, one in found.items()}
    untold = {question.period for question, _ in lacking[AT_ONCE:]}
    return tuple(
        Month(one.period, kept.get(one.period), one.period not in untold)
        for one in reversed(questions)
    )
