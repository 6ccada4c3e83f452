"""The form of a scheme: weights and targets, tried on the last period's people, then stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from commands import _drafts
from commands._access import scheme_makers
from commands._contract import Ask, Button, FieldProblem, Form
from commands._drafts import KEPT, Draft, OldForm, OwnScheme, Start
from ledger.errors import Problem
from ledger.period import Period
from scoring.aims import AIMS, ROLE_NAMES
from scoring.flaws import Flaw
from scoring.kpi import Unit
from scoring.kpis import catalogue
from scoring.scheme import Scheme, Weighted
from scoring.written import exact
from storage import company_scores, periods, replays, schemes, sight
from storage.circle import circle
from storage.database import Tx
from storage.rosters import Question
from storage.schemes import Author, Stored
from storage.sight import Glimpse
from views import blocks, scheme_preview
from views.flaws import flaw_words
from views.message import Message
from views.modal import Modal, text_field
from views.say import Say
from views.scheme_preview import SHOWN, Change
from views.words import bold, lines

LONGEST = 500  # of a reason, so that the form can carry it
_WRITTEN = re.compile(r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*([%％]?)")


@dataclass(eq=False)
class NoFigure(Problem):
    """What should be a weight or a target is none."""

    sentence = "{text} is no number. Write it as `25`, `0.9` or `90 %`."

    text: str


@dataclass(eq=False)
class TooLong(Problem):
    """A reason that nobody would read."""

    sentence = "This is too long. {n} signs are enough for a reason."

    n: int


@dataclass(frozen=True, slots=True)
class Filled:
    """The form with a draft, and what is wrong with it."""

    draft: Draft
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft in which nothing is wrong, tried on real people.

    `named` are those whose scores the asker may see; who only administers counts them.
    """

    draft: Draft
    scheme: Scheme
    period: Period
    valid_from: date
    changes: tuple[Change, ...]
    named: tuple[Change, ...]
    can_be_replayed: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored, and after which replay of it, if there was one."""

    stored: Stored
    replay: int | None


def read_start(value: str, today: date) -> Start:  # noqa: ARG001 - every parse has both
    """Read role and aim from the button."""
    role, _, aim = value.partition(" ")
    assert role in ROLE_NAMES, value
    assert aim == KEPT or aim in AIMS, value
    return Start(role, aim)


def begin(tx: Tx, ask: Ask[Start]) -> Filled:
    """Fill the form with the proposal, or with what is in force."""
    if ask.caller.person.role == ask.args.role:
        raise OwnScheme
    version = _drafts.version_of(tx, ask.caller.company, ask.args.role, ask.today)
    base = _drafts.base_of(ask.args, version)
    start = replace(ask.args, base=_drafts.key_of(version))
    return Filled(Draft(start, base.parts, base.reason))


def form(filled: Filled, say: Say) -> Modal:
    """Ask for a weight and a target of each KPI; what is wrong stands on top, all of it."""
    known = catalogue()
    fields = []
    for part in filled.draft.parts:
        name, unit = say(known[part.kpi].name), known[part.kpi].unit
        weight = say("{kpi}: weight; 0 leaves it out", kpi=name)
        target = say("{kpi}: target", kpi=name)
        fields += [
            text_field(f"weight.{part.kpi}", weight, exact(part.weight)),
            text_field(f"target.{part.kpi}", target, _target(part, unit), optional=True),
        ]
    said = [bold(say("This would not be fair yet"))] if filled.flaws else []
    said += [flaw_words(flaw, say) for flaw in filled.flaws]
    asked = say("Reason, if collections stand outside 30 to 50 %")
    return Modal(
        id="scheme.form",
        title=say("Scheme"),
        submit=say("Preview"),
        close=say("Cancel"),
        state=filled.draft.state(),
        blocks=(
            *([blocks.section(lines(*said))] if said else []),
            *fields,
            text_field("reason", asked, filled.draft.reason, optional=True),
        ),
    )


def _target(part: Weighted, unit: Unit) -> str:
    if part.target is None:
        return ""
    return f"{exact(part.target * 100)} %" if unit is Unit.RATIO else exact(part.target)


def read_form(fields: Mapping[str, str], state: str, today: date) -> Draft:  # noqa: ARG001
    """Read weights and targets; a KPI whose weight is 0 is left out."""
    before = Draft.read(state)
    reason = " ".join(fields.get("reason", "").split())
    if len(reason) > LONGEST:
        raise FieldProblem("reason", TooLong(LONGEST))
    parts = []
    for part in before.parts:
        weight = _number(fields, f"weight.{part.kpi}", is_share=False)
        target = _number(fields, f"target.{part.kpi}")
        if weight is not None and weight != 0:
            parts.append(Weighted(part.kpi, weight, target))
    return Draft(before.start, tuple(parts), reason)


def _number(fields: Mapping[str, str], name: str, *, is_share: bool = True) -> Fraction | None:
    """Read a decimal; 90 % is 0.9, but a weight of 25 % is 25."""
    text = fields.get(name, "").strip()
    if not text:
        return None
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise FieldProblem(name, NoFigure(text))
    value = Fraction(found[1].replace(",", ""))
    return value / 100 if found[2] and is_share else value


def try_out(tx: Tx, ask: Ask[Draft]) -> Filled | Preview:
    """Check the draft, and judge the last period's people by it beside what is in force."""
    draft, company = ask.args, ask.caller.company
    version = _drafts.current(tx, ask, draft.start)
    checked = schemes.tried(tx, company, _drafts.text_of(draft, version))
    if checked.scheme is None:
        return Filled(_drafts.whole(draft, version), checked.flaws)
    rhythm = checked.scheme.rhythm
    period = _drafts.running(rhythm, ask.today).before()
    question = Question(period, ask.today)
    now = schemes.of_role(tx, company, draft.start.role).scheme_for(period)
    before = company_scores.of_people(tx, company, now, question) if now else ()
    after = company_scores.of_people(tx, company, checked.scheme, question)
    scores = {one.person.person_id: one.card.score for one in before}
    changes = tuple(
        Change(key, one.person.name, scores.get(key), one.card.score)
        for one in after
        for key in (one.person.person_id,)
    )
    around = circle(tx, company, ask.today)
    allowed = {one.person.person_id for one in sight.shown_to(ask.caller.person, around, after)}
    named = tuple(change for change in changes if change.person_id in allowed)
    starts = _drafts.running(rhythm, ask.today).end
    closed = replays.of_rhythm(periods.holding(tx, company), rhythm)
    return Preview(draft, checked.scheme, period, starts, changes, named, bool(closed))


def shows(found: Filled | Preview) -> tuple[Glimpse, ...]:
    """The people's scores that a preview says."""
    if isinstance(found, Filled):
        return ()
    return tuple(
        Glimpse(one.person_id, found.period)
        for one in found.named[:SHOWN]
        if one.before is not None or one.after is not None
    )


def preview(found: Filled | Preview, say: Say) -> Modal:
    """Show each person's points before and after, or the form again with what is wrong."""
    if isinstance(found, Filled):
        return form(found, say)
    rows = scheme_preview.rows(found.changes, found.named, say)
    title = say("{period}, as it was and as it would have been", period=say.period(found.period))
    stored = say(
        "Version {n} judges periods that begin on {day} or later. Nothing is stored yet.",
        n=found.scheme.version,
        day=say.day(found.valid_from),
    )
    more = blocks.button(say("Try on closed periods"), "replay.draft")
    return Modal(
        id="scheme.store",
        title=say("Preview"),
        submit=say("Store"),
        close=say("Close"),
        state=found.draft.state(),
        blocks=(
            blocks.section(lines(bold(title), scheme_preview.moved(found.changes, say))),
            *([blocks.actions(more)] if found.can_be_replayed else []),
            *(blocks.section(lines(*rows[at : at + 10])) for at in range(0, len(rows), 10)),
            blocks.section(stored),
            text_field("note", say("Why this change? It stays with the version."), optional=True),
        ),
    )


def read_stored(fields: Mapping[str, str], state: str, today: date) -> tuple[Draft, str]:  # noqa: ARG001
    """Read the draft that was shown, and the note."""
    return Draft.read(state), " ".join(fields.get("note", "").split())[:LONGEST]


def keep(tx: Tx, ask: Ask[tuple[Draft, str]]) -> Kept:
    """Store the draft as the next version, from the next period on."""
    draft, note = ask.args
    company, person = ask.caller.company, ask.caller.person
    text = _drafts.text_of(draft, _drafts.current(tx, ask, draft.start))
    checked = schemes.tried(tx, company, text)
    if checked.scheme is None:
        raise OldForm
    starts = _drafts.running(checked.scheme.rhythm, ask.today).end
    remark = f"# {note}\n" if note else ""
    stored = schemes.store(tx, company, remark + text, starts, Author(person.id, "slack"))
    if stored.id is None or stored.version is None:
        return Kept(stored, None)
    return Kept(stored, replays.chosen(tx, company, (stored.id, stored.version), text))


def kept(found: Kept, say: Say) -> Message:
    """Say which version it is, from when on it counts, and after which replay it was chosen."""
    stored = found.stored
    assert stored.version is not None, stored
    words = say(
        "Version {n} of {id} is stored. It judges periods that begin on {day} or later; "
        "what has begun stays as it was.",
        n=stored.version,
        id=stored.id or "",
        day=say.day(stored.valid_from),
    )
    if found.replay is not None:
        words = lines(words, say("Chosen after replay {n}.", n=found.replay))
    return Message(words, (blocks.section(words),))


BUTTONS = (
    Button(
        id="scheme.aim",
        parse=read_start,
        allow=scheme_makers,
        run=begin,
        view=form,
        replaces=False,
    ),
)

FORMS = (
    Form("scheme.form", read_form, scheme_makers, try_out, preview, writes=False, shows=shows),
    Form("scheme.store", read_stored, scheme_makers, keep, kept),
)
