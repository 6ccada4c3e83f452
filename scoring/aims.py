"""Aims: what a company wants of collecting, and the KPIs and weights that go with it, by role."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.scheme import Scheme, Weighted


@dataclass(frozen=True, slots=True)
class Aim:
    """What a scheme is for; name and sentence are English keys with a Chinese twin."""

    name: str
    sentence: str


AIMS: Mapping[str, Aim] = {
    "cash_sooner": Aim(
        "Cash sooner", "Money comes in nearer to its due date, so less of it is tied up."
    ),
    "fewer_bad_debts": Aim(
        "Fewer bad debts", "What is overdue is spoken about early, so less of it is lost."
    ),
    "better_process": Aim(
        "Better process", "Invoices go out, customers are called and promises are kept, in time."
    ),
}

ROLE_NAMES: Mapping[str, Mapping[str, str]] = {
    "sales": {"en": "Sales", "zh": "销售"},
    "project_manager": {"en": "Project managers", "zh": "项目经理"},
    "finance": {"en": "Finance", "zh": "财务"},
    "customer_service": {"en": "Customer service", "zh": "客服"},
}

# Finance lives on collecting: it sends the invoices, reminds, and books what comes in.
FINANCE_REASON = (
    "Sending invoices, reminding and booking money is most of what finance does. "
    "开票、催款和入账是财务的主要工作。"
)

_SALES = {"sales_amount": 30, "csat": 20}
_PROJECTS = {"csat": 50}
_FINANCE = {"csat": 20}
_SERVICE = {"csat": 50}
WEIGHTS: Mapping[str, Mapping[str, Mapping[str, int]]] = {
    "sales": {
        "cash_sooner": {"collection_rate": 25, "days_late": 15, "promise_kept_rate": 10, **_SALES},
        "fewer_bad_debts": {
            "overdue_ratio": 25, "bad_debt_ratio": 15, "collection_rate": 10, **_SALES,
        },
        "better_process": {
            "followup_coverage": 20, "promise_kept_rate": 15, "collection_rate": 15, **_SALES,
        },
    },
    "project_manager": {
        "cash_sooner": {
            "invoicing_on_time": 20, "collection_rate": 20, "days_late": 10, **_PROJECTS,
        },
        "fewer_bad_debts": {
            "overdue_ratio": 25, "bad_debt_ratio": 10, "collection_rate": 15, **_PROJECTS,
        },
        "better_process": {
            "invoicing_on_time": 30, "followup_coverage": 10, "promise_kept_rate": 10, **_PROJECTS,
        },
    },
    "finance": {
        "cash_sooner": {
            "invoicing_on_time": 30, "collection_rate": 30, "days_late": 20, **_FINANCE,
        },
        "fewer_bad_debts": {
            "overdue_ratio": 35, "bad_debt_ratio": 25, "collection_rate": 20, **_FINANCE,
        },
        "better_process": {
            "invoicing_on_time": 40, "followup_coverage": 25, "promise_kept_rate": 15, **_FINANCE,
        },
    },
    "customer_service": {
        "cash_sooner": {
            "promise_kept_rate": 20, "days_late": 15, "collection_rate": 15, **_SERVICE,
        },
        "fewer_bad_debts": {
            "overdue_ratio": 25, "followup_coverage": 15, "collection_rate": 10, **_SERVICE,
        },
        "better_process": {
            "followup_coverage": 25, "promise_kept_rate": 15, "collection_rate": 10, **_SERVICE,
        },
    },
}  # fmt: skip

# What a company may begin with; amounts are set by person, so they have none here.
TARGETS: Mapping[str, Fraction] = {
    "collection_rate": Fraction("0.90"),
    "days_late": Fraction(5),
    "overdue_ratio": Fraction("0.10"),
    "bad_debt_ratio": Fraction("0.01"),
    "invoicing_on_time": Fraction("0.95"),
    "followup_coverage": Fraction("0.90"),
    "promise_kept_rate": Fraction("0.80"),
    "csat": Fraction("4.5"),
}


def proposed(role: str, aim: str, rhythm: str = "month") -> Scheme:
    """Propose a scheme for a role and an aim, to be changed by whoever asked."""
    return Scheme(
        id=role.replace("_", "-"),
        version=1,
        name=ROLE_NAMES[role],
        role=role,
        parts=tuple(
            Weighted(kpi, Fraction(weight), TARGETS.get(kpi))
            for kpi, weight in WEIGHTS[role][aim].items()
        ),
        rhythm=rhythm,
        reason=FINANCE_REASON if role == "finance" else "",
        aim=aim,
    )
