"""Which kinds of rows can be imported: the columns of each, their types, what is required."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Type(Enum):
    """How the cells of a column are read; `columns` knows the reader of each."""

    TEXT = auto()  # free words, such as a name
    TEXTS = auto()  # the same, several with `;`
    ID = auto()  # a number of something, kept as written
    IDS = auto()
    DATE = auto()
    INSTANT = auto()  # a date, a date with a time, or a moment with its offset
    AMOUNT = auto()  # money in major units, as many decimals as written
    NUMBER = auto()  # a figure that may be a percentage
    RATE = auto()  # what one unit of a currency costs
    DAYS = auto()
    SHARES = auto()  # `A:60;B:40`, percent that sum to 100
    CURRENCY = auto()
    PERIOD = auto()
    ROLE = auto()
    RIGHTS = auto()
    INVOICE_KIND = auto()
    EXEMPTION_KIND = auto()
    DISPUTE_OUTCOME = auto()
    YES_NO = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column: its name and how its cells are read."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file of this kind holds; of every group in `required` one column must be filled."""

    name: str
    columns: Mapping[str, Column]
    required: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Require only columns that there are."""
        assert all(column in self.columns for group in self.required for column in group)


def _kind(name: str, required: str, /, **columns: Type) -> Kind:
    groups = tuple(tuple(group.split("|")) for group in required.split())
    return Kind(name, {c: Column(c, type_) for c, type_ in columns.items()}, groups)


_KINDS = (
    _kind(
        "people",
        "person_id name",
        person_id=Type.ID,
        name=Type.TEXT,
        email=Type.TEXT,
        role=Type.ROLE,
        rights=Type.RIGHTS,
        team=Type.TEXT,
        manager_id=Type.ID,
        valid_from=Type.DATE,
        valid_to=Type.DATE,
    ),
    _kind(
        "teams",
        "team",
        team=Type.TEXT,
        manager_id=Type.ID,
        channel=Type.TEXT,
        parent=Type.TEXT,
    ),
    _kind(
        "customers",
        "customer_id name",
        customer_id=Type.ID,
        name=Type.TEXT,
        owner_id=Type.ID,
        owners=Type.SHARES,
        aliases=Type.TEXTS,
        payer_accounts=Type.IDS,
        parent_id=Type.ID,
        terms_days=Type.DAYS,
        credit_limit=Type.AMOUNT,
        currency=Type.CURRENCY,
    ),
    _kind(
        "invoices",
        "invoice_id customer_id|customer_name issued_on due_on|terms_days amount",
        invoice_id=Type.ID,
        customer_id=Type.ID,
        customer_name=Type.TEXT,
        issued_on=Type.DATE,
        due_on=Type.DATE,
        terms_days=Type.DAYS,
        amount=Type.AMOUNT,
        currency=Type.CURRENCY,
        owner_id=Type.ID,
        owners=Type.SHARES,
        kind=Type.INVOICE_KIND,
        reverses_id=Type.ID,
        instalment=Type.ID,
        delivered_on=Type.DATE,
        sent_on=Type.DATE,
        recorded_at=Type.INSTANT,
        open=Type.AMOUNT,
    ),
    _kind(
        "payments",
        "payment_id customer_id|customer_name value_on amount",
        payment_id=Type.ID,
        customer_id=Type.ID,
        customer_name=Type.TEXT,
        value_on=Type.DATE,
        amount=Type.AMOUNT,
        currency=Type.CURRENCY,
        invoice_id=Type.IDS,
        method=Type.TEXT,
        reference=Type.TEXT,
        fee=Type.AMOUNT,
        recorded_at=Type.INSTANT,
        reverses_id=Type.ID,
    ),
    _kind(
        "targets",
        "person_id|team kpi period target",
        person_id=Type.ID,
        team=Type.TEXT,
        kpi=Type.TEXT,
        period=Type.PERIOD,
        target=Type.NUMBER,
    ),
    _kind(
        "metrics",
        "person_id metric period value",
        person_id=Type.ID,
        metric=Type.TEXT,
        period=Type.PERIOD,
        value=Type.NUMBER,
    ),
    _kind(
        "rates",
        "on currency rate",
        on=Type.DATE,
        currency=Type.CURRENCY,
        rate=Type.RATE,
    ),
    _kind(
        "calendar",
        "on working",
        on=Type.DATE,
        working=Type.YES_NO,
        name=Type.TEXT,
    ),
    _kind(
        "leave",
        "person_id from",
        person_id=Type.ID,
        **{"from": Type.DATE},
        to=Type.DATE,
    ),
    _kind(
        "ownership",
        "invoice_id owners valid_from",
        invoice_id=Type.ID,
        owners=Type.SHARES,
        valid_from=Type.DATE,
        instalment=Type.ID,
    ),
    _kind(
        "followups",
        "followup_id person_id customer_id at",
        followup_id=Type.ID,
        person_id=Type.ID,
        customer_id=Type.ID,
        at=Type.INSTANT,
        invoice_id=Type.ID,
        automatic=Type.YES_NO,
        note=Type.TEXT,
    ),
    _kind(
        "promises",
        "promise_id customer_id amount promised_on recorded_at",
        promise_id=Type.ID,
        customer_id=Type.ID,
        amount=Type.AMOUNT,
        promised_on=Type.DATE,
        recorded_at=Type.INSTANT,
        currency=Type.CURRENCY,
        invoice_id=Type.ID,
        person_id=Type.ID,
    ),
    _kind(
        "exemptions",
        "exemption_id invoice_id kind from requested_by approved_by",
        exemption_id=Type.ID,
        invoice_id=Type.ID,
        kind=Type.EXEMPTION_KIND,
        **{"from": Type.DATE},
        requested_by=Type.ID,
        approved_by=Type.ID,
        until=Type.DATE,
        reason=Type.TEXT,
    ),
    _kind(
        "writeoffs",
        "writeoff_id invoice_id amount on requested_by approved_by",
        writeoff_id=Type.ID,
        invoice_id=Type.ID,
        amount=Type.AMOUNT,
        on=Type.DATE,
        requested_by=Type.ID,
        approved_by=Type.ID,
    ),
    _kind(
        "disputes",
        "dispute_id invoice_id amount from",
        dispute_id=Type.ID,
        invoice_id=Type.ID,
        amount=Type.AMOUNT,
        **{"from": Type.DATE},
        to=Type.DATE,
        outcome=Type.DISPUTE_OUTCOME,
        own_doing=Type.YES_NO,
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}
