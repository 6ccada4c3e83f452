"""Instants: from when on a row counts that takes the place of another one."""

from datetime import datetime, timedelta

SMALLEST = timedelta(microseconds=1)


def after(before: datetime | None, now: datetime) -> datetime:
    """Now, or just after the row that is replaced, if a clock was fast when that was written.

    The newest row counts: what is written last must be it, or the older one would stay for good.
    Of two rows of one moment, as on a day that is fixed, the ids say which is newer.
    """
    return now if before is None or before <= now else before + SMALLEST
