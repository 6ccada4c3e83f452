"""The company's list of tips and training items, by KPI; HR changes it from here."""

from dataclasses import dataclass

from scoring.coach import Item, Sort
from scoring.kpis import catalogue
from views import blocks
from views.coach_card import how_long
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

OF_A_KPI = 20  # shown; the rest is counted


@dataclass(frozen=True, slots=True)
class Items:
    """The company's list; who may change it also sees what is hidden."""

    items: tuple[Item, ...]
    changes: bool


def view(found: Items, say: Say) -> Message:
    """Lay out what helps with each KPI; what is hidden only for those who may show it again."""
    shown = [one for one in found.items if found.changes or not one.hidden]
    used = [one for one in shown if not one.hidden]
    headline = say.count(len(used), "1 item that helps", "{n} items that help")
    parts = [blocks.header(headline)]
    if found.changes:
        parts.append(blocks.actions(blocks.button(say("Add an item"), "coach.add", "new")))
    by_kpi: dict[str, list[Item]] = {}
    for one in sorted(shown, key=lambda one: one.kpi):
        by_kpi.setdefault(one.kpi, []).append(one)
    parts += [_kpi(kpi, items, found, say) for kpi, items in by_kpi.items()]
    how = say("the first tip of a KPI stands on `/myscore`")
    return Message(headline, (*parts, footer(how, say("only you can see this"))))


def _kpi(kpi: str, items: list[Item], found: Items, say: Say) -> blocks.Block:
    said = [bold(say(catalogue()[kpi].name)), *(_item(one, say) for one in items[:OF_A_KPI])]
    left = len(items) - OF_A_KPI
    if left > 0:
        said.append(say.count(left, "and 1 more entry", "and {n} more entries"))
    button = blocks.button(say("Hide or show"), "coach.turn", kpi) if found.changes else None
    return blocks.section(lines(*said), button)


def _item(item: Item, say: Say) -> Words:
    said: list[str] = [item.title[say.language]]
    if item.sort is Sort.TRAINING:
        said.append(how_long(item, say))
    if item.version and item.id.startswith("own."):
        said.append(say("your own"))
    if item.hidden:
        said.append(say("hidden"))
    return dotted(*said)
