"""/receivables appeal: question one's own score; somebody who had no part in it decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from commands._access import members
from commands._contract import Ask, Button, Caller, Command, FieldProblem, Form
from ledger.appeal import Appeal, Outcome, may_decide
from ledger.errors import Problem
from ledger.period import Period
from ledger.proposal import Who
from scoring.kpis import catalogue
from scoring.scheme import Scheme
from storage import appeals, deliveries, people, schemes, scores
from storage.circle import circle
from storage.database import Tx
from storage.rosters import Question
from storage.schemes import OfRole
from storage.sight import Glimpse
from views import appeal_card, blocks
from views.appeal_card import Card
from views.bodies import in_every_language
from views.message import Message
from views.modal import Modal, choice_field, text_field
from views.parts import footer
from views.say import Say
from views.words import bold, lines

LONGEST = 1000
SHOWN = 15
OWN = 5  # of one's own, decided or not
WHOLE = "score"  # what stands for the whole score among the choices
NAMED = 3


@dataclass(eq=False)
class NoWords(Problem):
    """Nothing says why."""

    sentence = "Say what is wrong and how one can see it, in up to 1,000 signs."


@dataclass(eq=False)
class NoAnswer(Problem):
    """A decision that says nothing."""

    sentence = "Say why, in up to 1,000 signs: whoever asked reads it."


@dataclass(eq=False)
class NoScoreToQuestion(Problem):
    """There is no score in that period."""

    sentence = "Nothing was asked: you have no score in {period}."

    period: Period


@dataclass(frozen=True, slots=True)
class Questions:
    """What can be questioned of a period: its score as a whole, or a KPI of the scheme."""

    period: Period
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Questioned:
    """What somebody questions, and why."""

    period: Period
    kpi: str
    words: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Which appeal is decided how, and why."""

    appeal: int
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What waits for the reader's decision, what else is open, and what they questioned."""

    others: tuple[Card, ...]
    own: tuple[Card, ...]


def parse(text: str, today: date) -> None:
    """There is nothing to read: what waits is listed."""


def run(tx: Tx, ask: Ask[None]) -> Listed:
    """List the open ones that the reader may decide, and the reader's own."""
    company, person = ask.caller.company, ask.caller.person
    around = circle(tx, company, ask.today)
    found = [one for one in appeals.all_open(tx, company) if one.by.id != person.id]
    seen = [one for one in found if around.may_see_score(person, one.by.id)]
    own = appeals.newest_of(tx, company, person.id, OWN)
    return Listed(
        tuple(Card(one, ask.today) for one in seen), tuple(Card(one, ask.today) for one in own)
    )


def view(listed: Listed, say: Say) -> Message:
    """List them, the most urgent first."""
    count = len(listed.others)
    headline = say.count(count, "1 question is open", "{n} questions are open")
    if not count:
        headline = say("No question about a score waits for you")
    parts = [blocks.header(headline)]
    if listed.others:
        said = [appeal_card.row(card, say) for card in listed.others[:SHOWN]]
        parts.append(blocks.section(lines(*said)))
    if listed.own:
        said = [appeal_card.row(card, say) for card in listed.own]
        parts.append(blocks.section(lines(bold(say("What you questioned")), *said)))
    how = say("question your own score with the button of `/myscore`")
    return Message(headline, (*parts, footer(how, say("only you can see this"))))


# --- asking --------------------------------------------------------------------------------------


def read_period_of(value: str, today: date) -> Period:  # noqa: ARG001 - every parse has both
    """Read what the button carries."""
    return Period.parse(value)


def question(tx: Tx, ask: Ask[Period]) -> Questions:
    """Look whether it is still time, and what there is to question."""
    appeals.check_time(tx, ask.caller.company, ask.args, ask.today)
    versions = _versions(tx, ask, ask.args)
    scheme = None if versions is None else versions.scheme_for(ask.args)
    if scheme is None:
        raise NoScoreToQuestion(ask.args)
    return Questions(ask.args, scheme)


def question_form(questions: Questions, say: Say) -> Modal:
    """Ask what is questioned, and why."""
    whole = (WHOLE, say("the whole score"))
    known = catalogue()
    parts = [(one.kpi, say(known[one.kpi].name)) for one in questions.scheme.parts]
    return Modal(
        id="appeal.form",
        title=say("Question this score"),
        submit=say("Send"),
        close=say("Cancel"),
        state=str(questions.period),
        blocks=(
            choice_field("kpi", say("What is questioned"), [whole, *parts]),
            text_field("words", say("What is wrong, and how one can see it")),
        ),
    )


def read_question(fields: Mapping[str, str], state: str, today: date) -> Questioned:  # noqa: ARG001 - every parse has all
    """Read what is questioned; what is wrong is said at its field."""
    kpi, words = fields["kpi"], " ".join(fields.get("words", "").split())
    assert kpi in {WHOLE, *catalogue()}, kpi
    if not 0 < len(words) <= LONGEST:
        raise FieldProblem("words", NoWords())
    return Questioned(Period.parse(state), "" if kpi == WHOLE else kpi, words)


def store(tx: Tx, ask: Ask[Questioned]) -> tuple[str, ...]:
    """Store the question; its card goes to whoever may decide it, and to whoever asks."""
    company, wanted = ask.caller.company, ask.args
    around = circle(tx, company, ask.today)
    about = (wanted.period, wanted.kpi, wanted.words)
    appeal, deciders = appeals.ask(tx, company, _who(ask.caller), about, around)
    score = _score(tx, ask, wanted.period)
    posts = []
    for reader in sorted({appeal.by.id, *deciders}):
        sees = around.may_see_score(around.members[reader], appeal.by.id)
        card = Card(appeal, ask.today, reader in deciders, score if sees else None)
        shows = (Glimpse(appeal.by.id, appeal.period),) if card.score is not None else ()
        target, subject = deliveries.person(reader), _subject(appeal)
        key = f"appeal/{appeal.id}/{target}"
        body = _body(card)
        posts.append(deliveries.Post(key, target, body, "personal", subject, shows=shows))
    deliveries.post_all(tx, company, posts)
    return tuple(sorted(around.members[key].name for key in deciders))


def asked(deciders: tuple[str, ...], say: Say) -> Message:
    """Say who decides."""
    if len(deciders) > NAMED:
        said = say("Asked. One of {n} people who had no part in it decides.", n=len(deciders))
    else:
        said = say("Asked. {people} had no part in it and may decide.", people=say.join(deciders))
    return Message(said, (blocks.section(said),))


# --- deciding ------------------------------------------------------------------------------------


def read_pressed(value: str, today: date) -> int:  # noqa: ARG001 - every parse has both
    """Read which appeal the card is about."""
    return int(value)


def uphold(tx: Tx, ask: Ask[int]) -> Decided:
    """Ask why somebody is right."""
    return _pressed(tx, ask, Outcome.UPHELD)


def dismiss(tx: Tx, ask: Ask[int]) -> Decided:
    """Ask why the score stands as it is."""
    return _pressed(tx, ask, Outcome.DISMISSED)


def _pressed(tx: Tx, ask: Ask[int], outcome: Outcome) -> Decided:
    company = ask.caller.company
    appeal = appeals.look(tx, company, ask.args)
    around = circle(tx, company, ask.today)
    deciders = appeals.deciders_of(tx, company, appeal, around)
    may_decide(appeal, _who(ask.caller), deciders)
    return Decided(appeal.id, outcome)


def decision_form(decided: Decided, say: Say) -> Modal:
    """Ask for the reason, which both sides read."""
    is_right = decided.outcome is Outcome.UPHELD
    return Modal(
        id=f"appeal.{decided.outcome}",
        title=say("Uphold") if is_right else say("Dismiss"),
        submit=say("Decide"),
        close=say("Cancel"),
        state=str(decided.appeal),
        blocks=(text_field("words", say("Why, as whoever asked will read it")),),
    )


def read_upheld(fields: Mapping[str, str], state: str, today: date) -> Decided:  # noqa: ARG001 - every parse has all
    """Read why somebody is right."""
    return Decided(int(state), Outcome.UPHELD, _answer(fields))


def read_dismissed(fields: Mapping[str, str], state: str, today: date) -> Decided:  # noqa: ARG001 - every parse has all
    """Read why the score stands."""
    return Decided(int(state), Outcome.DISMISSED, _answer(fields))


def _answer(fields: Mapping[str, str]) -> str:
    words = " ".join(fields.get("words", "").split())
    if not 0 < len(words) <= LONGEST:
        raise FieldProblem("words", NoAnswer())
    return words


def decide(tx: Tx, ask: Ask[Decided]) -> None:
    """Store the decision; every copy of the card says it, and whoever asked is told."""
    company, wanted = ask.caller.company, ask.args
    appeal = appeals.find(tx, company, wanted.appeal)
    around = circle(tx, company, ask.today)
    may_decide(appeal, _who(ask.caller), appeals.deciders_of(tx, company, appeal, around))
    settled = appeals.decide(tx, company, appeal, _who(ask.caller), (wanted.outcome, wanted.words))
    follows: list[deliveries.Follow] = []
    for copy in deliveries.roots(tx, company, _subject(appeal)):
        body = _body(Card(settled, ask.today))
        line = deliveries.Line(f"appeal/{appeal.id}/decided/{copy.id}", body)
        follows.append(deliveries.Follow("update", copy, line))
        if copy.target == deliveries.person(appeal.by.id):
            news = deliveries.Line(f"appeal/{appeal.id}/news", body)
            follows.append(deliveries.Follow("reply", copy, news))
    deliveries.follow(tx, company, follows)


def decided(result: None, say: Say) -> None:
    """Say nothing: the card itself changes."""


def _versions(tx: Tx, ask: Ask[Any], period: Period) -> OfRole | None:
    """The schemes of the role that the caller is judged in for the period."""
    company, person = ask.caller.company, ask.caller.person
    role = people.role_in(tx, company, person, Question(period, ask.today))
    return None if role is None else schemes.of_role(tx, company, role)


def _score(tx: Tx, ask: Ask[Any], period: Period) -> Fraction | None:
    """The score as the caller's own card has it."""
    versions = _versions(tx, ask, period)
    if versions is None:
        return None
    asked_of = (period, ask.today)
    found = scores.standing(tx, ask.caller.company, ask.caller.person.id, versions, asked_of)
    return None if found is None else found.card.score


def _body(card: Card) -> deliveries.Body:
    return in_every_language(lambda say: appeal_card.view(card, say), card.today)


def _subject(appeal: Appeal) -> str:
    return f"appeal:{appeal.id}"


def _who(caller: Caller) -> Who:
    return Who(caller.person.id, caller.person.name)


COMMAND = Command(
    name="receivables appeal",
    summary="Questions about scores: what is open, and what became of yours",
    usage=("/receivables appeal",),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)


def _opens(name: str, parse_: Any, run_: Any, form: Any) -> Button[Any, Any]:
    """A button that opens a form."""
    return Button(f"appeal.{name}", parse_, members, run_, form, replaces=False, opens_form=True)


BUTTONS = (
    _opens("ask", read_period_of, question, question_form),
    _opens("uphold", read_pressed, uphold, decision_form),
    _opens("dismiss", read_pressed, dismiss, decision_form),
)

FORMS = (
    Form("appeal.form", read_question, members, store, asked),
    Form("appeal.upheld", read_upheld, members, decide, decided),
    Form("appeal.dismissed", read_dismissed, members, decide, decided),
)
