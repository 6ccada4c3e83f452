"""A command or button keeps its budget of queries, and takes no more of them in larger books."""

from typing import Any

from bot.dispatch import Kind
from commands._contract import discover
from storage import closed_scores
from storage.database import Database
from tests.house.acme import (
    carry_out,
    dispute_of,
    each_entry,
    newest_of,
    open_acme,
    proposal,
    pulse_of,
    wish_of,
)
from tests.house.coaching import coaching_of

# Statements in the transaction of one request, by command name or button id. The way in costs one
# (who is asking); what an entry needs beyond that is fixed, never one a row.
BUDGETS = {
    "myscore": 16,
    "score.back": 16,
    "history.show": 13,
    "what_if.open": 3,
    "what_if.ask": 7,
    "explain.why": 6,
    "explain.before": 6,
    "explain.next": 6,
    "followup": 10,
    "promise": 11,
    "customer": 13,
    "overdue": 8,
    "receivables": 1,
    "receivables scheme": 7,
    "scheme.back": 5,
    "scheme.change": 3,
    "scheme.aim": 3,
    "scheme.effect": 8,
    "scheme.form": 30,
    "scheme.store": 15,
    "receivables replay": 5,
    "replay.ask": 4,
    "replay.show": 5,
    "replay.more": 5,
    "replay.people": 5,
    "replay.draft": 12,
    "replay.form": 12,
    "receivables ranking": 20,
    "receivables settings": 2,
    "settings.change": 2,
    "settings.form": 10,
    "paid": 18,
    "pay.change": 11,
    "pay.confirm": 38,
    "pay.dismiss": 21,
    "pay.undo": 39,
    "pay.correct": 8,
    "pay.bounced": 8,
    "pay.form": 27,
    "confirm.correct": 39,
    "confirm.bounce": 39,
    "teamscore": 27,
    "receivables target": 10,
    "receivables people": 12,
    "people.add": 1,
    "people.form": 15,
    "receivables leave": 15,
    "leave.add": 1,
    "leave.form": 15,
    "receivables sent": 20,
    "sent.form": 20,
    "receivables exempt": 13,
    "exempt.form": 13,
    "receivables owner": 22,
    "owner.form": 22,
    "receivables writeoff": 14,
    "writeoff.form": 14,
    "receivables apply": 15,
    "approval.approve": 36,
    "approval.withdraw": 12,
    "approval.reject": 6,
    "approval.rejected": 12,
    "receivables close": 14,
    "close.begin": 40,
    "close.second": 40,
    "close.ask": 14,
    "close.reopen": 14,
    "close.form": 40,
    "close.reopened": 40,
    "receivables seen": 3,
    "seen.show": 3,
    "receivables appeal": 6,
    "appeal.ask": 8,
    "appeal.uphold": 9,
    "appeal.dismiss": 9,
    "appeal.form": 40,
    "appeal.upheld": 40,
    "appeal.dismissed": 40,
    "receivables signals": 6,
    "signal.dismiss": 5,
    "signal.note": 5,
    "signal.dismissed": 30,
    "signal.noted": 30,
    "receivables coach": 20,
    "coach.list": 20,
    "coach.assign": 20,
    "coach.form": 40,
    "coach.done": 40,
    "coach.again": 40,
    "coach.withdraw": 40,
    "coach.finish": 40,
    "coach.add": 1,
    "coach.turn": 2,
    "coach.item": 10,
    "coach.turned": 10,
    "receivables pulse": 9,
    "pulse.open": 4,
    "pulse.texts": 6,
    "pulse.back": 9,
    "pulse.form": 10,
    "dispute": 31,
    "dispute.form": 31,
    "dispute.confirm": 33,
    "dispute.own": 33,
    "dispute.undo": 12,
    "dispute.card": 8,
    "dispute.none": 6,
    "dispute.decide": 6,
    "dispute.dismissed": 33,
    "dispute.decided": 33,
}
# What a button carries when it is pressed here; a new button needs its line.
PRESSED = {
    "scheme.back": "",
    "scheme.change": "sales",
    "scheme.aim": "finance cash_sooner",
    "scheme.effect": "sales",
    "score.back": "2026-11",
    "history.show": "2026-11",
    "seen.show": "2026-11",
    "what_if.open": "now",
    "explain.why": "collection_rate 2026-11",
    "explain.before": "collection_rate 2026-11 0",
    "explain.next": "collection_rate 2026-11 12",
    "settings.change": "settings",
    "pay.change": "the open card",
    "pay.confirm": "the open card",
    "pay.dismiss": "the open card",
    "pay.undo": "the booked card",
    "pay.correct": "the booked card",
    "pay.bounced": "the booked card",
    "people.add": "new",
    "leave.add": "new",
    "approval.approve": "the others wish",
    "approval.withdraw": "the own wish",
    "approval.reject": "the others wish",
    "close.begin": "2026-10",
    "close.ask": "2026-10",
    "close.second": "2026-09",
    "close.reopen": "2026-08",
    "appeal.ask": "2026-11",
    "appeal.uphold": "the open appeal",
    "appeal.dismiss": "the open appeal",
    "replay.ask": "new",
    "replay.show": "1 0",
    "replay.more": "1 0",
    "replay.people": "1 0",
    "replay.draft": '["finance","cash_sooner","","no cash",[["csat","100","4.5"]]]',
    "signal.dismiss": "the open signal",
    "signal.note": "the open signal",
    "coach.list": "",
    "coach.assign": "the led coaching",
    "coach.done": "the own coaching",
    "coach.finish": "the own coaching",
    "coach.again": "the done coaching",
    "coach.withdraw": "the given coaching",
    "coach.add": "new",
    "coach.turn": "days_late",
    "pulse.open": "2026-09",
    "pulse.texts": "the shown pulse",
    "pulse.back": "2026-08",
    "dispute.confirm": "the open dispute",
    "dispute.own": "the open dispute",
    "dispute.undo": "the own dispute",
    "dispute.card": "the confirmed dispute",
    "dispute.none": "the open dispute",
    "dispute.decide": "the confirmed dispute",
}
_DRAFT = '["finance","cash_sooner","","no cash",[["csat","100","4.5"]]]'
# How a form is filled in here: its fields, and what it is about; a new form needs its line.
FILLED = {
    "what_if.ask": ({"items": "1 2"}, ""),
    "scheme.form": ({"weight.csat": "100", "reason": "no cash"}, _DRAFT),
    "scheme.store": ({"note": "agreed"}, _DRAFT),
    "pay.form": ({"what": "INV-1023", "amount": "5万", "day": "2026-11-20"}, "the open card"),
    "settings.form": ({"payment_limit": "5万", "digest_at": "09:00"}, ""),
    "confirm.correct": ({"reason": "wrong customer"}, "the booked proposal"),
    "confirm.bounce": ({"reason": "no funds", "day": "2026-11-23"}, "the booked proposal"),
    "exempt.form": (
        {"document": "INV-1023", "until": "2026-12-31", "reason": "insolvent"},
        "exclude",
    ),
    "owner.form": (
        {"document": "INV-1023", "shares": "P1:60 P2:40", "from": "2026-12-01"},
        "",
    ),
    "people.form": (
        {"number": "P0", "name": "Fin", "role": "sales", "team": "Team of P1", "manager": "P1"},
        "",
    ),
    "leave.form": ({"person": "ana", "from": "2026-12-01", "back": "2026-12-05"}, ""),
    "sent.form": ({"document": "INV-2000", "sent": "2026-11-03"}, ""),
    "writeoff.form": ({"document": "INV-1023", "amount": "500", "reason": "insolvent"}, ""),
    "approval.rejected": ({"reason": "still solvent"}, "the others number"),
    "close.form": ({"reason": "the board meets"}, "2026-10"),
    "close.reopened": ({"reason": "a late file"}, "2026-08"),
    "replay.form": ({"candidate": "template sales-quarterly", "periods": "2026-08"}, ""),
    "appeal.form": ({"kpi": "collection_rate", "words": "paid on time"}, "2026-11"),
    "appeal.upheld": ({"words": "so it was"}, "the open appeal"),
    "appeal.dismissed": ({"words": "it was late"}, "the open appeal"),
    "signal.dismissed": ({"words": "a new tax number"}, "the open signal"),
    "signal.noted": ({"words": "how come?"}, "the open signal"),
    "coach.form": ({"item": "days_late.second_voice", "until": "2026-12-07"}, "the led coaching"),
    "coach.item": (
        {"kpi": "days_late", "sort": "tip", "title_en": "Visit", "text_en": "Go there."},
        "",
    ),
    "coach.turned": ({"item": "hide days_late.second_voice"}, ""),
    "pulse.form": ({"fair": "4", "clear": "2", "words": "fewer KPIs"}, "2026-09"),
    "dispute.form": (
        {"document": "INV-1023", "amount": "500", "from": "2026-11-20", "reason": "too many"},
        "",
    ),
    "dispute.dismissed": ({"words": "they pay"}, "the open dispute"),
    "dispute.decided": ({"outcome": "for_us", "to": "2026-11-24"}, "the confirmed dispute"),
}

WISHES = {"own", "others"}
SMALL, LARGE = 1, 12
MOST = 20  # an answer rides on Slack's ack, which dies after three seconds
MOST_OF_A_TEAM = 30  # two periods of its people and of its own items, what is overdue, exempted
MOST_THAT_WRITES = 40  # one by one, but small: a payment, its allocations, its cards, the audit


def given(kind: Kind, name: str) -> list[tuple[Any, ...]]:
    """Give what an entry is asked here: a command its own examples, as people type them."""
    if kind is Kind.FORM:
        return [FILLED[name]]
    if kind is Kind.BUTTON:
        return [(PRESSED[name],)]
    usage = discover().commands[name].usage
    return [(example.removeprefix(f"/{name}").strip(),) for example in usage]


@each_entry
def test_an_entry_keeps_its_budget_however_large_the_books(
    new_sqlite, kind: Kind, name: str
) -> None:
    found = discover()
    known: dict[Kind, dict[str, Any]] = {
        Kind.COMMAND: found.commands,
        Kind.BUTTON: found.buttons,
        Kind.FORM: found.forms,
    }
    for asked in given(kind, name):
        _keeps_its_budget(new_sqlite, name, known[kind][name], *asked)


def _keeps_its_budget(new_sqlite: Any, name: str, entry: Any, *given: Any) -> None:
    contested = name.partition(".")[0] == "dispute"
    small, large = (
        _taken(open_acme(new_sqlite(), size, contested=contested), entry, given)
        for size in (SMALL, LARGE)
    )
    assert len(large) <= BUDGETS.get(name, 0), "\n".join(large)
    assert len(small) == len(large), f"{given!r}: more rows, more queries"


def _taken(database: Database, entry: Any, given: tuple[Any, ...]) -> list[str]:
    *first, last = given
    if last.startswith("the "):
        state, kind = last.split()[1:]
        if kind in {"appeal", "signal"}:
            card = newest_of(database, kind)
        elif kind == "coaching":
            card = coaching_of(database, state)
        elif kind == "pulse":
            card = pulse_of(database)
        elif kind == "dispute":
            card = dispute_of(database, state)
        else:
            card = wish_of(database, state) if state in WISHES else proposal(database, state)
        last = card if kind in {"card", "wish", "pulse"} else card.partition(":")[0]
    closed_scores._opened.cache_clear()  # what other tests read of packs is not in memory
    taken = carry_out(database, entry, *first, last)
    database.close()
    return taken


def test_every_budget_fits_into_three_seconds() -> None:
    found = discover()
    writing = {
        *found.forms,
        *(name for name, it in {**found.commands, **found.buttons}.items() if it.writes),
    }
    most = {name: MOST_THAT_WRITES if name in writing else MOST for name in BUDGETS}
    most["teamscore"] = MOST_OF_A_TEAM
    assert [name for name, queries in BUDGETS.items() if not 1 <= queries <= most[name]] == []
