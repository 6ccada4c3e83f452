"""The company's own list of coaching: HR adds items, hides them and shows them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands import _coaching
from commands._access import hr_only
from commands._contract import Ask, Button, FieldProblem, Form
from ledger.errors import Problem
from scoring.coach import Item, Sort
from scoring.kpis import catalogue
from storage import coaching
from storage.database import Tx
from views import blocks
from views.message import Message
from views.modal import OPTIONS, Modal, choice_field, text_field
from views.say import LANGUAGES, Say

TITLE, TEXT = 50, 300
LONGEST = 480  # minutes: a working day
MOST = 40  # of the company's own for one KPI, hidden ones too


@dataclass(eq=False)
class NoTitle(Problem):
    """An item without a title in any language, or with a long one."""

    sentence = "Write a title of up to 50 signs, in English or in Chinese."


@dataclass(eq=False)
class NoText(Problem):
    """An item that says nothing, or too much."""

    sentence = "Say what to do, in up to 300 signs, in the language of the title."


@dataclass(eq=False)
class NoMinutes(Problem):
    """A training item that takes no time, or a day of it."""

    sentence = "Write how many minutes it takes, from 1 to 480; a tip takes none."


@dataclass(eq=False)
class ManyItems(Problem):
    """One KPI has so many of the company's own that nobody reads them."""

    sentence = "Nothing was added: this KPI has {most} items of your own already."

    most: int


@dataclass(frozen=True, slots=True)
class Turned:
    """An item that is hidden or shown from now on."""

    item: Item


@dataclass(frozen=True, slots=True)
class Choices:
    """The items of one KPI, to be hidden or shown."""

    kpi: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Which item is hidden, or shown again."""

    item: str
    hidden: bool


def parse(value: str, today: date) -> str:  # noqa: ARG001 - every parse has both
    """Read what the button carries."""
    return value


def run(tx: Tx, ask: Ask[str]) -> None:
    """There is nothing to read before the form."""


def view(result: None, say: Say) -> Modal:  # noqa: ARG001 - every view has both
    """Ask for the KPI, the kind, and the words in one language or both."""
    known = catalogue().values()
    kpis = [(one.id, say(one.name)) for one in known if one.is_collections and one.is_scored]
    sorts = [(Sort.TIP.value, say("Tip")), (Sort.TRAINING.value, say("Training"))]
    return Modal(
        id="coach.item",
        title=say("Add an item"),
        submit=say("Add"),
        close=say("Cancel"),
        blocks=(
            choice_field("kpi", say("What it helps with"), kpis),
            choice_field("sort", say("Kind"), sorts),
            text_field("title_zh", say("Title in Chinese"), optional=True),
            text_field("text_zh", say("What to do, in Chinese"), optional=True),
            text_field("title_en", say("Title in English"), optional=True),
            text_field("text_en", say("What to do, in English"), optional=True),
            text_field("minutes", say("Minutes, of a training"), optional=True),
        ),
    )


def read_item(fields: Mapping[str, str], state: str, today: date) -> Item:  # noqa: ARG001 - every parse has all
    """Read the item; words that are given in one language stand for the other one too."""
    titles, texts = (_in_languages(fields, name) for name in ("title", "text"))
    given = [language for language in LANGUAGES if titles[language] or texts[language]]
    first = "zh" if "zh" in given else "en"
    for language in given or [first]:
        if not 0 < len(titles[language]) <= TITLE:
            raise FieldProblem(f"title_{language}", NoTitle())
        if not 0 < len(texts[language]) <= TEXT:
            raise FieldProblem(f"text_{language}", NoText())
    return Item(
        "",
        fields["kpi"],
        Sort(fields["sort"]),
        {language: titles[language] or titles[first] for language in LANGUAGES},
        {language: texts[language] or texts[first] for language in LANGUAGES},
        _minutes(fields),
    )


def _in_languages(fields: Mapping[str, str], name: str) -> dict[str, str]:
    return {
        language: " ".join(fields.get(f"{name}_{language}", "").split()) for language in LANGUAGES
    }


def _minutes(fields: Mapping[str, str]) -> int:
    written = fields.get("minutes", "").strip()
    if Sort(fields["sort"]) is Sort.TIP and not written:
        return 0
    if not (written.isascii() and written.isdigit() and 0 < int(written) <= LONGEST):
        raise FieldProblem("minutes", NoMinutes())
    return 0 if Sort(fields["sort"]) is Sort.TIP else int(written)


def store(tx: Tx, ask: Ask[Item]) -> Item:
    """Add it to the company's list."""
    company, kpi = ask.caller.company, ask.args.kpi
    own = [one for one in coaching.items(tx, company, kpi) if one.id.startswith("own.")]
    if len(own) >= MOST:
        raise FieldProblem("kpi", ManyItems(MOST))
    return coaching.add(tx, company, _coaching.who(ask.caller), ask.args)


def added(item: Item, say: Say) -> Message:
    """Say where it stands."""
    said = say("Added: {title}. It stands before the shipped ones.", title=item.title[say.language])
    return Message(said, (blocks.section(said),))


# --- hiding --------------------------------------------------------------------------------------


def choices(tx: Tx, ask: Ask[str]) -> Choices:
    """Read the items of a KPI."""
    found = coaching.items(tx, ask.caller.company, ask.args)
    return Choices(ask.args, tuple(one for one in found if one.kpi == ask.args)[:OPTIONS])


def turn_form(offered: Choices, say: Say) -> Modal:
    """Ask which one is hidden, or shown again."""
    options = [
        (f"{'show' if one.hidden else 'hide'} {one.id}", _option(one, say)) for one in offered.items
    ]
    return Modal(
        id="coach.turned",
        title=say("Hide or show"),
        submit=say("Save"),
        close=say("Cancel"),
        blocks=(choice_field("item", say(catalogue()[offered.kpi].name), options),),
    )


def _option(item: Item, say: Say) -> str:
    title = item.title[say.language]
    return (
        say("Show again: {title}", title=title)
        if item.hidden
        else say("Hide: {title}", title=title)
    )


def read_turn(fields: Mapping[str, str], state: str, today: date) -> Turn:  # noqa: ARG001 - every parse has all
    """Read which item becomes what."""
    verb, _, item = fields["item"].partition(" ")
    return Turn(item, hidden=verb == "hide")


def turn(tx: Tx, ask: Ask[Turn]) -> Turned:
    """Hide it from everybody, or show it again; what was assigned stays as it was."""
    company, who = ask.caller.company, _coaching.who(ask.caller)
    return Turned(coaching.turn(tx, company, who, ask.args.item, hidden=ask.args.hidden))


def turned(done: Turned, say: Say) -> Message:
    """Say what is hidden or shown."""
    title = done.item.title[say.language]
    if done.item.hidden:
        said = say("Hidden: {title}. What was assigned of it stays.", title=title)
    else:
        said = say("Shown again: {title}.", title=title)
    return Message(said, (blocks.section(said),))


BUTTONS = (
    Button("coach.add", parse, hr_only, run, view, replaces=False, opens_form=True),
    Button("coach.turn", parse, hr_only, choices, turn_form, replaces=False, opens_form=True),
)

FORMS = (
    Form("coach.item", read_item, hr_only, store, added),
    Form("coach.turned", read_turn, hr_only, turn, turned),
)
