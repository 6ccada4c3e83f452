"""Roles: who there is, and what people of a role cannot influence, with the reason why."""

from collections.abc import Iterable, Iterator, Mapping

from scoring.flaws import Wrong

ROLES = ("sales", "project_manager", "finance", "customer_service", "other")

# Roles whose people cannot make a customer pay: administration, technical support, front desk.
WITHOUT_COLLECTIONS = frozenset({"other"})

_SERVICE = {"sales_amount": Wrong.NOT_THEIRS_SALES, "bad_debt_ratio": Wrong.NOT_THEIRS_CREDIT}
BEYOND: Mapping[str, Mapping[str, Wrong]] = {
    "sales": {},
    "project_manager": {},
    "finance": {"sales_amount": Wrong.NOT_THEIRS_SALES},
    "customer_service": {**_SERVICE, "invoicing_on_time": Wrong.NOT_THEIRS_INVOICING},
    "other": {"sales_amount": Wrong.NOT_THEIRS_SALES},
}


def beyond(role: str, kpis: Iterable[str]) -> Iterator[tuple[str, Wrong]]:
    """Give those KPIs that people of a role cannot influence, each with the reason."""
    reasons = BEYOND.get(role, {})
    return ((kpi, reasons[kpi]) for kpi in kpis if kpi in reasons)
