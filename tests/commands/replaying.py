"""Try schemes on closed periods as HR of one company; each step is a transaction."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commands._contract import discover
from ledger.period import Period
from storage import closing
from tests.commands.settling import Office
from tests.storage.books import Books
from views.modal import Modal

PEOPLE = """
    person_id, name, role,    rights,  team,  manager_id, valid_from
    big,       Big,  other,   admin,   Staff, ,           2025-01-01
    mei,       Mei,  other,   admin,   East,  big,        2025-01-01
    ana,       Ana,  sales,   ,        East,  mei,        2025-01-01
    bo,        Bo,   sales,   ,        East,  mei,        2025-01-01
    cai,       Cai,  sales,   ,        West,  big,        2025-01-01
    dee,       Dee,  sales,   ,        West,  big,        2025-01-01
    hua,       Hua,  other,   hr,      Staff, big,        2025-01-01
    fin,       Fin,  finance, finance, Staff, big,        2025-01-01
"""
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTHS = ("08", "09", "10")
COLLECTED = {"ana": (900, 950, 1000), "bo": (500, 600, 500), "cai": (800, 700, 750)}
PLEASED = {"ana": "3.0", "bo": "5.0", "cai": "4.5"}


def office_of(books: Books, months: tuple[str, ...] = MONTHS) -> Office:
    """Three months closed: Ana collects most and pleases least, Bo the other way round."""
    books.today = NOW.date()
    books.add("people", PEOPLE)
    head = "invoice_id, customer_name, issued_on, due_on, amount, owner_id\n"
    cash = "payment_id, customer_name, value_on, amount, invoice_id\n"
    told = "person_id, metric, period, value\n"
    invoices, payments, metrics = [], [], []
    for who, amounts in COLLECTED.items():
        for month, amount in zip(MONTHS, amounts, strict=True):
            for nth in range(5):  # enough for a place
                name = f"INV-{who}-{month}-{nth}"
                invoices.append(f"{name}, C-{who}, 2026-{month}-01, 2026-{month}-20, 200, {who}")
                paid = f"2026-{month}-19, {amount // 5}, {name}"
                payments.append(f"R-{who}-{month}-{nth}, C-{who}, {paid}")
            metrics.append(f"{who}, csat, 2026-{month}, {PLEASED[who]}")
            metrics.append(f"{who}, sales_amount, 2026-{month}, 1000")
    books.add("invoices", head + "\n".join(invoices))
    books.add("payments", cash + "\n".join(payments))
    books.add("metrics", told + "\n".join(metrics))
    office = Office(books, NOW)
    for month in months:
        close(office, f"2026-{month}")
    return office


def close(office: Office, period: str) -> None:
    """Close a period from the command line."""
    with office.books.database.write(office.now) as tx:
        company, today = office.books.company, office.now.date()
        closing.close(tx, company, Period.parse(period), today, closing.Who())


def press(office: Office, button: str, value: str, who: str = "hua", language: str = "en") -> Any:
    return office._do(who, discover().buttons[button], value, language=language)


def fill(office: Office, form: Modal, who: str = "hua", language: str = "en", **fields: str) -> Any:
    """Send a form as it stands, with these fields changed."""
    given = {**_values(form), **{name.replace("__", "."): text for name, text in fields.items()}}
    entry = discover().forms[form.id]
    return office._do(who, entry, given, form.state, language=language)


def drafted(office: Office, **fields: str) -> Modal:
    """Let HR draft the next version of the sales scheme, as it is but for these fields."""
    form = press(office, "scheme.aim", "sales kept")
    preview = fill(office, form, **fields)
    assert isinstance(preview, Modal)
    assert preview.id == "scheme.store", preview
    return preview


def read(message: Any) -> list[str]:
    """Every line of a message or form, buttons in brackets, a table's cells beside each other."""
    blocks = message["blocks"] if isinstance(message, dict) else message.blocks
    return [line for block in blocks for line in _lines(block)]


def _lines(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "actions":
            return [" ".join(f"[{one['text']['text']}]" for one in block["elements"])]
        case "context":
            return [one["text"] for one in block["elements"]]
        case "table":
            return [" | ".join(cell["text"] for cell in row) for row in block["rows"]]
        case "data_visualization":
            return [_drawn(one) for one in block["chart"]["series"]]
        case "input":
            return [f"_{block['label']['text']}_"]
        case _:
            said = str(block["text"]["text"]).split("\n")
            button = block.get("accessory")
            return [*said, f"[{button['text']['text']}]"] if button else said


def _drawn(series: dict[str, Any]) -> str:
    return f"{series['name']}: {' '.join(str(point['value']) for point in series['data'])}"


def _values(form: Modal) -> dict[str, str]:
    inputs = [block for block in form.blocks if block["type"] == "input"]
    found = {}
    for one in inputs:
        element = one["element"]
        chosen = element.get("initial_option", {}).get("value", "")
        found[one["block_id"]] = element.get("initial_value", chosen)
    return found
