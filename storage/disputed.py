"""What is disputed of instalments on a day, as known now or at a moment."""

from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from storage.companies import Company
from storage.database import Tx
from storage.tables import Dispute, DisputedPart, DisputeStep


def by_instalment(
    tx: Tx, company: Company, as_of: date, known_at: datetime | None = None
) -> dict[int, int]:
    """Add up what is disputed by instalment, in minor units; it may be more than is open.

    The first day no longer disputed is in the decision, which may not be there yet.
    """
    decided = [
        col(DisputeStep.workspace_id) == col(Dispute.workspace_id),
        col(DisputeStep.dispute_id) == col(Dispute.id),
        col(DisputeStep.step) == "decide",
    ]
    rules = [col(Dispute.workspace_id) == company.id, col(Dispute.from_on) <= as_of]
    if known_at is not None:
        decided.append(col(DisputeStep.recorded_at) <= known_at)
        rules.append(col(Dispute.recorded_at) <= known_at)
    own = and_(
        col(DisputedPart.workspace_id) == col(Dispute.workspace_id),
        col(DisputedPart.dispute_id) == col(Dispute.id),
    )
    still = or_(col(DisputeStep.to_on).is_(None), col(DisputeStep.to_on) > as_of)
    query = (
        select(col(DisputedPart.instalment_id), func.sum(col(DisputedPart.amount_minor)))
        .select_from(Dispute)
        .join(DisputedPart, own)
        .join(DisputeStep, and_(*decided), isouter=True)
        .where(*rules, still)
        .group_by(col(DisputedPart.instalment_id))
    )
    return {row[0]: int(row[1]) for row in tx.execute(query)}
