"""Words, numbers of things, lists, shares, and words that stand for one of a few choices."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from ledger.errors import UnreadablePeriod
from ledger.period import Period
from storage.importers import sentences
from storage.importers.cells import CELL_LIMIT, Unreadable, plain, unreadable

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_BROKEN = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|#+)")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2}")
_FLOAT = re.compile(r"([0-9]+)\.0+")
_DAYS = re.compile(r"(?:net\s*)?([0-9]{1,4})(?:\.0+)?\s*(?:days?|天|日)?", re.IGNORECASE)
_SHARE = re.compile(r"(.+?)\s*[:：]\s*([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*[%％]?")

_ROLES = {
    "sales": "sales|sales rep|sales representative|account manager|account executive|rep"
    "|销售|业务员|销售员|销售代表|客户经理|业务",
    "project_manager": "project manager|pm|项目经理|项目",
    "finance": "finance|accountant|accounting|财务|会计|出纳",
    "customer_service": "customer service|cs|support|customer success|客服|客户服务|客户成功",
    "other": "other|其他|其它",
}
_RIGHTS = {
    "finance": "finance|财务",
    "hr": "hr|human resources|人事|人力资源|人力",
    "admin": "admin|administrator|管理员|管理",
}
_INVOICE_KINDS = {
    "invoice": "invoice|inv|sales invoice|tax invoice|发票|应收单|标准应收单"
    "|费用应收单|销售发票|蓝字发票",
    "credit_note": "credit note|credit memo|credit|creditnote|cn|sales credit note|贷项|贷项凭证"
    "|贷项通知单|红字发票|红字应收单|红字|红票",
}
_EXEMPTION_KINDS = {
    "exclude": "exclude|excluded|exclusion|leave out|排除|剔除|豁免|不计入",
    "extend": "extend|extended|extension|延期|展期",
}
_DISPUTE_OUTCOMES = {
    "open": "open|pending|undecided|未决|未结|处理中|争议中",
    "for_us": "for us|won|rejected|我方胜|我方成立|驳回|不成立",
    "for_customer": "for customer|for the customer|lost|accepted|客户胜|客户成立|成立",
}
_YES_NO = {"yes": "yes|y|true|1|是|有", "no": "no|n|false|0|否|无"}


def text(cell: str) -> str:
    """Read words: one line, composed characters, nothing invisible from a terminal."""
    if not (cell.isascii() and cell.isprintable()):
        cell = unicodedata.normalize("NFC", _CONTROL.sub(" ", cell)).strip()
    if len(cell) > CELL_LIMIT:
        raise Unreadable(sentences.TOO_LONG, {"count": str(len(cell)), "limit": str(CELL_LIMIT)})
    if cell[:1] == "#" and _BROKEN.fullmatch(cell):
        raise unreadable(sentences.BROKEN, cell)
    return cell


def number_reader(cells: Iterable[str]) -> Callable[[str], str]:
    """Make the reader of numbers of things: as written, but `1930571429.0` where all are floats."""
    floats = all(_FLOAT.fullmatch(part) for cell in cells for part in _parts(cell))

    def read(cell: str) -> str:
        if "E+" in cell and _SHORTENED.fullmatch(cell):
            raise unreadable(sentences.SHORTENED, cell)
        return text(cell.partition(".")[0] if floats else cell)

    return read


def list_reader(item: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    """Make the reader of several values with semicolons between them."""
    return lambda cell: tuple(dict.fromkeys(item(part) for part in _parts(cell)))


def _parts(cell: str) -> list[str]:
    parts = (part.strip() for part in cell.replace("；", ";").split(";"))
    return [part for part in parts if part]


def shares(cell: str) -> tuple[tuple[str, Decimal], ...]:
    """Read who owns how much: `A:60;B:40`, or one owner; percent that sum to 100."""
    parts = _parts(cell)
    if len(parts) == 1 and not _SHARE.fullmatch(parts[0]):
        return ((text(parts[0]), Decimal(100)),)
    found: dict[str, Decimal] = {}
    for part in parts:
        match = _SHARE.fullmatch(part)
        if not match or not Decimal(match[2]):
            raise unreadable(sentences.NOT_SHARES, cell)
        person = text(match[1])
        if person in found:
            raise unreadable(sentences.SHARES_TWICE, cell, person=person)
        found[person] = Decimal(match[2])
    if (total := sum(found.values())) != 100:
        raise unreadable(sentences.SHARES_SUM, cell, sum=f"{total:f}")
    return tuple(found.items())


def days(cell: str) -> int:
    """Read a number of days: `30`, `30 days`, `net 30`, `30天`."""
    match = _DAYS.fullmatch(plain(cell))
    if not match:
        raise unreadable(sentences.NOT_DAYS, cell)
    return int(match[1])


def period(cell: str) -> Period:
    """Read a month, quarter, year or range of days."""
    try:
        return Period.parse(plain(cell) if plain(cell).isascii() else "")
    except UnreadablePeriod:
        raise unreadable(sentences.NOT_A_PERIOD, cell) from None


def _choices(words: Mapping[str, str]) -> Mapping[str, str]:
    named = {word: choice for choice, all_ in words.items() for word in all_.split("|")}
    return {**named, **{choice: choice for choice in words}}


def _folded(cell: str) -> str:
    return " ".join(plain(cell).lower().replace("_", " ").replace("-", " ").split())


def choice_reader(words: Mapping[str, str], sentence: str) -> Callable[[str], str]:
    """Make the reader of one of a few words, with what people usually write for them."""
    named = {_folded(word): choice for word, choice in _choices(words).items()}

    def read(cell: str) -> str:
        if (found := named.get(_folded(cell))) is None:
            raise unreadable(sentence, cell)
        return found

    return read


role = choice_reader(_ROLES, sentences.NOT_A_ROLE)
rights = list_reader(choice_reader(_RIGHTS, sentences.NOT_A_RIGHT))
invoice_kind = choice_reader(_INVOICE_KINDS, sentences.NOT_AN_INVOICE_KIND)
exemption_kind = choice_reader(_EXEMPTION_KINDS, sentences.NOT_AN_EXEMPTION_KIND)
dispute_outcome = choice_reader(_DISPUTE_OUTCOMES, sentences.NOT_AN_OUTCOME)
_yes_no = choice_reader(_YES_NO, sentences.NOT_YES_OR_NO)


def yes_no(cell: str) -> bool:
    """Read yes or no."""
    return _yes_no(cell) == "yes"
