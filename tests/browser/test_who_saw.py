"""Whoever leads the team looks at it, and its people read who saw their score, when and by what."""

from tests.browser.conftest import DESK, PHONE, running
from tests.browser.looking import fits, open_page, presses, sees, types
from tests.chromium import needs_chromium

pytestmark = needs_chromium


def test_a_person_reads_who_saw_the_own_score(tmp_path, browser) -> None:
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        boss = open_page(demo, browser, DESK, "bo")
        types(boss, "/teamscore Sales East")
        sees(boss, "Talk about these first")
        desk = open_page(demo, browser, DESK, "ana")
        types(desk, "/myscore")
        sees(desk, "Seen by ")
        fits(desk, DESK, "sight-score-en")
        presses(desk, "Who saw this")
        sees(desk, "Your score of November was seen by")
        fits(desk, DESK, "sight-seen-en")
        presses(desk, "Back")
        sees(desk, "Seen by ")
        phone = open_page(demo, browser, PHONE, "mei")
        types(phone, "/myscore")
        sees(phone, "看过此得分的人")
        fits(phone, PHONE, "sight-score-zh")
        types(phone, "/receivables seen")
        sees(phone, "看过你的得分")
        fits(phone, PHONE, "sight-seen-zh")
