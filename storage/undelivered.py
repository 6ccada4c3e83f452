"""What cannot be posted in its channel: money goes to everybody of finance by direct message."""

import json
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col

from storage import deliveries
from storage.companies import Company
from storage.database import Tx
from storage.deliveries import Follow, Line, Post, Root
from storage.outbox import Delivery
from storage.people import rights_of
from storage.tables import Outbox


def hand_to_finance(tx: Tx, company: Company, delivery: Delivery) -> int:
    """Store the card for each person of finance who has no copy of it; give how many these are.

    How the card was to read later goes with it: *Undo* gives way to *Correct* in the copies, too.
    """
    is_ours = delivery.audience == "finance" and delivery.kind != "reply"
    if not is_ours or delivery.target.startswith("person:"):  # the others have their own copies
        return 0
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    known = {root.target for root in deliveries.roots(tx, company, delivery.subject)}
    finance = set(map(deliveries.person, rights_of(tx, company, "finance", today)))
    key, subject = delivery.dedupe_key, delivery.subject
    posts = [
        Post(f"{key}/{target}", target, delivery.body, "finance", subject)
        for target in sorted(finance - known)
    ]
    made = deliveries.post_all(tx, company, posts)
    copies = [
        Root(row_id, post.target, "finance") for row_id, post in zip(made, posts, strict=True)
    ]
    deliveries.follow(tx, company, list(_later(tx, company, delivery, copies)))
    return len(made)


def _later(
    tx: Tx, company: Company, delivery: Delivery, copies: Sequence[Root]
) -> Iterator[Follow]:
    """How the card that cannot be posted was to read from some moment on, for each copy."""
    query = select(col(Outbox.dedupe_key), col(Outbox.body), col(Outbox.not_before)).where(
        col(Outbox.workspace_id) == company.id,
        col(Outbox.root_id) == (delivery.root_id or delivery.id),
        col(Outbox.kind) == "update",
        col(Outbox.state) == "waiting",
        col(Outbox.id) > delivery.id,
    )
    for row in tx.execute(query.order_by(col(Outbox.id))).all():
        for copy in copies:
            line = Line(f"{row.dedupe_key}/{copy.target}", json.loads(row.body), row.not_before)
            yield Follow("update", copy, line)
