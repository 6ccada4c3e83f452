"""Reading a payment out of what somebody types after /paid, in English and Chinese.

INV-1023 50,000 2026-11-20 ref HX881 · INV-1 INV-2 USD 12.5k yesterday fee 25 · 华星科技 5万 昨天
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from commands._words import A_YEAR, THREE_DIGITS, take_coming_day
from ledger.currency import is_currency, places
from ledger.money import Money
from storage.documents import Document
from storage.importers.cells import plain

_TIMES = {"k": 3, "m": 6, "万": 4, "萬": 4, "亿": 8, "千": 3}
_SIGNS = {"¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP", "元": "CNY"}
_NAMES = {"rmb": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "港币": "HKD"}
_AMOUNT = re.compile(
    r"(?P<sign>[¥￥€£])?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?P<times>[kKmM万萬亿千])?(?P<unit>元)?"
)
_DAYS = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2}
_REFERENCE = {"ref", "ref:", "reference", "参考", "流水号", "备注"}
_FEE = {"fee", "fee:", "手续费", "手续费:", "手续费："}
_GLUED_FEE = re.compile(r"(?<!\S)(fee(?=[:：])|手续费)[:：]?(?=[^\s:：])", re.IGNORECASE)
_SHORT = re.compile(r"\d{1,2}")  # and three digits: 12 500 is no 12, and no 500
_COMPACT_DAY = re.compile(r"20\d{6}")  # 20250101, also an amount, also a document's number
MOST_MINOR = 10**17  # in minor units; the database holds a little more
_MARKS = ",，、;；:："  # what may stand behind a word
_BETWEEN = re.compile(r"[、;；]|[,，](?!\d)|(?<!\d)[,，]")  # 50,000 is one, INV-1,INV-2 are two


@dataclass(slots=True)
class Understood:
    """What was understood; what is missing is None or empty, and a form asks for it.

    `numbers` are bare digits without a separator: a document's number, or the amount. `doubtful`
    are eight of them that could as well be a day. `typed` are all words in their order, but for the
    reference: among them stands a customer whose name has a number in it. Once the books were
    asked, `customer` and `name` are that customer and the words for it, `known` the documents.
    """

    documents: list[str] = field(default_factory=list)
    amount: Decimal | None = None
    currency: str | None = None
    value_on: date | None = None
    fee: Decimal | None = None
    fee_currency: str | None = None
    reference: str = ""
    words: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    customer: int | None = None
    name: str = ""
    known: dict[str, Document] | None = None

    @property
    def is_named(self) -> bool:
        """Tell whether anything says what the payment is for."""
        return bool(self.documents or self.words or self.name)


def read_payment(text: str, today: date) -> Understood:
    """Read words one after another; a word that fits nowhere may be the customer's name."""
    words = text.split()
    says = (place for place, word in enumerate(words[:-1]) if word.casefold() in _REFERENCE)
    end = next(says, len(words))
    reference, words = " ".join(words[end + 1 :]), words[:end]
    words = _pieces(_GLUED_FEE.sub(r"\1 ", " ".join(words)))
    found = Understood(reference=reference, typed=words[:])
    while words:
        word = words.pop(0)
        is_taken = _take_fee(words, found, today) if word.casefold() in _FEE else False
        if _SHORT.fullmatch(word) and words and THREE_DIGITS.fullmatch(words[0]):
            found.words.append(word)
            while words and THREE_DIGITS.fullmatch(words[0]):
                found.words.append(words.pop(0))
        elif not is_taken and not _take(word, words, found, today):
            found.words.append(word)
    return found


def read_names(text: str) -> Understood:
    """Read only what a payment is for: whatever has a digit is a document, the rest a name."""
    found = Understood(typed=_pieces(text))
    for word in found.typed:
        has_digit = re.search(r"\d", word) is not None
        (found.documents if has_digit else found.words).append(
            word.strip(_MARKS) if has_digit else word
        )
    return found


def _pieces(text: str) -> list[str]:
    """Cut into words, and those with figures also at commas."""
    pieces: list[str] = []
    for word in text.split():
        has_digit = re.search(r"\d", word) is not None
        pieces += filter(None, _BETWEEN.split(word)) if has_digit else [word]
    return pieces


def read_amount(text: str, today: date) -> tuple[Decimal, str | None] | None:
    """Read an amount alone, with its currency where one is written."""
    read = read_number(text, today)
    return None if read is None or not read[0] else read


def read_number(text: str, today: date) -> tuple[Decimal, str | None] | None:
    """Read an amount alone, which may be nothing as well; two numbers (12 500) are none."""
    found = read_payment(text, today)
    digits = [*map(Decimal, (*found.numbers, *found.doubtful))]
    numbers = digits if found.amount is None else [found.amount, *digits]
    others = found.words or found.documents or found.reference
    if len(numbers) != 1 or others or found.value_on or found.fee is not None:
        return None
    return numbers[0], found.currency


def read_money(text: str, currency: str, today: date) -> Money | None:
    """Read an amount alone, in its own currency or else in this one: more than nothing."""
    read = read_amount(text, today)
    money = exact(read[0], read[1] or currency) if read else None
    return money if money and 0 < money.minor < MOST_MINOR else None


def exact(amount: Decimal, currency: str) -> Money | None:
    """Give an amount that has no more decimals than its currency: 50.000 may mean 50,000."""
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int), amount
    return None if -exponent > places(currency) else Money.of(amount, currency)


def _take_fee(words: list[str], found: Understood, today: date) -> bool:
    """Read the next words as the fee; what cannot be read stays a word like any other."""
    count = 2 if words and is_currency(_code(words[0])) else 1
    read = read_number(" ".join(words[:count]), today)
    if read is None or found.fee is not None:
        return False
    found.fee, found.fee_currency = read
    del words[:count]
    return True


def _take(word: str, rest: list[str], found: Understood, today: date) -> bool:
    code = _code(word)
    if is_currency(code) and found.currency in {None, code} and _beside_an_amount(rest, found):
        found.currency = code
        return True
    bare = plain(word).strip(_MARKS)
    is_doubtful = _COMPACT_DAY.fullmatch(bare) is not None and _day(bare, [], today) is not None
    is_first = found.value_on is None
    if not is_doubtful and (day := _day(word, rest if is_first else rest[:], today)):
        found.value_on = found.value_on or day
        return is_first  # a second day is no document either
    if bare.isascii() and bare.isdecimal() and len(bare) > 2 and "," not in bare:
        (found.doubtful if is_doubtful else found.numbers).append(bare)
        return True
    if found.amount is None and (amount := _amount(bare, found)) is not None:
        found.amount = amount
        return True
    if re.search(r"\d", bare) and re.search(r"[A-Za-z/_-]", bare):
        found.documents.append(word.strip(_MARKS))
        return True
    return False


def _beside_an_amount(rest: list[str], found: Understood) -> bool:
    """A code of three letters may begin a name: Top Ltd, All Star Trading."""
    follows = bool(rest) and _AMOUNT.fullmatch(plain(rest[0]).strip(_MARKS)) is not None
    return follows or found.amount is not None or bool(found.numbers)


def _code(word: str) -> str:
    return _NAMES.get(word.casefold(), _SIGNS.get(word, word.upper()))


def _amount(word: str, found: Understood) -> Decimal | None:
    match = _AMOUNT.fullmatch(word)
    if match is None:
        return None
    if sign := match["sign"] or match["unit"]:
        found.currency = found.currency or _SIGNS[sign]
    zeros = _TIMES.get((match["times"] or "").lower(), 0)
    return Decimal(match["digits"].replace(",", "")).scaleb(zeros)


def _day(word: str, rest: list[str], today: date) -> date | None:
    """Read a day that has come, and take the words behind that belong to it."""
    lower = word.casefold()
    if lower in _DAYS:
        return today - timedelta(days=_DAYS[lower])
    if _COMPACT_DAY.fullmatch(word):
        return _compact_day(word)
    day, left = take_coming_day([word, *rest], today - A_YEAR)
    if day and len(rest) - len(left) == 2 and not today.year - 1 <= day.year <= today.year:
        day, left = take_coming_day([word, rest[0]], today - A_YEAR)  # 20 Nov 2000 is an amount
        left += rest[1:]
    if day:
        del rest[: len(rest) - len(left)]
    return day


def _compact_day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
