"""China's public holidays with their make-up working days, as the State Council announced them.

For 2025 of 12 November 2024, for 2026 of 4 November 2025. Days that are Saturdays or Sundays
anyway are left out.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.company_desk import Row

HOLIDAYS = (  # first day, last day
    ("元旦", "2025-01-01", "2025-01-01"),
    ("春节", "2025-01-28", "2025-02-04"),
    ("清明节", "2025-04-04", "2025-04-06"),
    ("劳动节", "2025-05-01", "2025-05-05"),
    ("端午节", "2025-05-31", "2025-06-02"),
    ("国庆节、中秋节", "2025-10-01", "2025-10-08"),
    ("元旦", "2026-01-01", "2026-01-03"),
    ("春节", "2026-02-15", "2026-02-23"),
    ("清明节", "2026-04-04", "2026-04-06"),
    ("劳动节", "2026-05-01", "2026-05-05"),
    ("端午节", "2026-06-19", "2026-06-21"),
    ("中秋节", "2026-09-25", "2026-09-27"),
    ("国庆节", "2026-10-01", "2026-10-07"),
)
MADE_UP = (
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    *("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
)


def days() -> Iterator[Row]:
    """Yield every day that is other than Monday to Friday say."""
    for name, first, last in HOLIDAYS:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        for number in range((end - begin).days + 1):
            day = begin + timedelta(days=number)
            if day.weekday() < 5:
                yield day.isoformat(), "no", name
    for made_up in MADE_UP:
        yield made_up, "yes", "调休"
