"""HR and finance look at what was found when October went into closing, on a phone, at a desk."""

from datetime import UTC, date, datetime

from storage import companies
from storage.database import open_database
from tests.browser.conftest import DESK, PHONE, Demo, running
from tests.browser.looking import (
    expect,
    fits,
    open_page,
    presses,
    sees,
    types,
    wait_for_a_card,
)
from tests.chromium import needs_chromium
from tests.storage.books import Books

INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount, owners,  kind,        reverses_id, currency
    T-900,      T1,          2026-08-01, 2026-09-15, 86000,  ana:100, ,            ,            CNY
    T-901,      T1,          2026-09-01, 2026-10-15, 52000,  ana:100, ,            ,            CNY
    CN-900,     T1,          2026-10-29, ,           86000,  ,        credit_note, T-900,       CNY
    T-902,      T1,          2026-10-30, 2026-11-29, 86000,  ana:100, ,            ,            CNY
"""  # noqa: E501 - a table
PAYMENTS = """
    payment_id, customer_id, value_on,   amount, invoice_id, reverses_id
    TR-1,       T1,          2026-10-30, 52000,  T-901,
    TB-1,       T1,          2026-11-04, 52000,  ,           TR-1
"""

pytestmark = needs_chromium


def test_signals_are_looked_at_on_a_phone_in_chinese_and_at_a_desk_in_english(
    tmp_path, browser
) -> None:
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        _record(demo)
        _hr_dismisses(demo, browser)
        _finance_wants_to_talk(demo, browser)


def _hr_dismisses(demo: Demo, browser) -> None:
    """On a phone, in Chinese: begin the closing, read what was found, find nothing in it."""
    hui = open_page(demo, browser, PHONE, "hui")
    types(hui, "/receivables close")
    presses(hui, "开始关账期")
    wait_for_a_card(demo, "fin")
    hui.close()
    hui = open_page(demo, browser, PHONE, "hui")
    sees(hui, "十月有 1 条异常提示待核实")
    fits(hui, PHONE, "signal-digest-zh")
    presses(hui, "没有问题")
    _fills(hui, PHONE, "对账函是统一发的", "form-zh")
    sees(hui, "十月的异常提示都已核实")
    fits(hui, PHONE, "signal-reviewed-zh")
    hui.close()


def _finance_wants_to_talk(demo: Demo, browser) -> None:
    """At a desk, in English: a question about money, which whom it is about reads on a phone."""
    fin = open_page(demo, browser, DESK, "fin")
    sees(fin, "2 signals to look at in October")
    fits(fin, DESK, "signal-digest-en")
    presses(fin, "Talk about it")
    _fills(fin, DESK, "What did the bank say about TR-1?", "form-en")
    sees(fin, "Fin Murphy on 23 Nov: What did the bank say")
    types(fin, "/receivables signals")
    sees(fin, "whom it is about reads it once somebody wants to talk")
    fits(fin, DESK, "signal-list-en")
    fin.close()
    wait_for_a_card(demo, "ana")
    ana = open_page(demo, browser, PHONE, "ana")
    sees(ana, "Fin Murphy wants to talk with you about October")
    fits(ana, PHONE, "signal-noted-en")
    ana.close()


def _record(demo: Demo) -> None:
    """Let the books have a credit note with a new invoice, and a payment that came back."""
    database = open_database(f"sqlite:///{demo.database}")
    with database.read(datetime(2026, 11, 23, tzinfo=UTC)) as tx:
        (company,) = companies.all_companies(tx)
    books = Books(database, company, date(2026, 11, 23))
    customers = "customer_id, customer_name\n T1, 明日软件股份"
    books.take_folder({"customers": customers, "invoices": INVOICES, "payments": PAYMENTS})
    database.close()


def _fills(page, viewport, words: str, name: str) -> None:
    """Write into the form, look at it before and after, and close it."""
    form = page.get_by_role("dialog").last
    form.get_by_role("textbox").last.fill(words)
    fits(page, viewport, f"signal-{name}")
    form.locator("[type=submit]").click()
    expect(form.get_by_text(words).first).to_be_visible()
    fits(page, viewport, f"signal-{name}-done")
    form.get_by_role("button").first.click()
