"""Currencies as files name them: codes, Chinese and English names, and signs beside an amount."""

from collections.abc import Mapping

from ledger.currency import is_currency
from storage.importers import sentences
from storage.importers.cells import plain, unreadable

_DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"})
_KRONER = frozenset({"DKK", "ISK", "NOK", "SEK"})
_RUPEES = frozenset({"INR", "LKR", "NPR", "PKR"})

# Sign beside an amount → what it can mean; the longest first, as `US$` ends like `$`.
SIGNS: Mapping[str, frozenset[str]] = {
    "人民币": frozenset({"CNY"}),
    "港币": frozenset({"HKD"}),
    "美元": frozenset({"USD"}),
    "欧元": frozenset({"EUR"}),
    "日元": frozenset({"JPY"}),
    "RMB": frozenset({"CNY"}),
    "CN¥": frozenset({"CNY"}),
    "JP¥": frozenset({"JPY"}),
    "US$": frozenset({"USD"}),
    "HK$": frozenset({"HKD"}),
    "NT$": frozenset({"TWD"}),
    "NZ$": frozenset({"NZD"}),
    "CA$": frozenset({"CAD"}),
    "AU$": frozenset({"AUD"}),
    "Rs.": _RUPEES,
    "S$": frozenset({"SGD"}),
    "A$": frozenset({"AUD"}),
    "C$": frozenset({"CAD"}),
    "R$": frozenset({"BRL"}),
    "Rs": _RUPEES,
    "kr": _KRONER,
    "$": _DOLLARS,
    "＄": _DOLLARS,
    "¥": frozenset({"CNY", "JPY"}),
    "￥": frozenset({"CNY", "JPY"}),
    "元": frozenset({"CNY"}),
    "円": frozenset({"JPY"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW"}),
    "₽": frozenset({"RUB"}),
    "฿": frozenset({"THB"}),
    "₫": frozenset({"VND"}),
}

_NAMES = {
    "CNY": "rmb|cnh|人民币|人民币元|元|chinese yuan|yuan|renminbi",
    "USD": "us$|美元|美金|us dollar|us dollars",
    "EUR": "€|euro|euros|欧元",
    "GBP": "£|英镑|pound sterling|british pound",
    "JPY": "日元|日圆|日币|円|yen|japanese yen",
    "HKD": "hk$|港币|港元|hong kong dollar",
    "TWD": "nt$|ntd|新台币|台币",
    "KRW": "₩|韩元|韩币",
    "SGD": "s$|新加坡元|新币|singapore dollar",
    "AUD": "a$|澳元|澳大利亚元|australian dollar",
    "CAD": "c$|加元|加拿大元|canadian dollar",
    "NZD": "nz$|新西兰元|new zealand dollar",
    "CHF": "瑞士法郎|swiss franc",
    "INR": "₹|印度卢比|indian rupee",
    "MYR": "林吉特|马来西亚林吉特",
    "THB": "฿|泰铢",
    "VND": "₫|越南盾",
    "IDR": "印尼盾|印度尼西亚盾",
    "RUB": "₽|卢布|俄罗斯卢布",
    "MOP": "澳门元|葡币",
}
_CODES = {name: code for code, names in _NAMES.items() for name in names.split("|")}


def currency(cell: str) -> str:
    """Read a currency: its ISO 4217 code, or a name that means one currency only."""
    written = plain(cell)
    if is_currency(code := written.upper()):
        return code
    try:
        return _CODES[" ".join(written.lower().split())]
    except KeyError:
        raise unreadable(sentences.NOT_A_CURRENCY, cell) from None
