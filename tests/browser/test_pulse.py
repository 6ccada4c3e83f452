"""After a close a rep answers without a name, on a desk and on a phone; HR reads what all said."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from time import sleep

from ledger.period import Period
from ledger.pulse import Answer
from storage import companies, pulses
from storage.database import open_database
from tests.browser.conftest import DESK, PHONE, ROOT, Demo, running
from tests.browser.looking import PICTURES, expect, open_page, sees, types
from tests.chromium import needs_chromium

OPENED, CLOSED = "2026-11-23T09:00:00+08:00", "2026-11-23T15:00:00+08:00"
OCTOBER = Period.parse("2026-10")
WISHES = (
    "Count a customer's holiday as nobody's fault.",
    "月中换负责人时，请提前说明谁来承担逾期。",
    "Show in the middle of the month what is still missing for the next grade.",
    "",
)

READERS = {
    "en": {
        "rep": "ana",
        "hr": "diego",
        "asked": "two anonymous questions, one minute",
        "answer": "Answer",
        "fair": "4: mostly",
        "clear": "2: hardly",
        "wish": "Tell me which invoices count before the month ends.",
        "send": "Send",
        "counted": "Counted, without your name.",
        "read": "10 of 10 answered",
        "beside": "Pulse October: fair",
    },
    "zh": {
        "rep": "mei",
        "hr": "hui",
        "asked": "两个匿名问题，约一分钟",
        "answer": "填写反馈",
        "fair": "3 分：一般",
        "clear": "4 分：基本是",
        "wish": "客户验收拖延不该算在我们头上。",
        "send": "提交",
        "counted": "已计入，不记名。",
        "read": "10 人中 10 人已反馈",
        "beside": "十月考核反馈：公平",
    },
}

pytestmark = needs_chromium


def test_a_pulse_is_answered_by_the_people_and_read_by_hr(tmp_path, browser) -> None:
    with running(tmp_path, HUIKUAN_CLOCK=OPENED) as demo:
        _close(demo, tmp_path)
        for language, viewport in (("en", DESK), ("zh", PHONE)):
            words = READERS[language]
            _wait_for_the_pulse(demo, words["rep"], words["asked"])
            _answers(open_page(demo, browser, viewport, words["rep"]), words, language)
        _the_others_answer(demo)
        for language, viewport in (("en", DESK), ("zh", PHONE)):
            words = READERS[language]
            page = open_page(demo, browser, viewport, words["hr"])
            types(page, "/receivables pulse")
            sees(page, words["read"])
            _fits(page, f"read-{language}")
            types(page, "/receivables scheme")
            sees(page, words["beside"])
            _fits(page, f"scheme-{language}")


def _close(demo: Demo, folder: Path) -> None:
    """Close October from the command line, later the same day."""
    settings = {"HUIKUAN_DATABASE_URL": f"sqlite:///{demo.database}", "HUIKUAN_CLOCK": CLOSED}
    command = [sys.executable, "-m", "bot", "close", "--period", str(OCTOBER), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def _wait_for_the_pulse(demo: Demo, name: str, text: str) -> None:
    """Let the worker write, which wakes every two seconds."""
    for _ in range(240):
        if text in str(demo.seen(name)):
            return
        sleep(0.25)
    raise AssertionError("nobody was asked")


def _answers(page, words, language: str) -> None:
    """Press, choose twice, write, send; the same button then says that it is done."""
    sees(page, words["asked"])
    _fits(page, f"asked-{language}")
    page.get_by_role("button", name=words["answer"], exact=True).last.click()
    modal = page.locator("#modal")
    modal.get_by_label(words["fair"]).first.check()
    modal.get_by_label(words["clear"]).last.check()
    modal.locator("input[type=text], textarea").last.fill(words["wish"])
    _fits(page, f"form-{language}")
    modal.get_by_role("button", name=words["send"], exact=True).click()
    expect(modal.get_by_text(words["counted"])).to_be_visible()
    _fits(page, f"counted-{language}")
    page.close()


def _the_others_answer(demo: Demo) -> None:
    """Let the other eight say something through storage."""
    database = open_database(f"sqlite:///{demo.database}")
    with database.read(_now()) as tx:
        company = companies.all_companies(tx)[0]
        asked = [person for person, _ in pulses.asked(tx, company, OCTOBER, 1)]
        query = "SELECT id FROM person WHERE number IN ('ana', 'mei')"
        answered = {row[0] for row in tx.connection.exec_driver_sql(query)}
    for number, person in enumerate(one for one in asked if one not in answered):
        with database.write(_now()) as tx:
            asker = pulses.Asker(person, str(person), _now().date())
            words = WISHES[number % len(WISHES)]
            given = Answer(2 + number % 4, 1 + number % 5, words)
            pulses.answer(tx, company, asker, OCTOBER, given)
    database.close()


def _now() -> datetime:
    return datetime.fromisoformat(CLOSED)


def _fits(page, name: str) -> None:
    """Scroll nowhere sideways; for pictures at the other width, too."""
    own = page.viewport_size
    for width, size in (("desk", DESK), ("phone", PHONE)) if PICTURES else (("", own),):
        page.set_viewport_size(size)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"]
        if PICTURES:
            page.wait_for_timeout(400)  # the page slides its parts into place
            page.screenshot(path=str(Path(PICTURES) / f"pulse-{name}-{width}.png"))
    page.set_viewport_size(own)
