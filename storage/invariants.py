"""Invariants: what always holds in healthy books; each query finds the rows that break one.

Constraints refuse most of it already. This looks again, as a restore drill or a suspicious
controller would, and sees what was changed behind the product's back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlmodel import col

from storage.audit import broken_links
from storage.companies import Company
from storage.database import Tx
from storage.tables import Audit

Finds = Callable[[Tx, Company], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule with its sentence, and how rows that break it are found."""

    id: str
    text: str
    finds: Finds


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule, and the rows that break it, by the numbers people know."""

    id: str
    text: str
    rows: tuple[str, ...]


def violations(tx: Tx, company: Company) -> tuple[Violation, ...]:
    """Check every invariant of a company; nothing is what healthy books give."""
    found = ((rule, rule.finds(tx, company)) for rule in INVARIANTS)
    return tuple(Violation(rule.id, rule.text, rows) for rule, rows in found if rows)


def _sql(query: str) -> Finds:
    """Find rows by a query; it is asked for one company, and gives one column."""

    def finds(tx: Tx, company: Company) -> tuple[str, ...]:
        rows = tx.execute(text(query).bindparams(company=company.id))
        return tuple(sorted({str(row[0]) for row in rows}))

    return finds


def _audit(tx: Tx, company: Company) -> tuple[str, ...]:
    """Rows that do not fit their predecessor, their own hash, or the time before them."""
    broken = {*broken_links(tx, company), *_back_in_time(tx, company)}
    return tuple(f"row {seq}" for seq in sorted(broken))


def _back_in_time(tx: Tx, company: Company) -> tuple[int, ...]:
    """Rows older than their predecessor; a day fixed for a demo is a midnight, and excused."""
    query = select(col(Audit.seq), col(Audit.recorded_at)).where(
        col(Audit.workspace_id) == company.id
    )
    zone, back, latest = ZoneInfo(company.timezone), [], None
    for row in tx.execute(query.order_by(col(Audit.seq))):
        if _is_midnight(row.recorded_at, zone):
            continue
        if latest is not None and row.recorded_at < latest:
            back.append(row.seq)
        latest = row.recorded_at
    return tuple(back)


def _is_midnight(moment: datetime, zone: ZoneInfo) -> bool:
    return moment.astimezone(zone).time() == time()


OVER_ALLOCATED = """
SELECT r.number FROM receipt r
LEFT JOIN (SELECT receipt_id, SUM(amount_minor) AS total FROM allocation
           WHERE workspace_id = :company GROUP BY receipt_id) a ON a.receipt_id = r.id
WHERE r.workspace_id = :company
  AND COALESCE(a.total, 0) NOT BETWEEN 0 AND r.amount_minor - r.reversed_minor
UNION ALL
SELECT c.number FROM credit_note c
JOIN (SELECT credit_note_id, SUM(amount_minor) AS total FROM reduction
      WHERE workspace_id = :company GROUP BY credit_note_id) a ON a.credit_note_id = c.id
WHERE c.workspace_id = :company AND a.total > c.amount_minor
"""

MISCOUNTED = """
SELECT r.number FROM receipt r
LEFT JOIN (SELECT receipt_id, SUM(amount_minor) AS total FROM allocation
           WHERE workspace_id = :company GROUP BY receipt_id) a ON a.receipt_id = r.id
LEFT JOIN reversal b ON b.workspace_id = r.workspace_id AND b.receipt_id = r.id
WHERE r.workspace_id = :company
  AND (r.allocated_minor <> COALESCE(a.total, 0)
       OR r.reversed_minor <> CASE WHEN b.id IS NULL THEN 0 ELSE r.amount_minor END)
UNION ALL
SELECT c.number FROM credit_note c
LEFT JOIN (SELECT credit_note_id, SUM(amount_minor) AS total FROM reduction
           WHERE workspace_id = :company GROUP BY credit_note_id) a ON a.credit_note_id = c.id
WHERE c.workspace_id = :company AND c.applied_minor <> COALESCE(a.total, 0)
"""

BALANCE = """
SELECT i.number FROM instalment n
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
LEFT JOIN (SELECT instalment_id, SUM(amount_minor) AS total FROM allocation
           WHERE workspace_id = :company GROUP BY instalment_id) a ON a.instalment_id = n.id
LEFT JOIN (SELECT instalment_id, SUM(amount_minor) AS total FROM reduction
           WHERE workspace_id = :company GROUP BY instalment_id) c ON c.instalment_id = n.id
WHERE n.workspace_id = :company
  AND (n.balance_minor NOT BETWEEN 0 AND n.amount_minor
       OR n.balance_minor <> n.amount_minor - COALESCE(a.total, 0) - COALESCE(c.total, 0))
"""

CROSSED = """
SELECT r.number FROM allocation a
JOIN receipt r ON r.workspace_id = a.workspace_id AND r.id = a.receipt_id
JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id
WHERE a.workspace_id = :company
  AND (r.currency <> n.currency OR r.customer_id <> n.customer_id)
UNION ALL
SELECT c.number FROM reduction a
JOIN credit_note c ON c.workspace_id = a.workspace_id AND c.id = a.credit_note_id
JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id
WHERE a.workspace_id = :company
  AND (c.currency <> n.currency OR c.customer_id <> n.customer_id)
UNION ALL
SELECT i.number FROM instalment n
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
WHERE n.workspace_id = :company
  AND (i.currency <> n.currency OR i.customer_id <> n.customer_id OR i.issued_on <> n.issued_on)
"""

REVERSED_WRONGLY = """
SELECT r.number FROM allocation a
JOIN receipt r ON r.workspace_id = a.workspace_id AND r.id = a.receipt_id
LEFT JOIN allocation o ON o.workspace_id = a.workspace_id AND o.id = a.reverses_id
WHERE a.workspace_id = :company
  AND (a.reverses_id IS NOT NULL OR a.amount_minor < 0)
  AND (o.id IS NULL OR a.amount_minor <> -o.amount_minor OR a.receipt_id <> o.receipt_id
       OR a.instalment_id <> o.instalment_id OR o.reverses_id IS NOT NULL)
UNION ALL
SELECT r.number FROM receipt r WHERE r.workspace_id = :company AND r.id IN (
    SELECT o.receipt_id FROM allocation a
    JOIN allocation o ON o.workspace_id = a.workspace_id AND o.id = a.reverses_id
    WHERE a.workspace_id = :company GROUP BY a.reverses_id, o.receipt_id HAVING COUNT(*) > 1)
"""

SETTLED_WRONGLY = """
SELECT i.number FROM instalment n
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
LEFT JOIN (SELECT instalment_id, MAX(effective_on) AS last_on, MAX(recorded_at) AS last_at
           FROM (SELECT instalment_id, effective_on, recorded_at FROM allocation
                 WHERE workspace_id = :company
                 UNION ALL
                 SELECT instalment_id, effective_on, recorded_at FROM reduction
                 WHERE workspace_id = :company) moved
           GROUP BY instalment_id) m ON m.instalment_id = n.id
LEFT JOIN ownership o ON o.workspace_id = n.workspace_id AND o.instalment_id = n.id
WHERE n.workspace_id = :company
  AND (n.settled_on <> CASE WHEN n.balance_minor > 0 THEN '9999-12-31'
                            ELSE COALESCE(m.last_on, n.issued_on) END
       OR n.settled_at <> CASE WHEN n.balance_minor > 0 THEN n.settled_at
                               ELSE COALESCE(m.last_at, n.recorded_at) END
       OR (n.balance_minor > 0 AND n.settled_at < '9999-01-01')
       OR o.settled_on <> n.settled_on)
"""

CREDITED_WRONGLY = """
SELECT i.number FROM allocation a
JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
LEFT JOIN (SELECT allocation_id, SUM(amount_minor) AS total FROM credit_share
           WHERE workspace_id = :company AND replaced_at > '9999-01-01'
           GROUP BY allocation_id) s ON s.allocation_id = a.id
WHERE a.workspace_id = :company
  AND (s.total <> a.amount_minor
       OR (s.total IS NULL AND EXISTS (
           SELECT 1 FROM ownership o
           WHERE o.workspace_id = a.workspace_id AND o.instalment_id = a.instalment_id
             AND o.valid_from <= a.credited_on AND o.valid_to > a.credited_on
             AND o.replaced_at > '9999-01-01')))
"""

OWNED_WRONGLY = """
SELECT i.number FROM instalment n
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
JOIN (SELECT o.instalment_id FROM ownership o
      JOIN ownership d ON d.workspace_id = o.workspace_id AND d.instalment_id = o.instalment_id
       AND d.valid_from <= o.valid_from AND d.valid_to > o.valid_from
       AND d.replaced_at > '9999-01-01'
      WHERE o.workspace_id = :company AND o.replaced_at > '9999-01-01'
      GROUP BY o.instalment_id, o.id HAVING SUM(d.weight_bp) <> 10000
      UNION
      SELECT o.instalment_id FROM ownership o
      LEFT JOIN ownership d ON d.workspace_id = o.workspace_id
       AND d.instalment_id = o.instalment_id AND d.valid_from = o.valid_to
       AND d.replaced_at > '9999-01-01'
      WHERE o.workspace_id = :company AND o.replaced_at > '9999-01-01'
        AND o.valid_to < '9999-12-31' AND d.id IS NULL) w
  ON w.instalment_id = n.id
WHERE n.workspace_id = :company
"""

PLACED_TWICE = """
SELECT p.number FROM assignment a
JOIN assignment b ON b.workspace_id = a.workspace_id AND b.person_id = a.person_id
 AND b.id <> a.id AND b.valid_from <= a.valid_from AND b.valid_to > a.valid_from
 AND b.replaced_at > '9999-01-01'
JOIN person p ON p.workspace_id = a.workspace_id AND p.id = a.person_id
WHERE a.workspace_id = :company AND a.replaced_at > '9999-01-01'
"""

WRITTEN_OFF_WRONGLY = """
SELECT w.number FROM write_off w
LEFT JOIN (SELECT write_off_id, SUM(amount_minor) AS total FROM reduction
           WHERE workspace_id = :company GROUP BY write_off_id) a ON a.write_off_id = w.id
WHERE w.workspace_id = :company AND w.amount_minor <> COALESCE(a.total, 0)
UNION ALL
SELECT w.number FROM reduction a
JOIN write_off w ON w.workspace_id = a.workspace_id AND w.id = a.write_off_id
JOIN instalment n ON n.workspace_id = a.workspace_id AND n.id = a.instalment_id
WHERE a.workspace_id = :company
  AND (w.currency <> n.currency OR w.invoice_id <> n.invoice_id)
"""

DISPUTED_WRONGLY = """
SELECT d.number FROM dispute d
LEFT JOIN (SELECT dispute_id, SUM(amount_minor) AS total FROM disputed_part
           WHERE workspace_id = :company GROUP BY dispute_id) p ON p.dispute_id = d.id
WHERE d.workspace_id = :company AND d.amount_minor <> COALESCE(p.total, 0)
UNION ALL
SELECT d.number FROM disputed_part p
JOIN dispute d ON d.workspace_id = p.workspace_id AND d.id = p.dispute_id
JOIN instalment n ON n.workspace_id = p.workspace_id AND n.id = p.instalment_id
WHERE p.workspace_id = :company
  AND (p.amount_minor > n.amount_minor OR d.invoice_id <> n.invoice_id)
"""

UNMARKED = """
SELECT i.number FROM instalment n
JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id
JOIN (SELECT instalment_id FROM disputed_part WHERE workspace_id = :company
      UNION SELECT instalment_id FROM reduction
      WHERE workspace_id = :company AND write_off_id IS NOT NULL
      UNION SELECT m.id FROM instalment m
      JOIN exemption e ON e.workspace_id = m.workspace_id AND e.invoice_id = m.invoice_id
       AND COALESCE(e.instalment_id, m.id) = m.id
      WHERE m.workspace_id = :company
      UNION SELECT instalment_id FROM ownership
      WHERE workspace_id = :company AND replaced_at < '9999-01-01') a ON a.instalment_id = n.id
WHERE n.workspace_id = :company AND NOT n.is_marked
"""

APPROVED_ALONE = """
SELECT number FROM exemption WHERE workspace_id = :company AND requested_by = approved_by
UNION ALL
SELECT number FROM write_off WHERE workspace_id = :company AND requested_by = approved_by
UNION ALL
SELECT subject FROM approval
WHERE workspace_id = :company AND state = 'approved' AND requested_by = decided_by
UNION ALL
SELECT d.number FROM dispute d
JOIN dispute_step s ON s.workspace_id = d.workspace_id AND s.dispute_id = d.id
WHERE d.workspace_id = :company AND s.step = 'confirm' AND s.person_id = d.raised_by
"""

INVARIANTS = (
    Invariant(
        "I01",
        "no receipt or credit note settles more than its amount, or less than nothing",
        _sql(OVER_ALLOCATED),
    ),
    Invariant("I02", "counters of receipts and credit notes equal a recount", _sql(MISCOUNTED)),
    Invariant(
        "I03",
        "a balance is the amount less allocations and reductions, from nothing to all of it",
        _sql(BALANCE),
    ),
    Invariant("I05", "money settles its own customer's documents, in one currency", _sql(CROSSED)),
    Invariant(
        "I06",
        "a reversal is the exact negation of one allocation, which is reversed once",
        _sql(REVERSED_WRONGLY),
    ),
    Invariant("I19", "the audit log has no gap, and each row fits the one before it", _audit),
    Invariant(
        "I22",
        "an instalment is settled on the day, and at the moment, of the last line on it",
        _sql(SETTLED_WRONGLY),
    ),
    Invariant(
        "I23", "what people are credited with adds up to the allocation", _sql(CREDITED_WRONGLY)
    ),
    Invariant("I24", "shares of ownership are a whole on every day", _sql(OWNED_WRONGLY)),
    Invariant("I25", "a person has one role and one team at a time", _sql(PLACED_TWICE)),
    Invariant(
        "I26", "a write-off takes all of its amount off its own invoice", _sql(WRITTEN_OFF_WRONGLY)
    ),
    Invariant(
        "I27", "the parts of a dispute are its amount, on its own invoice", _sql(DISPUTED_WRONGLY)
    ),
    Invariant("I28", "what is to be allowed for on an instalment marks it", _sql(UNMARKED)),
    Invariant(
        "I29", "nobody approves or confirms what they asked for themselves", _sql(APPROVED_ALONE)
    ),
)
