"""Every sentence that people read has a Chinese twin with the same blanks, and none is idle.

A sentence is what `say("…")` and `say.count(n, "one", "many")` are given, what a KPI is named and
explained by, and the summary of a command. `say` may also be given a name or an attribute that
holds a sentence, or one of a table, of which each is looked up; what it may never be given is one
that was glued together.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

from tests.house.tree import PACKAGES, ROOT, parsed, plant, plugins, sources

CATALOGUE = "views/locale/zh_Hans.po"
SPEAKING = ("views", "commands", "bot")
DECLARED = {
    "Kpi": ("name", "sentence", "measures"),
    "Rule": ("name", "sentence", "innocent"),
    "Command": ("summary",),
}
PLUGINS = ("scoring/kpis", "ledger/signals")

Sentence = tuple[str, ...]  # one key, or one and many


def violations(root: Path) -> list[str]:
    said, glued = sentences(root)
    twins, wrong = catalogue(root)
    written = _constants(root)
    untold = (key for key in said if key not in twins)
    return [
        *glued,
        *wrong,
        *(f"{said[key]}: no Chinese for {key[-1]!r}" for key in untold),
        *(f"{CATALOGUE}: nobody says {key[0]!r}" for key in twins if not written.issuperset(key)),
        *(f"{CATALOGUE}: other blanks in {key[-1]!r}" for key in twins if not _same(key, twins)),
    ]


def sentences(root: Path) -> tuple[dict[Sentence, str], list[str]]:
    """Find the sentences with the place of each, and the calls that are given no sentence."""
    said: dict[Sentence, str] = {}
    glued: list[str] = []
    tables = {path: dict(_tables(path)) for path in sources(root, *PACKAGES)}
    declaring = (path for folder in PLUGINS for path in sorted((root / folder).glob("*.py")))
    for path in (*sources(root, *SPEAKING), *declaring):
        for node in ast.walk(parsed(path)):
            where = f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}"
            for key in _keys(node):
                if all(isinstance(part, ast.Constant) for part in key):
                    said.setdefault(tuple(part.value for part in key), where)
                elif not all(isinstance(part, _HOLDERS) for part in key):
                    glued.append(f"{where}: say is given no whole sentence")
                for sentence in _of_table(key[0], tables[path], tables.values()):
                    said.setdefault((sentence,), where)
    assert said, "nobody says anything: this rule would hold over nothing"
    return said, glued


_HOLDERS = ast.Constant | ast.Name | ast.Attribute | ast.Subscript | ast.Call


def _keys(node: ast.AST) -> Iterator[tuple[ast.expr, ...]]:
    """Give the sentences that one piece of code says or declares."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called in {"say", "self.say"} and node.args:
            yield from ((choice,) for choice in _choices(node.args[0]))
        if called == "say.count":
            yield tuple(node.args[1:3])
        yield from ((key.value,) for key in node.keywords if key.arg in DECLARED.get(called, ()))
    if isinstance(node, ast.FunctionDef) and node.name == "left_out":
        returned = (leaf for leaf in ast.walk(node) if isinstance(leaf, ast.Return))
        yield from ((choice,) for leaf in returned if leaf.value for choice in _choices(leaf.value))


Table = dict[str, tuple[str, ...]]


def _tables(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the tables of a file: what it assigns to a name is a dictionary of texts."""
    for node in parsed(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            named = node.targets[0] if isinstance(node, ast.Assign) else node.target
            values = [v.value for v in node.value.values if isinstance(v, ast.Constant)]
            yield ast.unparse(named), tuple(v for v in values if isinstance(v, str))


def _of_table(key: ast.expr, own: Table, every: Iterable[Table]) -> tuple[str, ...]:
    """Give what a line may take out of a table: of its own file, else of one of that name."""
    if not isinstance(key, ast.Subscript):
        return ()
    name = ast.unparse(key.value)
    found = (table[name] for table in (own, *every) if name in table)
    return next(found, ())


def _choices(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from (*_choices(value.body), *_choices(value.orelse))
    else:
        yield value


def catalogue(root: Path) -> tuple[dict[Sentence, Sentence], list[str]]:
    """Read the Chinese twins, and what is unfinished about them."""
    twins: dict[Sentence, Sentence] = {}
    wrong: list[str] = []
    with (root / CATALOGUE).open("rb") as file:
        for entry in read_po(file, abort_invalid=True):
            if not entry.id:
                continue
            key, twin = _tuple(entry.id), _tuple(entry.string)
            twins[key] = twin
            if entry.fuzzy or not all(twin):
                wrong.append(f"{CATALOGUE}: unfinished: {key[0]!r}")
    return twins, wrong


def _tuple(text: str | list[str] | tuple[str, ...]) -> Sentence:
    return (text,) if isinstance(text, str) else tuple(text)


def _same(key: Sentence, twins: dict[Sentence, Sentence]) -> bool:
    return all(not form or blanks(form) == blanks(key[-1]) for form in twins[key])


def blanks(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def _constants(root: Path) -> set[str]:
    nodes = (node for path in sources(root, *PACKAGES) for node in ast.walk(parsed(path)))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_sentence_has_its_chinese_twin() -> None:
    assert all(plugins(ROOT, folder) for folder in PLUGINS)
    assert violations(ROOT) == []


PO = r"""
msgid ""
msgstr "Plural-Forms: nplurals=1; plural=0;\n"

msgid "{paid} of {total} paid"
msgstr "已付 {paid}，共 {total}"

msgid "Nothing is due."
msgstr "没有到期款项 {day}。"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} 天"

msgid "Idle words"
msgstr "闲话"

msgid "Half done"
msgstr ""

#, fuzzy
msgid "Guessed"
msgstr "猜"
"""

SPEECH = """
say("{paid} of {total} paid", paid=1, total=2)
say("Nothing is due.")
say.count(3, "{n} day", "{n} days")
say.count(3, "{n} week", "{n} weeks")
say("Half done" if late else "Untold")
say("Guessed")
say(problem.sentence)
say("glued " + name)
say(f"glued {name}")
context.say(f"a line of the {command} line")
STATES = {"a": "Half done", "b": "Of a table"}
say(STATES[state])
say(ELSEWHERE[state])
"""

KPI = """
def left_out(figure):
    return "due later" if figure.late else "taken back"


KPI = Kpi(id="days_late", name="Days late", sentence="{value} days late.", unit=1)
"""


def test_an_untranslated_idle_glued_or_different_sentence_is_seen(tmp_path: Path) -> None:
    command = 'COMMAND = Command(name="overdue", summary="What is overdue")\n'
    root = plant(
        tmp_path,
        {
            CATALOGUE: PO,
            "views/card.py": SPEECH,
            "scoring/kpis/days_late.py": KPI,
            "commands/overdue.py": command,
            "views/tables.py": 'ELSEWHERE: dict[str, str] = {"a": "Of another file"}\n',
            "ledger/signals/moved.py": 'SIGNAL = Rule(kind="moved", innocent="Away")\n',
        },
    )
    assert violations(root) == [
        "views/card.py:9: say is given no whole sentence",
        "views/card.py:10: say is given no whole sentence",
        "views/locale/zh_Hans.po: unfinished: 'Half done'",
        "views/locale/zh_Hans.po: unfinished: 'Guessed'",
        "views/card.py:5: no Chinese for '{n} weeks'",
        "views/card.py:6: no Chinese for 'Untold'",
        "views/card.py:13: no Chinese for 'Of a table'",
        "views/card.py:14: no Chinese for 'Of another file'",
        "commands/overdue.py:1: no Chinese for 'What is overdue'",
        "scoring/kpis/days_late.py:2: no Chinese for 'due later'",
        "scoring/kpis/days_late.py:2: no Chinese for 'taken back'",
        "scoring/kpis/days_late.py:6: no Chinese for 'Days late'",
        "scoring/kpis/days_late.py:6: no Chinese for '{value} days late.'",
        "ledger/signals/moved.py:1: no Chinese for 'Away'",
        "views/locale/zh_Hans.po: nobody says 'Idle words'",
        "views/locale/zh_Hans.po: other blanks in 'Nothing is due.'",
    ]
