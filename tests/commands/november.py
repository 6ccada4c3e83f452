"""Ana's November: one of every reason for which a row counts otherwise, or does not count."""

from tests.storage.books import Books

PEOPLE = """
    person_id, name, role,            team, valid_from, email
    P1,        Ana,  sales,           East, 2026-01-01, ana@acme.example
    P2,        Bo,   ,                ,     2026-01-01, bo@acme.example
    P3,        Cai,  sales,           East, 2026-01-01, cai@acme.example
"""
INVOICES = """
    invoice_id, customer_id, customer_name, issued_on,  due_on,     amount, owner_id, currency
    INV-1,      C1,          华星科技,      2026-10-05, 2026-11-05, 100000, P1,       CNY
    INV-2,      C1,          华星科技,      2026-10-11, 2026-11-11, 80000,  P1,       CNY
    INV-3,      C2,          鸿达贸易,      2026-10-10, 2026-11-10, 30000,  P1,       CNY
    INV-4,      C2,          鸿达贸易,      2026-11-04, 2026-12-04, 12000,  P1,       CNY
    INV-5,      C2,          鸿达贸易,      2026-10-02, 2026-11-02, 40000,  P1,       CNY
    INV-6,      C3,          Nordwind,      2026-09-20, 2026-10-20, 20000,  P3,       CNY
    INV-7,      C3,          Nordwind,      2026-10-03, 2026-11-03, 7000,   P1,       CNY
    INV-8,      C3,          Nordwind,      2026-09-01, 2026-10-01, 5000,   P1,       CNY
    INV-9,      C3,          Nordwind,      2026-10-01, 2026-11-01, 900,    P1,       USD
"""
FACTS = {
    "payments": """
        payment_id, customer_id, value_on,   amount, invoice_id
        R-1,        C1,          2026-11-09, 100000, INV-1
        R-2,        C1,          2026-11-20, 50000,  INV-2
    """,
    "ownership": """
        invoice_id, owners, valid_from
        INV-6,      P1,     2026-11-09
    """,
    "disputes": """
        dispute_id, invoice_id, amount, from,       to, outcome, own_doing
        D-1,        INV-5,      10000,  2026-11-05, ,   ,
    """,
    "exemptions": """
        exemption_id, invoice_id, kind,   from,      requested_by, approved_by, until,      reason
        E-1, INV-3,   exclude,            2026-11-01, P1, P2,                    2026-11-30, insolvent
        E-2, INV-7,   extend,             2026-11-01, P1, P2,                    2026-12-15, flood
    """,  # noqa: E501
    "writeoffs": """
        writeoff_id, invoice_id, amount, on,         requested_by, approved_by
        W-1,         INV-8,      5000,   2026-11-12, P1,           P2
    """,
    "metrics": """
        person_id, metric,       period,  value
        P1,        sales_amount, 2026-11, 1310000
    """,
    "targets": """
        person_id, kpi,          period,  target
        P1,        sales_amount, 2026-11, 1400000
    """,
}  # fmt: skip


def happen(books: Books) -> Books:
    """Let November happen, up to the 23rd."""
    books.add("people", PEOPLE)
    books.add("invoices", INVOICES)
    for kind, rows in FACTS.items():
        books.add(kind, rows)
    return books
