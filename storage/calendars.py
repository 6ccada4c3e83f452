"""Calendars: the holidays and make-up working days of a company, as known now or at a moment."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from ledger.calendar import Calendar
from storage.companies import Company
from storage.database import Tx
from storage.tables import CalendarDay


def of(tx: Tx, company: Company, known_at: datetime | None = None) -> Calendar:
    """Read a company's calendar; the newest row of a day counts."""
    query = (
        select(col(CalendarDay.on_day), col(CalendarDay.working))
        .where(col(CalendarDay.workspace_id) == company.id)
        .order_by(col(CalendarDay.recorded_at), col(CalendarDay.id))
    )
    if known_at is not None:
        query = query.where(col(CalendarDay.recorded_at) <= known_at)
    return Calendar({row.on_day: bool(row.working) for row in tx.execute(query)})
